"""Random numbers that are the same everywhere: uniform draws of PCG64 and what tables and sums make of them.

NumPy keeps its bit generators stable but not its distributions; so only ``random()`` is taken from it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Dice:
    """A stream of random numbers with a name of its own, so that one table's draws never move another's."""

    def __init__(self, seed: int, stream: str) -> None:
        entropy = np.random.SeedSequence([seed, zlib.crc32(stream.encode())])
        self._rng = np.random.Generator(np.random.PCG64(entropy))

    def uniform(self, low: Any, high: Any, size: int) -> Floats:
        """Numbers in [low, high); the bounds may be arrays.

        Parameters
        ----------
        low, high : float or numpy.ndarray
            Bounds, alone or one a number.
        size : int
            How many.

        Returns
        -------
        numpy.ndarray
            As many as asked for.
        """
        return np.asarray(low + (np.asarray(high) - low) * self._rng.random(size), dtype=np.float64)

    def whole(self, low: Any, high: Any, size: int) -> Ints:
        """Whole numbers in [low, high], both included.

        Parameters
        ----------
        low, high : float or numpy.ndarray
            Bounds, alone or one a number.
        size : int
            How many.

        Returns
        -------
        numpy.ndarray
            As many as asked for.
        """
        return np.floor(self.uniform(low, np.asarray(high) + 1, size)).astype(np.int64)

    def chance(self, probability: Any, size: int) -> Flags:
        """Return true with the given probability.

        Parameters
        ----------
        probability : float or numpy.ndarray
            From 0 to 1, alone or one a flag.
        size : int
            How many.

        Returns
        -------
        numpy.ndarray of bool
            As many as asked for.
        """
        return np.asarray(self._rng.random(size) < probability, dtype=np.bool_)

    def bell(self, size: int) -> Floats:
        """Numbers of mean 0 and deviation 1, bell-shaped within ±4.2 (the sum of six uniform draws).

        Parameters
        ----------
        size : int
            How many.

        Returns
        -------
        numpy.ndarray
            As many as asked for.
        """
        return np.asarray((self._rng.random((6, size)).sum(axis=0) - 3) / np.sqrt(0.5))

    def around(self, median: Any, spread: float, size: int) -> Floats:
        """Positive numbers about a median, skewed to the right; rounded, for equal bits on all machines.

        Parameters
        ----------
        median : float or numpy.ndarray
            Of the numbers, alone or one a number; in any unit.
        spread : float
            Standard deviation of their natural logarithm.
        size : int
            How many.

        Returns
        -------
        numpy.ndarray
            As many as asked for, in the unit of the median.
        """
        return np.asarray(np.round(median * np.exp(spread * self.bell(size)), 6), dtype=np.float64)

    def pick(self, options: Iterable[Any], size: int, weights: Sequence[float] | None = None) -> NDArray[Any]:
        """Options drawn with replacement.

        Parameters
        ----------
        options : iterable
            What there is to choose from.
        size : int
            How many.
        weights : sequence of float, optional
            One an option, of any sum; None for equal ones.

        Returns
        -------
        numpy.ndarray
            As many options as asked for.
        """
        menu = np.array(list(options), dtype=object)
        shares = np.asarray(weights if weights is not None else [1.0] * len(menu), dtype=np.float64)
        edges = np.cumsum(shares / shares.sum())[:-1]
        return np.asarray(menu[np.searchsorted(edges, self._rng.random(size), side="right")])

    def shuffled(self, size: int) -> Ints:
        """Return the numbers 0 … size − 1 in random order.

        Parameters
        ----------
        size : int
            How many.

        Returns
        -------
        numpy.ndarray
            Each number once.
        """
        return np.argsort(self._rng.random(size), kind="stable").astype(np.int64)


def times(rate: Floats, dice: Dice) -> Ints:
    """Turn expected numbers of events into whole ones that keep the mean.

    Parameters
    ----------
    rate : numpy.ndarray
        Expected number of events, one a case.
    dice : Dice
        Draws which are rounded up.

    Returns
    -------
    numpy.ndarray
        As many as rates.
    """
    return np.floor(rate + dice.uniform(0.0, 1.0, len(rate))).astype(np.int64)


def within(groups: Ints) -> Ints:
    """Count the members of each run of equal values from 0.

    Parameters
    ----------
    groups : numpy.ndarray
        Numbers of groups, equal ones side by side.

    Returns
    -------
    numpy.ndarray
        Place of each within its run.
    """
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(groups)])
    return np.arange(len(groups), dtype=np.int64) - np.repeat(starts, lengths)
