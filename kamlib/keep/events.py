"""What precedes leaving: rates of exit after an event, against comparable customers and placebo dates (K16)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.value.shares import quantile

#: Months after an event in which an exit counts as coming after it.
AFTER = 6

#: Draws of placebo dates.
PLACEBOS = 100

#: Exits after an event, or expected after it, below which nothing is concluded.
FEWEST_EXITS = 5

#: Months of age at which a stratum begins: young customers leave at other rates than old ones.
AGES = (0, 3, 12)


@dataclass(frozen=True, eq=False)
class EventStudy:
    """Exits after events.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per kind of event: ``event``, ``events``, ``exposed`` (customer-months that follow one), ``exits``
        in them, ``expected`` (at the rate of comparable customers without one), ``ratio`` of the rates with
        ``low`` and ``high``, ``placebo_low`` and ``placebo_high`` (the ratio if other customers, drawn by lot, had
        had the event on its date), ``flagged`` (more often by interval and placebo) and ``enough`` (whether there
        are enough exits to conclude anything).
    months : int
        Months after an event that count.
    exits : int
        Exits in all.
    """

    table: pd.DataFrame
    months: int
    exits: int


@dataclass(frozen=True, eq=False)
class _Months:
    """Customer-months: those of customer `i` begin at ``starts[i]``; each has an age and a stratum.

    ``leaving`` are the months of exits. ``order`` lists them by group and calendar month; those of the same as a
    cell lie from ``pool[cell]`` to ``pool_end[cell]``. ``size`` and ``exits`` count the months and exits of each
    stratum.
    """

    starts: np.ndarray
    first: np.ndarray
    length: np.ndarray
    age: np.ndarray
    stratum: np.ndarray
    leaving: np.ndarray
    size: np.ndarray
    exits: np.ndarray
    order: np.ndarray
    pool: np.ndarray
    pool_end: np.ndarray


def event_study(
    lives: pd.DataFrame, events: pd.DataFrame, *, months: int = AFTER, placebos: int = PLACEBOS, seed: int = 0
) -> EventStudy:
    """Compare how often customers leave after an event and without one.

    Parameters
    ----------
    lives : pandas.DataFrame
        One row per customer: ``customer_id``, ``first`` and ``last`` (days of its life as far as it was seen),
        ``left`` (whether it left on the last day), and ``group``, known at its start, such as a tier.
    events : pandas.DataFrame
        ``customer_id``, ``date``, ``event`` (kind). Those outside of a life do not count.
    months : int
        Months after that of the event in which an exit counts.
    placebos : int
        Draws in which the date of each event is given to a customer of the same group, there in that month.
    seed : int
        Of the draws.

    Returns
    -------
    EventStudy
        Nothing in it says that an event was the cause: customers with an event may differ in other ways.

    Raises
    ------
    ValueError
        If there is no life, or one ends before it begins.

    Notes
    -----
    Rate ratio of Mantel and Haenszel for customer-months, over strata of group, year and age; interval of
    Greenland and Robins, "Estimation of a common effect parameter from sparse follow-up data", Biometrics (1985).
    If the event does not matter, ratios at placebo dates are drawn from the same distribution.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.keep.events import event_study
    >>> lives = pd.DataFrame({"customer_id": ["A", "B"], "first": pd.Timestamp("2023-01-10"), "group": "gold",
    ...                       "last": pd.to_datetime(["2023-08-20", "2024-12-31"]), "left": [True, False]})
    >>> events = pd.DataFrame({"customer_id": ["A"], "date": [pd.Timestamp("2023-06-02")], "event": ["owner"]})
    >>> event_study(lives, events, placebos=10).table[["event", "exposed", "exits"]].to_dict("records")
    [{'event': 'owner', 'exposed': 2, 'exits': 1}]
    """
    lives = lives.sort_values("customer_id", kind="stable")
    events = events.sort_values(["event", "customer_id", "date"], kind="stable")
    cells = _laid_out(lives)
    at = pd.Index(lives["customer_id"].astype("str")).get_indexer(pd.Index(events["customer_id"].astype("str")))
    place = _month(events["date"]) - cells.first[at]
    inside = (at >= 0) & (place >= 0) & (place < cells.length[at])
    rng, rows = np.random.default_rng(seed), []
    for kind in sorted(set(events["event"].astype("str"))):
        some = inside & (events["event"] == kind).to_numpy()
        rows.append({"event": kind, **_row(cells, cells.starts[at[some]] + place[some], months, placebos, rng)})
    columns = ["event", "events", "exposed", "exits", "expected", "ratio", "low", "high", "placebo_low",
               "placebo_high", "flagged", "enough"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).sort_values("ratio", ascending=False, ignore_index=True)
    return EventStudy(table, months, len(cells.leaving))


def _month(days: pd.Series) -> np.ndarray:
    dates = pd.to_datetime(days)
    return np.asarray(dates.dt.year * 12 + dates.dt.month, dtype="int64")


def _laid_out(lives: pd.DataFrame) -> _Months:
    if not len(lives):
        raise ValueError("lives: there is no customer")
    first, last = _month(lives["first"]), _month(lives["last"])
    length = last - first + 1
    if (length < 1).any():
        raise ValueError("lives: a life ends before it begins")
    starts = np.cumsum(length) - length
    who = np.repeat(np.arange(len(length)), length)
    age = np.arange(int(length.sum())) - starts[who]
    band = np.searchsorted(np.asarray(AGES), age, side="right") - 1
    year = (first[who] + age - 1) // 12
    group = pd.factorize(lives["group"].astype("str"))[0][who]
    parts = np.stack([group, year - year.min(), band])
    stratum = np.ravel_multi_index(tuple(parts), tuple(int(one) + 1 for one in parts.max(axis=1)))
    leaving = (starts + length - 1)[lives["left"].to_numpy(dtype=bool)]
    key = group * (int((first[who] + age).max()) + 1) + first[who] + age
    order = np.argsort(key, kind="stable")
    pool, pool_end = (np.searchsorted(key[order], key, side=side) for side in ("left", "right"))
    size = np.bincount(stratum)
    exits = np.bincount(stratum[leaving], minlength=len(size))
    return _Months(starts, first, length, age, stratum, leaving, size, exits, order, pool, pool_end)


def _exposed(cells: _Months, of_events: np.ndarray, within: list[np.ndarray]) -> np.ndarray:
    """Say which customer-months follow an event; `within` says of each number of months which are as old."""
    marked, seen = np.zeros(len(cells.age), dtype=bool), np.zeros(len(cells.age), dtype=bool)
    marked[of_events] = True
    for months, old in enumerate(within, start=1):
        seen[months:] |= marked[:-months] & old[months:]
    return seen


def _row(
    cells: _Months, of_events: np.ndarray, months: int, placebos: int, rng: np.random.Generator
) -> dict[str, float | int | bool]:
    within = [cells.age >= after for after in range(1, min(months, int(cells.age.max())) + 1)]
    found = _exposed(cells, of_events, within)
    ratio, spread, expected = _mantel_haenszel(cells, found)
    low, high = cells.pool[of_events], cells.pool_end[of_events]
    drawn = [_mantel_haenszel(cells, _exposed(cells, _others(cells, low, high, rng), within))[0]
             for _draw in range(placebos)]  # fmt: skip
    known = np.asarray(drawn)[~np.isnan(drawn)] if drawn else np.zeros(0)
    low_, high_ = np.quantile(known, [0.025, 0.975]) if len(known) else (math.nan, math.nan)
    times = math.exp(quantile(0.95) * spread)
    least, most = ratio / times, ratio * times
    exits = int(found[cells.leaving].sum())
    enough = max(exits, expected) >= FEWEST_EXITS and not math.isnan(least)
    return {
        "events": len(of_events), "exposed": int(found.sum()), "exits": exits, "expected": expected,
        "ratio": ratio, "low": least, "high": most, "placebo_low": float(low_), "placebo_high": float(high_),
        "enough": enough, "flagged": bool(enough and least > 1 and (math.isnan(high_) or ratio > high_)),
    }  # fmt: skip


def _others(cells: _Months, low: np.ndarray, high: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give the month of each event to a customer of the same group that was there."""
    return np.asarray(cells.order[low + (rng.random(len(low)) * (high - low)).astype("int64")])


def _mantel_haenszel(cells: _Months, exposed: np.ndarray) -> tuple[float, float, float]:
    """Return the rate ratio, the standard error of its logarithm, and the exits expected after the events."""
    strata = len(cells.size)
    under = np.bincount(cells.stratum[exposed], minlength=strata)
    left = np.bincount(cells.stratum[cells.leaving[exposed[cells.leaving]]], minlength=strata)
    used = (under > 0) & (cells.size > under)
    n, n1, a = cells.size[used].astype("float64"), under[used].astype("float64"), left[used]
    n0, b = n - n1, cells.exits[used] - a
    up, down = float((a * n0 / n).sum()), float((b * n1 / n).sum())
    expected = float((b / n0 * n1).sum())
    if up <= 0 or down <= 0:
        return (0.0 if down > 0 else math.nan), math.nan, expected
    variance = float(((a + b) * n1 * n0 / n**2).sum()) / (up * down)
    return up / down, math.sqrt(variance), expected
