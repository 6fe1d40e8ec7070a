"""What kind of source a name means; found from the beginning of a file, never from its ending."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from kamlib.tables.sources import address

Kind = Literal["file", "folder", "pattern", "sqlite", "duckdb", "address"]

#: Sources that hold several tables.
DATABASES = ("sqlite", "duckdb", "address")

#: Sources that consist of several files.
FOLDERS = ("folder", "pattern")

_SQLITE, _DUCKDB = b"SQLite format 3\x00", b"DUCK"
_WILD = "*?["


def kind_of(source: Any) -> Kind | None:
    """Return what kind of source a name means.

    Parameters
    ----------
    source : str or Path
        A file, a folder, a pattern such as ``orders/*.csv``, or the address of a database.

    Returns
    -------
    str or None
        None where there is nothing under this name, as with the name of a data set.
    """
    if not isinstance(source, (str, os.PathLike)):
        return None
    if address.is_one(source):
        return "address"
    path = Path(source)
    try:
        if path.is_dir():
            return "folder"
        if path.is_file():
            return _of_file(path)
    except (OSError, ValueError):
        return None
    return "pattern" if any(mark in str(path) for mark in _WILD) else None


def _of_file(path: Path) -> Kind:
    try:
        if not path.stat().st_size:  # a log of the system that waits for more has no size
            return "file"
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError:  # the reader meets the same error, and words it
        return "file"
    if head == _SQLITE:
        return "sqlite"
    return "duckdb" if head[8:12] == _DUCKDB else "file"


def shown(source: str | Path) -> str:
    """Return a source's name fit to print: without folders, users and passwords.

    Parameters
    ----------
    source : str or Path
        As it was given.

    Returns
    -------
    str
        Of a pattern, what follows the last folder without a wild card; of a database, its kind, host and name.
    """
    if address.is_one(source):
        return address.shown(str(source))
    path = Path(source)
    if kind_of(source) != "pattern":
        return path.name or path.resolve().name or str(path)
    wild = next(at for at, part in enumerate(path.parts) if any(mark in part for mark in _WILD))
    return "/".join(path.parts[max(wild - 1, 0) :]).lstrip("/")
