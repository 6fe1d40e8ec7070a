"""The one error that a user can correct: said in one line, exit status 2."""

from __future__ import annotations


class KamError(Exception):
    """What is wrong, where, and what to do, in one line in the user's language.

    The command line prints its text without a traceback and exits with status 2; a notebook shows its text
    alone.

    Examples
    --------
    >>> import kamlib as kam
    >>> try:
    ...     kam.load("no such file.csv")
    ... except kam.KamError as error:
    ...     print("no such file.csv" in str(error))
    True
    """

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback."""
        return [str(self)]
