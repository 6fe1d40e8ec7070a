"""K3 frequency: who orders often – by the months between orders, against a floor and what is usual here."""

from __future__ import annotations

import numpy as np
import pandas as pd


def months_between(accounts: pd.DataFrame) -> pd.Series:
    """Return how many months lie between two months with orders, on average, from the first to the last.

    Months, not orders: ten deliveries of one week are one occasion. Up to the last order, since how long a
    customer has been silent is a question of its own.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer: ``first_date``, ``last_date``, ``active_months``.

    Returns
    -------
    pandas.Series
        In the order of the rows; infinite for who ordered in one month only.
    """
    first, last = accounts["first_date"].dt, accounts["last_date"].dt
    months = (last.year - first.year) * 12 + last.month - first.month
    more = accounts["active_months"] - 1
    return pd.Series((months / more.where(more > 0)).fillna(np.inf), index=accounts.index, dtype="float64")


def often(accounts: pd.DataFrame, *, floor: float, usual: float) -> pd.Series:
    """Tell who orders often: every so many months at least, and not much more rarely than customers here do.

    Parameters
    ----------
    accounts : pandas.DataFrame
        As for `months_between`.
    floor : float
        Months between orders that are no longer often, whatever is usual.
    usual : float
        How many times the median of those who came back the months between may be. Not the median itself: those
        near it are very similar.

    Returns
    -------
    pandas.Series
        True or False, in the order of the rows.
    """
    gaps = months_between(accounts)
    back = gaps[np.isfinite(gaps)]
    limit = min(floor, usual * max(float(back.median()), 1.0)) if len(back) else floor
    return gaps <= limit
