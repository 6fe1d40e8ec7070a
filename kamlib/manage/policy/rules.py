"""A sales policy as a table of rules: conditions on fields, and what is granted where they hold (K11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib.errors import KamError
from kamlib.words import _
from kamlib.words.phrases import enumerated

COLUMNS = ("rule", "field", "at_least", "below", "equals", "grants", "amount")

#: The columns without which a table is none of rules; the reader leaves out others that are empty.
NEEDED = ("rule", "grants", "amount")

#: The columns of a condition; a row may leave all of them empty, its rule then holds for all customers.
CONDITIONS = ("at_least", "below", "equals")

#: A text field that a rule does not ask for.
ANY = -1


@dataclass(frozen=True, eq=False)
class Rules:
    """Rules as boxes: per field of numbers an interval, per field of text one value.

    Attributes
    ----------
    names : list of str
        In the order of the table, which is the order in which they are tried.
    grants : numpy.ndarray
        What each rule grants.
    amounts : numpy.ndarray
        How much of it.
    low, high : dict
        Field → bounds by rule, the upper one excluded; infinite where a rule sets none.
    asked : dict
        Field of text → number of the value that a rule asks for, ``ANY`` where it asks for none.
    texts : dict
        Field of text → its values.
    impossible : numpy.ndarray of bool
        Rules whose conditions nothing can meet.
    """

    names: list[str]
    grants: NDArray[np.object_]
    amounts: NDArray[np.float64]
    low: dict[str, NDArray[np.float64]]
    high: dict[str, NDArray[np.float64]]
    asked: dict[str, NDArray[np.int64]]
    texts: dict[str, list[str]]
    impossible: NDArray[np.bool_]

    @property
    def fields(self) -> list[str]:
        """Every field that a rule asks for."""
        return [*self.low, *self.asked]


def read(rules: pd.DataFrame) -> Rules:
    """Read a table of rules; rows of one name are one rule, all of whose conditions have to hold."""
    frame = _checked(rules)
    names = list(dict.fromkeys(frame["rule"]))
    at = frame["rule"].map({name: number for number, name in enumerate(names)}).to_numpy()
    first = frame.groupby("rule", sort=False).first()
    numbers, words = _fields(frame)
    low = {field: np.full(len(names), -np.inf) for field in numbers}
    high = {field: np.full(len(names), np.inf) for field in numbers}
    values = {field: np.full(len(names), ANY) for field in words}
    texts = {field: sorted(set(frame.loc[frame["field"] == field, "equals"].dropna())) for field in words}
    impossible = np.zeros(len(names), dtype=bool)
    for rule, row in zip(at, frame.to_dict("records"), strict=True):
        field = row["field"]
        if field in words and isinstance(row["equals"], str):
            value = texts[field].index(row["equals"])
            impossible[rule] |= values[field][rule] not in (ANY, value)
            values[field][rule] = value
        elif field in numbers:
            least, most = _interval(row)
            low[field][rule] = max(low[field][rule], least)
            high[field][rule] = min(high[field][rule], most)
    for field in numbers:
        impossible |= low[field] >= high[field]
    grants, amounts = first["grants"].to_numpy(dtype=object), first["amount"].to_numpy(dtype=np.float64)
    return Rules(names, grants, amounts, low, high, values, texts, impossible)


def _interval(row: Mapping[Any, Any]) -> tuple[float, float]:
    """Return the bounds of a row; a number that has to be met exactly is the smallest interval that holds it."""
    if pd.notna(row["equals"]):
        return float(row["equals"]), float(np.nextafter(float(row["equals"]), np.inf))
    least = -np.inf if pd.isna(row["at_least"]) else float(row["at_least"])
    return least, np.inf if pd.isna(row["below"]) else float(row["below"])


def _fields(frame: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Tell fields of numbers from those of text; one that is both is refused."""
    text = frame["equals"].map(lambda value: isinstance(value, str))
    bounded = frame["at_least"].notna() | frame["below"].notna() | (frame["equals"].notna() & ~text)
    words = list(dict.fromkeys(frame.loc[text, "field"]))
    numbers = list(dict.fromkeys(frame.loc[bounded, "field"]))
    both = frame["field"].isin(set(words) & set(numbers))
    if both.any():
        raise KamError(_("{where}: {field} is compared with a number and with a text. Use one of them.",
                         where=_row(both), field=str(frame.loc[both, "field"].iloc[0])))  # fmt: skip
    return numbers, words


def _checked(rules: pd.DataFrame) -> pd.DataFrame:
    """Return the table with typed columns; refuse what cannot be a rule, naming the row."""
    lacking = [column for column in NEEDED if column not in rules]
    if lacking:
        raise KamError(_("The rules lack the column {column}; a table of rules has the columns {columns}.",
                         column=lacking[0], columns=enumerated([*COLUMNS])))  # fmt: skip
    frame = rules.reindex(columns=[*COLUMNS]).reset_index(drop=True)
    if frame.empty:
        raise KamError(_("The table of rules has no rows."))
    for column in ("rule", "grants"):
        frame[column] = frame[column].map(lambda cell: None if pd.isna(cell) else str(cell).strip() or None)
        _refuse(frame, frame[column].isna(), column, _("is empty"))
    frame["field"] = frame["field"].map(lambda cell: "" if pd.isna(cell) else str(cell).strip())
    for column in ("at_least", "below", "amount"):
        made = pd.to_numeric(frame[column], errors="coerce")
        _refuse(frame, made.isna() & frame[column].notna(), column, _("is not a number"))
        frame[column] = made
    _refuse(frame, ~np.isfinite(frame["amount"].fillna(np.nan)), "amount", _("is empty"))
    asks = frame[[*CONDITIONS]].notna().any(axis=1)
    _refuse(frame, asks & (frame["field"] == ""), "field", _("is empty, but there is a condition"))
    _refuse(
        frame, ~asks & (frame["field"] != ""), "field", _("has no condition: fill in at_least, below or equals")
    )
    frame["equals"] = frame["equals"].map(_value)
    _refuse(frame, frame["equals"].notna() & (frame["at_least"].notna() | frame["below"].notna()), "equals",
            _("stands next to at_least or below; use one of them"))  # fmt: skip
    for column in ("grants", "amount"):
        several = frame.groupby("rule")[column].transform("nunique") > 1
        _refuse(frame, several, column, _("differs between the rows of one rule"))
    return frame


def _value(cell: object) -> object:
    """Return a cell of ``equals`` as a number where it is one, else as text."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return None
    try:
        return float(str(cell))
    except ValueError:
        return str(cell).strip() or None


def _refuse(frame: pd.DataFrame, rows: Any, column: str, why: str) -> None:
    """Refuse the table, if rows are wrong, naming the first."""
    rows = pd.Series(rows, index=frame.index)
    if rows.any():
        raise KamError(_("{where}: {column} {why}.", where=_row(rows), column=column, why=why))


def _row(rows: pd.Series) -> str:
    """Name a row as a person finds it in a sheet, below one line of headers."""
    return _("rules, row {row}", row=int(np.flatnonzero(rows)[0]) + 2)
