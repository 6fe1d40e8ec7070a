"""Who may leave: a rule chosen on earlier days, the warnings, and the report card of an earlier list (K16).

`rules` scores customers, `backtest` tries the rules, `states` says who is gone, quiet or shrinking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.facts.buying_days import Ledger
from kamlib.keep.backtest import FEWEST_CUTS, PLAIN, BackTest, Cut, back_test, cut, outcome, size_of
from kamlib.keep.rules import FEWEST_DAYS, RULES, known_at
from kamlib.periods.day_numbers import number_of
from kamlib.value.shares import wilson

#: Leavers on earlier days below which no rule can be judged.
FEWEST_LEAVERS = 10

#: Days between the days on which a rule is tried, and how many of them there are at most.
APART, MOST_CUTS = 91, 4

#: Days of orders that have to lie before the first of them.
LEARNT = 180

#: Days after which a customer without an order has left: a year where the book is long enough, for its seasons.
LONG, SHORT = 365, 180


@dataclass(frozen=True)
class Plan:
    """The days of a book on which rules are chosen and shown.

    Attributes
    ----------
    horizon : int
        Days without an order after which a customer has left.
    chosen_on : tuple of int
        Numbers of the days on which rules are tried; the horizon after each ends before the day that is shown.
    shown_on : int
        Number of the day whose list the report card shows.
    today : int
        Number of the morning after the last day of the book.
    """

    horizon: int
    chosen_on: tuple[int, ...]
    shown_on: int
    today: int


@dataclass(frozen=True, eq=False)
class Warnings:
    """Who may leave, by the rule that did best on earlier days, and what became of an earlier list.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer on the list whose next order is overdue, the highest score first: ``customer_id``,
        ``silent_days``, ``usual_gap`` and ``chance`` (share of those scored as high on earlier days that left,
        with the 95% interval ``low`` to ``high``).
    card : pandas.DataFrame
        One row per customer that was judged on the day of the report card: ``customer_id``, ``listed``,
        ``longest_silent`` (on the list by plain silence), ``left``.
    tested : BackTest
        The earlier days.
    plan : Plan
        Which days those are.
    judged : int
        Customers that are judged today.
    """

    table: pd.DataFrame
    card: pd.DataFrame
    tested: BackTest
    plan: Plan
    judged: int


def plan(first: pd.Timestamp, last: pd.Timestamp) -> Plan | None:
    """Lay out the days on which rules are chosen and shown.

    Parameters
    ----------
    first, last : pandas.Timestamp
        First and last day of the book.

    Returns
    -------
    Plan or None
        None where the book is too short for a report card and an earlier day.

    Notes
    -----
    A year is the horizon where that leaves three days to choose a rule by, else half a year. A shorter horizon is
    none: of the customers of Online Retail II that did not order for a quarter, half came back in the half-year
    after. A book that leaves one or two days has a list and its report card, but no choice of a rule.
    """
    begin, today = number_of(first), number_of(last) + 1
    for horizon in (LONG, SHORT):
        shown = today - horizon
        days = [shown - horizon - APART * back for back in range(MOST_CUTS)]
        days = [day for day in days if day - begin >= LEARNT]
        if len(days) >= (FEWEST_CUTS if horizon == LONG else 1):
            return Plan(horizon, tuple(sorted(days)), shown, today)
    return None


def as_known(book: Ledger, day: pd.Timestamp, *, horizon: int = LONG, fewest: int = FEWEST_DAYS) -> pd.DataFrame:
    """Return the customers as they were known on the morning of a day, with who left after it.

    Parameters
    ----------
    book : Ledger
        From ``facts.buying_days.ledger``.
    day : pandas.Timestamp
        The day.
    horizon : int
        Days from it without an order after which a customer has left.
    fewest : int
        Days of buying below which a customer is not judged.

    Returns
    -------
    pandas.DataFrame
        One row per customer that bought in the year before: ``customer_id``, ``order_days`` (days of buying),
        ``silent_days``, ``usual_gap`` (median days between two) and ``left``.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.facts.buying_days import ledger
    >>> from kamlib.keep import leaving
    >>> days = pd.to_datetime(["2023-01-01", "2023-01-11", "2023-01-31"])
    >>> orders = pd.DataFrame({"customer_id": "A", "date": days, "revenue": 9.0})
    >>> leaving.as_known(ledger(orders), pd.Timestamp("2023-03-02"))
      customer_id  order_days  silent_days  usual_gap  left
    0           A           3           30       15.0  True
    """
    known, gone = outcome(book, number_of(day), horizon=horizon, fewest=fewest)
    return pd.DataFrame({
        "customer_id": book.ids[known.who].astype("str"), "order_days": known.days, "silent_days": known.silent,
        "usual_gap": known.gap, "left": gone,
    })  # fmt: skip


def warn(
    book: Ledger,
    days: Plan,
    *,
    worth: Mapping[str, float] | None = None,
    capacity: int | None = None,
    fewest: int = FEWEST_DAYS,
    replicates: int = 500,
    seed: int = 0,
) -> Warnings | None:
    """Choose a rule on earlier days, list who may leave by it today, and show what became of its earlier list.

    Parameters
    ----------
    book : Ledger
        From ``facts.buying_days.ledger``.
    days : Plan
        From `plan`.
    worth : mapping, optional
        What each customer brings a year (currency units), by id: those that bring nothing are not listed, and of
        equal scores those that bring more come first.
    capacity : int, optional
        How many customers can be called; by default a tenth of those that are judged.
    fewest : int
        Days of buying below which a customer is not judged.
    replicates, seed : int
        Of the bootstrap.

    Returns
    -------
    Warnings or None
        None where fewer than `FEWEST_LEAVERS` customers left after the earlier days.
    """
    if _leavers(book, days, fewest) < FEWEST_LEAVERS:
        return None
    tested = back_test(book, days.chosen_on, horizon=days.horizon, capacity=capacity, fewest=fewest,
                       replicates=replicates, seed=seed)  # fmt: skip
    known = known_at(book, days.today, fewest=fewest)
    score, ids = RULES[tested.chosen](known), book.ids[known.who].astype("str")
    chance, low, high = _chances(tested, score)
    amount = np.zeros(len(ids)) if worth is None else pd.Series(ids).map(worth).fillna(0.0).to_numpy()
    on = _top(score, known.silent, amount, size_of(len(ids), capacity))
    on = on[known.silent[on] > known.gap[on]]
    table = pd.DataFrame({
        "customer_id": ids[on], "silent_days": known.silent[on] - 1, "usual_gap": known.gap[on],
        "chance": chance[on], "low": low[on], "high": high[on],
    })  # fmt: skip
    if worth is not None:
        table = table[amount[on] > 0].reset_index(drop=True)
    card = _card(book, cut(book, days.shown_on, horizon=days.horizon, fewest=fewest), tested.chosen, capacity)
    return Warnings(table, card, tested, days, len(ids))


def by_lot(hits: int, *, listed: int, left: int, judged: int) -> float:
    """Return the chance of a list drawn by lot to catch so many of those that left, or more.

    Parameters
    ----------
    hits : int
        How many a list caught.
    listed, left, judged : int
        How many were listed, left, and were judged.

    Returns
    -------
    float
        By the hypergeometric distribution.

    Examples
    --------
    >>> from kamlib.keep.leaving import by_lot
    >>> round(by_lot(2, listed=2, left=2, judged=4), 4)
    0.1667
    """
    from scipy.special import gammaln

    caught = np.arange(max(hits, listed + left - judged), min(listed, left) + 1)
    logs = [gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
            for n, k in ((left, caught), (judged - left, listed - caught), (judged, listed))]  # fmt: skip
    return float(np.exp(logs[0] + logs[1] - logs[2]).sum())


def _leavers(book: Ledger, days: Plan, fewest: int) -> int:
    """Count the customers that left after one of the earlier days."""
    left: set[int] = set()
    for day in days.chosen_on:
        known, gone = outcome(book, day, horizon=days.horizon, fewest=fewest)
        if not gone.all():
            left |= {int(one) for one in known.who[gone]}
    return len(left)


def _top(score: np.ndarray, silent: np.ndarray, worth: np.ndarray, size: int) -> np.ndarray:
    """Return the places of the highest scores; of equal ones the longest silent first, then those worth more."""
    return np.lexsort((np.arange(len(score)), -worth, -silent, -score))[:size]


def _card(book: Ledger, shown: Cut, rule: str, capacity: int | None) -> pd.DataFrame:
    """Say of each customer that was judged on a day whether it was listed, and whether it left."""
    known, size = shown.known, size_of(len(shown.gone), capacity)
    table = pd.DataFrame({"customer_id": book.ids[known.who].astype("str"), "left": shown.gone})
    for name, by in (("listed", rule), ("longest_silent", PLAIN)):
        on = np.zeros(len(table), dtype=bool)
        on[_top(shown.scores[by], known.silent, np.zeros(len(table)), size)] = True
        table[name] = on & (known.silent > known.gap) if name == "listed" else on
    return table


def _chances(tested: BackTest, score: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the share of the customers with as high a score on earlier days that left, never falling with it.

    With it comes its 95% interval, by Wilson, from as many cases as there are customers whose shares are pooled:
    one that was judged on several days counts once. Scores are compared, not places on a list: the longest silent
    of one day may have been silent for a season, and those of another for a year.
    """
    from scipy.optimize import isotonic_regression

    then = np.concatenate([one.scores[tested.chosen] for one in tested.cuts])
    left = np.concatenate([one.gone for one in tested.cuts]).astype("float64")
    who = np.concatenate([one.known.who for one in tested.cuts])
    distinct, at = np.unique(then, return_inverse=True)
    weights = np.bincount(at).astype("float64")
    fitted = np.asarray(isotonic_regression(np.bincount(at, left) / weights, weights=weights).x)
    pool = np.cumsum(np.diff(fitted, prepend=fitted[:1]) > 0)
    pooled = np.unique(np.stack([pool[at], who]), axis=1)[0]
    first = np.unique(pool, return_index=True)[1]
    each = [wilson(share * n, n) for share, n in zip(fitted[first], np.bincount(pooled), strict=True)]
    sides = np.array(each)[pool].T
    chance, low, high = (np.interp(score, distinct, side) for side in (fitted, *sides))
    return chance, low, high
