"""The search for the parameters under which data are most likely, from several starting points."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
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

#: Newton steps after which the search is left to BFGS, and the longest of them in any parameter's logarithm.
MOST_STEPS, LONGEST = 60, 2.0

#: Step that is still to go, in any parameter's logarithm, at which Newton's search has arrived: on a ridge without
#: an end the slope gets flat, and the next step stays long.
CLOSE = 0.01

#: Least curvature that counts, as a part of the largest.
LEAST_CURVE = 1e-13

#: Part of the fall that the slope promises which a step has to bring, and how often it is halved for it.
PROMISED, HALVINGS = 1e-4, 30

#: Gives the negative log-likelihood, its gradient and its Hessian by the logarithms of the parameters.
Curved = Callable[[np.ndarray], tuple[float, np.ndarray, np.ndarray]]


@dataclass
class Found:
    """Where a search ended."""

    x: np.ndarray
    fun: float


def best_fit(
    loss: Any, data: tuple[np.ndarray, ...], size: int, customers: int, curved: Curved | None = None
) -> tuple[Found, bool]:
    """Return the best of several searches over the logarithms of the parameters, and whether two agree.

    The third starting point is tried only where the first two, far apart, lead to different ends. A sum over many
    customers cannot get as flat as one over few: the bound of its slope grows with them. Where the curvature is
    known the search goes by Newton steps; where these find no top that two of them agree on, by BFGS.
    """
    flat = FLAT * max(customers, 10)
    if curved is not None:
        ends = _ends(lambda begin: newton(curved, begin, flat), size)
        if len(ends) > 1:
            found, holds = _best(ends)
            if holds:
                return found, True
    return _best(_ends(lambda begin: bfgs(loss, data, begin, flat), size))


def _ends(search: Callable[[np.ndarray], Found | None], size: int) -> list[Found]:
    """Return where the searches end; after one that does not arrive no other is tried."""
    found: list[Found] = []
    for start in STARTS:
        if len(found) == 2 and _agree(*found):
            break
        end = search(np.full(size, math.log(start)))
        if end is None:
            break
        found.append(end)
    return found


def _best(found: list[Found]) -> tuple[Found, bool]:
    """Return the best end, and whether it lies inside the bounds and another is as good."""
    best, second = sorted(found, key=lambda end: end.fun)[:2]
    best.x = np.clip(best.x, -FARTHEST, FARTHEST)
    return best, bool((np.abs(best.x) < FARTHEST - 0.1).all()) and _agree(best, second)


def bfgs(loss: Any, data: tuple[np.ndarray, ...], begin: np.ndarray, flat: float) -> Found:
    """Search by the gradient alone."""
    from scipy.optimize import minimize

    def held(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, slope = loss(np.clip(logs, -FARTHEST, FARTHEST), *data)
        return value, np.where((np.abs(logs) > FARTHEST) & (slope * logs < 0), 0.0, slope)

    found = minimize(held, begin, jac=True, method="BFGS", options={"maxiter": 500, "gtol": flat})
    return Found(found.x, float(found.fun))


def newton(curved: Curved, begin: np.ndarray, flat: float) -> Found | None:
    """Search by damped Newton steps; None where they do not arrive at a top inside the bounds."""
    at, now = begin, curved(begin)
    for _step in range(MOST_STEPS):
        finite = np.isfinite(now[0]) and np.isfinite(now[1]).all() and np.isfinite(now[2]).all()
        if not finite or np.abs(at).max() >= FARTHEST:
            return None
        step = _step_of(now[1], now[2])
        if np.abs(now[1]).max() < flat and np.abs(step).max() < CLOSE:
            return Found(at, float(now[0]))
        taken = _shorter(curved, at, now, step)
        if taken is None:
            return None
        at, now = taken
    return None


def _step_of(slope: np.ndarray, curve: np.ndarray) -> np.ndarray:
    """Return a step downhill: Newton's, with each main direction's curvature taken as positive."""
    bends, directions = np.linalg.eigh(curve)
    bends = np.maximum(np.abs(bends), LEAST_CURVE * np.abs(bends).max() + 1e-300)
    step = -(directions @ ((directions.T @ slope) / bends))
    return np.asarray(step * min(1.0, LONGEST / max(float(np.abs(step).max()), 1e-300)))


def _shorter(
    curved: Curved, at: np.ndarray, now: tuple[float, np.ndarray, np.ndarray], step: np.ndarray
) -> tuple[np.ndarray, tuple[float, np.ndarray, np.ndarray]] | None:
    """Return the place after a step, halved until it goes down far enough; None where it never does."""
    for _half in range(HALVINGS):
        there = np.clip(at + step, -FARTHEST, FARTHEST)
        made = curved(there)
        if made[0] <= now[0] + PROMISED * float(now[1] @ (there - at)):
            return there, made
        step = step / 2
    return None


def _agree(one: Found, other: Found) -> bool:
    return abs(one.fun - other.fun) < AGREE
