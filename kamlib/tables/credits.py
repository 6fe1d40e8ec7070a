"""Credits and returns that a file writes without a minus, and marks in a column beside the amount.

Files also write returned pieces with a minus, and what was paid back for them without one.

Ledgers write amounts without a sign and say beside them which side they stand on (``S``/``H``, ``Dr``/``Cr``,
借/贷, 红字); others name the document (``Credit memo``, 退货单). Such rows are netted like negative ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.tables import worth
from kamlib.tables.cells import simplified
from kamlib.tables.convert import Converted
from kamlib.tables.matching import Match
from kamlib.tables.problems import Problem

#: Amounts that change sign with their row; each only where it has no minus of its own on these rows.
TURNED = ("revenue", "revenue_with_tax", "tax", "cost", "profit", "quantity")
_AMOUNTS = (*worth.AMOUNTS, "quantity")
_SIDES = {
    **dict.fromkeys(("s", "soll", "dr", "d", "db", "debit", "借", "借方"), "debit"),
    **dict.fromkeys(("h", "haben", "cr", "c", "k", "credit", "贷", "贷方"), "credit"),
}
_MINUS = frozenset(["-", "minus", "negative", "红", "红字", "红单", "负", "负数", "红冲"])
#: Share of the marks that have to be known before a column is taken to be one of marks.
KNOWN = 0.95
_CREDIT = re.compile(
    r"(?:(?:sales |customer |order )?credits?(?:[ -]?(?:memos?|notes?|invoices?))?|cr\.? ?memo"
    r"|(?:sales |customer )?returns?|(?:sales )?return order|refunds?"
    r"|gutschrift|rechnungskorrektur|retouren?|rückgabe|rücksendung|rücknahme"
    r"|(?:标准)?(?:销售)?退货(?:单|订单|入库单?)?|退款单?|红字(?:销售)?(?:发票|出库单?|单据?)|红字|红冲|负数发票)"
)


def turn(converted: Converted, found: Match) -> tuple[Converted, list[Problem]]:
    """Give rows that are credits by a column of marks or of document types a minus, where they have none.

    Parameters
    ----------
    converted : Converted
        All rows in our columns.
    found : Match
        Which column is which.

    Returns
    -------
    Converted, list of Problem
        As it was, without problems, where amounts bear their own signs.
    """
    for ours, marked in (("sign", _by_side), ("order_type", _by_type)):
        if ours not in converted.frame:
            continue
        rows = marked(converted.frame[ours], _size(converted.frame))
        if rows.any() and not (_size(converted.frame)[rows] < 0).any():
            return _turned(converted, rows, ours, str(found.theirs(ours)))
    rows = _by_quantity(converted.frame)
    return _turned(converted, rows, "quantity", str(found.theirs("quantity"))) if rows.any() else (converted, [])


def _by_quantity(frame: pd.DataFrame) -> np.ndarray:
    """Mark rows of pieces that came back with an amount that has no minus, where none of their amounts has one.

    Where most pieces bear a minus, the file counts what leaves the store, and they are sales.
    """
    amounts = [frame[name] for name in worth.AMOUNTS if name in frame]
    none = np.zeros(len(frame), dtype=bool)
    if "quantity" not in frame or not amounts:
        return none
    pieces = frame["quantity"].to_numpy("float64")
    back = pieces < 0
    if not back.any():
        return none
    size = np.nan_to_num(amounts[0].to_numpy("float64"))
    light = np.abs(size[back]).sum() < np.abs(size[pieces > 0]).sum()
    return back & (size != 0) if light and not (size[back] < 0).any() else none


def _size(frame: pd.DataFrame) -> pd.Series:
    """Return the amounts by which rows are weighed: the first there is."""
    name = next((name for name in _AMOUNTS if name in frame), None)
    return pd.Series(np.nan, index=frame.index) if name is None else frame[name]


def _by_side(marks: pd.Series, size: pd.Series) -> np.ndarray:
    """Mark the rows of the lighter side: nobody takes back more than was ever sold."""
    told = _each(marks, lambda word: "minus" if word in _MINUS else _SIDES.get(word))
    if told.notna().sum() < KNOWN * marks.notna().sum():
        no_marks: np.ndarray = (told == "minus").to_numpy(dtype=bool, na_value=False)
        return no_marks
    weight = size.abs().groupby(told).sum()
    sides = [side for side in ("debit", "credit") if side in weight.index]
    lighter = {min(sides, key=lambda side: float(weight[side]))} if len(sides) == 2 else set()
    return told.isin({"minus", *lighter}).to_numpy(dtype=bool)


def _by_type(types: pd.Series, _size: pd.Series) -> np.ndarray:
    credit = [text for text in types.unique() if isinstance(text, str) and _CREDIT.fullmatch(_fold(text))]
    return types.isin(credit).to_numpy(dtype=bool) if credit else np.zeros(len(types), dtype=bool)


def _each(texts: pd.Series, tell: Callable[[str], str | None]) -> pd.Series:
    """Tell of each different text what it means."""
    meant = {text: tell(_fold(text)) for text in texts.dropna().unique()}
    if not any(meant.values()):
        return pd.Series(None, index=texts.index, dtype="object")
    return texts.map(meant).astype("object").where(texts.notna())


def _fold(text: object) -> str:
    return " ".join(simplified(unicodedata.normalize("NFKC", str(text)).casefold()).split())


def _turned(converted: Converted, rows: np.ndarray, ours: str, theirs: str) -> tuple[Converted, list[Problem]]:
    frame = converted.frame.copy(deep=False)
    for name in (name for name in TURNED if name in frame):
        values = frame[name].to_numpy("float64", copy=True)
        if not (values[rows] < 0).any():
            values[rows] *= -1.0
            frame[name] = values
    size = _size(frame).to_numpy("float64")
    money = None if "revenue" not in frame and "revenue_with_tax" not in frame else float(np.nansum(size[rows]))
    values_ = {"column": theirs, "ours": ours, "row": int(frame.index[rows][0])}
    return replace(converted, frame=frame), [
        Problem("credits-turned", "warning", "orders", int(rows.sum()), money, values_)
    ]
