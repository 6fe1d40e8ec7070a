"""Dates that mean no date: 1900-01-01 and 1970-01-01, which systems write into empty fields, and lone slips.

Counted, one such row would make a book of a year one of a century. Its day is not known, as in a row without
a date.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

#: Days from which systems count, and which they write where there is none.
FILLERS = np.array([
    "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02", "1904-01-01", "1970-01-01",
], dtype="datetime64[D]")  # fmt: skip
#: How far before the usual day a filler lies at least, and a lone date that is no filler (days).
BEFORE, FAR = 5 * 365, 30 * 365
#: Share of the dates that may be lone ones; more are an old book.
LONE = 0.05


def mark(dates: pd.Series, counts: np.ndarray) -> np.ndarray | None:
    """Mark dates that mean none, or lie decades before all others.

    Parameters
    ----------
    dates : pandas.Series
        As read.
    counts : numpy.ndarray of bool
        Rows that are not totals.

    Returns
    -------
    numpy.ndarray of bool or None
        None where there are none.
    """
    days = dates.to_numpy("datetime64[D]")
    known = counts & ~np.isnat(days)
    if not known.any():
        return None
    first = days[known].min()
    if first > FILLERS[-1] and first > np.datetime64("2000-01-01"):
        return None
    filler = known & np.isin(days, FILLERS)
    others = days[known & ~filler]
    if not len(others):
        return None
    usual = np.sort(others)[len(others) // 2]
    far = known & ~filler & (days < usual - np.timedelta64(FAR, "D"))
    if far.sum() > max(1, LONE * known.sum()):
        far = np.zeros(len(days), dtype=bool)
    found: np.ndarray = far | filler & (days < usual - np.timedelta64(BEFORE, "D"))
    return found if found.any() else None
