"""What one order is: order numbers that begin again, represent several customers, or belong to a long contract."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.problems import Problem
from kamlib.tables.schema import squeeze

#: Days that the first and the last line of one order may lie apart: partial deliveries of an order.
MONTH = 31


def tell_apart(lines: pd.DataFrame, *, apart: int = MONTH) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Give orders that share a number numbers of their own.

    A number of several customers, or of several selling companies, is one order each; where a customer's lines
    under it lie further apart than an order's, each day is one order. What was reversed stays with the last day
    before it.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count: ``order_id`` on each, ``customer_id``, ``date``, ``revenue``; ``seller`` where known.
    apart : int
        Days from the first line of a number to the last that are still one order.

    Returns
    -------
    pandas.DataFrame, numpy.ndarray of bool, numpy.ndarray of int
        The lines, those whose number represented several orders, and the same whole number for each order's lines.
    """
    own = ["seller", "customer_id"] if "seller" in lines else ["customer_id"]
    number, starts, first = _numbers(lines["order_id"])
    days = lines["date"].to_numpy("datetime64[D]").astype("int64")
    none = np.zeros(len(lines), dtype=bool)
    again = np.logical_or.reduce(
        [_other(days, starts, first), *(_other(lines[n].array, starts, first) for n in own)]
    )
    if not again.any():
        return lines, none, number
    concerned = np.isin(number, number[again])
    few = lines.loc[concerned, ["order_id", *own]].assign(number=number[concerned], day=days[concerned])
    if "name" in lines:
        few["customer_id"] = _spelt_alike(few["customer_id"], lines.loc[concerned, "name"])
    few["sold"] = lines["revenue"].to_numpy("float64")[concerned] > 0
    told, changed, codes = _told(few, own, apart)
    if not changed.any():
        return lines, none, number
    none[np.flatnonzero(concerned)[changed]] = True
    ids = lines["order_id"].copy()
    ids[none] = told[changed]
    number = number.copy()
    number[concerned] = codes + number.max() + 1
    return lines.assign(order_id=ids), none, number


def note(
    lines: pd.DataFrame, several: np.ndarray, numbers: pd.Series, codes: np.ndarray, column: str
) -> list[Problem]:
    """Say how many numbers and lines are concerned.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count.
    several : numpy.ndarray of bool
        Those whose number represented several orders.
    numbers : pandas.Series
        Their numbers as given in the file.
    codes : numpy.ndarray of int
        The same for the lines of one order.
    column : str
        Its header.

    Returns
    -------
    list of Problem
        One, or none.
    """
    if not several.any():
        return []
    one = pd.Series(codes[several]).drop_duplicates().index  # a line of each order
    told = numbers[several].iloc[one]
    values = {"column": column, "n": int(told.nunique()), "example": str(told.min()), "made": len(one)}
    money = float(lines.loc[several, "revenue"].sum())
    return [Problem("order-numbers-again", "note", "orders", int(several.sum()), money, values)]


def _spelt_alike(ids: pd.Series, names: pd.Series) -> pd.Series:
    """Give ids that differ in capitals or blanks only, on lines of one name, the first of their spellings."""
    plain = ids.astype("object")
    pairs = pd.DataFrame({"id": plain, "name": names.astype("object")}).drop_duplicates().dropna()
    key = pairs["id"].str.casefold().str.replace(r"\s+", "", regex=True) + "\n" + pairs["name"].map(squeeze)
    first = pairs["id"].groupby(key).transform("min")
    becomes = dict(zip(zip(pairs["id"], pairs["name"], strict=True), first, strict=True))
    if all(id_ == one for (id_, _name), one in becomes.items()):
        return ids
    told = [becomes.get(pair, pair[0]) for pair in zip(plain, names.astype("object"), strict=True)]
    return pd.Series(told, index=ids.index, dtype="object")


def _numbers(ids: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Code the numbers; mark where runs of one number start, and give each run the first line of its number.

    Lines of an order are mostly together, and most files are sorted by number: then each run is a number.
    """
    starts = np.r_[True, _steps(ids.array)]
    run, at = np.cumsum(starts) - 1, np.flatnonzero(starts)
    heads = ids.array[starts]
    if np.asarray(heads[1:] > heads[:-1]).all() or np.asarray(heads[1:] < heads[:-1]).all():
        return run, starts, at
    codes = pd.factorize(heads)[0]
    first = np.zeros(codes.max() + 1, dtype="int64")
    first[codes[::-1]] = at[::-1]
    return codes[run], starts, first[codes]


def _steps(cells: Any) -> np.ndarray:
    """Mark cells that are other than the one above, from the second on; missing is a value of its own."""
    differ = cells[1:] != cells[:-1]
    missing = np.asarray(pd.isna(cells), dtype=bool)
    if not missing.any():
        return np.asarray(differ, dtype=bool)
    either = missing[1:] | missing[:-1]
    return np.where(either, missing[1:] != missing[:-1], np.asarray(differ, dtype=object)).astype(bool)


def _other(cells: Any, starts: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Mark lines that are other than the line above of their run, or than the first of their number."""
    other: np.ndarray = np.r_[False, _steps(cells)] & ~starts
    at = np.flatnonzero(starts)
    late = at != first
    if late.any():
        pairs = cells.take(np.ravel(np.column_stack([first[late], at[late]])))
        other[at[late]] = _steps(pairs)[::2]
    return other


def _told(few: pd.DataFrame, own: list[str], apart: int) -> tuple[pd.Series, np.ndarray, np.ndarray]:
    """Add to each number what distinguishes its orders, and only that: seller, customer, day."""
    told, codes = few["order_id"].astype("str"), few["number"].to_numpy()
    changed = np.zeros(len(few), dtype=bool)
    for name in own:
        value = pd.factorize(few[name])[0]
        several = _spread(few["number"].to_numpy(), value, value >= 0) > 0
        if several.any():
            told = told.mask(several, told + " " + few[name].astype("str").fillna("–"))
            codes = codes * (value.max() + 2) + np.where(several, value + 1, 0)
            codes, changed = pd.factorize(codes)[0], changed | several
    day = few["day"].to_numpy()
    cut = _spread(codes, day, few["sold"].to_numpy()) > apart
    if not cut.any():
        return told, changed, codes
    ordered = _order_days(few[cut].assign(order=codes[cut])).reindex(few.index[cut])
    days, at = np.unique(ordered, return_inverse=True)
    names = pd.Series(pd.to_datetime(days, unit="D").strftime("%Y-%m-%d"), dtype="str")
    told[cut] = told[cut] + " " + pd.Series(names.array.take(at), index=few.index[cut])
    place = np.zeros(len(few), dtype="int64")
    place[cut] = at + 1
    return told, changed | cut, pd.factorize(codes * (len(days) + 1) + place)[0]


def _spread(codes: np.ndarray, values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return of each line how far the values that count lie apart under its code; -1 where none counts."""
    low = np.full(codes.max() + 1, np.iinfo("int64").max)
    high = np.full(codes.max() + 1, np.iinfo("int64").min)
    np.minimum.at(low, codes[counts], values[counts])
    np.maximum.at(high, codes[counts], values[counts])
    apart = np.where(high >= low, high - np.where(high >= low, low, 0), -1)
    return np.asarray(apart[codes])


def _order_days(few: pd.DataFrame) -> pd.Series:
    """Return the day of each line's order: its own, or for what was reversed the last day sold before it."""
    ordered = few.assign(own=few["day"].where(few["sold"]))
    ordered = ordered.sort_values(["order", "day", "sold"], ascending=[True, True, False], kind="stable")
    by = ordered["own"].groupby(ordered["order"])
    return by.ffill().fillna(by.transform("min")).astype("int64")
