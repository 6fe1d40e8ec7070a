"""Whether tables are still what they were, found out without reading their values again.

A shallow copy of a frame shares its arrays, and pandas copies an array before it is written to. So a frame that
still consists of the same arrays as when the copy was taken holds what it held then. Where there is another array,
values are compared. Only what is written past pandas, through ``Series.array``, is not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_

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
        """Compare arrays first, values only where one is another; what moved unchanged is held anew."""
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
        self.arrays = _arrays(table)

    def lies_as(self, table: pd.DataFrame) -> bool:
        """Whether a table consists of the same arrays; an index never changes in place."""
        if table.index is not self.axes[0] or table.columns is not self.axes[1]:
            return False
        arrays = _arrays(table)
        return len(arrays) == len(self.arrays) and all(map(is_, arrays, self.arrays))


def _arrays(table: pd.DataFrame) -> list[object]:
    """Return the arrays of a frame. To ask for its columns would make each anew and take 500 times as long."""
    blocks = getattr(table, "_mgr").blocks  # noqa: B009  (its types do not have it)
    return [block.values for block in blocks]  # noqa: PD011
