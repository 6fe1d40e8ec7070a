"""Many rows at once are the same in the file as rows that the library spells cell by cell."""

from __future__ import annotations

import datetime as dt
import random
import zipfile
from textwrap import wrap

import numpy as np
import openpyxl
import pytest
from xlsxwriter import workbook

from kamlib.reports.xlsx.book import Book, Formula, _lines
from tests.reports.report_sample import NASTY

KINDS = ("text", "long", "money", "share", "count", "date", "flag", "score", "points", "money", "count")
TEXTS = [
    *NASTY, "", " ahead", "behind ", "two\nlines", "tab\tbed",
    "a & b < c > d", 'said "so"', "_x0041_", "bell\x07", "<r>a & b</r>",
    "\x1fedge\x1f", "\ufffe", "\ud83d", "客户很重要" * 20, "word " * 60, "a-b" * 40, "W" * 90 + " end",
    "😀" * 17_000, "x" * 40_000,
]  # fmt: skip
NUMBERS = [0, -0.0, 1, -12.5, 1 / 3, 1e15 / 7, 9e306, 1e-9, True, np.float64(2) / 3, 123456789012345678, None]
ZEROS, MIXED = [0.0, -0.0, 0, 2.5, None], [True, 1, 1.0, "1", None, 0, False]


def _rows() -> list[list]:
    results = [("A1+1", 2.5), ('IF(A1<2,"–",1)', "–"), ("A1", None), ("1/0", "#DIV/0!"), ("B1", np.float64(0.1)),
               ("A1>2", True), ("C1", "a<b")]  # fmt: skip
    formulas = [Formula(text, result) for text, result in results]
    numbers = [*NUMBERS, *formulas]
    days = ["2024-02-29", "1899-12-31", "1900-01-01", "2024-03-05T06:00:00", None]
    return [
        [text, TEXTS[-1 - at], *(numbers[(at + by) % len(numbers)] for by in range(3)), days[at % len(days)],
         (True, False, None)[at % 3], at / 7, ZEROS[at % len(ZEROS)], at % 5 or None, MIXED[at % len(MIXED)]]
        for at, text in enumerate(TEXTS)
    ]  # fmt: skip


def _written(target, *, at_once: bool) -> dict[str, bytes]:
    book = Book(target, "EUR", dt.date(2024, 1, 1))
    page = book.page("Rows")
    page.widths(20, 30)
    page.head(KINDS)
    for _again in range(2):
        if at_once:
            page.rows(KINDS, _rows())
        else:
            for row in _rows():
                page.cells(KINDS, row)
        page.put(0, "text", "between")
        page.row += 1
    book.close()
    with zipfile.ZipFile(target) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_rows_at_once_are_those_of_the_library(tmp_path, monkeypatch, at_once):
    monkeypatch.setattr("kamlib.reports.xlsx.book._AT_ONCE", at_once)
    assert _written(tmp_path / "a.xlsx", at_once=True) == _written(tmp_path / "b.xlsx", at_once=False)


def test_what_is_no_number_is_refused(tmp_path):
    book = Book(tmp_path / "a.xlsx", "EUR", dt.date(2024, 1, 1))
    with pytest.raises(TypeError, match="A1"):
        book.page("Rows").rows(["money"], [[float("nan")]])


def test_no_rows_write_nothing(tmp_path):
    page = Book(tmp_path / "a.xlsx", "EUR", dt.date(2024, 1, 1)).page("Rows")
    page.rows(["money"], [])
    assert page.row == 0


def test_parts_are_compressed_as_far_as_asked_and_those_of_others_as_before(tmp_path, monkeypatch):
    sizes = []
    for level in (0, 2, 3):
        monkeypatch.setattr("kamlib.reports.xlsx.sheet.LEVEL", level)
        target = tmp_path / f"{level}.xlsx"
        _written(target, at_once=True)
        with zipfile.ZipFile(target) as package:
            assert package.testzip() is None
            whole = sum(part.file_size for part in package.infolist())
        sizes.append(target.stat().st_size)
        assert sizes[-1] < whole / 3
    assert sizes[0] > sizes[1] > sizes[2]
    assert workbook.ZipFile is zipfile.ZipFile


def test_lines_are_counted_as_text_is_wrapped():
    draw = random.Random(5)
    for _ in range(3000):
        words = ["".join(draw.choices("abcdé-–", [6, 6, 6, 6, 2, 1, 1], k=draw.randint(0, 12))) for _w in range(9)]
        text, width = " ".join(words), draw.randint(5, 40)
        expected = 1 if len(text) <= width else len(wrap(text, width)) or 1
        assert _lines(text, width) == expected, (text, width)


def test_a_text_that_looks_like_markup_stays_text(tmp_path):
    book = Book(tmp_path / "a.xlsx", "EUR", dt.date(2024, 1, 1))
    page = book.page("Texts")
    page.title("<r>title & co</r>")
    page.head(["<r></r>"])
    page.cells(["text"], ["<r><t>cell</t></r>"])
    book.close()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Texts"]
    written = [cell.value for row in sheet for cell in row if cell.value]
    assert written == ["<r>title & co</r>", "<r></r>", "<r><t>cell</t></r>"]
