"""The numbers of texts, remembered as long as Arrow's texts are there: nobody can change these."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Rows of a column above which its numbers are not remembered: books that large are short of memory, not of time.
MOST_REMEMBERED = 5_000_000


class Remembered(NamedTuple):
    """Texts, held on to no longer than others do, and their numbers: -1 where one is missing."""

    data: ref[Any]
    numbers: NDArray[np.int32]
    names: pd.Index


_REMEMBERED: dict[int, Remembered] = {}


def recall(column: pd.Series) -> Remembered | None:
    """Return the numbers of these very texts, where they are remembered."""
    data = _texts(column)
    known = None if data is None else _REMEMBERED.get(id(data))
    return known if known is not None and known.data() is data else None


def remember(column: pd.Series, numbers: NDArray[np.integer], names: pd.Index) -> None:
    """Keep the numbers of texts, where they are Arrow's and not too many."""
    data = _texts(column)
    if data is not None:
        _REMEMBERED[id(data)] = Remembered(ref(data, partial(_forget, id(data))), numbers.astype("int32"), names)


def _texts(column: pd.Series) -> Any:
    """Return Arrow's own texts of a column; None where it holds others, or too many."""
    held = column.array
    known = isinstance(held, pd.arrays.ArrowStringArray) and len(held) <= MOST_REMEMBERED
    return held.__arrow_array__() if known else None


def _forget(key: int, _data: ref[Any]) -> None:
    _REMEMBERED.pop(key, None)
