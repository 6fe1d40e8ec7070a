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


def bought_products(orders: pd.DataFrame) -> pd.DataFrame:
    """List who bought which product, whether its cost is known or not.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id`` and ``product``.

    Returns
    -------
    pandas.DataFrame
        ``customer_id`` and ``product``, each pair once.
    """
    return orders[["customer_id", "product"]].dropna().drop_duplicates(ignore_index=True)


def variety(orders: pd.DataFrame) -> pd.DataFrame:
    """Return the chance that two order lines of a customer are of different products (Simpson's index).

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id`` and ``product``; lines without a product are not counted.

    Returns
    -------
    pandas.DataFrame
        By customer id: ``variety`` (0 to 1) and ``lines``. Customers with a single line are left out. Unlike the
        number of products it does not grow with the number of lines.
    """
    known = orders[orders["product"].notna()]
    counts = known.groupby([known["customer_id"].astype("str"), known["product"].astype("str")]).size()
    lines = counts.groupby(level=0).sum().astype("float64")
    lines = lines[lines >= 2]
    same = (counts * (counts - 1)).groupby(level=0).sum().reindex(lines.index)
    return pd.DataFrame({"variety": 1.0 - same / (lines * (lines - 1)), "lines": lines})


def profit_by(orders: pd.DataFrame, column: str) -> pd.Series:
    """Add up the gross profit of lines whose cost is known by what a column names, the deepest loss first.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``revenue``, ``cost`` (currency units) and the column.
    column : str
        ``product``, ``category`` …

    Returns
    -------
    pandas.Series
        Name → currency units; equal amounts in the order of the names.
    """
    known = orders[orders["cost"].notna() & orders[column].notna()]
    table = known.assign(profit=known["revenue"] - known["cost"]).groupby(column)["profit"].sum().round(2)
    return table.sort_index().sort_values(kind="stable")


def category_of(orders: pd.DataFrame) -> pd.Series:
    """Return the category of each product: that of its first line which names one.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``product`` and ``category``.

    Returns
    -------
    pandas.Series
        Product → category.
    """
    known = orders[orders["product"].notna() & orders["category"].notna()]
    return known.sort_values(["product", "category"]).drop_duplicates("product").set_index("product")["category"]


def counted_part(orders: pd.DataFrame) -> float:
    """Return the part of the billed money whose lines have a quantity.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``revenue`` (currency units) and ``quantity``.

    Returns
    -------
    float
        0 to 1; 0 where nothing was billed.
    """
    billed = orders["revenue"].clip(lower=0.0)
    whole = float(billed.sum())
    return float(billed[orders["quantity"].notna()].sum()) / whole if whole > 0 else 0.0
