"""Spans of days: months counted back, calendar periods and their names, and the rows that lie in one."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

#: Lengths of calendar periods: what pandas calls them, and how their names are written.
LENGTHS = {"year": ("Y", "%Y"), "quarter": ("Q", "%Y-Q%q"), "month": ("M", "%Y-%m")}

_DAY = pd.Timedelta(days=1)


class Window(NamedTuple):
    """Days from the first to the last, both included."""

    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def label(self) -> str:
        """The window's name in a column ``period``: its last day."""
        return f"{self.last:%Y-%m-%d}"

    @property
    def length(self) -> int:
        """How many days they are; zero or less where the last is before the first."""
        return (self.last - self.first).days + 1


def shifted(day: pd.Timestamp, months: int) -> pd.Timestamp:
    """Return the same day of the month some months later, of a month's last day the last day of that month.

    From 28 February a month on is 31 March, and a year before 28 February 2025 is 29 February 2024: else the bills
    of a month's end would fall into one period twice and be missing from the next.

    Parameters
    ----------
    day : pandas.Timestamp
        Any day.
    months : int
        How many months later; earlier where it is negative.

    Returns
    -------
    pandas.Timestamp
        The day, without an hour; a day that the month lacks is its last.
    """
    day = day.normalize()
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    there = length if day.is_month_end else min(day.day, length)
    return day.replace(year=year, month=month + 1, day=there)


def window(last: pd.Timestamp, months: int = 12) -> Window:
    """Return the months that end with a day.

    Parameters
    ----------
    last : pandas.Timestamp
        Last day.
    months : int
        How many.

    Returns
    -------
    Window
        One that ends with a month begins with a month: see `shifted`.

    Raises
    ------
    ValueError
        If there is not a month at least.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib import periods
    >>> str(periods.window(pd.Timestamp("2024-06-30")).first.date())
    '2023-07-01'
    """
    if months < 1:
        raise ValueError(f"months ({months}) have to be one or more")
    last = last.normalize()
    return Window(shifted(last, -months) + _DAY, last)


def calendar(label: str) -> Window:
    """Return the days of a calendar period by its name.

    Parameters
    ----------
    label : str
        ``2024``, ``2024-Q1``, ``2024-03``.

    Returns
    -------
    Window
    """
    period = pd.Period(label)
    return Window(period.start_time, period.end_time.normalize())


def labels(days: pd.Series, length: str) -> pd.Series:
    """Name the calendar period in which each day falls; `calendar` reads the names.

    Parameters
    ----------
    days : pandas.Series
        Dates, none missing.
    length : {"year", "quarter", "month"}
        Of a period.

    Returns
    -------
    pandas.Series
        Text such as ``2024``, ``2024-Q1`` and ``2024-03``, on the same index, named ``period``.
    """
    codes, names = numbered(days, length)
    return pd.Series(names.array.take(codes), index=days.index, name="period")


def numbered(days: pd.Series, length: str) -> tuple[np.ndarray, pd.Index]:
    """Return a number for the calendar period of each day, and the names that they represent; see `labels`."""
    frequency, written = LENGTHS[length]
    codes, found = pd.factorize(days.dt.to_period(frequency).array)
    return codes, pd.Index(found.strftime(written), dtype="str")


def filter_window(frame: pd.DataFrame, days: Window) -> pd.DataFrame:
    """Keep the rows dated in a window.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table with ``date``.
    days : Window
        Both ends included, whatever the time of day.

    Returns
    -------
    pandas.DataFrame
        The rows, with their index; none without a date.
    """
    return pd.DataFrame(frame[(frame["date"] >= days.first) & (frame["date"] < days.last + _DAY)])


def known_by(frame: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Keep the rows that were known by a day: a credit note is with its invoice, and is known when issued.

    Parameters
    ----------
    frame : pandas.DataFrame
        Order lines; ``known`` is the day on which a line that is booked earlier became known.
    day : pandas.Timestamp
        To its end, whatever the time of day.

    Returns
    -------
    pandas.DataFrame
        The rows, with their index; all of them where nothing became known later than it is dated.
    """
    if "known" not in frame:
        return frame
    return pd.DataFrame(frame[~(frame["known"] >= day.normalize() + pd.Timedelta(days=1))])


def known_within(frame: pd.DataFrame, days: Iterable[Window], by: pd.Timestamp | None = None) -> pd.DataFrame:
    """Keep the rows that were known by a day, or by the end of their own window.

    Parameters
    ----------
    frame : pandas.DataFrame
        Order lines; ``known`` as in `known_by`.
    days : iterable of Window
        No two hold the same day. Of rows that are in none, the last day of all rows is the end.
    by : pandas.Timestamp, optional
        The day; by default each window's last.

    Returns
    -------
    pandas.DataFrame
        The rows, with their index; each that is left counts from its own day on, whenever it became known.
    """
    if "known" not in frame:
        return frame
    ends = pd.Series(by if by is not None else frame["date"].max(), index=frame.index)
    for one in days if by is None else ():
        ends[filter_window(frame, one).index] = one.last
    rows = frame[frame["known"].isna() | (frame["known"].dt.normalize() <= ends)]
    return pd.DataFrame(rows.assign(known=rows["known"].where(rows["known"].isna(), rows["date"])))


def years(first: pd.Timestamp, last: pd.Timestamp) -> float:
    """Count the years from one day to another, both included.

    By days of 365.25 a year, two visits in a leap year would be 1.996 a year, and a promise of two just missed.

    Parameters
    ----------
    first, last : pandas.Timestamp
        Days; a last one before the first counts as the first.

    Returns
    -------
    float
        Whole years from anniversary to anniversary, and of the one begun the part that its days are.
    """
    first = first.normalize()
    end = max(first, last.normalize()) + _DAY
    full = end.year - first.year - (first + pd.DateOffset(years=end.year - first.year) > end)
    begun, over = (first + pd.DateOffset(years=full + more) for more in (0, 1))
    return float(full + (end - begun) / (over - begun))
