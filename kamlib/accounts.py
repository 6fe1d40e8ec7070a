"""Orders → accounts: the one heavy step, written once for every engine.

Narwhals carries the same expressions to pandas, Polars, a DuckDB relation or a PySpark DataFrame; what comes back
is a small pandas frame, one row a customer (or customer and period), sorted by customer id.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import narwhals as nw

#: Every column of an account, in order. The optional ones are there only if the orders hold what they need.
COLUMNS = (
    "customer_id", "period", "revenue", "cost", "profit", "margin", "uncosted_revenue", "lines", "orders",
    "active_months", "first_date", "last_date", "recency_days", "largest_order", "largest_order_share",
    "largest_month_share", "interval_days", "interval_cv", "returns", "discount", "days_late", "products",
)  # fmt: skip

PERIODS = {"year": "%Y", "quarter": "%Y-Q", "month": "%Y-%m"}


def accounts(orders: Any, *, as_of: str | dt.date | None = None, period: str | None = None) -> pd.DataFrame:
    """Sum order lines to accounts.

    Parameters
    ----------
    orders : pandas, Polars, DuckDB or PySpark frame
        Order lines with ``customer_id`` (text), ``order_id`` (text), ``date`` (date or datetime) and ``revenue``
        (currency units, negative for returns); optionally ``cost``, ``discount``, ``product``, ``due_date``,
        ``paid_date``.
    as_of : str or date, optional
        Day from which recency and unpaid bills are counted; by default the last day in the orders. Lines after
        it are not counted.
    period : {"year", "quarter", "month"}, optional
        Give one row a customer and calendar period instead.

    Returns
    -------
    pandas.DataFrame
        Sorted by ``customer_id`` (and ``period``). Money in units of the currency, rounded to a hundredth of a
        cent; shares as fractions; ``returns`` and ``discount`` positive; ``days_late`` weighted by revenue;
        ``interval_days`` and ``interval_cv`` the mean and coefficient of variation of days between order days.

    Raises
    ------
    KeyError
        If a required column is missing; the message names it.
    ValueError
        If the period is not one of the three.
    """
    import narwhals as nw

    if period is not None and period not in PERIODS:
        raise ValueError(f"period {period!r} is not one of {', '.join(PERIODS)}")
    lines = _lines(nw.from_native(orders).lazy(), as_of, period)
    keys = ["customer_id"] if period is None else ["customer_id", "period"]
    day = pd.Timestamp(as_of) if as_of is not None else _last_day(lines)
    have = set(lines.collect_schema().names())
    whole = _collect(lines.group_by(keys).agg(*_sums(have, day)))
    for part in (_largest(lines, keys, "order_id", "largest_order"), _largest(lines, keys, "_month", "_month")):
        whole = whole.merge(_collect(part), on=keys)
    whole = whole.merge(_intervals(_collect(lines.select(*keys, "_day").unique()), keys), on=keys, how="left")
    return _finish(whole, keys, day)


def _lines(lines: nw.LazyFrame[Any], as_of: str | dt.date | None, period: str | None) -> nw.LazyFrame[Any]:
    """Keep the lines up to the day, with their day, month and period as columns."""
    import narwhals as nw

    missing = [c for c in ("customer_id", "order_id", "date", "revenue") if c not in lines.collect_schema().names()]
    if missing:
        raise KeyError(f"orders lack the column {missing[0]!r}, which every account is summed from")
    if as_of is not None:
        lines = lines.filter(nw.col("date") < pd.Timestamp(as_of).to_pydatetime() + dt.timedelta(days=1))
    when = nw.col("date")
    year, month = when.dt.year().cast(nw.Int64), when.dt.month().cast(nw.Int64)
    lines = lines.with_columns(
        (year * 10000 + month * 100 + when.dt.day().cast(nw.Int64)).alias("_day"),
        (year * 100 + month).alias("_month"),
        nw.when(nw.col("revenue") < 0).then(-nw.col("revenue")).otherwise(0.0).alias("_returned"),
    )
    if "cost" in lines.collect_schema().names():
        uncosted = nw.when(nw.col("cost").is_null()).then(nw.col("revenue")).otherwise(0.0)
        lines = lines.with_columns(uncosted.alias("_uncosted"))
    label = {"year": year, "quarter": year * 10 + (month + 2) // 3, "month": year * 100 + month}
    return lines if period is None else lines.with_columns(label[period].alias("period"))


def _last_day(lines: nw.LazyFrame[Any]) -> pd.Timestamp:
    import narwhals as nw

    return pd.to_datetime(str(_collect(lines.select(nw.col("_day").max()))["_day"].iloc[0]))


def _sums(have: set[str], day: pd.Timestamp) -> list[Any]:
    """Everything that one pass over the lines of a customer can add up."""
    import narwhals as nw

    money = nw.col("revenue")
    sums = [
        money.sum().alias("revenue"),
        nw.len().alias("lines"),
        nw.col("order_id").n_unique().alias("orders"),
        nw.col("_month").n_unique().alias("active_months"),
        nw.col("_day").min().alias("first_date"),
        nw.col("_day").max().alias("last_date"),
        nw.col("_returned").sum().alias("returns"),
    ]
    if "cost" in have:
        sums += [nw.col("cost").sum().alias("cost"), nw.col("_uncosted").sum().alias("uncosted_revenue")]
    if "discount" in have:
        sums.append(nw.col("discount").sum().alias("discount"))
    if "product" in have:
        sums.append(nw.col("product").n_unique().alias("products"))
    return sums


def _largest(lines: nw.LazyFrame[Any], keys: list[str], by: str, into: str) -> nw.LazyFrame[Any]:
    """Give the largest sum of revenue over `by` (an order, a month) within each key."""
    import narwhals as nw

    parts = lines.group_by([*keys, by]).agg(nw.col("revenue").sum().alias("_part"))
    return parts.group_by(keys).agg(nw.col("_part").max().alias(into))


def _intervals(days: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Mean and coefficient of variation of the days between order days."""
    days = days.assign(_day=pd.to_datetime(days["_day"].astype("int64").astype("str"), format="%Y%m%d"))
    days = days.sort_values([*keys, "_day"])
    gaps = days.groupby(keys)["_day"].diff().dt.days
    by = gaps.groupby([days[k] for k in keys])
    mean = by.mean()
    return pd.DataFrame({"interval_days": mean, "interval_cv": by.std(ddof=0) / mean}).reset_index()


def _finish(whole: pd.DataFrame, keys: list[str], day: pd.Timestamp) -> pd.DataFrame:
    """Derive ratios, turn numbers into dates, round away what binary sums leave behind."""
    for column in ("first_date", "last_date"):
        whole[column] = pd.to_datetime(whole[column].astype("int64").astype("str"), format="%Y%m%d")
    money = [c for c in ("revenue", "cost", "uncosted_revenue", "returns", "discount", "largest_order") if c in whole]
    whole[money] = whole[money].astype("float64").round(4)
    if "cost" in whole:
        costed = (whole["revenue"] - whole["uncosted_revenue"]).round(4)
        whole["profit"] = (costed - whole["cost"]).round(4)
        whole["margin"] = (whole["profit"] / costed).where(costed > 0)
    positive = whole["revenue"].where(whole["revenue"] > 0)
    whole["largest_order_share"] = whole["largest_order"] / positive
    whole["largest_month_share"] = whole["_month"] / positive
    whole["recency_days"] = (day.normalize() - whole["last_date"]).dt.days
    return whole[[c for c in COLUMNS if c in whole]].sort_values(keys, ignore_index=True)


def _collect(frame: nw.LazyFrame[Any]) -> pd.DataFrame:
    """Bring a small result home as pandas."""
    return frame.collect().to_pandas()
