"""Exports of shops, Sage and trading software by their own headers and words; figures by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kamlib.tables import Reading, read

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(text: str, **how: object) -> Reading:
        path = tmp_path / "export.csv"
        path.write_text(text, "utf-8")
        return read(path, today="2025-01-01", **how)

    return write_and_read


def revenue(found: Reading) -> float:
    return round(float(found.frame["revenue"].sum()), 2)


def ours(found: Reading) -> dict[str, str]:
    return {ours: theirs for theirs, ours in found.columns.items()}


def test_sages_codes_of_sales_credits_and_payments(reading: Read) -> None:
    found = reading(
        "No,Type,A/C,N/C,Date,Ref,Net,Tax\n1,SI,ABS001,4000,14/01/2024,101,1000.00,200.00\n"
        "2,SC,ABS001,4000,20/01/2024,102,100.00,20.00\n3,SR,ABS001,1200,21/01/2024,103,1080.00,0.00\n"
        "4,PI,SUP001,5000,22/01/2024,104,700.00,140.00\n5,SI,BBS001,4000,25/02/2024,105,500.00,100.00\n"
    )
    assert (revenue(found), found.left_out["no-sales"].money) == (1400.0, 1780.0)
    assert list(found.frame["customer_id"]) == ["ABS001", "ABS001", "BBS001"]


def test_a_shops_closed_order_beside_completed_ones_came_to_nothing(reading: Read) -> None:
    header = "主订单编号,选购商品,商品数量,订单应付金额,收件人,订单提交时间,订单状态"
    text = f"{header}\n1,泵,1,100.00,张三,2024-01-05,{{}}\n"
    shop = reading(text.format("已完成") + "2,泵,1,200.00,李四,2024-01-06,已关闭\n")
    assert (revenue(shop), shop.left_out["void-lines"].money) == (100.0, 200.0)
    assert {"order_id": "主订单编号", "product": "选购商品", "quantity": "商品数量"}.items() <= ours(shop).items()
    ledger = reading(text.format("已审核") + "2,泵,1,200.00,李四,2024-01-06,已关闭\n")
    assert revenue(ledger) == 300.0  # an order that an ERP system has closed was delivered


@pytest.mark.parametrize(
    "header",
    [
        "订单号,收货人,*订单成交时间,商品总价(元),*商家实收金额(元)",
        "订单号,买家姓名,*下单时间,商品金额合计,*订单实付金额",
        "订单编号,客户网名,*下单时间,成交价,*分摊后总价", "单据编号,往来单位全名,*日期,折前,*金额",
        "Order ID,Username (Buyer),*Order Creation Date,Total Amount,*Product Subtotal",
        "orderNumber,customerName,*createTime,unitPrice,*paidPrice",
        "Bill No,Party Name,*Bill Date,Rate,*Net Amt",
        "Belegnummer,Kontaktname,*Belegdatum,Brutto,*Nettobetrag in EUR",
        "Invoice No.,Co./Last Name,*Date,Inc-Tax Total,*Ex-Tax Total",
        "Document No.,Sell-to Customer No.,*Shipment Date,Unit Price,*Line Amount Excl. VAT",
    ],
)  # fmt: skip
def test_a_shop_or_trading_programs_own_headers(reading: Read, header: str) -> None:
    found = reading(f"{header.replace('*', '')}\nA1,甲,2024-01-05,110.00,100.00\nA2,乙,2024-02-05,220.00,200.00\n")
    assert (revenue(found), found.frame["customer_id"].nunique()) == (300.0, 2)
    assert [ours(found)["date"], ours(found)["revenue"]] == [n[1:] for n in header.split(",") if n[0] == "*"]


def test_saps_document_total_is_with_tax(reading: Read) -> None:
    found = reading(
        "Document Number,Posting Date,Customer/Supplier Code,Document Total,Total Tax\n"
        '1,15.01.24,C1,"EUR 1,190.00","EUR 190.00"\n2,16.01.24,C2,"EUR 2,380.00","EUR 380.00"\n'
    )
    assert (revenue(found), found.currency) == (3000.0, "EUR")


def test_a_deal_is_of_the_day_it_closes_rather_than_of_its_record(reading: Read) -> None:
    found = reading(
        "Record Id,Amount,Closing Date,Account Name,Stage,Created Time\n"
        "1,100,2024-01-31,A,Closed Won,2023-12-01 09:00:00\n2,50,2024-02-28,B,Closed Won,2023-12-02 09:00:00\n"
    )
    assert ours(found)["date"] == "Closing Date"


def test_a_cancelling_invoice_beside_invoices_is_taken_off(reading: Read) -> None:
    found = reading(
        "Rechnungsnummer;Rechnungsdatum;Kunde;Rechnungstyp;Summe netto\nRE-1;05.01.2024;A;RE;100,00\n"
        "SR-2;06.01.2024;A;SR;100,00\nRE-3;26.02.2024;B;RE;200,00\n"
    )
    assert revenue(found) == 200.0


def test_lakhs_beside_rupees_are_hundreds_of_thousands(reading: Read) -> None:
    found = reading("Date,Party Name,Amount (Rs. in Lakhs)\n2024-01-05,A,1.5\n2024-02-25,B,2.25\n")
    assert (revenue(found), found.currency) == (375000.0, "INR")
