"""Writing a world: CSV files of equal bytes on every machine, and the truth next to them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kamlib.world.orders import MONEY
from kamlib.world.world import World

_CENT = Decimal("0.01")

#: Columns that are written with two decimals.
CENTS = frozenset(MONEY)


def write(world: World, folder: Path) -> list[Path]:
    """Write the tables and ``truth.json`` into a folder.

    Parameters
    ----------
    world : World
    folder : Path
        Made if it is not there.

    Returns
    -------
    list of Path
        The files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, table in world.tables.items():
        files.append(folder / f"{name}.csv")
        files[-1].write_bytes(csv_bytes(table))
    files.append(folder / "truth.json")
    files[-1].write_bytes(json_bytes(world.truth))
    return files


def csv_bytes(table: pd.DataFrame, cents: Collection[str] = CENTS) -> bytes:
    """Write a table as CSV: UTF-8 without a mark, line feeds, days as 2024-03-05, money with two decimals.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    cents : collection of str, optional
        Names of the columns of money.

    Returns
    -------
    bytes
        The file, with one header line.
    """
    import pyarrow as pa
    import pyarrow.csv as pacsv

    out = pa.BufferOutputStream()
    columns = {name: _text(table[name], name in cents) for name in table}
    options = pacsv.WriteOptions(include_header=False, quoting_style="none")
    pacsv.write_csv(pa.table(columns), out, options)
    return (",".join(table.columns) + "\n").encode() + bytes(out.getvalue())


def _text(column: pd.Series, is_money: bool) -> Any:  # an arrow array; pyarrow carries no types
    """Turn a column into text by rules of our own, so that no library's defaults show in the files."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if is_money:
        cents = np.rint(column.to_numpy(dtype=np.float64) * 100)
        whole = pa.array(cents, mask=np.isnan(cents)).cast(pa.int64()).cast(pa.decimal128(19, 0))
        return pc.cast(pc.multiply(whole, pa.scalar(_CENT, pa.decimal128(3, 2))), pa.string())
    if pd.api.types.is_datetime64_any_dtype(column):
        return pc.cast(pa.array(column.to_numpy().astype("datetime64[D]")), pa.string())
    if pd.api.types.is_float_dtype(column):
        return pa.array([None if v != v else _short(v) for v in column.tolist()], pa.string())
    if pd.api.types.is_numeric_dtype(column):
        return pc.cast(pa.array(column.to_numpy()), pa.string())
    return pa.array(column.to_numpy(dtype=object), pa.string(), from_pandas=True)


def _short(value: float) -> str:
    """Write a number with up to two decimals and no idle zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def json_bytes(truth: dict[str, Any]) -> bytes:
    """Readable JSON, lists of ids in rows.

    Parameters
    ----------
    truth : mapping
        What is planted in a world; see ``truth.truth``.

    Returns
    -------
    bytes
        The file, in UTF-8.
    """
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    return (re.sub(r"\[\s+((?:\"[^\"]*\",?\s*)+)\]", _row, text) + "\n").encode()


def _row(match: re.Match[str]) -> str:
    return "[" + " ".join(match[1].split()) + "]"
