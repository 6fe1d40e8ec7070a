"""Terms: what each customer bought at which discount, payment time and losses, and what its orders come to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.facts.accounts import accounts
from kamlib.facts.orders import order_numbers


def terms(lines: pd.DataFrame, *, as_of: pd.Timestamp) -> pd.DataFrame:
    """Sum order lines to what rules of a sales policy ask for.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines of a period: ``customer_id``, ``order_id``, ``date``, ``revenue``; ``cost``, ``discount``,
        ``quantity``, ``due_date``, ``paid_date``, ``quality_loss`` where there are any.
    as_of : pandas.Timestamp
        Day up to which unpaid bills are counted.

    Returns
    -------
    pandas.DataFrame
        By ``customer_id``: ``revenue``, ``gross_profit``, ``given`` (discount in money), ``quantity``, ``orders``,
        ``discount`` (share of the list price), ``gross_margin``, ``payment_days`` and ``days_late``
        (days, weighted by revenue), ``claims`` (quality losses as a share of revenue). What the lines do not
        say is missing; a discount is then 0.
    """
    sums = accounts(lines, as_of=as_of).set_index("customer_id")
    by = lines.groupby("customer_id")
    today = pd.DataFrame({"revenue": sums["revenue"], "orders": sums["orders"]})
    today["quantity"] = by["quantity"].sum() if "quantity" in lines else np.nan
    today["gross_profit"] = sums.get("profit", np.nan)
    today["given"] = by["discount"].sum() if "discount" in lines else 0.0
    today["given"] = today["given"].fillna(0.0)
    listed = today["revenue"] + today["given"]
    today["discount"] = (today["given"] / listed).where(listed > 0)
    today["gross_margin"] = (today["gross_profit"] / today["revenue"]).where(today["revenue"] > 0)
    today["days_late"] = sums.get("days_late", np.nan)
    granted = credit_days(lines).set_index("customer_id") if "due_date" in lines else None
    today["payment_days"] = np.nan if granted is None else granted["credit_days"]
    losses = by["quality_loss"].sum() if "quality_loss" in lines else np.nan
    today["claims"] = (losses / today["revenue"]).where(today["revenue"] > 0)
    return today


def credit_days(lines: pd.DataFrame) -> pd.DataFrame:
    """Return how many days customers have to pay: from the order to the due date, weighted by revenue.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``, ``due_date``.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``billed`` (currency units of the lines with a due date, credits apart) and
        ``credit_days``; a due date before the order counts as the same day.
    """
    lines = lines[(lines["revenue"] > 0) & lines["due_date"].notna()]
    days = (lines["due_date"].dt.normalize() - lines["date"].dt.normalize()).dt.days.clip(lower=0)
    billed = lines["revenue"].astype("float64")
    sums = pd.DataFrame({"billed": billed, "weighed": billed * days}).groupby(lines["customer_id"]).sum()
    sums = sums.assign(credit_days=sums["weighed"] / sums["billed"])
    found: pd.DataFrame = sums.drop(columns="weighed").reset_index()
    return found


def with_order_sums(lines: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Add to rows of order lines what the whole order comes to.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue`` and, where known, ``quantity``.
    units : pandas.DataFrame
        Rows of the same index.

    Returns
    -------
    pandas.DataFrame
        ``units`` with ``order_value`` (currency units) and ``order_quantity`` (missing where unknown).
    """
    by = lines.groupby(["customer_id", order_numbers(lines)], sort=False)
    return units.assign(
        order_value=by["revenue"].transform("sum"),
        order_quantity=by["quantity"].transform("sum") if "quantity" in lines else np.nan,
    )
