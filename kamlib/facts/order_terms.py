"""Order terms: what each order came to at list price, its discount, its profit, and how late it was paid."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.facts.numbers import codes
from kamlib.facts.orders import order_numbers, order_sums

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
    sums = order_sums(lines)
    by = lines.assign(**_late(lines, as_of)).groupby(_of_sums(lines, sums))
    found = sums[["customer_id", "order_id"]].assign(date=sums["day"], revenue=sums["amount"])
    found["profit"] = sums.get("profit", np.nan)
    for column, source in (("given", "discount"), ("allowed", "allowed")):
        found[column] = by[source].sum().reindex(found.index).fillna(0.0) if source in lines else 0.0
    found["days_late"] = by["days_late"].max().reindex(found.index)
    found["list_value"] = found["revenue"] + found["given"]
    return found[found["revenue"] > 0].reset_index(drop=True)[[*COLUMNS]]


def _of_sums(lines: pd.DataFrame, sums: pd.DataFrame) -> pd.Series:
    """Return the row of each line's order in the table of sums; missing where the line is of none."""
    who, number = (
        codes(pd.concat([each, of], ignore_index=True))[0]
        for each, of in ((sums["customer_id"], lines["customer_id"]), (sums["order_id"], order_numbers(lines)))
    )
    known = (who >= 0) & (number >= 0)
    row = pd.factorize(np.where(known, who * (number.max(initial=0) + 1) + number, -1))[0]  # sums come first
    return pd.Series(row[len(sums) :], index=lines.index).where(known[len(sums) :])


def _late(lines: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, pd.Series]:
    """Return the days after its due date on which each line was paid, or on which it is still unpaid."""
    if "due_date" not in lines or "paid_date" not in lines:
        return {"days_late": pd.Series(np.nan, index=lines.index)}
    paid = lines["paid_date"].fillna(pd.Timestamp(as_of).normalize())
    days = (paid.dt.normalize() - lines["due_date"].dt.normalize()).dt.days.astype("float64")
    return {"days_late": days}
