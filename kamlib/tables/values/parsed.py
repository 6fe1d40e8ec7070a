"""What comes of reading a column of text as amounts or as dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Parsed:
    """A column's values, and which of its cells could not be read.

    Attributes
    ----------
    values : pandas.Series
        float64 or datetime64, on the column's own index; missing where blank or unreadable.
    unreadable, blank : pandas.Series
        Booleans: a cell that holds something else than an amount (a date); a cell that holds nothing.
    ambiguous : bool
        Two readings are possible for the whole column (``1.234``; ``03/04/2024``), and nothing in it
        decides: `values` holds one of them, `decimal` or `dayfirst` says which.
    decimal : str or None
        Amounts: the decimal mark found, ``"."`` or ``","``; None where no cell has a mark.
    currencies : mapping
        Amounts: how many cells carry which currency, by ISO code; ``""`` for cells without one.
    infinite : pandas.Series or None
        Amounts: cells that are infinite; `values` is missing there and `unreadable` is True.
    dayfirst : bool or None
        Dates: the order of day and month where it matters; None where no cell depends on it.
    serials : int
        Dates: how many cells were day numbers of a spreadsheet.
    short_years : int
        Dates: how many cells had a year of two digits.
    periods : int
        Dates: how many cells named a month or a quarter only; each is its first day.
    epochs : int
        Dates: how many cells were seconds or milliseconds since 1970.
    minguo : int
        Dates: how many cells counted years from 1912, as the Republic of China does.
    turned : int
        Dates: in how many cells a spreadsheet had taken the day for the month; they were turned back.
    credits : int
        Amounts: how many cells a mark (CR, DR) made negative.
    """

    values: pd.Series
    unreadable: pd.Series
    blank: pd.Series
    ambiguous: bool = False
    decimal: str | None = None
    currencies: Mapping[str, int] = field(default_factory=dict)
    infinite: pd.Series | None = None
    dayfirst: bool | None = None
    serials: int = 0
    short_years: int = 0
    periods: int = 0
    epochs: int = 0
    minguo: int = 0
    turned: int = 0
    credits: int = 0
