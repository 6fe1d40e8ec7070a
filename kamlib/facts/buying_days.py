"""The days on which customers bought, as they were known on any day: what rhythm and leaving are judged by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.facts.buying import CENT_PART
from kamlib.facts.groups import by_group, from_zero, group
from kamlib.facts.numbers import ordered_codes
from kamlib.facts.whole_order import whole_order
from kamlib.periods.day_numbers import days_in


@dataclass(frozen=True, eq=False)
class BuyingDays:
    """Days with net sales above zero, each customer's together, earliest first.

    ``ids`` are the customers, ``who`` the number of a customer in them, ``day`` the number of a day (since 1970),
    ``money`` its net sales (currency units).
    """

    ids: np.ndarray
    who: np.ndarray
    day: np.ndarray
    money: np.ndarray

    @property
    def starts(self) -> np.ndarray:
        """Where each customer that bought begins."""
        return starts_of(self.who)

    def between(self, who: np.ndarray, first: np.ndarray | int, last: np.ndarray | int) -> np.ndarray:
        """Return whether each of some customers bought from one day to another, both included.

        Parameters
        ----------
        who : numpy.ndarray
            Numbers of the customers.
        first, last : numpy.ndarray or int
            Numbers of the days, for each of them or for all.

        Returns
        -------
        numpy.ndarray of bool
        """
        if not len(self.day):
            return np.zeros(len(who), dtype=bool)
        zero, length = int(self.day.min()), int(np.ptp(self.day)) + 1
        places, start = self.who * length + self.day - zero, np.asarray(who) * length
        begin, end = start + np.clip(first - zero, 0, length), start + np.clip(last - zero + 1, 0, length)
        return np.asarray(np.searchsorted(places, end) > np.searchsorted(places, begin))


@dataclass(frozen=True, eq=False)
class Ledger:
    """Net sales by customer, day and the day on which they were known, in that order."""

    ids: np.ndarray
    who: np.ndarray
    day: np.ndarray
    known: np.ndarray
    money: np.ndarray

    def at(self, day: int, known_by: int | None = None) -> BuyingDays:
        """Return the days of buying up to a day, by what was known on it, or on a later one.

        Parameters
        ----------
        day : int
            Number of the last day that counts.
        known_by : int, optional
            Number of the day of knowing; by default the same.

        Returns
        -------
        BuyingDays
        """
        held = (self.day <= day) & (self.known <= (day if known_by is None else known_by))
        who, days, money = self.who[held], self.day[held], self.money[held]
        if not len(who):
            return BuyingDays(self.ids, who, days, money)
        starts = np.flatnonzero(np.r_[True, (who[1:] != who[:-1]) | (days[1:] != days[:-1])])
        sums = np.add.reduceat(money, starts)
        bought = sums > CENT_PART / 2
        starts = starts[bought]
        return BuyingDays(self.ids, who[starts], days[starts], sums[bought])


def ledger(lines: pd.DataFrame) -> Ledger:
    """Add up order lines by customer, day and day of knowing; lines without customer or date do not count.

    Parameters
    ----------
    lines : pandas.DataFrame
        ``customer_id``, ``date``, ``revenue``, and ``known`` where lines became known later.

    Returns
    -------
    Ledger

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.facts.buying_days import ledger
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-01", "2024-02-01"])
    >>> ledger(pd.DataFrame({"customer_id": "A", "date": days, "revenue": [5.0, 6.0, 7.0]})).money.tolist()
    [11.0, 7.0]
    """
    who, ids = ordered_codes(lines["customer_id"])
    day = days_in(lines["date"])
    money = lines["revenue"].to_numpy(dtype="float64", na_value=np.nan)
    counts = (who >= 0) & ~np.isnan(day) & ~np.isnan(money)
    # known, then dated: one array where they are the same
    when = [np.fmax(day, days_in(lines["known"])), day] if "known" in lines else [day]
    who, money, when = who[counts], money[counts], [days[counts].astype(int) for days in when]
    order = whole_order(*when, who)
    who, money, when = who[order], money[order], [days[order] for days in when]
    new = np.logical_or.reduce([column[1:] != column[:-1] for column in (who, *when)])
    starts = np.flatnonzero(np.r_[True, new]) if len(who) else np.zeros(0, dtype=int)
    sums = np.add.reduceat(money, starts) if len(who) else money
    when = [days[starts] for days in when]
    return Ledger(np.asarray(ids), who[starts], when[-1], when[0], sums)


def starts_of(who: np.ndarray) -> np.ndarray:
    """Return where each customer begins, of rows in which each one's lie together."""
    return np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if len(who) else who[:0]


def median_gaps(who: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return the median days between two days of each customer; missing for those with one.

    Parameters
    ----------
    who, day : numpy.ndarray
        Number of the customer and of the day, each day once, each customer's together and in order.

    Returns
    -------
    numpy.ndarray
        By customer, as `starts_of` finds them.
    """
    starts = starts_of(who)
    gaps, inner = np.diff(day, prepend=0), np.ones(len(day), dtype=bool)
    inner[starts] = False
    ordered = gaps[inner][whole_order(gaps[inner], who[inner])]
    n = np.diff(np.r_[starts, len(who)]) - 1
    begins, some = np.cumsum(n) - n, n > 0
    median = np.full(len(starts), np.nan)
    low, high = begins[some] + (n[some] - 1) // 2, begins[some] + n[some] // 2
    median[some] = (ordered[low] + ordered[high]) / 2
    return median


def days_with_sales(orders: pd.DataFrame, last: int) -> tuple[np.ndarray, np.ndarray, pd.Index]:
    """Return the days with net sales above zero of each customer, by the day of the lines alone.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``.
    last : int
        Number of the last day that counts.

    Returns
    -------
    numpy.ndarray, numpy.ndarray, pandas.Index
        Numbers of customer and day of each, by customer and day; and the customers' ids.
    """
    who, names = ordered_codes(orders["customer_id"])
    day = days_in(orders["date"])
    known = (who >= 0) & (day <= last)
    day, first, span = from_zero(day[known].astype("int64"))
    of, keys = group(who[known] * span + day)
    keys = keys[by_group(orders["revenue"][known], of, len(keys)).sum().to_numpy() > 0]
    return keys // span, keys % span + first, names
