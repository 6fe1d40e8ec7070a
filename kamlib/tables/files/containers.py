"""What kind of file some bytes are, by their content and not by their name, and what is packed inside."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from kamlib.errors import KamError
from kamlib.tables.files import limits
from kamlib.words import _
from kamlib.words.phrases import enumerated

_CHUNK = 1 << 22
TABLES = {".csv", ".tsv", ".tab", ".txt", ".dat", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".gz"}
_BEGINNINGS = (
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"SQLite format 3\x00", "data base"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)
_WEB = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<style")


def kind(data: bytes) -> str:
    """Return what some bytes are: ``"text"``, ``"workbook"``, ``"parquet"``, a packing, or what is not a table.

    Parameters
    ----------
    data : bytes
        A file's bytes.

    Returns
    -------
    str
        Name of the kind.
    """
    for beginning, found in _BEGINNINGS:
        if data.startswith(beginning):
            return found
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _kind_of_zip(data)
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB):
        return "web page"
    return "text"


def _kind_of_zip(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "workbook" if b"xl/" in data[:4096] else "zip"
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return "workbook"
    return "document" if any(name.startswith(("word/", "ppt/")) for name in names) else "zip"


def unpack(data: bytes, name: str) -> tuple[bytes, str]:
    """Return what is inside a packed file and its name; other files as they are.

    Parameters
    ----------
    data : bytes
        A file's bytes.
    name : str
        The file's name.

    Returns
    -------
    bytes, str
        Bytes and name of the table inside.

    Raises
    ------
    KamError
        If the packing is damaged, locked, holds nothing or several tables, or becomes too large.
    """
    for _depth in range(3):  # a zip may hold a .csv.gz
        packing = kind(data)
        if packing == "zip":
            data, name = _from_zip(data, name)
        elif packing in ("gz", "bz2", "xz"):
            data = _inflate(data, packing, name)
        else:
            return data, name
    return data, name


def _inflate(data: bytes, packing: str, name: str) -> bytes:
    if packing == "gz" and len(data) > 18:
        limits.refuse_large(int.from_bytes(data[-4:], "little"), name)  # what it says of itself
    try:
        _count(_opened(data, packing), name, len(data))
        with _opened(data, packing) as unpacked:
            content: bytes = unpacked.read()
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError) as error:
        raise KamError(
            _("{file} is damaged and cannot be unpacked; get a new copy from the sender.", file=name)
        ) from error
    return content


def _opened(data: bytes, packing: str) -> Any:
    packed = io.BytesIO(data)
    if packing == "gz":
        return gzip.GzipFile(fileobj=packed)
    return bz2.BZ2File(packed) if packing == "bz2" else lzma.LZMAFile(packed)


def _count(unpacked: Any, name: str, packed: int) -> None:
    """Unpack without keeping anything, and stop where it becomes too large: a small file can hold any amount."""
    size = 0
    with unpacked as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            limits.refuse_large(size, name, packed=packed)


def _from_zip(data: bytes, name: str) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = _the_one_table(archive, name)
            if member.flag_bits & 0x1:
                raise KamError(
                    _("{file} is password-protected; save it without a password and read it again.", file=name)
                )
            limits.refuse_large(
                member.file_size, name, packed=member.compress_size
            )  # no more than it says is read
            with archive.open(member) as packed:
                content = packed.read()
    except KamError:
        raise
    except Exception as error:  # zipfile raises a dozen kinds on damaged archives
        raise KamError(
            _("{file} is damaged and cannot be unpacked; get a new copy from the sender.", file=name)
        ) from error
    return content, name


def _the_one_table(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    inside = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX") and member.file_size
    ]
    tables = (
        [member for member in inside if PurePosixPath(member.filename.lower()).suffix in TABLES - {".txt"}]
        or [member for member in inside if member.filename.lower().endswith(".txt")]
        or inside
    )
    if not tables:
        raise KamError(_("{file} contains no table.", file=name))
    if len(tables) > 1:
        names = enumerated([PurePosixPath(_named(member)).name for member in tables[:5]])
        raise KamError(
            _(
                "{file} contains several files ({names}); unpack it and select the one to read.",
                file=name,
                names=names,
            )
        )
    return tables[0]


def _named(member: zipfile.ZipInfo) -> str:
    """Return a packed file's name; without the flag for UTF-8, Chinese packers write GBK and not cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
