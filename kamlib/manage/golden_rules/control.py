"""Control charts: whether a figure varies from week to week by more than chance, and who keeps within limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Standard deviations between the mean and a limit.
LIMITS = 3.0

#: Mean moving range of two, in standard deviations.
_D2 = 1.128

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

    week = pd.to_datetime(cases["date"]).dt.to_period("W").dt.start_time
    by = cases.assign(week=week).groupby(["person", "week"])["yes"].agg(["size", "sum"]).astype("float64")
    by = by[by["size"] >= _LEAST]
    totals = by.groupby(level=0).sum()
    share = totals["sum"] / totals["size"]
    own = by.join(share.rename("own"), on="person")
    spread = np.sqrt(own["own"] * (1.0 - own["own"]) / own["size"])
    off = own["sum"] / own["size"] - own["own"]
    inside = off.abs() <= LIMITS * spread + 1e-12
    variance = pd.Series(spread**2, index=own.index)
    square = (off**2 / variance.where(variance > 0)).groupby(level=0).sum(min_count=1)
    weeks = inside.groupby(level=0).size()
    degrees = (weeks - 1).where(weeks > 1)
    return pd.DataFrame({
        "weeks": weeks, "within": inside.groupby(level=0).mean(), "dispersion": square / degrees,
        "p_value": [float(chdtrc(d, s)) if d == d and s == s else np.nan
                    for d, s in zip(degrees, square, strict=True)],
    })  # fmt: skip
