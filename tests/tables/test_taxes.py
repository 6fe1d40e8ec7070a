"""Tax columns that hold rates, rates in all their spellings, and rows that are no sales."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.lines import taxes
from kamlib.tables.messages import message
from kamlib.words import speaking


def opened(folder: Path, header: str, *rows: str, **how: object) -> Reading:
    path = folder / "orders.csv"
    path.write_text("\n".join([header, *rows]), "utf-8")
    return read(path, **how)


@pytest.mark.parametrize(("first", "second"), [("19", "7"), ("19%", "7%"), ("0.19", "0.07")])
def test_a_tax_column_that_holds_the_rate_is_taken_as_the_rate(tmp_path: Path, first: str, second: str) -> None:
    rows = (f"A,1,2024-01-02,119,{first}", f"B,2,2024-01-02,2380,{first}", f"C,3,2024-01-02,1070,{second}")
    found = opened(tmp_path, "Customer,Order No,Date,Gross amount,VAT", *rows)
    assert found.frame["revenue"].tolist() == pytest.approx([100, 2000, 1000])
    assert "tax-by-rate" in {problem.code for problem in found.problems}


def test_a_tax_column_that_holds_amounts_is_taken_off(tmp_path: Path) -> None:
    rows = ("A,1,2024-01-02,119,19", "B,2,2024-01-02,59.5,9.5", "C,3,2024-01-02,106,6", "D,4,2024-01-02,50,0")
    found = opened(tmp_path, "Customer,Order No,Date,Gross amount,VAT", *rows)
    assert found.frame["revenue"].tolist() == [100, 50, 100, 50]


def test_amounts_of_tax_on_rounded_prices_are_amounts() -> None:
    gross = pd.Series([9.99, 19.99, 5.01, 113.0])
    assert not taxes.is_rate((gross - gross / 1.13).round(2), gross)


def test_every_row_may_write_its_rate_in_its_own_way(tmp_path: Path) -> None:
    rows = (
        "甲,1,2024-01-02,113,13%",
        "乙,2,2024-01-02,106,6",
        "丙,3,2024-01-02,109,0.09",
        "丁,4,2024-01-02,101,1",
    )
    found = opened(tmp_path, "客户,单号,日期,价税合计,税率", *rows)
    assert found.frame["revenue"].tolist() == pytest.approx([100] * 4)


@pytest.mark.parametrize(("invoice", "payment"), [("Invoice", "Payment"), ("RE", "ZE"), ("销售发票", "收款单")])
def test_payments_of_a_ledger_are_no_returns(tmp_path: Path, invoice: str, payment: str) -> None:
    rows = (f"A,1,2024-01-02,100,{invoice}", f"A,2,2024-01-12,-100,{payment}", f"B,3,2024-01-02,10,{invoice}")
    found = opened(tmp_path, "Customer,Document No,Posting date,Amount,Document type", *rows)
    assert found.frame["revenue"].sum() == 110
    (part,) = [found.left_out["no-sales"]]
    assert (part.rows, part.money) == (1, -100)
    problem = next(p for p in found.problems if p.code == "no-sales")
    assert (problem.level, problem.rows) == ("warning", 1)
    with speaking("zh"):
        assert "报价或收款" in message(problem)
    kept = opened(
        tmp_path, "Customer,Document No,Posting date,Amount,Document type", *rows, columns={"order_type": "-"}
    )
    assert kept.frame["revenue"].sum() == 10


@pytest.mark.parametrize(
    ("column", "offer"), [("Status", "Quote"), ("Document type", "Quotation"), ("状态", "报价中")]
)
def test_offers_are_no_sales(tmp_path: Path, column: str, offer: str) -> None:
    found = opened(
        tmp_path,
        f"Customer,Order No,Date,Amount,{column}",
        f"A,1,2024-01-02,100,{offer}",
        "B,2,2024-01-02,10,Invoiced",
    )
    assert found.frame["revenue"].sum() == 10


def test_prices_of_a_hundred_pieces_are_refused_where_they_would_make_the_amount(tmp_path: Path) -> None:
    rows = ("A,1,02.01.2024,500,20,100", "B,2,13.01.2024,5,20,1")
    with pytest.raises(KamError, match=r"by column PE, prices are per 100 pieces.*--map revenue=…"):
        opened(tmp_path, "Kunde,Beleg,Datum,Menge,Preis,PE", *rows)
    with_amount = (f"{row},{amount}" for row, amount in zip(rows, (100, 100), strict=True))
    found = opened(tmp_path, "Kunde,Beleg,Datum,Menge,Preis,PE,Betrag", *with_amount)
    assert found.frame["revenue"].sum() == 200
