"""Accounts and costs to serve by window of days, each window worked out once for a book.

Findings ask for the same twelve months again and again. Windows that were not asked for before are added up in one
pass over the lines, and each is kept by itself: none depends on which others were asked for with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib.contribution import can_serve, of_customers, serving_since, with_customer_profit
from kamlib.facts.accounts import accounts
from kamlib.periods import Window, windowed

if TYPE_CHECKING:
    from kamlib.book import Book

#: Works out some windows of a book: a row a customer and window, with ``period``.
_Make = Callable[["Book", list[Window], "pd.Timestamp | None"], pd.DataFrame]


def accounts_within(book: Book, windows: Sequence[Window], known_by: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return accounts by customer and window; see ``Client.accounts_within``, which names the customers.

    Parameters
    ----------
    book : Book
        The client's tables.
    windows : sequence of Window
        No two with the same day.
    known_by : pandas.Timestamp, optional
        Day by which lines had to be known; by default each window's last.

    Returns
    -------
    pandas.DataFrame
        As of ``facts.accounts`` (currency units), earliest window first, then by customer. Where serving costs are
        known, customers that were served in a window without buying are in it too, with zeros.
    """
    return _kept(book, windows, known_by, _accounts)


def served_within(book: Book, days: Window) -> pd.DataFrame:
    """Follow the money of all customers within some days: what is open counts up to the last of them.

    Parameters
    ----------
    book : Book
        With ``orders.cost``.
    days : Window
        First and last day.

    Returns
    -------
    pandas.DataFrame
        The table of ``CostToServe`` (currency units), one row per customer.
    """
    return _kept(book, [days], book.as_of, _served)


def hand_on(book: Book, earlier: Book) -> None:
    """Give the same book at an earlier day the windows that had ended by then, where nothing becomes known later.

    Parameters
    ----------
    book : Book
        The client's tables.
    earlier : Book
        The same tables without what is dated after its ``as_of``.
    """
    if "known" in book.orders or can_serve(book) != can_serve(earlier):
        return
    # who was visited and bought only later: an account of the one, a prospect of the other
    later = [] if book.activities is None else sorted(book.buying_ids - earlier.buying_ids)
    for key, found in list(book.kept.items()):
        if isinstance(key, tuple) and key[0] in (_accounts, _served) and key[1].last <= earlier.as_of:
            rows = found[~found["customer_id"].isin(later)].reset_index(drop=True) if later else found
            earlier.kept[key] = _typed(rows)


def _kept(book: Book, windows: Sequence[Window], known_by: pd.Timestamp | None, make: _Make) -> pd.DataFrame:
    """Work out the windows that nobody asked for before, and put all together."""
    asked = windowed.windows_of(windows) or []
    until = known_by if "known" in book.orders else None  # else it makes no difference
    kept = book.kept
    new = [window for window in asked if (make, window, until) not in kept]
    if new:
        found = make(book, new, until)
        for window in new:
            kept[make, window, until] = _typed(found[found["period"] == window.label].reset_index(drop=True))
    return pd.concat([kept[make, window, until] for window in asked], ignore_index=True)


def _accounts(book: Book, windows: list[Window], known_by: pd.Timestamp | None) -> pd.DataFrame:
    found = accounts(periods.known_within(book.orders, windows, known_by), period=windows)
    if not can_serve(book):
        return found
    left = _kept(book, windows, known_by, _served)
    return with_customer_profit(found, left, ["customer_id", "period"])


def _served(book: Book, windows: list[Window], known_by: pd.Timestamp | None) -> pd.DataFrame:
    from kamlib.value.cost_to_serve import serve

    lines, calls = periods.known_within(book.orders, windows, known_by), of_customers(book)
    return serve(lines, calls, policy=book.policy, since=serving_since(book), period=windows).table


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give days since the last order whole numbers again, where everybody in the window has some."""
    whole = "recency_days" in rows and rows["recency_days"].notna().all()
    return rows.astype({"recency_days": "int64"}) if whole else rows
