"""Satisfaction by survey: how many to ask, how sure the answers are, and what drives them (K15)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from kamlib.value.shares import quantile
from kamlib.value.shares import wilson as wilson  # callers find it among the surveys

#: Two drivers whose answers correlate from here on may be one and the same thing.
TWINS = 0.7

#: From this variance inflation on, a driver's own part is very uncertain.
INFLATED = 10.0

#: Thresholds of the Net Promoter Score on answers from 0 to 10.
PROMOTERS, DETRACTORS = 9, 6


def sample_size(
    population: int,
    *,
    margin: float = 0.05,
    confidence: float = 0.95,
    share: float = 0.5,
    rounding: Literal["nearest", "ceiling"] = "nearest",
) -> int:
    """Return how many of a finite population to ask.

    Parameters
    ----------
    population : int
        Customers that could be asked.
    margin : float
        Half the width of the interval that is wanted, as a share.
    confidence : float
        Of the interval.
    share : float
        The share expected; one half needs the most answers.
    rounding : {"nearest", "ceiling"}
        Published tables round to the nearest number; the ceiling keeps the margin for certain.

    Returns
    -------
    int
        Answers needed, at most the population.

    Raises
    ------
    ValueError
        If a number lies outside its range.

    Notes
    -----
    Krejcie and Morgan, "Determining sample size for research activities", Educational and Psychological
    Measurement (1970).

    Examples
    --------
    >>> from kamlib.keep.satisfaction import sample_size
    >>> sample_size(500), sample_size(500, rounding="ceiling")
    (217, 218)
    """
    if population < 1:
        raise ValueError("population: there must be one customer at least")
    for name, value in (("margin", margin), ("confidence", confidence), ("share", share)):
        if not 0 < value < 1:
            raise ValueError(f"{name} = {value}: it must lie between 0 and 1")
    if rounding not in ("nearest", "ceiling"):
        raise ValueError(f"rounding {rounding!r} is neither 'nearest' nor 'ceiling'")
    chance = quantile(confidence) ** 2 * share * (1 - share)
    exact = chance * population / (margin**2 * (population - 1) + chance)
    n = math.ceil(exact - 1e-9) if rounding == "ceiling" else math.floor(exact + 0.5)
    return max(1, min(n, population))


@dataclass(frozen=True)
class NetPromoter:
    """A Net Promoter Score with its interval.

    Attributes
    ----------
    score : float
        Share of promoters less share of detractors, in points from −100 to 100.
    adjusted : float
        The same with three quarters of an answer added to promoters and detractors each, of three in all: the
        middle of the interval.
    low, high : float
        The interval, in points.
    n : int
        Answers.
    """

    score: float
    adjusted: float
    low: float
    high: float
    n: int


def net_promoter(
    scores: Sequence[float] | np.ndarray | pd.Series,
    *,
    promoters: float = PROMOTERS,
    detractors: float = DETRACTORS,
    confidence: float = 0.95,
) -> NetPromoter:
    """Return the Net Promoter Score of answers from 0 to 10.

    Parameters
    ----------
    scores : sequence of float
        One answer each; missing ones are left out.
    promoters, detractors : float
        Promoters answer at least, detractors at most so much.
    confidence : float
        Of the interval.

    Returns
    -------
    NetPromoter
        Score and interval in points.

    Raises
    ------
    ValueError
        If there is no answer, thresholds overlap, or all answers are 5 or less under the thresholds of a scale
        from 0 to 10: they were given on another scale, whose thresholds must be stated.

    Notes
    -----
    Reichheld, "The one number you need to grow", Harvard Business Review (2003). The interval is the adjusted Wald
    one, which covered best of those compared by Rocks, "Interval estimation for the Net Promoter Score", The
    American Statistician (2016).

    Examples
    --------
    >>> found = net_promoter([10, 9, 9, 8, 7, 3])
    >>> round(found.score, 1), round(found.adjusted, 1)
    (33.3, 22.2)
    """
    answers = pd.Series(np.asarray(scores, dtype="float64")).dropna()
    if answers.empty:
        raise ValueError("scores: there is no answer")
    if detractors >= promoters:
        raise ValueError("detractors must lie below promoters")
    if answers.max() <= 5 and (promoters, detractors) == (PROMOTERS, DETRACTORS):
        raise ValueError(
            "scores: all are 5 or less, so the scale is not 0 to 10; state promoters= and detractors= for it"
        )
    n = len(answers)
    up, down = int((answers >= promoters).sum()), int((answers <= detractors).sum())
    p, d = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    half = quantile(confidence) * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    adjusted = 100 * (p - d)
    low, high = max(-100.0, adjusted - 100 * half), min(100.0, adjusted + 100 * half)
    return NetPromoter(100 * (up - down) / n, adjusted, low, high, n)


@dataclass(frozen=True, eq=False)
class Drivers:
    """What moves an outcome, and how sure that is.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per driver, the strongest first: ``driver``, ``weight`` (its part of R²), ``share`` of R² with
        ``low`` and ``high``, ``coefficient`` (standardised), ``correlation`` with the outcome, ``mean`` with
        ``mean_low`` and ``mean_high``, ``vif``, ``group`` (drivers of one number cannot be distinguished) and
        ``sign_flip`` (the coefficient contradicts the correlation: a twin takes its part).
    r_squared : float
        Share of the outcome's variance that the drivers explain together.
    n : int
        Complete answers.
    left_out : int
        Answers in which something is missing.
    """

    table: pd.DataFrame
    r_squared: float
    n: int
    left_out: int


def drivers(
    answers: pd.DataFrame, outcome: str, columns: Sequence[str], *, replicates: int = 1000, seed: int = 0
) -> Drivers:
    """Return how much each driver moves an outcome, with intervals, and which cannot be distinguished.

    Parameters
    ----------
    answers : pandas.DataFrame
        One row per answer: the outcome and the drivers, as numbers.
    outcome : str
        Column of what is to be explained, such as overall satisfaction.
    columns : sequence of str
        Columns of the drivers.
    replicates : int
        Bootstrap draws for the intervals.
    seed : int
        Of the draws.

    Returns
    -------
    Drivers
        Relative weights; they add up to R².

    Raises
    ------
    ValueError
        If a column is missing or the same in every answer, or there are fewer answers than two more than drivers.

    Notes
    -----
    Relative weights of Johnson, "A heuristic method for estimating the relative weight of predictor variables",
    Multivariate Behavioral Research (2000). Two drivers cannot be distinguished if their answers correlate at
    ``TWINS`` or more and, besides, the interval of the difference of their weights holds zero, or both have a
    variance inflation above ``INFLATED``, or the coefficient of one contradicts its own correlation.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep.satisfaction import drivers
    >>> answers = pd.DataFrame({"delivery": [1, 2, 3, 4, 5, 1, 5], "price": [3, 1, 4, 1, 5, 2, 2]})
    >>> answers["overall"] = 2 * answers["delivery"] + answers["price"]
    >>> drivers(answers, "overall", ["delivery", "price"], replicates=50).table["driver"].tolist()
    ['delivery', 'price']
    """
    names = [str(column) for column in columns]
    lacking = [name for name in (outcome, *names) if name not in answers]
    if lacking:
        raise ValueError(f"the column {lacking[0]} is missing")
    known = answers[[*names, outcome]].dropna().astype("float64")
    if len(known) < len(names) + 2:
        raise ValueError(f"{len(known)} complete answers are too few for {len(names)} drivers")
    flat = [name for name in known if known[name].nunique() < 2]
    if flat:
        raise ValueError(f"the column {flat[0]} is the same in every answer: it explains nothing")
    values = known.to_numpy()
    whole = _correlations(values, np.ones((1, len(values))))
    weights, coefficients = (part[0] for part in _relative(whole))
    drawn = _relative(_resampled(values, replicates, seed))[0]
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    inside = whole[0, :-1, :-1]
    vif = np.diag(np.linalg.pinv(inside))
    flips = coefficients * whole[0, :-1, -1] < 0
    low, high = np.nanquantile(shares, [0.025, 0.975], axis=0)
    mean, spread = values[:, :-1].mean(axis=0), values[:, :-1].std(axis=0, ddof=1)
    half = quantile(0.95) * spread / len(values) ** 0.5
    table = pd.DataFrame({
        "driver": names, "weight": weights, "share": weights / weights.sum(), "low": low, "high": high,
        "coefficient": coefficients, "correlation": whole[0, :-1, -1], "mean": mean,
        "mean_low": mean - half, "mean_high": mean + half, "vif": vif, "sign_flip": flips,
        "group": _groups(inside, drawn, (vif > INFLATED), flips),
    })  # fmt: skip
    table = table.sort_values(["weight", "driver"], ascending=[False, True], ignore_index=True)
    table["group"] = pd.factorize(table["group"])[0] + 1
    return Drivers(table, float(weights.sum()), len(known), len(answers) - len(known))


def _correlations(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return the correlation matrix of the columns under each row of counts (how often each answer is drawn)."""
    centred = values - values.mean(axis=0)
    size = values.shape[1]
    at = np.triu_indices(size)
    total = counts.sum(axis=1)[:, None]
    means = counts @ centred / total
    products = counts @ (centred[:, at[0]] * centred[:, at[1]]) / total - means[:, at[0]] * means[:, at[1]]
    spread = np.zeros((len(counts), size, size))
    spread[:, at[0], at[1]] = products
    spread[:, at[1], at[0]] = products
    scale = np.sqrt(np.maximum(np.einsum("rii->ri", spread), 1e-300))
    return np.asarray(spread / scale[:, :, None] / scale[:, None, :])


def _resampled(values: np.ndarray, replicates: int, seed: int, block: int = 100) -> np.ndarray:
    """Return the correlation matrices of bootstrap draws, some draws at a time to spare memory."""
    draw, n = np.random.default_rng(seed), len(values)
    parts = []
    for first in range(0, replicates, block):
        rows = min(block, replicates - first)
        picked = draw.integers(0, n, (rows, n)) + n * np.arange(rows)[:, None]
        counts = np.bincount(picked.ravel(), minlength=rows * n).reshape(rows, n)
        parts.append(_correlations(values, counts.astype("float64")))
    return np.concatenate(parts)


def _relative(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return relative weights and standardised coefficients under each correlation matrix, the outcome last."""
    inside, with_outcome = correlations[:, :-1, :-1], correlations[:, :-1, -1]
    size, axes = np.linalg.eigh(inside)
    root = np.sqrt(np.maximum(size, 1e-12))
    loading = np.einsum("rij,rj,rkj->rik", axes, root, axes)
    beta = np.einsum("rij,rj,rkj,rk->ri", axes, 1 / root, axes, with_outcome)
    coefficients = np.einsum("rij,rj,rkj,rk->ri", axes, 1 / root**2, axes, with_outcome)
    return np.einsum("rij,rj->ri", loading**2, beta**2), coefficients


def _groups(inside: np.ndarray, drawn: np.ndarray, inflated: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """Return a number for each driver; those that cannot be distinguished have the same."""
    group: np.ndarray[Any, Any] = np.arange(len(inside))
    for i, j in zip(*np.nonzero(np.tril(np.abs(inside) >= TWINS, -1)), strict=True):
        low, high = np.nanquantile(drawn[:, i] - drawn[:, j], [0.025, 0.975])
        if low <= 0 <= high or (inflated[i] and inflated[j]) or flips[i] or flips[j]:
            group[group == group[i]] = group[j]
    return group
