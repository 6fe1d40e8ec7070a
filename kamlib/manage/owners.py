"""Who is responsible for each customer: by the customer table, else on its latest order line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.facts.latest import on_latest

if TYPE_CHECKING:
    from kamlib.book import Book


@cached_per_client
def owner_of(book: Book) -> dict[str, str]:
    """Return who is responsible for each customer: by the customer table, else on its latest order line.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    dict
        Customer id → name; customers without one are left out.
    """
    found = dict(seller_of(book))
    if book.has("customers.owner"):
        assert book.customers is not None  # noqa: S101  (has() said so)
        rows = book.customers[["customer_id", "owner"]].dropna().sort_values("owner", kind="stable")
        found |= _by_id(rows.drop_duplicates("customer_id", keep="last").set_index("customer_id")["owner"])
    return found


@cached_per_client
def seller_of(book: Book) -> dict[str, str]:
    """Return who is named on the latest order line of each customer.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    dict
        Customer id → name; customers whose lines name nobody are left out.
    """
    return _by_id(on_latest(book.orders, "owner")) if book.has("orders.owner") else {}


def sellers(book: Book, since: pd.Timestamp) -> dict[str, frozenset[str]]:
    """Return who is named on the order lines of each customer after a day, up to the day of the book.

    Parameters
    ----------
    book : Book
        The client's tables.
    since : pandas.Timestamp
        The day.

    Returns
    -------
    dict
        Customer id → names; customers whose lines of these days name nobody are left out.
    """
    if not book.has("orders.owner"):
        return {}
    days = book.orders["date"].dt.normalize()
    lines = book.orders.loc[(days > since) & (days <= book.as_of.normalize()), ["customer_id", "owner"]]
    found: dict[str, set[str]] = {}
    for who, name in lines.dropna().drop_duplicates().itertuples(index=False, name=None):
        found.setdefault(str(who), set()).add(str(name).strip())
    return {who: frozenset(names) for who, names in found.items()}


@cached_per_client
def has_left(book: Book) -> frozenset[str]:
    """Return who has left by the table of people: the last working day was before the day of the book.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    frozenset of str
        Names.
    """
    if book.people is None or "until" not in book.people:
        return frozenset()
    rows = book.people.dropna(subset=["person"])
    gone = pd.to_datetime(rows["until"]) < book.as_of.normalize()
    names = rows["person"].astype("str").str.strip()
    return frozenset(names[gone]) - frozenset(names[~gone])


def _by_id(names: pd.Series) -> dict[str, str]:
    return {str(who): str(name).strip() for who, name in names.items()}
