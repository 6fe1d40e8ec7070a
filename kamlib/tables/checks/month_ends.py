"""Invoices written at the end of the month: their days tell when bills are written, not when customers buy."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.problems import Problem

#: Day of the month from which it ends, share of the rows that has to lie there, and fewest rows that tell.
FROM, MOST, FEWEST = 25, 0.6, 20


def check(lines: pd.DataFrame, documents: str) -> list[Problem]:
    """Warn of invoices most of which fall on the ends of months.

    Parameters
    ----------
    lines : pandas.DataFrame
        Lines that count: ``date``, ``revenue``.
    documents : str
        What the rows are called; orders that come in at month ends are a rhythm of their customers.

    Returns
    -------
    list of Problem
        One, or none.
    """
    if documents != "invoices":
        return []
    sold = lines["revenue"] > 0
    late = sold & (lines["date"].dt.day >= FROM)
    if sold.sum() < FEWEST or late.sum() < MOST * sold.sum():
        return []
    values = {"share": float(late.sum() / sold.sum()), "from": FROM}
    return [
        Problem(
            "month-end-invoices", "warning", "orders", int(late.sum()), float(lines["revenue"][late].sum()), values
        )
    ]
