"""Identifiers as text: what names a customer must not change by being read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.cells import MISSING, is_blank, positions, tidy


def clean_ids(column: pd.Series) -> pd.Series:
    """Make text of a column of identifiers.

    Leading zeros survive, ``1001.0`` becomes ``1001``, blanks around are trimmed, full-width letters and
    digits become half-width.

    Parameters
    ----------
    column : pandas.Series
        Text or numbers.

    Returns
    -------
    pandas.Series
        Text on the same index; missing (NaN, None, "", "nan", "NULL", "-", "#N/A" …) stays missing.
    """
    codes, uniques = positions(column)
    cleaned = pd.array([*map(_clean_id, uniques), None], dtype="str")
    return pd.Series(cleaned.take(codes), index=column.index, name=column.name)


def _clean_id(value: object) -> str | None:
    if is_blank(value):
        return None
    if isinstance(value, float | np.floating) and float(value).is_integer() and abs(float(value)) < 1e15:
        value = int(value)
    text = tidy(value)
    if text.casefold() in MISSING:
        return None
    whole, point, rest = text.partition(".")
    return whole if point and whole.isdigit() and rest and not rest.strip("0") else text
