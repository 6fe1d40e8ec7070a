"""A table of a database file: SQLite by the standard library, DuckDB by its own; both are only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from kamlib.errors import KamError
from kamlib.tables.files import limits
from kamlib.tables.files.raw import RawTable
from kamlib.tables.sources import naming, typed
from kamlib.tables.sources.kinds import Kind
from kamlib.words import _


def read(source: str | Path, kind: Kind, wanted: str | None, table: str) -> RawTable:
    """Read a table of a database file.

    Parameters
    ----------
    source : str or Path
        The file.
    kind : {"sqlite", "duckdb"}
        What it is.
    wanted : str, optional
        Name of the table; see ``naming.chosen``.
    table : str
        Which of our tables is to be read.

    Returns
    -------
    RawTable
        Its rows, numbered from 1 as the database gives them.

    Raises
    ------
    KamError
        If there is no such table, or the file is damaged or in use.
    """
    path = Path(source).expanduser()
    try:
        return _sqlite(path, wanted, table) if kind == "sqlite" else _duckdb(path, wanted, table)
    except sqlite3.Error as error:
        raise KamError(_unreadable(path, error)) from None


def _unreadable(path: Path, error: Exception) -> str:
    reason = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
    return _("{file} cannot be read: {reason}.", file=path.name, reason=reason.replace(str(path), path.name))


def place(where: str, table: str) -> str:
    """Name a table of a database.

    Parameters
    ----------
    where, table : str
        The database and the table.

    Returns
    -------
    str
        In the language in use.
    """
    return _("{file}, table {table}", file=where, table=table)


def quoted(name: str) -> str:
    """Return a name as SQL writes it, each part between quotation marks.

    Parameters
    ----------
    name : str
        As the database gives it.

    Returns
    -------
    str
        Safe to be put into a query.
    """
    return '"' + name.replace('"', '""') + '"'


def _sqlite(path: Path, wanted: str | None, table: str) -> RawTable:
    limits.refuse_large(path.stat().st_size, path.name)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        names = [str(row[0]) for row in database.execute(_SQLITE_TABLES)]
        name = naming.chosen(names, wanted, table, path.name)
        rows = database.execute(f"SELECT * FROM {quoted(name)}")  # noqa: S608  (a name of the database itself)
        columns = [str(column[0]) for column in rows.description]
        return typed.of_rows(batches(rows), columns, place(path.name, name))


def batches(rows: Any) -> Iterator[Any]:
    """Take rows of a query, some at a time.

    Parameters
    ----------
    rows : cursor
        With ``fetchmany``.

    Yields
    ------
    sequence
        Rows; none of them empty.
    """
    while batch := rows.fetchmany(typed.BATCH):
        yield batch


def _duckdb(path: Path, wanted: str | None, table: str) -> RawTable:
    import duckdb

    try:
        with closing(duckdb.connect(str(path), read_only=True, config=ALONE)) as base:
            name, written = duckdb_table(base, wanted, table, path.name)
            whole = base.sql(f"FROM {written}")
            rows = whole.count("*").fetchall()[0][0]
            limits.refuse_large(rows * len(whole.columns) * typed.CELL, path.name)
            return typed.of_arrow(whole.to_arrow_table(), place(path.name, name))
    except duckdb.Error as error:
        raise KamError(_unreadable(path, error)) from None


def duckdb_table(base: Any, wanted: str | None, table: str, where: str) -> tuple[str, str]:
    """Find a table of DuckDB: its name as people read it, and as SQL has it, with file and schema.

    Parameters
    ----------
    base : duckdb.DuckDBPyConnection
        The open file.
    wanted, table, where : str
        As for ``naming.chosen``.

    Returns
    -------
    tuple of (str, str)
        Tables of other schemas than the usual one are named with their schema. A name may hold a point itself.
    """
    held = {str(name): parts for name, *parts in base.execute(_DUCKDB_TABLES).fetchall()}
    name = naming.chosen(list(held), wanted, table, where)
    return name, ".".join(map(quoted, held[name]))


_SQLITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
)

#: A view of a file that somebody sent must not read other files, nor load anything.
ALONE = {"enable_external_access": "false"}

#: Tables and views by the name that is shown, with file, schema and name.
_DUCKDB_TABLES = (
    "SELECT CASE WHEN table_schema = 'main' THEN table_name ELSE table_schema || '.' || table_name END AS name, "
    "table_catalog, table_schema, table_name FROM information_schema.tables ORDER BY name, table_schema = 'main'"
)
