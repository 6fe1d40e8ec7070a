"""Currencies that a workbook shows at its amounts without writing them: by the cells' number formats."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

from kamlib.tables.columns.headers import currency_of

#: A gap as wide as a character, a character that fills the cell, a place alone: none of them is shown.
_HIDDEN = re.compile(r"[_*].|\[\$-[^\]]*\]")
_WORD = re.compile(r'\[\$([^\]-]+)(?:-([0-9A-Fa-f]+))?\]|"([^"]*)"|\\(.)|([$€£¥₩₹₽฿₫₺])|\b([A-Z]{3})\b')
_CELLS = re.compile(r"<(?:\w+:)?cellXfs\b.*</(?:\w+:)?cellXfs>", re.DOTALL)  # the styles that cells have
_FORM = re.compile(r"<(?:\w+:)?numFmt\b([^>]*)>")
#: Signs that several currencies share, by the place that a format names next to them.
_SHARED = {
    "$": {
        "1009": "CAD", "c0c": "CAD", "c09": "AUD", "1004": "SGD", "4809": "SGD", "c04": "HKD", "404": "TWD",
        "80a": "MXN",
    },
    "¥": {"411": "JPY"},
    "kr": {"41d": "SEK", "1d": "SEK", "414": "NOK", "406": "DKK"},
}  # fmt: skip


def currency_in(code: str) -> str | None:
    """Return the ISO code of the currency that a number format shows; None where it shows none.

    Parameters
    ----------
    code : str
        A spreadsheet's number format: ``[$€-407] #,##0.00``, ``#,##0.00 "USD"``.

    Returns
    -------
    str or None
        Three letters.
    """
    for place, region, quoted, escaped, sign, word in _WORD.findall(_HIDDEN.sub("", code.split(";")[0])):
        shown = (place or quoted or escaped or sign or word).strip()
        found = _SHARED.get(shown, {}).get(region.lower().lstrip("0")) or currency_of(shown)
        if found:
            return found
    return None


def write_out(data: bytes, sheet: str, rows: list[list[Any]]) -> list[list[Any]]:
    """Put the currency before each amount that shows one, where a workbook shows several.

    Parameters
    ----------
    data : bytes
        The workbook; any other than .xlsx and .xlsm is left as it is.
    sheet : str
        The sheet's name.
    rows : list of list
        Its rows, from its first one on.

    Returns
    -------
    list of list
        ``"EUR 12.500000"`` for 12.5 in a cell with the euro's sign; the other cells as they were.
    """
    if len(set(_of_styles(data).values())) < 2:
        return rows
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    rows = [list(row) for row in rows]
    known: dict[str, str | None] = {}
    for cells in book[sheet].iter_rows(max_row=len(rows)):
        for cell in (cell for cell in cells if isinstance(cell.value, int | float)):
            form = str(cell.number_format)
            if form not in known:
                known[form] = currency_in(form)
            code, row, at = known[form], rows[cell.row - 1], cell.column - 1
            if code and at < len(row) and isinstance(row[at], int | float) and not isinstance(row[at], bool):
                row[at] = f"{code} {row[at]:.6f}"
    return rows


def _of_styles(data: bytes) -> dict[str, str]:
    """Return the number formats of a workbook that show a currency, by their numbers: a moment's work."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            styles = package.read("xl/styles.xml").decode(errors="replace")
    except (zipfile.BadZipFile, KeyError):
        return {}
    used = {number for cells in _CELLS.findall(styles) for number in re.findall(r'numFmtId="(\d+)"', cells)}
    forms = [dict(re.findall(r'(\w+)="([^"]*)"', form)) for form in _FORM.findall(styles)]
    codes = {form.get("numFmtId", ""): unescape(form.get("formatCode", "")) for form in forms}
    found = {number: currency_in(code) for number, code in codes.items() if number in used}
    return {number: code for number, code in found.items() if code}
