"""How Python hashes here: a process that does it as the kernel of a report does can fork that kernel."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

#: Where Python reads, at its start, how it shall hash.
_SEED = "PYTHONHASHSEED"


def settle(words: Sequence[str]) -> None:
    """Begin again as a process that hashes alike each time, where a report is asked for and the system forks.

    Nothing is loaded yet, so this costs what the start of Python costs; the process stays the same to its parent.
    """
    if sys.platform == "linux" and words[:1] == ["report"] and sys.flags.hash_randomization:
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, _SEED: "0"})  # noqa: S606
