"""A new report takes the place of an old one; of that, only what its manifest proves to be its own is deleted.

Files that were edited, and whatever else lies in the old folder, are moved to the new one. The two folders change
places in one step where the system can do that. A run that is killed leaves a folder next to the report, which the
next run settles in the same way: nothing is deleted because of its name.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from glob import escape
from itertools import count
from pathlib import Path, PurePosixPath

from kamlib.reports import manifest
from kamlib.reports.holdings import MARK, is_litter, is_plain, leaves
from kamlib.reports.processes import machine, runs
from kamlib.words import _

#: Endings of the sibling folders: being written, and replaced a moment ago.
PART, OLD = "part", "old"

#: Told in a line what was kept beside the new report.
Notice = Callable[[str], None]


def sibling(target: Path, ending: str) -> Path:
    """Return the folder of this process next to the report's."""
    return target.parent / f".{target.name}.{os.getpid()}.{ending}"


def begin(part: Path) -> None:
    """Make the folder of a report in the making, marked as a run's own."""
    part.mkdir()
    (part / MARK).write_text(machine(), encoding="utf-8")


def discard(part: Path) -> None:
    """Delete a report in the making; whatever else bears its name stays."""
    if is_plain(part / MARK):
        shutil.rmtree(part, ignore_errors=True)


def replace(part: Path, target: Path, notice: Notice | None = None) -> None:
    """Move a whole report to its name, and what is not of the old one to the new one; then delete the old one."""
    if os.path.lexists(target) and not target.is_dir():
        raise FileExistsError(f"{target} has become a file")
    (part / MARK).unlink(missing_ok=True)
    try:
        old = _exchange(part, target)
    except OSError:
        (part / MARK).write_text(machine(), encoding="utf-8")
        raise
    if old is None:
        return
    for was, now in settle(old, target).items():
        if notice and was != now:
            notice(_("{file} had been edited; your version was saved as {kept}.", file=was, kept=now))
    if notice and old.exists():
        notice(_("Files that could not be moved to the new report are in {folder}.", folder=old))


def _exchange(part: Path, target: Path) -> Path | None:
    """Let the new folder and the old one change names; return where the old one is now."""
    if not target.exists():
        part.rename(target)
        return None
    if _in_one_step(part, target):
        return part
    old = sibling(target, OLD)
    target.rename(old)
    try:
        part.rename(target)
    except OSError:
        old.rename(target)
        raise
    return old


def _in_one_step(one: Path, other: Path) -> bool:
    """Let two folders change names at once, if the system can."""
    try:
        c = ctypes.CDLL(None, use_errno=True)
        first, second = os.fsencode(one), os.fsencode(other)
        if sys.platform == "linux":
            return bool(c.renameat2(-100, first, -100, second, 2) == 0)
        return bool(sys.platform == "darwin" and c.renamex_np(first, second, 2) == 0)
    except (OSError, AttributeError, TypeError):  # an old system, or one without such a thing
        return False


def carried(folder: Path) -> dict[str, str]:
    """Return what of a folder outlives its report: name now → name next to the next report.

    What the manifest does not prove to be the report's own; the report's files that were edited get a new name.
    """
    here, proven = leaves(folder), manifest.proven(folder)
    known = manifest.known(folder)
    kept = set(manifest.read(folder)["kept"]) if known else set[str]()
    taken, moves = set(here), {}
    for name in here:
        if name not in proven and name != MARK:
            edited = name in known - kept
            moves[name] = _free(_edited(name), taken.__contains__) if edited else name
            taken.add(moves[name])
    return moves


def kept(folder: Path) -> list[str]:
    """Name what will be kept next to the next report in a folder, except for what systems leave about."""
    return [now for now in carried(folder).values() if not is_litter(now)] if folder.is_dir() else []


def _edited(name: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(_("{name} (edited)", name=path.stem) + path.suffix))


def _free(name: str, taken: Callable[[str], bool]) -> str:
    """Return a name that nothing has yet."""
    path = PurePosixPath(name)
    tries = (name if n == 1 else str(path.with_name(f"{path.stem} {n}{path.suffix}")) for n in count(1))
    return next(one for one in tries if not taken(one))


def settle(old: Path, target: Path) -> dict[str, str]:
    """Move to a report what its predecessor's folder holds of others, and delete what is proven to be of that.

    Returns
    -------
    dict
        Name in the old folder → name in the new one.
    """
    moves = carried(old)
    own = manifest.proven(old)
    moved: dict[str, str] = {}
    for was, wanted in moves.items():
        with suppress(OSError):
            now = _free(wanted, lambda name: os.path.lexists(target / name) and not name.endswith("/"))
            _move(old / was, target / now, is_folder=was.endswith("/"))
            moved[was] = now
    for name in sorted(own, key=lambda name: name == manifest.MANIFEST):  # the proof goes last
        if name != manifest.MANIFEST or len(moved) == len(moves):
            with suppress(OSError):
                (old / name).unlink()
    _remove_empty(old)
    return moved


def _move(was: Path, now: Path, *, is_folder: bool) -> None:
    if is_folder:
        now.mkdir(parents=True, exist_ok=True)
        was.rmdir()
    else:
        now.parent.mkdir(parents=True, exist_ok=True)
        was.rename(now)


def _remove_empty(folder: Path) -> None:
    """Remove a folder and those in it as far as they are empty."""
    for inside, _folders, _files in os.walk(folder, topdown=False):
        with suppress(OSError):
            Path(inside).rmdir()


def clear(target: Path) -> None:
    """Clear away what killed runs left next to the target; one killed during the exchange is put right."""
    for ending in (OLD, PART):
        for left in sorted(target.parent.glob(f".{escape(target.name)}.*.{ending}")):
            if left.is_dir() and not left.is_symlink() and not runs(left.name.split(".")[-2]):
                _clear(left, target)


def _clear(left: Path, target: Path) -> None:
    if is_plain(left / MARK):
        if (left / MARK).read_text(encoding="utf-8", errors="replace") == machine():
            discard(left)
    elif manifest.known(left):
        if os.path.lexists(target):
            settle(left, target)
        else:
            left.rename(target)
    else:
        with suppress(OSError):  # a run that was killed at its very beginning; it goes if it is empty
            left.rmdir()
