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

#: Customers up to which places fit into 16 bits: NumPy sorts those by counting instead of comparing.
COUNTED = 2**16

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
    shares, ginis, room = [], [], np.empty((_rows(len(worth)), len(worth)))
    for drawn in _draws(len(worth), replicates, seed):
        best_first = _best_first(worth, drawn, room)
        shares.append(_shares(best_first, heads, len(worth)))
        ginis.append(_ginis(best_first))
    of_heads = np.concatenate(shares)
    points, point = _shares(worth[None, :], heads, len(worth)), _ginis(worth[None, :])
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
    sides, room = [_placed(worth) for worth in (before, after)], np.empty((_rows(len(before)), len(before)))
    changes = []
    for drawn in _draws(len(before), replicates, seed):
        shares = []
        for place, worth, held in sides:
            placed = place.take(drawn)
            counts = np.count_nonzero(placed < held, axis=1)
            shares.append(_shares(_best_first(worth, placed, room), [head], counts)[:, 0])
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
    for drawn in _draws(n, replicates, seed):
        cells = drawn + n * np.arange(len(drawn))[:, None]
        yield np.bincount(cells.ravel(), minlength=drawn.size).reshape(drawn.shape).astype(float)


def _draws(n: int, replicates: int, seed: int) -> Iterator[NDArray[np.uint32]]:
    """Give blocks of rows that say which of `n` customers were drawn."""
    rng, block = np.random.default_rng(seed), _rows(n)
    for start in range(0, replicates, block):
        yield rng.integers(0, n, size=(min(block, replicates - start), n), dtype=np.uint32)


def _rows(n: int) -> int:
    return max(1, BLOCK // n)


def _best_first(
    worth: NDArray[np.float64], drawn: NDArray[np.uint32], room: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the amounts of those drawn in each row, best first as `worth` is.

    `room` is memory for a block: to ask for it anew takes longer than to fill it.
    """
    held = room[: len(drawn)]
    if len(worth) <= COUNTED:
        places = np.sort(drawn.astype(np.uint16), axis=1, kind="stable")
        return worth.take(places, out=held, mode="clip")
    for row, customers in zip(held, drawn, strict=True):
        row[:] = np.repeat(worth, np.bincount(customers, minlength=len(worth)))
    return held


def _placed(worth: NDArray[np.float64]) -> tuple[NDArray[np.uint32], NDArray[np.float64], int]:
    """Return the place of each customer, best first and missing ones last, the amounts by place, and how many."""
    order = np.argsort(-worth, kind="stable")
    place = np.empty(len(worth), dtype=np.uint32)
    place[order] = np.arange(len(worth), dtype=np.uint32)
    return place, np.nan_to_num(worth[order]), int(np.count_nonzero(~np.isnan(worth)))


def _shares(
    best_first: NDArray[np.float64], heads: Sequence[float], counts: int | NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return each resample's share of each head of so many customers; of one on its edge, the part within.

    Infinite where the resample's total is not positive. Customers are run through once for all heads, as far as
    the largest reaches.
    """
    need = np.broadcast_to(np.asarray(counts)[..., None] * np.asarray(heads), (len(best_first), len(heads)))
    at = np.minimum(need.astype(np.int64), best_first.shape[1] - 1)
    running = np.cumsum(best_first[:, : int(at.max()) + 1], axis=1)
    row = np.arange(len(best_first))[:, None]
    best = running[row, at] - (1 - (need - at)) * best_first[row, at]
    total = best_first.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(best, total, out=np.full_like(best, np.inf), where=total > 0)
    return shares


def _ginis(best_first: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Gini coefficient of each resample, as ``concentration.gini`` has it."""
    n = best_first.shape[1]
    place = np.arange(n - 1.0, -n, -2.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = np.einsum("ij,j->i", best_first, place) / (n * np.abs(best_first).sum(axis=1))
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
