"""Lines that repeat another one exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd


def repeated(rows: pd.DataFrame, alike: np.ndarray) -> np.ndarray:
    """Say which rows repeat an earlier row in every cell.

    A column that merely numbers the rows of the file (1, 2, 3 …) says nothing about the business and is set aside.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.
    alike : numpy.ndarray of bool
        The rows that may: only they are compared in full.

    Returns
    -------
    numpy.ndarray of bool
        False for the first of equal rows, True for those after it.
    """
    result = np.zeros(len(rows), dtype=bool)
    if not alike.any():
        return result
    cells = rows[[name for name in rows.columns if not numbers_rows(rows[name])]]
    result[alike] = cells[alike].astype("str").duplicated().to_numpy()
    return result


def of_doubt(repeats: np.ndarray, orders: pd.Series | None, aside: np.ndarray) -> np.ndarray:
    """Say which repeated rows may be there twice by mistake: not where half of an order's lines occur once.

    Two equal lines of one order are two lines; where an order was exported twice, each of its lines was.

    Parameters
    ----------
    repeats : numpy.ndarray of bool
        True for rows that repeat an earlier one.
    orders : pandas.Series, optional
        Number of the order of each row; None or missing where there is none.
    aside : numpy.ndarray of bool
        Rows that do not count: they belong to no order here.

    Returns
    -------
    numpy.ndarray of bool
        The repeated rows to report.
    """
    repeats = repeats & ~aside
    if orders is None or not repeats.any():
        return repeats
    orders = orders.mask(aside)
    concerned = orders.isin(orders[repeats].dropna().unique()).to_numpy(bool)
    few = pd.DataFrame({"order": orders[concerned].astype("object"), "twice": repeats[concerned]})
    of = few.groupby("order")["twice"]
    lines_once = 3 * of.transform("sum") <= of.transform("size")
    doubt = repeats.copy()
    doubt[concerned] &= ~lines_once.to_numpy(bool, na_value=False)
    return doubt


#: What rows that repeat another one agree with it in.
_ALIKE = ("date", "revenue", "revenue_with_tax", "quantity", "unit_price")


def find_alike(frame: pd.DataFrame) -> np.ndarray:
    """Say which rows agree with another one in date, amount, pieces and price, by one number made of them."""
    key = np.zeros(len(frame), dtype="uint64")
    for name in (name for name in _ALIKE if name in frame):
        cells = frame[name]
        if cells.dtype.kind in "fiM":
            key = (key ^ cells.to_numpy().view("uint64")) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
    ordered = np.sort(key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.isin(key, twice) if len(twice) else np.zeros(len(key), dtype=bool)


def numbers_rows(cells: pd.Series) -> bool:
    """Whether a column counts the rows of the file one by one."""
    head = pd.to_numeric(cells.iloc[:50], errors="coerce").to_numpy("float64", na_value=np.nan)
    if not (np.diff(head) == 1).all():
        return False
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy("float64", na_value=np.nan)
    return bool((np.diff(numbers) == 1).all())
