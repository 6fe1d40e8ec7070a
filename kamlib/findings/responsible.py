"""Who is responsible for a customer, in words: somebody who has left is not asked to call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.manage.owners import has_left
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client


def responsible(client: Client, person: str) -> str:
    """Say who is responsible for a customer.

    Parameters
    ----------
    client : Client
        The client's tables.
    person : str
        As ``owner_of`` gives it; empty where the tables name nobody.

    Returns
    -------
    str
        The name, with a word where the table of people says that this person has left.
    """
    if not person:
        return _("not in the data")
    return _("{person} (has left)", person=person) if person in has_left(client) else person
