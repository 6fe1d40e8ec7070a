"""A refund beside the amount is taken off once, and only where the amount still has it; figures by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.problems import Problem


def written(tmp_path: Path, text: str, **how: object) -> Reading:
    path = tmp_path / "orders.csv"
    path.write_text(text, "utf-8")
    return read(path, **how)


def problem(found: Reading, code: str) -> Problem | None:
    return next((problem for problem in found.problems if problem.code == code), None)


@pytest.mark.parametrize(
    ("amount", "refund"),
    [("订单金额", "退款金额"), ("销售金额", "退货金额"), ("销售额", "退货额"), ("Amount", "Refund Amount"),
     ("Total", "Amount Refunded"), ("Amount", "Refunded Amount"),
     ("Umsatz", "Gutschriften"), ("Gross Sales", "Returns")],
)  # fmt: skip
def test_a_refund_is_taken_off_the_amount_beside_it(tmp_path: Path, amount: str, refund: str) -> None:
    text = f"Customer,Order,Date,{amount},{refund}\nA,1,2024-01-15,100,100\nB,2,2024-01-16,200,0\n"
    found = written(tmp_path, text)
    said = problem(found, "refunds-taken-off")
    assert found.frame["revenue"].tolist() == [0, 200]
    assert said is not None
    assert (said.level, said.rows, said.money, said.values["column"]) == ("warning", 1, 100.0, refund)
    assert written(tmp_path, text, columns={"refunded": "-"}).frame["revenue"].sum() == 300


def test_a_negative_refund_and_one_of_quantity_times_price_are_taken_off(tmp_path: Path) -> None:
    text = "Customer,Order,Date,Qty,Unit Price,Refund Amount\nA,1,2024-01-15,2,50,-30\nB,2,2024-01-16,4,50,\n"
    assert written(tmp_path, text).frame["revenue"].tolist() == [70, 200]


def test_a_row_that_is_the_paying_back_itself_is_not_taken_off_again(tmp_path: Path) -> None:
    text = "Customer,Order,Date,Amount,Refund Amount\nA,1,2024-01-15,100,0\nA,2,2024-01-16,-40,40\n"
    assert written(tmp_path, text).frame["revenue"].sum() == 60


@pytest.mark.parametrize("whole", ["Billed before", "Before refund"])
def test_an_amount_without_its_refund_is_left_as_it_is(tmp_path: Path, whole: str) -> None:
    text = (
        f"Customer,Order,Date,{whole},Refund Amount,Amount\nA,1,2024-01-15,100,30,70\nB,2,2024-01-16,200,0,200\n"
    )
    found = written(tmp_path, text, columns={"revenue": "Amount"})
    assert found.frame["revenue"].sum() == 270
    said = problem(found, "refunds-in-amount")
    assert said is not None
    assert (said.money, said.values["other"]) == (30.0, whole)
    again = written(tmp_path, text, columns={"revenue": "Amount", "refunded": "Refund Amount"})
    assert again.frame["revenue"].sum() == 240


def test_a_refund_of_a_row_that_does_not_count_is_not_taken_off(tmp_path: Path) -> None:
    rows = "A,1,2024-01-15,Refunded,100,100\nB,2,2024-01-16,Paid,200,20\n"
    found = written(tmp_path, "Customer,Order,Date,Status,Amount,Refund Amount\n" + rows)
    said = problem(found, "refunds-taken-off")
    assert (found.frame["revenue"].sum(), found.left_out["void-lines"].money) == (180, 100.0)
    assert said is not None
    assert (said.rows, said.money) == (1, 20.0)


def test_net_sales_are_without_returns_by_their_name(tmp_path: Path) -> None:
    text = "Customer,Order,Date,Net Sales,Returns\nA,1,2024-01-15,70,30\nB,2,2024-01-16,200,0\n"
    assert written(tmp_path, text).frame["revenue"].sum() == 270


def test_a_refund_with_tax_is_taken_off_without_it(tmp_path: Path) -> None:
    text = "客户,订单号,日期,含税金额,税率,退款金额\nA,1,2024-01-15,113,13%,56.5\nB,2,2024-01-16,226,13%,0\n"
    assert written(tmp_path, text).frame["revenue"].tolist() == pytest.approx([50, 200])
