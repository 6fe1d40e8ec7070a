"""What ``kamlib.load`` is given: names of arguments that there are, and tables that can be read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from inspect import signature
from types import NoneType
from typing import Any

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.reading import read
from kamlib.tables.sources import frames
from kamlib.words import _
from kamlib.words.phrases import nearest


def check(tables: Mapping[str, Any], reading: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    """Refuse arguments that do not exist, and things that are not tables.

    Parameters
    ----------
    tables : mapping
        Argument → file, data set or frame; None where not given.
    reading : mapping
        Further arguments, which say how the orders are read.
    known : mapping
        The arguments that ``load`` has by name.

    Raises
    ------
    KamError
        The line names the nearest argument, or says what can be given.
    """
    offered = [name for name in signature(read).parameters if name not in ("source", "table", "db_table")]
    for name in reading:
        if name not in offered:
            names = [*(n for n in known if n not in ("source", "reading")), *offered]
            raise KamError(_("load() has no argument {name}. {hint}", name=name, hint=nearest(name, names)))
    for name, thing in tables.items():
        if not isinstance(thing, (str, os.PathLike, pd.DataFrame, NoneType)) and not frames.is_one(thing):
            kind = f"{type(thing).__module__.partition('.')[0]}.{type(thing).__name__}".removeprefix("builtins.")
            raise KamError(
                _("{name} is of type {kind}: use a file, a folder, a database, the name of a data set, or a frame "
                  "of pandas, Polars, DuckDB or PySpark.", name=name, kind=kind)
            )  # fmt: skip
