"""Lines that repeat another one exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd


def repeated(rows: pd.DataFrame) -> np.ndarray:
    """Say which rows repeat an earlier row in every cell.

    A column that merely numbers the rows of the file (1, 2, 3 …) says nothing about the business and is set aside.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as it stands in the file.

    Returns
    -------
    numpy.ndarray of bool
        False for the first of equal rows, True for those after it.
    """
    if len(rows) < 2:
        return np.zeros(len(rows), dtype=bool)
    cells = rows[[name for name in rows.columns if not _numbers_rows(rows[name])]]
    keys = np.zeros(len(cells), dtype="uint64")
    for name in cells.columns:  # a cheap key for each row first: only rows that share one are compared in full
        codes = pd.factorize(cells[name])[0].astype("uint64")
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + codes
        keys ^= keys >> np.uint64(29)
    alike = pd.Series(keys).duplicated(keep=False).to_numpy()
    result = np.zeros(len(cells), dtype=bool)
    if alike.any():
        result[alike] = cells[alike].astype("str").duplicated().to_numpy()
    return result


def _numbers_rows(cells: pd.Series) -> bool:
    """Whether a column counts the rows of the file one by one."""
    head = pd.to_numeric(cells.iloc[:50], errors="coerce").to_numpy("float64", na_value=np.nan)
    if not (np.diff(head) == 1).all():
        return False
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy("float64", na_value=np.nan)
    return bool((np.diff(numbers) == 1).all())
