"""A client, put together from its files or from a data set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kamlib.client import TABLES, Client
from kamlib.errors import KamError
from kamlib.places import shipped
from kamlib.tables.reading import read
from kamlib.words import _

Source = str | Path | pd.DataFrame


def assemble(
    source: Source,
    others: Mapping[str, Source | None] | None = None,
    *,
    name: str | None = None,
    currency: str | None = None,
    as_of: str | dt.date | None = None,
    **reading: Any,
) -> Client:
    """Read a client's tables and put them together.

    Parameters
    ----------
    source : str, Path or DataFrame
        Name of a data set, a file of order lines, or a frame of them.
    others : mapping
        Table → file or frame, for those that the client brought; None for the rest.
    name, currency, as_of
        See ``kamlib.load``.
    **reading
        Passed to ``read`` for the orders.

    Raises
    ------
    KamError
        If a table cannot be used.
    """
    given = {table: other for table, other in (others or {}).items() if other is not None}
    folder = _embedded(source)
    if folder is not None:
        held = {table: folder / f"{table}.csv" for table in TABLES if (folder / f"{table}.csv").is_file()}
        source, given = held.pop("orders"), held | given
    orders = read(source, "orders", currency=currency, **reading)
    tables = {table: read(other, table, today=reading.get("today")) for table, other in given.items()}
    readings = {"orders": orders, **tables}
    return Client(
        orders=orders.frame,
        **{table: reading_.frame for table, reading_ in tables.items()},
        name=name or (folder.name if folder else ""),
        currency=orders.currency,
        as_of=None if as_of is None else pd.Timestamp(as_of),  # type: ignore[arg-type]
        problems=tuple(problem for reading_ in readings.values() for problem in reading_.problems),
        readings=readings,
        source=folder.name if folder else orders.source,
    )


def _embedded(source: Source) -> Path | None:
    """Return the folder of an embedded data set of that name."""
    if isinstance(source, str) and "/" not in source and "." not in source:
        folder = shipped("datasets") / source
        if (folder / "orders.csv").is_file():
            return folder
    return None
