"""Order terms: what each order came to at list price, its discount, its profit, and how late it was paid."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.facts.orders import grouped, order_sums
from kamlib.facts.payments import due_dates

COLUMNS = (
    "customer_id", "order_id", "date", "list_value", "given", "allowed", "revenue", "profit", "days_late",
)  # fmt: skip


def order_terms(lines: pd.DataFrame, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """Add order lines up to orders with their terms.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines of a period: ``customer_id``, ``order_id``, ``date``, ``revenue``; ``cost``, ``discount``,
        ``due_date`` and ``paid_date`` where there are any, and ``allowed`` (discount in money that rules grant).
    as_of : pandas.Timestamp
        Day up to which an unpaid order counts as late.

    Returns
    -------
    pandas.DataFrame
        One row per order that was sold and not given back, by customer and number, with `COLUMNS`: ``list_value``
        is revenue and discount together, ``days_late`` that of its latest line. What the lines do not say is
        missing; a discount is 0.
    """
    sums, brought = order_sums(lines), grouped(lines)
    by = brought.by_order(brought.lines.assign(**_late(brought.lines, as_of)))
    found = brought.orders.assign(date=sums["day"], revenue=sums["amount"])
    found["profit"] = sums.get("profit", np.nan)
    for column, source in (("given", "discount"), ("allowed", "allowed")):
        found[column] = by[source].sum().fillna(0.0).array if source in lines else 0.0
    found["days_late"] = by["days_late"].max().array
    found["list_value"] = found["revenue"] + found["given"]
    return found[found["revenue"] > 0].reset_index(drop=True)[[*COLUMNS]]


def _late(lines: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, pd.Series]:
    """Return the days after its due date on which each line was paid, or on which it is still unpaid."""
    if "due_date" not in lines or "paid_date" not in lines:
        return {"days_late": pd.Series(np.nan, index=lines.index)}
    paid = lines["paid_date"].fillna(pd.Timestamp(as_of).normalize())
    days = (paid.dt.normalize() - due_dates(lines).dt.normalize()).dt.days.astype("float64")
    return {"days_late": days}
