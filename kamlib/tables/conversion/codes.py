"""Coded values in the words of other languages: 领导层 is read as ``leadership``, as the wings ask for it."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.schema import Column, schema, squeeze, words_of_choices


def coded(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Replace a client's own words by the codes of the schema.

    Parameters
    ----------
    frame : pandas.DataFrame
        Canonical columns of `table`.
    table : str
        Name of the table.

    Returns
    -------
    pandas.DataFrame
        The same rows; values that are not a word for a code stay as they are.
    """
    held = {name: column for name, column in schema()[table].items() if column.choices and name in frame}
    new = {name: _read(frame[name], column) for name, column in held.items() if column.type == "text"}
    return frame.assign(**new) if new else frame


def _read(values: pd.Series, column: Column) -> pd.Series:
    """Look each different value up once."""
    words = words_of_choices(column.table, column.name)
    codes = {value: words.get(squeeze(value), value) for value in values.dropna().unique()}
    codes = {value: code for value, code in codes.items() if code != value}
    return values.replace(codes) if codes else values
