"""Orders → accounts: the one heavy step, written once for every engine.

Narwhals carries the same expressions to pandas, Polars, a DuckDB relation or a PySpark DataFrame; what comes back
is a small pandas frame, one row a customer (or customer and period), sorted by customer id.
Whatever is conditional is made a column of its own before the grouping: inside an aggregation Narwhals'
``when`` gives other sums on pandas than elsewhere.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib import windowed
from kamlib.day_numbers import DAYS, dates_of, day_of, number_of, with_days
from kamlib.periods import Window

if TYPE_CHECKING:
    import narwhals as nw

#: Every column of an account, in order. The optional ones are there only if the orders hold what they need.
COLUMNS = (
    "customer_id", "period", "revenue", "cost", "profit", "margin", "uncosted_revenue", "lines", "orders",
    "active_months", "first_date", "last_date", "recency_days", "largest_order", "largest_order_share",
    "largest_month_share", "interval_days", "interval_cv", "returns", "credit_notes", "discount", "days_late",
    "products",
)  # fmt: skip

REQUIRED = ("customer_id", "order_id", "date", "revenue")

_MONEY = ("revenue", "cost", "discount")
_DATES = ("date", "due_date", "paid_date", "known")
_READ = {*REQUIRED, *_MONEY, *_DATES, *DAYS.values(), "product", "order_type", "goods_back", "bonus"}

#: The kind of order of goods that came back (see ``tables/schema.toml``).
_RETURN = "return"

#: Money is rounded to a hundredth of a cent; an order that comes to less than half of it bought nothing.
_CENT_PART = 1e-4

_COUNTS = ("lines", "orders", "active_months", "recency_days", "products")


def buyers(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts that a count of customers counts: those with net sales above zero.

    Who got samples, was credited or visited only is no customer of the period, whatever that cost; frames of
    accounts carry it all the same, so that money adds up to the whole (see `others`).

    Parameters
    ----------
    accounts : pandas.DataFrame
        Accounts of the whole book, of periods or windows; without ``revenue`` and ``lines`` all are returned.

    Returns
    -------
    pandas.DataFrame
        The rows, with a new index.
    """
    bought = _bought(accounts)
    return accounts if bought is None else pd.DataFrame(accounts[bought].reset_index(drop=True))


def others(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts that no count of customers counts: with `buyers` they are all.

    Parameters
    ----------
    accounts : pandas.DataFrame
        As for `buyers`.

    Returns
    -------
    pandas.DataFrame
        The rows, with a new index; none where the accounts do not tell.
    """
    bought = _bought(accounts)
    return accounts.head(0) if bought is None else pd.DataFrame(accounts[~bought].reset_index(drop=True))


def _bought(accounts: pd.DataFrame) -> pd.Series | None:
    """Say which accounts have net sales above zero; None where the frame does not tell."""
    told = [accounts[column] > 0 for column in ("lines", "orders") if column in accounts]
    if "revenue" in accounts:
        told.append((accounts["revenue"] >= _CENT_PART / 2).fillna(False).astype(bool))
    if not told:
        return None
    return pd.concat(told, axis=1).all(axis=1)


def order_numbers(orders: pd.DataFrame) -> pd.Series:
    """Return the number of each line's order; a customer's lines of one day without a number are one order.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``order_id`` and ``date``.

    Returns
    -------
    pandas.Series
        Text by line, named ``order_id``; missing where neither number nor day is known.
    """
    numbers, unknown = orders["order_id"].astype("str"), orders["order_id"].isna()
    return numbers.mask(unknown, orders["date"].dt.strftime("%Y-%m-%d")) if unknown.any() else numbers


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
    lines = _prepared(nw.from_native(orders).lazy(), numbered)
    day = number_of(as_of) if as_of is not None else _last_day(lines)
    known = lines.filter(nw.col("_day") <= day, nw.col("_known") <= day)
    lines, keys = _within_periods(known, period, windows)
    have = set(lines.collect_schema().names())
    if {"due_date", "paid_date"} <= have:
        lines = _with_lateness(lines, nw.col("period") if windows else nw.lit(day))
        have |= {"_late"}
    whole = _collect(lines.group_by(keys).agg(*_sums(have)))
    parts = _by_order_and_day(lines, keys)
    for part in (_by_order(parts, keys), _best_month(lines, keys)):
        whole = whole.merge(_collect(part), on=keys)
    whole = _with_order_days(whole, _collect(_order_days(parts, keys)), keys)
    whole["recency_days"] = (whole["period"] if windows else day) - whole["last_date"]
    return _finish(whole, keys, period)


def _prepared(lines: nw.LazyFrame[Any], numbered: set[str]) -> nw.LazyFrame[Any]:
    """Check the columns and give each line its day, month and what else is summed."""
    import narwhals as nw

    schema = lines.collect_schema()
    _check(schema)
    lines = lines.select(*(c for c in schema if c in _READ))  # what is not read is not copied at each step
    lines = lines.with_columns(*(_as_date(c, schema[c]) for c in _DATES if c in schema))
    lines = lines.with_columns(*(_as_money(c) for c in _MONEY if c in schema))
    lines = lines.with_columns(
        nw.col("customer_id").cast(nw.String()),
        *(day_of(c).alias(name) for c, name in DAYS.items() if c in schema and c not in numbered),
    ).filter(~nw.col("customer_id").is_null(), nw.col("customer_id") != "", ~nw.col("_day").is_null())
    lines = lines.with_columns(nw.col("_day").cast(nw.Int64()))
    year, month = nw.col("date").dt.year().cast(nw.Int64()), nw.col("date").dt.month().cast(nw.Int64())
    more = [
        (year * 100 + month).alias("_month"),
        nw.coalesce(nw.col("order_id").cast(nw.String()), (0 - nw.col("_day")).cast(nw.String())).alias(
            "order_id"
        ),
        nw.col("revenue").fill_null(0.0),
        *_taken_off(schema),
    ]
    if "cost" in schema:
        unknown = nw.col("cost").is_null()
        more.append(nw.when(unknown).then(nw.col("revenue")).otherwise(nw.lit(0.0)).alias("_uncosted"))
    if "product" in schema:
        more.append(nw.col("product").is_null().cast(nw.Int64()).alias("_nameless"))
    return lines.with_columns(*more)


def _taken_off(schema: nw.Schema) -> list[Any]:
    """Tell goods that came back from other credits; what is booked with its invoice, or a bonus, is neither."""
    import narwhals as nw

    taken = nw.when(nw.col("revenue") < 0).then(0 - nw.col("revenue")).otherwise(nw.lit(0.0))
    if "bonus" in schema:
        conceded = nw.col("bonus").cast(nw.Boolean()).fill_null(False)
        taken = nw.when(conceded).then(nw.lit(0.0)).otherwise(taken)
    known = nw.col("_known") if "known" in schema else nw.col("_day")
    if "known" in schema:
        taken = nw.when(nw.col("known").is_null()).then(taken).otherwise(nw.lit(0.0))
    back = [nw.col("goods_back").cast(nw.Boolean()).fill_null(False)] if "goods_back" in schema else []
    if "order_type" in schema:
        back.append((nw.col("order_type").cast(nw.String()) == _RETURN).fill_null(False))
    told = [nw.coalesce(known, nw.col("_day")).cast(nw.Int64()).alias("_known")]
    if not back:
        return [*told, taken.alias("_credited")]
    came = nw.any_horizontal(*back, ignore_nulls=True)
    return [
        *told,
        nw.when(came).then(taken).otherwise(nw.lit(0.0)).alias("_returned"),
        nw.when(came).then(nw.lit(0.0)).otherwise(taken).alias("_credited"),
    ]


def _check(schema: nw.Schema) -> None:
    """Refuse what would otherwise fail somewhere inside an engine, or sum to nonsense."""
    missing = [c for c in REQUIRED if c not in schema]
    if missing:
        raise KeyError(f"orders lack the column {missing[0]!r}, which every account is summed from")
    if schema["customer_id"].is_float():
        raise ValueError("orders: customer_id holds decimal numbers; make it text first, so that 1001.0 is 1001")
    for column in (c for c in (*_DATES, *_MONEY) if c in schema):
        if schema[column].__class__.__name__ in ("String", "Categorical"):
            kind, how = ("dates", "pandas.to_datetime") if column in _DATES else ("money", "pandas.to_numeric")
            raise ValueError(
                f"orders: {column} holds text, not {kind}; read the file with kamlib.load, or use {how}"
            )
        if column in _DATES and schema[column].is_numeric():
            raise ValueError(f"orders: {column} holds numbers, not dates; use pandas.to_datetime")


def _as_date(column: str, dtype: Any) -> nw.Expr:
    """Give Python dates in an object column of pandas a proper type; leave others as they are."""
    import narwhals as nw

    return nw.col(column).cast(nw.Datetime("us")) if dtype == nw.Object() else nw.col(column)


def _as_money(column: str) -> nw.Expr:
    """Make floats of money of any numeric type, and nothing of NaN, which engines sum differently."""
    import narwhals as nw

    value = nw.col(column).cast(nw.Float64())
    return nw.when(~value.is_nan()).then(value).alias(column)


def _last_day(lines: nw.LazyFrame[Any]) -> int:
    import narwhals as nw

    last = _collect(lines.select(nw.col("_known").max()))["_known"].iloc[0]
    return 0 if pd.isna(last) else int(last)


def _within_periods(
    lines: nw.LazyFrame[Any], period: windowed.Periods, windows: list[Window] | None
) -> tuple[nw.LazyFrame[Any], list[str]]:
    """Give each line the number of its period, where periods are asked for; return what to group by with them."""
    import narwhals as nw

    if windows:
        lines = lines.with_columns(_window(windows).alias("period")).filter(~nw.col("period").is_null())
        return lines.with_columns(nw.col("period").cast(nw.Int64())), ["customer_id", "period"]
    if isinstance(period, str):
        return lines.with_columns(_calendar(period).alias("period")), ["customer_id", "period"]
    return lines, ["customer_id"]


def _calendar(period: str) -> nw.Expr:
    """Turn months into numbers of calendar periods; `_typed` writes them as text."""
    import narwhals as nw

    year, month = nw.col("_month") // 100, nw.col("_month") % 100
    return {"year": year, "quarter": year * 10 + (month + 2) // 3, "month": nw.col("_month")}[period]


def _window(windows: list[Window]) -> nw.Expr:
    """Turn days into the last one of the window that holds them; none where no window does."""
    import narwhals as nw

    ends = [(number_of(first), number_of(last)) for first, last in windows]
    return nw.coalesce(
        *(nw.when(nw.col("_day").is_between(first, last)).then(nw.lit(last)) for first, last in ends)
    )


def _with_lateness(lines: nw.LazyFrame[Any], as_of: nw.Expr) -> nw.LazyFrame[Any]:
    """Weigh each line's days late by its revenue, where on `as_of` it is known whether it is late."""
    import narwhals as nw

    paid = ~nw.col("_paid").is_null() & (nw.col("_paid") <= as_of)
    lines = lines.with_columns(nw.when(paid).then(nw.col("_paid")).otherwise(as_of).alias("_end"), paid=paid)
    known = ~nw.col("_due").is_null() & (nw.col("revenue") > 0) & (nw.col("paid") | (nw.col("_due") < as_of))
    late = nw.when(nw.col("_end") > nw.col("_due")).then(nw.col("_end") - nw.col("_due")).otherwise(nw.lit(0))
    lines = lines.with_columns(
        nw.when(known).then(nw.col("revenue")).otherwise(nw.lit(0.0)).alias("_billed"), late=late
    )
    return lines.with_columns((nw.col("_billed") * nw.col("late").fill_null(0)).alias("_late"))


def _sums(have: set[str]) -> list[Any]:
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


def _by_order_and_day(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Sum the lines of each order on each day; the orders of a book are seldom spread over several."""
    import narwhals as nw

    return lines.group_by([*keys, "order_id", "_day"]).agg(nw.col("revenue").sum().alias("_part"))


def _by_order(parts: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Count the orders that bought something and give the largest, by their net amount."""
    import narwhals as nw

    orders = parts.group_by([*keys, "order_id"]).agg(nw.col("_part").sum().alias("_whole"))
    orders = orders.with_columns(_buys("_whole").cast(nw.Int64()).alias("_bought"))
    return orders.group_by(keys).agg(
        nw.col("_whole").max().alias("largest_order"), nw.col("_bought").sum().alias("orders")
    )


def _order_days(parts: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Give the days on which each customer ordered; giving goods back is no order."""
    import narwhals as nw

    whole = nw.col("_part").sum().over(*keys, "order_id").alias("_whole")
    return parts.with_columns(whole).filter(_buys("_part") & _buys("_whole")).select(*keys, "_day").unique()


def _buys(amount: str) -> nw.Expr:
    """Whether an amount is more than what rounding leaves of nothing."""
    import narwhals as nw

    return nw.col(amount) >= _CENT_PART / 2


def _best_month(lines: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
    """Give the largest month's revenue within each key."""
    import narwhals as nw

    parts = lines.group_by([*keys, "_month"]).agg(nw.col("revenue").sum().alias("_part"))
    return parts.group_by(keys).agg(nw.col("_part").max().alias("_best_month"))


def _with_order_days(whole: pd.DataFrame, days: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
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
