"""Sheets that are named after our tables: those of the empty workbook, filled in."""

from __future__ import annotations

import io
import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kamlib.tables.files import limits, soundness
from kamlib.tables.schema import schema, squeeze
from kamlib.words import term

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})

#: Rows of a sheet among which a label is looked for.
_TOP = 20


def sheets_by_table(
    path: str | os.PathLike[str], *, tables: Collection[str] | None = None, filled: bool = False
) -> dict[str, str]:
    """Find the sheets that bear the name of one of the tables that a client can bring, in either language.

    Parameters
    ----------
    path : str or Path
        A file; only workbooks have sheets.
    tables : collection of str, optional
        Names of tables, by which sheets are called; by default those of the schema.
    filled : bool
        Whether to leave out sheets without any cell below the header.

    Returns
    -------
    dict
        Table → sheet; empty for other files, and for workbooks that cannot be opened (the reader says why).
    """
    book = _opened(path)
    if book is None:
        return {}
    names = {name: table for table in tables or schema() for name in names_of(table)}
    found = {names[squeeze(sheet)]: sheet for sheet in reversed(book.sheet_names) if squeeze(sheet) in names}
    if filled:
        return {table: sheet for table, sheet in found.items() if book.get_sheet_by_name(sheet).height > 1}
    return found


def names_of(table: str) -> frozenset[str]:
    """Return the names of a table's sheet, squeezed."""
    return frozenset(map(squeeze, (table, term(table).en, term(table).zh)))


def right_of(path: str | os.PathLike[str], sheets: Collection[str], labels: Collection[str]) -> object:
    """Return the cell to the right of a label in the first column of a sheet; names and labels are squeezed."""
    book = _opened(path)
    if book is None:
        return None
    for name in (name for name in book.sheet_names if squeeze(name) in sheets):
        for row in book.get_sheet_by_name(name).to_python(nrows=_TOP):
            if len(row) > 1 and squeeze(row[0]) in labels:
                return cast("object", row[1])
    return None


def _opened(path: str | os.PathLike[str]) -> CalamineWorkbook | None:
    """Open a workbook; None for other files, and for what cannot be opened."""
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return None
    from python_calamine import load_workbook

    try:
        limits.refuse_large(path.stat().st_size, path.name)
        data = path.read_bytes()
        soundness.check(data, path.name)
        return load_workbook(io.BytesIO(data))
    except BaseException as error:  # calamine has no common error; the reader meets the same one and words it
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return None
