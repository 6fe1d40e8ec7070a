"""The sum of things that each happen or do not: exact chances of how many, and of what they come to."""

from __future__ import annotations

import numpy as np

#: Steps into which the whole sum is divided; where amounts are whole multiples of a step nothing is rounded.
STEPS = 2**14

#: Steps below which an amount is too small to be rounded to them.
DUST = 20

#: Chances of the shorter of two numbers from which on the Fourier transform is faster.
DIRECT = 64

#: Numbers of things up to which they are added one by one.
FEW = 32


def number_of_successes(chances: np.ndarray) -> np.ndarray:
    """Return the chance of each number of successes of independent trials (Poisson binomial).

    Parameters
    ----------
    chances : numpy.ndarray
        Chance of each trial.

    Returns
    -------
    numpy.ndarray
        Chance of 0, 1, … successes.

    Examples
    --------
    >>> number_of_successes(np.array([0.5, 0.2])).round(2).tolist()
    [0.4, 0.5, 0.1]
    """
    return _sum_of(np.asarray(chances, dtype="float64"), np.ones(len(chances), dtype="int64"))


def interval_of_sum(chances: np.ndarray, amounts: np.ndarray, confidence: float = 0.9) -> tuple[float, float]:
    """Return the range that the sum of the amounts that come lies in.

    Parameters
    ----------
    chances : numpy.ndarray
        Chance that each amount comes, independent of the others.
    amounts : numpy.ndarray
        Amounts above zero; others are left out.
    confidence : float
        Of the range.

    Returns
    -------
    float, float
        Lower and upper quantile of the sum.
    """
    p, v = np.asarray(chances, dtype="float64"), np.asarray(amounts, dtype="float64")
    p, v = p[v > 0], v[v > 0]
    if not len(v):
        return 0.0, 0.0
    smallest = float(v.min())
    whole = np.allclose(v / smallest, np.round(v / smallest)) and v.sum() / smallest <= STEPS
    step = smallest if whole else float(v.sum()) / STEPS
    dust = np.zeros(len(v), dtype=bool) if whole else v < DUST * step
    found = _sum_of(p[~dust], np.round(v[~dust] / step).astype("int64"))
    reached = np.cumsum(_convolved(found, _sum_of_dust(p[dust], v[dust] / step)) if dust.any() else found)
    tail = (1 - confidence) / 2
    low, high = (int(np.searchsorted(reached, q - 1e-12)) for q in (tail, 1 - tail))
    return low * step, min(high, len(reached) - 1) * step


def _sum_of_dust(chances: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return the chance of each sum of amounts of a few steps, which would be lost one by one in rounding.

    Their sum is normal in very good approximation where they are many; where they are few it is hardly a step.
    """
    from scipy.special import ndtr

    mean = float((chances * sizes).sum())
    spread = float(np.sqrt((chances * (1 - chances) * sizes**2).sum()))
    ends = np.arange(int(np.ceil(sizes.sum())) + 1) + 0.5
    below = ndtr((ends - mean) / spread) if spread > 0 else (ends > mean).astype("float64")
    below[-1] = 1.0
    return np.diff(below, prepend=0.0)


def _sum_of(chances: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the chance of each sum, in steps; halves are worked out apart and put together."""
    if len(chances) <= FEW:
        return _one_by_one(chances, steps)
    half = len(chances) // 2
    left, right = _sum_of(chances[:half], steps[:half]), _sum_of(chances[half:], steps[half:])
    return np.asarray(np.clip(_convolved(left, right), 0.0, 1.0))


def _one_by_one(chances: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return the chance of each sum of a few: each moves a part of the chances by its steps."""
    found = np.zeros(int(steps.sum()) + 1)
    found[0], reached = 1.0, 1
    for chance, step in zip(chances.tolist(), steps.tolist(), strict=True):
        moved = found[:reached] * chance
        found[:reached] *= 1 - chance
        reached += step
        found[step:reached] += moved
    return found


def _convolved(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the chances of the sum of two independent numbers; many of them by the Fourier transform."""
    size = len(one) + len(other) - 1
    if min(len(one), len(other)) < DIRECT:
        return np.convolve(one, other)
    length = 1 << (size - 1).bit_length()
    return np.asarray(np.fft.irfft(np.fft.rfft(one, length) * np.fft.rfft(other, length), length)[:size])
