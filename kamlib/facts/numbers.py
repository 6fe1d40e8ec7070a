"""A pandas frame in numbers: each text is compared once, whatever is grouped later is grouped by whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.facts.lines import MONEY, RETURN, UNRECORDED
from kamlib.facts.remembered import recall, remember
from kamlib.facts.runs import firsts, order_firsts, rises
from kamlib.periods.day_numbers import DAYS, days_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Short = NDArray[np.int32]
    Amounts = NDArray[np.float64]
    Marks = NDArray[np.bool_]


#: Rows of one text that have to lie together on average before only the first of them is looked up; and how many
#: rows are looked at before all are.
TOGETHER = 2
_SOME = 10_000


@dataclass(frozen=True)
class Lines:
    """Order lines with a customer and a date, one array a column, and what the customers' numbers represent.

    Days count from 1 January 1970; ``others`` holds ``_due``, ``_paid`` and ``_known``, where there are such.
    Money and other days are missing where the cell is; a product without a name is -1.
    """

    customer: Whole
    order: Whole
    day: Whole
    others: dict[str, Amounts]
    money: dict[str, Amounts]
    product: Whole | None
    returned: Marks | None
    bonus: Marks | None
    names: pd.Index

    def kept(self, which: Marks) -> Lines:
        """Return the marked lines."""
        if which.all():
            return self
        return Lines(
            self.customer[which], self.order[which], self.day[which],
            {name: days[which] for name, days in self.others.items()},
            {name: money[which] for name, money in self.money.items()},
            None if self.product is None else self.product[which],
            None if self.returned is None else self.returned[which],
            None if self.bonus is None else self.bonus[which], self.names,
        )  # fmt: skip


def numbered(orders: pd.DataFrame) -> Lines:
    """Return the order lines that have a customer and a date, in numbers."""
    days = {name: days_in(_dates(orders[c])) for c, name in DAYS.items() if c in orders}
    who, names = codes(orders["customer_id"])
    day = days.pop("_day")
    if "_due" in days and UNRECORDED in orders:
        days["_due"] = np.where(orders[UNRECORDED], np.nan, days["_due"])
    known = (who >= 0) & ~np.isnan(day)
    if "" in names:
        known &= who != names.get_loc("")
    day = np.where(known, day, 0.0).astype("int64")
    back = [_marks(orders["goods_back"])] if "goods_back" in orders else []
    if "order_type" in orders:
        back.append((orders["order_type"] == RETURN).fillna(False).to_numpy(dtype=bool))
    lines = Lines(
        who, _orders(orders, day), day, days,
        {c: _money(orders[c]) for c in MONEY if c in orders},
        codes(orders["product"])[0] if "product" in orders else None,
        np.logical_or.reduce(back) if back else None,
        _marks(orders["bonus"]) if "bonus" in orders else None, names,
    )  # fmt: skip
    return lines.kept(known)


def codes(column: pd.Series) -> tuple[Whole, pd.Index]:
    """Return a number for each value of a column, -1 where one is missing, and the texts that they represent.

    Numbers of Arrow's texts are remembered as long as these very texts are there, which nobody can change.
    """
    if column.dtype != "str":
        found, kinds = pd.factorize(column)
        again, names = pd.factorize(pd.Series(kinds).astype("str"))
        return np.where(found < 0, -1, again[found]) if len(kinds) else found, pd.Index(names, dtype="str")
    if (known := recall(column)) is not None:
        return known.numbers.astype("int64"), known.names
    found, names = _of_texts(column)
    remember(column, found, names)
    return found, names


def rows_of(frame: pd.DataFrame, which: Marks) -> pd.DataFrame:
    """Return the marked rows; where the numbers of texts are remembered, their own are taken from these."""
    rows = pd.DataFrame(frame[which])
    for name in frame.columns[frame.dtypes == "str"]:
        if (known := recall(frame[name])) is not None:
            remember(rows[name], *_anew(known.numbers[which], known.names))
    return rows


def ordered_codes(column: pd.Series) -> tuple[Whole, pd.Index]:
    """Return numbers as `codes` does, with the texts in their order."""
    found, names = codes(column)
    place = ranks(names)
    return np.append(place, -1)[found], names.take(np.argsort(place))


def ranks(texts: pd.Index) -> Whole:
    """Return the place of each text in their order."""
    if rises(texts):
        return np.arange(len(texts))
    place = np.empty(len(texts), dtype="int64")
    place[texts.argsort()] = np.arange(len(texts))
    return place


def _anew(numbers: Short, names: pd.Index) -> tuple[Whole, pd.Index]:
    """Give texts that have numbers already new ones, as they first come among these."""
    there = numbers >= 0
    found, kinds = pd.factorize(numbers[there])
    anew = np.full(len(numbers), -1, dtype="int64")
    anew[there] = found
    return anew, names.take(kinds)


def _of_texts(column: pd.Series) -> tuple[Whole, pd.Index]:
    """Return numbers of texts as they first come; of Arrow's that lie together only the first is looked up.

    To compare two of Python's own takes as long as to look one up.
    """
    if isinstance(column.array, pd.arrays.ArrowStringArray):
        some = column.iloc[:_SOME]
        if np.count_nonzero(firsts(some)) <= len(some) / TOGETHER:
            new = firsts(column)
            if np.count_nonzero(new) <= len(column) / TOGETHER:
                found, kinds = pd.factorize(column[new])
                return np.repeat(found, np.diff(np.flatnonzero(new), append=len(column))), pd.Index(kinds)
    found, kinds = pd.factorize(column)
    return found, pd.Index(kinds)


def _orders(orders: pd.DataFrame, day: Whole) -> Whole:
    """Return the number of each line's order, within its customer; those of one day without a number are one."""
    new = order_firsts(orders)
    if new is not None:
        return np.cumsum(new) - 1
    found, numbers = codes(orders["order_id"])
    unknown = found < 0
    return np.where(unknown, len(numbers) + day - day.min(), found) if unknown.any() else found


def _dates(column: pd.Series) -> pd.Series:
    """Give dates of Python or Arrow the type of NumPy's."""
    if isinstance(column.dtype, (np.dtype, pd.DatetimeTZDtype)) and column.dtype.kind == "M":
        return column
    if isinstance(column.dtype, pd.ArrowDtype) and getattr(column.dtype.pyarrow_dtype, "tz", None):
        column = column.dt.tz_localize(None)
    return column.astype("datetime64[us]")


def _money(column: pd.Series) -> Amounts:
    """Make floats of money of any numeric type."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        return column.to_numpy(dtype="float64")
    return column.to_numpy(dtype="float64", na_value=np.nan)


def _marks(column: pd.Series) -> Marks:
    """Tell where a column says yes; what is missing does not."""
    return column.astype("boolean").fillna(value=False).to_numpy(dtype=bool)
