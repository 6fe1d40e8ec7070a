"""The quiet weeks around the Spring Festival, by the book's own orders: days on which very few customers buy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

#: Days of the moving mean, and the part of the usual number of customers a day below which a day is quiet.
WEEK, QUIET = 7, 1 / 3

#: Days before and after the first day of the lunar year that may belong to the festival; it has to begin near it.
BEFORE, AFTER, NEAR = 10, 24, 3


def closed_days(dates: np.ndarray, as_of: pd.Timestamp) -> np.ndarray:
    """Find the quiet weeks around the Spring Festival.

    Parameters
    ----------
    dates : numpy.ndarray
        Days (``datetime64[D]``) on which customers bought, each once for each of them.
    as_of : pandas.Timestamp
        The day up to which is looked.

    Returns
    -------
    numpy.ndarray
        Days (``datetime64[D]``), in order. None of a book that is as quiet for as long at another time of the year
        too: there the festival explains nothing. None after the last order of the book.
    """
    none = np.empty(0, dtype="datetime64[D]")
    if not len(dates):
        return none
    first = dates.min()
    every = np.bincount((dates - first).astype("int64")).astype("float64")
    usual = pd.Series(every).rolling(WEEK, center=True, min_periods=WEEK // 2 + 1).mean()
    if not usual.median() > 0:
        return none
    begins, ends = _runs(usual.le(QUIET * usual.median()).to_numpy())
    festivals = (_new_years(str(first)[:4], str(as_of)[:4]) - first).astype("int64")
    near, within = (_touch(begins, ends, festivals, *room) for room in ((NEAR, NEAR), (BEFORE, AFTER)))
    longest = int((ends - begins)[within < 0].max(initial=0))
    closed = []
    for begin, end, festival in zip(begins[near >= 0], ends[near >= 0], festivals[near[near >= 0]], strict=True):
        run = np.arange(max(begin, festival - BEFORE), min(end, festival + AFTER + 1))
        if len(run) > longest:
            closed.append(first + run)
    return np.concatenate([none, *closed])


def by_open_days(dates: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Give each day a number, with those of `closed_days` left out of the count.

    Parameters
    ----------
    dates : numpy.ndarray
        Days (``datetime64[D]``).
    closed : numpy.ndarray
        From `closed_days`.

    Returns
    -------
    numpy.ndarray
        Whole numbers.
    """
    return dates.astype("int64") - np.searchsorted(closed, dates, side="right")


def _runs(quiet: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where runs of quiet days begin, and where they have ended."""
    edges = np.diff(np.concatenate([[0], quiet.astype("int8"), [0]]))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)


def _touch(begins: np.ndarray, ends: np.ndarray, festivals: np.ndarray, before: int, after: int) -> np.ndarray:
    """Return for each run the place of the festival whose days it touches; -1 for none."""
    found = np.full(len(begins), -1)
    for at, festival in enumerate(festivals):
        found[(begins <= festival + after) & (ends > festival - before)] = at
    return found


@lru_cache(maxsize=8)
def _new_years(first: str, last: str) -> np.ndarray:
    """Return the first days of the lunar years."""
    from holidays import country_holidays

    known = country_holidays("CN", years=range(int(first), int(last) + 1), language="en_US")
    eves = [day for day, name in known.items() if name.startswith("Chinese New Year") and "Eve" not in name]
    firsts = {day.year: day for day in sorted(eves, reverse=True)}
    return np.array(sorted(firsts.values()), dtype="datetime64[D]")
