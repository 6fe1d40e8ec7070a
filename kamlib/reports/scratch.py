"""Temporary folders of reports: each says whose it is, so that a later run can clear away those of killed ones."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from weakref import WeakSet

from kamlib.reports.holdings import is_plain
from kamlib.reports.processes import machine, runs

_PREFIX = "kam-"
_PREFIXES = (_PREFIX, "pymp-")  # the second: folders of multiprocessing, for its sockets
_OWNER = "kamlib-owner"
_made: WeakSet[TemporaryDirectory[str]] = WeakSet()


def folder() -> TemporaryDirectory[str]:
    """Make a temporary folder that only this user may enter; it goes when its object goes."""
    made = TemporaryDirectory(prefix=_PREFIX)
    own(Path(made.name))
    _made.add(made)
    return made


def clear() -> None:
    """Delete the folders that this process still holds: a fork ends without the clearing away of Python's exit."""
    for made in list(_made):
        with suppress(OSError):
            made.cleanup()


def own(place: Path) -> None:
    """Say in a folder that it is this process's."""
    (place / _OWNER).write_text(f"{os.getpid()} {machine()}", encoding="utf-8")


def sweep() -> None:
    """Delete the temporary folders of runs that were killed: those that say that they are ours, and no others."""
    for place in (place for prefix in _PREFIXES for place in Path(gettempdir()).glob(f"{prefix}*")):
        with suppress(OSError):
            if _is_left(place):
                shutil.rmtree(place, ignore_errors=True)


def _is_left(place: Path) -> bool:
    """Whether a folder is this user's, of this machine, and of a process that is gone."""
    facts, owner = place.lstat(), place / _OWNER
    if place.is_symlink() or not place.is_dir() or not is_plain(owner) or owner.stat().st_size > 1000:
        return False
    process, _blank, where = owner.read_text(encoding="utf-8", errors="replace").partition(" ")
    is_own = not hasattr(os, "getuid") or facts.st_uid == os.getuid()
    return is_own and where == machine() and process != str(os.getpid()) and not runs(process)
