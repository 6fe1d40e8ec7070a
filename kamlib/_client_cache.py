"""Results that are kept with the book, or client, they were worked out of: when it goes, they go."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar


class _Keeper(Protocol):
    """A book or a client."""

    @property
    def kept(self) -> dict[object, Any]:
        """Its own notes."""


Owner = TypeVar("Owner", bound=_Keeper)
Made = TypeVar("Made")


def cached_per_client(make: Callable[[Owner], Made]) -> Callable[[Owner], Made]:
    """Let a function, or a method, work out its result once for each client.

    Parameters
    ----------
    make : callable
        Takes a client or a book, gives a result that nobody changes.

    Returns
    -------
    callable
        The same function; its result is kept in the client's own notes (``Client.kept``), in no cache of the
        module: once a table of the client was edited, it is worked out again.
    """

    @wraps(make)
    def kept(client: Owner) -> Made:
        notes = client.kept
        if make not in notes:
            notes[make] = make(client)
        found: Made = notes[make]
        return found

    return kept
