"""What each customer bought, and on which terms, in the last twelve months: what a policy is tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.facts.terms import terms

if TYPE_CHECKING:
    from kamlib.book import Book


def terms_today(lines: pd.DataFrame, book: Book, first: pd.Timestamp) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Say of each customer what it bought, on which terms, in the twelve months."""
    today = terms(lines, as_of=book.as_of)
    today["service_hours"] = _hours(book, first, today.index)
    needs = {
        "orders.cost": "cost" in lines,
        "orders.discount": "discount" in lines,
        "orders.due_date": "due_date" in lines,
        "activities.hours": book.activities is not None and "hours" in book.activities,
    }
    return _with_customers(today, book), tuple(need for need, there in needs.items() if not there)


def _hours(book: Book, first: pd.Timestamp, ids: pd.Index) -> pd.Series:
    """Hours that we spent on each customer in the twelve months; missing where hours are not known."""
    diary = book.activities
    if diary is None or "hours" not in diary:
        return pd.Series(np.nan, index=ids)
    diary = diary[(diary["date"] >= first) & (diary["date"] < book.as_of + pd.Timedelta(days=1))]
    return diary.groupby("customer_id")["hours"].sum().reindex(ids, fill_value=0.0)


def hourly_cost(book: Book) -> float:
    """Return what an hour of service costs: by the client's rate, else its own diary; 0 where neither says it."""
    if book.policy is not None and book.policy.hourly_cost is not None:
        return float(book.policy.hourly_cost)
    diary = book.activities
    if diary is None or not {"hours", "cost"} <= set(diary):
        return 0.0
    known = diary[diary["hours"].notna() & diary["cost"].notna()]
    hours = float(known["hours"].sum())
    return float(known["cost"].sum()) / hours if hours > 0 else 0.0


def _with_customers(today: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Add the columns of the customer table, and the tier, which is cut by profit where costs are known."""
    from kamlib.classify import tiers

    cut = today.reset_index(names="customer_id").rename(columns={"gross_profit": "profit"})
    basis = "profit" if cut["profit"].notna().any() else "revenue"
    counted = cut[cut["revenue"] > 0].dropna(subset=[basis])
    placed = tiers.assign(counted, basis=basis).table.set_index("customer_id")["tier"].astype("str")
    today = today.assign(tier=placed.reindex(today.index))
    if book.customers is None:
        return today
    known = book.customers.drop_duplicates("customer_id").set_index("customer_id")
    extra = [column for column in known if column not in today]
    return today.join(known[extra])
