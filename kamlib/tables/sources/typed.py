"""Tables whose columns have types, or cells of Python, to a raw table: rules for text do not apply to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.files import header, limits, parquet
from kamlib.tables.files.body import leave_out
from kamlib.tables.files.raw import RawTable
from kamlib.words import _

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows that are taken from a database at a time, and bytes of a cell on average, for the limit of size.
BATCH, CELL = 100_000, 16


def of_arrow(table: pa.Table, source: str) -> RawTable:
    """Make a raw table of an Arrow table; its rows are numbered from 1.

    Parameters
    ----------
    table : pyarrow.Table
        Any.
    source : str
        Where it comes from, for messages.

    Returns
    -------
    RawTable
        The table as it is.

    Raises
    ------
    KamError
        If it is too wide, or a column's cells are not single values.
    """
    limits.refuse_wide(table.num_columns, source)
    parquet.refuse_nested(table.schema, source)
    return parquet.finished(parquet.as_text(table, source).to_pandas(), source)


def of_rows(batches: Iterable[Sequence[Sequence[Any]]], names: Sequence[str], source: str) -> RawTable:
    """Make a raw table of the rows of a database; each column gets the type of its cells.

    Parameters
    ----------
    batches : iterable of sequence
        Rows, some at a time.
    names : sequence of str
        The columns.
    source : str
        Where they come from, for messages.

    Returns
    -------
    RawTable
        Cells of several types in one column stay what they are, as in a workbook.

    Raises
    ------
    KamError
        If there are too many rows or columns, or a column holds bytes.
    """
    limits.refuse_wide(len(names), source)
    parts = list(_frames(batches, len(names), source))
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=range(len(names)))
    frame.columns = pd.Index(header.unique([" ".join(str(name).split()) for name in names]))
    for name, column in frame.items():
        if column.dtype == object and any(isinstance(cell, bytes | memoryview) for cell in column):
            raise KamError(_(
                "{file}: column {column} contains bytes that are not text; export it as text, or as CSV.",
                file=source, column=name,
            ))  # fmt: skip
    frame.index = pd.RangeIndex(1, 1 + len(frame))
    frame, left_out = leave_out(frame, tuple(map(str, frame.columns)))
    return RawTable(frame, source, None, None, None, 1, left_out, ())


def _frames(batches: Iterable[Sequence[Sequence[Any]]], width: int, source: str) -> Iterator[pd.DataFrame]:
    rows = 0
    for batch in batches:
        rows += len(batch)
        limits.refuse_large(rows * width * CELL, source)
        columns = zip(*batch, strict=True) if batch else [()] * width
        yield pd.DataFrame({at: _column(list(cells)) for at, cells in enumerate(columns)})


def _column(cells: list[Any]) -> pd.Series:
    """Return cells in the narrowest type that keeps them as they are; missing ones make no mixture."""
    found = pd.Series(cells, dtype="object").infer_objects()
    if found.dtype != object:
        return found
    held = {type(cell) for cell in cells if cell is not None}
    if held == {int, float} or held == {float}:  # whole numbers stay whole: they may be ids
        return pd.Series([np.nan if cell is None else cell for cell in cells], dtype="float64")
    return found
