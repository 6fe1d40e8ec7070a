"""What a customer is worth over its life: simple, by a Markov chain on states, and probabilistic (K17).

All rates are per period, and so are margins; a period is what the caller makes it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kamlib.value.best_fit import best_fit
from kamlib.value.bgnbd_sums import Sums, bgnbd_loss, distinct_histories

Values = Sequence[Any] | np.ndarray | pd.Series


def multiple(retention: float, discount: float) -> float:
    """Return the value of a customer in margins of a period.

    Parameters
    ----------
    retention : float
        Share of the customers that stays from one period to the next.
    discount : float
        Discount rate per period.

    Returns
    -------
    float
        Margins of a period that the rest of its life is worth, the coming period's first: r / (1 + i − r).

    Raises
    ------
    ValueError
        If the retention is not a share, the discount is negative, or the value has no end.

    Notes
    -----
    Gupta and Lehmann, "Customers as assets", Journal of Interactive Marketing (2003): margins come at the end
    of each period, from those who stayed.

    Examples
    --------
    >>> round(multiple(0.8, 0.10), 2)
    2.67
    """
    if not 0 <= retention <= 1:
        raise ValueError(f"retention = {retention}: it must lie between 0 and 1")
    if discount < 0 or retention >= 1 + discount:
        raise ValueError(f"discount = {discount}: with retention {retention} the value has no end")
    return retention / (1 + discount - retention)


def chain(
    transition: np.ndarray | Sequence[Sequence[float]],
    margins: Values,
    *,
    discount: float,
    periods: int | None = None,
) -> np.ndarray:
    """Return what a customer is worth in each state of a Markov chain.

    Parameters
    ----------
    transition : array of shape (states, states)
        Chance to go from a state (row) to another (column) within a period; each row adds up to 1.
    margins : sequence of float
        What a customer brings in each state in a period; may be negative (currency units).
    discount : float
        Discount rate per period.
    periods : int, optional
        The last period that counts: 4 adds up the periods 0 to 4. By default for ever.

    Returns
    -------
    numpy.ndarray
        Value by state, the current period included and undiscounted.

    Raises
    ------
    ValueError
        If the rows are not chances, the shapes do not fit, or without an end the discount is not above zero.

    Notes
    -----
    Pfeifer and Carraway, "Modeling customer relationships as Markov chains", Journal of Interactive Marketing
    (2000).

    Examples
    --------
    >>> chain([[0.5, 0.5], [0.0, 1.0]], [100.0, 0.0], discount=0.25).round(2).tolist()
    [166.67, 0.0]
    """
    moves, gains = np.asarray(transition, dtype="float64"), np.asarray(margins, dtype="float64")
    if moves.shape != (len(gains), len(gains)):
        raise ValueError(f"transition: {len(gains)} margins need {len(gains)} rows and columns")
    if (moves < -1e-12).any() or not np.allclose(moves.sum(axis=1), 1.0, atol=1e-9):
        raise ValueError("transition: each row must hold chances that add up to 1")
    if periods is None:
        if discount <= 0:
            raise ValueError(f"discount = {discount}: without an end it must be above zero")
        return np.asarray(np.linalg.solve(np.eye(len(gains)) - moves / (1 + discount), gains))
    value = gains.copy()
    for _period in range(periods):
        value = gains + moves @ value / (1 + discount)
    return value


@dataclass(frozen=True, eq=False)
class BgNbd:
    """Buying and leaving of customers without a contract, by BG/NBD.

    Attributes
    ----------
    params : dict of str to float
        ``r`` and ``alpha`` of the rate of buying, ``a`` and ``b`` of the chance to leave after a purchase.
    log_likelihood : float
        Of the data under the parameters.
    converged : bool
        Whether searches from different starts agree; if not, use a plain baseline.
    frequency, recency, age : numpy.ndarray
        The customers, as they were given.
    """

    params: dict[str, float]
    log_likelihood: float
    converged: bool
    frequency: np.ndarray
    recency: np.ndarray
    age: np.ndarray

    def expected(self, t: float | Values) -> np.ndarray:
        """Return how many repeat purchases a new customer makes up to an age.

        Parameters
        ----------
        t : float or sequence of float
            Age, in the unit of the data.

        Returns
        -------
        numpy.ndarray
            Expected number.
        """
        _r, alpha, a, b = self.params.values()
        ages = np.atleast_1d(np.asarray(t, dtype="float64"))
        return np.asarray((a + b - 1) / (a - 1) * (1 - self._left(0.0, alpha / (alpha + ages))))

    def conditional_expected(self, t: float | Values) -> np.ndarray:
        """Return how many purchases each customer makes in the time to come.

        Parameters
        ----------
        t : float or sequence of float
            Length of that time; one for all, or one for each customer. A column of times gives a row for each.

        Returns
        -------
        numpy.ndarray
            Expected number for each customer.
        """
        _r, _alpha, a, b = self.params.values()
        x, left = self.frequency, self._still_left(np.asarray(t, dtype="float64"))
        return np.asarray((a + b + x - 1) / (a - 1) * (1 - left) / (1 + self._odds_of_leaving()))

    def _still_left(self, ahead: np.ndarray) -> np.ndarray:
        """Return `_left` of each customer; those of one age that bought as often have the same, however lately."""
        alpha = self.params["alpha"]
        if ahead.shape[-1:] == self.age.shape:
            return self._left(self.frequency, (alpha + self.age) / (alpha + self.age + ahead))
        kinds, of = np.unique(self.frequency + 1j * self.age, return_inverse=True)
        left = self._left(kinds.real, (alpha + kinds.imag) / (alpha + kinds.imag + ahead))
        return left.take(of, axis=-1)

    def _left(self, x: np.ndarray | float, part: np.ndarray) -> np.ndarray:
        """Return the term of equations 9 and 10 of the paper that holds the hypergeometric function.

        As it is printed it overflows for hundreds of purchases; there its transformation serves (Abramowitz and
        Stegun, 1964, 15.3.3). `part` is the share of the time in question that has passed already.
        """
        from scipy.special import hyp2f1

        r, _alpha, a, b = self.params.values()
        with np.errstate(over="ignore", invalid="ignore"):
            printed = part ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, 1 - part)
            if np.isfinite(printed).all():
                return np.asarray(printed)
            turned = part ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + x - 1, 1 - part)
        return np.asarray(np.where(np.isfinite(printed), printed, turned))

    @property
    def probability_alive(self) -> np.ndarray:
        """The chance that each customer still buys; missing for those who bought once.

        The model cannot lose a customer before its first repeat purchase and would call all of them alive; from
        one purchase that cannot be known.
        """
        return np.asarray(np.where(self.frequency > 0, 1 / (1 + self._odds_of_leaving()), np.nan))

    def _odds_of_leaving(self) -> np.ndarray:
        """Return the odds that a customer has left; 0 for those without a repeat purchase."""
        r, alpha, a, b = self.params.values()
        x = self.frequency
        odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + self.age) / (alpha + self.recency)) ** (r + x)
        return np.asarray(np.where(x > 0, odds, 0.0))


def bgnbd(frequency: Values, recency: Values, age: Values) -> BgNbd:
    """Fit the BG/NBD model to customers without a contract.

    Parameters
    ----------
    frequency : sequence of int
        Repeat purchases of each customer: days of buying less the first.
    recency : sequence of float
        Its age at the last purchase, counted from the first; 0 for those who bought once.
    age : sequence of float
        Its age at the end of the data, in the same unit.

    Returns
    -------
    BgNbd
        Parameters and what follows from them.

    Raises
    ------
    ValueError
        If the columns do not fit each other, or nobody bought again.

    Notes
    -----
    Fader, Hardie and Lee, "'Counting your customers' the easy way: an alternative to the Pareto/NBD model",
    Marketing Science (2005). Customers with the same history count together; gradient and
    curvature are exact.
    """
    x, seen, whole = (np.asarray(values, dtype="float64") for values in (frequency, recency, age))
    _check_histories(x, seen, whole)
    histories, weight = distinct_histories(x, seen, whole)
    scale = 1.0 / float(np.median(whole[whole > 0]))
    histories[1:] *= scale
    sums = Sums.of(histories, weight)
    best, agree = best_fit(bgnbd_loss, (*histories, weight, sums.times, sums.place), 4, len(x), sums)
    r, alpha, a, b = np.exp(best.x)
    total = -float(best.fun) + float(x.sum()) * math.log(scale)
    params = {"r": float(r), "alpha": float(alpha / scale), "a": float(a), "b": float(b)}
    return BgNbd(params, total, agree, x, seen, whole)


@dataclass(frozen=True, eq=False)
class GammaGamma:
    """What customers spend at a purchase, by gamma-gamma.

    Attributes
    ----------
    params : dict of str to float
        ``p``, ``q`` and ``gamma``.
    log_likelihood : float
        Of the data under the parameters.
    converged : bool
        Whether searches from different starts agree.
    frequency, mean_value : numpy.ndarray
        The customers, as they were given.
    """

    params: dict[str, float]
    log_likelihood: float
    converged: bool
    frequency: np.ndarray
    mean_value: np.ndarray

    @property
    def conditional_mean(self) -> np.ndarray:
        """What each customer is expected to spend at a purchase (currency units).

        Customers with few purchases are drawn towards the mean of all; missing where that mean does not exist
        (``q`` of 1 or less, no purchase).
        """
        p, q, gamma = self.params.values()
        x, mean = self.frequency, np.where(self.frequency > 0, self.mean_value, 0.0)
        size = p * x + q - 1
        return np.asarray(np.where(size > 0, p * (gamma + x * mean) / np.where(size > 0, size, 1.0), np.nan))


def gamma_gamma(frequency: Values, mean_value: Values) -> GammaGamma:
    """Fit the gamma-gamma model of spending.

    Parameters
    ----------
    frequency : sequence of int
        Purchases of each customer that its mean is taken of.
    mean_value : sequence of float
        Mean money of a purchase (currency units, above zero).

    Returns
    -------
    GammaGamma
        Parameters and the expected spending of each customer. Customers without a purchase do not enter the fit.

    Raises
    ------
    ValueError
        If a mean is not above zero, or nobody has a purchase.

    Notes
    -----
    Fader and Hardie, "The gamma-gamma model of monetary value" (2013). It takes spending to be independent of how
    often a customer buys: look at their correlation first.
    """
    x, mean = (np.asarray(values, dtype="float64") for values in (frequency, mean_value))
    if len(x) != len(mean):
        raise ValueError(f"frequency and mean_value differ in length: {len(x)} and {len(mean)}")
    bought = x > 0
    if not bought.any():
        raise ValueError("frequency: nobody has a purchase")
    if not (mean[bought] > 0).all():
        raise ValueError("mean_value: each must be above zero; leave customers with returns only out")
    unit = float(np.median(mean[bought]))
    data = (x[bought], mean[bought] / unit, *np.unique(x[bought], return_inverse=True))
    best, agree = best_fit(_gamma_gamma_loss, data, 3, int(bought.sum()))
    p, q, gamma = np.exp(best.x)
    total = -float(best.fun) - int(bought.sum()) * math.log(unit)
    params = {"p": float(p), "q": float(q), "gamma": float(gamma * unit)}
    return GammaGamma(params, total, agree, x, mean)


def _check_histories(x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> None:
    if not len(x) == len(recency) == len(age):
        raise ValueError(f"frequency, recency and age differ in length: {len(x)}, {len(recency)}, {len(age)}")
    if np.isnan(x).any() or (x < 0).any() or (x != np.floor(x)).any():
        raise ValueError("frequency: each must be a whole number of zero or more")
    if not ((recency >= 0) & (recency <= age)).all():
        raise ValueError("recency: each must lie between 0 and the age; it is the age at the last purchase")
    if (recency[x == 0] != 0).any():
        raise ValueError("recency: a customer that bought once has recency 0")
    if not (x > 0).any():
        raise ValueError("frequency: nobody bought again; nothing can be said about leaving")


def _gamma_gamma_loss(
    logs: np.ndarray, x: np.ndarray, mean: np.ndarray, times: np.ndarray, place: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the negative log-likelihood and its gradient by the logarithms of the parameters."""
    each, slopes = gamma_gamma_scores(logs, x, mean, times, place)
    return -float(each.sum()), -slopes.sum(axis=1)


def gamma_gamma_scores(
    logs: np.ndarray, x: np.ndarray, mean: np.ndarray, times: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-likelihood of each customer, and its slopes by the logarithms of the parameters.

    `times` are the different numbers of purchases, few, at whose `place` each customer's is.
    """
    from scipy.special import digamma, gammaln

    p, q, gamma = np.exp(logs)
    px, total, log_mean = p * x, gamma + x * mean, np.log(mean)
    log_total = np.log(total)
    of_times = np.stack([
        gammaln(p * times + q) - gammaln(p * times) - gammaln(q) + q * np.log(gamma), np.log(times),
        digamma(p * times + q) - digamma(p * times), digamma(p * times + q) - digamma(q) + np.log(gamma),
    ])  # fmt: skip
    of_x, log_x, slope_p, slope_q = (row.take(place) for row in of_times)
    each = of_x + (px - 1) * log_mean + px * log_x - (px + q) * log_total
    d_p = x * (slope_p + log_mean + log_x - log_total)
    d_q = slope_q - log_total
    d_gamma = q / gamma - (px + q) / total
    return each, np.stack([d_p * p, d_q * q, d_gamma * gamma])
