"""What the functions of an exercise give on a client's data: worked out once, and kept with the client."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kamlib.client import Client


class Values:
    """What was worked out on a client already, by the function that did it.

    Parameters
    ----------
    client : Client
        Whether its tables are still the same is asked once, here; take a new one for each answer.
    """

    def __init__(self, client: Client) -> None:
        self._client, self._kept = client, client.kept

    def given_by(self, work: Callable[[Client], Any]) -> Any:
        """Return what a function gives on the client.

        Parameters
        ----------
        work : callable
            Takes a client, gives a value that nobody changes.

        Returns
        -------
        object
            The same at each call; what the function raised is raised again.
        """
        return self.of("value", work, lambda: work(self._client))

    def of(self, kind: str, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is kept by a key; make it first where nothing is.

        Parameters
        ----------
        kind, key : hashable
            What it is, and of what.
        make : callable
            Makes it.

        Returns
        -------
        object
            The same at each call.

        Raises
        ------
        Exception
            What `make` raised when it was tried, at each call again.
        """
        at = (Values, kind, key)
        if at not in self._kept:
            try:
                self._kept[at] = (make(), None)
            except Exception as error:
                self._kept[at] = (None, error.with_traceback(None))
        value, failure = self._kept[at]
        if failure is not None:
            raise failure
        return value
