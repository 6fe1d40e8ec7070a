"""Rows that a workbook hides, by a filter or by hand: a reader of the sheet does not see them, but they count."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from xml.etree import ElementTree

_TAG, _PREFIXED = re.compile(rb"<row\b([^>]*)>"), re.compile(rb"<\w+:row\b([^>]*)>")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def rows(data: bytes, sheet: str) -> tuple[int, ...]:
    """Return the numbers, from 1, of the rows that a sheet hides.

    Parameters
    ----------
    data : bytes
        A workbook; only .xlsx and .xlsm say it in a way that is read here.
    sheet : str
        The sheet's name.

    Returns
    -------
    tuple of int
        Ascending; empty where none is hidden, or where the file does not show it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            text = package.read(_part(package, sheet))
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error,
            ElementTree.ParseError):  # fmt: skip
        return ()
    return _of_sheet(text) if b"hidden=" in text else ()


def _of_sheet(text: bytes) -> tuple[int, ...]:
    tags = (_TAG if b"<row" in text else _PREFIXED).findall(text)
    return tuple(_number(tag, at) for at, tag in enumerate(tags, 1) if b"hidden=" in tag and _HIDDEN.search(tag))


def _number(tag: bytes, at: int) -> int:
    """Return the number that a row's tag gives; its place among the tags where it gives none."""
    number = _NUMBER.search(tag)
    return int(number[1]) if number else at


def _part(package: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the part of a package that holds a sheet; KeyError where there is none."""
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 (no entity is resolved)
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for entry in (entry for entry in book.iter() if entry.tag.endswith("}sheet")):
        if entry.get("name") == sheet:
            return posixpath.join("xl", targets[entry.get(_ID)]).lstrip("/")
    raise KeyError(sheet)
