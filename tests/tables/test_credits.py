"""Credits by the words of their documents, by marks and by flags: each row by itself; figures by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message
from kamlib.tables.problems import Problem

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(header: str, rows: list[tuple[str, float]], **how: Any) -> Reading:
        path = tmp_path / "orders.csv"
        lines = [f"C{at},{at},2024-01-{at + 1:02d},{word},{amount}" for at, (word, amount) in enumerate(rows)]
        path.write_text("\n".join([f"Customer No,Document No,Date,{header},Amount", *lines]), "utf-8")
        return read(path, **how)

    return write_and_read


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


def problem(found: Reading, code: str) -> Problem | None:
    return next((problem for problem in found.problems if problem.code == code), None)


@pytest.mark.parametrize(
    ("credit", "sale"),
    [
        ("Posted Sales Credit Memo", "Posted Sales Invoice"), ("Product Credit Note", "Product Invoice"),
        ("AR Credit Memo", "AR Invoice"), ("CREDIT_NOTE", "INVOICE"), ("Credit Note (CRN)", "Invoice (INV)"),
        ("SalesReturn", "Sale"), ("Sales Return Invoice", "Sales Invoice"), ("Refund Invoice", "Invoice"),
        ("Rechnungsgutschrift", "Rechnung"), ("Warengutschrift", "Rechnung"), ("Gutschriften", "Rechnungen"),
        ("Stornorechnung", "Rechnung"), ("Gutschrift (G2)", "Rechnung (F2)"), ("退货出库单", "销售出库单"),
        ("销售退货通知单", "销售订单"), ("红票", "蓝票"), ("退回", "销售"), ("销售退回", "销售"),
        ("零售退货单", "零售单"),
        ("红字增值税专用发票", "增值税专用发票"), ("CM", "INV"), ("CRN", "INV"), ("G2", "F2"),
        ("Avoir", "Facture"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("header", ["Document Type", "Doc Type", "Billing Type", "Fakturaart"])
def test_a_document_that_is_a_credit_by_a_word_of_its_kind_is_taken_off(
    reading: Read, header: str, credit: str, sale: str
) -> None:
    found = reading(header, [(sale, 100), (credit, 40)])
    said = problem(found, "credits-turned")
    assert revenue(found) == 60.0
    assert said is not None
    assert (said.rows, said.money, said.values["column"]) == (1, -40.0, header)
    assert revenue(reading(header, [(sale, 100), (credit, 40)], columns={"order_type": "-"})) == 140.0


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Credit Card", "Invoice"), ("Return Customer", "Invoice"),
        ("Returning customer", "Sales"), ("退货险", "销售"),
        ("Credit", "Cash"), ("无理由退货商品", "销售"), ("No returns", "Invoice"),
        ("未退货", "销售"), ("CM", "MM"),
        ("Gutschriftsverfahren", "Rechnung"), ("standard", "spare parts"), ("group purchase", "project"),
    ],
)  # fmt: skip
def test_a_word_for_a_credit_that_says_something_else_is_none(reading: Read, word: str, other: str) -> None:
    found = reading("Document Type", [(other, 100), (word, 40)])
    assert (revenue(found), problem(found, "credits-turned")) == (140.0, None)


def test_a_credit_with_a_minus_stays_and_the_others_are_turned(reading: Read) -> None:
    found = reading("Document Type", [("Invoice", 100), ("Credit Memo", -20), ("Credit Memo", 30)])
    said = problem(found, "credits-turned")
    assert revenue(found) == 50.0
    assert said is not None
    assert (said.rows, said.money, said.values["signed"]) == (1, -30.0, 1)
    assert "1 other already has a minus" in message(said)


def test_kinds_of_documents_that_are_not_known_are_named_with_their_money(reading: Read) -> None:
    found = reading("Document Type", [("Invoice", 100), ("ZXY 9", 40), ("Credit Memo", 10)])
    said = problem(found, "types-unknown")
    assert revenue(found) == 130.0
    assert said is not None
    assert (said.level, said.rows, said.money, said.values["example"]) == ("note", 1, 40.0, "ZXY 9")
    assert problem(reading("Document Type", [("Invoice", 100), ("Credit Memo", 10)]), "types-unknown") is None


@pytest.mark.parametrize(
    ("sale", "credit"),
    [
        ("+", "-"),
        ("Product Invoice", "Product Credit Note"),
        ("", "-"),
        ("plus", "minus"),
        ("No", "Yes"),
        ("", "贷"),
    ],
)
def test_a_column_that_the_user_names_as_the_sign_is_one(reading: Read, sale: str, credit: str) -> None:
    found = reading("Kind of it", [(sale, 100), (sale, 50), (credit, 40)], columns={"sign": "Kind of it"})
    assert revenue(found) == (110.0 if credit != "贷" else 190.0)
    if credit == "贷":  # one side alone is no credit of the other
        assert problem(found, "signs-unknown") is not None


def test_a_column_of_signs_without_any_is_named(reading: Read) -> None:
    found = reading("Kind of it", [("blue", 100), ("green", 40)], columns={"sign": "Kind of it"})
    said = problem(found, "signs-unknown")
    assert revenue(found) == 140.0
    assert said is not None
    assert said.level == "warning"
    assert revenue(reading("Kind of it", [("blue", 100), ("-", 40)], columns={"sign": "Kind of it"})) == 60.0
    assert revenue(reading("Kind of it", [("credit", 10), ("", 40)], columns={"sign": "Kind of it"})) == 50.0


@pytest.mark.parametrize(
    ("header", "yes", "no"),
    [("是否退货", "是", "否"), ("是否红字", "是", "否"), ("is_return", "1", "0"), ("is_return", "True", "False"),
     ("是否正数发票", "否", "是")],
)  # fmt: skip
def test_a_flag_of_returns_takes_its_rows_off(reading: Read, header: str, yes: str, no: str) -> None:
    found = reading(header, [(no, 100), (yes, 40)])
    assert revenue(found) == 60.0
    assert problem(found, "credits-turned") is not None
    assert revenue(reading(header, [(no, 100), (yes, -40)])) == 60.0
    assert revenue(reading(header, [(no, 100), (yes, 40)], columns={"is_return": "-"})) == 140.0


@pytest.mark.parametrize("payment", ["Customer Receipt", "Payment", "收款单", "Payment Received", "客户收款单"])
def test_payments_are_left_out(reading: Read, payment: str) -> None:
    found = reading("Document Type", [("Sales Invoice", 100), (payment, 40)])
    assert (revenue(found), found.left_out["no-sales"].money) == (100.0, 40.0)


def test_a_sales_receipt_and_a_payment_by_website_are_sales(reading: Read) -> None:
    assert revenue(reading("Type", [("Sales Receipt", 100), ("Website Payment", 40)])) == 140.0


def test_costs_and_profits_of_a_credit_are_turned_with_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Customer,Order,Date,Document Type,Quantity,Amount,Cost\n"
        "A,1,2024-01-15,Invoice,5,100,70\nA,2,2024-01-16,Credit Memo,2,40,28\n"
        "A,3,2024-01-17,Credit Memo,-1,-20,-14\n"
    )
    frame = read(path).frame
    assert frame["revenue"].tolist() == [100, -40, -20]
    assert frame["cost"].tolist() == [70, -28, -14]
    assert frame["quantity"].tolist() == [5, -2, -1]
