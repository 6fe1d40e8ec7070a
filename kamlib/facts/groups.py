"""Groups of whole numbers: what is grouped by numbers takes a tenth of the time that texts take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pandas as pd

from kamlib.facts.whole_order import whole_order

if TYPE_CHECKING:
    from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

    from kamlib.facts.numbers import Whole

#: So many times as many keys as lines may be marked one by one; else they are put in order.
ROOM = 4


def group(key: Whole) -> tuple[Whole, Whole]:
    """Return each line's group, and the key of each group, rising; keys are whole numbers from zero."""
    most = int(key.max(initial=0))
    if most > ROOM * len(key):
        order = whole_order(key)
        rising = key[order]
        new = np.r_[True, rising[1:] != rising[:-1]]
        of = np.empty(len(key), dtype="int64")
        of[order] = np.cumsum(new) - 1
        return of, rising[new]
    there = np.zeros(most + 1, dtype=bool)
    there[key] = True
    return (np.cumsum(there) - 1)[key], np.flatnonzero(there)


@overload
def by_group(rows: pd.Series, of: Whole, n: int) -> SeriesGroupBy[Any, Any]: ...
@overload
def by_group(rows: pd.DataFrame, of: Whole, n: int) -> DataFrameGroupBy[Any, Any]: ...
def by_group(
    rows: pd.Series | pd.DataFrame, of: Whole, n: int
) -> SeriesGroupBy[Any, Any] | DataFrameGroupBy[Any, Any]:
    """Bring rows to their groups, which are numbered already: pandas would look each number up and sort them."""
    numbered = pd.Categorical.from_codes(of, categories=pd.RangeIndex(n))
    return rows.groupby(pd.CategoricalIndex(numbered), observed=False)


def within(of: Whole, n: int, key: Whole, span: int) -> tuple[Whole, Whole, Whole]:
    """Divide groups by a key below `span`: each line's part, and the group and the key of each part.

    Where each group has one key, as an order has one customer and one day, the groups are the parts.
    """
    one = np.zeros(n, dtype="int64")
    one[of] = key
    if (one[of] == key).all():
        return of, np.arange(n), one
    part, parts = group(of * span + key)
    return part, parts // span, parts % span


def from_zero(numbers: Whole) -> tuple[Whole, int, int]:
    """Return numbers less the smallest of them, the smallest itself, and how many different ones there can be."""
    first = int(numbers.min()) if len(numbers) else 0
    return numbers - first, first, int(numbers.max(initial=first)) - first + 1
