"""Typed sources that may be larger than memory, as a DuckDB relation: Parquet files and DuckDB tables."""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kamlib.errors import KamError
from kamlib.tables.files import limits
from kamlib.tables.sources import database, folder, typed
from kamlib.tables.sources.kinds import FOLDERS, kind_of, shown
from kamlib.words import _, n_

#: Memory that the engine may take; beyond it, it writes to the disk.
MEMORY = "1GB"


@dataclass(frozen=True)
class Lines:
    """Rows of a source, without reading them.

    Attributes
    ----------
    base : duckdb.DuckDBPyConnection
        Where queries are asked; all rows and columns are its view ``whole``.
    whole : duckdb.DuckDBPyRelation
        This view.
    rows : int
        How many there are.
    source : str
        Where they come from, fit to print.
    aside : Path
        A folder for results that the engine writes, gone after the ``with`` block.
    """

    base: Any
    whole: Any
    rows: int
    source: str
    aside: Path = Path()

    @property
    def is_large(self) -> bool:
        """Whether the rows are more than may be read into memory, see ``limits.largest``."""
        return self.rows * len(self.whole.columns) * typed.CELL > limits.largest()


@contextmanager
def opened(source: Any, wanted: str | None, table: str) -> Generator[Lines | None]:
    """Open a source for the engine, within a ``with`` block.

    Parameters
    ----------
    source : str, Path or frame
        Any source.
    wanted : str, optional
        Name of the table in a database.
    table : str
        Which of our tables is to be read.

    Yields
    ------
    Lines or None
        None where the engine does not read such a source, or not safely.
    """
    kind = kind_of(source)
    files = _parquet_files(source) if kind in (*FOLDERS, "file") else {}
    if kind != "duckdb" and not files:
        yield None
        return
    import duckdb

    with tempfile.TemporaryDirectory() as aside:
        how = {"memory_limit": MEMORY, "temp_directory": aside, "preserve_insertion_order": "false"}
        base = _connected(Path(source).expanduser() if kind == "duckdb" else None, how, aside)
        try:
            found = _files(base, files, source) if files else _table(base, source, wanted, table)
            yield replace(found, aside=Path(aside)) if found else None
        except duckdb.Error as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
            raise KamError(_("{file} cannot be read: {reason}.", file=shown(source), reason=reason)) from None
        finally:
            base.close()


def _connected(file: Path | None, how: dict[str, str], aside: str) -> Any:
    """Connect to a file that somebody sent, which must not read other files; or to none."""
    import duckdb

    if file is None:
        return duckdb.connect(config=how)
    base = duckdb.connect(str(file), read_only=True, config=how)
    base.execute("SET allowed_directories = [$aside]", {"aside": aside})
    for name, value in database.ALONE.items():  # after which neither place can be changed
        base.execute(f"SET {name} = {value}")
    return base


def _parquet_files(source: str | Path) -> dict[str, Path]:
    """Return the files of a source if all of them are Parquet."""
    path = Path(source).expanduser()
    files = folder.files_of(path) if kind_of(path) in FOLDERS else {path.name: path}
    return files if all(_is_parquet(file) for file in files.values()) else {}


def _is_parquet(file: Path) -> bool:
    try:
        if not file.stat().st_size:  # a log of the system that waits for more has no size
            return False
        with file.open("rb") as stream:
            return stream.read(4) == b"PAR1"
    except OSError:  # the reader meets the same error, and words it
        return False


def _files(base: Any, files: dict[str, Path], source: str | Path) -> Lines | None:
    """Return the rows of files; None where their columns differ, which the reader words."""
    import pyarrow.parquet as pq

    rows, columns = 0, set()
    for file in files.values():
        try:
            about = pq.ParquetFile(file)
        except Exception:  # damaged: the reader meets the same error, and words it
            return None
        rows += about.metadata.num_rows
        columns.add(frozenset(about.schema_arrow.names))
    if len(columns) != 1:
        return None
    names = [
        glob.escape(str(file)) for file in files.values()
    ]  # these files only, whatever marks their names hold
    found = base.read_parquet(names, hive_partitioning=True, union_by_name=True)
    named = shown(source)
    if kind_of(source) in FOLDERS:
        named = n_("{folder} ({n} file)", "{folder} ({n} files)", len(files), folder=named)
    return Lines(base, found.create_view("whole"), rows, named)


def _table(base: Any, source: str | Path, wanted: str | None, table: str) -> Lines:
    name, written = database.duckdb_table(base, wanted, table, shown(source))
    # A view of this session: before 2.0, DuckDB gives a relation no name in a file that is only read. With the
    # file's name in it, a table of the file may be called `whole` too.
    base.execute(f"CREATE TEMP VIEW whole AS SELECT * FROM {written}")  # noqa: S608
    whole = base.sql("FROM whole")
    return Lines(base, whole, whole.count("*").fetchall()[0][0], database.place(shown(source), name))
