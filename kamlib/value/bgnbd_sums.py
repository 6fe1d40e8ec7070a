"""The log-likelihood of BG/NBD, by customer and summed over customers, with its slope and its curvature.

Customers with the same history count together; what depends on the number of purchases alone is worked out once
for each number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


def distinct_histories(*columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different histories in order (a row for each column), and how many customers have each."""
    code, kinds = pd.factorize(columns[0], sort=True)
    for column in columns[1:]:
        more, values = pd.factorize(column, sort=True)
        code, kinds = pd.factorize(code.astype("int64") * len(values) + more, sort=True)
    one = np.empty(len(kinds), dtype="int64")
    one[code] = np.arange(len(code))
    weight = np.bincount(code, minlength=len(kinds)).astype("float64")
    return np.stack([column[one] for column in columns]), weight


@dataclass(frozen=True, eq=False)
class Sums:
    """Histories with the customers that have each, and the same by number of purchases."""

    x: np.ndarray
    ends: np.ndarray  #: age and recency, a row each
    weight: np.ndarray
    times: np.ndarray
    place: np.ndarray
    of_times: np.ndarray

    @classmethod
    def of(cls, histories: np.ndarray, weight: np.ndarray) -> Sums:
        """Lay out histories (a row each of purchases again, recency and age)."""
        times, place = np.unique(histories[0], return_inverse=True)
        return cls(histories[0], histories[:0:-1].copy(), weight, times, place, np.bincount(place, weight))

    def __call__(self, logs: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Return the negative log-likelihood, its gradient and its Hessian by the logarithms of the parameters.

        The likelihood of a customer is a product of a factor that depends on its number of purchases and a sum of
        two terms: that it still buys, and that it has left.
        """
        at = np.exp(logs)
        value, slope, curve = self._by_times(at)
        more, steeper, bent = self._by_history(at)
        slope, curve = (slope + steeper) * at, (curve + bent) * np.outer(at, at)
        return -(value + more), -slope, -(curve + np.diag(slope))

    def _by_times(self, at: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        from scipy.special import betaln, digamma, gammaln, zeta

        r, alpha, a, b = at
        x, weight, both = self.times, self.of_times, at[2] + at[3]
        all_of = float(weight.sum())
        value = betaln(a, b + x) - betaln(a, b) + gammaln(r + x) - gammaln(r)
        first = [digamma(one + x) - digamma(one) for one in (r, b, both)]
        second = [zeta(2.0, one + x) - zeta(2.0, one) for one in (r, b, both)]
        by_r, by_b, by_both = np.stack(first) @ weight
        by_rr, by_bb, by_shared = np.stack(second) @ weight
        log_alpha = np.log(alpha)
        slope = np.array([by_r + all_of * log_alpha, all_of * r / alpha, -by_both, by_b - by_both])
        curve = np.array([
            [by_rr, all_of / alpha, 0.0, 0.0], [all_of / alpha, -all_of * r / alpha**2, 0.0, 0.0],
            [0.0, 0.0, -by_shared, -by_shared], [0.0, 0.0, -by_shared, by_bb - by_shared],
        ])  # fmt: skip
        return float(value @ weight) + all_of * r * float(log_alpha), slope, curve

    def _by_history(self, at: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        r, alpha, a, b = at
        prior = 1.0 / (np.maximum(self.times, 1.0) - 1.0 + b)
        odds = np.where(self.times > 0, np.log(a * prior), -np.inf)
        size = r + self.x
        parts = 1.0 / (alpha + self.ends)
        logs, ratios = -np.log(parts), size * parts
        apart = np.empty((4, len(size)))
        apart[0], apart[1], apart[2] = logs[0] - logs[1], ratios[0] - ratios[1], 1.0 / a
        np.negative(prior[self.place], out=apart[3])
        more = odds[self.place] + size * apart[0]  # log of the odds to have left
        small = np.exp(-np.abs(more))
        left = np.where(more > 0, 1.0, small) / (1.0 + small)
        gone = self.weight * left
        weights = np.stack([self.weight - gone, gone])
        value = self.weight @ (np.maximum(more, 0.0) + np.log1p(small) - size * logs[0])
        of_times = np.bincount(self.place, gone, minlength=len(prior))
        slope = np.array([-np.vdot(weights, logs), -np.vdot(weights, ratios), gone.sum() / a, -(of_times @ prior)])
        curve = (apart * (gone * (1.0 - left))) @ apart.T
        curve[0, 1] -= np.vdot(weights, parts)
        curve[1, 0] = curve[0, 1]
        curve[1, 1] += np.vdot(weights * parts, ratios)
        curve[2, 2] -= gone.sum() / a**2
        curve[3, 3] += of_times @ prior**2
        return float(value), slope, curve


def bgnbd_loss(
    logs: np.ndarray, x: np.ndarray, recency: np.ndarray, age: np.ndarray, weight: np.ndarray, times: np.ndarray,
    place: np.ndarray,
) -> tuple[float, np.ndarray]:  # fmt: skip
    """Return the negative log-likelihood and its gradient by the logarithms of the parameters."""
    each, slopes = bgnbd_scores(logs, x, recency, age, times, place)
    return -float(weight @ each), -(slopes @ weight)


def bgnbd_scores(
    logs: np.ndarray, x: np.ndarray, recency: np.ndarray, age: np.ndarray, times: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-likelihood of each customer, and its slopes by the logarithms of the parameters.

    `times` are the different numbers of purchases again, few, at whose `place` each customer's is.
    """
    from scipy.special import betaln, digamma, gammaln

    r, alpha, a, b = np.exp(logs)
    prior = np.maximum(times, 1) - 1 + b
    of_times = np.stack([
        betaln(a, b + times) - betaln(a, b) + gammaln(r + times) - gammaln(r) + r * np.log(alpha),
        np.where(times > 0, np.log(a) - np.log(prior), -np.inf),
        digamma(r + times) - digamma(r) + np.log(alpha),
        digamma(a + b) - digamma(a + b + times),
        digamma(b + times) - digamma(a + b + times) - digamma(b) + digamma(a + b),
    ])  # fmt: skip
    bought, odds, slope_r, slope_a, slope_b = (row.take(place) for row in of_times)
    log_age, log_seen = np.log(alpha + age), np.log(alpha + recency)
    stays, gone = -(r + x) * log_age, odds - (r + x) * log_seen
    both = np.logaddexp(stays, gone)
    share = np.exp(gone - both)
    d_r = slope_r - (1 - share) * log_age - share * log_seen
    d_alpha = r / alpha - (r + x) * ((1 - share) / (alpha + age) + share / (alpha + recency))
    d_a = slope_a + share / a
    d_b = slope_b - share / prior[place]
    return bought + both, np.stack([d_r * r, d_alpha * alpha, d_a * a, d_b * b])
