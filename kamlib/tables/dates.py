"""Dates as people write them, to dates."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.parsed import Parsed

__all__ = ["Parsed", "parse_dates"]


def parse_dates(column: pd.Series, *, dayfirst: bool | None = None) -> Parsed:
    """Read a column of dates."""
    blank = column.isna() | (column.astype("string").str.strip().fillna("") == "")
    values = pd.to_datetime(column, errors="coerce", dayfirst=bool(dayfirst), format="mixed")
    return Parsed(values, values.isna() & ~blank, blank, dayfirst=dayfirst)
