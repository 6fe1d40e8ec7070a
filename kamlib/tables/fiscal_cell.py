"""The cell of the empty workbook's first sheet in which a client says when the fiscal year begins."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from kamlib.errors import KamError
from kamlib.tables.files import workbook
from kamlib.tables.schema import squeeze
from kamlib.tables.values.month_names import month_of
from kamlib.words import LANGUAGES, _, speaking

_MONTH = re.compile(r"0?([1-9]|1[0-2])(?:\.0+)?\s*(?:月份?)?")


def sheet() -> str:
    """Return the name of the sheet, in the language in use."""
    return _("Explanations")


def label() -> str:
    """Return the words to the left of the cell, in the language in use."""
    return _("Month in which your fiscal year begins (1 to 12); leave it empty for calendar years")


def read(source: Any, orders: str | None) -> int | None:
    """Return the month that a filled-in workbook says; None for other files, and where the cell is empty.

    The sheet of the orders bears the name that the empty workbook gives it; other workbooks are not opened again.

    Raises
    ------
    KamError
        If what is there is no month.
    """
    if not isinstance(source, (str, os.PathLike)) or squeeze(orders or "") not in workbook.names_of("orders"):
        return None
    sheets, labels = (_in_each_language(words) for words in (sheet, label))
    said = workbook.right_of(source, sheets, labels)
    if said is None or not str(said).strip():
        return None
    if (month := _month(said)) is None:
        raise KamError(_(
            "{file}, sheet {sheet}: {value} is not the first month of a fiscal year; write a number from 1 to "
            "12, or leave the cell empty.",
            file=Path(source).name, sheet=sheet(), value=str(said).removesuffix(".0"),
        ))  # fmt: skip
    return month


def _month(said: Any) -> int | None:
    text = str(said).strip()
    number = _MONTH.fullmatch(text)
    return int(number[1]) if number else month_of(text) or None


def _in_each_language(words: Any) -> frozenset[str]:
    found = set()
    for code in LANGUAGES:
        with speaking(code):
            found.add(squeeze(words()))
    return frozenset(found)
