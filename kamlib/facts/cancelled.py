"""K4 cancelled orders: an order that its customer gave back whole, under another number, is not an order."""

from __future__ import annotations

import pandas as pd


def netted(sums: pd.DataFrame) -> pd.DataFrame:
    """Make nothing of every order that a later return of the same customer and amount undoes, and of that return.

    A return undoes one order, else all of one day's orders together: the latest before it, or of the same moment,
    that are not yet undone.

    Parameters
    ----------
    sums : pandas.DataFrame
        One row per order: ``customer_id``, ``day``, ``amount`` (currency units, negative for returns), and
        ``profit`` where known.

    Returns
    -------
    pandas.DataFrame
        The same rows; ``amount`` and ``profit`` are 0 where orders and their return cancel out.
    """
    if not (sums["amount"] < 0).any():
        return sums
    rows = sums[sums["customer_id"].isin(sums.loc[sums["amount"] < 0, "customer_id"].unique())]
    single = rows.index[rows.index.isin(_undone(rows))]
    rest = rows.drop(index=single)
    days, day_of = _days(rest[rest["amount"] > 0])
    undone = _undone(pd.concat([days, rest[rest["amount"] <= 0].rename(index=lambda row: -1 - row)]))
    returns = [-1 - unit for unit in undone if unit < 0]
    gone = [*single, *day_of.index[day_of.isin(undone)], *returns]
    held = [c for c in ("amount", "profit") if c in sums]
    sums = sums.copy(deep=False)  # pandas copies a column when it is written to
    sums.loc[gone, held] = 0.0
    return sums


def _days(ordered: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Add up the orders of each customer on each day with several; return the days, and the day of each order."""
    day = ordered.groupby(["customer_id", ordered["day"].dt.normalize()])
    several = day["amount"].transform("size") > 1
    day_of, ordered = day.ngroup()[several], ordered[several]
    how = {"customer_id": "first", "amount": "sum", "day": "max", "profit": "sum", "quantity": "sum"}
    return ordered.groupby(day_of).agg({c: h for c, h in how.items() if c in ordered}), day_of


def _undone(units: pd.DataFrame) -> list[int]:
    """Return which units – orders, the orders of a day, returns – cancel each other out."""
    size, back = units["amount"].abs().round(4), units["amount"] < 0
    units = units.assign(size=size, back=back)[(size > 0) & size.isin(size[back])]
    signs = units.groupby(["customer_id", "size"])["back"].transform("nunique")
    # Of orders of one moment and one amount the one that earned most goes: no number and no row order decides.
    ties = [c for c in ("profit", "quantity") if c in units]
    return _paired(units[signs > 1].sort_values(["customer_id", "size", "day", "back", *ties]))


def _paired(units: pd.DataFrame) -> list[int]:
    """Go through those of one customer and amount as time goes, and pair each return with an order before it."""
    waiting: list[int] = []
    gone: list[int] = []
    last: tuple[str, float] | None = None
    for unit, customer, size, given_back in zip(
        units.index, units["customer_id"], units["size"], units["back"], strict=True
    ):
        if (customer, size) != last:
            waiting, last = [], (customer, size)
        if not given_back:
            waiting.append(unit)
        elif waiting:
            gone += [waiting.pop(), unit]
    return gone
