"""K5, one yardstick: what the terms of each size of customer cost, and who has better ones than its size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.classify.concessions import SIZES, by_size

#: What is agreed with a customer, each a cost of ours: share of the list value that all of them take together.
TERMS = ("discount", "credit", "freight", "channel_fees", "service_cost", "capital_cost")

#: Other customers of a size that a customer is compared with; fewer say nothing.
FEWEST = 3


@dataclass(frozen=True, eq=False)
class TermsBySize:
    """Terms of a year by size of customer.

    Attributes
    ----------
    sizes : pandas.DataFrame
        One row per size, the largest first: ``size``, ``customers``, ``gross_revenue`` (list value), one column
        each of `TERMS` as a share of it, and ``terms_share``, their sum; ``kept_low`` and ``kept_high``, between
        which the middle half of its customers keep of their list value (missing where a customer has fewer than
        `FEWEST` others of its size); ``credit_days`` where days are known.
    customers : pandas.DataFrame
        One row per customer with sales: ``customer_id``, ``size``, ``gross_revenue``, ``terms_share``,
        ``class_share`` (of all others of its size; missing where these are fewer than `FEWEST`), ``excess``
        (currency units: what its terms cost beyond that share; zero where not above) and ``term`` (the one that
        exceeds most; empty without excess), the largest excess first.
    """

    sizes: pd.DataFrame
    customers: pd.DataFrame


def compare_terms(served: pd.DataFrame, credit: pd.DataFrame | None = None, *, rate: float = 0.0) -> TermsBySize:
    """Compare the terms of customers with those of their size.

    Parameters
    ----------
    served : pandas.DataFrame
        The table of ``cost_to_serve.CostToServe`` for a year: ``customer_id``, ``gross_revenue``, ``revenue`` and
        the steps among `TERMS` (currency units, costs positive).
    credit : pandas.DataFrame, optional
        ``customer_id``, ``billed`` (currency units) and ``credit_days`` (days from order to due date, weighted by
        money).
    rate : float
        What capital costs a year; prices the days.

    Returns
    -------
    TermsBySize

    Notes
    -----
    Sizes are quarters of the list value, cut as in ``concessions.by_size``, so that a discount does not make a
    customer smaller. Volume alone is no reason for better terms than others of the same volume have. All terms are
    added up, since one may be granted in place of another.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify.terms_by_size import compare_terms
    >>> served = pd.DataFrame({
    ...     "customer_id": list("ABCDE"), "gross_revenue": [100.0] * 5, "revenue": [70.0, 90, 90, 90, 90],
    ...     "discount": [30.0, 10, 10, 10, 10],
    ... })
    >>> compare_terms(served).customers[["customer_id", "excess", "term"]].head(1)
      customer_id  excess      term
    0           A    20.0  discount
    """
    table = _priced(served, credit, rate)
    table = table[(table["gross_revenue"] > 0) & (table["revenue"] > 0)]
    terms = [term for term in TERMS if term in table]
    table = table.assign(size=_size(table), total=table[terms].sum(axis=1))
    return TermsBySize(_sizes(table, terms), _customers(table, terms))


def _priced(served: pd.DataFrame, credit: pd.DataFrame | None, rate: float) -> pd.DataFrame:
    """Add what the days of credit cost."""
    keep = ["customer_id", "gross_revenue", "revenue", *(c for c in TERMS if c in served)]
    table = served[keep].fillna(0.0)
    if credit is None or not len(credit):
        return table
    known = credit.set_index("customer_id")
    days = known["credit_days"].reindex(table["customer_id"]).to_numpy()
    billed = known["billed"].reindex(table["customer_id"]).fillna(0.0).to_numpy()
    return table.assign(credit=np.nan_to_num(days) * billed * rate / 365, credit_days=days, billed=billed)


def _size(table: pd.DataFrame) -> pd.Series:
    """Give each customer its size: the largest first, as many as ``concessions.by_size`` counts in each."""
    value = table[["customer_id", "gross_revenue"]].rename(columns={"gross_revenue": "revenue"})
    counts = by_size(value).set_index("size")["customers"].reindex(list(SIZES))
    ordered = table["gross_revenue"].sort_values(ascending=False, kind="stable").index
    return pd.Series(np.repeat(list(SIZES), counts.fillna(0).astype(int)), index=ordered).reindex(table.index)


def _sizes(table: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
    """Add up what the terms of each size cost, as shares of its list value."""
    by = table.groupby("size")
    sums = by[["gross_revenue", *terms, "total"]].sum().reindex(list(SIZES))
    shares = sums[terms].div(sums["gross_revenue"], axis=0)
    found = pd.concat([by.size().rename("customers").reindex(list(SIZES)), sums["gross_revenue"], shares], axis=1)
    found["terms_share"] = sums["total"] / sums["gross_revenue"]
    kept = (1 - table["total"] / table["gross_revenue"]).groupby(table["size"])
    for name, part in (("kept_low", 0.25), ("kept_high", 0.75)):
        found[name] = kept.quantile(part).where(kept.size() > FEWEST)
    if "credit_days" in table:
        money = table["billed"].where(table["credit_days"].notna(), 0.0)
        weighed = (table["credit_days"].fillna(0.0) * money).groupby(table["size"]).sum()
        found["credit_days"] = weighed / money.groupby(table["size"]).sum().where(lambda m: m > 0)
    return found[found["customers"].notna()].rename_axis("size").reset_index().astype({"customers": "int64"})


def _customers(table: pd.DataFrame, terms: list[str]) -> pd.DataFrame:
    """Set the terms of each customer against those of all others of its size together."""
    sums = table.groupby("size")[["gross_revenue", *terms, "total"]].transform("sum")
    others = sums["gross_revenue"] - table["gross_revenue"]
    enough = table.groupby("size")["customer_id"].transform("size") > FEWEST
    others = others.where(enough & (others > 0))
    class_share = (sums["total"] - table["total"]) / others
    beyond = (table["total"] - class_share * table["gross_revenue"]).fillna(0.0).clip(lower=0.0).round(2)
    parts = pd.DataFrame({
        term: table[term] - (sums[term] - table[term]) / others * table["gross_revenue"] for term in terms
    }).fillna(0.0)  # fmt: skip
    found = pd.DataFrame({
        "customer_id": table["customer_id"], "size": table["size"], "gross_revenue": table["gross_revenue"],
        "terms_share": table["total"] / table["gross_revenue"], "class_share": class_share, "excess": beyond,
        "term": parts.idxmax(axis=1).where(beyond > 0, "") if terms else "",
    })  # fmt: skip
    return found.sort_values(["excess", "customer_id"], ascending=[False, True], ignore_index=True)
