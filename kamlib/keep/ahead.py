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
        (chance that it leaves, if it does buy again) and ``ahead``, the product of both.

    Notes
    -----
    ``there`` is the share of the customers with as high a score of the chosen rule on the earlier days that bought
    within the horizon, never rising with the score. ``leaves`` is the share of those that did buy, and were as
    large by net sales (in ten groups of equal number, each drawn in towards all), that did not buy within the
    horizon after that.
    """
    from scipy.optimize import isotonic_regression

    score = np.concatenate([one.scores[tested.chosen] for one in tested.cuts])
    gone = np.concatenate([one.gone for one in tested.cuts])
    distinct, at = np.unique(score, return_inverse=True)
    weights = np.bincount(at).astype("float64")
    fitted = isotonic_regression(np.bincount(at, gone) / weights, weights=weights).x
    shares = _shares(
        np.concatenate([_group(book, one.known, one.day) for one in tested.cuts])[~gone],
        np.concatenate([_left_then(book, one, horizon) for one in tested.cuts])[~gone],
    )
    known = known_at(book, today, fewest=fewest)
    there = 1.0 - np.interp(RULES[tested.chosen](known), distinct, fitted)
    leaves = shares[_group(book, known, today)]
    return pd.DataFrame({
        "customer_id": book.ids[known.who].astype("str"), "there": there, "leaves": leaves,
        "ahead": there * leaves,
    })  # fmt: skip


def _left_then(book: Ledger, one: Cut, horizon: int) -> np.ndarray:
    """Say of each customer that was judged whether it did not buy in the second horizon after the day."""
    first, last = one.day + horizon, one.day + 2 * horizon - 1
    return ~book.at(last, known_by=int(book.known.max())).between(one.known.who, first, last)


def _group(book: Ledger, known: Known, day: int) -> np.ndarray:
    """Return the group of each customer by net sales of the year before a day, 0 for the smallest."""
    bought = book.at(day - 1)
    within = bought.day >= day - YEAR
    sales = np.bincount(bought.who[within], bought.money[within], minlength=len(book.ids))[known.who]
    place = ranks(np.round(sales / max(float(sales.max(initial=0.0)), 1e-12), 9))
    return np.asarray(np.minimum((place * SIZES).astype(int), SIZES - 1))


def _shares(group: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Return the share of each group that left, drawn in towards the share of all."""
    n = np.bincount(group, minlength=SIZES)
    return np.asarray((np.bincount(group, left, minlength=SIZES) + DRAWN_IN * left.mean()) / (n + DRAWN_IN))
