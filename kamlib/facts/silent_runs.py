"""Runs of months without an entry: too long for chance, they are not known, rather than without a cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

#: Months without an entry that may follow one another anywhere.
SEASON = 3

#: A chance of so many months without an entry below which they are not known, rather than without a cost.
CHANCE = 0.05


def months_of(days: np.ndarray) -> np.ndarray:
    """Return the months in which days lie; each day is looked up once, since a million take long.

    Parameters
    ----------
    days : numpy.ndarray
        Days; missing ones lie in no month.

    Returns
    -------
    numpy.ndarray
        Months, earliest first.
    """
    numbers = days[~np.isnat(days)].astype("datetime64[D]").astype("int64")
    if not len(numbers):
        return np.empty(0, "datetime64[M]")
    first = numbers.min()
    distinct = np.flatnonzero(np.bincount(numbers - first)) + first
    return np.unique(distinct.astype("datetime64[D]").astype("datetime64[M]"))


def silent_months(days: np.ndarray, held: NDArray[np.bool_]) -> np.ndarray:
    """Return the months of runs without an entry that are too long for the part of the others that has one.

    Parameters
    ----------
    days : numpy.ndarray
        Days of business.
    held : numpy.ndarray of bool
        Whether each has an entry.

    Returns
    -------
    numpy.ndarray
        Months, earliest first.
    """
    months = months_of(days)
    known = np.isin(months, months_of(days[held]))
    silent = np.zeros(len(months), dtype=bool)
    for first, end in runs(~known):
        silent[first:end] = too_long(known, end - first, end - first)
    return months[silent]


def runs(silent: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield where each run of marked months begins and where it has ended.

    Parameters
    ----------
    silent : numpy.ndarray of bool
        The months, one after another.

    Yields
    ------
    int, int
        The first of the run, and the first after it.
    """
    edges = np.flatnonzero(np.diff(silent.astype("int8"), prepend=0, append=0))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def too_long(known: NDArray[np.bool_], judged: int, run: int) -> bool:
    """Tell whether a run is too long for the part of the other months that has an entry.

    Parameters
    ----------
    known : numpy.ndarray of bool
        Whether each month has an entry.
    judged : int
        How many months of the run count against it.
    run : int
        How many months it has.

    Returns
    -------
    bool
        Never of a season, nor where there are no other months.
    """
    others = len(known) - run
    if judged <= SEASON or not others:
        return False
    return bool((1 - known.sum() / others) ** judged * len(known) <= CHANCE)
