"""Product × customer: what each customer bought of each product, and what that left where its cost is known."""

from __future__ import annotations

import pandas as pd


def by_customer_and_product(orders: pd.DataFrame) -> pd.DataFrame:
    """Add order lines up by customer and product; lines without a product are not counted.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``product``, ``revenue`` and ``cost`` (currency units).

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``product``, ``revenue`` and ``profit`` of the lines whose cost is known, and ``costed``,
        how many those are; in the order of ids and products. What no customer bought has none.
    """
    lines = orders.loc[orders["product"].notna(), ["customer_id", "product", "revenue", "cost"]]
    costed = lines["cost"].notna()
    known = lines.assign(
        revenue=lines["revenue"].where(costed, 0.0), profit=(lines["revenue"] - lines["cost"]).where(costed, 0.0),
        costed=costed.astype("int64"),
    )  # fmt: skip
    return known.groupby(["customer_id", "product"], as_index=False, dropna=False)[
        ["revenue", "profit", "costed"]
    ].sum()
