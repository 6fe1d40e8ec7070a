"""Years that credit notes without an invoice make negative: nothing says to which earlier year they belong."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.problems import Names, Problem

#: Customers that the message names, and how far below nothing a year has to lie to be more than rounding.
NAMED, NOTHING = 5, 0.005


def check(lines: pd.DataFrame, documents: str) -> list[Problem]:
    """Say whose invoices of a calendar year come to less than its credit notes without an invoice.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count: ``customer_id``, ``date``, ``revenue``; ``known`` of paired notes.
    documents : str
        What the rows are called; of orders nothing is stated.

    Returns
    -------
    list of Problem
        One, or none.
    """
    loose = lines["revenue"] < 0
    if "known" in lines:
        loose &= lines["known"].isna()
    if documents != "invoices" or not loose.any():
        return []
    few = lines[lines["customer_id"].isin(lines.loc[loose, "customer_id"].unique())]
    keys = [few["customer_id"], few["date"].dt.year.rename("year")]
    years = few["revenue"].groupby(keys).agg(["sum", "size"])
    without = few["revenue"].mask(loose[few.index], 0.0).groupby(keys).sum()
    years = years[(years["sum"] < -NOTHING) & (without > -NOTHING)]
    if not len(years):
        return []
    by = years.groupby("customer_id")["sum"].sum().reset_index().sort_values(["sum", "customer_id"])
    values = {"n": len(by), "names": Names.of(by["customer_id"].head(NAMED))}
    rows, money = int(years["size"].sum()), float(years["sum"].sum())
    return [Problem("credited-years", "warning", "orders", rows, money, values)]
