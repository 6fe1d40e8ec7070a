"""Credits and returns that a file writes without a minus, and marks in a column next to the amount.

Files also write returned pieces with a minus, and what was paid back for them without one.

Ledgers write amounts without a sign and say next to them which side they are on (``S``/``H``, ``Dr``/``Cr``,
借/贷, 红字); others name the document (``Credit memo``, 退货单) or say yes to 是否退货. Such rows are netted like
negative ones, each by itself: a row that has a minus of its own keeps it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.lines import documents
from kamlib.tables.lines.status import NO, YES
from kamlib.tables.problems import Problem
from kamlib.tables.values.cells import is_missing, simplified
from kamlib.tables.vocabulary import listed, meaning

#: Amounts that change sign with their row.
TURNED = ("revenue", "revenue_with_tax", "tax", "cost", "quantity")
_MINUS, _PLUS = listed("mark", "minus"), listed("mark", "plus")
#: Share of the marks that have to be known before a column is taken to be one of marks.
KNOWN = 0.95
#: Kinds of documents that a message names.
NAMED = 5


def mark(converted: Converted, found: Match, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Mark the rows that are credits by a column of marks, of document types or of flags.

    Parameters
    ----------
    converted : Converted
        All rows in our columns.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    dict
        Our column → its credits (bool), whether or not they have a minus.
    """
    frame, size = converted.frame, _size(converted.frame)
    return {
        ours: by(
            rows[found.source_column(ours)] if ours == "sign" else frame[ours], size, found.source_column(ours)
        )
        for ours, by in _MARKS.items()
        if ours in frame
    }


def turn(converted: Converted, found: Match, marks: Mapping[str, np.ndarray]) -> tuple[Converted, list[Problem]]:
    """Give rows that are credits a minus, where they have none.

    Parameters
    ----------
    converted : Converted
        All rows in our columns.
    found : Match
        Which column is which.
    marks : mapping
        Our column → its credits, as `mark` returns it.

    Returns
    -------
    Converted, list of Problem
        As it was, without problems, where amounts bear their own signs.
    """
    size = _size(converted.frame)
    problems: list[Problem] = []
    done = np.zeros(len(size), dtype=bool)
    for ours, marked in marks.items():
        unsigned = marked & (size > 0).to_numpy() & ~done
        done |= unsigned
        if unsigned.any():
            signed = int((marked & (size < 0).to_numpy()).sum())
            converted, problem = _turned(converted, unsigned, ours, found.source_column(ours), signed)
            problems.append(problem)
        problems += _unknown(converted.frame, marked, ours, found)
    if done.any():
        return converted, problems
    back = _by_quantity(converted.frame)
    if back.any():
        converted, problem = _turned(converted, back, "quantity", found.source_column("quantity"), 0)
        problems.append(problem)
    return converted, problems


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
    """Return the amounts by which rows are weighed: what they are worth, else their pieces."""
    amount = worth.of(frame)
    if amount is None:
        return frame["quantity"] if "quantity" in frame else pd.Series(np.nan, index=frame.index)
    return amount


def _by_side(marks: pd.Series, size: pd.Series, theirs: Hashable | None) -> np.ndarray:
    """Mark the rows of the lighter side: nobody reverses more than was ever sold."""
    told = _each(marks, _meant(marks))
    if told.isna().all():
        return _by_flag(marks, size, theirs)
    if told.notna().sum() < KNOWN * (~_missing(marks)).sum():
        no_marks: np.ndarray = (told == "minus").to_numpy(dtype=bool, na_value=False)
        return no_marks
    weight = size.abs().groupby(told).sum()
    sides = [side for side in ("debit", "credit") if side in weight.index]
    lighter = {min(sides, key=lambda side: float(weight[side]))} if len(sides) == 2 else set()
    return told.isin({"minus", *lighter}).to_numpy(dtype=bool)


def _meant(marks: pd.Series) -> Callable[[str], str | None]:
    """Return what tells the meaning of a mark: a sign, a side, or a kind of document."""
    of_documents = {_fold(text): kind for text, kind in documents.kinds(marks).items()}

    def meant(word: str) -> str | None:
        if word in _MINUS | _PLUS:
            return "minus" if word in _MINUS else "plus"
        kinds = {"credit": "minus", "sale": "plus"}
        return meaning("side", word) or kinds.get(of_documents.get(word) or "")

    return meant


def _by_flag(flags: pd.Series, _size: pd.Series, theirs: Hashable | None) -> np.ndarray:
    says = NO if meaning("flag", theirs) else YES
    marked = [text for text in flags.dropna().unique() if _fold(text) in says]
    return flags.isin(marked).to_numpy(dtype=bool)


def _by_type(types: pd.Series, _size: pd.Series, _theirs: Hashable | None) -> np.ndarray:
    credit = [text for text, kind in documents.kinds(types).items() if kind == "credit"]
    return types.isin(credit).to_numpy(dtype=bool) if credit else np.zeros(len(types), dtype=bool)


_MARKS: dict[str, Callable[[pd.Series, pd.Series, Hashable | None], np.ndarray]] = {
    "sign": _by_side, "order_type": _by_type, "is_return": _by_flag,
}  # fmt: skip


def _missing(marks: pd.Series) -> pd.Series:
    """Say which marks are empty; a minus alone, which is a word for nothing elsewhere, is one here."""
    empty = [mark for mark in marks.dropna().unique() if is_missing(mark) and _fold(mark) not in _MINUS]
    return marks.isna() | marks.isin(empty)


def _each(texts: pd.Series, tell: Callable[[str], str | None]) -> pd.Series:
    """Tell of each different text what it means."""
    meant = {text: tell(_fold(text)) for text in texts.dropna().unique()}
    if not any(meant.values()):
        return pd.Series(None, index=texts.index, dtype="object")
    return texts.map(meant).astype("object").where(texts.notna())


def _fold(text: object) -> str:
    return " ".join(simplified(unicodedata.normalize("NFKC", str(text)).casefold()).split())


def _unknown(frame: pd.DataFrame, marked: np.ndarray, ours: str, found: Match) -> list[Problem]:
    """Name kinds of documents that are not understood, and a column of marks that says nothing of credits."""
    values: dict[str, Any] = {"column": str(found.source_column(ours)), "ours": ours}
    if ours == "order_type":
        kinds = documents.kinds(frame["order_type"])
        unknown = [text for text, kind in kinds.items() if kind is None]
        if not unknown or not any(kinds.values()):  # no word is known: these are no kinds of documents
            return []
        rows = frame["order_type"].isin(unknown).to_numpy(bool)
        values["example"] = ", ".join(unknown[:NAMED])
        return [Problem("types-unknown", "note", "orders", int(rows.sum()), _money(frame, rows), values)]
    if ours == "sign" and found.by_hand("sign") and not marked.any():
        return [Problem("signs-unknown", "warning", "orders", len(frame), None, values)]
    return []


def _turned(
    converted: Converted, rows: np.ndarray, ours: str, theirs: Hashable | None, signed: int
) -> tuple[Converted, Problem]:
    """Give rows a minus; `signed` rows of their kind have one already."""
    frame = converted.frame.copy(deep=False)
    for name in (name for name in TURNED if name in frame):
        values = frame[name].to_numpy("float64", copy=True)
        values[rows] = -np.abs(values[rows])
        frame[name] = values
    if "profit" in frame:
        values = frame["profit"].to_numpy("float64", copy=True)
        if 2 * (values[rows] < 0).sum() < rows.sum():  # else they bear the minus that the amounts lack
            values[rows] *= -1.0
            frame["profit"] = values
    values_ = {"column": str(theirs), "ours": ours, "row": int(frame.index[rows][0]), "signed": signed}
    return replace(converted, frame=frame), Problem(
        "credits-turned", "warning", "orders", int(rows.sum()), _money(frame, rows), values_
    )


def _money(frame: pd.DataFrame, rows: np.ndarray) -> float | None:
    """Return what rows are worth by a column of amounts; None where amounts are made later."""
    direct = worth.direct(frame)
    return None if direct is None else float(np.nansum(frame[direct].to_numpy("float64")[rows]))
