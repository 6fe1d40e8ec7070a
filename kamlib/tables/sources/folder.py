"""Files of a folder, or those that a pattern names, put together to one table.

Names that begin with a point or an underscore are left alone, as other programs do (``_SUCCESS``, ``.part.crc``).
Each other file has to be a table with the same columns: what is not, is named and refused,
because a report on the rest would look whole. Parts of a path such as ``year=2024`` are columns, unless the files
have them.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.files import limits
from kamlib.tables.files.opening import open_table
from kamlib.tables.files.raw import STRIDE, RawTable, numbered
from kamlib.tables.problems import Names, Problem
from kamlib.tables.sources.kinds import kind_of, shown
from kamlib.words import _, n_
from kamlib.words.phrases import enumerated

#: Files that a message lists by name.
LISTED = 10

#: What systems leave in folders.
_LITTER = frozenset({"thumbs.db", "desktop.ini"})


def files_of(source: str | Path) -> dict[str, Path]:
    """Return the files of a folder, or those that a pattern names.

    Parameters
    ----------
    source : str or Path
        A folder, with all folders in it, or a pattern such as ``orders/2024-*.csv``.

    Returns
    -------
    dict of str to Path
        By their names within the folder, with ``/`` between parts, in the order of the names.

    Raises
    ------
    KamError
        If there is no file.
    """
    path = Path(source).expanduser()
    if kind_of(path) == "folder":
        root, found = path, _walked(path)
        lacking = _("{file}: the folder contains no file.", file=shown(source))
    else:
        root = _fixed(path)
        found = [file for file in _named(path, root) if file.is_file()]
        lacking = _("{file}: no file matches the pattern.", file=shown(source))
    names = {file.relative_to(root).as_posix(): file for file in found}
    kept = _once({name: names[name] for name in sorted(names) if not _is_aside(name)})
    if not kept:
        raise KamError(lacking)
    return kept


def _named(pattern: Path, root: Path) -> list[Path]:
    """Return what a pattern names; ``**`` is worked out here: links in a circle lead `glob` on without end."""
    if "**" not in pattern.parts:
        return [Path(name) for name in glob.glob(str(pattern))]  # noqa: PTH207  (absolute patterns)
    asked = pattern.relative_to(root).parts
    return [file for file in _walked(root) if _fits(file.relative_to(root).parts, asked)]


def _fits(parts: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether the parts of a path are those that a pattern asks for; ``**`` is any number of folders."""
    if not asked:
        return not parts
    if asked[0] == "**" and (len(asked) == 1 or _fits(parts, asked[1:])):
        return True
    if not parts or not (asked[0] == "**" or fnmatch(parts[0], asked[0])):
        return False
    return _fits(parts[1:], asked if asked[0] == "**" else asked[1:])


def _walked(folder: Path) -> list[Path]:
    """Return the files of a folder and of all folders in it, those behind links too, each folder once."""
    found, seen, waiting = list[Path](), set[str](), [folder]
    while waiting:
        here = waiting.pop(0)
        if (real := os.path.realpath(here)) not in seen:
            seen.add(real)
            inside = _inside(here)
            found += [path for path in inside if path.is_file()]
            waiting += [path for path in inside if path.is_dir()]
    return found


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KamError(_("{file} cannot be read: {reason}.", file=folder.name, reason=reason)) from None


def _once(files: Mapping[str, Path]) -> dict[str, Path]:
    """Keep one name of each file, the shortest: links that lead back into a folder do not repeat its rows."""
    first: dict[str, str] = {}
    for name in sorted(files, key=lambda name: (name.count("/"), len(name), name)):
        first.setdefault(os.path.realpath(files[name]), name)
    kept = set(first.values())
    return {name: file for name, file in files.items() if name in kept}


def _fixed(pattern: Path) -> Path:
    """Return the part of a pattern before the first wild card."""
    fixed = pattern
    while glob.has_magic(str(fixed)):
        fixed = fixed.parent
    return fixed


def _is_aside(name: str) -> bool:
    """Whether a file is a mark of another program, by its name or its folder's."""
    return any(part.startswith((".", "_")) for part in name.split("/")) or name.lower() in _LITTER


def read(
    source: str | Path, *, sheet: str | None = None, encoding: str | None = None, separator: str | None = None
) -> RawTable:
    """Read the files of a folder, one below another.

    Parameters
    ----------
    source : str or Path
        A folder or pattern.
    sheet, encoding, separator : str, optional
        How each file is to be opened.

    Returns
    -------
    RawTable
        Rows keep the numbers of their own file; `sheets` names the files.

    Raises
    ------
    KamError
        If one of the files is not a table or has other columns.
    """
    files, where = files_of(source), shown(source)
    limits.refuse_large(sum(file.stat().st_size for file in files.values()), where)
    raws = []
    for name, file in files.items():
        try:
            raw = open_table(file, sheet=sheet, encoding=encoding, separator=separator)
        except KamError as error:
            raise KamError(_("{folder}, file {file}: {why}", folder=where, file=name, why=str(error))) from None
        raws.append(replace(raw, frame=with_parts(raw.frame, name)))
        _refuse_other_columns(raws[0].frame, raws[-1].frame, next(iter(files)), name, where)
    return _stacked(raws, list(files), where)


def parts_of(name: str) -> dict[str, str]:
    """Return the columns that a file's folders name: ``year=2024/part.parquet`` → ``{"year": "2024"}``.

    Parameters
    ----------
    name : str
        A file's name within the folder.

    Returns
    -------
    dict of str to str
        Column → its one value in this file.
    """
    pairs = (part.partition("=") for part in name.split("/")[:-1])
    return {key: value for key, equals, value in pairs if key and equals}


def with_parts(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Add the columns that a file's folders name, unless it has them."""
    held = {str(column).casefold() for column in frame}
    new: Mapping[str, str] = {key: value for key, value in parts_of(name).items() if key.casefold() not in held}
    return frame.assign(**new) if new else frame


def _refuse_other_columns(one: pd.DataFrame, other: pd.DataFrame, first: str, name: str, where: str) -> None:
    more, less = ([str(c) for c in a if c not in b] for a, b in ((other, one), (one, other)))
    if more or less:
        raise KamError(_(
            "{folder}: {first} and {file} have different columns (only in one of them: {names}); select files of "
            "one kind by a pattern such as orders-*.csv.",
            folder=where, first=first, file=name, names=enumerated([*more, *less][:LISTED]),
        ))  # fmt: skip


def _stacked(raws: Sequence[RawTable], names: Sequence[str], where: str) -> RawTable:
    """Put tables of the same columns one below another."""
    raws = numbered(raws)
    columns = raws[0].frame.columns
    frame = pd.concat([raw.frame[list(columns)] for raw in raws])
    told = [f"{name} ({len(raw.frame)})" for name, raw in zip(names, raws, strict=True)]
    listed = Names.of([*told[:LISTED], *(["…"] if len(told) > LISTED else [])])
    note = Problem("files-stacked", "note", rows=len(frame), values={"files": len(names), "names": listed})
    encodings = {raw.encoding for raw in raws}
    source = n_("{folder} ({n} file)", "{folder} ({n} files)", len(names), folder=where)
    return replace(
        raws[0], frame=frame, source=source, sheet=None, encoding=encodings.pop() if len(encodings) == 1 else None,
        problems=(note, *_merged(raws)),
        left_out=tuple(part for raw in raws for part in raw.left_out),
        titles=tuple(dict.fromkeys(title for raw in raws for title in raw.titles)),
        ragged=tuple(row for raw in raws for row in raw.ragged),
        joined=tuple(row for raw in raws for row in raw.joined),
        hidden=tuple(row for raw in raws for row in raw.hidden), sheets=tuple(names), of_files=True,
    )  # fmt: skip


def _merged(raws: Sequence[RawTable]) -> list[Problem]:
    """Return the problems of all files, one of each kind; rows are counted together, the place is the first."""
    found: dict[str, Problem] = {}
    for at, raw in enumerate(raws):
        for problem in raw.problems:
            first = found.get(problem.code)
            found[problem.code] = _placed(problem, at) if first is None else _both(first, problem)
    return list(found.values())


def _placed(problem: Problem, at: int) -> Problem:
    """Give the row that a problem names the number that it has among the rows of all files."""
    told = dict(problem.values)
    if isinstance(told.get("row"), int):
        told["row"] += at * STRIDE
    return replace(problem, values=told)


def _both(first: Problem, other: Problem) -> Problem:
    one, two = dict(first.values), dict(other.values)
    sums = {"characters": one["characters"] + two["characters"]} if "characters" in one else {}
    return replace(first, rows=first.rows + other.rows, values=one | sums)
