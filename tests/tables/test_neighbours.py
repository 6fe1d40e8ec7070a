"""Two tables in one sheet are refused in a line that says where the second one is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.words import speaking

HEADER = ["Customer", "Order No", "Date", "Amount"]
FIRST = [["A", 1, "2024-01-05", 1], ["B", 2, "2024-01-06", 4]]


def opened(folder: Path, rows: list[list[object]], suffix: str, **how: str) -> Reading:
    path = folder / f"orders{suffix}"
    if suffix == ".csv":
        path.write_text("\n".join(",".join("" if c is None else str(c) for c in row) for row in rows), "utf-8")
    else:
        workbook = openpyxl.Workbook()
        for row in rows:
            workbook.worksheets[0].append(row)
        workbook.save(path)
    return read(path, **how)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_another_table_below_is_refused_with_its_row(tmp_path: Path, suffix: str) -> None:
    rows = [HEADER, *FIRST, [], ["Summary"], ["Customer", "Orders", "First", "Total"], ["A", 1, "2024-01-05", 1]]
    with pytest.raises(
        KamError, match=r"row 6.* is the header of another table \(Customer, Orders, First, Total\)"
    ):
        opened(tmp_path, rows, suffix)
    with speaking("zh"), pytest.raises(KamError, match="另一张表的表头"):
        opened(tmp_path, rows, suffix)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_two_tables_side_by_side_are_refused(tmp_path: Path, suffix: str) -> None:
    rows = [
        [*HEADER, None, *HEADER],
        *([*row, None, *other] for row, other in zip(FIRST, FIRST[::-1], strict=True)),
    ]
    with pytest.raises(KamError, match=r"side by side \(Customer, Date, Amount appear twice\)"):
        opened(tmp_path, rows, suffix)


def test_the_same_header_once_more_is_no_other_table(tmp_path: Path) -> None:
    reading = opened(tmp_path, [HEADER, *FIRST, HEADER, ["C", 3, "2024-02-06", 7]], ".csv")
    assert reading.frame["revenue"].sum() == 12


def test_a_row_whose_date_and_amount_are_open_is_left_out_as_before(tmp_path: Path) -> None:
    reading = opened(tmp_path, [HEADER, *FIRST, ["C", 3, "open", "tbd"], ["D", 4, "2024-02-06", 7]], ".csv")
    assert reading.frame["revenue"].sum() == 12
    assert reading.left_out["unreadable-dates"].rows == 1


def test_an_empty_copy_of_the_header_is_no_table(tmp_path: Path) -> None:
    rows = [[*HEADER, None, *HEADER], *([*row, None, None, None, None, None] for row in FIRST)]
    assert opened(tmp_path, rows, ".xlsx").frame["revenue"].sum() == 5
