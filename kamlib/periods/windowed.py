"""Rows by window: several spans of days of one book, summed in one pass over its lines.

A window's name is its last day, from which lateness, recency and what else is open are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from kamlib.periods.spans import LENGTHS, Window

#: What rows are asked for by: a length of the calendar, windows, or the book as a whole.
Periods = str | Sequence[Window] | None

_DAY = pd.Timedelta(days=1)


def windows_of(period: Periods) -> list[Window] | None:
    """Distinguish windows from lengths of the calendar.

    Parameters
    ----------
    period : {"year", "quarter", "month"}, sequence of Window or None
        What rows are asked for by.

    Returns
    -------
    list of Window, or None
        The windows, earliest first; None where a length is asked for, or the whole.

    Raises
    ------
    ValueError
        If the calendar has no such length, there is no window, or two hold the same day.
    """
    if period is None:
        return None
    if isinstance(period, str):
        if period not in LENGTHS:
            raise ValueError(f"period {period!r} is not one of {', '.join(LENGTHS)}")
        return None
    ordered = sorted(period)
    if not ordered or any(after.first <= before.last for before, after in pairwise(ordered)):
        raise ValueError("there is no window, or one day lies in two")
    return ordered


def ends(days: pd.Series, windows: Sequence[Window]) -> pd.Series:
    """Find the window in which each day falls.

    Parameters
    ----------
    days : pandas.Series
        Dates, with or without an hour.
    windows : sequence of Window
        Earliest first, no two with the same day.

    Returns
    -------
    pandas.Series
        The window's last day, on the same index; missing where no window holds the day, or there is no day.
    """
    first, last = (pd.DatetimeIndex([window[at] for window in windows]).as_unit("us") for at in (0, 1))
    at = first.searchsorted(days.to_numpy("datetime64[us]"), side="right") - 1
    found = pd.Series(last.take(np.maximum(at, 0)), index=days.index)
    return found.where((at >= 0) & (days < found + _DAY))


def labels(last: pd.Series) -> pd.Series:
    """Name windows by their last days, as ``periods.Window.label`` does.

    Parameters
    ----------
    last : pandas.Series
        Days, none missing.

    Returns
    -------
    pandas.Series
        Text such as ``2024-12-31``, on the same index, named ``period``.
    """
    codes, names = numbered(last)
    return pd.Series(names.array.take(codes), index=last.index, name="period")


def numbered(last: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return a number for each of some last days, and the names that they represent; see `labels`."""
    codes, found = pd.factorize(last)
    return codes, pd.Index(pd.DatetimeIndex(found).strftime("%Y-%m-%d"), dtype="str")
