"""Orders of two files of a folder, or of two sheets, count once; what only looks like it counts in full."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib
from kamlib.tables.messages import message, remedy
from kamlib.tables.readings import Reading
from kamlib.words import speaking

HEAD = ("Customer No", "Order No", "Date", "Product", "Net amount")

#: December stands in both exports: order 12 with two lines, one of them there twice, and order 13.
DECEMBER = [
    ("K1", "12", "2023-12-04", "pump", "100.00"), ("K1", "12", "2023-12-04", "pump", "100.00"),
    ("K1", "12", "2023-12-04", "seal", "20.00"), ("K2", "13", "2023-12-05", "pump", "70.00"),
]  # fmt: skip
OLD = [("K1", "10", "2023-11-02", "pump", "50.00"), ("K2", "11", "2023-11-09", "seal", "30.00"), *DECEMBER]
NEW = [*DECEMBER, ("K2", "14", "2024-01-08", "pump", "90.00"), ("K3", "15", "2024-01-09", "seal", "10.00")]


def table(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(HEAD))


def folder(where: Path, **files: list[tuple[str, ...]]) -> Path:
    for name, rows in files.items():
        table(rows).to_csv(where / f"{name}.csv", index=False)
    return where


def read(source: Path, **how: object) -> Reading:
    return kamlib.load(source, **how).readings["orders"]


def codes(reading: Reading) -> dict[str, tuple[int, float | None]]:
    return {p.code: (p.rows, p.money) for p in reading.problems}


def test_an_order_of_two_files_counts_once_and_is_named_with_its_money(tmp_path: Path) -> None:
    """470 of the first file, 290 of it December; 100 more in the second."""
    found = read(folder(tmp_path, a=OLD, b=NEW))
    assert found.frame["revenue"].sum() == 470.0
    assert (found.left_out["overlap-rows"].rows, found.left_out["overlap-rows"].money) == (4, 290.0)
    assert codes(found)["overlap-rows"] == (4, 290.0)
    assert "duplicate-lines" not in codes(found)
    said = next(p for p in found.problems if p.code == "overlap-rows")
    assert message(said) == (
        "4 rows belong to orders that another file or sheet contains too, with the same lines; they were left out "
        "(290; first: row 2 of file b.csv)."
    )
    assert "--keep overlap" in remedy(said)
    with speaking("zh"):
        assert message(said).startswith("4 行所属的订单在另一个文件或工作表中也有")


def test_the_order_of_the_files_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    one, other = read(folder(tmp_path / "one", a=OLD, b=NEW)), read(folder(tmp_path / "other", a=NEW, b=OLD))
    of = [reading.frame.groupby("customer_id")["revenue"].sum().to_dict() for reading in (one, other)]
    assert of == [{"K1": 270.0, "K2": 190.0, "K3": 10.0}] * 2


def test_two_sheets_of_a_workbook_overlap_too(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "orders.xlsx") as book:
        table(OLD).astype({"Net amount": float}).to_excel(book, sheet_name="2023", index=False)
        table(NEW).astype({"Net amount": float}).to_excel(book, sheet_name="2024", index=False)
    found = read(tmp_path / "orders.xlsx", sheet="all")
    assert (found.frame["revenue"].sum(), found.left_out["overlap-rows"].rows) == (470.0, 4)


def test_a_file_saved_under_two_names_counts_once(tmp_path: Path) -> None:
    found = read(folder(tmp_path, a=OLD, b=OLD))
    assert (found.frame["revenue"].sum(), found.left_out["overlap-rows"].money) == (370.0, 370.0)


def test_rows_that_each_file_numbers_anew_are_compared_without_their_number(tmp_path: Path) -> None:
    for name, rows in {"a": OLD, "b": NEW}.items():
        numbered = table(rows).assign(No=[str(n) for n in range(1, len(rows) + 1)])
        numbered.to_csv(tmp_path / f"{name}.csv", index=False)
    assert read(tmp_path).frame["revenue"].sum() == 470.0


@pytest.mark.parametrize(
    ("changed", "revenue"),
    [
        ([("K1", "12", "2023-12-04", "pump", "100.00"), ("K1", "12", "2023-12-04", "seal", "20.00")], 490.0),
        ([("K1", "12", "2024-12-04", "pump", "100.00")], 470.0),
        ([("K1", "", "2023-11-02", "pump", "50.00")], 420.0),
    ],
    ids=["a line fewer", "another year", "no number"],
)
def test_what_only_looks_like_it_counts_in_full(
    tmp_path: Path, changed: list[tuple[str, ...]], revenue: float
) -> None:
    found = read(folder(tmp_path, a=OLD, b=changed))
    assert found.frame["revenue"].sum() == revenue
    assert "overlap-rows" not in codes(found)


def test_they_count_where_the_user_says_so(tmp_path: Path) -> None:
    found = read(folder(tmp_path, a=OLD, b=NEW), keep=["overlap"])
    assert found.frame["revenue"].sum() == 760.0
    assert codes(found)["overlap-counted"] == (4, 290.0)


def test_both_years_of_online_retail_are_what_they_are_without_the_days_that_stand_in_both(
    shared_data: Path, tmp_path: Path
) -> None:
    """The second file begins on 1 December 2010, the first one ends on the 9th."""
    for name in ("2009-2010", "2010-2011"):
        (tmp_path / f"{name}.csv.gz").symlink_to(
            shared_data / "uci-online-retail-ii" / f"online_retail_II_{name}.csv.gz"
        )
    found = read(tmp_path)
    first, second = (pd.read_csv(file, dtype="str") for file in sorted(tmp_path.iterdir()))
    cut = first[pd.to_datetime(first["InvoiceDate"]) < "2010-12-01"]
    without = kamlib.load(pd.concat([cut, second], ignore_index=True)).readings["orders"]
    assert found.frame["revenue"].sum() == pytest.approx(without.frame["revenue"].sum(), abs=0.01)
    assert len(found.frame) == len(without.frame)
    assert found.left_out["overlap-rows"].rows > 15_000
