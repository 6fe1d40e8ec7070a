"""All account files of a book at once: fields by customers, what tables show next to what was stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.manage.files.entries import Stated, stated
from kamlib.manage.files.evidence import Shown, shown
from kamlib.manage.files.fields import NUMBERS, Field, fields
from kamlib.manage.files.stakes import stakes
from kamlib.manage.year import median_of_others, year_of

if TYPE_CHECKING:
    from kamlib.book import Book

#: The columns of a file.
COLUMNS = (
    "customer_id", "group", "field", "value", "shown", "stated", "said_on", "person", "state", "source", "date",
    "usual", "others", "decides", "money",
)  # fmt: skip

#: Other customers below whom a figure about them is not shown to a customer.
FEWEST_OTHERS = 5

#: How far two figures may lie apart and say the same: twice or half, and a quarter for shares and scores.
_TWICE = 2.0
_NEAR = 0.25

#: Days that two days may lie apart and be the same.
_DAYS = 31

#: No day, as arrays have it.
_NEVER = np.datetime64("NaT", "ns")

_Array = np.ndarray


@cached_per_client
def all_files(book: Book) -> pd.DataFrame:
    """Return the files of all customers with an order line, customer by customer.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        One row per customer and field, with `COLUMNS`.
    """
    ids = year_of(book).table.index
    money, industry = stakes(book), _industry(book, ids)
    parts = [_of_field(book, field, ids, money, industry) for field in fields().values()]
    made = {name: np.stack([part[name] for part in parts], axis=1).ravel() for name in parts[0]}
    keys = [(field.group, field.key, field.decides) for field in fields().values()]
    group, key, decides = (np.tile(np.array(some, dtype=object), len(ids)) for some in zip(*keys, strict=True))
    whole = {"customer_id": np.repeat(ids.to_numpy(dtype=object), len(parts)), "group": group, "field": key,
             "decides": decides}  # fmt: skip
    return pd.DataFrame(whole | made)[[*COLUMNS]]


def _industry(book: Book, ids: pd.Index) -> _Array:
    """Return the number of each customer's industry; those without one are together."""
    if not book.has("customers.industry"):
        return np.zeros(len(ids), dtype="int64")
    assert book.customers is not None  # noqa: S101  (has() said so)
    of = book.customers.drop_duplicates("customer_id").set_index("customer_id")["industry"]
    return np.asarray(pd.factorize(of.reindex(ids).astype("object").fillna("").astype("str"))[0])


def _of_field(book: Book, field: Field, ids: pd.Index, money: pd.DataFrame, industry: _Array) -> dict[str, _Array]:
    """Return the columns of one field for all customers."""
    seen, said, n = shown(book).get(field.key), stated(book, field, ids), len(ids)
    values = np.full(n, None, dtype=object) if seen is None else seen.column.to_numpy(dtype=object)
    has, told = ~pd.isna(values), ~pd.isna(said.column)
    value = np.where(has, values, said.column)
    day, table = np.where(has, _shown_on(book, seen, n), said.on), "" if seen is None else seen.source
    usual, others = _usual(field, value, industry)
    return {
        "value": value, "shown": values, "stated": said.column, "said_on": np.where(told, said.on, _NEVER),
        "person": np.where(told, said.by, "").astype(object),
        "state": _states(book, field, seen, said, values, day),
        "source": np.where(has, table, np.where(told, said.source, "")).astype(object),
        "date": day, "usual": usual, "others": others,
        "money": money[field.stake].to_numpy() if field.stake else np.full(n, np.nan),
    }  # fmt: skip


def _usual(field: Field, value: _Array, industry: _Array) -> tuple[_Array, _Array]:
    """Return the median of the other customers of the industry, and how many they are."""
    if field.type not in NUMBERS:
        return np.full(len(value), np.nan), np.zeros(len(value), dtype="int64")
    return median_of_others(pd.to_numeric(value, errors="coerce").astype("float64"), industry)


def _shown_on(book: Book, seen: Shown | None, n: int) -> _Array:
    """Return the day of the evidence: that of the book, unless the table has days of its own or none."""
    if seen is not None and seen.on is not None:
        return np.asarray(pd.to_datetime(seen.on).to_numpy(dtype="datetime64[ns]"))
    undated = seen is not None and seen.source == "contacts"
    return np.full(n, _NEVER if undated else book.as_of.normalize().to_datetime64(), dtype="datetime64[ns]")


def _states(book: Book, field: Field, seen: Shown | None, said: Stated, values: _Array, day: _Array) -> _Array:
    """Say of each customer what is known of a field."""
    known = ~pd.isna(values) | ~pd.isna(said.column)
    age = book.as_of.normalize().to_datetime64() - day
    stale = known & (age > np.timedelta64(field.life, "D")) if field.life else np.zeros(len(day), dtype=bool)
    nothing = "known" if seen is not None and seen.complete and field.by == "computed" else "unknown"
    against = _contradicted(book, field, values, said.column)
    state = np.where(known, np.where(stale, "stale", "known"), nothing)
    return np.asarray(np.where(against, "contradicted", state), dtype=object)


def _contradicted(book: Book, field: Field, values: _Array, said: _Array) -> _Array:
    """Say of each customer whether what was stated differs from what tables show."""
    told = ~pd.isna(said)
    against = np.zeros(len(told), dtype=bool)
    if field.key == "potential" and told.any():  # nobody buys more from us than from all suppliers
        year = year_of(book)
        bought = (year.table["revenue"].astype("float64") * year.days.factor).to_numpy()
        against |= told & (np.where(told, said, np.inf).astype("float64") < bought)
    for at in np.flatnonzero(told & ~pd.isna(values)):
        against[at] |= _differ(field, values[at], said[at])
    return against


def _differ(field: Field, one: Any, other: Any) -> bool:
    """Whether two values of a field say different things."""
    if field.type == "text":
        return str(one).strip().casefold() != str(other).strip().casefold()
    if field.type == "date":
        return abs((pd.Timestamp(one) - pd.Timestamp(other)).days) > _DAYS
    a, b = float(one), float(other)
    if field.type == "count" and field.group == "people":
        return round(a) != round(b)
    if field.type in ("share", "score"):
        return abs(a - b) > _NEAR * (1.0 if field.type == "share" else 4.0)
    low, high = sorted((abs(a), abs(b)))
    return a * b < 0 or high > _TWICE * low + 1e-9


def for_audience(rows: pd.DataFrame, audience: str) -> pd.DataFrame:
    """Take from rows of files what somebody must not see next to the fields themselves.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of `all_files` whose fields the audience may see.
    audience : str
        The customer itself sees no name of ours, no amount that a decision is about, and a figure of other
        customers only where they are `FEWEST_OTHERS` at least.

    Returns
    -------
    pandas.DataFrame
        A copy.
    """
    if audience != "client":
        return rows.copy()
    enough = rows["others"] >= FEWEST_OTHERS
    usual = rows["usual"].where(enough, np.nan)
    return rows.assign(usual=usual, others=rows["others"].where(enough, 0), money=np.nan, decides="", person="")
