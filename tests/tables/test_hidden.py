"""Rows that a workbook hides count, and a note says how many."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kamlib.tables import read
from kamlib.tables.files import hidden
from kamlib.tables.messages import message
from kamlib.words import speaking

HEADER = ["客户编号", "订单号", "日期", "金额"]


def book(folder: Path, *, hide: tuple[int, ...], sheets: tuple[str, ...] = ("一月",)) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name in sheets:
        sheet = workbook.create_sheet(name)
        sheet.append(HEADER)
        for n in range(10):
            sheet.append([f"C{n}", f"{name}{n}", dt.date(2024, 1, n + 1), 100 + n])
        sheet.column_dimensions["B"].hidden = True  # a column is no row
        for row in hide:
            sheet.row_dimensions[row].hidden = True
    path = folder / "orders.xlsx"
    workbook.save(path)
    return path


def test_hidden_rows_count_and_are_named_with_their_money(tmp_path: Path) -> None:
    reading = read(book(tmp_path, hide=(3, 4, 11)))
    (note,) = [problem for problem in reading.problems if problem.code == "hidden-rows"]
    assert (note.level, note.rows, note.money) == ("note", 3, 101.0 + 102 + 109)
    assert (reading.rows_used, reading.frame["revenue"].sum()) == (10, 1045.0)
    assert "first: row 3" in message(note)
    with speaking("zh"):
        assert "隐藏的 3 行" in message(note)


def test_a_hidden_row_is_looked_for_in_the_sheet_that_was_read(tmp_path: Path) -> None:
    path = book(tmp_path, hide=(3,), sheets=("一月", "二月"))
    (note,) = [problem for problem in read(path, sheet="all").problems if problem.code == "hidden-rows"]
    assert (note.rows, note.values["in_sheet"]) == (2, "一月")


def test_no_word_is_said_where_only_a_column_or_the_header_is_hidden(tmp_path: Path) -> None:
    assert "hidden-rows" not in {problem.code for problem in read(book(tmp_path, hide=(1,))).problems}


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize(
    "row", ['<row r="2" hidden="1">', "<row r='2' hidden='true'>", '<row ht="0" hidden="1"/>']
)
def test_a_hidden_row_is_seen_however_the_program_writes_it(row: str, prefix: str) -> None:
    parts = {
        "xl/workbook.xml": '<w xmlns="m" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships"><sheets><sheet name="a &amp; b" r:id="rId7"/></sheets></w>',
        "xl/_rels/workbook.xml.rels": '<r xmlns="p"><x Id="rId7" Target="/xl/worksheets/any.xml"/></r>',
        "xl/worksheets/any.xml": f'<s><row r="1"></row>{row}</row><row r="3"/></s>',
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    assert hidden.rows(data.getvalue(), "a & b") == (2,)
    assert hidden.rows(data.getvalue(), "c") == ()
    assert hidden.rows(b"PK", "a & b") == ()
