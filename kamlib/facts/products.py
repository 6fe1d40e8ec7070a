"""Product × customer: what each customer bought of each product whose cost is known, and what that left."""

from __future__ import annotations

import pandas as pd


def by_customer_and_product(orders: pd.DataFrame) -> pd.DataFrame:
    """Add order lines up by customer and product; lines without a product or a cost are not counted.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``product``, ``revenue`` and ``cost`` (currency units).

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``product``, ``revenue`` and ``profit``; in the order of ids and products. Lines without a
        customer are in the rows without one.
    """
    known = orders["product"].notna() & orders["cost"].notna()
    lines = orders.loc[known, ["customer_id", "product", "revenue", "cost"]]
    lines = lines.assign(profit=lines["revenue"] - lines["cost"])
    return lines.groupby(["customer_id", "product"], as_index=False, dropna=False)[["revenue", "profit"]].sum()
