"""Any file to a raw table: what kind it is, what is packed in it, and who reads it.

Problems that reading can report (words in `kamlib.tables.messages`), with their values:

- ``encoding-doubtful`` (warning): file, encoding – the encoding is a guess; ``--encoding`` settles it.
- ``encoding-damaged`` (warning): file, encoding, rows – characters that could not be read.
- ``no-header`` (warning): file, columns – no row names the columns; they are called ``column 1``, ``column 2`` …
- ``ragged-lines`` (warning): file, row, rows_at – rows with more or fewer cells than the header.
- ``thousands-joined`` (warning): file, row – numbers that a comma divided, put together again.
- ``stray-quotes`` (warning): file – a quote that is never closed; quotes were taken as plain characters.
- ``same-sheets`` (warning): file, sheet, names – other sheets with the same columns were not read.
- ``other-sheets`` (note): file, sheet, names – other sheets hold tables too.
- ``merged-numbers`` (warning): file, sheet, rows – numbers in merged cells, counted once, in their first row.
"""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from kamlib.errors import KamError
from kamlib.tables.files import (
    containers,
    delimited,
    encodings,
    hidden,
    json_text,
    limits,
    parquet,
    separators,
    sheets,
    soundness,
    text_forms,
)  # fmt: skip
from kamlib.tables.files.raw import STRIDE, LeftOut, RawTable
from kamlib.tables.problems import Problem
from kamlib.words import _

__all__ = ["LeftOut", "RawTable", "open_table"]

ODD = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b\x1c\x1d\x1e\x1f\x00"))  # control characters no table holds
BINARY = 0.01  # share of control characters above which bytes are no text; fewer are slips, and are dropped
MARKS = {
    "tab": "\t",
    "\\t": "\t",
    "blank": " ",
    "space": " ",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    r"\s+": " ",
}


def open_table(
    path: str | Path, *, sheet: str | None = None, encoding: str | None = None, separator: str | None = None
) -> RawTable:
    """Read any file that holds a table.

    Text with any usual separator and encoding, workbooks (.xlsx, .xlsm, .xlsb, .xls, .ods) and parquet, packed
    (.gz, .zip, .bz2, .xz) or not; what it is, is found from its content.

    Parameters
    ----------
    path : str or Path
        The file.
    sheet : str, optional
        A workbook's sheet, by name or by number from 1; the one with the largest table when not given.
    encoding : str, optional
        A text file's encoding; found when not given.
    separator : str, optional
        What separates the columns, one character or its name (``tab``); a blank means any white space.

    Returns
    -------
    RawTable
        All rows of the file are in its `frame` or in `left_out`.

    Raises
    ------
    KamError
        If the file is missing, a folder, empty, locked, damaged, or no table.
    """
    path = Path(path)
    data, name = containers.unpack(_bytes(path), path.name)
    kind = containers.kind(data)
    if sheet is not None and kind in ("text", "parquet"):
        raise KamError(_("{file} has no sheets: remove --sheet.", file=name))
    if kind == "workbook":
        soundness.check(data, name)
        raw = sheets.read_workbook(data, source=name, sheet=sheet)
        raw = None if raw is None else replace(raw, hidden=_hidden(data, raw))
    elif kind == "parquet":
        raw = parquet.read(data, source=name)
    elif kind == "text":
        raw = _text(data, name, encoding, _mark(separator))
    else:
        raise KamError(_no_table(name, kind))
    if raw is None:
        held = kind == "text" and data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n,;|")[:1]  # one endless cell
        raise KamError(_no_table(name, kind) if held else _("{file} is empty.", file=name))
    return raw


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise KamError(_("{file} is a folder; select a file in it.", file=path.name or str(path)))
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise KamError(_("{file} is a pipe or a device, not a file; save its output as a file.", file=path))
        limits.refuse_large(facts.st_size, path.name)
        return path.read_bytes() if facts.st_size else b""  # a log of the system that waits for more has no size
    except FileNotFoundError as error:
        raise KamError(_("There is no file {file}; check the name and the folder.", file=str(path))) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise KamError(_("{file} cannot be read: {reason}.", file=str(path), reason=reason)) from error


def _hidden(data: bytes, raw: RawTable) -> tuple[int, ...]:
    """Return the numbers of the rows that a workbook hides, of each sheet that was read."""
    names = raw.sheets or (raw.sheet or "",)
    return tuple(at * STRIDE + row for at, name in enumerate(names) for row in hidden.rows(data, name))


def _mark(separator: str | None) -> str | None:
    if separator is None:
        return None
    mark = MARKS.get(separator.lower(), separator)
    if len(mark) != 1 or mark in '"\r\n' or not mark.isascii():
        raise KamError(
            _("The separator must be one character, such as ; or tab, not {separator}.", separator=repr(separator))
        )
    return mark


def _text(data: bytes, name: str, encoding: str | None, separator: str | None) -> RawTable | None:
    text = encodings.decode(_unpadded(data), encoding=encoding, name=name)
    head = text.utf8[:65_536]
    odd = len(head) - len(head.translate(None, ODD + b"\x00"))
    if odd > max(3, BINARY * len(head)):
        raise KamError(_no_table(name, "binary"))
    clean = text.utf8.translate(None, ODD + b"\x00") if odd else text.utf8.replace(b"\x00", b"")
    if separator is None and json_text.is_json(clean):
        return replace(json_text.read(clean, name), encoding=text.encoding)
    raw = delimited.read(text_forms.usual(clean), source=name, separator=separator)
    if raw is None:
        return None
    if raw.frame.shape[1] < 3:
        _refuse_unclear_marks(head.decode(errors="ignore"), name)
    if raw.frame.shape[1] < 3 and separators.at_fixed_places(head.decode(errors="ignore")):
        raise KamError(_(
            "{file}: columns are at fixed positions separated by blanks, which is not supported; open it in a "
            "spreadsheet program as fixed-width text, and save it as .xlsx or CSV.",
            file=name,
        ))  # fmt: skip
    doubts = []
    if text.doubtful:
        doubts.append(Problem("encoding-doubtful", "warning", values={"file": name, "encoding": text.encoding}))
    if text.damaged:
        values = {"file": name, "encoding": text.encoding, "characters": text.damaged}
        doubts.append(Problem("encoding-damaged", "warning", values=values))
    return replace(raw, encoding=text.encoding, problems=(*doubts, *raw.problems))


def _refuse_unclear_marks(head: str, name: str) -> None:
    """Refuse a list drawn with a mark that also occurs inside its texts."""
    found = separators.inside_texts(head)
    if found is not None:
        mark, row = found
        raise KamError(_(
            "{file}, row {row}: the separator {mark} also occurs inside a text, or the row is broken in two; "
            "export the list as .xlsx, or with another separator.",
            file=name, row=row, mark=mark,
        ))  # fmt: skip


def _unpadded(data: bytes) -> bytes:
    """Take off the zeros that an interrupted copy left after a text, except for those that UTF-16 may need."""
    bare = data.rstrip(b"\x00")
    return bare + b"\x00" * (-len(bare) % 4) if 4 <= len(data) - len(bare) < len(data) else data


def _no_table(name: str, kind: str) -> str:
    """Say that a file is not a table, and what to do with this kind of file."""
    if kind == "web page":
        return _("{file} is a web page or XML; open it in a spreadsheet and save it as .xlsx.", file=name)
    if kind == "data base":
        return _("{file} is a database; export the table of orders as CSV.", file=name)
    if kind in ("rar", "7z"):
        return _("{file} has an unsupported compression format; unpack it first.", file=name)
    return _("{file} is not a table; use a CSV, Excel or Parquet file.", file=name)
