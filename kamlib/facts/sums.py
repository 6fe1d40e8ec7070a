"""Grouped lines: what is added up of the lines, orders, order days and months of a customer or its period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.facts.buying import CENT_PART
from kamlib.periods.day_numbers import dates_of

if TYPE_CHECKING:
    import narwhals as nw


def of_lines(have: set[str]) -> list[Any]:
    """Everything that one pass over the lines of a customer can add up."""
    import narwhals as nw

    sums = [
        nw.col("revenue").sum().alias("revenue"),
        nw.len().alias("lines"),
        nw.col("_day").min().alias("_first_line"),
        nw.col("_day").max().alias("_last_line"),
        nw.col("_credited").sum().alias("credit_notes"),
    ]
    if "_returned" in have:
        sums.append(nw.col("_returned").sum().alias("returns"))
    if "cost" in have:
        sums += [nw.col("cost").sum().alias("cost"), nw.col("_uncosted").sum().alias("uncosted_revenue")]
    if "discount" in have:
        sums.append(nw.col("discount").sum().alias("discount"))
    if "_late" in have:
        sums += [nw.col("_late").sum().alias("_late"), nw.col("_billed").sum().alias("_billed")]
    if "product" in have:
        # a missing product counts as a value of its own in n_unique, and is taken off again
        sums += [nw.col("product").n_unique().alias("products"), nw.col("_nameless").max().alias("_nameless")]
    return sums


def by_order_and_day(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Sum the lines of each order on each day; the orders of a book are seldom spread over several."""
    import narwhals as nw

    return lines.group_by([*keys, "order_id", "_day"]).agg(nw.col("revenue").sum().alias("_part"))


def by_order(parts: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Count the orders that bought something and give the largest, by their net amount."""
    import narwhals as nw

    orders = parts.group_by([*keys, "order_id"]).agg(nw.col("_part").sum().alias("_whole"))
    orders = orders.with_columns(_buys("_whole").cast(nw.Int64()).alias("_bought"))
    return orders.group_by(keys).agg(
        nw.col("_whole").max().alias("largest_order"), nw.col("_bought").sum().alias("orders")
    )


def order_days(parts: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Give the days on which each customer ordered; giving goods back is no order."""
    import narwhals as nw

    whole = nw.col("_part").sum().over(*keys, "order_id").alias("_whole")
    return parts.with_columns(whole).filter(_buys("_part") & _buys("_whole")).select(*keys, "_day").unique()


def _buys(amount: str) -> nw.Expr:
    """Whether an amount is more than what rounding leaves of nothing."""
    import narwhals as nw

    return nw.col(amount) >= CENT_PART / 2


def best_month(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Give the largest month's revenue within each key."""
    import narwhals as nw

    parts = lines.group_by([*keys, "_month"]).agg(nw.col("revenue").sum().alias("_part"))
    return parts.group_by(keys).agg(nw.col("_part").max().alias("_best_month"))


def with_order_days(whole: pd.DataFrame, days: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Add what is told from the days of orders: first, last, months, mean and variation of the days between."""
    days = days.sort_values([*keys, "_day"])
    date, gap = dates_of(days["_day"]), days.groupby(keys)["_day"].diff()
    by = days.assign(_gap=gap, _month=date.dt.year * 12 + date.dt.month).groupby(keys)
    told = pd.DataFrame({
        "first_date": by["_day"].min(), "last_date": by["_day"].max(), "active_months": by["_month"].nunique(),
        "interval_days": by["_gap"].mean(),
    })  # fmt: skip
    told["interval_cv"] = by["_gap"].std(ddof=0) / told["interval_days"]
    told = told.reset_index()
    whole = whole.merge(told, on=keys, how="left")
    whole["active_months"] = whole["active_months"].fillna(0)
    for column, line in (("first_date", "_first_line"), ("last_date", "_last_line")):
        whole[column] = whole[column].fillna(whole[line]).astype("int64")
    return whole
