"""What order lines say about customers: by all of them, or by those up to the day of the report."""

from __future__ import annotations

import pandas as pd

from kamlib.facts.latest import on_latest
from kamlib.tables.lines.orders import attributes
from kamlib.tables.readings import Reading


def seen_in(orders: Reading, last: pd.Timestamp | None = None) -> pd.DataFrame | None:
    """Return what order lines up to a day say of each customer: its account manager by those that count.

    Parameters
    ----------
    orders : Reading
        How the orders were read, cut off at the day.
    last : pandas.Timestamp, optional
        The day; by default all lines count.

    Returns
    -------
    pandas.DataFrame or None
        ``customer_id`` and what the lines say; None where they say nothing.
    """
    seen = orders.customers if last is None else _up_to(orders, last)
    if seen is None or "owner" not in seen:
        return seen
    named = on_latest(orders.frame, "owner").reindex(seen["customer_id"])
    return seen.assign(owner=named.set_axis(seen.index))


def _up_to(orders: Reading, last: pd.Timestamp) -> pd.DataFrame | None:
    """Return what lines up to a day say of customers that had bought by then, those of its own number first."""
    said = orders.said
    if said is None:
        return orders.customers
    known = said[said["date"] < last.normalize() + pd.Timedelta(days=1)]
    known = known[known["customer_id"].isin(orders.frame["customer_id"].unique())]
    merged = known["merged"] if "merged" in known else pd.Series(False, index=known.index)
    parts = [attributes(part) for part in (known[~merged], known[merged]) if len(part)]
    found = [part for part in parts if part is not None]
    if not found:
        return None
    return pd.concat(found).drop_duplicates("customer_id").sort_values("customer_id", ignore_index=True)
