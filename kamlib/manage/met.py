"""Who of ours knows whom at a customer, and whom we have met: contacts and the diary side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from kamlib import periods
from kamlib._client_cache import cached_per_client
from kamlib.classify import service
from kamlib.periods import Window

if TYPE_CHECKING:
    from kamlib.book import Book

#: Days within which somebody was met.
DAYS = 365

#: What an activity came to, where the table says so in these words.
SOLVED, OPEN = "solved", "open"

_BETWEEN = re.compile(r"\s*[;；、|\n/]\s*")
_COMMA = re.compile(r"\s*[,，]\s*")


def since(book: Book) -> pd.Timestamp:
    """Return the day after which activities are those of the last year."""
    return book.as_of.normalize() - pd.Timedelta(days=DAYS)


@cached_per_client
def diary(book: Book) -> pd.DataFrame:
    """Return the activities up to the day of the book, with days without an hour.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        Activities with a customer and a date; no rows where the book has none.
    """
    seen = book.activities
    if seen is None:
        return pd.DataFrame({"customer_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[ns]")})
    days = pd.to_datetime(seen["date"]).dt.normalize()
    seen = seen.assign(date=days)
    return pd.DataFrame(seen[days.notna() & (days <= book.as_of.normalize()) & seen["customer_id"].notna()])


@cached_per_client
def diary_ends(book: Book) -> pd.Timestamp | None:
    """Return the last day of a diary that ends long before the orders do: of the time after it nobody knows.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.Timestamp or None
        None where the diary reaches the end of the orders as its own rhythm goes, or there is none.
    """
    days = diary(book)["date"]
    if not len(days):
        return None
    last = min(book.as_of, book.last_date).normalize()
    kept = periods.coverage(days, as_of=last)
    return None if periods.ended(Window(last - pd.Timedelta(days=DAYS - 1), last), kept) else kept.last


@cached_per_client
def visits(book: Book) -> pd.DataFrame:
    """Return the visits among the activities; calls and repairs are none.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        Rows of `diary`.
    """
    return service.visits(diary(book))


@cached_per_client
def names(book: Book) -> frozenset[str]:
    """Return the names of our people in any table.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    frozenset of str
        Owners, employees and people.
    """
    places = (("orders", "owner"), ("customers", "owner"), ("activities", "employee"), ("people", "person"))
    found: set[str] = set()
    for table, column in places:
        if book.has(f"{table}.{column}"):
            found |= {str(one).strip() for one in getattr(book, table)[column].dropna().unique()}
    return frozenset(found)


def split(cell: object, known: frozenset[str]) -> tuple[str, ...]:
    """Return the names in a cell; at commas only where each part is the name of one of our people.

    Parameters
    ----------
    cell : object
        Such as ``"Li Na; Max Weber"``.
    known : frozenset of str
        Names of our people, which a comma may part: ``"Weber, Max"`` is one.

    Returns
    -------
    tuple of str
        In alphabetical order, each once; empty for a blank cell.
    """
    if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return ()
    parts = [part.strip() for part in _BETWEEN.split(str(cell)) if part.strip()]
    found: set[str] = set()
    for part in parts:
        pieces = [piece for piece in _COMMA.split(part) if piece]
        found |= set(pieces) if len(pieces) > 1 and set(pieces) <= known else {part}
    return tuple(sorted(found))


@cached_per_client
def contacts(book: Book) -> pd.DataFrame:
    """Return the contacts with who knows them and whether they were met in the last year.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        Rows of the contacts with ``known_by`` (tuple of names), ``decides`` (bool) and ``met`` (bool): visited in
        the last `DAYS` days by one of those who know them, or by anybody where nobody is named.
    """
    table = book.contacts
    if table is None:
        return pd.DataFrame(columns=["customer_id", "contact_id", "known_by", "decides", "met"])
    ours = names(book)
    cells = table["known_by"] if "known_by" in table else pd.Series(pd.NA, index=table.index)
    told = {cell: split(cell, ours) for cell in cells.dropna().unique()}
    known = [told.get(cell, ()) if isinstance(cell, str) else () for cell in cells]
    role = table["role"].astype("str") if "role" in table else pd.Series("", index=table.index)
    by, anyone = visitors(book)
    met = [
        (who in anyone) if not some or not by else bool(set(some) & by.get(who, frozenset()))
        for who, some in zip(table["customer_id"].astype("str"), known, strict=True)
    ]
    return table.assign(
        known_by=pd.Series(known, index=table.index, dtype="object"), decides=role == "decider", met=met
    )


def visitors(book: Book) -> tuple[dict[str, frozenset[str]], set[str]]:
    """Return who visited each customer in the last year, and which customers anybody visited."""
    seen = visits(book)
    recent = seen[seen["date"] > since(book)]
    anyone = set(recent["customer_id"].astype("str"))
    if "employee" not in recent or not recent["employee"].notna().any():
        return {}, anyone
    pairs = recent[["customer_id", "employee"]].dropna().drop_duplicates()
    by: dict[str, set[str]] = {}
    for who, one in pairs.itertuples(index=False):
        by.setdefault(str(who), set()).add(str(one).strip())
    return {who: frozenset(people) for who, people in by.items()}, anyone
