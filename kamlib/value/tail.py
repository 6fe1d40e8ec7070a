"""Does the top of the list follow a power law? A Pareto tail after Clauset, Shalizi and Newman (2009)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: The estimate is trusted from about fifty customers in the tail on (Clauset et al., section 3.2).
FEWEST = 50

#: The modified Kolmogorov–Smirnov distance of exponential amounts of unknown mean is below it in 95 of 100 draws.
EXPONENTIAL = 1.094

#: Thresholds tried; more of them cost time and move the result little.
MOST_STARTS = 500

#: Customers of a tail at which the distance of its law is looked at first, and how exact that has to be.
LOOKED_AT, SLACK = 250, 1e-6


@dataclass(frozen=True)
class Tail:
    """A Pareto tail: of customers above `start`, the fraction above x is (x / start) ** -index.

    Attributes
    ----------
    index : float
        Tail index (Clauset's α − 1). An exact 80/20 has 1.16; below 1 the largest customer decides the total.
    error : float
        Standard error of the index, given `start`.
    start : float
        Amount from which on the law is fitted.
    customers : int
        How many lie in the tail.
    distance : float
        Kolmogorov–Smirnov distance between the tail and the law.
    refused : str
        Why there is no fit: ``""`` or ``"few"``.
    """

    index: float
    error: float
    start: float
    customers: int
    distance: float
    refused: str = ""

    @property
    def plausible(self) -> bool:
        """Whether the law is not rejected at 5 % (Stephens 1974: the logarithms are then exponential).

        The test takes `start` as given. As it was chosen for the best fit, a law is found plausible rather too
        often, which errs towards the warning that intervals are too narrow.
        """
        if self.refused:
            return False
        root = np.sqrt(self.customers)
        return bool((self.distance - 0.2 / self.customers) * (root + 0.26 + 0.5 / root) < EXPONENTIAL)


def fit(worth: NDArray[np.float64], *, fewest: int = FEWEST) -> Tail:
    """Fit a Pareto tail: maximum likelihood for the index, least Kolmogorov–Smirnov distance for its start.

    Parameters
    ----------
    worth : numpy.ndarray
        Amounts in any order; those at or below zero are not part of a power law and are left out.
    fewest : int
        Customers that a tail must hold; with fewer earners, or all alike, the fit is refused.

    Returns
    -------
    Tail
    """
    rising = np.sort(worth[worth > 0])
    starts = np.unique(rising[: len(rising) - fewest + 1]) if len(rising) >= fewest else np.array([])
    if not len(starts) or rising[-1] == rising[0]:
        return Tail(np.nan, np.nan, np.nan, len(rising), np.nan, "few")
    if len(starts) > MOST_STARTS:
        starts = starts[np.linspace(0, len(starts) - 1, MOST_STARTS).round().astype(int)]
    return _nearest(rising, starts[starts < rising[-1]])


def _nearest(rising: NDArray[np.float64], starts: NDArray[np.float64]) -> Tail:
    """Fit each start and return the nearest law, the lowest start of equals.

    A tail is measured in full only where the distance at some of its customers leaves it a chance.
    """
    first = np.searchsorted(rising, starts)
    least, best = _least(rising, first), None
    for at in np.argsort(least, kind="stable"):
        if best is not None and least[at] > best.distance + SLACK:
            break
        tail = _at(rising[first[at] :])
        if best is None or (tail.distance, tail.start) < (best.distance, best.start):
            best = tail
    assert best is not None  # noqa: S101  (there is a start)
    return best


def _least(rising: NDArray[np.float64], first: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return for each start a distance that its law has at least: the largest at some customers of its tail."""
    logs = np.log(rising)
    behind = np.cumsum(logs[::-1])[::-1]
    found = []
    for at in first:
        n = len(rising) - at
        seen = np.linspace(at, len(rising) - 1, min(n, LOOKED_AT)).astype(np.intp)
        law = 1 - np.exp(-n / (behind[at] - n * logs[at]) * (logs[seen] - logs[at]))
        before = (seen - at) / n
        found.append(max(np.abs(before + 1 / n - law).max(), np.abs(before - law).max()))
    return np.array(found)


def _at(tail: NDArray[np.float64]) -> Tail:
    """Fit the index for a given start, the first of the rising amounts."""
    n, start = len(tail), tail[0]
    index = n / np.log(tail / start).sum()
    law = 1 - (tail / start) ** -index
    steps = np.arange(n + 1) / n
    distance = max(np.abs(steps[1:] - law).max(), np.abs(steps[:-1] - law).max())
    return Tail(float(index), float(index / np.sqrt(n)), float(start), n, float(distance))
