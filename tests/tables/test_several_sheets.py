"""Sheets that are read together: every message about a row says in which sheet it stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from kamlib.tables import read
from kamlib.tables.messages import message
from kamlib.tables.problems import Problem
from kamlib.words import speaking

HEADER = ["客户编号", "订单号", "日期", "金额"]
DAY = dt.date(2024, 1, 5)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = openpyxl.Workbook()
    sheets = {
        "Jan": [["A", 1, DAY, 100], ["B", 2, DAY, 50], ["C", 3, DAY, 40]],
        "Feb": [["A", 4, DAY, 70], [None, 5, DAY, 30], ["B", 6, "soon", 20]],
    }
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in (HEADER, *rows, ["合计", None, None, sum(int(str(row[-1])) for row in rows)]):
            sheet.append(row)
    path = tmp_path / "year.xlsx"
    workbook.save(path)
    return path


def found(path: Path, code: str, **how: str) -> Problem:
    return next(problem for problem in read(path, **how).problems if problem.code == code)


def test_a_row_of_several_sheets_is_named_with_its_sheet(book: Path) -> None:
    nameless, undated = found(book, "no-customer", sheet="all"), found(book, "unreadable-dates", sheet="all")
    assert (nameless.values["row"], nameless.values["in_sheet"]) == (3, "Feb")
    assert "row 3 of sheet Feb" in message(nameless)
    assert "row 4 of sheet Feb" in message(undated)
    with speaking("zh"):
        assert "工作表“Feb”第 3 行" in message(nameless)


def test_a_row_of_one_sheet_is_named_by_its_number_alone(book: Path) -> None:
    nameless = found(book, "no-customer", sheet="Feb")
    assert "row 3)" in message(nameless)
    assert "sheet" not in message(nameless)


def test_what_is_read_of_several_sheets_adds_up_with_its_totals(book: Path) -> None:
    reading = read(book, sheet="all")
    out = {reason: (part.rows, part.money) for reason, part in reading.left_out.items()}
    assert out == {"total-rows": (2, 310.0), "no-customer": (1, 30.0), "unreadable-dates": (1, 20.0)}
    assert (reading.rows_read, reading.rows_used, reading.frame["revenue"].sum()) == (8, 4, 260.0)
