"""Lifetime value three ways on the same customers, money and horizon, from the coming year on (K17).

All are values from the coming year on, discounted to today; rates are per year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kamlib.value.lifetime import BgNbd, GammaGamma, bgnbd, chain, gamma_gamma, multiple
from kamlib.value.lifetime_spread import influences

#: Discount a year, where nobody states one.
DISCOUNT = 0.10

#: Years that the probabilistic value adds up; what comes later is worth next to nothing at any usual discount.
YEARS = 40

#: The ways, the simplest first. The baseline says that next year is as last year, until the customer is lost.
WAYS = ("simple", "chain", "probabilistic")

#: State of a customer that bought nothing in a year.
AWAY = "away"

_DAYS = 365.25


@dataclass(frozen=True, eq=False)
class Moves:
    """Customers in two years that follow each other, over all such pairs of years.

    ``before`` and ``after`` are states, ``margin`` what each brought in the first year and ``next_margin`` in the
    second (currency units), ``who`` the customer, ``times`` how often the move counts: once, or as often as a
    resample draws its customer.
    """

    who: np.ndarray
    before: np.ndarray
    after: np.ndarray
    margin: np.ndarray
    next_margin: np.ndarray
    times: np.ndarray


def moves(years: pd.DataFrame, states: Sequence[str]) -> Moves:
    """Pair each year of each customer with its next.

    Parameters
    ----------
    years : pandas.DataFrame
        One row per customer and year in which it bought: ``customer_id``, ``period`` (sortable), ``state`` (one of
        `states`) and ``margin``.
    states : sequence of str
        The states of customers that bought.

    Returns
    -------
    Moves
        A customer without a row in a year was away, from its first year on; years before that do not count.
    """
    periods = sorted(years["period"].unique())
    at = {period: i for i, period in enumerate(periods)}
    who, ids = pd.factorize(years["customer_id"].astype("str").to_numpy(), sort=True)
    state = np.full((len(ids), len(periods)), len(states))
    margin = np.zeros((len(ids), len(periods)))
    column = years["period"].map(at).to_numpy()
    state[who, column] = years["state"].map({name: i for i, name in enumerate(states)}).to_numpy()
    margin[who, column] = years["margin"].to_numpy(dtype="float64")
    first = np.argmax(state < len(states), axis=1)
    rows, pairs = np.nonzero(np.arange(len(periods) - 1)[None, :] >= first[:, None])
    return Moves(
        ids[rows],
        state[rows, pairs],
        state[rows, pairs + 1],
        margin[rows, pairs],
        margin[rows, pairs + 1],
        np.ones(len(rows)),
    )


def retention(found: Moves, away: int) -> float:
    """Return the share of customers that bought in a year and in the next."""
    return _staying(_counts(found, away + 1))


def matrix(found: Moves, states: int) -> np.ndarray:
    """Return the chances to go from state to state; ``away`` is the last, and those that come back count."""
    return _chances(_counts(found, states))


def state_margins(found: Moves, states: int) -> np.ndarray:
    """Return what a customer that comes into a state brings in that year, on average."""
    return _means(found, _counts(found, states))


def _counts(found: Moves, states: int) -> np.ndarray:
    """Count the moves from each state (row) to each other (column); ``away`` is the last."""
    cell = found.before * states + found.after
    return np.bincount(cell, found.times, minlength=states**2).reshape(states, states)


def _staying(counts: np.ndarray) -> float:
    there = counts[:-1]
    return float(there[:, :-1].sum() / there.sum()) if there.any() else np.nan


def _chances(counts: np.ndarray) -> np.ndarray:
    total = counts.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, counts / np.where(total > 0, total, 1.0), np.eye(len(counts))))


def _means(found: Moves, counts: np.ndarray) -> np.ndarray:
    sums, n = np.bincount(found.after, found.next_margin * found.times, minlength=len(counts)), counts.sum(axis=0)
    return np.asarray(np.where(n > 0, sums / np.maximum(n, 1), 0.0))


def simple(year: np.ndarray, stays: float, discount: float = DISCOUNT) -> np.ndarray:
    """Return each customer's value by last year's margin, one retention and one discount."""
    return np.asarray(year * multiple(stays, discount))


def by_lot(
    year: np.ndarray | pd.Series, stays: float, *, discount: float = DISCOUNT, draws: int = 1000, seed: int = 0
) -> np.ndarray:
    """Return what each customer brings in courses of events in which each leaves by lot.

    Parameters
    ----------
    year : sequence of float
        What each customer brings a year; may be negative (currency units).
    stays : float
        Chance that a customer stays from one year to the next, below 1.
    discount : float
        A year.
    draws : int
        How many courses.
    seed : int
        Of the lot.

    Returns
    -------
    numpy.ndarray
        Course × customer: what it brings from the coming year on, discounted. The mean over many courses is its
        value by `simple`.

    Raises
    ------
    ValueError
        If the chance to stay is not between 0 and 1, or the discount is negative.

    Examples
    --------
    >>> import numpy as np
    >>> from kamlib.value import lifetimes
    >>> drawn = lifetimes.by_lot(np.array([100.0]), 0.8, draws=20000)
    >>> round(float(drawn.mean() / lifetimes.simple(np.array([100.0]), 0.8)[0]), 1)
    1.0
    """
    if not 0 <= stays < 1:
        raise ValueError(f"stays = {stays}: it must be at least 0 and below 1")
    if discount < 0:
        raise ValueError(f"discount = {discount}: it must not be negative")
    worth = np.asarray(year, dtype="float64")
    years = np.random.default_rng(seed).geometric(1 - stays, (draws, len(worth))) - 1
    factor = (1 - (1 + discount) ** -years.astype("float64")) / discount if discount else years
    return np.asarray(worth * factor)


def by_chain(state: np.ndarray, found: Moves, states: int, discount: float = DISCOUNT) -> np.ndarray:
    """Return each customer's value by the moves between states, from the coming year on."""
    return _by_counts(found, _counts(found, states), discount)[state]


def _by_counts(found: Moves, counts: np.ndarray, discount: float) -> np.ndarray:
    """Return the value of a customer in each state, by the moves and how many there are of each."""
    gains = _means(found, counts)
    return np.asarray(chain(_chances(counts), gains, discount=discount) - gains)


@dataclass(frozen=True, eq=False)
class Probable:
    """Values by BG/NBD and gamma-gamma.

    ``value`` (for ever) and ``next_year`` by customer (currency units); ``converged`` says whether both fits
    hold. Where they do not, both are missing. ``influence`` is by how much the sum of the values rises if a
    customer counts once more in the fit (currency units; missing where nobody asks for it).
    """

    value: np.ndarray
    next_year: np.ndarray
    converged: bool
    influence: np.ndarray


def probable(
    days: np.ndarray, silent: np.ndarray, age: np.ndarray, sales: np.ndarray, margin: np.ndarray,
    discount: float = DISCOUNT, *, years: int = YEARS, of: np.ndarray | None = None,
) -> Probable:  # fmt: skip
    """Return each customer's value by how often it buys, whether it still does, and what it spends.

    Parameters
    ----------
    days : numpy.ndarray
        Days of buying of each customer.
    silent, age : numpy.ndarray
        Days since the last and since the first of them.
    sales : numpy.ndarray
        Mean net sales of a day of buying, above zero (currency units).
    margin : numpy.ndarray
        Contribution over net sales of each customer; may be negative.
    discount : float
        A year.
    years : int
        Years to come that the values add up.
    of : numpy.ndarray, optional
        Places of the customers whose values are summed, if influences on that sum are wanted.

    Returns
    -------
    Probable
    """
    nothing = np.full(len(days), np.nan)
    nowhere = Probable(nothing, nothing, False, nothing)
    try:
        buying = bgnbd(days - 1, (age - silent) / 7, age / 7)
        spending = gamma_gamma(days, sales)
    except ValueError:
        return nowhere
    if not (buying.converged and spending.converged) or buying.params["a"] == 1:
        return nowhere
    each, gain = _purchases(buying, np.arange(len(days)), years), spending.conditional_mean * margin
    factors = (1 + discount) ** -(np.arange(years) + 0.5)
    if np.isnan(gain).all() or not np.isfinite(each).all():
        return nowhere

    def value(bought: BgNbd, spent: GammaGamma, at: np.ndarray) -> np.ndarray:
        return np.asarray(factors @ _purchases(bought, at, years) * (spent.conditional_mean * margin)[at])

    moved = nothing if of is None else influences(buying, spending, value, of)
    return Probable(factors @ each * gain, each[0] * gain, True, moved)


def _purchases(buying: BgNbd, at: np.ndarray, years: int) -> np.ndarray:
    """Return expected purchases of each year to come (rows) of the customers at some places."""
    some = replace(buying, frequency=buying.frequency[at], recency=buying.recency[at], age=buying.age[at])
    return np.diff(some.conditional_expected(_DAYS / 7 * np.arange(years + 1)[:, None]), axis=0)


def gains(retention: float, discount: float, *, points: bool = True, step: float = 0.05) -> float:
    """Return by how much five points more retention, or five per cent fewer defections, raise lifetime value.

    Parameters
    ----------
    retention : float
        Share of the customers that stays from one year to the next.
    discount : float
        A year.
    points : bool
        Whether the step is in points of retention; else in per cent of those that leave.
    step : float
        How much.

    Returns
    -------
    float
        Share by which the value rises; missing where there would be more than all customers.

    Examples
    --------
    >>> round(gains(0.9, 0.10), 3), round(gains(0.9, 0.10, points=False), 3)
    (0.407, 0.031)
    """
    more = retention + (step if points else step * (1 - retention))
    if more > 1 + 1e-9 or retention <= 0:
        return float("nan")
    now = multiple(retention, discount)
    if min(more, 1.0) >= 1 + discount:
        return float("nan")
    return multiple(min(more, 1.0), discount) / now - 1


def bootstrap(found: Moves, who: np.ndarray, year: np.ndarray, state: np.ndarray, probable_value: np.ndarray,
              states: int, *, influence: tuple[np.ndarray, np.ndarray] | None = None, discount: float = DISCOUNT,
              replicates: int = 200, seed: int = 0) -> dict[str, tuple[float, float]]:  # fmt: skip
    """Return the interval of the sum of all values by each way, drawing customers with their whole history.

    Parameters
    ----------
    found : Moves
        Of all customers.
    who, year, state, probable_value : numpy.ndarray
        Of the customers of today: id, last year's margin, state, and value by `probable`.
    states : int
        How many states, with ``away``.
    influence : tuple of numpy.ndarray, optional
        Ids of the customers of the probabilistic fit, and what each moves the sum (``Probable.influence``).
        Without it the parameters are kept, and the interval is too narrow.
    discount : float
        A year.
    replicates, seed : int
        Of the bootstrap.

    Returns
    -------
    dict
        Way → lower and upper end of a 95 % interval.
    """
    fitted, influenced = influence or (np.zeros(0, dtype=who.dtype), np.zeros(0))
    places, ids = pd.factorize(np.concatenate([found.who, who, fitted]), sort=True)
    at, now, fit = np.split(places, np.cumsum([len(found.who), len(who)]))
    values, moved = np.nan_to_num(probable_value), np.nan_to_num(influenced)
    draw, sums = np.random.default_rng(seed), np.zeros((replicates, len(WAYS)))
    for n in range(replicates):
        times = np.bincount(draw.integers(0, len(ids), len(ids)), minlength=len(ids))
        some, weights = replace(found, times=times[at].astype("float64")), times[now]
        counts = _counts(some, states)
        sums[n] = (
            weights @ simple(year, min(_staying(counts), 1.0), discount),
            weights @ _by_counts(some, counts, discount)[state],
            weights @ values + (times[fit] - 1.0) @ moved,
        )  # fmt: skip
    ends = np.nanquantile(sums, [0.025, 0.975], axis=0)
    return {way: (float(ends[0, i]), float(ends[1, i])) for i, way in enumerate(WAYS)}
