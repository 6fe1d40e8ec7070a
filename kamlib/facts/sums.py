"""Grouped lines: what is added up of the lines, orders, order days and months of a customer or its period.

What comes home is one row per customer. Orders are taken to lie on one day each; where the sums show that one does
not, all are worked out anew by the day: few books have such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.facts import lines as read
from kamlib.facts.buying import CENT_PART

if TYPE_CHECKING:
    import narwhals as nw

    from kamlib.periods import Window


def summed(
    given: nw.LazyFrame[Any], day: int | None, length: str | None, windows: list[Window] | None
) -> tuple[pd.DataFrame, int]:
    """Return one row for each customer, or customer and period, and the day that is counted from."""
    import narwhals as nw

    lines = read.prepared(given)
    have = set(lines.collect_schema().names())
    dated = [c for c in ("_day", "_known") if c in have]
    may_be_later = day is not None or "_known" in have
    day = _last(lines, dated[-1]) if day is None else day
    if may_be_later:
        lines = lines.filter(*(nw.col(c) <= day for c in dated))
    lines, keys = read.within_periods(lines, length, windows)
    if {"_due", "_paid"} <= have:
        lines = read.with_lateness(lines, nw.col("period") if windows else nw.lit(day))
    whole = _joined(lines, keys, _orders(lines, keys)).collect().to_pandas()
    if whole.pop("_spread").any():
        whole = _joined(lines, keys, _orders_by_day(lines, keys)).collect().to_pandas()
    return whole, day


def _last(lines: nw.LazyFrame[Any], column: str) -> int:
    import narwhals as nw

    last = lines.select(nw.col(column).max()).collect().to_pandas()[column].iloc[0]
    return 0 if pd.isna(last) else int(last)


def _joined(lines: nw.LazyFrame[Any], keys: list[str], orders: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give one row for each of the keys, with everything that accounts are finished from."""
    have = set(lines.collect_schema().names())
    told = [_of_days(orders, keys), _best_month(lines, keys)]
    if "product" in have:
        told.append(_products(lines, keys))
    whole = lines.group_by(keys).agg(*_of_lines(have))
    for part in told:
        whole = whole.join(part, on=keys, how="left")
    return whole


def _of_lines(have: set[str]) -> list[Any]:
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
    return sums


def _products(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Count the products that have a name."""
    import narwhals as nw

    pairs = lines.filter(nw.col("_named")).group_by([*keys, "product"]).agg(nw.len().alias("_lines"))
    return pairs.group_by(keys).agg(nw.len().alias("products"))


def _orders(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Sum each order as one of its first day, and tell whether it bought something and lies on more days."""
    import narwhals as nw

    orders = lines.group_by([*keys, "order_id"]).agg(
        nw.col("revenue").sum().alias("_whole"), nw.col("_day").min(), nw.col("_month").min(),
        nw.col("_day").max().alias("_latest"),
    )  # fmt: skip
    spread = nw.col("_latest") > nw.col("_day")
    return orders.with_columns(
        _buys("_whole").alias("_bought"), _buys("_whole").alias("_buys"), spread.cast(nw.Int64()).alias("_spread")
    )


def _orders_by_day(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Sum each order, and tell of each of its days whether it bought something; the first represents the order."""
    import narwhals as nw

    parts = lines.group_by([*keys, "order_id", "_day"]).agg(
        nw.col("revenue").sum().alias("_part"), nw.col("_month").min()
    )
    parts = parts.with_columns(
        nw.col("_part").sum().over(*keys, "order_id").alias("_whole"),
        nw.col("_day").min().over(*keys, "order_id").alias("_first"),
    )
    return parts.with_columns(
        (_buys("_whole") & (nw.col("_day") == nw.col("_first"))).alias("_bought"),
        (_buys("_whole") & _buys("_part")).alias("_buys"),
    )


def _of_days(orders: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Count the orders, give the largest, and what follows from the days on which something was ordered.

    The first, the last, the months, and the days between, summed and squared: giving goods back is not an order.
    """
    import narwhals as nw

    days = orders.with_columns(nw.col("_bought").cast(nw.Int64()), nw.col("_buys").cast(nw.Int64()))
    told = [nw.col("_spread").max()] if "_spread" in orders.collect_schema() else []
    days = days.group_by([*keys, "_day", "_month"]).agg(
        nw.col("_bought").sum(), nw.col("_buys").max(), nw.col("_whole").max(), *told
    )
    gap, next_month = (nw.col(c).diff().over(*keys, "_buys", order_by="_day") for c in ("_day", "_month"))
    days = days.with_columns(gap.alias("_gap"), (next_month > 0).cast(nw.Int64()).alias("_later"))
    buys = nw.col("_buys") == 1
    days = days.with_columns(*(nw.when(buys).then(nw.col(c)).alias(c) for c in ("_day", "_gap", "_later")))
    days = days.with_columns((nw.col("_gap") * nw.col("_gap")).cast(nw.Float64()).alias("_square"))
    return days.group_by(keys).agg(
        nw.col("_bought").sum().alias("orders"), nw.col("_whole").max().alias("largest_order"),
        nw.col("_day").min().alias("first_date"), nw.col("_day").max().alias("last_date"),
        nw.col("_gap").count().alias("_gaps"), nw.col("_square").sum(), nw.col("_later").sum(),
        *told,
    )  # fmt: skip


def _buys(amount: str) -> nw.Expr:
    """Whether an amount is more than what rounding leaves of nothing."""
    import narwhals as nw

    return nw.col(amount) >= CENT_PART / 2


def _best_month(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Give the largest month's revenue within each key."""
    import narwhals as nw

    months = lines.group_by([*keys, "_month"]).agg(nw.col("revenue").sum().alias("_part"))
    return months.group_by(keys).agg(nw.col("_part").max().alias("_best_month"))
