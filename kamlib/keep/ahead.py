"""The risk that is still ahead: who buys again after a day, and leaves then; not who has left already (K18)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.facts.buying_days import Ledger
from kamlib.keep.backtest import BackTest, Cut
from kamlib.keep.rules import FEWEST_DAYS, RULES, Known, known_at, ranks

#: Groups of customers by net sales of a year, of equal number.
SIZES = 10

#: Days of the year by whose net sales customers are large or small.
YEAR = 365

#: Net sales over the usual below which a customer is as small as one can be.
SMALLEST = 1e-3

#: Steps of the search for the curve; half as many end it in every book that was tried.
STEPS = 20

#: A group counts as if so many more customers had left as often as all do, so that a small one says little.
DRAWN_IN = 20.0


def chances_ahead(
    book: Ledger, tested: BackTest, *, today: int, horizon: int, fewest: int = FEWEST_DAYS
) -> pd.DataFrame:
    """Return the chance of each customer to be there still, and to leave from now on.

    Parameters
    ----------
    book : Ledger
        From ``facts.buying_days.ledger``.
    tested : BackTest
        Earlier days, each with two horizons of the book after it.
    today : int
        Number of the morning after the last day of the book.
    horizon : int
        Days without an order after which a customer has left.
    fewest : int
        Days of buying below which a customer is not judged.

    Returns
    -------
    pandas.DataFrame
        One row per customer that is judged: ``customer_id``, ``there`` (chance that it buys again), ``leaves``
        (chance that it leaves, if it does buy again), ``ahead``, the product of both, and ``promised``, the same
        with the chance to leave by a curve over size.

    Notes
    -----
    ``there`` is the share of the customers with as high a score of the chosen rule on the earlier days that bought
    within the horizon, never rising with the score. ``leaves`` is the share of those that did buy, and were as
    large by net sales (in ten groups of equal number, each drawn in towards all), that did not buy within the
    horizon after that. A plan that is chosen by these shares picks the groups in which most happened to leave, and
    the largest of the largest, who leave less than their group: ``promised`` takes the share by a logistic curve
    over the logarithm of net sales instead, which no single group can bend.
    """
    from scipy.optimize import isotonic_regression

    score = np.concatenate([one.scores[tested.chosen] for one in tested.cuts])
    gone = np.concatenate([one.gone for one in tested.cuts])
    distinct, at = np.unique(score, return_inverse=True)
    weights = np.bincount(at).astype("float64")
    fitted = isotonic_regression(np.bincount(at, gone) / weights, weights=weights).x
    left = np.concatenate([_left_then(book, one, horizon) for one in tested.cuts])[~gone]
    sales = [_sales(book, one.known, one.day) for one in tested.cuts]
    known = known_at(book, today, fewest=fewest)
    now = _sales(book, known, today)
    there = 1.0 - np.interp(RULES[tested.chosen](known), distinct, fitted)
    leaves = _shares(np.concatenate([_group(some) for some in sales])[~gone], left)[_group(now)]
    smooth = _curve(np.concatenate([_size(some) for some in sales])[~gone], left, _size(now))
    return pd.DataFrame({
        "customer_id": book.ids[known.who].astype("str"), "there": there, "leaves": leaves,
        "ahead": there * leaves, "promised": there * smooth,
    })  # fmt: skip


def _left_then(book: Ledger, one: Cut, horizon: int) -> np.ndarray:
    """Say of each customer that was judged whether it did not buy in the second horizon after the day."""
    first, last = one.day + horizon, one.day + 2 * horizon - 1
    return ~book.at(last, known_by=int(book.known.max())).between(one.known.who, first, last)


def _sales(book: Ledger, known: Known, day: int) -> np.ndarray:
    """Return the net sales of each customer in the year before a day."""
    bought = book.at(day - 1)
    within = bought.day >= day - YEAR
    return np.asarray(np.bincount(bought.who[within], bought.money[within], minlength=len(book.ids))[known.who])


def _group(sales: np.ndarray) -> np.ndarray:
    """Return the group of each customer by net sales, 0 for the smallest."""
    place = ranks(np.round(sales / max(float(sales.max(initial=0.0)), 1e-12), 9))
    return np.asarray(np.minimum((place * SIZES).astype(int), SIZES - 1))


def _size(sales: np.ndarray) -> np.ndarray:
    """Return the logarithm of net sales over the usual of that day."""
    some = sales[sales > 0]
    usual = float(np.median(some)) if len(some) else 1.0
    return np.asarray(np.log(np.maximum(sales / usual, SMALLEST)))


def _curve(size: np.ndarray, left: np.ndarray, now: np.ndarray) -> np.ndarray:
    """Return the share that leaves at each size now, by a logistic curve with a slope drawn in towards none.

    The slope counts as if it were normal around zero with a spread of one, a spread of size being the unit; the
    search is Newton's.
    """
    share = float(left.mean()) if len(left) else 0.0
    if not 0 < share < 1:
        return np.full(len(now), share)
    middle, spread = float(size.mean()), float(size.std()) or 1.0
    x = np.column_stack([np.ones(len(size)), (size - middle) / spread])
    drawn, found = np.diag([0.0, 1.0]), np.array([np.log(share / (1 - share)), 0.0])
    for _step in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-x @ found))
        curvature = x.T @ (x * (p * (1 - p))[:, None]) + drawn
        found = found + np.linalg.solve(curvature, x.T @ (left - p) - drawn @ found)
    return np.asarray(1.0 / (1.0 + np.exp(-(found[0] + found[1] * (now - middle) / spread))))


def _shares(group: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Return the share of each group that left, drawn in towards the share of all."""
    n = np.bincount(group, minlength=SIZES)
    return np.asarray((np.bincount(group, left, minlength=SIZES) + DRAWN_IN * left.mean()) / (n + DRAWN_IN))
