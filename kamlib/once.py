"""Results that are kept with the client they were worked out of: when the client goes, they go."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from kamlib.client import Client

Made = TypeVar("Made")


def once(make: Callable[[Client], Made]) -> Callable[[Client], Made]:
    """Let a function work out its result once a client.

    Parameters
    ----------
    make : callable
        Takes a client, gives a result that nobody changes.

    Returns
    -------
    callable
        The same function; what it gave stands in the client's own notes, in no cache of the module.
    """

    @wraps(make)
    def kept(client: Client) -> Made:
        if make not in client._made:
            client._made[make] = make(client)
        found: Made = client._made[make]
        return found

    return kept
