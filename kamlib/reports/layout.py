"""How results.json is laid out: sorted keys, a row of a table on a line; many rows are written by columns."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from types import NoneType
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from kamlib.reports.cells import Cell, Part


def laid_out(value: Any) -> str:
    """Write what a table or a section holds one to a line, and each row of plain values on a line of its own.

    Parameters
    ----------
    value : object
        Results, or a part of them.

    Returns
    -------
    str
        JSON with sorted keys.
    """
    pieces: list[str] = []
    _add(value, "\n", pieces)
    return "".join(pieces)


def _add(value: Any, start: str, pieces: list[str]) -> None:
    """Add the text of a value, whose last line begins as `start` says."""
    deeper = start + " "
    if isinstance(value, Part):
        value = dict(value)
    if isinstance(value, dict) and value:
        for at, key in enumerate(sorted(value)):
            pieces.append(f"{',' if at else '{'}{deeper}{_plain(key)}: ")
            _add_named(key, value[key], deeper, pieces)
        pieces.append(f"{start}}}")
    elif isinstance(value, list) and any(isinstance(one, (dict, list, Part)) for one in value):
        for at, one in enumerate(value):
            pieces.append(f"{',' if at else '['}{deeper}")
            _add(one, deeper, pieces)
        pieces.append(f"{start}]")
    else:
        pieces.append(_plain(value))


def _add_named(key: str, value: Any, start: str, pieces: list[str]) -> None:
    """Add what has a name; the rows of a table, of which there may be many, a column at a time."""
    if key == "rows" and isinstance(value, list) and value and isinstance(value[0], list) and value[0]:
        pieces += ["[", start, " ", f",{start} ".join(_rows(value)), start, "]"]
    else:
        _add(value, start, pieces)


def _rows(rows: list[list[Cell]]) -> list[str]:
    """Write the rows of a table, so many at once as stay near the processor."""
    starts = range(0, len(rows), _AT_ONCE)
    return list(chain.from_iterable(_part(rows[start : start + _AT_ONCE]) for start in starts))


def _part(rows: Sequence[list[Cell]]) -> list[str]:
    """Write rows, each column of them at once."""
    columns = [_column(cells) for cells in zip(*rows, strict=True)]
    return [f"[{cells}]" for cells in map(", ".join, zip(*columns, strict=True))]


def _column(cells: tuple[Cell, ...]) -> list[str]:
    """Write the cells of a column: texts each once, numbers all together."""
    kinds = set(map(type, cells))
    if kinds <= {str, NoneType}:
        known = {cell: _plain(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]
    if str in kinds:
        return list(map(_plain, cells))
    text = _numbers.dump_json(cells).decode()
    otherwise = any(sign in text for sign in _OTHERWISE)
    return _plain(cells)[1:-1].split(", ") if otherwise else text[1:-1].split(",")


#: How many rows are written at once.
_AT_ONCE = 500

#: Writes numbers in a fifth of the time that Python takes.
_numbers = TypeAdapter(Any, config=ConfigDict(ser_json_inf_nan="constants"))

#: Signs of numbers that it writes in another way than Python, or that JSON lacks.
_OTHERWISE = ("e", "0.0000", "N", "I")

#: Without an indent it is written in C, which takes a sixth of the time.
_plain = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
