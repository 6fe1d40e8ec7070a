"""What people stated about customers: the latest entry of each field, and columns of the customer table."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.manage.files.fields import NUMBERS, Field
from kamlib.words.file_fields import field_key

if TYPE_CHECKING:
    from kamlib.book import Book

#: The columns of the table of what was stated.
COLUMNS = ("customer_id", "field", "value", "date", "person")

#: What is written where something is no longer known.
WITHDRAWN = "?"

#: Beginnings of texts that a program could take for a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")

#: Words for a rhythm, as days.
_RHYTHMS = {
    "daily": 1, "每天": 1, "weekly": 7, "每周": 7, "fortnightly": 14, "monthly": 30.4, "每月": 30.4, "月度": 30.4,
    "every two months": 61, "每两个月": 61, "quarterly": 91.3, "每季": 91.3, "每季度": 91.3, "季度": 91.3,
    "half-yearly": 182.6, "half yearly": 182.6, "twice a year": 182.6, "半年": 182.6, "每半年": 182.6,
    "yearly": 365.25, "annually": 365.25, "once a year": 365.25, "每年": 365.25, "一年": 365.25,
}  # fmt: skip

_FIGURE = re.compile(r"[-+]?\d[\d,\s]*(?:\.\d+)?|[-+]?\.\d+")


@dataclass(frozen=True, eq=False)
class Stated:
    """What was stated about one field: value, day, person and table, in the order of some customer ids."""

    column: np.ndarray
    on: np.ndarray
    by: np.ndarray
    source: np.ndarray


@cached_per_client
def latest(book: Book) -> pd.DataFrame:
    """Return the latest entry of each customer and field; of one day the last in the table.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, the field by its key; entries of unknown fields, and those dated after the day of the book, are
        left out. A withdrawn value is in it as `WITHDRAWN`.
    """
    table = book.files
    if table is None or not len(table):
        return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
    table = table.reindex(columns=[*COLUMNS])
    keys = {name: field_key(name) for name in table["field"].dropna().unique()}
    table = table.assign(field=table["field"].map(keys), _at=range(len(table)))
    table = table[table["field"].notna() & table["customer_id"].notna()]
    late = table["date"] >= book.as_of.normalize() + pd.Timedelta(days=1)
    table = table[~late.fillna(False).astype("bool")]
    table = table.sort_values(["date", "_at"], na_position="first", kind="stable")
    return pd.DataFrame(table.drop_duplicates(["customer_id", "field"], keep="last").drop(columns="_at"))


def stated(book: Book, field: Field, ids: pd.Index) -> Stated:
    """Return what was stated about a field: its latest entry, else the column of the customer table.

    Parameters
    ----------
    book : Book
        The client's tables.
    field : Field
        One field.
    ids : pandas.Index
        Customer ids.

    Returns
    -------
    Stated
        On these ids; missing where nobody stated anything, and where an entry withdrew it.
    """
    column = _column(book, field, ids)
    source = np.where(pd.isna(column), "", "customers").astype(object)
    on, by = np.full(len(ids), np.datetime64("NaT", "ns")), np.full(len(ids), "", dtype=object)
    rows = _by_field(book).get(field.key)
    if rows is not None:
        at = ids.get_indexer(pd.Index(rows["customer_id"]))
        rows, at = rows[at >= 0], at[at >= 0]
        column[at] = [parsed(field, value) for value in rows["value"]]
        on[at] = pd.to_datetime(rows["date"]).to_numpy(dtype="datetime64[ns]")
        by[at] = rows["person"].fillna("").astype("str").to_numpy(dtype=object)
        source[at] = "files"
    return Stated(column, on, by, source)


@cached_per_client
def _by_field(book: Book) -> dict[str, pd.DataFrame]:
    return {str(key): rows for key, rows in latest(book).groupby("field", sort=False)}


def _column(book: Book, field: Field, ids: pd.Index) -> np.ndarray:
    """Return the column of the customer table that holds a field."""
    name = field.by.removeprefix("customers.") if field.by.startswith("customers.") else ""
    if not name or not book.has(f"customers.{name}"):
        return np.full(len(ids), None, dtype=object)
    assert book.customers is not None  # noqa: S101  (has() said so)
    column = book.customers.drop_duplicates("customer_id").set_index("customer_id")[name].reindex(ids)
    if field.type in NUMBERS:
        column = column.astype("float64")
    found = column.to_numpy(dtype=object).copy()
    found[column.isna().to_numpy()] = None
    return np.asarray(found)


def parsed(field: Field, value: Any) -> Any:
    """Return a value as its field has it; None where it is blank, withdrawn or cannot be read.

    Parameters
    ----------
    field : Field
        One field.
    value : object
        A cell of a workbook or of the table of entries.

    Returns
    -------
    str, float, Timestamp or None
        A figure of a share given in per cent is divided by a hundred.
    """
    if _blank(value) or str(value).strip() == WITHDRAWN:
        return None
    if field.type == "date":
        return _day(value)
    if field.type in NUMBERS:
        return _figure(field, value)
    text = str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(RISKY) else text


def guarded(text: str) -> str:
    """Return a text that no program takes for a formula where it opens a CSV file; `parsed` takes the mark off.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        With an apostrophe before ``=``, ``+``, ``-``, ``@``, a tab or a line end; figures are left as they are.
    """
    return f"'{text}" if text.startswith(RISKY) and not _FIGURE.fullmatch(text) else text


def _blank(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (
        isinstance(value, float) and math.isnan(value)
    ) or not str(value).strip()  # fmt: skip


def _day(value: Any) -> pd.Timestamp | None:
    if isinstance(value, dt.date | dt.datetime | pd.Timestamp):
        return pd.Timestamp(value).normalize()
    found = pd.to_datetime(str(value).strip(), errors="coerce", format="%Y-%m-%d")
    return None if pd.isna(found) else pd.Timestamp(found)


def _figure(field: Field, value: Any) -> float | None:
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return _within(field, float(value))
    text = " ".join(str(value).casefold().split())
    if field.key == "order_rhythm" and text in _RHYTHMS:
        return float(_RHYTHMS[text])
    percent = text.endswith(("%", "％")) and field.type == "share"
    bare = text.rstrip("%％ ")
    if not _FIGURE.fullmatch(bare):
        return None
    figure = float(re.sub(r"[,\s]", "", bare))
    return _within(field, figure / 100 if percent else figure)


#: Figures that may be below zero.
SIGNED = ("growth", "revenue_year", "profit_year", "profit_served_year")


def _within(field: Field, figure: float) -> float | None:
    """Return a figure that its field can have: a share is a part of a whole, a score is from 1 to 5."""
    if field.key in SIGNED:
        return figure if math.isfinite(figure) else None
    low, high = {"share": (0.0, 1.0), "score": (1.0, 5.0)}.get(field.type, (0.0, math.inf))
    return figure if math.isfinite(figure) and low <= figure <= high else None
