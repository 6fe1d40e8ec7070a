"""A date that stands in several columns is put together, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message


def reading(tmp_path: Path, content: str, **how: object) -> Reading:
    path = tmp_path / "orders.csv"
    path.write_text(content, "utf-8")
    return read(path, today="2025-01-01", **how)


@pytest.mark.parametrize(
    ("header", "parts", "day", "name"),
    [
        ("年,月,日", "2024,3,5", "2024-03-05", "年 + 月 + 日"),
        ("年份,月份", "2024年,3月", "2024-03-01", "年份 + 月份"),
        ("Year,Month,Day", "2024,March,5", "2024-03-05", "Year + Month + Day"),
        ("Jahr,Monat", "2024,März", "2024-03-01", "Jahr + Monat"),
        ("Year,Month", "2024,mars", "2024-03-01", "Year + Month"),
        ("Year,Quarter", "2024,Q2", "2024-04-01", "Year + Quarter"),
        ("年度,季度", "2024,第二季度", "2024-04-01", "年度 + 季度"),
        ("Month,Year", "3,24", "2024-03-01", "Year + Month"),
    ],
)
def test_parts_of_a_date_are_put_together(tmp_path: Path, header: str, parts: str, day: str, name: str) -> None:
    found = reading(tmp_path, f"Customer,{header},Amount\nA,{parts},100\nB,{parts},200\n")
    assert found.frame["date"].dt.strftime("%Y-%m-%d").tolist() == [day, day]
    assert found.columns[name] == "date"
    assert found.unused == ()
    note = next(problem for problem in found.problems if problem.code == "date-joined")
    assert message(note) == f"The date was combined from several columns: {name}."


def test_a_month_that_is_mapped_is_put_together_with_its_year(tmp_path: Path) -> None:
    found = reading(tmp_path, "客户,年份,月份,金额\n甲,2024,3,100\n乙,2024,4,200\n", columns={"date": "月份"})
    assert found.frame["date"].dt.month.tolist() == [3, 4]


def test_a_whole_date_is_not_put_together(tmp_path: Path) -> None:
    found = reading(tmp_path, "Customer,Date,Year,Month,Amount\nA,2024-03-05,2024,3,1\nB,2024-03-06,2024,3,2\n")
    assert found.columns["Date"] == "date"
    assert not any(problem.code == "date-joined" for problem in found.problems)


def test_a_part_that_cannot_be_read_leaves_its_row_out(tmp_path: Path) -> None:
    found = reading(tmp_path, "Customer,Year,Month,Amount\nA,2024,3,1\nB,2024,13,2\nC,2024,5,4\n")
    assert found.left_out["unreadable-dates"].money == 2.0


def test_a_total_below_has_no_parts_of_a_date(tmp_path: Path) -> None:
    found = reading(tmp_path, "客户,年,月,日,金额\n甲,2024,1,5,100\n乙,2024,2,6,200\n小计,,,,300\n")
    assert (float(found.frame["revenue"].sum()), found.left_out["total-rows"].money) == (300.0, 300.0)
    assert found.frame["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-05", "2024-02-06"]


def test_a_year_alone_is_no_date(tmp_path: Path) -> None:
    with pytest.raises(KamError, match="no column for Date"):
        reading(tmp_path, "Customer,Year,Amount\nA,2024,1\nB,2024,2\n")
