"""Control charts: whether a figure varies from week to week by more than chance, and who keeps within limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Standard deviations between the mean and a limit.
LIMITS = 3.0

#: Mean moving range of two, in standard deviations.
_D2 = 1.128

#: Day of the week, from Monday as 0, on which days begin to be counted.
_THURSDAY = 3

#: Cases below which a week says nothing of a share.
_LEAST = 2


@dataclass(frozen=True)
class Chart:
    """A chart of single figures, in the order in which they came.

    Attributes
    ----------
    mean, low, high : float
        The mean, and the limits that the moving range of two gives.
    within : float
        Share of the figures within the limits.
    """

    mean: float
    low: float
    high: float
    within: float


def individuals(values: np.ndarray) -> Chart:
    """Return the chart of single figures.

    Parameters
    ----------
    values : numpy.ndarray
        At least two figures, in their order.

    Returns
    -------
    Chart

    Raises
    ------
    ValueError
        If there are fewer than two.

    Notes
    -----
    Limits are 3 standard deviations from the mean; the standard deviation is the mean moving range of two divided
    by 1.128 (NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2).

    Examples
    --------
    >>> import numpy as np
    >>> chart = individuals(np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]))
    >>> round(chart.mean, 2), round(chart.low, 2), round(chart.high, 2), chart.within
    (50.81, 45.82, 55.8, 1.0)
    """
    figures = np.asarray(values, dtype="float64")
    if len(figures) < 2:
        raise ValueError("a chart takes two figures at least")
    mean = float(figures.mean())
    reach = LIMITS * float(np.abs(np.diff(figures)).mean()) / _D2
    inside = (figures >= mean - reach) & (figures <= mean + reach)
    return Chart(mean, mean - reach, mean + reach, float(inside.mean()))


def weekly(cases: pd.DataFrame) -> pd.DataFrame:
    """Say for each person whether the share of successes varies from week to week by more than chance.

    Parameters
    ----------
    cases : pandas.DataFrame
        ``person``, ``date`` and ``yes`` (bool), one row per case.

    Returns
    -------
    pandas.DataFrame
        By person: ``weeks`` (with two cases or more), ``within`` (share of these weeks within the person's own
        limits, three standard deviations of a share), ``dispersion`` (variance between weeks over that of chance;
        1 is chance alone) and ``p_value`` (chance of as much dispersion). Persons with fewer than two such weeks,
        or whose cases all end alike, have no dispersion.
    """
    from scipy.special import chdtrc

    people, who, size, won = _by_week(cases)
    own = np.bincount(who, won) / np.bincount(who, size)
    off, variance = won / size - own[who], own[who] * (1.0 - own[who]) / size
    weeks, mixed = np.bincount(who), (own > 0) & (own < 1)
    inside = np.abs(off) <= LIMITS * np.sqrt(variance) + 1e-12
    square = np.bincount(who, np.divide(off**2, variance, out=np.zeros(len(who)), where=mixed[who]))
    told, degrees = mixed & (weeks > 1), np.maximum(weeks - 1, 1)
    return pd.DataFrame({
        "weeks": weeks, "within": np.bincount(who, inside) / weeks,
        "dispersion": np.where(told, square / degrees, np.nan),
        "p_value": np.where(told, chdtrc(degrees, square), np.nan),
    }, index=people)  # fmt: skip


def _by_week(cases: pd.DataFrame) -> tuple[pd.Index, np.ndarray, np.ndarray, np.ndarray]:
    """Return the people with weeks that count by name, and of each such week the person, cases and successes."""
    known = cases.dropna(subset=["person", "date"])
    day = pd.to_datetime(known["date"]).to_numpy().astype("datetime64[D]").astype("int64")
    week = (day + _THURSDAY) // 7
    week -= week.min(initial=0)
    person, names = pd.factorize(known["person"], sort=True)
    cells, at = np.unique(person * (week.max(initial=0) + 1) + week, return_inverse=True)
    size, won = np.bincount(at).astype("float64"), np.bincount(at, known["yes"].to_numpy("float64"))
    some = size >= _LEAST
    who, held = pd.factorize((cells // (week.max(initial=0) + 1))[some])
    return pd.Index(names[held], name="person"), who, size[some], won[some]
