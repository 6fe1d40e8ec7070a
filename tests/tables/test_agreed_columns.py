"""Columns that settle between them which is meant: customers, quantities and prices, currencies, names of ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message


def opened(folder: Path, *lines: str, **how: object) -> Reading:
    path = folder / "orders.csv"
    path.write_text("\n".join(lines), "utf-8")
    return read(path, **how)


@pytest.mark.parametrize(
    ("ship", "buyer"),
    [("Ship-to Customer No.", "Bill-to Customer No."), ("Ship-to Name", "Sold-to Name"), ("收货单位", "购货单位")],
)
def test_who_buys_goes_before_where_the_goods_go(tmp_path: Path, ship: str, buyer: str) -> None:
    rows = ("S1,A,1,2024-01-15,100", "S2,A,2,2024-01-16,200")
    reading = opened(tmp_path, f"{ship},{buyer},Order No,Date,Amount", *rows)
    assert set(reading.frame["customer_id"]) == {"A"}
    note = next(p for p in reading.problems if p.code == "several-columns")
    assert (note.level, ship in message(note)) == ("note", True)


@pytest.mark.parametrize("account", ["4000", "4000 Sales"])
@pytest.mark.parametrize("name", ["Name", "Account Name"])
def test_an_account_of_sales_is_no_customer(tmp_path: Path, name: str, account: str) -> None:
    rows = (f"{account},Acme,1,2024-01-15,100", f"{account},Beta,2,2024-01-16,200")
    reading = opened(tmp_path, f"Account,{name},Document Number,Date,Amount", *rows)
    assert reading.frame["customer_id"].tolist() == ["Acme", "Beta"]
    assert "Account" in message(next(p for p in reading.problems if p.code == "several-columns"))


def test_an_account_of_each_customer_is_one(tmp_path: Path) -> None:
    rows = ("1001,Acme,1,2024-01-15,100", "1002,Beta,2,2024-01-16,200")
    reading = opened(tmp_path, "Account,Name,Document Number,Date,Amount", *rows)
    assert reading.frame["customer_id"].tolist() == ["1001", "1002"]


def test_a_price_of_a_ton_goes_with_the_tons(tmp_path: Path) -> None:
    header = "客户,订单号,日期,数量(件),单价(元/吨)"
    reading = opened(tmp_path, header + ",重量(吨)", "甲,1,2024-01-15,40,100,1", "乙,2,2024-01-16,80,100,2")
    assert reading.frame["revenue"].tolist() == [100, 200]
    assert "quantity-by-unit" in {problem.code for problem in reading.problems}
    rows = ("甲,1,2024-01-15,40,100", "乙,2,2024-01-16,80,100")
    with pytest.raises(KamError, match=r"another unit.*--map quantity="):
        opened(tmp_path, header, *rows)
    by_hand = opened(tmp_path, header, *rows, columns={"quantity": "数量(件)"})
    assert by_hand.frame["revenue"].sum() == 12_000
    pieces = opened(tmp_path, header.replace("吨", "台"), *rows)
    assert pieces.frame["revenue"].sum() == 12_000


@pytest.mark.parametrize(
    ("base", "sum_"), [("Amount (Base Currency)", 300), ("Amount USD", 300), ("Amount in company currency", 300)]
)
def test_amounts_in_one_currency_go_before_those_of_the_documents(tmp_path: Path, base: str, sum_: float) -> None:
    rows = ("A,1,2024-01-15,EUR,90,100", "B,2,2024-01-16,USD,200,200")
    reading = opened(tmp_path, f"Customer,Order No,Date,Currency,Amount,{base}", *rows)
    assert reading.frame["revenue"].sum() == sum_
    by_hand = opened(tmp_path, f"Customer,Order No,Date,Currency,Amount,{base}", *rows, columns={"revenue": base})
    assert by_hand.frame["revenue"].sum() == sum_


def test_the_ways_out_of_several_currencies_work(tmp_path: Path) -> None:
    lines = ("客户,订单号,日期,币种,金额(元)", "A,1,2024-01-15,EUR,100", "B,2,2024-01-16,USD,200")
    with pytest.raises(KamError, match=r"--currency EUR.*--map currency=-"):
        opened(tmp_path, *lines)
    assert opened(tmp_path, *lines, columns={"currency": "-"}).frame["revenue"].sum() == 300
    assert opened(tmp_path, *lines, currency="EUR").frame["revenue"].sum() == 100


def test_an_id_with_two_names_is_said(tmp_path: Path) -> None:
    header = "客户编号,客户名称,订单号,日期,金额"
    rows = ("A,甲泵业,1,2024-01-15,100", "A,乙泵业,2,2024-01-16,200", "B,丙泵业有限公司,3,2024-01-16,50")
    reading = opened(tmp_path, header, *rows, "B,丙泵业,4,2024-01-17,50")
    found = next(p for p in reading.problems if p.code == "several-names")
    assert (found.rows, found.money, found.values["n"]) == (2, 300, 1)
    assert "甲泵业 / 乙泵业" in message(found)


@pytest.mark.parametrize(
    ("customer", "order", "date", "amount"),
    [
        ("CardCode", "DocNum", "DocDate", "DocTotal"), ("购方企业名称", "发票号码", "开票日期", "金额"),
        ("Verk. an Deb.-Nr.", "Belegnr.", "Buchungsdatum", "Betrag"),
        ("Particulars", "Voucher No.", "Date", "Value"),
        ("会员", "小票号", "结单日期", "实收金额"), ("收件人", "订单号", "月份", "金额"),
        ("Bill-to Name", "ID", "Created (UTC)", "Grand Total (Base)"), ("Name", "Num", "Date Issued", "Row Total"),
        ("Customer", "Order Reference", "Closing Date", "Amount"),
        ("Kunde", "Beleg", "Monat", "Auftragswert netto"),
        ("Customer", "Invoice", "GL_DATE", "inv_amt"), ("客户", "订单号", "会计期间", "税价合计"),
    ],
)  # fmt: skip
def test_more_headers_are_known(tmp_path: Path, customer: str, order: str, date: str, amount: str) -> None:
    day = "2024-01" if date in ("月份", "Monat", "会计期间") else "2024-01-15"
    reading = opened(tmp_path, f"{customer},{order},{date},{amount}", f"A,1,{day},100", f"B,2,{day},200")
    assert (reading.frame["revenue"].sum(), reading.frame["customer_id"].tolist()) == (300, ["A", "B"])
