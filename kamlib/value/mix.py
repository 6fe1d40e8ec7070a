"""Whether a customer's profit is due to what it buys or to what it pays: its goods at the others' margins."""

from __future__ import annotations

import pandas as pd

from kamlib.facts.products import by_customer_and_product


def by_customer(orders: pd.DataFrame) -> pd.DataFrame:
    """Compare each customer's profit with what the other customers' margins on the same products would make of it.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``product``, ``revenue`` and ``cost`` (currency units). Lines without a
        product or a cost tell nothing here and are left out; so are products that nobody else buys.

    Returns
    -------
    pandas.DataFrame
        One row per customer that has lines to compare, in the order of the ids: ``customer_id``, ``revenue`` and
        ``profit`` of the compared lines, ``at_others_margins`` (their profit, had they been sold at the margin
        that all other customers pay for the same product) and ``terms_effect`` (``profit`` less that: what its own
        prices and discounts add or take).

    Notes
    -----
    The difference of two profits taken apart into mix and price, as variance analysis does: Horngren, Datar and
    Rajan, *Cost Accounting*, 14th ed. (2012), ch. 14. The margin of a product is the others' sums, not the mean of
    their margins, and holds nothing of the customer that it judges.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.value import mix
    >>> lines = pd.DataFrame({"customer_id": list("AABB"), "product": ["pump", "seal"] * 2,
    ...                       "revenue": [100.0, 100, 100, 100], "cost": [90.0, 50, 70, 50]})
    >>> mix.by_customer(lines)[["customer_id", "profit", "at_others_margins", "terms_effect"]]
      customer_id  profit  at_others_margins  terms_effect
    0           A    60.0               80.0         -20.0
    1           B    80.0               60.0          20.0
    """
    return of_customers(by_customer_and_product(orders))


def of_customers(sold: pd.DataFrame) -> pd.DataFrame:
    """Compare each customer's profit as `by_customer` does, where products are added up already.

    Parameters
    ----------
    sold : pandas.DataFrame
        From ``facts.products.by_customer_and_product``.

    Returns
    -------
    pandas.DataFrame
        As `by_customer`.
    """
    own = sold[sold["customer_id"].notna()].reset_index(drop=True)
    every = own.groupby("product")[["revenue", "profit"]].transform("sum")
    others = every - own[["revenue", "profit"]]
    margin = others["profit"] / others["revenue"].where(others["revenue"] > 0)
    own["at_others_margins"] = own["revenue"] * margin
    known = own[own["at_others_margins"].notna()]
    table = known.groupby("customer_id")[["revenue", "profit", "at_others_margins"]].sum().round(2)
    table["terms_effect"] = (table["profit"] - table["at_others_margins"]).round(2)
    return table.reset_index()


def of_products(sold: pd.DataFrame) -> pd.DataFrame:
    """Say what each product earns with all customers together, the deepest loss first.

    Parameters
    ----------
    sold : pandas.DataFrame
        As in `of_customers`.

    Returns
    -------
    pandas.DataFrame
        ``product``, ``customers`` (that buy it), ``revenue``, ``profit`` and ``margin``; equal profits in the
        order of the names.
    """
    grouped = sold.groupby("product")
    table = grouped.agg(customers=("customer_id", "count"), revenue=("revenue", "sum"), profit=("profit", "sum"))
    table[["revenue", "profit"]] = table[["revenue", "profit"]].round(2)
    table["margin"] = table["profit"] / table["revenue"].where(table["revenue"] > 0)
    return table.reset_index().sort_values(["profit", "product"], ignore_index=True)
