"""What some criteria of the scorecard measure of order lines: orders, the price level, what is paid by the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.facts.lines import UNRECORDED
from kamlib.facts.numbers import codes
from kamlib.facts.orders import amounts
from kamlib.facts.payments import due_dates
from kamlib.facts.retention import held

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: What is asked of a bill.
_OF_BILLS = ("revenue", "due_date", "paid_date", "paid_amount", "retention", "retention_due", UNRECORDED)


def contracts(lines: pd.DataFrame) -> pd.Series:
    """Count each customer's orders that come to more than nothing."""
    sums = amounts(lines)
    return pd.Series((sums["amount"] > 0).groupby(sums["customer_id"]).sum().astype("float64"))


def price_level(lines: pd.DataFrame, who: NDArray[np.intp]) -> pd.Series:
    """Compare what each customer pays with what the book pays for the same goods."""
    if "quantity" not in lines or "product" not in lines:
        return _nothing()
    what, products = codes(lines["product"])
    sold = ((lines["quantity"] > 0) & (lines["revenue"] > 0) & (what >= 0)).to_numpy(dtype=bool)
    revenue, quantity, what, who = lines["revenue"][sold], lines["quantity"][sold], what[sold], who[sold]
    paid, taken = (
        part.groupby(what).sum().reindex(range(len(products))).to_numpy()[what] for part in (revenue, quantity)
    )
    return revenue.groupby(who).sum() / (quantity * paid / taken).groupby(who).sum()


def collection_rate(lines: pd.DataFrame, who: NDArray[np.intp], day: pd.Timestamp) -> pd.Series:
    """Give the share of the revenue due by the day that is paid by the day."""
    if "paid_date" not in lines and "paid_amount" not in lines:
        return _nothing()
    tomorrow = day.normalize() + pd.Timedelta(days=1)
    due = lines[[column for column in _OF_BILLS if column in lines]].assign(who=who)
    due = due[due_dates(due) < tomorrow] if "due_date" in due else due
    due = due[due["revenue"] > 0]
    due = due.assign(revenue=due["revenue"].astype("float64") - held(due, day))
    due = due[due["revenue"] > 0]
    amount = due["revenue"]
    if "paid_amount" in due:
        # a day of payment without an amount: paid in full
        amount = due["paid_amount"].fillna(amount if "paid_date" in due else 0.0)
    on_time = due["paid_date"] < tomorrow if "paid_date" in due else pd.Series(True, index=due.index)
    paid = amount.where(on_time, 0.0).clip(upper=due["revenue"])
    return paid.groupby(due["who"]).sum() / due["revenue"].groupby(due["who"]).sum()


def _nothing() -> pd.Series:
    return pd.Series(dtype="float64", index=pd.RangeIndex(0))
