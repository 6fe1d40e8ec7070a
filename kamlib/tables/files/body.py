"""Which rows below the header are not data: blank lines, totals and subtotals, headers again, closing notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.tables.files.raw import LeftOut
from kamlib.tables.values.amounts import parse_amounts
from kamlib.tables.values.cells import is_blank, is_data, is_missing, simplified, tidy

#: Why rows are no data; an array of reasons holds their places in this list, 0 for rows that are data.
REASONS = ("", "blank", "total", "repeated-header", "note")
_BLANK, _TOTAL, _REPEATED, _NOTE = range(1, len(REASONS))
SAMPLE = 2_000  # rows at the beginning in which subtotals of full rows are looked for
#: Words for subtotals in full rows; their sums have to confirm them.
INNER = re.compile(
    r"(?:(?:本|该|整|每)?(?:订单|单据|单|发票|客户|组)|本页)?(?:小计|合计|总计|共计|总额|合计金额|小计金额)"
    r"|(?:(?:order|invoice|document|bill|customer|group|sales order) )?(?:sub|grand)?[ -]?total(?: amount)?"
    r"|(?:zwischen|auftrags|rechnungs|beleg|gesamt)?summe|(?:sous|sub)[ -]?total",
    re.IGNORECASE,
)
_SUM = re.compile("计|計|额|額|total|summe", re.IGNORECASE)
#: Rows of ledgers that are no sale, by a word in any column: balances carried over, sums of months.
CARRIED = (
    "期初余额", "期初结转", "上年结转", "上期结转", "期初", "承前页", "过次页", "本月合计", "本年累计", "本期合计",
    "本日合计", "本季合计", "Opening balance", "Opening Balance", "OPENING BALANCE", "Balance brought forward",
    "Balance Brought Forward", "Brought forward", "Balance b/f", "Saldovortrag", "Eröffnungssaldo",
)  # fmt: skip
TAIL = 50  # rows at the end that are looked at closely, whether or not they have gaps
TOTAL = re.compile(
    r"(?:本?[页月季年日]?度?(?:合计|总计|小计|共计|累计|总和|总额|汇总)|合计金额|(?:grand[ -]?|sub[ -]?)?totals?"
    r"|sum(?:me)?|summe gesamt|gesamt(?:summe|betrag|ergebnis)?|zwischensumme|endsumme|insgesamt|overall"
    r"|total général|总 ?合计|\*{1,9})"
    r"\s*(?:\(.*\))?\s*[::]?",
    re.IGNORECASE,
)
GROUP_TOTAL = re.compile(
    r".{1,60}[\s\-_:]?(?:小计|合计|总计|汇总)[::]?|.{1,60}[ \-_:](?:sub-?total|total|summe|ergebnis)[::]?"
    r"|(?:sub-?total|total|summe)(?:\s*[::(].{0,60}|\s+(?:for|of|by|für|\d).{0,60})|(?:合计|小计|总计)[\s::(].{0,60}"
    r"|\*{1,9} ?.{1,60}",  # SAP marks its subtotals by stars
    re.IGNORECASE,
)
HINT = r"计|汇|总|計|匯|總|total|sum|gesamt|ergebnis|overall|^\s*\*|^\s*[-=_]{3,}\s*$"
_LINE = re.compile(r"[-=_+]{3,}")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Gaps:
    """How many cells of each row hold something, and how many do in a usual row (the fullest quarter's least)."""

    filled: np.ndarray
    usual: int

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Gaps:
        """Count a table's cells.

        Parameters
        ----------
        frame : pandas.DataFrame
            The table as given in the file.

        Returns
        -------
        Gaps
            Number of filled cells in each row, and the usual one.
        """
        filled = np.full(len(frame), frame.shape[1])
        for at in range(frame.shape[1]):
            column = frame.iloc[:, at]
            if column.hasnans:
                filled -= column.isna().to_numpy()
        return cls(filled, int(np.percentile(filled, 75)))

    def suspects(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the rows without a cell, and those that lack two cells or more and hold a word for a total.

        Parameters
        ----------
        frame : pandas.DataFrame
            The table that was counted.

        Returns
        -------
        numpy.ndarray
            Positions of rows, from the top down.
        """
        lacking = min(2, max(1, self.usual - 1))
        short = np.flatnonzero(self.filled <= max(0, self.usual - lacking))
        if not len(short):
            return short
        part = frame.iloc[short]
        hinted = self.filled[short] == 0
        for at in range(frame.shape[1]):
            hinted |= _hints(part.iloc[:, at])
        suspects: np.ndarray = short[hinted]
        return suspects


def _hints(column: pd.Series) -> np.ndarray:
    if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return np.zeros(len(column), dtype=bool)
    texts = pa.array([cell if isinstance(cell, str) else None for cell in column], pa.string())
    found = pc.match_substring_regex(texts, HINT, ignore_case=True)
    hints: np.ndarray = found.fill_null(False).to_numpy(zero_copy_only=False)
    return hints


def leave_out(frame: pd.DataFrame, header: tuple[str, ...]) -> tuple[pd.DataFrame, tuple[LeftOut, ...]]:
    """Take the rows that are not data out of a table.

    A total is a row that says so in its first cell and lacks what other rows have, or that says so and adds
    up; a customer called Total is neither.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows below the header; its index holds row numbers.
    header : tuple of str
        The header's cells as written, to know it again.

    Returns
    -------
    frame, left_out
    """
    if frame.empty:
        return frame, ()
    gaps = Gaps.of(frame)
    reasons = np.zeros(len(frame), dtype="int8")
    for at, cells in zip(
        suspects := gaps.suspects(frame), frame.iloc[suspects].itertuples(index=False), strict=True
    ):
        reasons[at] = _reason(list(cells), gaps.usual)
    _mark_repeated(frame, header, reasons)
    _mark_inner(frame, reasons)
    _mark_carried(frame, reasons)
    _mark_tail(frame, gaps.usual, reasons)
    found = reasons > 0
    if not found.any():
        return frame, ()
    return frame[~found], tuple(_parts(frame, reasons))


def _parts(frame: pd.DataFrame, reasons: np.ndarray) -> Iterator[LeftOut]:
    for reason in range(1, len(REASONS)):
        mine = reasons == reason
        if mine.any():
            rows = tuple(map(int, frame.index[mine]))
            yield LeftOut(REASONS[reason], rows, frame[mine] if reason in (_TOTAL, _NOTE) else None)


def _reason(cells: list[Any], usual: int) -> int:
    """Return why a row with gaps is not data, 0 if it is."""
    written = [(column, cell) for column, cell in enumerate(cells) if not is_blank(cell)]
    if all(isinstance(cell, str) and _LINE.fullmatch(cell.strip()) for _column, cell in written):
        return _BLANK  # nothing, or a line drawn under the table
    words = [(column, _words(cell)) for column, cell in written if isinstance(cell, str) and not is_data(cell)]
    return _TOTAL if words and _says_total(words, written, usual - len(written)) else 0


def _words(cell: str) -> str:
    return simplified(tidy(cell))


def _says_total(words: list[tuple[int, str]], written: list[tuple[int, Any]], lacking: int) -> bool:
    """Whether a row that lacks cells has a word for a total where totals have it."""
    column, text = words[0][0], _SPACED.sub("", words[0][1])
    if column != written[0][0]:
        return False
    if TOTAL.fullmatch(text):
        return True
    if len(words) == 1:
        return lacking > 0 and bool(GROUP_TOTAL.fullmatch(text))
    # a group's name, then the word, then numbers only
    second = _SPACED.sub("", words[1][1])
    return len(words) == 2 and lacking > 1 and bool(TOTAL.fullmatch(second)) and written[-1][0] > words[1][0]


def _mark_repeated(frame: pd.DataFrame, header: tuple[str, ...], reasons: np.ndarray) -> None:
    """Mark rows that repeat the header, as files put together one below another have them."""
    at = next((at for at, name in enumerate(header[: frame.shape[1]]) if name), None)
    if at is None:
        return
    column = frame.iloc[:, at]
    if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return
    rows = np.flatnonzero((column == header[at]).to_numpy(dtype=bool, na_value=False))
    same = np.zeros(len(rows), dtype="int64")
    for place, name in enumerate(header[: frame.shape[1]] if len(rows) else ()):
        if name:
            same += [not is_blank(cell) and str(cell).strip() == name for cell in frame.iloc[rows, place]]
    reasons[rows[same >= 2 / 3 * sum(map(bool, header))]] = _REPEATED


def _mark_inner(frame: pd.DataFrame, reasons: np.ndarray) -> None:
    """Mark subtotals in full rows (customer and date repeated, 小计 for a product) by their word and their sums.

    Such rows come after each group; a file that has none among its first has none.
    """
    head = frame.iloc[:SAMPLE]
    for at in np.flatnonzero(head.notna().any()).tolist():
        if not _says_inner(head.iloc[:, at]):
            continue
        column = frame.iloc[:, at]
        marked = column.isin(_says_inner(column)).to_numpy(dtype=bool) & (reasons == 0)
        numbers = [column for column in range(frame.shape[1]) if column != at and _is_money(head.iloc[:, column])]
        if marked.any() and any(_confirmed(frame, at, number, marked, reasons) for number in numbers):
            reasons[marked] = _TOTAL
            return


def _says_inner(column: pd.Series) -> list[str]:
    """Return the different texts of a column that are words for a subtotal, be it with a colon."""
    if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return []
    if column.dtype == object:  # cells of any type, some of which cannot be compared
        column = pd.Series([cell for cell in column if isinstance(cell, str)], dtype="str")
    texts = (text for text in column.dropna().unique() if 2 <= len(text) <= 24 and _SUM.search(text))
    return [text for text in texts if INNER.fullmatch(_SPACED.sub("", _words(text)).rstrip(": ："))]


def _confirmed(frame: pd.DataFrame, at: int, number: int, marked: np.ndarray, reasons: np.ndarray) -> bool:
    """Whether marked rows hold the sums of the rows above them: since the mark before, or of their own order."""
    column, counts = frame.iloc[:, number], reasons == 0
    if _sums_above(column, marked, counts).sum() >= 0.9 * marked.sum():
        return True
    return any(
        _sums_of_run(column, frame.iloc[:, key], marked, counts).sum() >= 0.9 * marked.sum()
        for key in range(frame.shape[1])
        if key not in (at, number)
    )


def _sums_of_run(column: pd.Series, keys: pd.Series, marked: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return which marked rows hold the sum of the other rows of their run of one key (an order's lines)."""
    codes = pd.factorize(keys)[0]
    runs = np.cumsum(np.diff(codes, prepend=codes[0]) != 0)
    numbers = np.nan_to_num(parse_amounts(column).values.to_numpy("float64"))  # noqa: PD011 - a field of Parsed
    lines = counts & ~marked
    sums = np.bincount(runs, weights=np.where(lines, numbers, 0.0))[runs]
    some = np.bincount(runs, weights=lines.astype("float64"))[runs] > 0
    alike = np.abs(sums - numbers) <= 5e-4 * np.abs(numbers) + 0.005
    result: np.ndarray = marked & some & alike
    return result


def _mark_carried(frame: pd.DataFrame, reasons: np.ndarray) -> None:
    """Mark rows that carry a balance over, or sum a month up; a file that has none among its first has none."""
    for at in np.flatnonzero(frame.iloc[:SAMPLE].notna().any()).tolist():
        if _inner(frame.iloc[:SAMPLE, at]).any():
            reasons[_inner(frame.iloc[:, at]) & (reasons == 0)] = _TOTAL


def _inner(column: pd.Series) -> np.ndarray:
    if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return np.zeros(len(column), dtype=bool)
    found: np.ndarray = column.isin(CARRIED).to_numpy(dtype=bool)
    return found


def _is_money(column: pd.Series) -> bool:
    filled = column.dropna()
    return len(filled) > 1 and bool((~parse_amounts(filled).unreadable).mean() > 0.9)


def _sums_above(column: pd.Series, marked: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return which marked rows hold the sum of the rows since the mark before them."""
    numbers = np.nan_to_num(parse_amounts(column).values.to_numpy("float64"))  # noqa: PD011 - a field of Parsed
    running = np.cumsum(np.where(marked | ~counts, 0.0, numbers))
    at = np.flatnonzero(marked)
    since = np.diff(running[at], prepend=0.0)
    alike = np.abs(since - numbers[at]) <= 5e-4 * np.abs(numbers[at]) + 0.005
    result = np.zeros(len(marked), dtype=bool)
    result[at] = alike & (np.diff(at, prepend=-1) > 1)
    return result


def _mark_tail(frame: pd.DataFrame, usual: int, reasons: np.ndarray) -> None:
    """Look at the last rows closely: cells of blanks, remarks, totals without a gap or without a word."""
    start = max(0, len(frame) - TAIL)
    tail = [list(cells) for cells in frame.iloc[start:].itertuples(index=False)]
    for at, cells in enumerate(tail, start):
        if all(map(is_missing, cells)):
            reasons[at] = _BLANK
    for at in reversed(range(start, len(frame))):
        reasons[at] = reasons[at] or _closing(frame, at, tail[at - start], usual, reasons)
        if not reasons[at]:
            return


def _closing(frame: pd.DataFrame, at: int, cells: list[Any], usual: int, reasons: np.ndarray) -> int:
    """Return why one of the last rows is not data: a remark, or a total by its word or by its sums."""
    written = [(column, cell) for column, cell in enumerate(cells) if not is_missing(cell)]
    words = [(column, _words(cell)) for column, cell in written if isinstance(cell, str) and not is_data(cell)]
    numbers = [column for column, cell in written if is_data(cell)]
    if words and not numbers:
        return _NOTE if at and usual >= 3 and len(words) < usual and _is_remark(words) else 0
    if not numbers or len(words) > 1:
        return 0
    if words:
        says = words[0][0] == written[0][0] and TOTAL.fullmatch(_SPACED.sub("", words[0][1]))
        short = len(written) < usual
        if says and (short or any(_adds_up(frame, at, column, reasons) for column in numbers)):
            return _TOTAL
        return 0
    alone = usual >= 3 and len(written) <= usual / 2
    return _TOTAL if alone and all(_adds_up(frame, at, column, reasons) for column in numbers) else 0


def _is_remark(words: list[tuple[int, str]]) -> bool:
    """Whether words alone are a remark: one cell of them, or each with its colon (``Made by: Li``, ``审核：王``).

    Two words without one may be what is known of a person or a customer.
    """
    return len(words) == 1 or all(":" in text for _column, text in words)


def _adds_up(frame: pd.DataFrame, at: int, column: int, reasons: np.ndarray) -> bool:
    """Whether a cell is the sum of those above it, within half a per mille."""
    numbers = parse_amounts(frame.iloc[: at + 1, column]).values.to_numpy()  # noqa: PD011 - a field of Parsed
    above = numbers[:-1][reasons[:at] == 0]
    total, shown = float(np.nansum(above)), float(numbers[-1])
    return len(above) > 1 and shown != 0 and abs(total - shown) <= 5e-4 * abs(shown)
