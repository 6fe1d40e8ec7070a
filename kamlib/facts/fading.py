"""Who buys less than in the year before, and whether a single large order that did not come back is all of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.facts.orders import order_numbers

#: Orders of the year before, besides the largest, from which a customer is a regular buyer.
REGULAR = 3


def growth(orders: pd.DataFrame | None, who: pd.Index, as_of: pd.Timestamp) -> pd.DataFrame:
    """Compare the revenue of the year to a day with that of the year before, where the book covers both.

    Parameters
    ----------
    orders : pandas.DataFrame or None
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue``.
    who : pandas.Index
        Ids of the customers.
    as_of : pandas.Timestamp
        The last day of the year.

    Returns
    -------
    pandas.DataFrame
        By customer: ``growth`` (the later year over the earlier), ``steady`` (the same without a single large
        order of the earlier year, see `single_order`) and ``last_year`` (currency units); missing where there are
        no two years, or nothing was bought in the earlier one.
    """
    years = [] if orders is None or not len(orders) else periods.windows(orders["date"], as_of)[-2:]
    if orders is None or len(years) < 2:
        return pd.DataFrame(np.nan, index=who, columns=["growth", "steady", "last_year"])
    lines = orders[["customer_id", "order_id", "date", "revenue"]]
    earlier = periods.filter_window(lines, years[0])
    before, last = (
        part.groupby("customer_id")["revenue"].sum().reindex(who, fill_value=0.0)
        for part in (earlier, periods.filter_window(lines, years[1]))
    )
    fell = before.index[(last < before).to_numpy(dtype=bool)]
    usual = before - single_order(earlier[earlier["customer_id"].isin(fell)]).reindex(who, fill_value=0.0)
    found = {
        "growth": last / before.where(before > 0),
        "steady": last / usual.where(usual > 0, before).where(before > 0),
    }
    return pd.DataFrame({**found, "last_year": last})


def single_order(lines: pd.DataFrame) -> pd.Series:
    """Return the order of a regular buyer that comes to more than all its others of the time together.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue``.

    Returns
    -------
    pandas.Series
        Currency units by customer; those without such an order, or with fewer than `REGULAR` others, are left out.
    """
    if lines.empty:
        return pd.Series(dtype="float64", index=pd.Index([], dtype="str", name="customer_id"))
    sums = lines["revenue"].groupby([lines["customer_id"], order_numbers(lines)]).sum()
    by = sums[sums > 0].groupby("customer_id").agg(["max", "sum", "size"])
    return by.loc[(by["size"] > REGULAR) & (by["max"] > by["sum"] - by["max"]), "max"]
