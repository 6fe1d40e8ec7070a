"""Bootstrap intervals of concentration: had the customers been another draw of the same kind.

Customers are resampled, not order lines: the uncertainty in question is which customers a company happens to have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Cells of one block of resamples: bounds the memory, not the result.
BLOCK = 4_000_000


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`; without an upper limit `high` is infinite."""

    low: float
    high: float


@dataclass(frozen=True)
class Intervals:
    """Intervals of the share of each head of the list, and of the Gini coefficient."""

    tops: dict[float, Interval] = field(default_factory=dict)
    gini: Interval | None = None


def intervals(
    worth: NDArray[np.float64], heads: Sequence[float], *, confidence: float, replicates: int, seed: int
) -> Intervals:
    """Percentile bootstrap intervals (Efron and Tibshirani 1993, chapter 13).

    Parameters
    ----------
    worth : numpy.ndarray
        Amounts, best first.
    heads : sequence of float
        Fractions of the customers whose share is in question.
    confidence, replicates, seed : float, int, int
        Of the intervals; with 0 replicates, or one customer, there are none.

    Returns
    -------
    Intervals
        A resample without a positive total counts as infinitely concentrated: its best bring more than all.
    """
    if replicates < 1 or len(worth) < 2:
        return Intervals()
    shares, ginis = [], []
    for times in resamples(len(worth), replicates, seed):
        shares.append(_shares(times, worth, heads))
        ginis.append(_ginis(times, worth))
    of_heads = np.concatenate(shares)
    spread = _interval(np.concatenate(ginis), confidence)
    found = [_interval(of_heads[:, i], confidence) for i in range(len(heads))]
    return Intervals({head: seen for head, seen in zip(heads, found, strict=True) if seen}, spread)


def change_of_share(
    before: NDArray[np.float64], after: NDArray[np.float64], head: float, *,
    confidence: float, replicates: int, seed: int,
) -> Interval | None:  # fmt: skip
    """Interval of the change of a head's share between two periods, with the same customers drawn for both.

    Parameters
    ----------
    before, after : numpy.ndarray
        Amount of each customer in either period, in one order; missing where it had none.
    head : float
        Fraction of the customers of a period whose share is in question.
    confidence, replicates, seed : float, int, int
        Of the interval.

    Returns
    -------
    Interval or None
        None where a resample's share has no finite value.
    """
    if replicates < 1 or len(before) < 2:
        return None
    changes = []
    for times in resamples(len(before), replicates, seed):
        shares = []
        for worth in (before, after):
            held = np.flatnonzero(~np.isnan(worth))
            best_first = held[np.argsort(-worth[held], kind="stable")]
            shares.append(_shares(times[:, best_first], worth[best_first], [head])[:, 0])
        changes.append(shares[1] - shares[0])
    seen = np.concatenate(changes)
    return _interval(seen, confidence) if np.isfinite(seen).all() else None


def resamples(n: int, replicates: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Give blocks of rows that say how often each of `n` customers was drawn; the same for the same seed."""
    rng = np.random.default_rng(seed)
    block = max(1, BLOCK // n)
    for start in range(0, replicates, block):
        rows = min(block, replicates - start)
        drawn = rng.integers(0, n, size=(rows, n)) + n * np.arange(rows)[:, None]
        yield np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(float)


def _shares(times: NDArray[np.float64], worth: NDArray[np.float64], heads: Sequence[float]) -> NDArray[np.float64]:
    """Share of each head in each resample; infinite where the resample's total is not positive."""
    total = (times @ worth)[:, None]
    before = np.cumsum(times, axis=1) - times
    drawn = times.sum(axis=1, keepdims=True)
    taken = [np.clip(head * drawn - before, 0.0, times) @ worth for head in heads]
    best = np.stack(taken, axis=1)
    return np.divide(best, total, out=np.full_like(best, np.inf), where=total > 0)


def _ginis(times: NDArray[np.float64], worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gini coefficient of each resample: as ``concentration.gini``, by groups of equals."""
    n = len(worth)
    after = n - np.cumsum(times, axis=1)
    place = (2 * after + times - n) * times
    size = times @ np.abs(worth)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = (place @ worth) / (n * size)
    return found


def _interval(values: NDArray[np.float64], confidence: float) -> Interval | None:
    seen = values[~np.isnan(values)]
    if not len(seen):
        return None
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    # a quantile that is one of the values: between a number and infinity there is nothing to interpolate
    low, high = np.quantile(seen, ends, method="inverted_cdf")
    return Interval(float(low), float(high))
