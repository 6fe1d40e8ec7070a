"""Dates that only a whole column tells: seconds since 1970, six digits, and years counted from 1912 (民國)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.values.cells import MISSING, is_missing, tidy
from kamlib.tables.values.parsed import Parsed

#: Seconds since 1970 that are taken for dates: 1998 to 2033.
SECONDS = (900_000_000, 2_000_000_000)
#: Share of a column's cells that have to be so.
MOST = 0.9
SAMPLE = 50
DAY = 86_400_000_000  # in millionths of a second
_MONTH = re.compile(r"(?:19|20|21)\d{2}(?:0[1-9]|1[0-2])")
_SIX = re.compile(r"(\d{1,2})(\d{2})(\d{2})(?:\.0+)?")
_NAMED = re.compile(r"(?:中[華华])?民[國国]\s?(\d{1,3})\s?年?[-/.]?\s?(?=\d)")
#: The years before the first of each reign.
_REIGNS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_REIGN = re.compile(r"(令和|平成|昭和)\s?(\d{1,2}|元)\s?年\s?(?=\d)")
_MINGUO = re.compile(r"(1[0-4]\d)(?=\s?[-/.年]\s?\d)|(1[0-4]\d)(?=(?:0\d|1[0-2])(?:[0-2]\d|3[01])$)")
_SHORT = re.compile(r"(\d{2})(?=[-/.年]\d{1,2}[-/.月]\d{1,2}日?$)")


def of_epochs(column: pd.Series) -> Parsed | None:
    """Read seconds or milliseconds since 1970; None for any other column.

    Parameters
    ----------
    column : pandas.Series
        Text or numbers.

    Returns
    -------
    Parsed
        Days of Universal Time; where all fall on one time of day, which is midnight somewhere, the days there.
    """
    filled = column.dropna()
    if not len(filled) or not _may_be(pd.to_numeric(filled.iloc[:SAMPLE], errors="coerce")):
        return None
    numbers = pd.to_numeric(column.astype("str").str.strip(), errors="coerce").to_numpy("float64")
    blank = column.isna().to_numpy() | column.astype("str").str.strip().str.casefold().isin(MISSING).to_numpy()
    seconds = np.where(numbers > SECONDS[1], numbers / 1000, numbers)
    fine = (seconds >= SECONDS[0]) & (seconds < SECONDS[1]) & ~blank
    if not fine.any() or fine.sum() < MOST * (~blank).sum():
        return None
    moments = np.where(fine, seconds, 0.0) * 1e6
    values = _at_midnight(np.rint(moments).astype("int64"), fine).astype("datetime64[us]")
    values[~fine] = np.datetime64("NaT", "us")

    def series(data: np.ndarray) -> pd.Series:
        return pd.Series(data, index=column.index, name=column.name)

    return Parsed(series(values), series(~fine & ~blank), series(blank), epochs=int(fine.sum()))


def _may_be(numbers: pd.Series) -> bool:
    seconds = numbers.where(~(numbers > SECONDS[1]), numbers / 1000)
    return bool(seconds.between(*SECONDS).mean() >= MOST)


def _at_midnight(moments: np.ndarray, fine: np.ndarray) -> np.ndarray:
    """Move days that all begin in the evening before, as midnights east of Greenwich do, to their own."""
    clocks = np.unique(moments[fine] % DAY)
    if len(clocks) == 1 and clocks[0] > DAY // 2 and len(np.unique(moments[fine])) > 2:
        moments = moments + (DAY - clocks[0])
    return moments


def respelt(cells: Sequence[Any]) -> tuple[list[Any], list[int]]:
    """Write dates so that each tells by itself what only the column tells.

    ``240109`` becomes ``24/01/09`` where the column is not a list of months (``202401``), and ``113/01/09``
    becomes ``2024/01/09``.

    Parameters
    ----------
    cells : sequence of Any
        Different cells of a column.

    Returns
    -------
    list of Any, list of int
        The cells, and the places of those whose years counted from 1912.
    """
    cells = [_of_era(cell) for cell in cells]
    texts = [_text(cell) for cell in cells]
    if _are_six(texts):
        pairs = zip(cells, texts, strict=True)
        return [_divided(text) if _SIX.fullmatch(text) else cell for cell, text in pairs], []
    return _of_minguo(list(cells), texts)


def _text(cell: Any) -> str:
    if isinstance(cell, int | float | np.integer | np.floating) and not isinstance(cell, bool):
        return "" if is_missing(cell) or not float(cell).is_integer() else str(int(cell))
    return tidy(cell) if isinstance(cell, str) and len(cell) <= SAMPLE else ""


def _are_six(texts: Sequence[str]) -> bool:
    """Whether six digits are days of short years rather than months of whole ones, or day numbers."""
    six = [text.partition(".")[0] for text in texts if _SIX.fullmatch(text)]
    if not any(len(text) == 6 for text in six):
        return False
    days = sum(map(_is_day, six))
    return days > sum(bool(_MONTH.fullmatch(text)) for text in six) and days >= MOST * len([t for t in texts if t])


def _is_day(text: str) -> bool:
    digits = text.zfill(6)
    one, two, three = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return (1 <= two <= 12 and (1 <= one <= 31 or 1 <= three <= 31)) or (1 <= one <= 12 and 1 <= two <= 31)


def _divided(text: str) -> str:
    digits = text.partition(".")[0].zfill(6)
    return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"


def _of_era(cell: Any) -> Any:
    """Count the years of a Japanese reign from our own: ``令和6年1月5日`` becomes ``2024年1月5日``."""
    hit = _REIGN.match(tidy(cell)) if isinstance(cell, str) and cell.strip()[:2] in _REIGNS else None
    if hit is None:
        return cell
    year = _REIGNS[hit[1]] + (1 if hit[2] == "元" else int(hit[2]))
    return f"{year}年{tidy(cell)[hit.end() :]}"


def _of_minguo(cells: list[Any], texts: Sequence[str]) -> tuple[list[Any], list[int]]:
    named = [_NAMED.match(text) for text in texts]
    bare = [None if hit else _MINGUO.match(text) for text, hit in zip(texts, named, strict=True)]
    beside = any(bare)  # of two digits, then, as well
    short = [_SHORT.match(text) if beside else None for text in texts]
    places = []
    for at, hit in enumerate(a or b or c for a, b, c in zip(named, bare, short, strict=True)):
        if hit is not None:
            year = int(next(filter(None, hit.groups()))) + 1911
            rest = texts[at][hit.end() :]
            cells[at] = f"{year}/{rest}" if hit is named[at] else f"{year}{rest}"
            places.append(at)
    return cells, places
