"""Two tables where one is expected: next to one another, or one below the other under headers of their own."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.files.raw import RawTable
from kamlib.tables.message_parts import at
from kamlib.tables.values.cells import is_data, is_missing
from kamlib.words import _
from kamlib.words.phrases import enumerated

_COPY = re.compile(r"(.+) \(\d\)")
_AMOUNTS = (*worth.AMOUNTS, "quantity", "unit_price")
#: Cells with words that make a header.
FEWEST = 3


def refuse_beside(rows: pd.DataFrame, found: Match, where: str) -> None:
    """Refuse a header that names customer, date and amount once more to the right, over cells that are filled.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.
    found : Match
        Which column is which.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        If there are two tables: the second one's rows would be lost.
    """
    amount = worth.direct(found.chosen) or "quantity"
    ours = [name for name in ("customer_id", "date", amount) if name in found.chosen]
    if len(ours) < FEWEST or any(map(found.by_hand, ours)):
        return
    copies = {copy[1]: name for name in map(str, rows.columns) if (copy := _COPY.fullmatch(name))}
    twice = [copies.get(str(found.source_column(name))) for name in ours]
    if all(name is not None and rows[name].notna().any() for name in twice):
        raise KamError(_(
            "{where}: two tables are side by side ({names} appear twice); put one below the other, or delete "
            "one.",
            where=where, names=enumerated([str(found.source_column(name)) for name in ours]),
        ))  # fmt: skip


def refuse_below(raw: RawTable, rows: pd.DataFrame, converted: Converted, totals: np.ndarray) -> None:
    """Refuse a row of words where others have a date and an amount: the header of another table.

    Parameters
    ----------
    raw : RawTable
        The table as it was read, for messages.
    rows : pandas.DataFrame
        The table as given in the file.
    converted : Converted
        All rows in our columns, as read.
    totals : numpy.ndarray
        Which rows are sums of others (bool), one a row.

    Raises
    ------
    KamError
        If rows come below it: they would be read under the wrong names.
    """
    amount = next((converted.parsed[name] for name in _AMOUNTS if name in converted.parsed), None)
    if amount is None or "date" not in converted.parsed:
        return
    strange = amount.unreadable.to_numpy(bool) & converted.parsed["date"].unreadable.to_numpy(bool) & ~totals
    for place in np.flatnonzero(strange)[:5]:
        cells = [cell for cell in rows.iloc[place] if not is_missing(cell)]
        words = len({str(cell) for cell in cells}) == len(cells) >= FEWEST and not any(map(is_data, cells))
        if words and place + 1 < len(rows) - totals.sum():
            sheet, row = raw.place(int(rows.index[place]))
            raise KamError(_(
                "{where}: {place} is the header of another table ({cells}); keep one table in the file, "
                "or delete that row if the columns below it are the same.",
                where=raw.source, place=at(row, sheet or raw.sheet, is_file=raw.of_files),
                cells=enumerated([" ".join(str(cell).split())[:20] for cell in cells[:6]]),
            ))  # fmt: skip
