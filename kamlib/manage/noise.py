"""Whether groups differ by more than chance: a test of shares, and shares without what chance explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Successes and failures that a group has to expect at least; smaller groups are tested as one.
EXPECTED = 5.0


@dataclass(frozen=True, eq=False)
class Difference:
    """A test of whether the shares of several groups differ, by Pearson's chi-square.

    Attributes
    ----------
    statistic, p_value : float
        Chi-square, and the chance of one at least as large if all groups have the same share.
    degrees : int
        Groups less one.
    table : pandas.DataFrame
        One row per group by name, never by share: ``group``, ``n``, ``successes``, ``share`` and ``pooled`` (the
        share drawn to that of all as far as chance explains the distance).
    """

    statistic: float
    p_value: float
    degrees: int
    table: pd.DataFrame


def between(groups: pd.Series, success: pd.Series) -> Difference | None:
    """Test whether groups have different shares of successes.

    Parameters
    ----------
    groups : pandas.Series
        Group of each case; cases without one are left out.
    success : pandas.Series
        Whether each case is a success (bool).

    Returns
    -------
    Difference or None
        None where fewer than two groups can be tested, or all cases end alike.

    Notes
    -----
    Groups that expect fewer than five successes or failures are tested as one. Pooled shares are those of a
    beta-binomial model whose spread is found by moments: none where the chi-square is not above its degrees.
    """
    from scipy.special import chdtrc

    known = groups.notna().to_numpy()
    won = success[known].to_numpy(bool)
    if not len(won) or won.all() or not won.any():
        return None
    overall = float(won.mean())
    group, names = pd.factorize(groups[known].astype("str"), sort=True)
    size, hits = np.bincount(group), np.bincount(group[won], minlength=len(names))
    n, seen = _together(size, hits, overall)
    if len(n) < 2:
        return None
    statistic = float(((seen - n * overall) ** 2 / (n * overall * (1 - overall))).sum())
    degrees = len(n) - 1
    table = pd.DataFrame({"group": names, "n": size, "successes": hits, "share": hits / size})
    weight = pooling_weight(n, statistic, degrees)
    kept = size / (size + weight) if np.isfinite(weight) else np.zeros(len(size))
    table["pooled"] = overall + kept * (table["share"] - overall)
    return Difference(statistic, float(chdtrc(degrees, statistic)), degrees, table)


def pooling_weight(n: np.ndarray, statistic: float, degrees: int) -> float:
    """Return how many cases the share of all weighs against a group's own; infinite where chance explains all.

    Parameters
    ----------
    n : numpy.ndarray
        Cases by group.
    statistic : float
        Sum of squared distances in units of their variance within groups.
    degrees : int
        Groups less one.

    Returns
    -------
    float
        Cases.
    """
    beyond = statistic - degrees
    if beyond <= 0:
        return float("inf")
    spread = n.sum() - (n**2).sum() / n.sum()  # cases by which the spread between groups shows
    between_to_within = beyond / spread
    return max(0.0, float(1.0 / between_to_within) - 1.0)


def holm(p_values: list[float]) -> list[float]:
    """Adjust chances of several tests for their number, by Holm.

    Parameters
    ----------
    p_values : list of float
        One a test.

    Returns
    -------
    list of float
        In the same order.
    """
    order = np.argsort(p_values, kind="stable")
    adjusted = np.empty(len(p_values))
    highest = 0.0
    for at, place in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - at) * p_values[place]))
        adjusted[place] = highest
    return [float(one) for one in adjusted]


def _together(size: np.ndarray, hits: np.ndarray, overall: float) -> tuple[np.ndarray, np.ndarray]:
    """Put groups together that are too small to be tested alone: return the cases and successes of each."""
    small = size * min(overall, 1 - overall) < EXPECTED
    rest = [[of[small].sum()] if small.any() else [] for of in (size, hits)]
    n, seen = (np.append(of[~small], more).astype("float64") for of, more in zip((size, hits), rest, strict=True))
    return n, seen
