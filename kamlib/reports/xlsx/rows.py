"""Rows of a table as the file spells them, a column at a time.

The library spells each cell by a dozen calls, which takes four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.xmlwriter import XMLwriter

from kamlib.reports.cells import Cell

#: The most characters a cell may hold; those beyond the basic plane count twice.
CELL = 32_767

#: What is not spelled as it stands: markup, control characters, what looks like an escaped one.
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")

#: Results of formulas that are errors.
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


def fit(text: str) -> str:
    """Keep text within what a cell and a file can hold; half of a surrogate pair is neither."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    if len(whole) <= CELL // 2:
        return whole
    units = whole.encode("utf-16-le")
    return whole if len(units) <= 2 * CELL else units[: 2 * (CELL - 1)].decode("utf-16-le", "ignore") + "…"


def spelled(
    rows: Sequence[Sequence[Any]], first: int, looks: Sequence[tuple[str, int]], serial: Callable[[str], float]
) -> list[str]:
    """Spell the cells of rows.

    Parameters
    ----------
    rows : sequence
        Cells and formulas.
    first : int
        Row, from 0, of the first of them.
    looks : sequence of tuple
        Of each column its kind, and the number of its format in the file.
    serial : callable
        Gives the number of a day.

    Returns
    -------
    list of str
        Of each row its elements ``<c>``.
    """
    columns = []
    for at, ((kind, style), values) in enumerate(zip(looks, zip(*rows, strict=True), strict=True)):
        spell, letter = _Spelling(style, kind, serial), xl_col_to_name(at)
        columns.append([spell(value, f"{letter}{row}") for row, value in enumerate(values, start=first + 1)])
    return ["".join(cells) for cells in zip(*columns, strict=True)]


class _Spelling:
    """Spells cells of one kind and format; each text is looked at once."""

    def __init__(self, style: int, kind: str, serial: Callable[[str], float]) -> None:
        self._style, self._serial = style, serial
        self._known: dict[str, str] = {}
        self._of = {"date": self._day, "flag": self._flag}.get(kind, self._plain)

    def __call__(self, value: Any, address: str) -> str:
        if value is None:
            return f'<c r="{address}" s="{self._style}"/>'
        if hasattr(value, "text"):
            return self._formula(value, address)
        return self._of(value, address)

    def _plain(self, value: Cell, address: str) -> str:
        if isinstance(value, str):
            return self._text(value, address)
        return self._number(value, address)

    def _day(self, value: Cell, address: str) -> str:
        return self._number(self._serial(str(value)), address)

    def _flag(self, value: Cell, address: str) -> str:
        return self._text("✓" if value else "", address)

    def _number(self, value: Any, address: str) -> str:
        if not isfinite(value):
            raise TypeError(f"cell {address}: {value} is no number that a workbook can hold")
        return f'<c r="{address}" s="{self._style}"><v>{value:.16G}</v></c>'

    def _text(self, value: str, address: str) -> str:
        if value not in self._known:
            self._known[value] = _inline(value)
        return f'<c r="{address}" s="{self._style}" t="inlineStr"><is>{self._known[value]}</is></c>'

    def _formula(self, formula: Any, address: str) -> str:
        result = "" if formula.result is None else formula.result
        sort = ""
        if isinstance(result, bool):
            sort, result = ' t="b"', int(result)
        elif isinstance(result, str) and result:
            sort, result = f' t="{"e" if result in _ERRORS else "str"}"', _escaped(result)
        written = _escaped(formula.text)
        return f'<c r="{address}" s="{self._style}"{sort}><f>{written}</f><v>{result}</v></c>'


def _inline(text: str) -> str:
    """Spell a text within its cell; blanks at its ends are marked, else they would be lost."""
    text = fit(text)
    if _ODD.search(text):
        text = _escaped(XMLwriter._escape_control_characters(text))
    keep = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{keep}>{text}</t>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
