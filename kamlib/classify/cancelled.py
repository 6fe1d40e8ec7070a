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
    single = _undone(sums, [[place] for place in sums.index])
    rest = sums.drop(index=single)
    ordered, day = rest["amount"] > 0, rest["day"].dt.normalize()
    together = rest[ordered].groupby([rest["customer_id"], day]).groups.values()
    returns = [[place] for place in rest.index[~ordered]]
    gone = [*single, *_undone(rest, [*(list(places) for places in together if len(places) > 1), *returns])]
    held = [c for c in ("amount", "profit") if c in sums]
    sums = sums.copy()
    sums.loc[gone, held] = 0.0
    return sums


def _undone(sums: pd.DataFrame, groups: list[list[object]]) -> list[object]:
    """Return the rows of all groups of orders, and of the returns, that cancel out."""
    if not groups:
        return []
    of = pd.Series({place: n for n, places in enumerate(groups) for place in places})
    rows = sums.loc[of.index]
    by = rows.groupby(of)
    units = by.agg(customer=("customer_id", "first"), amount=("amount", "sum"), moment=("day", "max"))
    # Of orders of one moment and one amount the one that earned most goes: no number and no row order decides.
    ties = [c for c in ("profit", "quantity") if c in rows]
    units = units.join(by[ties].sum()) if ties else units
    units["size"], units["back"] = units["amount"].abs().round(4), units["amount"] < 0
    signs = units.groupby(["customer", "size"])["back"].transform("nunique")
    units = units[(units["size"] > 0) & (signs > 1)].sort_values(["customer", "size", "moment", "back", *ties])
    pairs = [_pairs(same) for _key, same in units.groupby(["customer", "size"], sort=False)]
    return [place for found in pairs for unit in found for place in groups[unit]]


def _pairs(units: pd.DataFrame) -> list[int]:
    """Go through orders and returns of one amount as time goes, and pair each return with an order before it."""
    waiting: list[int] = []
    gone: list[int] = []
    for unit, given_back in zip(units.index, units["back"], strict=True):
        if not given_back:
            waiting.append(unit)
        elif waiting:
            gone += [waiting.pop(), unit]
    return gone
