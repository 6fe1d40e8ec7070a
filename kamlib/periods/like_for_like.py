"""Two years side by side; where the orders do not fill one of them, the days of both that they do fill.

Ten months against twelve would show a fall that never happened; to compare nothing would waste what is known.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from kamlib.periods.rhythm import Coverage, begun, coverage, ended, is_complete
from kamlib.periods.spans import Window, shifted, window

#: Part of the two periods that has to be known: of less, a comparison would say little of the whole.
LEAST = 0.5

#: A book that is silent so long as a rule is one of monthly bills: it fills whole months or none.
_MONTHLY = 28

_DAY = pd.Timedelta(days=1)


class Compared(NamedTuple):
    """Two spans of days that can be compared; ``whole`` tells whether they are those that were asked for."""

    before: Window
    after: Window
    whole: bool


def compared(days: pd.Series, as_of: pd.Timestamp, months: int = 12) -> Compared | None:
    """Return the last months and those before them, or the like days of both that the orders fill.

    Parameters
    ----------
    days : pandas.Series
        Days of order lines.
    as_of : pandas.Timestamp
        Last day.
    months : int
        How many.

    Returns
    -------
    Compared or None
        None where the orders fill less than half, or there is none in one of the two.
    """
    before = Window(shifted(as_of, -2 * months) + _DAY, shifted(as_of, -months))
    return alike(before, window(as_of, months), days)


def alike(before: Window, after: Window, days: pd.Series) -> Compared | None:
    """Return two periods as they are, or the like days of both that the orders fill.

    Parameters
    ----------
    before, after : Window
        Two periods of the same length in months, the earlier first.
    days : pandas.Series
        Days of order lines; those after the later period do not count.

    Returns
    -------
    Compared or None
        None where the orders fill less than half, or there is none in one of the two.
    """
    book = coverage(days, as_of=after.last)
    filled = is_complete(before, book) and is_complete(after, book)
    pair = (before, after) if filled else _cut(before, after, book)
    known = min(pair[0].length / before.length, pair[1].length / after.length)
    if known < LEAST or not all(_ordered(span, days) for span in pair):
        return None
    return Compared(*pair, filled)


def _cut(before: Window, after: Window, book: Coverage) -> tuple[Window, Window]:
    """Take off both periods the days that one of them lacks."""
    monthly = book.rhythm(after.length) >= _MONTHLY
    first, last = before.first, after.last
    if not begun(before, book):
        first = max(first, book.first.replace(day=1) if monthly else book.first)
    if not ended(after, book):
        last = min(last, book.last + pd.offsets.MonthEnd(0) if monthly else book.last)
    return (
        Window(first, _like(last + _DAY, after.first, before.first) - _DAY),
        Window(_like(first, before.first, after.first), last),
    )


def _like(day: pd.Timestamp, begin: pd.Timestamp, other: pd.Timestamp) -> pd.Timestamp:
    """Return the day that lies as many months and days after another beginning."""
    months = 12 * (day.year - begin.year) + day.month - begin.month
    months -= begin + pd.DateOffset(months=months) > day
    return other + pd.DateOffset(months=months) + (day - (begin + pd.DateOffset(months=months)))


def _ordered(span: Window, days: pd.Series) -> bool:
    return bool(((days >= span.first) & (days < span.last + _DAY)).any())
