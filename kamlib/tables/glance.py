"""A glance at a file before anything is started: whether it has the columns that its table needs."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kamlib.tables.reading import understood

#: Bytes of a long text that are looked at.
HEAD = 400_000
#: Files of text, whose head is a file of its own.
TEXTS = (".csv", ".tsv", ".txt", ".tab")


def refuse_lacking(file: Path, table: str, reading: Mapping[str, Any]) -> None:
    """Refuse a file without the columns that a table needs, by its first rows where it is a long text.

    Long files of other kinds are not looked at: opening them is the work itself.

    Parameters
    ----------
    file : Path
        One of the client's files.
    table : str
        Which table it is.
    reading : mapping
        How it is read: keywords of ``read``.

    Raises
    ------
    KamError
        What is missing, all at once.
    """
    if file.stat().st_size <= HEAD:
        understood(file, table, reading)
    elif file.suffix.lower() in TEXTS:
        with tempfile.TemporaryDirectory() as folder:
            head = Path(folder) / file.name
            with file.open("rb") as whole:
                head.write_bytes(whole.read(HEAD).rpartition(b"\n")[0] + b"\n")
            understood(head, table, reading)
