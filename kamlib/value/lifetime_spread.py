"""How much each customer moves the probabilistic value of all, by way of the fitted parameters (K17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from kamlib.value.bgnbd_sums import bgnbd_scores
from kamlib.value.lifetime import BgNbd, GammaGamma, gamma_gamma_scores

Model = TypeVar("Model", BgNbd, GammaGamma)

#: Step of the logarithm of a parameter in which slopes are measured.
STEP = 1e-3

#: Customers on which the slope of the sum is measured, evenly spread over their values.
MEASURED = 400


def influences(
    buying: BgNbd, spending: GammaGamma, value: Callable[[BgNbd, GammaGamma, np.ndarray], np.ndarray],
    of: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Return by how much the sum of values rises if a customer counts once more in the fit.

    Parameters
    ----------
    buying, spending
        The fitted models, of the same customers in the same order.
    value
        Gives the values of the customers at some places under two models.
    of : numpy.ndarray
        Places of the customers whose values are summed.

    Returns
    -------
    numpy.ndarray
        By customer of the fit, in currency units: a Newton step of the parameters, times the slope of the sum.

    Notes
    -----
    The infinitesimal jackknife of Efron, "The jackknife, the bootstrap and other resampling plans" (1982): drawing
    customers anew changes the sum by the influences of those that are drawn more or less than once.
    """
    first = _steps(_bgnbd_slopes(buying), np.log(list(buying.params.values())))
    second = _steps(_gamma_slopes(spending), np.log(list(spending.params.values())))
    now = value(buying, spending, of)
    order = np.argsort(now, kind="stable")
    taken = of[order[np.unique(np.linspace(0, len(of) - 1, min(MEASURED, len(of))).round().astype("int64"))]]
    scale = len(of) / len(taken)

    def summed(a: BgNbd, b: GammaGamma) -> float:
        return float(value(a, b, taken).sum()) * scale

    by_buying = [summed(_moved(buying, name, STEP), spending) - summed(_moved(buying, name, -STEP), spending)
                 for name in buying.params]  # fmt: skip
    by_spending = [summed(buying, _moved(spending, name, STEP)) - summed(buying, _moved(spending, name, -STEP))
                   for name in spending.params]  # fmt: skip
    slopes = np.array([*by_buying, *by_spending]) / (2 * STEP)
    return np.asarray(slopes @ np.concatenate([first, second]))


def _moved(model: Model, name: str, by: float) -> Model:
    return replace(model, params={**model.params, name: model.params[name] * float(np.exp(by))})


def _bgnbd_slopes(model: BgNbd) -> Callable[[np.ndarray], np.ndarray]:
    times, place = np.unique(model.frequency, return_inverse=True)
    return lambda logs: bgnbd_scores(logs, model.frequency, model.recency, model.age, times, place)[1]


def _gamma_slopes(model: GammaGamma) -> Callable[[np.ndarray], np.ndarray]:
    """Return the slopes of each customer; those without a purchase have none."""
    bought = model.frequency > 0
    x, mean = model.frequency[bought], model.mean_value[bought]
    times, place = np.unique(x, return_inverse=True)

    def slopes(logs: np.ndarray) -> np.ndarray:
        found = np.zeros((len(logs), len(bought)))
        found[:, bought] = gamma_gamma_scores(logs, x, mean, times, place)[1]
        return found

    return slopes


def _steps(slopes: Callable[[np.ndarray], np.ndarray], logs: np.ndarray) -> np.ndarray:
    """Return the Newton step of the parameters (rows) for each customer that counts once more."""
    curve = np.empty((len(logs), len(logs)))
    for at in range(len(logs)):
        by = np.zeros(len(logs))
        by[at] = STEP
        curve[at] = (slopes(logs + by).sum(axis=1) - slopes(logs - by).sum(axis=1)) / (2 * STEP)
    return np.asarray(np.linalg.pinv(-(curve + curve.T) / 2, rcond=1e-10) @ slopes(logs))
