"""The last twelve months of a book and those before, customer by customer: the ground of files and risks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.contribution import default_basis
from kamlib.periods.last_year import LastYear, last_year
from kamlib.windows import accounts_within

if TYPE_CHECKING:
    from kamlib.book import Book


@dataclass(frozen=True, eq=False)
class Year:
    """The last twelve months, customer by customer.

    Attributes
    ----------
    days : LastYear
        Which days, and what makes their amounts those of a year.
    table : pandas.DataFrame
        Accounts of these days by customer id, one row for every customer with an order line.
    before : pandas.DataFrame or None
        Accounts of the twelve months before, by customer id; None where the orders do not fill them.
    lines : pandas.DataFrame
        The order lines of these days.
    basis : str
        The measure of contribution: ``revenue``, ``profit`` or ``profit_after_serving``.
    """

    days: LastYear
    table: pd.DataFrame
    before: pd.DataFrame | None
    lines: pd.DataFrame
    basis: str

    @property
    def contribution(self) -> pd.Series:
        """What each customer brings a year (currency units), by the measure of the book."""
        return pd.Series(self.table[self.basis].astype("float64").fillna(0.0) * self.days.factor)


@cached_per_client
def year_of(book: Book) -> Year:
    """Return the last twelve months of a book.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    Year
        Every customer with an order line is in it, with zeros where it bought nothing in these days.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage.year import year_of
    >>> found = year_of(kam.load("machinery"))
    >>> found.basis, len(found.table)
    ('profit_after_serving', 150)
    """
    days = last_year(book.coverage, book.as_of)
    basis = getattr(book, "basis", None) or default_basis(book)
    lines = periods.filter_window(periods.known_by(book.orders, book.as_of), days.window)
    ids = pd.Index(sorted(book.buying_ids), name="customer_id")
    earlier = periods.Window(periods.shifted(days.window.first, -12), days.window.first - pd.Timedelta(days=1))
    whole = not days.counted_up and periods.is_complete(earlier, book.coverage)
    before = _within(book, earlier, ids) if whole else None
    return Year(days, _within(book, days.window, ids), before, lines, basis)


def _within(book: Book, days: periods.Window, ids: pd.Index) -> pd.DataFrame:
    """Return the accounts of some days by customer id."""
    found = accounts_within(book, [days], book.as_of)
    table = found.set_index("customer_id").reindex(ids)
    zero = [
        c for c in ("revenue", "profit", "profit_after_serving", "orders", "returns", "products") if c in table
    ]
    never = ~table.index.isin(found["customer_id"])
    for column in zero:
        table[column] = table[column].astype("float64").mask(never & table[column].isna().to_numpy(), 0.0)
    return table


def median_of_others(values: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each customer the median of the others of its group, and how many they are.

    Parameters
    ----------
    values : numpy.ndarray
        Figures, missing where not known.
    group : numpy.ndarray
        The group of each.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Medians (missing where there are no others), and how many others have a figure.
    """
    medians, counts = np.full(len(values), np.nan), np.zeros(len(values), dtype="int64")
    for name in np.unique(group):
        places = np.flatnonzero(group == name)
        some = values[places]
        known = np.isfinite(some)
        ordered = np.sort(some[known], kind="stable")
        n = len(ordered)
        counts[places] = n - known
        if n:
            rank = np.where(known, np.searchsorted(ordered, np.where(known, some, 0.0)), n)
            medians[places] = _without(ordered, rank, known)
    return medians, counts


def _without(ordered: np.ndarray, rank: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return the median of sorted figures without the one at a rank, where there is one."""
    left = len(ordered) - own.astype("int64")
    low, high = (np.maximum(left, 1) - 1) // 2, np.maximum(left, 1) // 2

    def at(place: np.ndarray) -> np.ndarray:
        shifted = np.where(own & (place >= rank), place + 1, place)
        return np.asarray(ordered[np.minimum(shifted, len(ordered) - 1)])

    found = (at(low) + at(high)) / 2
    return np.asarray(np.where(left > 0, found, np.nan))
