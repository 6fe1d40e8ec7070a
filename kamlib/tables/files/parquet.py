"""Parquet to a raw table; its columns are looked at before it is unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.files import header, limits
from kamlib.tables.files.body import leave_out
from kamlib.tables.files.raw import RawTable
from kamlib.words import _

if TYPE_CHECKING:
    import pyarrow as pa


def read(data: bytes, *, source: str) -> RawTable:
    """Read a parquet file; its rows are numbered from 1, as it has no header row.

    Parameters
    ----------
    data : bytes
        The file's bytes.
    source : str
        The file's name, for messages.

    Returns
    -------
    RawTable
        The table as given in the file.

    Raises
    ------
    KamError
        If it is damaged, too large, or has a column whose cells are not single values.
    """
    import pyarrow as pa

    try:
        frame = _table(data, source).to_pandas()
    except (
        pa.ArrowException,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        NotImplementedError,
        OverflowError,
    ) as error:
        raise KamError(
            _("{file} is damaged and cannot be unpacked; get a new copy from the sender.", file=source)
        ) from error
    return finished(frame, source)


def finished(frame: pd.DataFrame, source: str) -> RawTable:
    """Make a raw table of a typed frame: columns by their names as text, rows numbered from 1.

    Parameters
    ----------
    frame : pandas.DataFrame
        As pyarrow gives it.
    source : str
        Where it comes from, for messages.

    Returns
    -------
    RawTable
        Without blank rows, totals and remarks.
    """
    if not isinstance(frame.index, pd.RangeIndex) or frame.index.name is not None:
        frame = frame.reset_index()
    frame.columns = pd.Index(header.unique([" ".join(str(name).split()) for name in frame.columns]))
    for name, column in frame.items():
        if isinstance(column.dtype, pd.CategoricalDtype):
            frame[name] = column.astype(column.cat.categories.dtype)
    frame.index = pd.RangeIndex(1, 1 + len(frame))
    frame, left_out = leave_out(frame, tuple(map(str, frame.columns)))
    return RawTable(frame, source, None, None, None, 1, left_out, ())


def _table(data: bytes, source: str) -> pa.Table:
    """Return the columns, those of bytes that are text as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # in one thread: of a damaged file one of several may still be at work when the command ends, which aborts it
    file = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)
    facts = file.metadata
    limits.refuse_wide(facts.num_columns, source)
    unpacked = sum(facts.row_group(at).total_byte_size for at in range(facts.num_row_groups))
    limits.refuse_large(max(unpacked, facts.num_rows * facts.num_columns), source)
    refuse_nested(file.schema_arrow, source)
    return as_text(file.read(use_threads=False), source)


def refuse_nested(columns: pa.Schema, source: str) -> None:
    """Refuse columns whose cells hold several values.

    Parameters
    ----------
    columns : pyarrow.Schema
        Names and types.
    source : str
        Where they come from, for messages.

    Raises
    ------
    KamError
        Naming the first of them.
    """
    import pyarrow as pa

    for field in columns:
        if pa.types.is_nested(_values(field.type)):
            raise KamError(_(
                "{file}: a cell of column {column} contains several values; write one record for each order "
                "line, or export as CSV.", file=source, column=field.name,
            ))  # fmt: skip


def as_text(table: pa.Table, source: str) -> pa.Table:
    """Return a table whose columns of bytes that are text are text.

    Parameters
    ----------
    table : pyarrow.Table
        Any.
    source : str
        Where it comes from, for messages.

    Returns
    -------
    pyarrow.Table
        The same rows and columns.

    Raises
    ------
    KamError
        If the bytes of a column are not text.
    """
    for at, field in enumerate(table.schema):
        if _is_bytes(_values(field.type)):
            table = table.set_column(at, field.name, _text(table.column(at), field.name, source))
    return table


def _values(kind: pa.DataType) -> pa.DataType:
    """Return the type of a column's values, where each different one is written once too."""
    import pyarrow as pa

    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_bytes(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
        or pa.types.is_binary_view(kind)
    )  # fmt: skip


def _text(column: pa.ChunkedArray, name: str, source: str) -> pa.ChunkedArray:
    """Read bytes as text, which some programs write without saying so."""
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    try:
        return column.cast(kind).cast(pa.binary()).cast(pa.string())
    except pa.ArrowException as error:
        raise KamError(_(
            "{file}: column {column} contains bytes that are not text; export it as text, or as CSV.", file=source,
            column=name,
        )) from error  # fmt: skip
