"""Workbooks: the sheet with the table is found, merged cells are filled, and no amount counts twice."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables.files.opening import open_table
from kamlib.tables.messages import remedy

Book = Callable[..., Path]
LINES = [["客户编号", "日期", "金额"], ["001", dt.date(2024, 1, 5), 120.5], ["002", dt.date(2024, 1, 6), 80]]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    def write(sheets: dict[str, list[list[object]]], *, merged: tuple[str, ...] = (), hidden: str = "") -> Path:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
            sheet.sheet_state = "hidden" if name == hidden else "visible"
        for cells in merged:
            workbook.worksheets[0].merge_cells(cells)
        path = tmp_path / "orders.xlsx"
        workbook.save(path)
        return path

    return write


def test_the_sheet_that_holds_the_table_is_found_behind_the_cover(book: Book) -> None:
    raw = open_table(book({"封面": [["XX公司"], ["2024 年订单"]], "说明": [["字段", "含义"]], "订单": LINES}))
    assert raw.sheet == "订单"
    assert raw.frame["金额"].tolist() == [120.5, 80]
    assert raw.frame.index.tolist() == [2, 3]


def test_a_hidden_sheet_is_read_only_when_it_is_named(book: Book) -> None:
    path = book({"list": [["a", "b"], [1, 2]], "old": LINES * 5}, hidden="old")
    assert open_table(path).sheet == "list"
    assert open_table(path, sheet="old").sheet == "old"


def test_sheets_are_named_or_numbered_and_a_wrong_name_lists_them(book: Book) -> None:
    path = book({"Jan": LINES, "Feb": LINES})
    assert open_table(path, sheet="feb").sheet == "Feb"
    assert open_table(path, sheet="2").sheet == "Feb"
    with pytest.raises(KamError, match="Jan, Feb"):
        open_table(path, sheet="March")


def test_more_sheets_with_the_same_columns_are_a_warning(book: Book) -> None:
    problem = open_table(book({"Jan": [*LINES, LINES[1]], "Feb": LINES})).problems[0]
    assert (problem.code, problem.level, problem.values["names"]) == ("same-sheets", "warning", "Feb")


def test_merged_names_and_dates_stand_in_each_of_their_rows(book: Book) -> None:
    rows = [
        ["客户", "日期", "金额"],
        ["甲公司", dt.date(2024, 1, 5), 1],
        [None, None, 2],
        ["乙公司", dt.date(2024, 1, 6), 3],
    ]
    raw = open_table(book({"s": rows}, merged=("A2:A3", "B2:B3")))
    assert raw.frame["客户"].tolist() == ["甲公司", "甲公司", "乙公司"]
    assert raw.frame["日期"].notna().all()


def test_a_merged_amount_counts_once_and_a_merged_id_stands_in_each_row(book: Book) -> None:
    rows = [["order no", "customer", "amount"], [1001, "a", 500.0], [None, "a", None], [1002, "b", 7]]
    raw = open_table(book({"s": rows}, merged=("A2:A3", "C2:C3")))
    assert raw.frame["amount"].sum() == 507
    assert raw.frame["order no"].tolist() == [1001, 1001, 1002]
    assert [problem.code for problem in raw.problems] == ["merged-numbers"]


def test_a_merged_title_and_a_header_of_two_rows_are_understood(book: Book) -> None:
    rows = [
        ["XX公司销售表", None, None, None], ["客户", "2023年", None, "2024年"], [None, "数量", "金额", "金额"],
        ["a", 1, 2.5, 3], ["b", 4, 5.5, 6], ["合计", 5, 8, 9],
    ]  # fmt: skip
    raw = open_table(book({"s": rows}, merged=("A1:D1", "A2:A3", "B2:C2", "A6:A7")))
    assert raw.frame.columns.tolist() == ["客户", "数量", "2023年 金额", "2024年 金额"]
    assert raw.frame["客户"].tolist() == ["a", "b"]
    assert raw.rows_left_out("total") >= 1


def test_empty_workbooks_are_said_to_be_empty(book: Book) -> None:
    with pytest.raises(KamError, match="empty"):
        open_table(book({"s": []}))


def test_numbers_dates_and_text_keep_their_types(book: Book) -> None:
    frame = open_table(book({"s": LINES})).frame
    assert pd.api.types.is_float_dtype(frame["金额"])
    assert frame["客户编号"].tolist() == ["001", "002"]
    assert isinstance(frame["日期"].iloc[0], dt.date)


def test_a_table_that_begins_in_the_middle_of_a_sheet_keeps_its_row_numbers(book: Book) -> None:
    raw = open_table(book({"s": [[], [], *([None, None, *row] for row in LINES)]}))
    assert raw.frame.columns.tolist() == ["客户编号", "日期", "金额"]
    assert raw.frame.index.tolist() == [4, 5]


def test_damaged_workbooks_end_in_one_line(book: Book) -> None:
    whole = book({"s": LINES}).read_bytes()
    rng = random.Random(1)
    for _round in range(150):
        damaged = bytearray(whole)
        for _byte in range(rng.randint(1, 20)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path = book({"s": []}).with_name("damaged.xlsx")
        path.write_bytes(bytes(damaged))
        try:
            raw = open_table(path)
        except KamError:
            continue
        assert raw.rows_in_file >= len(raw.frame)


def test_parquet_keeps_types_and_damaged_parquet_ends_in_one_line(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"id": ["001", "002"], "date": pd.to_datetime(["2024-01-05", "2024-01-06"]), "x": [1.5, 2]}
    )
    path = tmp_path / "orders.parquet"
    frame.astype({"id": "category"}).to_parquet(path)
    raw = open_table(path)
    assert raw.frame["id"].tolist() == ["001", "002"]
    assert pd.api.types.is_datetime64_any_dtype(raw.frame["date"])
    assert raw.frame.index.tolist() == [1, 2]
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(KamError, match="damaged"):
        open_table(path)


def test_all_sheets_of_the_same_columns_are_put_together(book: Book) -> None:
    more = [LINES[0], ["003", dt.date(2024, 2, 1), 7.5], ["004", dt.date(2024, 2, 2), 8]]
    path = book({"2023": LINES, "2024": more, "说明": [["字段", "含义"], ["a", "b"], ["c", "d"]]})
    raw = open_table(path, sheet="all")
    assert raw.frame["金额"].tolist() == [120.5, 80, 7.5, 8]
    assert raw.sheet == "2023, 2024"
    stacked = next(p for p in raw.problems if p.code == "sheets-stacked")
    assert stacked.values["sheet"] == "2023 (2), 2024 (2)"
    assert raw.rows_in_file == 6
    assert not [p for p in raw.problems if p.code == "same-sheets"]
    assert next(p for p in raw.problems if p.code == "other-sheets").values["names"] == "说明"


def test_columns_in_another_order_are_put_where_they_belong(book: Book) -> None:
    path = book({"a": LINES, "b": [["日期", "金额", "客户编号"], [dt.date(2024, 2, 1), 9, "003"]]})
    assert open_table(path, sheet="all").frame["金额"].tolist() == [120.5, 80, 9]


def test_lines_that_stand_in_two_sheets_are_reported_as_duplicates(book: Book) -> None:
    from kamlib.tables.reading import read

    path = book({"2023": LINES, "2024": [*LINES[:2], ["003", dt.date(2024, 2, 1), 9]]})
    reading = read(path, sheet="all")
    assert reading.frame["revenue"].sum() == pytest.approx(120.5 + 80 + 120.5 + 9)
    twice = next(p for p in reading.problems if p.code == "duplicate-lines")
    assert (twice.rows, twice.money) == (1, 120.5)
    assert read(path, sheet="all", drop_duplicates=True).frame["revenue"].sum() == pytest.approx(209.5)


def test_the_warning_about_sheets_left_out_names_the_way_to_read_all(book: Book) -> None:
    problem = open_table(book({"Jan": [*LINES, LINES[1]], "Feb": LINES})).problems[0]
    assert "--sheet all" in remedy(problem)
