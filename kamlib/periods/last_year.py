"""The last twelve months of a book, or what there is of them: what every yearly amount is worked out from."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from kamlib.periods.rhythm import Coverage, begun, ended
from kamlib.periods.spans import Window, window, years


class LastYear(NamedTuple):
    """Days, what their amounts are multiplied by to be those of a year, and whether they are less than one."""

    window: Window
    factor: float
    counted_up: bool


def last_year(book: Coverage, as_of: pd.Timestamp) -> LastYear:
    """Return the year to a day; to the last order, where the book ends long before that day.

    Parameters
    ----------
    book : Coverage
        The days that the orders reach over.
    as_of : pandas.Timestamp
        The day.

    Returns
    -------
    LastYear
        Of a book that is shorter than a year its days, with a factor above one.
    """
    year = window(as_of)
    if not ended(year, book):
        year = window(book.last)
    if begun(year, book):
        return LastYear(year, 1.0, False)
    year = Window(max(book.first, year.first), year.last)
    return LastYear(year, 1 / years(*year), True)
