"""From a score to a chance: how often cells of like score were bought, never falling as the score rises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.value.shares import wilson

#: Groups of like score at most, and cells that a group has at least.
GROUPS, CELLS = 20, 50

Cells = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Calibrated:
    """A rising line from scores to chances.

    Attributes
    ----------
    scores, chances : numpy.ndarray
        Points of the line.
    low, high : numpy.ndarray
        The 95% interval of each chance, by Wilson: that of all cells whose shares were pooled.
    table : pandas.DataFrame
        ``cells``, ``foretold`` and ``came`` by group: each day foretold by what was learnt on the others.
    """

    scores: np.ndarray
    chances: np.ndarray
    low: np.ndarray
    high: np.ndarray
    table: pd.DataFrame

    def chance(self, scores: np.ndarray) -> np.ndarray:
        """Return the chance of each score.

        Parameters
        ----------
        scores : numpy.ndarray
            As the method gave them.

        Returns
        -------
        numpy.ndarray
            Shares; beyond the ends the nearest point.
        """
        return np.interp(scores, self.scores, self.chances) if len(self.scores) else np.zeros(len(scores))

    def interval(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the 95% interval of the chance of each score.

        Parameters
        ----------
        scores : numpy.ndarray
            As the method gave them.

        Returns
        -------
        numpy.ndarray, numpy.ndarray
            Lower and upper ends, as shares; none is known where nothing was learnt.
        """
        if not len(self.scores):
            return np.zeros(len(scores)), np.ones(len(scores))
        return np.interp(scores, self.scores, self.low), np.interp(scores, self.scores, self.high)


def calibrate(days: list[Cells]) -> Calibrated:
    """Learn chances from the cells of several days.

    Parameters
    ----------
    days : list of (numpy.ndarray, numpy.ndarray)
        Scores of a day's cells, and whether each was bought.

    Returns
    -------
    Calibrated
        Groups of equal size by score, their shares made to rise by pooling neighbours.
    """
    scores, chances, cells = _learnt(days)
    ends = np.array([wilson(share * n, n) for share, n in zip(chances, cells, strict=True)]).reshape(-1, 2)
    foretold, came = [], []
    for at, (own, right) in enumerate(days):
        others = _learnt([day for k, day in enumerate(days) if k != at])
        foretold.append(np.interp(own, *others[:2]) if len(others[0]) else np.zeros(len(own)))
        came.append(right)
    return Calibrated(
        scores, chances, ends[:, 0], ends[:, 1], _checked(np.concatenate(foretold), np.concatenate(came))
    )


def _learnt(days: list[Cells]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return score, chance and number of cells of each group; groups of one chance count together."""
    scores = np.concatenate([day[0] for day in days]) if days else np.empty(0)
    if not len(scores):
        return np.empty(0), np.empty(0), np.empty(0)
    right = np.concatenate([day[1] for day in days]).astype("float64")
    groups = _groups(scores)
    size = np.bincount(groups).astype("float64")
    middle = np.bincount(groups, scores) / size
    chances = rising(np.bincount(groups, right) / size, size)
    pools = np.cumsum(np.diff(chances, prepend=chances[0]) > 0)
    return middle, chances, np.bincount(pools, size)[pools]


def _groups(scores: np.ndarray) -> np.ndarray:
    """Divide the cells into groups of about equal size; equal scores are in one group."""
    if not len(scores):
        return np.empty(0, dtype="int64")
    many = int(np.clip(len(scores) // CELLS, 1, GROUPS))
    edges = np.unique(np.quantile(scores, np.linspace(0, 1, many + 1)[1:-1]))
    found = np.searchsorted(edges, scores, side="right")
    return (np.cumsum(np.bincount(found) > 0) - 1)[found]


def rising(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Pool neighbours until no value is below the one before it.

    Parameters
    ----------
    values, weights : numpy.ndarray
        In the order of the scores.

    Returns
    -------
    numpy.ndarray
        Means of the pools.

    Notes
    -----
    Ayer, Brunk, Ewing, Reid and Silverman, "An empirical distribution function for sampling with incomplete
    information", Annals of Mathematical Statistics (1955).
    """
    pools: list[list[float]] = []
    for value, weight in zip(values, weights, strict=True):
        pools.append([float(value), float(weight), 1.0])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            (high, n, cells), (low, more, others) = pools[-2], pools[-1]
            pools[-2:] = [[(high * n + low * more) / (n + more), n + more, cells + others]]
    return np.repeat([pool[0] for pool in pools], [int(pool[2]) for pool in pools])


def _checked(foretold: np.ndarray, came: np.ndarray) -> pd.DataFrame:
    groups = _groups(foretold)
    table = pd.DataFrame({"group": groups, "foretold": foretold, "came": came.astype("float64")})
    found = table.groupby("group").agg(
        cells=("came", "size"), foretold=("foretold", "mean"), came=("came", "mean")
    )
    return found.reset_index(drop=True)
