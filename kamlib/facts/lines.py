"""Order lines made ready to be grouped: checked columns, days as numbers, what was returned or credited.

Whatever is conditional is made a column of its own before the grouping: inside an aggregation Narwhals'
``when`` gives other sums on pandas than elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamlib.periods import Window, windowed
from kamlib.periods.day_numbers import DAYS, day_of, number_of

if TYPE_CHECKING:
    import narwhals as nw

REQUIRED = ("customer_id", "order_id", "date", "revenue")

#: Columns of money and of dates.
MONEY = ("revenue", "cost", "discount")

_DATES = ("date", "due_date", "paid_date", "known")

#: Marks bills that fell due in months of which no payment is recorded; see ``payments``.
UNRECORDED = "payment_unrecorded"

_READ = {*REQUIRED, *MONEY, *_DATES, *DAYS.values(), "product", "order_type", "goods_back", "bonus", UNRECORDED}

#: The kind of order of goods that came back (see ``tables/schema.toml``).
RETURN = "return"


def prepared(given: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give each line its day, month and what else is summed."""
    import narwhals as nw

    schema = given.collect_schema()
    lines = _typed(given.select(*(c for c in schema if c in _READ)), schema)
    more = [nw.col("revenue").fill_null(0.0), *_taken_off(schema)]
    if "cost" in schema:
        unknown = nw.col("cost").is_null()
        more.append(nw.when(unknown).then(nw.col("revenue")).otherwise(nw.lit(0.0)).alias("_uncosted"))
    if UNRECORDED in schema and "due_date" in schema:
        more.append(nw.when(~nw.col(UNRECORDED)).then(nw.col("_due")).alias("_due"))
    return lines.with_columns(*more)


def _typed(lines: nw.LazyFrame[Any], schema: nw.Schema) -> nw.LazyFrame[Any]:
    """Give every engine's lines text ids, numbers of days and months, and money in floats."""
    import narwhals as nw

    lines = lines.with_columns(*(_as_date(c, schema[c]) for c in _DATES if c in schema))
    lines = lines.with_columns(
        nw.col("customer_id").cast(nw.String()),
        *(_as_money(c) for c in MONEY if c in schema),
        *(day_of(c, lines.implementation).alias(name) for c, name in DAYS.items() if c in schema),
    ).filter(~nw.col("customer_id").is_null(), nw.col("customer_id") != "", ~nw.col("_day").is_null())
    year, month = nw.col("date").dt.year().cast(nw.Int64()), nw.col("date").dt.month().cast(nw.Int64())
    number = nw.col("order_id").cast(nw.String())
    named = [(~nw.col("product").is_null()).alias("_named")] if "product" in schema else []
    return lines.with_columns(
        *named,
        nw.col("_day").cast(nw.Int64()),
        (year * 100 + month).alias("_month"),
        nw.coalesce(number, (0 - nw.col("_day")).cast(nw.String())).alias("order_id"),
    )


def _taken_off(schema: nw.Schema) -> list[Any]:
    """Tell goods that came back from other credits; what is booked with its invoice, or a bonus, is neither."""
    import narwhals as nw

    taken = nw.when(nw.col("revenue") < 0).then(0 - nw.col("revenue")).otherwise(nw.lit(0.0))
    if "bonus" in schema:
        conceded = nw.col("bonus").cast(nw.Boolean()).fill_null(False)
        taken = nw.when(conceded).then(nw.lit(0.0)).otherwise(taken)
    told = []
    if "known" in schema:
        told.append(nw.coalesce(nw.col("_known"), nw.col("_day")).cast(nw.Int64()).alias("_known"))
        taken = nw.when(nw.col("_known").is_null()).then(taken).otherwise(nw.lit(0.0))
    back = [nw.col("goods_back").cast(nw.Boolean()).fill_null(False)] if "goods_back" in schema else []
    if "order_type" in schema:
        back.append((nw.col("order_type").cast(nw.String()) == RETURN).fill_null(False))
    if not back:
        return [*told, taken.alias("_credited")]
    came = nw.any_horizontal(*back, ignore_nulls=True)
    return [
        *told,
        nw.when(came).then(taken).otherwise(nw.lit(0.0)).alias("_returned"),
        nw.when(came).then(nw.lit(0.0)).otherwise(taken).alias("_credited"),
    ]


def check(schema: nw.Schema) -> None:
    """Refuse what would otherwise fail somewhere inside an engine, or sum to nonsense."""
    missing = [c for c in REQUIRED if c not in schema]
    if missing:
        raise KeyError(f"orders lack the column {missing[0]!r}, which every account is summed from")
    if schema["customer_id"].is_float():
        raise ValueError("orders: customer_id holds decimal numbers; make it text first, so that 1001.0 is 1001")
    for column in (c for c in (*_DATES, *MONEY) if c in schema):
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


def within_periods(
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


def with_lateness(lines: nw.LazyFrame[Any], as_of: nw.Expr) -> nw.LazyFrame[Any]:
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
