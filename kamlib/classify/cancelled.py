"""K4 cancelled orders: an order that its customer gave back whole, under another number, is no order."""

from __future__ import annotations

import pandas as pd


def netted(sums: pd.DataFrame) -> pd.DataFrame:
    """Make nothing of every order that a later return of the same customer and amount undoes, and of that return.

    A return undoes one order, else all of one day's orders together: the latest before it, or of the same moment,
    that are not yet undone.

    Parameters
    ----------
    sums : pandas.DataFrame
        One row an order: ``customer_id``, ``day``, ``amount`` (currency units, negative for returns), and
        ``profit`` where known.

    Returns
    -------
    pandas.DataFrame
        The same rows; ``amount`` and ``profit`` are 0 where orders and their return cancel out.
    """
    single = _undone(sums, pd.Series(range(len(sums)), index=sums.index))
    rest = sums.drop(index=single)
    ordered = rest[rest["amount"] > 0]
    day = ordered.groupby(["customer_id", ordered["day"].dt.normalize()])
    together = day.ngroup()[day["amount"].transform("size") > 1]
    returns = rest.index[rest["amount"] <= 0]
    units = pd.concat([together, pd.Series(range(len(ordered), len(ordered) + len(returns)), index=returns)])
    gone = single.append(_undone(rest.loc[units.index], units))
    held = [c for c in ("amount", "profit") if c in sums]
    sums = sums.copy()
    sums.loc[gone, held] = 0.0
    return sums


def _undone(sums: pd.DataFrame, unit: pd.Series) -> pd.Index:
    """Return the rows of all units – an order, orders of one day, a return – that cancel out."""
    gave_back = sums.loc[sums["amount"] < 0, "customer_id"]
    rows = sums[sums["customer_id"].isin(gave_back)]
    unit = unit[rows.index]
    if rows.empty:
        return rows.index
    by = rows.groupby(unit)
    units = by.agg(customer=("customer_id", "first"), amount=("amount", "sum"), moment=("day", "max"))
    # Of orders of one moment and one amount the one that earned most goes: no number and no row order decides.
    ties = [c for c in ("profit", "quantity") if c in rows]
    units = units.join(by[ties].sum()) if ties else units
    units["size"], units["back"] = units["amount"].abs().round(4), units["amount"] < 0
    signs = units.groupby(["customer", "size"])["back"].transform("nunique")
    units = units[(units["size"] > 0) & (signs > 1)].sort_values(["customer", "size", "moment", "back", *ties])
    return unit.index[unit.isin(_paired(units))]


def _paired(units: pd.DataFrame) -> list[int]:
    """Go through those of one customer and amount as time goes, and pair each return with an order before it."""
    waiting: list[int] = []
    gone: list[int] = []
    last: tuple[str, float] | None = None
    for unit, customer, size, given_back in zip(
        units.index, units["customer"], units["size"], units["back"], strict=True
    ):
        if (customer, size) != last:
            waiting, last = [], (customer, size)
        if not given_back:
            waiting.append(unit)
        elif waiting:
            gone += [waiting.pop(), unit]
    return gone
