"""What customers asked of us, and what became of it: open, closed by whom, and after how many days (K10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.manage import met

if TYPE_CHECKING:
    from kamlib.book import Book

#: What became of a request; unknown where the table has no column for the day on which it was closed.
STATES = ("open", "closed", "closed_by_another", "unknown")

COLUMNS = ("request_id", "customer_id", "date", "kind", "person", "closed", "closed_by", "state", "days")


@cached_per_client
def asked(book: Book) -> pd.DataFrame:
    """List the requests that are open, and those of the last year with what became of them.

    Parameters
    ----------
    book : Book
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        ``request_id``, ``customer_id``, ``date``, ``kind``, ``person`` (of whom it was asked), ``closed``,
        ``closed_by``, ``state`` (one of `STATES`) and ``days`` (from the request to its end, or to the day of the
        book); open ones first, the oldest first. A closing after the day of the book is not known yet.
    """
    table = book.requests
    if table is None or not book.has("requests.date"):
        return pd.DataFrame(columns=[*COLUMNS])
    today = book.as_of.normalize()
    rows = table.reindex(columns=[*COLUMNS[:-2]])
    rows = rows.assign(date=_days(rows["date"]), closed=_days(rows["closed"]))
    rows = rows[(rows["date"] <= today) & rows["customer_id"].notna()]
    rows = rows.assign(closed=rows["closed"].where(rows["closed"] <= today))
    rows["state"] = _states(rows) if "closed" in table else "unknown"
    rows["days"] = (rows["closed"].fillna(today) - rows["date"]).dt.days
    rows = rows[(rows["state"] == "open") | (rows["date"] > met.since(book))]
    rows = rows.assign(_first=rows["state"] != "open")
    return rows.sort_values(["_first", "date", "request_id"], ignore_index=True)[[*COLUMNS]]


def _days(column: pd.Series) -> pd.Series:
    return pd.Series(pd.to_datetime(column).dt.normalize())


def _states(rows: pd.DataFrame) -> pd.Series:
    """Say what became of each: closed by another where both names are known and differ."""
    state = rows["closed"].notna().map({True: "closed", False: "open"})
    both = rows["closed_by"].notna() & rows["person"].notna()
    other = both & (rows["closed_by"].astype("str").str.strip() != rows["person"].astype("str").str.strip())
    return pd.Series(state.mask(other & (state == "closed"), "closed_by_another"))
