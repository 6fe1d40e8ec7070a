"""Figures that look like amounts or numbers and are not: shares, cut ids, units by row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy
from kamlib.words import speaking


def opened(folder: Path, header: str, *rows: str) -> Reading:
    path = folder / "orders.csv"
    path.write_text("\n".join([header, *rows]), "utf-8")
    return read(path)


def test_percentages_are_no_revenue(tmp_path: Path) -> None:
    with pytest.raises(KamError, match=r"column Amount is named like Revenue but does not contain it .*10%"):
        opened(tmp_path, "Customer,Order No,Date,Amount", "A,1,2024-01-02,10%", "B,2,2024-01-03,20%")


def test_a_profit_in_percent_is_set_aside_with_a_word(tmp_path: Path) -> None:
    found = opened(
        tmp_path, "Customer,Order No,Date,Amount,Profit", "A,1,2024-01-02,100,10%", "B,2,2024-01-03,50,9%"
    )
    assert "cost" not in found.frame
    assert "not-held" in {problem.code for problem in found.problems}


def test_a_discount_in_percent_is_still_a_discount(tmp_path: Path) -> None:
    found = opened(
        tmp_path, "Customer,Order No,Date,Qty,Price,Discount", "A,1,2024-01-02,1,100,10%", "B,2,2024-01-03,1,50,0%"
    )
    assert found.frame["revenue"].tolist() == [90, 50]


def test_a_profit_that_a_workbook_shows_in_percent_is_refused() -> None:
    lines = pd.DataFrame({
        "Customer": list("ABCDEF"), "Order No": range(6), "Date": ["2024-01-02"] * 6,
        "Amount": [100, 200, 300, 150, 80, 900], "Profit": [0.25, 0.3, -0.1, 0.2, 0.15, 0.4],
    })  # fmt: skip
    with pytest.raises(
        KamError, match=r"column Profit \(Gross profit\) contains shares \(such as 0.25\).*--map profit=-"
    ):
        read(lines)
    with speaking("zh"), pytest.raises(KamError, match="是比率"):
        read(lines)
    assert "cost" not in read(lines, columns={"profit": "-"}).frame
    assert read(lines, columns={"profit": "Profit"}).frame["cost"].iloc[0] == 99.75
    small = lines.assign(Amount=[1.0, 2, 3, 1.5, 0.8, 9])
    assert read(small).frame["cost"].iloc[0] == 0.75


def test_customer_numbers_that_a_spreadsheet_has_cut_are_named(tmp_path: Path) -> None:
    rows = [
        f"{id_},{n},2024-01-0{n + 1},10" for n, id_ in enumerate(["1.23457E+11", "1.23457E+11", "E+B", "12+3"])
    ]
    (problem,) = [
        p for p in opened(tmp_path, "Customer No,Order No,Date,Amount", *rows).problems if p.code == "ids-cut"
    ]
    assert (problem.level, problem.rows, problem.money) == ("warning", 2, 20)
    assert "1.23457E+11" in message(problem)


def test_a_unit_for_each_row_is_refused_and_pieces_are_not(tmp_path: Path) -> None:
    with pytest.raises(KamError, match=r"column 单位 gives each row its own unit of amounts \(万元, 元\)"):
        opened(tmp_path, "客户,单号,日期,单位,金额", "甲,1,2024-01-05,万元,10", "乙,2,2024-02-06,元,20")
    for units in (("台", "件"), ("元", "元")):
        rows = [f"甲,{n},2024-01-05,{unit},10" for n, unit in enumerate(units)]
        assert opened(tmp_path, "客户,单号,日期,单位,金额", *rows).frame["revenue"].sum() == 20


@pytest.mark.parametrize(
    ("header", "factor"),
    [("Amount (k)", 1000), ("Amount (cents)", 0.01), ("金额(分)", 0.01), ("金额（百元）", 100)],
)
def test_rarer_units_in_a_header_count(tmp_path: Path, header: str, factor: float) -> None:
    found = opened(tmp_path, f"Customer,Order No,Date,{header}", "A,1,2024-01-02,1200", "B,2,2024-01-03,300")
    assert found.frame["revenue"].sum() == pytest.approx(1500 * factor)
    (note,) = [p for p in found.problems if p.code == "multiplied"]
    assert f"multiplied by {factor:,}" in message(note)


@pytest.mark.parametrize(("weight", "warned"), [(7, True), (300, True), (95, False), (119, False), (60, False)])
def test_an_amount_far_from_quantity_times_price_is_a_warning(tmp_path: Path, weight: int, warned: bool) -> None:
    rows = [f"C{n},{n},2024-01-{n:02d},{n * weight},{n},100" for n in range(1, 25)]
    found = opened(tmp_path, "Customer,Order No,Date,Total,Qty,Unit price", *rows)
    problems = [problem for problem in found.problems if problem.code == "price-apart"]
    assert bool(problems) == warned
    for problem in problems:
        assert problem.level == "warning"
        assert f"Total is usually {weight / 100:.2f} times Qty × Unit price" in message(problem)
        assert "--map revenue=-" in remedy(problem)
