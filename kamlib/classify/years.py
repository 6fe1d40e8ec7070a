"""How many years lie between two days: what is promised or counted by the year needs years of the calendar."""

from __future__ import annotations

import pandas as pd


def between(first: pd.Timestamp, last: pd.Timestamp) -> float:
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
    end = max(first, last.normalize()) + pd.Timedelta(days=1)
    whole = end.year - first.year - (first + pd.DateOffset(years=end.year - first.year) > end)
    begun, over = (first + pd.DateOffset(years=whole + more) for more in (0, 1))
    return float(whole + (end - begun) / (over - begun))
