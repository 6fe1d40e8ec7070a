"""Coverage: which days a book of orders reaches over, its rhythm, and which periods it fills."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from kamlib.periods.spans import Window, shifted, window

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Part of a period that may be missing at an edge of the book: a week of a year changes no result.
UNNOTICED = 0.02

#: Days of silence that any business may have. Longer ones are its rhythm only up to so many times the usual one.
MONTH, USUAL = 31, 1.5

#: Gap of a book of which nothing but the first and the last day is known.
UNKNOWN = 16

_DAY = pd.Timedelta(days=1)

#: Days from the first to the last up to which each is counted, rather than sorted.
MOST = 1_000_000

#: Days of silence that may be a season: fewer are a matter of course, more a break in the book.
_WEEK, _SEASON = 7, 274


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
            Days; of two or three such spans the longest that there is. Of one order day zero.
        """
        often = math.ceil((self.days.length / length - 1) / 2)
        return self.gaps[min(max(often, 1), len(self.gaps)) - 1] if self.gaps else 0


def coverage(days: pd.Series, *, as_of: pd.Timestamp | None = None) -> Coverage:
    """Return the days that a book of orders reaches over, and its rhythm.

    Parameters
    ----------
    days : pandas.Series
        Days of order lines, of returns too: a return shows as well as a purchase that the book was kept.
    as_of : pandas.Timestamp, optional
        Day after which nothing counts.

    Returns
    -------
    Coverage
        From the first line to the last, at the latest to `as_of`. A gap that is longer than a month and than one
        and a half of the usual time between two order days is a closure, and no rhythm.
    """
    first, last = pd.Timestamp(days.min()).normalize(), pd.Timestamp(days.max()).normalize()
    last = last if as_of is None else min(last, as_of.normalize())
    known = _each(days)
    known = known[known <= last.to_datetime64()]
    gaps = np.diff(known).astype("int64")
    long = USUAL * float(np.median(gaps)) if len(gaps) else 0.0
    usual = np.sort(gaps[gaps <= max(MONTH, long)])[::-1]
    silent = np.flatnonzero((gaps > max(_WEEK, long)) & (gaps <= _SEASON))
    edges = [(pd.Timestamp(known[at]).as_unit("us"), pd.Timestamp(known[at + 1]).as_unit("us")) for at in silent]
    closed = tuple(Window(before + _DAY, after - _DAY) for before, after in edges)
    return Coverage(first, last, tuple(usual.tolist()), closed)


def _each(days: pd.Series) -> NDArray[np.datetime64]:
    """Return each day that there is once, earliest first."""
    number = days.dropna().to_numpy("datetime64[D]").view("int64")
    if not len(number):
        return number.view("datetime64[D]")
    zero = number.min()
    if number.max() - zero > MOST:
        return np.unique(number).view("datetime64[D]")
    there: NDArray[np.int64] = np.flatnonzero(np.bincount(number - zero)) + zero
    return there.view("datetime64[D]")


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
    dated = _each(days)
    found: list[Window] = []
    while True:
        back = months * (len(found) + 1)
        begin = shifted(last, -back) + _DAY
        # each end is counted from the last day: from one short month to the next, ends would drift
        end = shifted(last, months - back)
        there = np.searchsorted(dated, end.to_datetime64(), side="right") > np.searchsorted(
            dated, begin.to_datetime64()
        )
        if not there or not is_complete(Window(begin, end), book):
            return found[::-1]
        found.append(Window(begin, end))


def is_complete(period: Window, book: Coverage | Window) -> bool:
    """Tell whether a book covers a period.

    A time without orders at an edge of the book is closed if the book is silent as long inside (its rhythm: who
    bills on the last of a month has no order before it), or at the same time of another year. A single closure of
    the plant closes no other time of the year.

    Parameters
    ----------
    period : Window
        The days in question.
    book : Coverage or Window
        See `coverage`; of days alone the rhythm is not known, and 15 of them may be missing at an edge.

    Returns
    -------
    bool
    """
    return begun(period, book) and ended(period, book)


def begun(period: Window, book: Coverage | Window) -> bool:
    """Tell whether a book covers the beginning of a period; see `is_complete`.

    Parameters
    ----------
    period : Window
        The days in question.
    book : Coverage or Window
        See `coverage`.

    Returns
    -------
    bool
    """
    return _closed(Window(period.first, book.first - _DAY), period, book)


def ended(period: Window, book: Coverage | Window) -> bool:
    """Tell whether a book covers the end of a period; see `is_complete`.

    Parameters
    ----------
    period : Window
        The days in question.
    book : Coverage or Window
        See `coverage`.

    Returns
    -------
    bool
    """
    return _closed(Window(book.last + _DAY, period.last), period, book)


def _closed(edge: Window, period: Window, book: Coverage | Window) -> bool:
    held, length = book if isinstance(book, Coverage) else Coverage(*book), period.length
    return edge.length < held.rhythm(length) or _missing(edge, held) <= UNNOTICED * length


def _missing(edge: Window, book: Coverage) -> int:
    """Count the days at an edge without an order; those of a closure in another year are not missing from this."""
    if edge.length <= 0:
        return 0
    years = book.last.year - book.first.year + 1
    closed = (
        Window(
            max(silent.first, shifted(edge.first, 12 * by)), min(silent.last, shifted(edge.last, 12 * by))
        ).length
        for silent in book.silences
        for by in range(
            max(-years, silent.first.year - edge.last.year),
            min(years, silent.last.year - edge.first.year) + 1,
        )
    )
    return edge.length - max(0, *closed, 0)
