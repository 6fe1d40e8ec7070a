"""Which rows count by the columns of states: all of them are read, and what they do not say is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message
from kamlib.tables.problems import Problem

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(header: str, *cells: str, **how: Any) -> Reading:
        """Write rows of 100, 200, 400 … with the cells given."""
        path = tmp_path / "orders.csv"
        rows = [f"C{at},{at},2024-01-{at + 1:02d},{cell},{100 * 2**at}" for at, cell in enumerate(cells)]
        path.write_text("\n".join([f"Customer,Order,Date,{header},Amount", *rows]), "utf-8")
        return read(path, **how)

    return write_and_read


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


def problem(found: Reading, code: str) -> Problem | None:
    return next((problem for problem in found.problems if problem.code == code), None)


@pytest.mark.parametrize(
    "void",
    [
        "Order Cancelled", "User cancelled", "X - Cancelled", "客户取消", "买家取消",
        "已关闭(取消)", "已废弃", "废单", "已删除",
        "已终止", "超时关闭", "Storno-Beleg", "Gestrichen", "Abandoned", "Expired",
        "Reversed", "Trash", "Chargeback",
        "Annulée", "Annullato", "Anulada", "Cancelada", "Voided (duplicate)", "order_cancelled", "客戶取消",
    ],
)  # fmt: skip
def test_a_word_for_void_anywhere_in_a_status_leaves_the_row_out(reading: Read, void: str) -> None:
    found = reading("Status", "Complete", void)
    assert (revenue(found), found.left_out["void-lines"].money) == (100.0, 200.0)
    assert problem(found, "statuses-unclear") is None
    assert revenue(reading("Status", "Complete", void, columns={"status": "-"})) == 300.0


@pytest.mark.parametrize(
    "status",
    [
        "Not cancelled",
        "未取消",
        "未作废",
        "非作废",
        "Not yet cancelled",
        "nicht storniert",
        "未被取消",
        "Uncancelled",
    ],
)
def test_what_is_not_void_counts(reading: Read, status: str) -> None:
    assert revenue(reading("Status", "Complete", status)) == 300.0


@pytest.mark.parametrize(
    ("status", "level"),
    [("待付款", "warning"), ("未审核", "warning"), ("Quotation Sent", "warning"), ("Pending payment", "warning"),
     ("部分取消", "warning"), ("取消失败", "note"), ("Whatever", "note")],
)  # fmt: skip
def test_a_status_that_is_not_clear_counts_and_is_named_with_its_money(
    reading: Read, status: str, level: str
) -> None:
    found = reading("Status", "Complete", status)
    said = problem(found, "statuses-unclear")
    assert revenue(found) == 300.0
    assert said is not None
    assert (said.level, said.rows, said.money, said.values["example"]) == (level, 1, 200.0, status)


def test_the_statuses_that_count_are_named_where_there_are_several(reading: Read) -> None:
    said = problem(reading("Status", "Shipped", "Paid"), "statuses")
    assert said is not None
    assert set(said.values["counted"].split(", ")) == {"Shipped", "Paid"}
    assert "Status" in message(said)
    assert problem(reading("Status", "Shipped", "Shipped"), "statuses") is None


@pytest.mark.parametrize(
    ("header", "counts", "void"),
    [
        ("单据状态,作废状态", "已审核,正常", "已审核,作废"), ("订单状态,发票状态", "已发货,正常", "已发货,作废"),
        ("Payment Status,Order Status", "Paid,Shipped", "Paid,Cancelled"),
        ("Status,Cancelled", "Open,No", "Open,Yes"),
        ("Order Status,Payment Status", "Shipped,Paid", "Cancelled,Paid"),
    ],
)  # fmt: skip
def test_every_column_of_states_is_read(reading: Read, header: str, counts: str, void: str) -> None:
    found = reading(header, counts, void)
    assert (revenue(found), found.left_out["void-lines"].money) == (100.0, 200.0)
    first, second = header.split(",")
    assert {first: "status", second: "status"}.items() <= found.columns.items()
    assert not found.unused
    said = problem(found, "void-lines")
    assert said is not None
    assert said.values["column"] == (second if void.split(",")[0] == counts.split(",")[0] else first)
    assert revenue(reading(header, counts, void, columns={"status": "-"})) == 300.0
    other = first if said.values["column"] == second else second
    assert revenue(reading(header, counts, void, columns={"status": other})) == 300.0


@pytest.mark.parametrize(
    ("header", "no", "yes"),
    [
        ("Cancelled", "FALSE", "TRUE"), ("is_cancelled", "false", "true"),
        ("Voided", "N", "Y"), ("Is Void", "0", "1"),
        ("Storniert", "nein", "ja"), ("Stornokennzeichen", "", "X"), ("作废", "", "√"), ("取消标志", "0", "1"),
        ("删除标记", "0", "1"), ("DELETED_FLAG", "N", "Y"), ("作废日期", "", "2024-02-01"),
        ("是否作废", "否", "是"),
        ("Cancelled At", "", "2024-02-01 10:00:00"),
        ("Cancelled At", "0000-00-00", "20240201"), ("Returned", "No", "Yes"),
    ],
)  # fmt: skip
def test_a_flag_or_a_date_of_voiding_leaves_the_row_out(reading: Read, header: str, no: str, yes: str) -> None:
    found = reading(header, no, yes)
    assert (revenue(found), found.left_out["void-lines"].money) == (100.0, 200.0)
    assert revenue(reading(header, no, no, columns={"status": header})) == 300.0


@pytest.mark.parametrize("header", ["Storniert?!", "Deleted rows", "Gelöscht (ja)"])
def test_a_flag_that_the_user_names_asks_by_its_header(reading: Read, header: str) -> None:
    assert revenue(reading(header, "nein", "ja", columns={"status": header})) == 100.0


def test_booleans_of_a_workbook_and_of_parquet_are_flags(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Customer", "Order", "Date", "Amount", "Cancelled"])
    book.active.append(["A", 1, "2024-01-15", 100, False])
    book.active.append(["B", 2, "2024-01-16", 200, True])
    book.save(tmp_path / "flags.xlsx")
    assert revenue(read(tmp_path / "flags.xlsx")) == 100.0
    pd.DataFrame({
        "customer": ["A", "B"], "order": [1, 2], "date": ["2024-01-15", "2024-01-16"], "amount": [100.0, 200.0],
        "is_cancelled": [False, True],
    }).to_parquet(tmp_path / "flags.parquet")  # fmt: skip
    assert revenue(read(tmp_path / "flags.parquet")) == 100.0


def test_drafts_by_their_status_are_called_drafts(reading: Read) -> None:
    left = problem(reading("单据状态", "已审核", "暂存", "创建"), "void-lines")
    assert left is not None
    assert message(left) == "2 void, cancelled or draft rows were left out (600, by column 单据状态)."
