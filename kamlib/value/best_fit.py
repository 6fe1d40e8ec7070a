"""The search for the parameters under which data are most likely, from several starting points."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

#: Starting points of the search for the best parameters; a fit holds if two agree.
STARTS = (0.1, 3.0, 1.0)

#: Farthest from zero that the logarithm of a parameter may lie; a fit that ends there is none.
FARTHEST = 12.0

#: Two fits agree if their log-likelihoods differ by less than this.
AGREE = 1e-3

#: Slope of the log-likelihood of one customer at which a search ends.
FLAT = 1e-7


def best_fit(loss: Any, data: tuple[np.ndarray, ...], size: int, customers: int) -> tuple[Any, bool]:
    """Return the best of several searches over the logarithms of the parameters, and whether two agree.

    The third starting point is tried only where the first two, far apart, lead to different ends. A sum over many
    customers cannot get as flat as one over few: the bound of its slope grows with them.
    """
    from scipy.optimize import minimize

    def held(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = loss(np.clip(logs, -FARTHEST, FARTHEST), *data)
        return value, np.where((np.abs(logs) > FARTHEST) & (slope * logs < 0), 0.0, slope)

    found: list[Any] = []
    for start in STARTS:
        if len(found) == 2 and _agree(*found):
            break
        found.append(minimize(held, np.full(size, math.log(start)), jac=True, method="BFGS",
                              options={"maxiter": 500, "gtol": FLAT * max(customers, 10)}))  # fmt: skip
    best, second = sorted(found, key=lambda result: float(result.fun))[:2]
    best.x = np.clip(best.x, -FARTHEST, FARTHEST)
    inside = bool((np.abs(best.x) < FARTHEST - 0.1).all())
    return best, inside and _agree(best, second)


def _agree(one: Any, other: Any) -> bool:
    return abs(float(one.fun) - float(other.fun)) < AGREE
