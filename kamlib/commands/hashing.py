"""How Python hashes here: a process that does it as the kernel of a report does can fork that kernel."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePath

#: Where Python reads, at its start, how it shall hash.
_SEED = "PYTHONHASHSEED"

#: What runs as nothing but ``kam``: the command, and a line of Python that calls it.
_OWN = ("kam", "-c")


def settle(words: Sequence[str]) -> None:
    """Begin again as a process that hashes alike each time, where a report is asked for and the system forks.

    Nothing is loaded yet, so this costs what the start of Python costs; the process stays the same to its parent.
    """
    if sys.platform == "linux" and words[:1] == ["report"] and sys.flags.hash_randomization and _can_repeat(words):
        with suppress(OSError):  # then the report is written without
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, _SEED: "0"})  # noqa: S606


def _can_repeat(words: Sequence[str]) -> bool:
    """Whether to begin again gives the same command once more, and a Python that hashes otherwise than now.

    A script of somebody else may have done something already; one that was piped in is gone. Options of Python
    can ignore all variables (``-E``, ``-I``), or hash at random whatever they say (``-R``): it would never end.
    """
    same = sys.orig_argv[-len(words) :] == list(words) and PurePath(sys.argv[0]).name in _OWN
    return same and os.environ.get(_SEED) != "0"
