"""The command ``kam``. Nothing is loaded before its process is the one that stays; see ``kamlib.commands.app``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kamlib.commands.hashing import settle
from kamlib.commands.streams import hold_open, make_lenient


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words behind ``kam``; by default those of the process, which then ends with the status returned.

    Returns
    -------
    int
        Exit status: 0 done, 1 not as wished (``kam verify`` found a difference), 2 for the user to correct.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:
        hold_open()
        settle(words)
        make_lenient()
    from kamlib.commands.app import run

    status = run(words)
    if arguments is None:
        sys.exit(status)
    return status
