"""K3: bills that were paid, and not in full: what is missing, and with whom."""

from __future__ import annotations

import pandas as pd

from kamlib.facts.retention import held

#: Columns of order lines that are looked at, where there are such.
READ = ("customer_id", "date", "paid_date", "paid_amount", "revenue", "retention", "retention_due")


def missing(orders: pd.DataFrame, *, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Add up, by customer, what was paid short.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``date``, ``revenue``; where known, ``paid_date`` and ``paid_amount``,
        ``retention`` and ``retention_due``.
    as_of : pandas.Timestamp, optional
        The last day that counts; by default the last in the orders.

    Returns
    -------
    pandas.DataFrame
        One row per customer that paid short, the most missing first: ``customer_id``, ``lines`` (paid short),
        ``billed`` and ``short`` (their revenue, and what of it was not paid; money). Empty where no payment is
        known.

    Notes
    -----
    Short is revenue less ``paid_amount`` of lines that have a day of payment up to `as_of`; an open bill is late,
    not short. Retention is owed from its due day on, and is nothing missing before (see ``facts.retention``).
    What one line is paid too much does not fill up another: whether it was meant to, no file says.
    """
    columns = ["customer_id", "lines", "billed", "short"]
    if not {"paid_date", "paid_amount"} <= set(orders):
        return pd.DataFrame(columns=columns)
    day = pd.Timestamp(as_of) if as_of is not None else pd.Timestamp(orders["date"].max())
    until = day.normalize() + pd.Timedelta(days=1)
    orders = orders[[c for c in READ if c in orders]]
    paid = orders[(orders["date"] < until) & (orders["paid_date"] < until) & orders["paid_amount"].notna()]
    owed = paid["revenue"].astype("float64") - held(paid, day)
    gap = (owed - paid["paid_amount"].astype("float64")).round(4)
    lacking = paid.assign(short=gap)[(gap > 0) & (paid["revenue"] > 0)]
    by = lacking.groupby("customer_id").agg(
        lines=("short", "size"), billed=("revenue", "sum"), short=("short", "sum")
    )
    table = by.round(4).reset_index().sort_values(["short", "customer_id"], ascending=[False, True])
    return pd.DataFrame(table[columns].reset_index(drop=True))
