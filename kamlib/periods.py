"""Time: what a period is, whether the orders fill it, and how many years lie between two days.

Everything that is told year by year, quarter by quarter or between two dates asks here what counts as whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

#: Part of a period that may lack at an edge of the book without a word: a week of a year moves nothing told of it.
UNNOTICED = 0.02

#: Days of silence that any business may have. Longer ones are its rhythm only up to so many times the usual one.
MONTH, USUAL = 31, 1.5

#: Gap of a book of which nothing but the first and the last day is known.
UNKNOWN = 16

#: Periods as accounts name them: ``2024``, ``2024-Q1``, ``2024-03`` and, for a window, its last day.
_LABEL = re.compile(r"\d{4}(-Q[1-4]|-\d{2}(-\d{2})?)?")

#: Lengths of calendar periods: what pandas calls them, and how their names are written.
LENGTHS = {"year": ("Y", "%Y"), "quarter": ("Q", "%Y-Q%q"), "month": ("M", "%Y-%m")}

#: Days of silence that may be a season: fewer are a matter of course, more a break in the book.
_WEEK, _SEASON = 7, 274

_DAY = pd.Timedelta(days=1)

#: Mean length of a month, by which windows named after their last days are told apart.
_MONTH = 365.25 / 12


class Window(NamedTuple):
    """Days from the first to the last, both included."""

    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def label(self) -> str:
        """The window's name in a column ``period``: its last day."""
        return f"{self.last:%Y-%m-%d}"


class Coverage(NamedTuple):
    """What a book of orders says of time: its first day and its last, and how long it is silent in between.

    ``gaps`` are the days from one order day to the next, longest first, without closures; ``silences`` the days
    without an order that lie inside, where they are more than a week and than is usual, earliest first.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    gaps: tuple[int, ...] = (UNKNOWN,)
    silences: tuple[Window, ...] = ()

    @property
    def days(self) -> Window:
        """The days from the first to the last."""
        return Window(self.first, self.last)

    def rhythm(self, length: int) -> int:
        """Return the longest time from one order day to the next that comes in every second span of so many days.

        Parameters
        ----------
        length : int
            Days of the span.

        Returns
        -------
        int
            Days; of two or three such spans the longest that there is. Of one order day nought.
        """
        often = math.ceil((_length(self.days) / length - 1) / 2)
        return self.gaps[min(max(often, 1), len(self.gaps)) - 1] if self.gaps else 0


def coverage(days: pd.Series, *, as_of: pd.Timestamp | None = None) -> Coverage:
    """Return the days that a book of orders reaches over, and its rhythm.

    Parameters
    ----------
    days : pandas.Series
        Days of order lines, of returns too: a return shows as well as a purchase that the book was kept.
    as_of : pandas.Timestamp, optional
        Day behind which nothing counts.

    Returns
    -------
    Coverage
        From the first line to the last, at the latest to `as_of`. A gap that is longer than a month and than one
        and a half of the usual time between two order days is a closure, and no rhythm.
    """
    first, last = pd.Timestamp(days.min()).normalize(), pd.Timestamp(days.max()).normalize()
    last = last if as_of is None else min(last, as_of.normalize())
    known = days.dropna().dt.normalize().drop_duplicates().sort_values()
    known = known[known <= last].reset_index(drop=True)
    gaps = known.diff().dt.days.iloc[1:].astype("int64")
    long = USUAL * float(gaps.median()) if len(gaps) else 0.0
    usual, silent = (
        gaps[gaps <= max(MONTH, long)],
        gaps[gaps.between(max(_WEEK, long), _SEASON, inclusive="right")],
    )
    closed = tuple(Window(known[at - 1] + _DAY, known[at] - _DAY) for at in silent.index)
    return Coverage(first, last, tuple(sorted(usual.tolist(), reverse=True)), closed)


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
    there = day + pd.DateOffset(months=months)
    return there + pd.offsets.MonthEnd(0) if day.is_month_end else there


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
    """
    if months < 1:
        raise ValueError(f"months ({months}) have to be one or more")
    last = last.normalize()
    return Window(shifted(last, -months) + _DAY, last)


def windows(days: pd.Series, as_of: pd.Timestamp, months: int = 12) -> list[Window]:
    """Cut a book into windows of months counted back from a day.

    Parameters
    ----------
    days : pandas.Series
        Days of order lines.
    as_of : pandas.Timestamp
        Last day of the last window.
    months : int
        Length of a window.

    Returns
    -------
    list of Window
        Earliest first. They stop before the first, counted back, that is not whole or has no order: so each is
        followed by the next, without a gap. None where the orders end long before `as_of`.

    Raises
    ------
    ValueError
        If there is not a month at least.
    """
    last, book = window(as_of, months).last, coverage(days, as_of=as_of)
    dated = days.dropna().dt.normalize().sort_values(ignore_index=True)
    found: list[Window] = []
    while True:
        back = months * (len(found) + 1)
        begin = shifted(last, -back) + _DAY
        # each end is counted from the last day: from one short month to the next, ends would drift
        end = shifted(last, months - back)
        there = dated.searchsorted(end, side="right") > dated.searchsorted(begin)
        if not there or not whole(Window(begin, end), book):
            return found[::-1]
        found.append(Window(begin, end))


def whole(period: Window, book: Coverage | Window) -> bool:
    """Tell whether a book covers a period.

    A time without orders at an edge of the book is closed if the book is silent as long inside (its rhythm: who
    bills on the last of a month has no order before it), or at the same time of another year. A single closure of
    the plant closes no other time of the year.

    Parameters
    ----------
    period : Window
        The days in question.
    book : Coverage or Window
        See `spanned`; of days alone the rhythm is not known, and 15 of them may be missing at an edge.

    Returns
    -------
    bool
    """
    return begun(period, book) and ended(period, book)


def begun(period: Window, book: Coverage | Window) -> bool:
    """Tell whether a book covers the beginning of a period; see `whole`.

    Parameters
    ----------
    period : Window
        The days in question.
    book : Coverage or Window
        See `spanned`.

    Returns
    -------
    bool
    """
    return _closed(Window(period.first, book.first - _DAY), period, book)


def ended(period: Window, book: Coverage | Window) -> bool:
    """Tell whether a book covers the end of a period; see `whole`.

    Parameters
    ----------
    period : Window
        The days in question.
    book : Coverage or Window
        See `spanned`.

    Returns
    -------
    bool
    """
    return _closed(Window(book.last + _DAY, period.last), period, book)


def _closed(edge: Window, period: Window, book: Coverage | Window) -> bool:
    held, length = book if isinstance(book, Coverage) else Coverage(*book), _length(period)
    return _length(edge) < held.rhythm(length) or _missing(edge, held) <= UNNOTICED * length


def _length(days: Window) -> int:
    return (days.last - days.first).days + 1


def _missing(edge: Window, book: Coverage) -> int:
    """Count the days at an edge without an order; those of a closure in another year are not missing from this."""
    if _length(edge) <= 0:
        return 0
    years = book.last.year - book.first.year + 1
    closed = (
        _length(
            Window(max(silent.first, shifted(edge.first, 12 * by)), min(silent.last, shifted(edge.last, 12 * by)))
        )
        for silent in book.silences
        for by in range(-years, years + 1)
    )
    return _length(edge) - max(0, *closed, 0)


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
    frequency, written = LENGTHS[length]
    codes, found = pd.factorize(days.dt.to_period(frequency).array)
    names = pd.Series(found.strftime(written), dtype="str")
    return pd.Series(names.array.take(codes), index=days.index, name="period")


def within(frame: pd.DataFrame, days: Window) -> pd.DataFrame:
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
    """Keep the rows that were known by a day: a credit note stands with its invoice, and is known when issued.

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


def gap(labels: Sequence[object]) -> tuple[str, str] | None:
    """Find two periods that follow each other in a table but not in the calendar.

    Parameters
    ----------
    labels : sequence
        Names of periods in order. Names that are no calendar's (``before``, ``after``) have no gaps; windows named
        after their last days are compared with the shortest step among them.

    Returns
    -------
    tuple of str, or None
        The first two between which at least one is missing.
    """
    names = [str(label) for label in labels]
    if not all(_LABEL.fullmatch(name) for name in names) or len({len(name) for name in names}) != 1:
        return None
    if len(names) and len(names[0]) == len("2024-12-31"):
        ends = [pd.Timestamp(name) for name in names]
        steps = [round((b - a).days / _MONTH) for a, b in pairwise(ends)]
    else:
        steps = [pd.Period(b).ordinal - pd.Period(a).ordinal for a, b in pairwise(names)]
        steps.append(1)
    usual = max(min(steps, default=1), 1)
    return next((pair for pair, step in zip(pairwise(names), steps, strict=False) if step >= 2 * usual), None)


def check_no_gap(labels: Sequence[object]) -> None:
    """Refuse periods of which one is missing: two years apart is not a year later.

    Parameters
    ----------
    labels : sequence
        Names of periods in order.

    Raises
    ------
    ValueError
        If between two of them one is missing; see `gap`.
    """
    found = gap(labels)
    if found:
        raise ValueError(f"between the periods {found[0]} and {found[1]} at least one is missing")


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
