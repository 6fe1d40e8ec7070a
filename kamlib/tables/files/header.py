"""Where a table begins in a file: title rows, header rows of one or several levels, or no header at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from kamlib.tables.columns.headers import types_of
from kamlib.tables.values.cells import is_blank, is_data, is_missing, is_period, tidy

Row = Sequence[Any]
SAMPLE = 100  # rows that are looked at
FILLED = 0.6  # a header fills at least this share of the cells that rows usually fill
LEVELS = 4  # header rows at most
LONGEST = 500  # characters of a column's name: what a name says is at its beginning, and a text is not a name
_UNIT = re.compile(
    r"[(\[（【].{1,8}[)\]）】]|[%元件台套个箱吨次天]|万元|千元|pcs|kg|stk|stück"
    r"|[kmt]?(?:eur|usd|cny|rmb|€|\$)|(?:mio|tsd)\.? ?(?:eur|€)?",
    re.IGNORECASE,
)
#: A group's name ends in its unit: ``金额(万元)``, ``Sales [k€]``.
_MONEY_UNIT = re.compile(r"[(\[（【][^()\[\]（）【】]{1,12}[)\]）】]$")
#: Names that say what they are of only together with their group's.
_TOO_SHORT = re.compile(
    r"编号|编码|代码|名称|号码|含税|不含税|无税|id|no\.?|nr\.?|code|name|nummer|bezeichnung|net|gross|netto|brutto",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class Layout:
    """Where the header is and what it says.

    Attributes
    ----------
    first, after : int
        First header row and first row after it, counted from 0; equal where there is no header.
    names : tuple of str
        One for each column: trimmed, unique; ``"column 3"`` where the file gives none.
    named : tuple of bool
        Which of them the file gives.
    """

    first: int
    after: int
    names: tuple[str, ...]
    named: tuple[bool, ...]


def find(rows: Sequence[Row]) -> Layout | None:
    """Find the header in the first rows of a file or sheet.

    Parameters
    ----------
    rows : sequence of sequences
        Cells, text or typed; blank cells are None or "".

    Returns
    -------
    Layout or None
        None if there is no row with a cell.
    """
    rows = [[cell[:LONGEST] if isinstance(cell, str) else cell for cell in row] for row in rows[:SAMPLE]]
    filled = [_filled(row) for row in rows]
    if not any(filled):
        return None
    width = max(_width(row) for row in rows)
    enough = FILLED * median(count for count in filled if count)
    first = next(at for at, count in enumerate(filled) if count and count >= enough)
    if not _names_columns(rows, first):
        first = _later(rows, filled, first, enough)
    if not _names_columns(rows, first):
        return Layout(first, first, *_named([""] * width))
    after = first + 1
    while after - first < LEVELS and _is_second(rows, first, after):
        after += 1
    levels = [_cells(row, width) for row in rows[first:after]]
    above = _cells(rows[first - 1], width) if first else []
    if (
        sum(map(bool, above)) > 1
        and all(is_period(cell) for cell in rows[first - 1] if is_data(cell))
        and _needs_more(levels[-1])
    ):
        first, levels = first - 1, [above, *levels]
    elif _is_group_row(above, levels[-1]):
        levels = [above, *levels]
    return Layout(first, after, *_named(_joined(levels)))


def _is_group_row(above: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row treated as a title groups the columns below, some of which say too little alone."""
    groups = [at for at, cell in enumerate(above) if cell]
    plain = all(len(above[at]) <= 20 and not re.search(r"[::]", above[at]) for at in groups)
    short = any(_TOO_SHORT.fullmatch(name) for name in names)
    return short and plain and len(groups) > 1 and not any(map(is_data, above)) and bool(names[groups[0]])


def _later(rows: Sequence[Row], filled: Sequence[int], first: int, enough: float) -> int:
    """Return the row of words that follows a title or a group row with numbers in it, else the row itself."""
    for at in range(first + 1, min(first + 3, len(rows) - 1)):
        words = filled[at] >= enough and not any(map(is_data, rows[at]))
        if words and any(_mostly_data(rows[at + 1 :], column) for column in range(len(rows[at]))):
            return at
    return first


def _filled(row: Row) -> int:
    """Count a row's cells; one text all along the row (a merged title) is one."""
    cells = [cell for cell in row if not is_blank(cell)]
    return 1 if len(cells) > 2 and all(cell == cells[0] for cell in cells) else len(cells)


def _width(row: Row) -> int:
    return max((at + 1 for at, cell in enumerate(row) if not is_blank(cell)), default=0)


def _cells(row: Row, width: int) -> list[str]:
    texts = ["" if is_blank(cell) else _name(cell) for cell in row[:width]]
    return texts + [""] * (width - len(texts))


def _name(cell: Any) -> str:
    """Return a header cell's own text, white space tidied; a workbook's 2024.0 is 2024."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\ufeff", "").split())


def _column(rows: Sequence[Row], at: int) -> list[Any]:
    return [row[at] for row in rows if at < len(row) and not is_missing(row[at])]


def _names_columns(rows: Sequence[Row], at: int) -> bool:
    """Whether a row names columns rather than being data itself."""
    cells = [(column, cell) for column, cell in enumerate(rows[at]) if not is_blank(cell)]
    numbers = [(column, cell) for column, cell in cells if is_data(cell)]
    if not numbers:
        return True
    if len(numbers) == len(cells) or not all(is_period(cell) for _column, cell in numbers):
        return False
    shapes = [_shape(cell) for _at, cell in numbers]
    if len({_name(cell) for _at, cell in numbers}) < len(numbers):
        return False
    if _counts_up([_name(cell) for _at, cell in numbers]):
        return True
    below = [_column(rows[at + 1 : at + 21], column) for column, _cell in numbers]
    alike = sum(
        sum(_shape(cell) == shape for cell in cells) > len(cells) / 2
        for shape, cells in zip(shapes, below, strict=True)
    )
    return alike < len(numbers) / 2


def _shape(cell: Any) -> str:
    return _DIGITS.sub("9", _name(cell))


def _counts_up(names: list[str]) -> bool:
    """Whether columns are called 1, 2, 3 or 2022, 2023, 2024."""
    numbers = [int(name) for name in names if name.isdecimal()]
    return len(numbers) == len(names) >= 3 and all(b - a == 1 for a, b in pairwise(numbers))


def _is_second(rows: Sequence[Row], first: int, at: int) -> bool:
    """Whether the row after a header belongs to it: words where the rows below hold numbers.

    A data row with one unreadable amount looks much the same, so more is asked for: gaps or repetitions in the
    row above, units only, or words above numbers in several columns.
    """
    if at >= len(rows) - 1 or not _filled(rows[at]):
        return False
    if any(map(is_data, rows[at])):
        return _divides_by_period(rows[first], rows[at])
    texts = [(column, cell) for column, cell in enumerate(rows[at]) if not is_missing(cell)]
    over_numbers = [column for column, _cell in texts if _mostly_data(rows[at + 1 :], column)]
    if not over_numbers:
        return False
    if all(_UNIT.fullmatch(tidy(cell)) for _column, cell in texts):
        return True
    width = max(_width(row) for row in rows)
    if _needs_more(_cells(rows[first], width), _cells(rows[at], width)):
        return True
    distinct = len({_name(cell) for _column, cell in texts}) == len(texts)
    return len(over_numbers) >= 2 and distinct and len(texts) >= _filled(rows[first])


def _divides_by_period(upper: Row, lower: Row) -> bool:
    """Whether a row divides the last name above it into years or months, and says nothing besides."""
    last = _width(upper) - 1
    own = [(column, cell) for column, cell in enumerate(lower) if not is_blank(cell)]
    own = [(column, cell) for column, cell in own if column >= len(upper) or cell != upper[column]]
    below = [cell for column, cell in own if column >= last]
    return len(own) == len(below) > 1 and all(map(is_period, below)) and len(set(map(_name, below))) == len(below)


def _mostly_data(rows: Sequence[Row], column: int) -> bool:
    cells = _column(rows, column)
    return bool(cells) and sum(map(is_data, cells)) >= 0.8 * len(cells)


def _needs_more(cells: Sequence[str], below: Sequence[str] = ()) -> bool:
    """Whether a header row alone cannot name the columns: gaps between names, or a name that comes twice.

    Blanks after the last name are a gap where the row below has names there.
    """
    names = [cell for cell in cells if cell]
    last = max((at for at, cell in enumerate(cells) if cell), default=-1)
    gaps = "" in cells[: last + 1] or last + 1 < FILLED * len(cells) or any(below[last + 1 :])
    return gaps or len(set(names)) < len(names)


def _joined(levels: list[list[str]]) -> list[str]:
    """Make one name for each column from the rows of a header."""
    upper, lower = levels[0], levels[-1]
    if len(levels) == 1:
        return upper
    if not _needs_more(upper, lower) and not _is_group_row(upper, lower):
        units = sum(map(bool, lower)) < FILLED * len(lower) or all(_UNIT.fullmatch(cell) for cell in lower if cell)
        return [_with_unit(*pair) if units else pair[0] or pair[1] for pair in zip(upper, lower, strict=True)]
    base = [next(filter(None, column), "") for column in zip(*reversed(levels), strict=True)]
    group, grouped = "", []
    for at, name in enumerate(base):
        group = upper[at] or group
        beside = at + 1 < len(upper) and not upper[at + 1]
        twice = base.count(name) > 1 or (_is_part(group, name) and (beside or not upper[at]))
        grouped.append(_in_group(group, name, twice=twice))
    return grouped


def _is_part(group: str, name: str) -> bool:
    """Whether a name below a group's only divides what the group names: ``Amount`` into excl. and incl. tax."""
    whole, own = types_of(group), types_of(name)
    return bool(whole) and (not own or ("money" in whole and not own & {"money", "number", "share"}))


def _in_group(group: str, name: str, *, twice: bool) -> str:
    """Return a column's name with its group's where its own says too little, or with the group's unit."""
    if not name or group == name:
        return name
    if twice or _TOO_SHORT.fullmatch(name):
        return f"{group} {name}".strip()
    unit = _MONEY_UNIT.search(group)
    return f"{name} {unit[0]}" if unit and not _MONEY_UNIT.search(name) else name


def _with_unit(name: str, unit: str) -> str:
    if not unit or unit == name:
        return name
    return f"{name} ({unit})" if _UNIT.fullmatch(unit) and unit[0] not in "([（【" else f"{name} {unit}"


def _named(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    return unique(names), tuple(map(bool, names))


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Return names with none twice, none empty and none endless: a second ``date`` is ``date (2)``.

    Parameters
    ----------
    names : sequence of str
        Names of columns as given in the file.

    Returns
    -------
    tuple of str
        As many, in the same order; a lack is ``column 3``, and a name is cut at `LONGEST` characters.
    """
    taken: dict[str, None] = {}
    counts: dict[str, int] = {}
    for at, name in enumerate(names, start=1):
        base = candidate = name[:LONGEST] or f"column {at}"
        number = counts.get(base, 2)
        while candidate in taken:
            candidate, number = f"{base} ({number})", number + 1
        taken[candidate], counts[base] = None, number
    return tuple(taken)
