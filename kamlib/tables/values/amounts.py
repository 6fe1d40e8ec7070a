"""Amounts as people write them, to numbers: ``¥1,234.50``, ``1.234,50``, ``(120)``, ``1.2万``, ``１２０－``.

One cell rarely tells which mark is the decimal one; the whole column is asked. Where it does not tell either
(``1.234`` and nothing else), the result says so instead of choosing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.tables.values.cells import positions
from kamlib.tables.values.numerals import CURRENCIES, Written, evidence, understand, value
from kamlib.tables.values.parsed import Parsed

__all__ = ["Parsed", "parse_amounts"]

SAMPLE = 2_000  # cells looked at before a scan of the whole column is thought necessary
ENOUGH = 3  # different cells on either side before plain integers tell what a lone mark means
_PRICED = re.compile(r"-?\s*(?P<before>[^\d\s.,+()-]{1,4})?\s*-?\d[\d.,]*\s*(?P<behind>[^\d\s.,+()-]{1,4})?")
OTHER = {".": ",", ",": "."}


def parse_amounts(column: pd.Series, *, decimal: str | None = None) -> Parsed:
    """Read a column of amounts.

    Parameters
    ----------
    column : pandas.Series
        Numbers, text, or both.
    decimal : {".", ","}, optional
        The decimal mark; found from the whole column when not given. A cell that contradicts a given mark
        is unreadable.

    Returns
    -------
    Parsed
        `values` in float64, in the unit that is written (``1.2万`` is 12000, ``5%`` is 0.05).

    Raises
    ------
    ValueError
        If `decimal` is another mark.
    """
    if decimal not in (None, ".", ","):
        raise ValueError(f"decimal is '.' or ',', not {decimal!r}")
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        return _uniform(column, numbers, np.isnan(numbers), decimal=None)
    text = _as_text(column)
    quick = None if text is None else _of_one_kind(column, text, decimal) or _of_priced(column, text, decimal)
    return quick or _of_anything(column, decimal)


def _of_one_kind(column: pd.Series, text: pa.ChunkedArray, decimal: str | None) -> Parsed | None:
    return _of_plain(column, text, decimal) or _of_grouped(column, text, decimal)


def _of_priced(column: pd.Series, text: pa.ChunkedArray, decimal: str | None) -> Parsed | None:
    """Read amounts that all bear the same currency in the same way (``€ 1,234.50``); None for any others."""
    first = next((cell for cell in text.slice(0, SAMPLE).to_pylist() if cell), "")
    found = _PRICED.fullmatch(first.strip())
    word = (found["before"] or found["behind"] or "") if found else ""
    code = CURRENCIES.get(word.casefold())
    if code is None or not pc.all(pc.equal(pc.count_substring(text, word), 1)).as_py():
        return None
    shape = rf"^\s*(-?)\s*{re.escape(word)}\s*|\s*{re.escape(word)}\s*$"
    bare = pc.replace_substring_regex(text, shape, r"\1")
    quick = _of_one_kind(column, bare, decimal)
    return None if quick is None else replace(quick, currencies={code: int((~quick.blank).sum())})


def _as_text(column: pd.Series) -> pa.ChunkedArray | None:
    if not pd.api.types.is_string_dtype(column):
        return None
    try:
        text = pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None
    text = text if isinstance(text, pa.ChunkedArray) else pa.chunked_array([text])
    return text if pa.types.is_string(text.type) or pa.types.is_large_string(text.type) else None


def _uniform(column: pd.Series, numbers: np.ndarray, blank: np.ndarray, *, decimal: str | None) -> Parsed:
    """Return the result for a column without currencies and without words."""
    infinite = np.isinf(numbers)
    if infinite.any():
        numbers = np.where(infinite, np.nan, numbers)
    return Parsed(
        values=_series(column, numbers),
        unreadable=_series(column, np.isnan(numbers) & ~blank),
        blank=_series(column, blank),
        decimal=decimal,
        currencies={"": int((~blank).sum())} if (~blank).any() else {},
        infinite=_series(column, infinite),
    )


def _series(column: pd.Series, data: np.ndarray) -> pd.Series:
    return pd.Series(data, index=column.index, name=column.name)


def _of_plain(column: pd.Series, text: pa.ChunkedArray, decimal: str | None) -> Parsed | None:
    """Cast text that a program wrote (``1234.5``); None where people have been at work."""
    if decimal == ",":
        return None
    try:
        numbers = text.cast(pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        return None
    mark = _plain_mark(text)
    if mark == "?" and decimal is None:
        return None
    # null, or the word "nan": both hold nothing
    return _uniform(column, numbers, np.isnan(numbers), decimal=mark and ".")


def _plain_mark(text: pa.ChunkedArray) -> str | None:
    """Return the mark of text that can be cast: ``"."``, None where there is no mark, ``"?"`` in doubt."""
    lone = r"^[-+]?[1-9][0-9]{0,2}\.[0-9]{3}$"
    for cells in (text.slice(0, SAMPLE), text):
        marked = cells.filter(pc.match_substring(cells, "."))
        if len(marked) and not pc.all(pc.match_substring_regex(marked, lone)).as_py():
            return "."
    return "?" if len(marked) else None


def _of_grouped(column: pd.Series, text: pa.ChunkedArray, decimal: str | None) -> Parsed | None:
    """Cast columns that are grouped throughout (``1,234.50`` or ``1.234,50``); None for any others."""
    for mark in (decimal,) if decimal else (".", ","):
        group, point = "\\" + OTHER[mark], "\\" + mark
        proves = rf"{group}[0-9]{{3}}(?:{point}|{group})|{point}(?:[0-9]{{1,2}}|[0-9]{{4,}})$"
        if decimal is None and not pc.any(pc.match_substring_regex(text.slice(0, SAMPLE), proves)).as_py():
            continue
        shape = rf"^[-+]?(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)(?:{point}[0-9]+)?$"
        if pc.all(pc.match_substring_regex(text, shape)).as_py():
            bare = pc.replace_substring(pc.replace_substring(text, OTHER[mark], ""), mark, ".")
            numbers = bare.cast(pa.float64()).to_numpy()
            return _uniform(column, numbers, np.isnan(numbers), decimal=mark)
    return None


def _of_anything(column: pd.Series, decimal: str | None) -> Parsed:
    codes, uniques = positions(column)
    cells = [understand(cell) if not isinstance(cell, bool) else Written() for cell in uniques]
    fixed = [_typed(cell) for cell in uniques]
    written = [cell.core if number is None else "" for cell, number in zip(cells, fixed, strict=True)]
    marks = [evidence(core) for core in written]
    found, ambiguous = (decimal, False) if decimal else _decide(written, marks)
    numbers = [
        _number(cell, mark, found, strict=decimal is not None) if number is None else number
        for cell, mark, number in zip(cells, marks, fixed, strict=True)
    ]
    counts = np.bincount(codes[codes >= 0], minlength=len(uniques))
    marked = _credits(cells, numbers, counts)
    numbers = [-number if turned else number for number, turned in zip(numbers, marked, strict=True)]
    shown = found if ambiguous or any(mark not in ("", "?") for mark in marks) or "?" in marks else None
    parsed = _spread(column, codes, cells, np.array(numbers, dtype="float64"), decimal=shown, ambiguous=ambiguous)
    return replace(parsed, credits=int(counts[marked].sum())) if marked.any() else parsed


def _credits(cells: Sequence[Written], numbers: Sequence[float], counts: np.ndarray) -> np.ndarray:
    """Say which cells a mark makes negative: those of the lighter side, next to the others or plain amounts."""
    sides = np.array([cell.side for cell in cells], dtype=object)
    weight = np.abs(np.nan_to_num(np.array(numbers, dtype="float64"), posinf=0.0, neginf=0.0)) * counts
    marks = [mark for mark in ("cr", "dr") if (sides == mark).any()]
    if not marks or (sides == marks[0]).sum() == len([n for n in numbers if not np.isnan(n)]):
        return np.zeros(len(cells), dtype=bool)
    lighter: np.ndarray = sides == min(marks, key=lambda mark: float(weight[sides == mark].sum()))
    return lighter


def _typed(cell: object) -> float | None:
    """Return a cell that is a number already (a workbook's)."""
    is_number = isinstance(cell, int | float | np.integer | np.floating) and not isinstance(cell, bool)
    return float(cell) if is_number else None


def _number(cell: Written, mark: str, found: str, *, strict: bool) -> float:
    if cell.infinite:
        return np.inf
    if not cell.core:
        return np.nan
    number = value(cell.core, found if strict or mark in ("", "?") else mark)
    return np.nan if number is None else number * cell.scale


def _decide(cores: Sequence[str], marks: Sequence[str]) -> tuple[str, bool]:
    """Return the column's decimal mark, and whether some cells could be read either way."""
    votes = Counter(mark for mark in marks if mark in OTHER)
    doubtful = {core for core, mark in zip(cores, marks, strict=True) if mark == "?"}
    if len(votes) == 1:
        return next(iter(votes)), False
    if votes:  # both kinds of writing in one column: the cells that tell nothing stay in doubt
        return ("." if votes["."] >= votes[","] else ","), bool(doubtful)
    return _from_integers(doubtful, {core for core in cores if core.isdigit() and core.strip("0")})


def _from_integers(doubtful: set[str], plain: set[str]) -> tuple[str, bool]:
    """Decide a column of ``1,234`` by its integers.

    Were the mark a decimal one, there would be three decimals or none, and never one or two; so small
    plain integers, and no plain one of four digits, make it a thousands mark.
    """
    marks = {mark for core in doubtful for mark in core if mark in OTHER}
    if len(marks) != 1:
        return ".", bool(marks)
    thousands = len(doubtful) >= ENOUGH and len(plain) >= ENOUGH and all(len(core) <= 3 for core in plain)
    return (OTHER[marks.pop()], False) if thousands else (".", True)


def _spread(
    column: pd.Series,
    codes: np.ndarray,
    cells: Sequence[Written],
    numbers: np.ndarray,
    *,
    decimal: str | None,
    ambiguous: bool,
) -> Parsed:
    """Give each cell of the column what was found for its text."""
    infinite = np.append(np.isinf(numbers), False)[codes]
    values = np.append(np.where(np.isinf(numbers), np.nan, numbers), np.nan)[codes]
    blank = np.array([*(cell.blank for cell in cells), True])[codes]
    counts = np.bincount(codes[codes >= 0], minlength=len(cells))
    currencies: Counter[str] = Counter()
    for cell, number, count in zip(cells, numbers, counts, strict=True):
        if not np.isnan(number):
            currencies[cell.currency] += int(count)
    return Parsed(
        values=_series(column, values),
        unreadable=_series(column, np.isnan(values) & ~blank),
        blank=_series(column, blank),
        ambiguous=ambiguous,
        decimal=decimal,
        currencies=dict(currencies),
        infinite=_series(column, infinite),
    )
