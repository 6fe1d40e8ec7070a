"""Orders → accounts: the one heavy step, on every engine.

A pandas frame is summed in NumPy (``arrays``); Narwhals carries one plan (``sums``) to Polars, a DuckDB relation
or a PySpark DataFrame. What comes back is a small pandas frame, one row per customer (or customer and period),
sorted by customer id, and the same from each: a test holds them together.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from kamlib.facts import arrays, sums
from kamlib.facts import lines as read
from kamlib.facts.buying import buyers, others
from kamlib.periods import windowed
from kamlib.periods.day_numbers import dates_of, number_of

__all__ = ["COLUMNS", "accounts", "buyers", "others"]

#: Every column of an account, in order. The optional ones are there only if the orders hold what they need.
COLUMNS = (
    "customer_id", "period", "revenue", "cost", "profit", "margin", "uncosted_revenue", "lines", "orders",
    "active_months", "first_date", "last_date", "recency_days", "largest_order", "largest_order_share",
    "largest_month_share", "interval_days", "interval_cv", "returns", "credit_notes", "discount", "days_late",
    "products",
)  # fmt: skip

_COUNTS = ("lines", "orders", "active_months", "recency_days", "products")


def accounts(
    orders: Any,
    *,
    as_of: str | dt.date | None = None,
    period: windowed.Periods = None,
) -> pd.DataFrame:
    """Sum order lines to accounts.

    Parameters
    ----------
    orders : pandas, Polars, DuckDB or PySpark frame
        Order lines with ``customer_id``, ``order_id`` (text or whole numbers), ``date`` (date or datetime; its own
        time zone's day counts) and ``revenue`` (currency units, negative for returns); optionally ``cost``,
        ``discount`` (money), ``product``, ``due_date``, ``paid_date``; ``order_type`` or ``goods_back`` (bool),
        which distinguish returns from other credits, ``bonus`` (bool: a credit that ``discount`` holds), and
        ``known``,
        the day on which a line booked earlier became known (a credit note, booked with its invoice). Money may
        be decimal. Lines without a customer or a date belong to no account and are not counted; lines of one day
        without an order number are one order.
    as_of : str or date, optional
        Day from which recency and unpaid bills are counted; by default the last day in the orders. Lines and
        payments after it are not counted, nor lines that became known after it.
    period : {"year", "quarter", "month"} or sequence of Window, optional
        Give one row per customer and calendar period instead: ``period`` reads ``2024``, ``2024-Q1``, ``2024-03``;
        or a customer and window of days that no other holds: ``period`` reads ``2024-12-31``, its last day, from
        which recency and unpaid bills are then counted.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``customer_id`` (and ``period``). Money in units of the currency, rounded to a hundredth of a
        cent. ``orders`` are order numbers whose lines come to more than nothing: a return with a number of its
        own, or an order that was reversed whole, is none. An order day is a day on which such an order has more
        than nothing; ``first_date``, ``last_date``, ``recency_days``, ``active_months``, ``interval_days`` and
        ``interval_cv`` (mean and coefficient of variation of the days between) are of order days; where a customer
        has none, the dates are those of its lines. ``profit`` and ``margin`` are of the lines whose cost is known,
        ``uncosted_revenue`` is that of the others. ``returns`` (there only
        where the lines tell which goods came back), ``credit_notes`` (all other negative lines, except for
        those that
        are booked with the invoice that they reverse) and ``discount`` are positive. Shares are fractions
        of the account's revenue (missing where that is not positive; above 1 where returns took some of it back).
        ``days_late`` is the mean of the days between due and paid, early counting as 0, weighted by revenue; a
        bill unpaid on `as_of` counts up to it, one not yet due not at all.

    Raises
    ------
    KeyError
        If a required column is missing; the message names it.
    ValueError
        If the period is not one of the three, two windows hold the same day, or a column holds text where dates or
        money belong.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.facts.accounts import accounts
    >>> orders = pd.DataFrame({
    ...     "customer_id": ["A", "A", "B"], "order_id": ["1", "2", "3"],
    ...     "date": pd.to_datetime(["2024-01-15", "2024-03-01", "2024-03-31"]), "revenue": [100.0, 300.0, 50.0],
    ... })
    >>> accounts(orders)[["customer_id", "orders", "revenue", "recency_days"]]
      customer_id  orders  revenue  recency_days
    0           A       2    400.0            30
    1           B       1     50.0             0
    """
    import narwhals as nw

    windows = windowed.windows_of(period)
    length = period if isinstance(period, str) else None
    given = nw.from_native(orders)
    read.check(given.collect_schema())
    day = None if as_of is None else number_of(as_of)
    if isinstance(orders, pd.DataFrame):
        whole, day = arrays.summed(orders, day, length, windows)
    else:
        whole, day = sums.summed(given.lazy(), day, length, windows)
    whole = _with_order_days(whole)
    whole["recency_days"] = (whole["period"] if windows else day) - whole["last_date"]
    return _finish(whole, ["customer_id"] if period is None else ["customer_id", "period"], period)


def _with_order_days(whole: pd.DataFrame) -> pd.DataFrame:
    """Add what is judged by the days of orders; a customer without any is dated by its lines."""
    gaps = whole["_gaps"].astype("float64").where(whole["_gaps"] > 0)
    ordered = whole["last_date"].notna()
    whole["active_months"] = (whole["_later"].fillna(0) + 1).where(ordered, 0)
    whole["interval_days"] = (whole["last_date"] - whole["first_date"]) / gaps
    # of whole numbers, and so exact: a mean of squares less the square of a mean would lose what it is to show
    spread = gaps * whole["_square"] - (whole["last_date"] - whole["first_date"]).astype("float64") ** 2
    whole["interval_cv"] = np.sqrt(spread) / gaps / whole["interval_days"]
    for column, line in (("first_date", "_first_line"), ("last_date", "_last_line")):
        whole[column] = whole[column].fillna(whole[line]).astype("int64")
    return whole


def _finish(whole: pd.DataFrame, keys: list[str], period: windowed.Periods) -> pd.DataFrame:
    """Derive ratios, turn numbers into dates, round away what binary sums leave behind."""
    money = [
        "revenue",
        "cost",
        "uncosted_revenue",
        "returns",
        "credit_notes",
        "discount",
        "largest_order",
        "_best_month",
    ]
    money = [c for c in money if c in whole]
    whole[money] = whole[money].astype("float64").fillna(0.0).round(4)
    if "cost" in whole:
        costed = (whole["revenue"] - whole["uncosted_revenue"]).round(4)
        whole["profit"] = (costed - whole["cost"]).round(4)
        whole["margin"] = (whole["profit"] / costed).where(costed > 0)
    positive = whole["revenue"].where(whole["revenue"] > 0)
    whole["largest_order_share"] = whole["largest_order"] / positive
    whole["largest_month_share"] = whole["_best_month"] / positive
    if "_late" in whole:
        whole["days_late"] = (whole["_late"] / whole["_billed"].where(whole["_billed"] > 0)).round(4)
    if "products" in whole:
        whole["products"] = whole["products"].fillna(0)
    return _typed(whole, period)[[c for c in COLUMNS if c in whole]].sort_values(keys, ignore_index=True)


def _typed(whole: pd.DataFrame, period: windowed.Periods) -> pd.DataFrame:
    """Give every engine's result the same types."""
    types = {c: "int64" for c in _COUNTS if c in whole} | {"customer_id": "str"}
    whole = whole.astype(types)
    for column in ("first_date", "last_date"):
        whole[column] = dates_of(whole[column])
    if period == "quarter":
        whole["period"] = [f"{number // 10}-Q{number % 10}" for number in whole["period"]]
    elif period == "month":
        whole["period"] = [f"{number // 100}-{number % 100:02d}" for number in whole["period"]]
    elif period == "year":
        whole["period"] = [str(number) for number in whole["period"]]
    elif period is not None:
        whole["period"] = windowed.labels(dates_of(whole["period"]))
    return whole
