"""The rows of a SQL script: what its INSERT statements put into each table, without a data base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from kamlib.tables.files.encodings import decode

_PART = r'(?:"[^"]+"|\[[^\]]+\]|\w+)'
_NAME = rf"(?:{_PART}\.)?({_PART})"
_CREATED = re.compile(rf"\bCREATE\s+TABLE\s+{_NAME}\s*\((.*?)^\s*GO\b", re.IGNORECASE | re.DOTALL | re.MULTILINE)
_COLUMN = re.compile(r'(?:^|,|\()\s*["\[](\w+)["\]][ \t]+["\[]?[a-z]', re.IGNORECASE | re.MULTILINE)
_INSERT = re.compile(rf"\bINSERT\s+(?:INTO\s+)?{_NAME}\s*(?:\(([^)]*)\)\s*)?VALUES\s*\(", re.IGNORECASE)
_VALUE = re.compile(r"\s*(?:N?'((?:[^']|'')*)'|([^,()']+?))\s*([,)])", re.DOTALL)

Cell = str | int | float | None


def tables(file: Path) -> dict[str, pd.DataFrame]:
    """Read the rows that a script of T-SQL inserts.

    Parameters
    ----------
    file : Path
        Text in any encoding that `kamlib.tables` reads; one row an ``INSERT``. Columns are those that the
        statement names, else those of ``CREATE TABLE``.

    Returns
    -------
    dict of str to pandas.DataFrame
        By name of the table; quoted cells are text, others numbers, pictures (``0x…``) and ``NULL`` missing. A
        table whose columns are named nowhere is left out.
    """
    text = decode(file.read_bytes(), name=file.name).utf8.decode()
    created = {_bare(name): _COLUMN.findall(body) for name, body in _CREATED.findall(text)}
    rows: dict[str, list[dict[str, Cell]]] = {}
    for statement in _INSERT.finditer(text):
        table, named = _bare(statement[1]), statement[2]
        columns = [_bare(name) for name in named.split(",")] if named else created.get(table)
        if columns:
            cells = list(_cells(text, statement.end()))
            rows.setdefault(table, []).append(dict(zip(columns, cells, strict=True)))
    return {table: pd.DataFrame(found) for table, found in rows.items()}


def _bare(name: str) -> str:
    return name.strip().strip('"[]')


def _cells(text: str, at: int) -> Iterator[Cell]:
    """Give the values of one row, from its opening bracket to the closing one."""
    while value := _VALUE.match(text, at):
        quoted, plain, end = value.groups()
        yield quoted.replace("''", "'") if quoted is not None else _number(plain)
        if end == ")":
            return
        at = value.end()


def _number(plain: str) -> int | float | None:
    if plain.upper() == "NULL" or plain.startswith("0x"):
        return None
    return int(plain) if plain.lstrip("+-").isdigit() else float(plain)
