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

#: Cells of one block of resamples: few enough to stay near the processor; the result does not depend on it.
BLOCK = 200_000

#: Shares that differ by less are the same: what is left of adding floats in another unit.
ROUNDING = 1e-9


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
    """Bootstrap intervals that span the percentile and the BCa interval (Efron 1987; for Gini no acceleration).

    Shares of a head are too small in small samples and skewed, which BCa corrects; where they are bounded by a
    cliff between large and small customers BCa alone is absurdly narrow, which the percentiles correct. Where the
    tail is so heavy that it has no variance (index below 2) every bootstrap is too narrow.

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
        share, gini = _measured(times, worth, heads)
        shares.append(share)
        ginis.append(gini)
    of_heads = np.concatenate(shares)
    once = np.ones((1, len(worth)))
    points, point = _measured(once, worth, heads)
    spread = _corrected(np.concatenate(ginis), float(point[0]), 0.0, confidence)
    found = [
        _corrected(of_heads[:, i], points[0, i], _acceleration(worth, head), confidence)
        for i, head in enumerate(heads)
    ]
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
            shares.append(_measured(times.take(best_first, axis=1), worth[best_first], [head])[0][:, 0])
        if not np.isfinite(shares).all():
            return None
        changes.append(shares[1] - shares[0])
    return _interval(np.concatenate(changes), confidence)


def resamples(n: int, replicates: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Give blocks of rows that say how often each of `n` customers was drawn; the same for the same seed.

    Parameters
    ----------
    n : int
        Number of customers.
    replicates : int
        Number of resamples in all.
    seed : int
        Of the random numbers.

    Yields
    ------
    numpy.ndarray
        A block of resamples: one row each, one column a customer; each row adds up to `n`.
    """
    rng = np.random.default_rng(seed)
    block = max(1, BLOCK // n)
    for start in range(0, replicates, block):
        rows = min(block, replicates - start)
        drawn = rng.integers(0, n, size=(rows, n)) + n * np.arange(rows)[:, None]
        yield np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n).astype(float)


def _measured(
    times: NDArray[np.float64], worth: NDArray[np.float64], heads: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each resample's share of each head, and its Gini coefficient; `worth` is best first.

    Shares are infinite where the resample's total is not positive. Customers are run through once for all heads:
    what lies before a place is a running sum. The coefficient is ``concentration.gini`` by groups of equals.
    """
    drawn, brought = np.cumsum(times, axis=1), times * worth
    running = np.cumsum(brought, axis=1)
    total = running[:, -1]
    best = np.stack([_best(times, worth, drawn, running, head) for head in heads], axis=1)
    shares: NDArray[np.float64] = np.divide(
        best, total[:, None], out=np.full_like(best, np.inf), where=total[:, None] > 0
    )
    earning = int(np.count_nonzero(worth > 0))
    earned = running[:, earning - 1] if earning else np.zeros(len(times))
    place = drawn  # n + times - 2 * drawn, in the memory that is there
    place *= -2.0
    place += times
    place += len(worth)
    with np.errstate(invalid="ignore", divide="ignore"):
        ginis: NDArray[np.float64] = np.einsum("ij,ij->i", place, brought) / (len(worth) * (2 * earned - total))
    return shares, ginis


def _best(
    times: NDArray[np.float64], worth: NDArray[np.float64], drawn: NDArray[np.float64],
    running: NDArray[np.float64], head: float,
) -> NDArray[np.float64]:  # fmt: skip
    """Return what the head of each resample brings; of a customer on its edge, the part within."""
    need = head * drawn[:, -1]
    if len(drawn) > len(worth):
        at = (drawn < need[:, None]).sum(axis=1)
    else:
        at = np.array([np.searchsorted(row, much) for row, much in zip(drawn, need, strict=True)])
    at = np.minimum(at, len(worth) - 1)
    row = np.arange(len(at))
    whole = running[row, at] - times[row, at] * worth[at]
    inside = need - (drawn[row, at] - times[row, at])
    found: NDArray[np.float64] = whole + inside * worth[at]
    return found


def _acceleration(worth: NDArray[np.float64], head: float) -> float:
    """Skewness of a head's share as each customer is left out in turn, in closed form; 0 where it has none."""
    n = len(worth)
    size = head * (n - 1)
    whole = int(size)
    running = np.concatenate([[0.0], np.cumsum(worth)])
    inside, place = np.arange(n) < whole, np.arange(n) <= whole
    best = np.where(inside, running[whole + 1] - worth, running[whole])
    best = best + (size - whole) * np.where(place, worth[min(whole + 1, n - 1)], worth[whole])
    rest = running[-1] - worth
    if (rest <= 0).any():
        return 0.0
    lean = (best / rest).mean() - best / rest
    spread = float((lean**2).sum())
    return float((lean**3).sum() / (6 * spread**1.5)) if spread > ROUNDING**2 else 0.0


def _corrected(values: NDArray[np.float64], point: float, lean: float, confidence: float) -> Interval | None:
    """Span the percentiles and their shift by the bias of the resamples and by the acceleration."""
    from scipy.special import ndtr, ndtri

    seen = values[~np.isnan(values)]
    if not len(seen):
        return None
    tied = np.isclose(seen, point, rtol=ROUNDING, atol=ROUNDING)
    below = ((seen < point) & ~tied).mean() + 0.5 * tied.mean()
    bias = ndtri(np.clip(below, 1 / len(seen), 1 - 1 / len(seen)))
    plain = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    ends = bias + ndtri(plain)
    shifted = ndtr(bias + ends / np.maximum(1 - lean * ends, 0.1))
    return _quantiles(seen, np.array([min(plain[0], shifted[0]), max(plain[1], shifted[1])]))


def _interval(values: NDArray[np.float64], confidence: float) -> Interval | None:
    """Percentile interval."""
    seen = values[~np.isnan(values)]
    return _quantiles(seen, np.array([(1 - confidence) / 2, (1 + confidence) / 2])) if len(seen) else None


def _quantiles(seen: NDArray[np.float64], ends: NDArray[np.float64]) -> Interval:
    # a quantile that is one of the values: between a number and infinity there is nothing to interpolate
    low, high = np.quantile(seen, ends, method="inverted_cdf")
    return Interval(float(low), float(high))
