"""Silence: customers that have not ordered for longer than their own rhythm explains, and lost ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.classify.closed_days import by_open_days, closed_days

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
    days = _order_days(orders, as_of)
    if days.empty:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in _COLUMNS})
    by = days.groupby("customer_id")
    dates = by["date"].agg(["min", "max", "count"])
    closed = closed_days(days, as_of)
    open_days = by_open_days(days["date"], closed)
    gaps = by["date"].diff().dt.days
    table = pd.DataFrame({"silent_days": (as_of.normalize() - dates["max"]).dt.days})
    enough = dates["count"] >= FEWEST_DAYS
    of = gaps.groupby(days["customer_id"])
    table["usual_gap"] = of.median().where(enough)
    table["longest_gap"] = of.max()
    at = open_days.groupby(days["customer_id"])
    ends, longest = at.agg(["min", "max"]), at.diff().groupby(days["customer_id"]).max()
    since = int(by_open_days(pd.Series([as_of.normalize()]), closed).iloc[0]) - ends["max"]
    n, spanned = dates["count"] - 1, ends["max"] - ends["min"]
    chance = (1 + since / spanned.where(enough)) ** (-n)
    silent = enough & (since > longest) & (chance <= BY_CHANCE)
    lost = dates["max"] <= periods.shifted(as_of.normalize(), -LOST_MONTHS)
    table["silence"] = np.select([lost, silent], ["lost", "silent"], default="")
    return table[[*_COLUMNS]]


def _order_days(orders: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the days on which each customer bought, each once, in order."""
    known = orders.loc[orders["customer_id"].notna() & orders["date"].notna(), ["customer_id", "date", "revenue"]]
    known = known.assign(date=known["date"].dt.normalize())
    sums = (
        known[known["date"] <= as_of.normalize()].groupby(["customer_id", "date"], as_index=False)["revenue"].sum()
    )
    return pd.DataFrame(sums[sums["revenue"] > 0].sort_values(["customer_id", "date"], ignore_index=True))
