"""What one order is: order numbers that begin again, stand for several customers, or belong to a long contract."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.problems import Problem

#: Days that the first and the last line of one order may lie apart: partial deliveries of an order.
MONTH = 31


def tell_apart(lines: pd.DataFrame, *, apart: int = MONTH) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Give orders that share a number numbers of their own.

    A number of several customers, or of several selling companies, is one order each; where a customer's lines
    under it lie further apart than an order's, each day is one order. What was taken back stays with the last day
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
        The lines, those whose number stood for several orders, and the same whole number for each order's lines.
    """
    own = ["seller", "customer_id"] if "seller" in lines else ["customer_id"]
    number, first = _numbers(lines["order_id"])
    days = lines["date"].to_numpy("datetime64[D]").astype("int64")
    again = np.logical_or.reduce([days != days[first], *(_other(lines[name], first) for name in own)])
    none = np.zeros(len(lines), dtype=bool)
    if not again.any():
        return lines, none, number
    concerned = np.isin(number, number[again])
    few = lines.loc[concerned, ["order_id", *own]].assign(day=days[concerned])
    few["sold"] = lines["revenue"].to_numpy("float64")[concerned] > 0
    told = _told(few, own, apart)
    changed = (told != few["order_id"]).to_numpy(dtype=bool)
    if not changed.any():
        return lines, none, number
    none[np.flatnonzero(concerned)[changed]] = True
    ids = lines["order_id"].copy()
    ids[none] = told[changed]
    return lines.assign(order_id=ids), none, pd.factorize(ids)[0]


def note(lines: pd.DataFrame, several: np.ndarray, numbers: pd.Series, column: str) -> list[Problem]:
    """Say how many numbers and lines are concerned.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count.
    several : numpy.ndarray of bool
        Those whose number stood for several orders.
    numbers : pandas.Series
        Their numbers as they stand in the file.
    column : str
        Its header.

    Returns
    -------
    list of Problem
        One, or none.
    """
    if not several.any():
        return []
    values = {
        "column": column, "n": int(numbers[several].nunique()), "example": str(numbers[several].min()),
        "made": int(lines.loc[several, ["customer_id", "order_id"]].drop_duplicates().shape[0]),
    }  # fmt: skip
    money = float(lines.loc[several, "revenue"].sum())
    return [Problem("order-numbers-again", "note", "orders", int(several.sum()), money, values)]


def _numbers(ids: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Code the numbers, and give each line the first of its number; lines of an order mostly stand together."""
    cells = ids.array
    starts = np.r_[True, np.asarray(cells[1:] != cells[:-1], dtype=bool)]
    run = np.cumsum(starts) - 1
    codes = pd.factorize(cells[starts])[0]
    first = np.zeros(codes.max() + 1, dtype="int64")
    first[codes[::-1]] = np.flatnonzero(starts)[::-1]
    return codes[run], first[codes][run]


def _other(values: pd.Series, first: np.ndarray) -> np.ndarray:
    """Mark lines whose value is another than that of the first line of their number."""
    cells, firsts = values.array, values.array.take(first)
    missing = np.asarray(pd.isna(cells), dtype=bool)
    differ = (
        np.asarray((cells != firsts), dtype=object) if missing.any() else np.asarray(cells != firsts, dtype=bool)
    )
    if not missing.any():
        return differ
    return np.where(missing | missing[first], missing != missing[first], differ).astype(bool)


def _told(few: pd.DataFrame, own: list[str], apart: int) -> pd.Series:
    """Write behind each number what tells its orders apart, and only that: seller, customer, day."""
    told = few["order_id"].astype("str")
    by = few.groupby("order_id", sort=False)
    for name in own:
        told = told.where(by[name].transform("nunique") < 2, told + " " + few[name].astype("str").fillna("–"))
    keys = ["order_id", *own]
    sold = few["day"].where(few["sold"]).groupby([few[key] for key in keys], sort=False, dropna=False)
    cut = sold.transform("max") - sold.transform("min") > apart
    if not cut.any():
        return told
    day = pd.to_datetime(_order_days(few[cut], keys), unit="D").dt.strftime("%Y-%m-%d")
    return told.where(~cut, told + " " + day.reindex(few.index).fillna(""))


def _order_days(few: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return the day of each line's order: its own, or for what was taken back the last day sold before it."""
    one = few.groupby(keys, sort=False, dropna=False)
    ordered = few.assign(order=one.ngroup(), own=few["day"].where(few["sold"]))
    ordered = ordered.sort_values(["order", "day", "sold"], ascending=[True, True, False], kind="stable")
    by = ordered["own"].groupby(ordered["order"])
    return by.ffill().fillna(by.transform("min")).astype("int64")
