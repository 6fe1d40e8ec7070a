"""Any source to a raw table: a file, a folder, a database, or a frame of another engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kamlib.errors import KamError
from kamlib.tables.files.opening import open_table
from kamlib.tables.files.raw import RawTable
from kamlib.tables.sources import database, folder, frames, remote
from kamlib.tables.sources.kinds import DATABASES, FOLDERS, kind_of, shown
from kamlib.words import _


def open_source(
    source: Any, table: str, *, wanted: str | None = None, sheet: str | None = None, encoding: str | None = None,
    separator: str | None = None,
) -> RawTable:  # fmt: skip
    """Read any source that holds a table.

    Parameters
    ----------
    source : str, Path or frame
        A file, a folder or pattern, a database file, the address of a database, or a frame of Polars, DuckDB or
        PySpark.
    table : str
        Which of our tables is to be read.
    wanted : str, optional
        Name of the table in a database.
    sheet, encoding, separator : str, optional
        How files are to be opened.

    Returns
    -------
    RawTable
        All rows are in its `frame` or in `left_out`.

    Raises
    ------
    KamError
        If the source cannot be read, or an option does not apply to it.
    """
    if frames.is_one(source):
        return frames.read(source)
    kind = kind_of(source)
    if wanted is not None and kind not in DATABASES:
        raise KamError(_("{file} is not a database: remove --table.", file=shown(source)))
    if kind in DATABASES:
        _refuse_text_options(source, sheet=sheet, encoding=encoding, separator=separator)
        if kind == "address":
            return remote.read(str(source), wanted, table)
        return database.read(source, kind, wanted, table)
    if kind in FOLDERS:
        return folder.read(source, sheet=sheet, encoding=encoding, separator=separator)
    return open_table(source, sheet=sheet, encoding=encoding, separator=separator)


def _refuse_text_options(source: str | Path, **options: str | None) -> None:
    """Refuse what says how a text or a workbook is read, where a database is."""
    for name, value in options.items():
        if value is not None:
            raise KamError(_("{name}: {option} applies to files only.", name=shown(source), option=f"--{name}"))
