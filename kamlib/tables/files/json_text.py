"""JSON to a raw table: a list of records, one record per line, or an object that holds one such list."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.files import header, limits
from kamlib.tables.files.raw import RawTable
from kamlib.words import _

#: Objects and lists that a file may hold: each takes some hundred bytes of memory.
_MOST = 10_000_000

#: A number that no amount and no id is, and half of a letter of two.
_ENDLESS = re.compile(rb"(?<![\w.])-?\d{100,}")
_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]")


def is_json(utf8: bytes) -> bool:
    """Return whether a text is JSON, by its beginning.

    Parameters
    ----------
    utf8 : bytes
        The text of a file.

    Returns
    -------
    bool
        True where it begins as a list of objects or as an object.
    """
    begins = b"".join(utf8[:4096].split())
    return begins.startswith((b"[{", b'{"', b"[]", b"{}", b"[["))


def read(utf8: bytes, source: str) -> RawTable:
    """Read records; what an object in a record holds is a column of its own (``customer.name``).

    Parameters
    ----------
    utf8 : bytes
        The text of a file.
    source : str
        The file's name.

    Returns
    -------
    RawTable
        Its rows are numbered from 1, as there is no header row.

    Raises
    ------
    KamError
        If it is damaged, holds no list of records, or records that hold lists.
    """
    _refuse_hostile(utf8, source)
    records = _records(_parsed(utf8, source))
    if not records:
        raise KamError(_(
            "{file} is JSON, but not a list of records; export it as a list of order lines, or as CSV.",
            file=source,
        ))  # fmt: skip
    limits.refuse_wide(len(set[str]().union(*records)), source)
    frame = pd.json_normalize(records)
    limits.refuse_wide(frame.shape[1], source)
    for name, column in frame.items():
        if any(isinstance(cell, list) for cell in column):
            raise KamError(_(
                "{file}: in {column}, a record of this JSON contains a list; write one record for each order "
                "line, or export as CSV.",
                file=source, column=str(name),
            ))  # fmt: skip
    frame.columns = pd.Index(header.unique([" ".join(str(name).split()) for name in frame.columns]))
    frame.index = pd.RangeIndex(1, 1 + len(frame))
    return RawTable(frame, source, None, None, None, 1, (), ())


def _parsed(utf8: bytes, source: str) -> Any:
    text = utf8.decode(errors="replace").strip()
    try:
        return json.loads(text)
    except RecursionError:
        raise KamError(_nested(source)) from None
    except ValueError as error:
        first = error
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except RecursionError:
        raise KamError(_nested(source)) from None
    except ValueError:
        raise KamError(_(
            "{file} is JSON that breaks off or is damaged at line {line}; export it again, or as CSV.",
            file=source, line=str(getattr(first, "lineno", 1)),
        )) from None  # fmt: skip


def _refuse_hostile(utf8: bytes, source: str) -> None:
    """Refuse what can be parsed, but not be worked with."""
    if utf8.count(b"{") + utf8.count(b"[") > _MOST:
        raise KamError(_("{file} is JSON with too many elements; export it as CSV.", file=source))
    for odd, what in ((_ENDLESS, _("a number of more than a hundred digits")), (_HALF, _("half a character"))):
        if found := _outside(odd, utf8):
            line = str(utf8.count(b"\n", 0, found.start()) + 1)
            raise KamError(_(
                "{file} is JSON with {what} at line {line}; export it again, or as CSV.", file=source,
                what=what, line=line,
            ))  # fmt: skip


def _outside(odd: re.Pattern[bytes], utf8: bytes) -> re.Match[bytes] | None:
    """Find what is odd, unless the sign before it is one that is written out (two backslashes, a quote)."""
    return next((hit for hit in odd.finditer(utf8) if not _is_written_out(utf8, hit.start())), None)


def _is_written_out(utf8: bytes, at: int) -> bool:
    before = utf8[max(0, at - 50) : at]
    if utf8[at : at + 1] == b"\\":
        return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1
    return before.endswith(b'"')


def _nested(source: str) -> str:
    return _(
        "{file} is JSON that is nested too deeply; export it as a list of order lines, or as CSV.", file=source
    )


def _records(found: Any) -> list[dict[str, Any]]:
    """Return the list of objects, which may be all, or the only one that an object holds."""
    if isinstance(found, dict):
        lists = [_records(part) for part in found.values() if isinstance(part, list)]
        filled = [part for part in lists if part]
        return filled[0] if len(filled) == 1 else [] if filled or lists else [found]
    return found if isinstance(found, list) and found and all(isinstance(part, dict) for part in found) else []
