"""Workbooks and parquet files to a raw table: which sheet holds it, merged cells filled."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.files import formats, header, limits, soundness
from kamlib.tables.files.body import leave_out
from kamlib.tables.files.delimited import above, titles
from kamlib.tables.files.raw import RawTable, numbered
from kamlib.tables.problems import Names, Problem
from kamlib.tables.values.cells import is_blank
from kamlib.words import _
from kamlib.words.phrases import enumerated

Rows = list[list[Any]]
#: The word for all sheets of the same columns together.
ALL = "all"


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows from its first one on, where its header is, and what could not be filled in safely."""

    name: str
    rows: Rows
    layout: header.Layout
    hidden: bool
    kept_apart: int  # merged numbers that were kept in their first row only

    @property
    def size(self) -> int:
        """Count the cells below the header that hold something."""
        return sum(not is_blank(cell) for row in self.rows[self.layout.after :] for cell in row)


def read_workbook(data: bytes, *, source: str, sheet: str | None) -> RawTable | None:
    """Read the sheet of a workbook that holds a table.

    Parameters
    ----------
    data : bytes
        An .xlsx, .xlsm, .xlsb, .xls or .ods file.
    source : str
        The file's name.
    sheet : str, optional
        The sheet's name or number from 1, or ``"all"``: those with the largest table's columns, one below
        another; the one with the largest table when not given.

    Returns
    -------
    RawTable or None
        None if no sheet has a row with a cell.

    Raises
    ------
    KamError
        If the workbook is locked or damaged, or has no such sheet.
    """
    every = _means_all(sheet)
    found = _sheets(data, source, None if every else sheet)
    if not found:
        return None
    shown = [one for one in found if not one.hidden] or found
    best = max(shown, key=lambda one: (one.size * (len(one.layout.names) > 1), one.size))
    if every:
        return _stacked(best, shown, source)
    return _table(best, [one for one in shown if one is not best], source)


def _means_all(sheet: str | None) -> bool:
    return sheet is not None and str(sheet).strip().casefold() in (ALL, "全部")


def _stacked(best: Sheet, shown: Sequence[Sheet], source: str) -> RawTable | None:
    """Put the sheets that have the same columns one below another; rows keep the numbers of their own sheet."""
    same = [one for one in shown if _alike(one, best)]
    raws = numbered([_table(one, [], source) for one in same])
    columns = raws[0].frame.columns
    frame = pd.concat([raw.frame.reindex(columns=columns) for raw in raws])
    rest = [one for one in shown if one not in same and one.size > 3]
    rows = Names.of(f"{raw.sheet} ({len(raw.frame)})" for raw in raws)
    where = {"file": source, "sheet": rows}
    problems = [Problem("sheets-stacked", "note", rows=len(frame), values=where)]
    if rest:
        problems.append(Problem("other-sheets", "note", values={**where, "names": Names.of(o.name for o in rest)}))
    problems += [problem for raw in raws for problem in raw.problems]
    return replace(
        raws[0], frame=frame, sheet=", ".join(one.name for one in same), problems=tuple(problems),
        left_out=tuple(part for raw in raws for part in raw.left_out),
        titles=tuple(dict.fromkeys(title for raw in raws for title in raw.titles)),
        sheets=tuple(one.name for one in same),
    )  # fmt: skip


def _alike(one: Sheet, other: Sheet) -> bool:
    return set(one.layout.names) == set(other.layout.names)


def _sheets(data: bytes, source: str, wanted: str | None) -> list[Sheet]:
    import python_calamine as calamine

    try:
        with calamine.load_workbook(io.BytesIO(data)) as workbook:
            hidden = {
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible != calamine.SheetVisibleEnum.Visible
            }
            names = workbook.sheet_names if wanted is None else [_chosen(wanted, workbook.sheet_names, source)]
            sheets = [_sheet(workbook.get_sheet_by_name(name), name in hidden, data) for name in names]
    except KamError:
        raise
    except calamine.PasswordError as error:
        raise KamError(_locked(source)) from error
    except BaseException as error:  # calamine turns a panic on damaged files into a BaseException
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data:
            raise KamError(_locked(source)) from error
        raise KamError(soundness.damaged(source)) from error
    return [sheet for sheet in sheets if sheet is not None]


def _locked(source: str) -> str:
    return _("{file} is password-protected; save it without a password and read it again.", file=source)


def _chosen(wanted: str, names: Sequence[str], source: str) -> str:
    for name in names:
        if name.strip().casefold() == str(wanted).strip().casefold():
            return name
    if str(wanted).isdigit() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise KamError(
        _(
            "{file} has no sheet {sheet}; its sheets are {names}.",
            file=source,
            sheet=repr(str(wanted)),
            names=enumerated(list(names)),
        )
    )


def _sheet(sheet: Any, hidden: bool, data: bytes) -> Sheet | None:
    if sheet.start is None:
        return None
    top, left = sheet.start
    rows: Rows = [[] for _row in range(top)]
    rows += [[None] * left + [None if cell == "" else cell for cell in row] for row in sheet.to_python()]
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    rows = formats.write_out(data, sheet.name, rows)
    ranges = sheet.merged_cell_ranges or []
    layout = header.find(_filled_down(rows[: header.SAMPLE], ranges, lambda _cell, _column: True)[0])
    if layout is None:
        return None
    rows, kept_apart = _filled_down(rows, ranges, lambda cell, column: _may_repeat(cell, column, layout))
    return Sheet(sheet.name, rows, layout, hidden, kept_apart)


def _filled_down(rows: Rows, ranges: Sequence[Any], may_repeat: Any) -> tuple[Rows, int]:
    """Write a merged cell's value into each of its rows; count those that must not be repeated.

    Only downwards: across, a merged cell is a title or a label that belongs to its first column.
    """
    filled = [list(row) for row in rows]
    kept_apart = 0
    for (top, left), (bottom, _right) in ranges:
        if bottom == top or top >= len(rows) or left >= len(rows[top]) or is_blank(rows[top][left]):
            continue
        if not may_repeat(rows[top][left], left):
            kept_apart += 1
            continue
        for row in filled[top + 1 : bottom + 1]:
            row.extend([None] * (left + 1 - len(row)))
            row[left] = rows[top][left]
    return filled, kept_apart


_KEYS = (
    "id",
    "no",
    "nr",
    "code",
    "key",
    "number",
    "nummer",
    "编号",
    "代码",
    "编码",
    "代号",
    "号码",
    "单号",
    "序号",
    "year",
    "年",
)


def _may_repeat(cell: Any, column: int, layout: header.Layout) -> bool:
    """Whether a merged cell may be repeated in each of its rows: words, dates and numbers that name something.

    An amount that is merged over three order lines is theirs together; three times over it would be too much.
    """
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        return True
    name = layout.names[column].casefold() if column < len(layout.names) else ""
    return float(cell).is_integer() and any(name.endswith(key) or name.startswith(key) for key in _KEYS)


def _table(sheet: Sheet, others: Sequence[Sheet], source: str) -> RawTable:
    layout = sheet.layout
    body = list(sheet.rows[layout.after :])
    width = max([len(layout.names), *map(len, body)])
    limits.refuse_wide(width, source)
    own = [name if has else "" for name, has in zip(layout.names, layout.named, strict=True)]
    own += [""] * (width - len(own))
    names = header.unique(own)
    padded = [row + [None] * (width - len(row)) for row in body]
    columns = {name: _column([row[at] for row in padded]) for at, name in enumerate(names)}
    frame = pd.DataFrame(columns, columns=list(names))
    frame.index = pd.RangeIndex(layout.after + 1, layout.after + 1 + len(body))
    frame = frame.drop(
        columns=[name for name, has in zip(names, own, strict=True) if not has and frame[name].isna().all()]
    )
    written = tuple(name if has else "" for name, has in zip(names, own, strict=True) if name in frame.columns)
    rows = len(frame)
    frame, left_out = leave_out(frame, written)
    parts = (*above(layout, sheet.rows), *left_out)
    problems = _problems(sheet, others, source, rows)
    return RawTable(
        frame, source, sheet.name, None, None, layout.after + 1, parts, problems, titles(layout, sheet.rows)
    )


def _column(cells: list[Any]) -> pd.Series:
    """Return a column in the narrowest type that keeps its cells as they are; mixed ones stay objects."""
    return pd.Series(cells, dtype="object").infer_objects()


def _problems(sheet: Sheet, others: Sequence[Sheet], source: str, rows: int) -> tuple[Problem, ...]:
    problems = []
    where = {"file": source, "sheet": sheet.name}
    if sheet.layout.first == sheet.layout.after:
        problems.append(
            Problem("no-header", "warning", rows=rows, values={**where, "columns": len(sheet.layout.names)})
        )
    alike = [one for one in others if _alike(one, sheet)]
    same = [one.name for one in alike]
    rest = [one.name for one in others if one.name not in same and one.size > 3]
    if same:
        unread = sum(max(0, len(one.rows) - one.layout.after) for one in alike)
        problems.append(Problem("same-sheets", "warning", rows=unread, values={**where, "names": Names.of(same)}))
    if rest:
        problems.append(Problem("other-sheets", "note", values={**where, "names": Names.of(rest)}))
    if sheet.kept_apart:
        problems.append(Problem("merged-numbers", "warning", rows=sheet.kept_apart, values=where))
    return tuple(problems)
