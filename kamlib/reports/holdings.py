"""What lies in a folder, whatever it is: files, links, devices and empty folders, so that none is overlooked."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

#: Lies in a report's folder as long as the report is being made, and says that all in it is a run's own.
MARK = ".kamlib-in-the-making"

#: Files that systems and office programs leave about; they are nobody's work, but nobody's to delete either.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")


def leaves(folder: Path) -> list[str]:
    """Name everything in a folder that holds nothing itself; a folder's name ends with a slash."""
    return sorted(each(folder))


def each(folder: Path, before: str = "") -> Iterator[str]:
    """Give the same one by one, in no order, for those who need not see all of a large folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = before + entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield name
                continue
            inside = _inside(entry.path, f"{name}/")
            first = next(inside, None)
            yield f"{name}/" if first is None else first
            yield from inside


def _inside(folder: str, before: str) -> Iterator[str]:
    """Give what lies in a folder; one that may not be looked into seems empty, and is nobody's to delete."""
    with suppress(OSError):
        yield from each(Path(folder), before)


def is_plain(path: Path) -> bool:
    """Whether this is a file itself: no link to one, no pipe, no folder."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def is_litter(name: str) -> bool:
    """Whether a system or an office program leaves files of this name about."""
    last = name.split("/")[-1]
    return last in _LITTER or last.startswith("~$")
