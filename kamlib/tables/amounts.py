"""Amounts as people write them, to numbers."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.parsed import Parsed

__all__ = ["Parsed", "parse_amounts"]


def parse_amounts(column: pd.Series, *, decimal: str | None = None) -> Parsed:
    """Read a column of amounts."""
    blank = column.isna() | (column.astype("string").str.strip().fillna("") == "")
    text = column.astype("string").str.replace(",", "." if decimal == "," else "")
    values = pd.to_numeric(text, errors="coerce").astype("float64")
    return Parsed(values, values.isna() & ~blank, blank, decimal=decimal)
