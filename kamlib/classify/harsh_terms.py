"""K4 harsh terms: what a customer's discount, price and serving cost more than they do with the book's average."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.facts.buying import billed
from kamlib.value import mix

#: What can eat up the profit of a heavy buyer, each as a rate; named where a customer is in the book's top fifth.
PRESSURES = ("discount_rate", "days_late", "service_rate", "returns_rate", "quality_loss_rate")

#: Terms that can be worse than the book's, as columns of `excess`.
TERMS = ("excess_discount", "excess_price", "excess_serving")


def excess(orders: pd.DataFrame, accounts: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Say what each customer's terms cost more than at the book's average rates.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines; ``product`` and ``cost`` are looked at where there is no discount.
    accounts : pandas.DataFrame
        One row per customer: ``customer_id``, ``revenue``, ``profit`` and `basis`, ``discount`` where known.
    basis : str
        The measure of contribution: what serving costs counts only where it is deducted there.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``customer_id``, currency units, never below zero: those of `TERMS` that the tables tell of.
        ``excess_price`` is what is missing at the margins of all other customers on the same products.

    Examples
    --------
    >>> import pandas as pd
    >>> accounts = pd.DataFrame({"customer_id": ["A", "B"], "revenue": [90.0, 60.0], "profit": [30.0, 0.0],
    ...                          "discount": [10.0, 40.0]})
    >>> excess(pd.DataFrame({"revenue": [90.0, 60.0]}), accounts, "profit")["excess_discount"].tolist()
    [0.0, 15.0]
    """
    whole = accounts.set_index("customer_id").sort_index()
    bought = billed(whole).clip(lower=0.0)
    found = pd.DataFrame(index=whole.index)
    if "discount" in whole and whole["discount"].fillna(0.0).any():
        found["excess_discount"] = _above(whole["discount"], bought + whole["discount"].clip(lower=0.0))
    elif {"product", "cost"} <= set(orders) and orders["product"].notna().any():
        effect = mix.by_customer(orders).set_index("customer_id")["terms_effect"]
        found["excess_price"] = (-effect).clip(lower=0.0).reindex(whole.index).fillna(0.0)
    if basis == "profit_after_serving" and "profit" in whole:
        found["excess_serving"] = _above(whole["profit"] - whole[basis], bought)
    return found.round(4)


def _above(cost: pd.Series, base: pd.Series) -> pd.Series:
    """Return what a cost comes to above the rate that all customers have together."""
    total = float(base.sum())
    rate = float(cost.fillna(0.0).sum()) / total if total > 0 else 0.0
    return (cost.fillna(0.0) - rate * base).clip(lower=0.0)


def carried(terms: pd.DataFrame, gap: pd.Series) -> pd.Series:
    """Return which part of a missing contribution the terms explain.

    Parameters
    ----------
    terms : pandas.DataFrame
        From `excess`.
    gap : pandas.Series
        What is missing of the contribution that the customer's size suggests (currency units).

    Returns
    -------
    pandas.Series
        From 0; missing where no term is known.
    """
    if not len(terms.columns):
        return pd.Series(np.nan, index=gap.index)
    return terms.sum(axis=1).reindex(gap.index) / gap.where(gap > 0)


def pressures(about: pd.DataFrame) -> pd.Series:
    """Name the rates in which a customer is within the book's top fifth and above zero.

    Parameters
    ----------
    about : pandas.DataFrame
        One row per customer, with those of `PRESSURES` that are known.

    Returns
    -------
    pandas.Series
        A tuple of names for each customer.
    """
    held = [rate for rate in PRESSURES if rate in about]
    if not held:
        return pd.Series([()] * len(about), index=about.index, dtype="object")
    rates = about[held].astype("float64")
    high = ((rates > 0) & (rates.rank(method="min", pct=True) > 0.8)).to_numpy()
    names = np.array(held, dtype="object")
    return pd.Series([tuple(names[row]) for row in high], index=about.index, dtype="object")
