"""Rows of a table as the file spells them, a column at a time.

The library spells each cell by a dozen calls, which takes four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain
from math import isfinite
from types import NoneType
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.xmlwriter import XMLwriter

#: The most characters a cell may hold; those beyond the basic plane count twice.
CELL = 32_767

#: What is not spelled as it stands: markup, control characters, what looks like an escaped one.
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")

#: Results of formulas that are errors.
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


def fit(text: str) -> str:
    """Keep text within what a cell and a file can hold; half of a surrogate pair is neither."""
    whole = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
    if len(whole) <= CELL // 2:
        return whole
    units = whole.encode("utf-16-le")
    return whole if len(units) <= 2 * CELL else units[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"


class Spelling:
    """Spells the rows of a table.

    Parameters
    ----------
    looks : sequence of tuple
        Of each column its kind, and the number of its format in the file.
    serial : callable
        Gives the number of a day.
    """

    def __init__(self, looks: Sequence[tuple[str, int]], serial: Callable[[str], float]) -> None:
        self._columns = [_Column(kind, serial) for kind, _style in looks]
        cells = (f'<c r="{xl_col_to_name(at)}%s" s="{style}"%s' for at, (_kind, style) in enumerate(looks))
        self._row = f'<row r="%s"%s>{"".join(cells)}</row>'

    def __call__(self, rows: Sequence[Sequence[Any]], first: int, heights: Mapping[int, float]) -> str:
        """Spell rows.

        Parameters
        ----------
        rows : sequence
            Cells and formulas.
        first : int
            Row, from 0, of the first of them.
        heights : mapping
            Height in points by row, of those that are higher than a line.

        Returns
        -------
        str
            Their elements ``<row>``.
        """
        places = range(first, first + len(rows))
        numbers = [str(place + 1) for place in places]
        high = [f' ht="{heights[place]:.16G}" customHeight="1"' if place in heights else "" for place in places]
        cells = [
            (numbers, self._columns[at].spelled(values, at, first))
            for at, values in enumerate(zip(*rows, strict=True))
        ]
        return "".join(map(self._row.__mod__, zip(numbers, high, *chain.from_iterable(cells), strict=True)))


class _Column:
    """Spells what a cell of a column has after its address and format; equal cells once."""

    def __init__(self, kind: str, serial: Callable[[str], float]) -> None:
        self._kind, self._serial = kind, serial
        self._texts: dict[Any, str] = {None: _EMPTY}

    def spelled(self, values: Sequence[Any], column: int, first: int) -> list[str]:
        """Spell cells; a number that is none is refused with its address."""
        try:
            return self._spelled(values)
        except _NoNumberError as error:
            row = next(at for at, value in enumerate(values, start=first + 1) if str(value) == str(error))
            address = f"{xl_col_to_name(column)}{row}"
            raise TypeError(f"cell {address}: {error} is no number that a workbook can hold") from None

    def _spelled(self, values: Sequence[Any]) -> list[str]:
        kinds = set(map(type, values)) - {NoneType}
        if kinds <= {str}:
            known = self._texts
            known.update((value, self._cell(value)) for value in set(values).difference(known))
        elif kinds <= {int, float} and self._kind not in _SAID:
            known = _numbers(set(values) - {None}) | {None: _EMPTY}
            if 0 in known and any(not value and str(value) == "-0.0" for value in values):
                return [self._cell(value) for value in values]
        else:
            return [self._cell(value) for value in values]
        return [known[value] for value in values]

    def _cell(self, value: Any) -> str:
        if value is None:
            return _EMPTY
        if hasattr(value, "text"):
            return _formula(value)
        if self._kind == "flag":
            return _text("✓" if value else "")
        if self._kind == "date":
            return _number(self._serial(str(value)))
        return _text(value) if isinstance(value, str) else _number(value)


#: Kinds whose cells are not spelled as they are.
_SAID = ("date", "flag")

#: What an empty cell has after its address and format.
_EMPTY = "/>"


class _NoNumberError(ValueError):
    """A number that a workbook cannot hold."""


def _number(value: Any) -> str:
    return _numbers({value})[value]


def _numbers(values: Collection[Any]) -> dict[Any, str]:
    """Spell numbers, which differ."""
    for value in values:
        if not isfinite(value):
            raise _NoNumberError(value)
    return {value: f"><v>{value:.16G}</v></c>" for value in values}


def _text(value: str) -> str:
    return f' t="inlineStr"><is>{_inline(value)}</is></c>'


def _formula(formula: Any) -> str:
    result = "" if formula.result is None else formula.result
    sort = ""
    if isinstance(result, bool):
        sort, result = ' t="b"', int(result)
    elif isinstance(result, str) and result:
        sort, result = f' t="{"e" if result in _ERRORS else "str"}"', _escaped(result)
    return f"{sort}><f>{_escaped(formula.text)}</f><v>{result}</v></c>"


def _inline(text: str) -> str:
    """Spell a text within its cell; blanks at its ends are marked, else they would be lost."""
    text = fit(text)
    if _ODD.search(text):
        text = _escaped(XMLwriter._escape_control_characters(text))
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{keep}>{text}</t>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
