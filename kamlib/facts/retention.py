"""Retention: what customers may keep back of a bill until a guarantee has run out."""

from __future__ import annotations

import pandas as pd


def held(orders: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Return what customers may keep back on a day: retention whose day of payment is later, or not known.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``revenue``; where known, ``retention`` and ``retention_due``.
    day : pandas.Timestamp
        The day that is looked at.

    Returns
    -------
    pandas.Series
        Money a line (currency units), from 0 to its revenue.
    """
    if "retention" not in orders:
        return pd.Series(0.0, index=orders.index)
    kept = orders["retention"].astype("float64").fillna(0.0).clip(lower=0.0)
    kept = kept.clip(upper=orders["revenue"].astype("float64").clip(lower=0.0))
    if "retention_due" not in orders:
        return kept
    return kept.where(~(orders["retention_due"] < day.normalize() + pd.Timedelta(days=1)), 0.0)
