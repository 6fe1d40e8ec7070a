"""How sure a share is: its interval by Wilson."""

from __future__ import annotations

import math


def wilson(
    successes: float,
    n: float,
    *,
    population: int | None = None,
    confidence: float = 0.95,
    z: float | None = None,
) -> tuple[float, float]:
    """Return the interval of a share by Wilson.

    Parameters
    ----------
    successes, n : float
        How many of how many answers.
    population : int, optional
        How many could have been asked: the more of them have answered, the narrower the interval
        (finite-population correction), and it never leaves the shares that the others' answers could still
        make. If all have answered it is a point.
    confidence : float
        Of the interval.
    z : float, optional
        The quantile itself, in place of the confidence.

    Returns
    -------
    float, float
        Lower and upper end, as shares.

    Raises
    ------
    ValueError
        If there is no answer, more successes than answers, or more answers than customers.

    Notes
    -----
    Wilson, "Probable inference, the law of succession, and statistical inference", JASA (1927). With a
    population N the number of answers counts as n (N − 1) / (N − n); of the N between the successes and the
    successes with all N − n others can be successes, and the interval is cut there.

    Examples
    --------
    >>> from kamlib.value.shares import wilson
    >>> low, high = wilson(10, 100, z=1.96)
    >>> round(low, 7), round(high, 7)
    (0.0552285, 0.1743673)
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} answers is no share")
    if population is not None and n > population:
        raise ValueError(f"{n} answers are more than the {population} customers that could be asked")
    part, least, most = successes / n, 0.0, 1.0
    if population is not None:
        if n == population:
            return part, part
        least, most = successes / population, (successes + population - n) / population
        n = n * (population - 1) / (population - n)
    width = quantile(confidence) if z is None else z
    square = width**2
    middle = part + square / (2 * n)
    half = width * math.sqrt(part * (1 - part) / n + square / (4 * n**2))
    return max(least, (middle - half) / (1 + square / n)), min(most, (middle + half) / (1 + square / n))


def quantile(confidence: float) -> float:
    """Return how many standard errors a two-sided interval reaches to each side."""
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + confidence) / 2)
