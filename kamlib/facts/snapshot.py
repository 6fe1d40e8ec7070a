"""Whether tables are still what they were, found out without reading their values again.

A shallow copy of a frame shares its memory, and pandas copies a column before it is written to. So a column that
still lies where it lay when the copy was taken holds what it held then. Where one lies elsewhere, its values are
compared. Only what is written past pandas, through ``Series.array``, is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd


class Snapshot:
    """Tables, and whatever else goes with them, as they were at one moment.

    Parameters
    ----------
    tables : sequence of pandas.DataFrame or None
        They are not copied, only held on to.
    others : sequence
        Things that are compared by what they are, not by what they hold.
    """

    def __init__(self, tables: Sequence[pd.DataFrame | None], others: Sequence[object] = ()) -> None:
        self._held = [None if table is None else _Held(table) for table in tables]
        self._others = tuple(others)

    def holds(self, tables: Sequence[pd.DataFrame | None], others: Sequence[object] = ()) -> bool:
        """Tell whether nothing has changed since.

        Parameters
        ----------
        tables, others : sequence
            The same as the snapshot was taken of, in the same order.

        Returns
        -------
        bool
            True where each table has the same columns, rows and values, in place or in another frame.
        """
        if any(a is not b for a, b in zip(others, self._others, strict=True)):
            return False
        return all(self._same(at, table) for at, table in enumerate(tables))

    def _same(self, at: int, table: pd.DataFrame | None) -> bool:
        """Compare places first, values only where a column has moved; what moved unchanged is held anew."""
        held = self._held[at]
        if table is None or held is None:
            return table is None and held is None
        if held.lies_as(table):
            return True
        if not held.copy.equals(table):
            return False
        self._held[at] = _Held(table)
        return True


class _Held:
    """A table's memory, held so that nothing else can take its place, and where each part of it lies."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.copy = table.copy(deep=False)
        self.axes = (table.index, table.columns)
        self.places = list(_places(table))

    def lies_as(self, table: pd.DataFrame) -> bool:
        """Whether a table's columns lie where these do; an index never changes in place."""
        if table.index is not self.axes[0] or table.columns is not self.axes[1]:
            return False
        return all(_is(a, b) for a, b in zip(_places(table), self.places, strict=True))


def _places(table: pd.DataFrame) -> Iterator[object]:
    """Say where each column lies; one of a kind that shares no memory lies somewhere else each time."""
    for _name, column in table.items():  # noqa: PERF102  (a frame's values are an array)
        if isinstance(column.dtype, np.dtype):
            values = column.to_numpy()
            yield values.__array_interface__["data"][0], values.strides, values.dtype
        elif isinstance(column.dtype, (pd.StringDtype, pd.ArrowDtype)):
            yield column.array.__arrow_array__()
        else:
            yield object()


def _is(one: object, other: object) -> bool:
    return one == other if isinstance(one, tuple) else one is other
