"""Which days are compared where the orders do not fill the years, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.words import _, span

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.periods.like_for_like import Compared


def said_of(compared: Compared | None, client: Client) -> str:
    """Say which days are compared and why not more.

    Parameters
    ----------
    compared : Compared or None
        What is compared.
    client : Client
        The client's tables.

    Returns
    -------
    str
        A sentence in the language in use; empty where whole years are compared.
    """
    if compared is None or compared.whole:
        return ""
    return _(
        "The orders ({book}) do not cover two full years, so {after} is compared with {before}.",
        book=span(*client.coverage.days), after=span(*compared.after), before=span(*compared.before),
    )  # fmt: skip
