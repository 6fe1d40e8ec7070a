"""Days as numbers since 1 January 1970: engines disagree on durations and time zones, not on whole numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import narwhals as nw

#: Columns of dates → what their day's number is called.
DAYS = {"date": "_day", "due_date": "_due", "paid_date": "_paid", "known": "_known"}


_NATIVE = (np.dtype, pd.DatetimeTZDtype)


def with_days(orders: Any) -> tuple[Any, set[str]]:
    """Give a pandas frame the numbers of its days at once; other frames get theirs by `day_of`.

    Parameters
    ----------
    orders : pandas, Polars, DuckDB or PySpark frame
        Order lines.

    Returns
    -------
    frame, set of str
        With ``_day`` (and ``_due``, ``_paid``) as floats, missing where there is no date; and the columns of
        dates that were numbered.
    """
    if not isinstance(orders, pd.DataFrame):
        return orders, set()
    dates = {c: orders[c] for c in DAYS if c in orders and isinstance(orders[c].dtype, _NATIVE)}
    dates = {c: column for c, column in dates.items() if column.dtype.kind == "M"}
    return orders.assign(**{DAYS[c]: _numbers(column) for c, column in dates.items()}), set(dates)


def _numbers(dates: pd.Series) -> pd.Series:
    """Count from the calendar of the column's own time zone."""
    days = dates.dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype("float64")
    return pd.Series(days, index=dates.index).mask(dates.isna())


def day_of(column: str) -> nw.Expr:
    """Return the numbers of a column's days, by arithmetic that every engine can do.

    The civil-calendar arithmetic of Hinnant (chrono-compatible low-level date algorithms, 2013).

    Parameters
    ----------
    column : str
        Name of a column of dates.

    Returns
    -------
    narwhals.Expr
        Whole numbers, missing where there is no date.
    """
    import narwhals as nw

    year, month, of_month = (
        part.fill_null(1).cast(nw.Int64())
        for part in (nw.col(column).dt.year(), nw.col(column).dt.month(), nw.col(column).dt.day())
    )
    # the year starts in March, so that the leap day is its last
    year = year - (14 - month) // 12
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + of_month - 1
    number = year * 365 + year // 4 - year // 100 + year // 400 + of_year - 719468
    return nw.when(~nw.col(column).is_null()).then(number)


def number_of(day: str | dt.date) -> int:
    """Return the number of one day.

    Parameters
    ----------
    day : str or date
        Any day.

    Returns
    -------
    int
        Days since 1 January 1970.
    """
    return (pd.Timestamp(day).date() - dt.date(1970, 1, 1)).days


def dates_of(numbers: pd.Series) -> pd.Series:
    """Turn numbers of days back into dates.

    Parameters
    ----------
    numbers : pandas.Series
        Days since 1 January 1970, none missing.

    Returns
    -------
    pandas.Series
        Dates, on the same index.
    """
    return pd.Series(pd.to_datetime(numbers.astype("int64"), unit="D"), index=numbers.index)
