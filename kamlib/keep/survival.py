"""How long customers stay: survival curves with censoring and late entry, and tests between groups (K16)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

#: What a row of the risk table weighs in `log_rank`, by name.
WEIGHTINGS = ("none", "wilcoxon", "tarone-ware", "peto")

Values = Sequence[Any] | np.ndarray | pd.Series


@dataclass(frozen=True, eq=False)
class Survival:
    """A survival curve by Kaplan and Meier.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per time at which somebody left or was last seen: ``time``, ``at_risk``, ``events``, ``censored``,
        ``survival`` (share that stays beyond the time), ``low`` and ``high`` (log-log interval).
    confidence : float
        Of the interval.
    """

    table: pd.DataFrame
    confidence: float

    def at(self, times: float | Values) -> np.ndarray:
        """Return the share that stays beyond each time.

        Parameters
        ----------
        times : float or sequence of float
            In the unit of the durations.

        Returns
        -------
        numpy.ndarray
            Shares; 1 before the first event. Beyond the last time seen the curve keeps its last value.
        """
        steps = np.concatenate([[1.0], self.table["survival"].to_numpy(dtype="float64")])
        asked = np.atleast_1d(np.asarray(times, dtype="float64"))
        return np.asarray(
            steps[np.searchsorted(self.table["time"].to_numpy(dtype="float64"), asked, side="right")]
        )

    @property
    def median(self) -> float:
        """The first time by which half have left; infinite where that is never reached."""
        reached = self.table.loc[self.table["survival"] <= 0.5 + 1e-12, "time"]
        return float(reached.iloc[0]) if len(reached) else math.inf

    def restricted_mean(self, until: float) -> float:
        """Return the mean time that customers stay within a horizon.

        Parameters
        ----------
        until : float
            The horizon, in the unit of the durations.

        Returns
        -------
        float
            Area under the curve from 0 to the horizon.
        """
        times = self.table["time"].to_numpy(dtype="float64")
        edges = np.concatenate([[0.0], times[times < until], [until]])
        return float(np.sum(np.diff(edges) * self.at(edges[:-1])))


@dataclass(frozen=True)
class LogRank:
    """A test of whether groups leave alike.

    Attributes
    ----------
    statistic : float
        Chi-square statistic.
    p_value : float
        Chance of a statistic at least as large if the groups leave alike.
    degrees : int
        Number of groups less one.
    table : pandas.DataFrame
        One row per group: ``group``, ``customers``, ``observed`` and ``expected`` events.
    """

    statistic: float
    p_value: float
    degrees: int
    table: pd.DataFrame


def kaplan_meier(
    durations: Values, observed: Values, *, entry: Values | None = None, confidence: float = 0.95
) -> Survival:
    """Estimate the share of customers that stays beyond each time.

    Parameters
    ----------
    durations : sequence of float
        Age of each customer when it left, or was last seen, counted from its first order.
    observed : sequence of bool
        Whether it left; False where it was still there when last seen.
    entry : sequence of float, optional
        Age at which each customer came under observation: with an order book that starts in the middle of a
        customer's life, its age at the start of the book. A customer counts from after its entry on.
    confidence : float
        Of the interval.

    Returns
    -------
    Survival
        The curve with its risk table. With late entry the number at risk can rise.

    Raises
    ------
    ValueError
        If the columns differ in length, a duration is missing or negative, or an entry lies after its duration.

    Notes
    -----
    Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA (1958); variance by Greenwood,
    interval on the log-log scale. Ties follow R's ``survfit``: a customer that leaves at a time is at risk at it,
    one that enters at it is not.

    Examples
    --------
    >>> from kamlib.keep.survival import kaplan_meier
    >>> curve = kaplan_meier([6, 6, 6, 7, 10], [True, True, True, True, False])
    >>> curve.at([5, 6, 7]).round(3).tolist(), curve.median
    ([1.0, 0.4, 0.2], 6.0)
    """
    from scipy.special import ndtri

    stay, left, came = _checked(durations, observed, entry)
    halves = [np.sort(stay[which]) for which in (left, ~left)]  # two short sorts, and no more of all
    times = np.unique(np.concatenate([_distinct(half) for half in halves]))
    events, censored = (_at_each(times, half) for half in halves)
    risk = _come(times, came) - (np.cumsum(events + censored) - events - censored)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(risk > 0, events / risk, 0.0)
        survival = np.cumprod(1.0 - part)
        greenwood = np.cumsum(np.where(events > 0, events / (risk * (risk - events)), 0.0))
        width = ndtri((1 + confidence) / 2) * np.sqrt(greenwood) / np.abs(np.log(survival))
        inside = (survival > 0) & (survival < 1)
        low, high = (np.where(inside, survival ** np.exp(sign * width), survival) for sign in (1, -1))
    low[survival == 0.0], high[survival == 0.0] = np.nan, np.nan
    table = pd.DataFrame({
        "time": times, "at_risk": risk, "events": events, "censored": censored, "survival": survival,
        "low": low, "high": high,
    })  # fmt: skip
    return Survival(table, confidence)


def log_rank(
    durations: Values, observed: Values, groups: Values, *, entry: Values | None = None, weighting: str = "none"
) -> LogRank:
    """Test whether groups of customers leave alike.

    Parameters
    ----------
    durations, observed, entry : sequence
        As in `kaplan_meier`.
    groups : sequence
        The group of each customer. It must be known at the start: a tier measured at the end makes the best tier
        stay longest by construction.
    weighting : {"none", "wilcoxon", "tarone-ware", "peto"}
        What each time weighs: all alike (log-rank), the number at risk (Gehan's Wilcoxon), its square root, or the
        pooled share that stays (Peto and Peto), which look more at early leaving.

    Returns
    -------
    LogRank
        Statistic, p-value, and observed and expected events by group.

    Raises
    ------
    ValueError
        If the columns differ in length, there is one group only, or the weighting is unknown.

    Notes
    -----
    Mantel, "Evaluation of survival data", Cancer Chemotherapy Reports (1966); weights after Tarone and Ware, "On
    distribution-free tests for equality of survival distributions", Biometrika (1977).

    Examples
    --------
    >>> found = log_rank([10, 20, 30, 10, 20, 50], [True] * 6, list("aaabbb"))
    >>> round(found.statistic, 6), round(found.p_value, 6)
    (0.254237, 0.614107)
    """
    from scipy.special import chdtrc

    stay, left, came = _checked(durations, observed, entry)
    codes, names = pd.factorize(pd.Series(np.asarray(groups)), sort=True)
    if len(codes) != len(stay) or (codes < 0).any():
        raise ValueError("groups: one group is needed for each duration")
    if len(names) < 2:
        raise ValueError("groups: a test needs two groups at least")
    times = np.unique(stay[left])
    events = np.stack([_events(times, stay[left & (codes == g)]) for g in range(len(names))])
    risk = np.stack([_at_risk(times, stay[codes == g], came[codes == g]) for g in range(len(names))])
    weights = _weights(weighting, risk.sum(axis=0), events.sum(axis=0))
    gap, spread, expected = _moments(events, risk, weights)
    statistic = float(gap[:-1] @ np.linalg.pinv(spread[:-1, :-1]) @ gap[:-1])
    table = pd.DataFrame({
        "group": names, "customers": np.bincount(codes), "observed": events.sum(axis=1), "expected": expected,
    })  # fmt: skip
    return LogRank(statistic, float(chdtrc(len(names) - 1, statistic)), len(names) - 1, table)


def _checked(
    durations: Values, observed: Values, entry: Values | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    stay = np.asarray(durations, dtype="float64")
    left = np.asarray(observed).astype(bool)
    came = np.full(len(stay), -np.inf) if entry is None else np.asarray(entry, dtype="float64")
    if not len(stay) == len(left) == len(came):
        raise ValueError(f"durations, observed and entry differ in length: {len(stay)}, {len(left)}, {len(came)}")
    if not len(stay):
        raise ValueError("durations: there is no customer")
    if np.isnan(stay).any() or (stay < 0).any():
        raise ValueError("durations: each must be zero or positive, and none missing")
    if np.isnan(came).any() or (came >= np.where(stay > 0, stay, np.inf)).any():
        raise ValueError("entry: each must lie before its duration, and none be missing")
    return stay, left, came


def _events(times: np.ndarray, ended: np.ndarray) -> np.ndarray:
    """Count what ended at each of the times."""
    return np.asarray(np.bincount(np.searchsorted(times, ended), minlength=len(times)))


def _distinct(ordered: np.ndarray) -> np.ndarray:
    """Return each of some ordered durations once."""
    return np.asarray(ordered[np.diff(ordered, prepend=-1.0) != 0])


def _at_each(times: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    """Count ordered durations at each of the times, which hold them all; few are looked for among many."""
    return np.diff(np.searchsorted(ordered, times, side="right"), prepend=0)


def _come(times: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Count who had come before each time."""
    if np.isneginf(came).all():
        return np.full(len(times), len(came))
    return np.asarray(np.searchsorted(np.sort(came), times, side="left"))


def _at_risk(times: np.ndarray, stay: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Count who had come before each time and had not ended before it."""
    return np.asarray(_come(times, came) - np.searchsorted(np.sort(stay), times, side="left"))


def _weights(weighting: str, risk: np.ndarray, events: np.ndarray) -> np.ndarray:
    if weighting == "none":
        return np.ones(len(risk))
    if weighting == "wilcoxon":
        return risk.astype("float64")
    if weighting == "tarone-ware":
        return np.asarray(np.sqrt(risk))
    if weighting == "peto":
        return np.cumprod(1.0 - events / (risk + 1.0))
    raise ValueError(f"weighting {weighting!r} is not one of {', '.join(WEIGHTINGS)}")


def _moments(
    events: np.ndarray, risk: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return weighted observed less expected events, their covariance, and expected events, by group."""
    n, d = risk.sum(axis=0), events.sum(axis=0)
    share = risk / n
    expected = share * d
    variance = weights**2 * d * np.where(n > 1, (n - d) / np.where(n > 1, n - 1, 1), 0.0)
    spread = np.diag((variance * share).sum(axis=1)) - (variance * share) @ share.T
    return (weights * (events - expected)).sum(axis=1), spread, expected.sum(axis=1)
