"""Days as numbers since 1 January 1970: engines disagree on durations and time zones, not on whole numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import narwhals as nw

#: Columns of dates → what their day's number is called.
DAYS = {"date": "_day", "due_date": "_due", "paid_date": "_paid", "known": "_known"}


_EPOCH = dt.date(1970, 1, 1)


def days_in(dates: pd.Series) -> np.ndarray:
    """Count the days of a pandas column from the calendar of its own time zone.

    Parameters
    ----------
    dates : pandas.Series
        Dates of NumPy, with or without a time zone.

    Returns
    -------
    numpy.ndarray
        Floats, missing where there is no date.
    """
    days = dates.dt.tz_localize(None).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("float64"))


def day_of(column: str, engine: nw.Implementation) -> nw.Expr:
    """Return the numbers of a column's days: by dates where the engine counts them, else by the calendar's rules.

    Parameters
    ----------
    column : str
        Name of a column of dates.
    engine : narwhals.Implementation
        What holds the column.

    Returns
    -------
    narwhals.Expr
        Whole numbers, missing where there is no date.
    """
    import narwhals as nw

    if engine.is_polars():
        return nw.col(column).dt.date().cast(nw.Int64())
    if engine.is_duckdb():
        return (nw.col(column).dt.date() - nw.lit(_EPOCH)).cast(nw.Int64())
    return _by_rule(column)


def _by_rule(column: str) -> nw.Expr:
    """Count by arithmetic that every engine can do.

    The civil-calendar arithmetic of Hinnant (chrono-compatible low-level date algorithms, 2013).
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
    return (pd.Timestamp(day).date() - _EPOCH).days


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
