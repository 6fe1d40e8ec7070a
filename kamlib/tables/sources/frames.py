"""Frames of other engines than pandas: Polars, DuckDB, PySpark, Arrow; taken over by Narwhals, as typed tables."""

from __future__ import annotations

import os
from typing import Any

import pandas as pd

from kamlib.tables.files.raw import RawTable
from kamlib.tables.sources import typed
from kamlib.words import _


def is_one(thing: Any) -> bool:
    """Whether something is a frame of an engine that Narwhals knows.

    Parameters
    ----------
    thing : object
        What was given.

    Returns
    -------
    bool
        False for files and for frames of pandas.
    """
    if thing is None or isinstance(thing, (str, os.PathLike, pd.DataFrame)):
        return False
    import narwhals as nw

    return isinstance(nw.from_native(thing, pass_through=True), (nw.DataFrame, nw.LazyFrame))


def read(frame: Any) -> RawTable:
    """Take over a frame of another engine.

    Parameters
    ----------
    frame : Polars, DuckDB, PySpark or Arrow frame
        Lazy or not.

    Returns
    -------
    RawTable
        Its rows, numbered from 1.

    Raises
    ------
    KamError
        If a column's cells are not single values.
    """
    import narwhals as nw

    known = nw.from_native(frame)
    whole = known.collect(backend="pyarrow") if isinstance(known, nw.LazyFrame) else known
    return typed.of_arrow(whole.to_arrow(), _("the frame"))
