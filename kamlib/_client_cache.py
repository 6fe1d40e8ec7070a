"""Results that are kept with the client they were worked out of: when the client goes, they go."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from kamlib.client import Client

Made = TypeVar("Made")


def cached_per_client(make: Callable[[Client], Made]) -> Callable[[Client], Made]:
    """Let a function work out its result once a client.

    Parameters
    ----------
    make : callable
        Takes a client, gives a result that nobody changes.

    Returns
    -------
    callable
        The same function; what it gave is in the client's own notes (``Client.kept``), in no cache of the
        module: once a table of the client was edited, it is worked out again.
    """

    @wraps(make)
    def kept(client: Client) -> Made:
        notes = client.kept
        if make not in notes:
            notes[make] = make(client)
        found: Made = notes[make]
        return found

    return kept
