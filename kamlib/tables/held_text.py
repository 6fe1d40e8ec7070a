"""How text is held while a table is read: by NumPy where the file is small, else by Arrow."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pandas as pd

#: Bytes of a file up to which it is small. A call of Arrow costs more than it saves on some thousand rows.
SMALL = 16 * 2**20


def as_fits(source: Any) -> AbstractContextManager[None]:
    """Let pandas hold text as fits what is read: of a small file, or of a data set, by NumPy.

    Frames, folders and databases are read with the setting that the caller's pandas has.
    """
    if not isinstance(source, (str, os.PathLike)) or _larger(Path(source)):
        return nullcontext()
    return pd.option_context("mode.string_storage", "python")


def _larger(path: Path) -> bool:
    try:
        return path.is_dir() or path.stat().st_size > SMALL
    except (OSError, ValueError):  # a name, a pattern or an address
        return "*" in str(path) or "://" in str(path)
