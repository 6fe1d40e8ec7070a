"""Silence: customers that have not ordered for longer than their own rhythm explains, and lost ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.classify.closed_days import by_open_days, closed_days
from kamlib.facts.buying_days import days_with_sales, median_gaps, starts_of
from kamlib.periods.day_numbers import number_of

#: Part of the customers that keep their rhythm and would still be silent so long by chance.
BY_CHANCE = 0.01

#: Order days from which on a customer has a rhythm: two gaps.
FEWEST_DAYS = 3

#: Months without an order after which a customer is lost.
LOST_MONTHS = 12

#: What a customer can be.
STATES = ("", "silent", "lost")

_COLUMNS = ("silent_days", "usual_gap", "longest_gap", "silence")


def measure_silence(orders: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Set the silence of each customer against its own rhythm.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``. Only days with net sales above zero are order days.
    as_of : pandas.Timestamp
        The day from which silence is counted; later lines do not count.

    Returns
    -------
    pandas.DataFrame
        One row per customer with an order day, by ``customer_id``: ``silent_days`` since the last order day,
        ``usual_gap`` (median days between two order days; missing below three of them), ``longest_gap``, and
        ``silence``, one of `STATES`.

    Notes
    -----
    A customer is silent when it has not ordered for longer than ever before, and so long that of customers with
    the same number of gaps at the same rhythm no more than one in a hundred would be: with ``n`` gaps of ``T``
    days together, ``(1 + t / T) ** -n`` is the chance of a silence of ``t`` days (orders at random times, the
    rate known only from these gaps). Days on which the whole book is quiet around the Spring Festival count
    neither as silence nor as a gap, see `closed_days`. It is lost after twelve months, whatever its rhythm.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify.silence import measure_silence
    >>> days = pd.date_range("2024-01-01", periods=11, freq="20D")
    >>> orders = pd.DataFrame({"customer_id": "A", "date": days, "revenue": 100.0})
    >>> measure_silence(orders, pd.Timestamp("2024-12-31"))[["silent_days", "usual_gap", "silence"]]
                 silent_days  usual_gap silence
    customer_id
    A                    165       20.0  silent
    """
    who, day, names = days_with_sales(orders, number_of(as_of))
    if not len(who):
        return pd.DataFrame({name: pd.Series(dtype="object") for name in _COLUMNS})
    today, starts = as_of.normalize(), starts_of(who)
    counts = np.diff(np.r_[starts, len(who)])
    last, enough = starts + counts - 1, counts >= FEWEST_DAYS
    days = day.astype("datetime64[D]")
    closed = closed_days(days, as_of)
    open_days = by_open_days(days, closed)
    since = by_open_days(np.array([today], dtype="datetime64[D]"), closed)[0] - open_days[last]
    spanned = np.where(enough, open_days[last] - open_days[starts], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = (1 + since / spanned) ** (1 - counts)
    silent = enough & (since > _longest(open_days, starts)) & (chance <= BY_CHANCE)
    lost = days[last] <= np.datetime64(periods.shifted(today, -LOST_MONTHS), "D")
    return pd.DataFrame({
        "silent_days": number_of(today) - day[last],
        "usual_gap": np.where(enough, median_gaps(who, day), np.nan), "longest_gap": _longest(day, starts),
        "silence": np.select([lost, silent], ["lost", "silent"], default=""),
    }, index=names.take(who[starts]).rename("customer_id"))  # fmt: skip


def _longest(days: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the longest gap of each customer; missing for those with one day."""
    gaps = np.diff(days, prepend=0).astype("float64")
    gaps[starts] = np.nan
    return np.fmax.reduceat(gaps, starts)
