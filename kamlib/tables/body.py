"""Which rows below the header are no data: blank lines, totals and subtotals, headers again, closing notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.amounts import parse_amounts
from kamlib.tables.cells import is_blank, is_data, is_missing, tidy
from kamlib.tables.raw import LeftOut

TAIL = 50  # rows at the end that are looked at closely, whether or not they have gaps
TOTAL = re.compile(
    r"(?:本?[页月季年日]?度?(?:合计|总计|小计|共计|累计|总和|总额|汇总)|合计金额|(?:grand[ -]?|sub[ -]?)?totals?"
    r"|sum(?:me)?|gesamt(?:summe|betrag)?|zwischensumme|endsumme|overall|total général|总 ?合计)"
    r"\s*(?:\(.*\))?\s*[::]?",
    re.IGNORECASE,
)
GROUP_TOTAL = re.compile(
    r".{1,60}[\s\-_:]?(?:小计|合计|总计|汇总)[::]?|.{1,60}[ \-_:](?:sub-?total|total|summe|ergebnis)[::]?"
    r"|(?:sub-?total|total|summe|合计|小计|总计)[ ::(].{0,60}",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Gaps:
    """Which cells are missing (None: none is), and in how many columns most rows have something."""

    cells: np.ndarray | None
    usual: int

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Gaps:
        """Look at a whole table."""
        gaps = {
            at: frame.iloc[:, at].isna().to_numpy() for at in range(frame.shape[1]) if frame.iloc[:, at].hasnans
        }
        if not gaps:
            return cls(None, frame.shape[1])
        whole = np.zeros(frame.shape, dtype=bool)
        for at, missing in gaps.items():
            whole[:, at] = missing
        return cls(whole, max(1, int((whole.mean(axis=0) < 0.5).sum())))

    def suspects(self) -> np.ndarray:
        """Return the rows that lack what most rows have: in two columns, or in all but one of a narrow table."""
        if self.cells is None:
            return np.array([], dtype=int)
        usual = self.cells.mean(axis=0) < 0.5
        usual = usual if usual.any() else np.ones_like(usual)
        lacking = self.cells[:, usual].sum(axis=1)
        return np.flatnonzero((lacking >= min(2, max(1, usual.sum() - 1))) | self.cells.all(axis=1))


def leave_out(frame: pd.DataFrame, header: tuple[str, ...]) -> tuple[pd.DataFrame, tuple[LeftOut, ...]]:
    """Take the rows that are no data out of a table.

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
    reasons = np.full(len(frame), "", dtype=object)
    for at, cells in zip(suspects := gaps.suspects(), frame.iloc[suspects].itertuples(index=False), strict=True):
        reasons[at] = _reason(list(cells), gaps.usual)
    _mark_repeated(frame, header, reasons)
    _mark_tail(frame, gaps.usual, reasons)
    found = reasons != ""
    if not found.any():
        return frame, ()
    return frame[~found], tuple(_parts(frame, reasons))


def _parts(frame: pd.DataFrame, reasons: np.ndarray) -> Iterator[LeftOut]:
    for reason in ("blank", "total", "repeated-header", "note"):
        mine = reasons == reason
        if mine.any():
            yield LeftOut(reason, tuple(map(int, frame.index[mine])), frame[mine] if reason == "total" else None)


def _reason(cells: list[Any], usual: int) -> str:
    """Return why a row with gaps is no data, "" if it is."""
    written = [(column, cell) for column, cell in enumerate(cells) if not is_blank(cell)]
    if not written:
        return "blank"
    words = [(column, tidy(cell)) for column, cell in written if isinstance(cell, str) and not is_data(cell)]
    return "total" if words and _says_total(words, written, len(written) <= max(2, usual / 2)) else ""


def _says_total(words: list[tuple[int, str]], written: list[tuple[int, Any]], sparse: bool) -> bool:
    column, text = words[0]
    text = _SPACED.sub("", text)
    leads = column == written[0][0]
    if leads and TOTAL.fullmatch(text):
        return True
    if leads and sparse and GROUP_TOTAL.fullmatch(text):
        return True
    # a group's name, then the word, then numbers only
    if leads and sparse and len(words) == 2 and TOTAL.fullmatch(_SPACED.sub("", words[1][1])):
        return any(at > words[1][0] for at, _cell in written)
    return False


def _mark_repeated(frame: pd.DataFrame, header: tuple[str, ...], reasons: np.ndarray) -> None:
    """Mark rows that repeat the header, as files put together one below another have them."""
    at = next((at for at, name in enumerate(header[: frame.shape[1]]) if name), None)
    if at is None:
        return
    column = frame.iloc[:, at]
    if not (pd.api.types.is_string_dtype(column) or column.dtype == object):
        return
    for row in np.flatnonzero((column == header[at]).to_numpy(dtype=bool, na_value=False)):
        pairs = list(zip(header, frame.iloc[row], strict=False))
        same = sum(bool(name) and not is_blank(cell) and str(cell).strip() == name for name, cell in pairs)
        if same >= 2 / 3 * sum(map(bool, header)):
            reasons[row] = "repeated-header"


def _mark_tail(frame: pd.DataFrame, usual: int, reasons: np.ndarray) -> None:
    """Look at the last rows closely: cells of blanks, remarks, totals without a gap or without a word."""
    start = max(0, len(frame) - TAIL)
    tail = [list(cells) for cells in frame.iloc[start:].itertuples(index=False)]
    for at, cells in enumerate(tail, start):
        if all(map(is_missing, cells)):
            reasons[at] = "blank"
    for at in reversed(range(start, len(frame))):
        reasons[at] = reasons[at] or _closing(frame, at, tail[at - start], usual, reasons)
        if not reasons[at]:
            return


def _closing(frame: pd.DataFrame, at: int, cells: list[Any], usual: int, reasons: np.ndarray) -> str:
    """Return why one of the last rows is no data: a remark, or a total by its word or by its sums."""
    written = [(column, cell) for column, cell in enumerate(cells) if not is_missing(cell)]
    words = [(column, tidy(cell)) for column, cell in written if isinstance(cell, str) and not is_data(cell)]
    numbers = [column for column, cell in written if is_data(cell)]
    if words and not numbers:
        return "note" if at and usual >= 3 and len(words) <= max(1, 0.4 * usual) else ""
    if not numbers or len(words) > 1:
        return ""
    if words:
        says = words[0][0] == written[0][0] and TOTAL.fullmatch(_SPACED.sub("", words[0][1]))
        short = len(written) < usual
        return (
            "total" if says and (short or any(_adds_up(frame, at, column, reasons) for column in numbers)) else ""
        )
    alone = usual >= 3 and len(written) <= usual / 2
    return "total" if alone and all(_adds_up(frame, at, column, reasons) for column in numbers) else ""


def _adds_up(frame: pd.DataFrame, at: int, column: int, reasons: np.ndarray) -> bool:
    """Whether a cell is the sum of those above it, within half a per mille."""
    numbers = parse_amounts(frame.iloc[: at + 1, column]).values.to_numpy()  # noqa: PD011 - a field of Parsed
    above = numbers[:-1][reasons[:at] == ""]
    total, shown = float(np.nansum(above)), float(numbers[-1])
    return len(above) > 1 and shown != 0 and abs(total - shown) <= 5e-4 * abs(shown)
