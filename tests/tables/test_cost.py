"""A column of costs that holds none is said to hold none."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy
from kamlib.tables.problems import Problem
from kamlib.words import speaking

HEADER = ["客户编号", "订单号", "日期", "金额", "成本"]


def book(folder: Path, cost: object, *more: str, header: str = "成本") -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append([*HEADER[:-1], header, *more])
    for n in range(30):
        sheet.append([f"C{n}", f"A{n}", f"2024-01-{n + 1:02d}", 100 + n, cost, *([10 + n] * len(more))])
    path = folder / "orders.xlsx"
    workbook.save(path)
    return path


def empty(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.code == "cost-empty"]


@pytest.mark.parametrize("cost", ["#N/A", "#REF!", "-", "=B2*2", None])
def test_a_cost_that_no_row_has_is_a_warning_that_names_the_column(tmp_path: Path, cost: object) -> None:
    reading = read(book(tmp_path, cost))
    (problem,) = empty(reading)
    assert (problem.level, problem.rows, problem.values["column"]) == ("warning", 30, "成本")
    assert "成本 (Cost of goods) contains no figures" in message(problem)
    assert "--map cost=…" in remedy(problem)
    assert "cost" not in reading.columns.values()
    with speaking("zh"):
        assert "没有任何数字" in message(problem)


def test_another_column_that_tells_the_profit_is_taken_and_nothing_is_said(tmp_path: Path) -> None:
    reading = read(book(tmp_path, "#N/A", "毛利"))
    assert reading.frame["cost"].iloc[0] == 90
    assert not empty(reading)


def test_a_user_who_says_that_there_is_no_cost_is_not_told_so(tmp_path: Path) -> None:
    assert not empty(read(book(tmp_path, "#N/A"), columns={"cost": "-"}))


def test_a_column_of_errors_that_is_named_by_hand_is_said_to_be_empty(tmp_path: Path) -> None:
    (problem,) = empty(read(book(tmp_path, "#VALUE!", header="自制"), columns={"cost": "自制"}))
    assert problem.values["column"] == "自制"


def test_costs_of_the_last_year_only_are_costs(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    rows = [f"C{n % 7},A{n},2024-01-05,100,{50 if n > 2900 else '#N/A'}" for n in range(3000)]
    path.write_text("\n".join([",".join(HEADER), *rows]), "utf-8")
    reading = read(path)
    assert reading.frame["cost"].notna().sum() == 99
    assert [problem.rows for problem in reading.problems if problem.code == "cost-missing"] == [2901]


def test_the_cost_of_a_piece_without_the_pieces_is_said_to_give_no_profit(tmp_path: Path) -> None:
    reading = read(book(tmp_path, 7, header="单位成本"))
    (problem,) = [p for p in reading.problems if p.code == "unit-cost-alone"]
    assert (problem.level, problem.values["column"]) == ("warning", "单位成本")
    named = read(book(tmp_path, 7, header="单位成本"), columns={"cost": "单位成本"})
    assert named.frame["cost"].eq(7).all()
