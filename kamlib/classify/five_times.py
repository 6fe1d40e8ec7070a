"""K7, five times: what winning a customer took before its first order, against what keeping one takes a year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.value.resampling import Interval

#: Customers on each side from which a ratio is worked out.
FEWEST = 5

#: Months that have to be known before a first order: the visits of at least a year are then seen.
RUN_UP = 12

#: Resamples of the interval, and its confidence.
REPLICATES, CONFIDENCE = 2000, 0.95


@dataclass(frozen=True, eq=False)
class FiveTimes:
    """Winning against keeping.

    Attributes
    ----------
    winning : float
        Effort before the first order, a customer won; what went to those that never bought is in it.
    keeping : float
        Effort in a year, a customer that stays.
    times : float
        How many times as much winning takes.
    interval : Interval
        Of `times`, 95 %, by resampling customers.
    won, tried, kept, years : int
        Customers won; those that were visited and never bought; customers kept, and the years that they make up.
    effort_won, effort_tried, effort_kept : float
        What went into each of these groups together.
    """

    winning: float
    keeping: float
    times: float
    interval: Interval
    won: int
    tried: int
    kept: int
    years: int
    effort_won: float
    effort_tried: float
    effort_kept: float


@dataclass(frozen=True)
class TooFew:
    """How many customers there are on each side where these are too few for a ratio."""

    won: int
    kept: int


def compare_effort(
    efforts: pd.DataFrame, bought: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, *, seed: int = 0
) -> FiveTimes | TooFew:
    """Compare what winning a customer takes with what keeping one takes a year.

    Parameters
    ----------
    efforts : pandas.DataFrame
        One row per visit, call or service: ``customer_id``, ``date``, ``effort`` (money, hours or number; not
        missing).
    bought : pandas.DataFrame
        One row per order above zero: ``customer_id``, ``date``.
    first, last : pandas.Timestamp
        Days between which both efforts and orders are known.
    seed : int
        Of the resampling.

    Returns
    -------
    FiveTimes or TooFew
        Too few where fewer than `FEWEST` customers were won, or kept, or keeping took nothing.

    Notes
    -----
    *Won*: first order at least twelve months after `first`, so that the visits before it are known; their effort
    is all before the day of the first order. *Tried*: visited and never bought; their effort is a cost of winning
    too. *Kept*: in the years counted back from `last`, customers that had bought at least a year before such a
    year began and buy in it; their effort of that year. The interval resamples customers: those won and tried
    together, and those kept with all their years (Efron and Tibshirani 1993, ch. 8).

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify.five_times import compare_effort
    >>> day = pd.Timestamp
    >>> old, new = [f"old{i}" for i in range(5)], [f"new{i}" for i in range(5)]
    >>> bought = pd.DataFrame(
    ...     [(who, day(y, 6, 1)) for who in old for y in (2021, 2023)] + [(who, day(2023, 6, 1)) for who in new],
    ...     columns=["customer_id", "date"],
    ... )
    >>> efforts = pd.DataFrame(
    ...     [(who, day(2023, 3, 1), 10.0) for who in old] + [(who, day(2023, 5, 1), 30.0) for who in new],
    ...     columns=["customer_id", "date", "effort"],
    ... )
    >>> compare_effort(efforts, bought, day("2021-01-01"), day("2023-12-31")).times
    3.0
    """
    bought = bought[bought["date"].between(first, last + pd.Timedelta(days=1), inclusive="left")]
    efforts = efforts[efforts["date"].between(first, last + pd.Timedelta(days=1), inclusive="left")]
    start = bought.groupby("customer_id")["date"].min().dt.normalize().sort_index()
    to_win = _to_win(efforts, start, first)
    kept = _to_keep(efforts, bought, start, first, last)
    won = int(to_win["won"].sum())
    if won < FEWEST or len(kept) < FEWEST or not kept["effort"].sum() > 0:
        return TooFew(won, len(kept))
    winning = float(to_win["effort"].sum() / won)
    keeping = float(kept["effort"].sum() / kept["years"].sum())
    mine = to_win["won"] > 0
    return FiveTimes(
        winning, keeping, winning / keeping, _interval(to_win, kept, seed), won, int((~mine).sum()), len(kept),
        int(kept["years"].sum()), float(to_win.loc[mine, "effort"].sum()), float(to_win.loc[~mine,
        "effort"].sum()), float(kept["effort"].sum()),
    )  # fmt: skip


def _to_win(efforts: pd.DataFrame, start: pd.Series, first: pd.Timestamp) -> pd.DataFrame:
    """Return the effort before the first order of each customer won, and that on those that never bought."""
    known = start[start >= periods.shifted(first, RUN_UP)]
    begins = efforts["customer_id"].map(start)
    before = efforts[efforts["customer_id"].isin(known.index) & (efforts["date"].dt.normalize() < begins)]
    won = before.groupby("customer_id")["effort"].sum().reindex(known.index, fill_value=0.0)
    tried = efforts[begins.isna()].groupby("customer_id")["effort"].sum()
    both = pd.concat([won, tried])
    return pd.DataFrame({"effort": both, "won": [1] * len(won) + [0] * len(tried)}).sort_index()


def _to_keep(
    efforts: pd.DataFrame, bought: pd.DataFrame, start: pd.Series, first: pd.Timestamp, last: pd.Timestamp
) -> pd.DataFrame:
    """Return for each customer kept the years in which it stayed, and the effort of these years."""
    parts, days = [], periods.window(last)
    while days.first >= periods.shifted(first, RUN_UP):
        old = start.index[start < periods.shifted(days.first, -RUN_UP)]
        year = bought[bought["date"].between(days.first, days.last + pd.Timedelta(days=1), inclusive="left")]
        stays = old[old.isin(year["customer_id"])]
        spent = efforts[efforts["date"].between(days.first, days.last + pd.Timedelta(days=1), inclusive="left")]
        sums = spent.groupby("customer_id")["effort"].sum().reindex(stays, fill_value=0.0)
        parts.append(pd.DataFrame({"effort": sums, "years": 1}))
        days = periods.window(days.first - pd.Timedelta(days=1))
    whole = pd.concat(parts) if parts else pd.DataFrame({"effort": [], "years": []})
    return whole.groupby(level=0)[["effort", "years"]].sum().sort_index()


def _interval(to_win: pd.DataFrame, kept: pd.DataFrame, seed: int) -> Interval:
    """Return the percentiles of the ratio over resampled customers; without an upper end where none was won."""
    dice = np.random.default_rng(seed)
    sides = [frame.to_numpy(dtype="float64") for frame in (to_win[["effort", "won"]], kept[["effort", "years"]])]
    ratios = []
    for side in sides:
        drawn = dice.multinomial(len(side), np.full(len(side), 1 / len(side)), size=REPLICATES) @ side
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios.append(np.where(drawn[:, 1] > 0, drawn[:, 0] / drawn[:, 1], np.inf))
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.where(ratios[1] > 0, ratios[0] / ratios[1], np.inf)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(times, [tail, 1 - tail], method="inverted_cdf")
    return Interval(float(low), float(high))
