"""A report appears under its name when it is whole, and not before.

It is written into a sibling folder with a name of its own and moved when done. A report that was there is replaced
only then (`replacing`). What an earlier run left when it was killed is cleared away by the next one.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from kamlib.errors import KamError
from kamlib.reports import manifest, replacing
from kamlib.reports.holdings import MARK, each, is_litter, is_plain
from kamlib.words import _


def home(out: Path) -> Path:
    """Return the folder a report goes to: the one named, or ``report`` in it where it holds other things.

    Parameters
    ----------
    out : Path
        The folder that the user named.

    Returns
    -------
    Path
        It need not exist.

    Raises
    ------
    KamError
        If neither can be used without losing files that are not of a report.
    """
    for folder in (out, (out / "report").resolve()):
        file = next((place for place in (folder, *folder.parents) if place.is_file()), None)
        if file:
            raise KamError(_("{folder} is a file; choose a folder with --out", folder=file))
        if not folder.exists() or (found := next(strangers(folder), None)) is None:
            return folder
    raise KamError(
        _("{folder} contains a file that does not belong to the report ({file}); choose another folder with "
          "--out",
          folder=out / "report", file=found)
    )  # fmt: skip


def strangers(folder: Path) -> Iterator[str]:
    """Find what a folder holds besides a report: hidden files, links and empty folders too.

    Parameters
    ----------
    folder : Path
        Folder of the report.

    Yields
    ------
    str
        Names within the folder, in no order; those of empty folders end with a slash.
    """
    ours = manifest.known(folder)
    return (name for name in each(folder) if name not in ours and not _is_left_about(folder, name))


def _is_left_about(folder: Path, name: str) -> bool:
    return is_litter(name) and is_plain(folder / name)


@contextmanager
def in_the_making(target: Path, notice: replacing.Notice | None = None) -> Generator[Path]:
    """Give an empty folder next to the target; when the block ends well it becomes the target.

    Parameters
    ----------
    target : Path
        The report's folder, as it is to be named.
    notice : callable, optional
        Told in a line of each file of the old report that had been edited, and is kept next to the new one.

    Yields
    ------
    Path
        The empty folder.

    Raises
    ------
    KamError
        If the folder cannot be written to, now or while the block runs.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replacing.clear(target)
        part = replacing.sibling(target, replacing.PART)
        replacing.begin(part)
    except OSError as error:
        raise _unwritten(target, error) from None
    try:
        with writing(part):
            yield part
            replacing.replace(part, target, notice)
    finally:
        replacing.discard(part)


#: What a system says when a disk or a folder takes no more, whatever was to be written.
_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}

#: Name of a folder in the making.
_IN_THE_MAKING = re.compile(r"\.(?P<target>.+)\.\d+\." + replacing.PART)


def is_in_the_making(folder: Path) -> bool:
    """Tell whether a folder is one that `in_the_making` gave: the one that asked for it fills and moves it.

    Parameters
    ----------
    folder : Path
        Any folder.

    Returns
    -------
    bool
    """
    return _IN_THE_MAKING.fullmatch(folder.name) is not None and is_plain(folder / MARK)


@contextmanager
def writing(part: Path) -> Generator[None]:
    """Say of whatever a full disk or a locked folder stops that it is the folder, and why.

    Parameters
    ----------
    part : Path
        Folder of a report, in the making or not; the message names the one that the report goes to.

    Raises
    ------
    KamError
        Instead of the error that the system's refusal ended in.
    """
    try:
        yield
    except KamError:
        raise
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        found = _IN_THE_MAKING.fullmatch(part.name)
        raise _unwritten(part.with_name(found["target"]) if found else part, refusal) from None


def _refusal(error: BaseException | None) -> OSError | None:
    """Find the system's refusal in an error, or in those that it was made from."""
    if error is None or (isinstance(error, OSError) and error.errno in _REFUSALS):
        return error
    inner = next((part for part in error.args if isinstance(part, OSError)), None)
    return _refusal(inner or error.__cause__ or error.__context__)


def _unwritten(folder: Path, error: OSError) -> KamError:
    why = {
        errno.ENOSPC: _("no space is left on the disk"), errno.EDQUOT: _("no space is left on the disk"),
        errno.EROFS: _("the disk is read-only"), errno.EACCES: _("writing there is not allowed"),
        errno.EPERM: _("writing there is not allowed"),
    }.get(error.errno or 0, error.strerror)  # fmt: skip
    return KamError(_("{folder} cannot be written: {why}", folder=folder, why=why))
