"""What the latest order line of each customer names: who is responsible changes, so most lines do not tell."""

from __future__ import annotations

import pandas as pd


def on_latest(lines: pd.DataFrame, column: str) -> pd.Series:
    """Return what each customer's latest line names, the last in the alphabet among lines of one moment.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, the column, and ``known`` where lines are booked before they became
        known: a credit note counts on its own day, not on that of its invoice.
    column : str
        Name of the column; lines that name nothing there are passed over.

    Returns
    -------
    pandas.Series
        By customer id, without customers whose lines name nothing.
    """
    day = lines["known"].fillna(lines["date"]) if "known" in lines else lines["date"]
    named = lines[["customer_id", column]].assign(date=day).dropna()
    latest = named["date"] == named.groupby("customer_id", observed=True)["date"].transform("max")
    last = named[latest].sort_values(["date", column], kind="stable").drop_duplicates("customer_id", keep="last")
    return last.set_index("customer_id")[column]
