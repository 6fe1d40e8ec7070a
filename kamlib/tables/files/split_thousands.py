"""Lines of a CSV file in which the comma of ``1,234.50`` divides a number in two: put together again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from kamlib.tables.values.cells import is_blank, is_data

_HEAD = re.compile(r"\s*[-+(]?\s*[$€£¥￥]?\s*[-+]?[1-9]\d{0,2}")
_MIDDLE = re.compile(r"\d{3}")
_TAIL = re.compile(r"\d{3}(?:\.\d+)?\s*[)-]?\s*")
#: Ways in which one line can be put together that are tried.
MOST = 20


def columns(rows: Sequence[Sequence[str]], width: int) -> frozenset[int]:
    """Find the columns whose numbers the separator divides.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows below the header, as they were read.
    width : int
        How many columns the header names.

    Returns
    -------
    frozenset of int
        Places of columns, from 0; empty where no row is longer, or one cannot be put together in one way only.
    """
    wide = [row for row in rows if length(row) > width]
    if not wide or _is_numbered(rows, width):
        return frozenset()
    usual = [row for row in rows if length(row) == width]
    numeric = {at for at in range(width) if _is_numeric([row[at] for row in usual])}
    found = [list(_ways(_bare(row), width, numeric)) for row in wide]
    sure = frozenset(at for ways in found if len(ways) == 1 for at in ways[0][1])
    return sure if all(joined(row, width, sure) is not None for row in wide) else frozenset()


def is_divided(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether each longer row is one whose numbers the separator may have divided, in one way or another.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows below the header, as they were read.
    width : int
        How many columns the header names.

    Returns
    -------
    bool
        False where no row is longer, or where the first cell of each is its number.
    """
    wide = [_bare(row) for row in rows if length(row) > width]
    divided = all(any(_ways(row, width, range(width))) for row in wide)
    return bool(wide) and divided and not _is_numbered(rows, width)


def joined(row: Sequence[str], width: int, places: Collection[int]) -> list[str] | None:
    """Put a row together.

    Parameters
    ----------
    row : sequence of str
        Its cells.
    width : int
        How many columns the header names.
    places : collection of int
        Columns whose numbers are divided.

    Returns
    -------
    list of str or None
        As many cells as columns; None where there is no way to it, or more than one.
    """
    ways = list(_ways(_bare(row), width, places))
    return ways[0][0] if len(ways) == 1 else None


def length(row: Sequence[str]) -> int:
    """Return how many cells a row has up to its last one that is filled.

    Parameters
    ----------
    row : sequence of str
        Its cells.

    Returns
    -------
    int
        0 for a blank row.
    """
    return max((at + 1 for at, cell in enumerate(row) if not is_blank(cell)), default=0)


def _bare(row: Sequence[str]) -> list[str]:
    return list(row[: length(row)])


def _is_numeric(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    return sum(map(is_data, filled)) >= 0.8 * len(filled)


def _is_numbered(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether all rows have one cell more, their number, which the header does not name (R writes such files)."""
    filled = [row for row in rows if length(row)]
    first = [row[0].strip() for row in filled]
    counts = all(text.isdecimal() for text in first) and [int(text) - int(first[0]) for text in first] == list(
        range(len(first))
    )
    return counts and all(length(row) == width + 1 for row in filled)


def _ways(row: Sequence[str], width: int, places: Collection[int]) -> Iterator[tuple[list[str], frozenset[int]]]:
    """Yield each way to make `width` cells of a row: the cells, and the columns that were put together."""
    yield from islice(_from(row, 0, 0, width, places), MOST)


def _from(
    row: Sequence[str], cell: int, column: int, width: int, places: Collection[int]
) -> Iterator[tuple[list[str], frozenset[int]]]:
    surplus = (len(row) - cell) - (width - column)
    if surplus == 0:
        yield list(row[cell:]), frozenset()
    if surplus <= 0 or column >= width:
        return
    for cells, own in _from(row, cell + 1, column + 1, width, places):
        yield [row[cell], *cells], own
    for more in range(1, surplus + 1) if column in places else ():
        if not _is_number(row[cell : cell + more + 1]):
            continue
        for cells, own in _from(row, cell + more + 1, column + 1, width, places):
            yield ["".join(row[cell : cell + more + 1]), *cells], own | {column}


def _is_number(cells: Sequence[str]) -> bool:
    head, *middle, tail = cells
    return bool(_HEAD.fullmatch(head)) and all(map(_MIDDLE.fullmatch, middle)) and bool(_TAIL.fullmatch(tail))
