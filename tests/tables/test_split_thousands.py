"""Numbers that their own comma divides are put together where there is one way to it, or the file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.files.split_thousands import columns, joined
from kamlib.tables.messages import message


def reading(tmp_path: Path, content: str) -> Reading:
    path = tmp_path / "orders.csv"
    path.write_text(content, "utf-8")
    return read(path, today="2025-01-01")


HEADER = "Customer No,Order No,Date,Amount\n"
SMALL = "A,1,2024-01-05,234.50\n"


@pytest.mark.parametrize("small", [1, 4, 150])  # more lines are divided than not, as many, and few far below
def test_amounts_over_a_thousand_without_quotes_are_whole_again(tmp_path: Path, small: int) -> None:
    lines = [SMALL] * small + ["B,2,2024-01-06,1,234.50\n"] * 3 + ["C,3,2024-01-07,1,000,000\n"]
    found = reading(tmp_path, HEADER + "".join(lines))
    assert found.frame["revenue"].sum() == pytest.approx(234.5 * small + 3 * 1234.5 + 1_000_000)
    (problem,) = [problem for problem in found.problems if problem.code in ("thousands-joined", "ragged-lines")]
    assert (problem.code, problem.rows, problem.money) == ("thousands-joined", 4, 1_003_703.5)
    assert "1M" in message(problem)
    assert f"row {small + 2}" in message(problem)


def test_amounts_that_are_all_over_a_thousand_are_whole_again(tmp_path: Path) -> None:
    found = reading(tmp_path, HEADER + "B,2,2024-01-06,1,234.50\nC,2,2024-01-06,2,000.00\n")
    assert found.frame["revenue"].tolist() == [1234.5, 2000.0]
    assert found.frame["customer_id"].tolist() == ["B", "C"]


def test_rows_with_their_number_before_them_are_not_put_together(tmp_path: Path) -> None:
    found = reading(tmp_path, "Customer,Date,Quantity,Amount\n1,A,2024-01-05,5,234\n2,B,2024-01-06,7,100\n")
    assert found.frame["revenue"].tolist() == [234.0, 100.0]


def test_a_row_that_can_be_read_in_two_ways_takes_the_one_of_the_others() -> None:
    rows = [["A", "5", "90.00"], ["C", "12", "100", "250.00"]]
    assert columns(rows, 3) == frozenset()  # neither column is known to be divided
    rows = [["A", "5", "90.00"], ["B", "5", "1", "234.50"], ["C", "12", "100", "250.00"]]
    assert columns(rows, 3) == {2}
    assert joined(rows[2], 3, {2}) == ["C", "12", "100250.00"]


def test_a_file_whose_rows_can_all_be_read_in_two_ways_is_refused(tmp_path: Path) -> None:
    lines = ["A,2024-01-05,12,100,250.00\n", "B,2024-01-06,1,234,567.50\n", "C,2024-01-08,11,200,999.50\n"]
    with pytest.raises(KamError, match=r"3 lines have more cells than the header \(first: row 3\)"):
        reading(tmp_path, "Customer,Date,Quantity,Amount\nA,2024-01-05,5,90.00\n" + "".join(lines))


def test_many_lines_out_of_place_are_refused_and_few_are_named(tmp_path: Path) -> None:
    usual, odd = "A,B Ltd,2024-01-05,10\n", "A,B, Ltd,2024-01-05,10\n"
    header = "Customer No,Customer Name,Date,Amount\n"
    with pytest.raises(KamError, match="put such cells into quotation marks"):
        reading(tmp_path, header + usual * 20 + odd * 4)
    found = reading(tmp_path, header + usual * 20 + odd)
    assert next(problem.rows for problem in found.problems if problem.code == "ragged-lines") == 1


def test_remarks_behind_the_last_column_are_no_reason_to_refuse(tmp_path: Path) -> None:
    found = reading(tmp_path, HEADER + SMALL * 10 + "B,2,2024-01-06,20,call first\n" * 4)
    assert found.frame["revenue"].sum() == 2345 + 80
