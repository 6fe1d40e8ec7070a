"""Fiscal years: in which month they begin, and when the last one ended."""

from __future__ import annotations

from typing import Protocol

import pandas as pd


class Dated(Protocol):
    """What has a day to count from, and may have fiscal years: a client."""

    @property
    def as_of(self) -> pd.Timestamp:
        """The day to count from."""

    @property
    def fiscal_year(self) -> int | None:
        """Month in which fiscal years begin."""


def years_end(client: Dated, months: int = 12) -> pd.Timestamp:
    """Return the day that windows of months are counted back from: of years the end of the last fiscal year.

    Parameters
    ----------
    client : Client
        The client's tables; its `as_of` and `fiscal_year` are looked at.
    months : int
        Length of a window; 12, 24 … are years.

    Returns
    -------
    pandas.Timestamp
        `as_of` where no fiscal year is known, and for windows that are not years.
    """
    return client.as_of if months % 12 else last_end(client.as_of, client.fiscal_year)


def last_end(day: pd.Timestamp, begins: int | None) -> pd.Timestamp:
    """Return the last day of the last fiscal year that is over on a day; the day itself where none is known.

    Parameters
    ----------
    day : pandas.Timestamp
        The day to count from; a year that ends on it is over.
    begins : int or None
        Month in which fiscal years begin.

    Returns
    -------
    pandas.Timestamp
        At midnight, where a fiscal year is known.
    """
    if begins is None:
        return day
    tomorrow = day.normalize() + pd.Timedelta(days=1)  # a year begins on the first of its month
    year = tomorrow.year if tomorrow.month >= begins else tomorrow.year - 1
    return pd.Timestamp(year, begins, 1) - pd.Timedelta(days=1)
