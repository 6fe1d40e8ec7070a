"""Rules that say who may leave: what was known of each customer on a day, and a score by each rule (K16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from kamlib.facts.buying_days import Ledger, median_gaps

#: Days of silence from which the rule of fixed days warns.
FIXED_DAYS = 90

#: A customer without an order for so many days counts as gone already: no rule has to warn of it.
ACTIVE_DAYS = 365

#: Days of buying from which on a customer has a rhythm: two gaps.
FEWEST_DAYS = 3


@dataclass(frozen=True, eq=False)
class Known:
    """What was known of customers on the morning of a day.

    Attributes
    ----------
    who : numpy.ndarray
        Number of each customer in ``Ledger.ids``; only customers that a rule judges.
    days : numpy.ndarray
        How many days it bought on.
    silent : numpy.ndarray
        Days from the last of them to the morning.
    age : numpy.ndarray
        Days from the first to the morning.
    gap : numpy.ndarray
        Median days between two of them.
    histories : numpy.ndarray
        Of all customers that had bought, judged or not: days of buying, days silent, age (a column each).
    """

    who: np.ndarray
    days: np.ndarray
    silent: np.ndarray
    age: np.ndarray
    gap: np.ndarray
    histories: np.ndarray

    @property
    def rate(self) -> np.ndarray:
        """Days of buying a day of age."""
        return np.asarray(self.days / np.maximum(self.age, 1))


def known_at(book: Ledger, day: int, *, fewest: int = FEWEST_DAYS, active: int = ACTIVE_DAYS) -> Known:
    """Return what was known on the morning of a day of the customers that a rule can judge.

    Parameters
    ----------
    book : Ledger
        From ``facts.buying_days.ledger``.
    day : int
        Number of the day; what happened or became known on it or later does not count.
    fewest : int
        Days of buying below which a customer is too young to be judged.
    active : int
        Days of silence beyond which it is gone already.

    Returns
    -------
    Known
        The customers that are judged.
    """
    bought = book.at(day - 1)
    starts = bought.starts
    counts = np.diff(np.r_[starts, len(bought.who)])
    ends = starts + counts - 1
    silent, age = day - bought.day[ends], day - bought.day[starts]
    judged = (counts >= fewest) & (silent <= active)
    gaps = median_gaps(bought.who, bought.day)
    every = np.column_stack([counts, silent, age]).astype("float64")
    return Known(bought.who[starts][judged], counts[judged], silent[judged], age[judged], gaps[judged], every)


def recency(known: Known) -> np.ndarray:
    """Score by days of silence alone: the longest silent first."""
    return np.asarray(known.silent, dtype="float64")


def fixed_days(known: Known) -> np.ndarray:
    """Score 1 from a fixed number of days of silence on."""
    return np.asarray(known.silent > FIXED_DAYS, dtype="float64")


def own_gap(known: Known) -> np.ndarray:
    """Score by silence over the customer's own median gap."""
    return np.asarray(known.silent / np.maximum(known.gap, 1.0))


def recency_and_rate(known: Known) -> np.ndarray:
    """Score by the rank of silence and the rank of how seldom the customer buys."""
    return np.asarray(ranks(known.silent) + ranks(-known.rate))


def gap_recency_and_rate(known: Known) -> np.ndarray:
    """Score by the ranks of silence over the own gap, of silence and of how seldom the customer buys."""
    return np.asarray(ranks(own_gap(known)) + recency_and_rate(known))


def not_alive(known: Known) -> np.ndarray:
    """Score by 1 − P(alive) of BG/NBD fitted to all customers; where the fit does not hold, by silence alone."""
    from kamlib.value.lifetime import BgNbd, bgnbd

    days, silent, age = known.histories.T
    try:
        fit = bgnbd(days - 1, age - silent, age)
    except ValueError:
        return recency(known)
    if not fit.converged:
        return recency(known)
    own = BgNbd(
        fit.params, fit.log_likelihood, True, known.days - 1.0, (known.age - known.silent) * 1.0, known.age * 1.0
    )
    return np.asarray(1.0 - own.probability_alive)


def ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value, from 0 to 1; equal values share theirs."""
    _distinct, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts + 1) / 2
    return np.asarray(middle[at] / max(len(values) - 1, 1))


#: The rules by name, the simplest first: of rules that do equally well the first is chosen.
RULES: Mapping[str, Callable[[Known], np.ndarray]] = MappingProxyType({
    "recency": recency,
    "fixed_days": fixed_days,
    "own_gap": own_gap,
    "recency_and_rate": recency_and_rate,
    "gap_recency_and_rate": gap_recency_and_rate,
    "not_alive": not_alive,
})  # fmt: skip
