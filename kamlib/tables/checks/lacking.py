"""What tells why rows lack a customer or a date that can be read: the remedy depends on it."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.values.calendar_text import read_day

#: Different cells that are looked at.
SAMPLE = 200


def what_tells(reason: str, rows: pd.DataFrame, mine: np.ndarray, found: Match) -> dict[str, str]:
    """Return what a problem has to know of rows that were left out, besides their column.

    Parameters
    ----------
    reason : str
        Why they were.
    rows : pandas.DataFrame
        The table as given in the file.
    mine : numpy.ndarray
        Which rows were left out for it (bool), one a row.
    found : Match
        Which column is which.

    Returns
    -------
    dict
        ``cell``: a date that no order of day and month makes readable; ``orders``: a column that seems to number
        the orders and is not known as such. Empty where nothing tells.
    """
    if reason == "unreadable-dates":
        return _unreadable(rows[found.source_column("date")][mine])
    if reason == "no-customer" and "order_id" not in found.chosen and "customer_id" in found.chosen:
        return _numbered(rows, mine, found)
    return {}


def _unreadable(cells: pd.Series) -> dict[str, str]:
    """Return the first cell, unless another order of day and month would make one of them a date."""
    different = list(cells.dropna().unique()[:SAMPLE])
    days = [day for cell in different if (day := read_day(cell)) is not None and day.first is not None]
    if any(not np.isnat(day.date(first, strict=True)) for day in days for first in (True, False)):
        return {}
    return {"cell": " ".join(str(different[0]).split())[:40]} if different else {}


def _numbered(rows: pd.DataFrame, mine: np.ndarray, found: Match) -> dict[str, str]:
    """Find the column that is filled where the customer is, each time with something else, and is not used."""
    filled = rows[found.source_column("customer_id")].notna().to_numpy(bool)
    unused: list[Hashable] = [name for name in rows.columns if str(name) in found.unused]
    for name in unused:
        cells = rows[name]
        heads = cells.notna().to_numpy(bool)
        if (heads & ~mine).sum() > 1 and not heads[mine].any() and heads[filled].all() and cells[heads].is_unique:
            return {"orders": str(name)}
    return {}
