"""A table under our headers, its cells as they are written: for commands that refuse a wrong cell by its row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import match
from kamlib.tables.conversion.codes import coded
from kamlib.tables.files.opening import open_table
from kamlib.tables.files.workbook import sheets_by_table
from kamlib.words import _


def opened(file: str | Path, table: str) -> pd.DataFrame:
    """Open a file of one of our tables; every header that ``kam report`` understands is understood here.

    Parameters
    ----------
    file : str or Path
        Any file that holds a table.
    table : str
        Which of the tables it is.

    Returns
    -------
    pandas.DataFrame
        All rows; columns that are none of ours keep their headers, in small letters, and words for codes of the
        schema are replaced by these.

    Raises
    ------
    KamError
        If the file cannot be opened, or holds no row.
    """
    frame = open_table(file, sheet=sheets_by_table(file).get(table)).frame
    if frame.empty:
        raise KamError(_("{where}: there are no rows below the header.", where=Path(file).name))
    ours = match(frame, table).columns
    return coded(frame.rename(columns=lambda head: ours.get(str(head), str(head).strip().casefold())), table)
