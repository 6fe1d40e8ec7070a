"""What a manifest says of a source, so that the same data is known again: hashes, sizes, numbers of files.

- A file, and a database file: the hash of its bytes. SQLite's log of what is not yet in the file counts too.
- A folder or pattern: the hash of a list of its files in the order of their names: name, bytes and hash, divided
  by tabs. A file that was added, renamed or changed shows; its place on the disk and its date do not.
- A database with an address: a hash of the rows that were read, in no order. It cannot be made later, because the
  database has changed by then; so it is made as the rows are read.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.sources import folder
from kamlib.tables.sources.kinds import FOLDERS, kind_of


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file.

    Parameters
    ----------
    file : Path
        Any file.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def facts(source: str | Path) -> dict[str, Any]:
    """Return hash and size of what lies on the disk under a name.

    Parameters
    ----------
    source : str or Path
        A file, a database file, a folder or a pattern.

    Returns
    -------
    dict
        ``sha256`` and ``bytes``; of a folder, ``files`` too.
    """
    kind = kind_of(source)
    if kind in FOLDERS:
        found = folder.files_of(source)
        sizes = {name: file.stat().st_size for name, file in found.items()}
        lines = "".join(f"{name}\t{sizes[name]}\t{sha256(file)}\n" for name, file in found.items())
        whole = hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()
        return {"sha256": whole, "bytes": sum(sizes.values()), "files": len(found)}
    file = Path(source)
    log = file.with_name(f"{file.name}-wal")
    if kind == "sqlite" and log.is_file() and log.stat().st_size:
        both = f"{sha256(file)}{sha256(log)}".encode()
        return {"sha256": hashlib.sha256(both).hexdigest(), "bytes": file.stat().st_size + log.stat().st_size}
    return {"sha256": sha256(file), "bytes": file.stat().st_size}


def of_rows(frame: pd.DataFrame) -> str:
    """Return a hash of rows that does not depend on their order.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows, with the columns of the source.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    columns = sorted(map(str, frame.columns))
    each = pd.util.hash_pandas_object(frame[columns].astype("str"), index=False).to_numpy(dtype="<u8")
    return hashlib.sha256("\t".join(columns).encode() + b"\n" + np.sort(each).tobytes()).hexdigest()
