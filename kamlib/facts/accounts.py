"""Orders → accounts: the one heavy step, written once for every engine.

Narwhals carries the same expressions to pandas, Polars, a DuckDB relation or a PySpark DataFrame; what comes back
is a small pandas frame, one row a customer (or customer and period), sorted by customer id.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.facts import lines as read
from kamlib.facts import sums
from kamlib.facts.buying import buyers, others
from kamlib.periods import windowed
from kamlib.periods.day_numbers import dates_of, number_of, with_days

if TYPE_CHECKING:
    import narwhals as nw

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
        which tell returns from other credits, ``bonus`` (bool: a credit that ``discount`` holds), and ``known``,
        the day on which a line booked earlier became known (a credit note, booked with its invoice). Money may
        be decimal. Lines without a customer or a date belong to no account and are not counted; lines of one day
        without an order number are one order.
    as_of : str or date, optional
        Day from which recency and unpaid bills are counted; by default the last day in the orders. Lines and
        payments after it are not counted, nor lines that became known after it.
    period : {"year", "quarter", "month"} or sequence of Window, optional
        Give one row a customer and calendar period instead: ``period`` reads ``2024``, ``2024-Q1``, ``2024-03``;
        or a customer and window of days that no other holds: ``period`` reads ``2024-12-31``, its last day, from
        which recency and unpaid bills are then counted.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``customer_id`` (and ``period``). Money in units of the currency, rounded to a hundredth of a
        cent. ``orders`` are order numbers whose lines come to more than nothing: a return with a number of its
        own, or an order that was taken back whole, is none. An order day is a day on which such an order has more
        than nothing; ``first_date``, ``last_date``, ``recency_days``, ``active_months``, ``interval_days`` and
        ``interval_cv`` (mean and coefficient of variation of the days between) are of order days; where a customer
        has none, the dates are those of its lines. ``profit`` and ``margin`` are of the lines whose cost is known,
        ``uncosted_revenue`` is that of the others. ``returns`` (there only
        where the lines tell which goods came back), ``credit_notes`` (all other negative lines, but for those that
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
    """
    import narwhals as nw

    windows = windowed.windows_of(period)
    orders, numbered = with_days(orders)
    lines = read.prepared(nw.from_native(orders).lazy(), numbered)
    day = number_of(as_of) if as_of is not None else _last_day(lines)
    known = lines.filter(nw.col("_day") <= day, nw.col("_known") <= day)
    lines, keys = read.within_periods(known, period, windows)
    have = set(lines.collect_schema().names())
    if {"due_date", "paid_date"} <= have:
        lines = read.with_lateness(lines, nw.col("period") if windows else nw.lit(day))
        have |= {"_late"}
    whole = _collect(lines.group_by(keys).agg(*sums.of_lines(have)))
    parts = sums.by_order_and_day(lines, keys)
    for part in (sums.by_order(parts, keys), sums.best_month(lines, keys)):
        whole = whole.merge(_collect(part), on=keys)
    whole = sums.with_order_days(whole, _collect(sums.order_days(parts, keys)), keys)
    whole["recency_days"] = (whole["period"] if windows else day) - whole["last_date"]
    return _finish(whole, keys, period)


def _last_day(lines: nw.LazyFrame[Any]) -> int:
    import narwhals as nw

    last = _collect(lines.select(nw.col("_known").max()))["_known"].iloc[0]
    return 0 if pd.isna(last) else int(last)


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
        whole["products"] = whole["products"].astype("int64") - whole["_nameless"].astype("int64")
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


def _collect(frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Bring a small result home as pandas."""
    return frame.collect().to_pandas()
