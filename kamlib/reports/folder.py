"""A report appears under its name when it is whole, and not before.

It is written into a sibling folder with a name of its own and moved when done. A report that was there is replaced
only then. What an earlier run left when it was killed is cleared away by the next one.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from kamlib.errors import KamError
from kamlib.words import _

#: Endings of the sibling folders: being written, and replaced a moment ago.
PART, OLD = "part", "old"

MANIFEST = "manifest.json"

#: Files that systems and office programs leave about; they are nobody's work.
_LITTER = (".", "~$", "Thumbs.db", "desktop.ini")


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
    for folder in (out, out / "report"):
        file = next((place for place in (folder, *folder.parents) if place.is_file()), None)
        if file:
            raise KamError(_("{folder} is a file; name a folder with --out", folder=file))
        if not folder.exists() or not strangers(folder):
            return folder
    found = strangers(out / "report")[0]
    raise KamError(
        _("{folder} holds a file that is not of the report ({file}); name another folder with --out",
          folder=out / "report", file=found)
    )  # fmt: skip


def strangers(folder: Path) -> list[str]:
    """Return what a folder holds besides a report, so that replacing it would lose it.

    Parameters
    ----------
    folder : Path
        Folder of the report.

    Returns
    -------
    list of str
        Names within the folder.
    """
    from kamlib.reports.manifest import names

    ours = names(folder) | {MANIFEST}
    held = (path for path in sorted(folder.rglob("*")) if path.is_file())
    listed = (path.relative_to(folder).as_posix() for path in held)
    return [name for name in listed if name not in ours and not name.split("/")[-1].startswith(_LITTER)]


@contextmanager
def in_the_making(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target; when the block ends well it becomes the target.

    Parameters
    ----------
    target : Path
        The report's folder, as it is to be named.

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
        clear(target)
        part = _sibling(target, PART, os.getpid())
        part.mkdir()
    except OSError as error:
        raise _unwritten(target, error) from None
    try:
        with writing(part):
            yield part
            replace(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


#: What a system says when a disk or a folder takes no more, whatever was to be written.
_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}

#: Name of a folder in the making.
_IN_THE_MAKING = re.compile(r"\.(?P<target>.+)\.\d+\." + PART)


@contextmanager
def writing(part: Path) -> Iterator[None]:
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


def replace(part: Path, target: Path) -> None:
    """Move a whole report to its name; the one that was there goes after that.

    Parameters
    ----------
    part : Path
        Folder of the report just made.
    target : Path
        The report's folder, as it is to be named.
    """
    old = _sibling(target, OLD, os.getpid())
    if target.exists():
        target.rename(old)
    part.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def clear(target: Path) -> None:
    """Clear away what killed runs left beside the target; one killed between two moves is put back.

    Parameters
    ----------
    target : Path
        The report's folder, as it is to be named.
    """
    for ending in (OLD, PART):
        for left in sorted(target.parent.glob(f".{escape(target.name)}.*.{ending}")):
            if _runs(left.name.split(".")[-2]):
                continue
            if ending == OLD and not target.exists():
                left.rename(target)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _sibling(target: Path, ending: str, process: int) -> Path:
    return target.parent / f".{target.name}.{process}.{ending}"


def _runs(process: str) -> bool:
    """Whether a process is there; what cannot be told is taken for running, so that nothing of it is lost."""
    if not process.isdigit() or os.name != "posix":
        return not process.isdigit()
    if int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
