"""Rows that lie together, found by comparing neighbours: no table of all texts has to be held meanwhile.

Orders of a book larger than memory come from the engine by customer and number (``tables.large``). There are about
as many numbers as rows then, and to look each up takes several times the memory that the rows themselves need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Marks = NDArray[np.bool_]


#: Rows that are looked at first.
_SOME = 1_000


def firsts(column: pd.Series) -> Marks:
    """Mark each row that holds something else than the row before it; a missing value is like no other."""
    new = np.ones(len(column), dtype=bool)
    values = column.array
    new[1:] = np.asarray(values[1:] != values[:-1], dtype=bool)
    return new


def order_firsts(orders: pd.DataFrame) -> Marks | None:
    """Mark the first line of each order where customers lie together, and each one's orders as their numbers rise.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id`` and ``order_id``.

    Returns
    -------
    numpy.ndarray of bool, or None
        None where lines lie otherwise, or customers or numbers are missing: then lines have to be grouped.
    """
    who, numbers = orders["customer_id"], orders["order_id"]
    if not (len(orders) and who.dtype == "str" and numbers.dtype == "str"):
        return None
    if who.hasnans or numbers.hasnans or not rises(who):
        return None
    customer = firsts(who)
    return customer | firsts(numbers) if rises(numbers, customer) else None


def rises(column: pd.Series | pd.Index, new: Marks | None = None) -> bool:
    """Whether texts rise from row to row, except where something new begins; missing ones do not."""
    values = column.array
    for some in (slice(_SOME), slice(None)):  # most that do not rise show it at once
        up = np.asarray(values[some][1:] >= values[some][:-1], dtype=bool)
        if not (up if new is None else up | new[some][1:]).all():
            return False
    return True
