"""Sheets that are named after our tables: those of the empty workbook, filled in."""

from __future__ import annotations

import io
from pathlib import Path

from kamlib.tables.files import limits, soundness
from kamlib.tables.schema import schema, squeeze
from kamlib.words import term

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


def sheets_by_table(path: str | Path, *, filled: bool = False) -> dict[str, str]:
    """Find the sheets that bear the name of one of the six tables, in either language.

    Parameters
    ----------
    path : str or Path
        A file; only workbooks have sheets.
    filled : bool
        Whether to leave out sheets without any cell below the header.

    Returns
    -------
    dict
        Table → sheet; empty for other files, and for workbooks that cannot be opened (the reader says why).
    """
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES or not path.is_file():
        return {}
    from python_calamine import load_workbook

    try:
        limits.refuse_large(path.stat().st_size, path.name)
        data = path.read_bytes()
        soundness.check(data, path.name)
        book = load_workbook(io.BytesIO(data))
    except BaseException as error:  # calamine has no common error; the reader meets the same one and words it
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return {}
    names = {squeeze(name): table for table in schema() for name in (table, term(table).en, term(table).zh)}
    found = {names[squeeze(sheet)]: sheet for sheet in reversed(book.sheet_names) if squeeze(sheet) in names}
    if filled:
        return {table: sheet for table, sheet in found.items() if book.get_sheet_by_name(sheet).height > 1}
    return found
