"""Whether a workbook may be opened: how large it is unpacked, and its sheets, before anybody allots memory.

The program that reads workbooks makes room for every cell up to the last one, and ends the whole process where it
cannot. The parts of an .xlsx are looked through for their last cell, which costs little; other kinds, which cannot
be looked through, are opened in a process of their own first.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kamlib.errors import KamError
from kamlib.tables.files import limits, probe
from kamlib.words import _, count

#: Cells of a sheet that room is made for; where hardly any is filled, there may be fewer.
LARGEST, LARGEST_EMPTY = 60_000_000, 3_000_000

#: Share of a sheet's cells below which hardly any is filled.
_FILLED = 0.02

#: What a spreadsheet can have.
_ROWS, _COLUMNS = 1_048_576, 16_384

#: Parts that a workbook may have; and seconds that opening it may take, with more for every 10 MB.
_PARTS, _SECONDS = 10_000, 8

_CHUNK = 1 << 22
_FAR = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{2}|[A-Za-z]?\d{6})""")
_CELL = re.compile(rb"""<(?:\w{1,12}:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*?(/?)>""")
_NAMELESS = re.compile(rb"""<(?:\w{1,12}:)?c(?=[\s>])(?![^>]*\br\s*=)[^>]*(?<!/)>""")

_Damage = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
_known: set[tuple[int, int, int]] = set()


@dataclass
class Extent:
    """How far a sheet reaches: its last row and column with something in it, and how many cells that are."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    nameless: bool = False  # whether some cells do not say where they are

    def add(self, text: bytes) -> None:
        """Count the cells in a piece of a sheet by their names, such as ``AB12``; empty ones take no room."""
        for letters, digits, is_empty in _CELL.findall(text):
            if not is_empty:
                self.cells += 1
                self.rows = max(self.rows, int(digits[:12]))
                self.columns = max(self.columns, column(letters))
        self.nameless = self.nameless or _NAMELESS.search(text) is not None


def column(letters: bytes) -> int:
    """Return the number of a column from 1, by its letters.

    Parameters
    ----------
    letters : bytes
        Such as ``b"AB"``.

    Returns
    -------
    int
        28 for ``b"AB"``; of more letters than a spreadsheet has, a number beyond its last column.
    """
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


def check(data: bytes, source: str) -> None:
    """Refuse a workbook that would take all memory, or end the process that opens it.

    Parameters
    ----------
    data : bytes
        The workbook.
    source : str
        The file's name.

    Raises
    ------
    KamError
        If it is too large, damaged, or has a cell far from all others.
    """
    key = (len(data), hash(data), limits.largest())
    if key in _known:
        return
    if data[:2] == b"PK":
        _check_package(data, source)
    else:
        _try(data, source)
    _known.add(key)


def _check_package(data: bytes, source: str) -> None:
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
    except _Damage:
        raise KamError(damaged(source)) from None
    if len(parts) > _PARTS or any(part.flag_bits & 0x1 for part in parts):
        raise KamError(damaged(source))
    limits.refuse_large(sum(part.file_size for part in parts), source, packed=len(data))
    try:
        extents = [_extent(package, part) for part in parts]
    except _Damage:
        raise KamError(damaged(source)) from None
    for extent in extents:
        _refuse_far(extent, source)
    if any(map(_is_other, parts)) or any(extent.nameless for extent in extents if extent):
        _try(data, source, sum(part.file_size for part in parts))


def _is_other(part: zipfile.ZipInfo) -> bool:
    """Whether a part belongs to a workbook that is no .xlsx: its sheets cannot be looked through."""
    return part.filename == "content.xml" or (part.filename.lower().endswith(".bin") and "sheet" in part.filename)


def _chunks(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part piece by piece; it must be what the list of parts says, in size and sum."""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _extent(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Extent | None:
    """Look a part through for its last cell; None where none can be far."""
    rest, is_far = b"", False
    for chunk in _chunks(package, part):  # to the end: only then it is known to be what the list says
        is_far = is_far or _FAR.search(rest + chunk) is not None
        rest = chunk[-20:]
    if not is_far:
        return None
    found, rest = Extent(), b""
    for chunk in _chunks(package, part):
        whole = rest + chunk
        end = max(whole.rfind(b"<"), len(whole) - 1000)
        found.add(whole[:end])
        rest = whole[end:]
    found.add(rest)
    return found


def _refuse_far(extent: Extent | None, source: str) -> None:
    if extent is None:
        return
    if extent.rows > _ROWS or extent.columns > _COLUMNS:
        raise KamError(damaged(source))
    room = extent.rows * extent.columns
    if room > LARGEST or (room > LARGEST_EMPTY and extent.cells < _FILLED * room):
        raise KamError(_(
            "{file}: a sheet reaches to row {rows} and column {columns}, and of these cells {cells} are filled; "
            "delete what is beyond the table.",
            file=source, rows=count(extent.rows), columns=count(extent.columns), cells=count(extent.cells),
        ))  # fmt: skip


def _try(data: bytes, source: str, unpacked: int | None = None) -> None:
    """Open a workbook in a process of its own, and refuse it if that ends badly or its sheets are too large."""
    seconds = _SECONDS + (unpacked or len(data)) / 1e7
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(probe.__file__))], input=data, capture_output=True, timeout=seconds,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise KamError(damaged(source)) from None
    except OSError:  # no process can be started here: it is opened as it is
        return
    if done.returncode not in (0, 1) or any(word in done.stderr for word in (b"Panic", b"MemoryError")):
        raise KamError(damaged(source))
    for rows, columns in (
        json.loads(done.stdout) if not done.returncode else ()
    ):  # the reader has words for the rest
        if rows * columns > LARGEST:
            raise KamError(_(
                "{file}: a sheet has {rows} rows and {columns} columns; delete what is beyond the table.",
                file=source, rows=count(rows), columns=count(columns),
            ))  # fmt: skip


def damaged(source: str) -> str:
    """Say that a workbook cannot be opened.

    Parameters
    ----------
    source : str
        The file's name.

    Returns
    -------
    str
        One line, with what to do.
    """
    return _("{file} is damaged or not a workbook; open it in a spreadsheet and save it as .xlsx.", file=source)
