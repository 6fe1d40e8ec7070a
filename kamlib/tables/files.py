"""Any file to a raw table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.raw import LeftOut, RawTable
from kamlib.words import _

__all__ = ["LeftOut", "RawTable", "open_table"]


def open_table(
    path: str | Path, *, sheet: str | None = None, encoding: str | None = None, separator: str | None = None
) -> RawTable:
    """Read any file that holds a table."""
    path = Path(path)
    if not path.exists():
        raise KamError(_("{file}: there is no such file; check the name and the folder.", file=path.name))
    if path.suffix in {".xlsx", ".xls"}:
        frame = pd.read_excel(path, sheet_name=sheet or 0, engine="calamine")
    elif path.suffix == ".parquet":
        frame = pd.read_parquet(path)
    else:
        frame = pd.read_csv(path, dtype="str", encoding=encoding, sep=separator or ",", keep_default_na=False)
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return RawTable(frame, path.name, sheet, encoding, separator, 2, (LeftOut("header", (1,)),), ())
