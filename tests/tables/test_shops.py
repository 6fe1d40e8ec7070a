"""Shopify's export of orders: amounts tie to the orders, and each line has its order's customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message
from kamlib.words import speaking

HEADER = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Company,Refunded Amount,"
    "Vendor"
)
#: Orders of prices with tax of 19 %: one of two lines with a discount, one refunded, one in part.
LINES = [
    "#1001,ann@a.com,paid,2024-03-05 10:11:12 +0100,EUR,238.00,5.95,38.95,243.95,12.00,2024-03-05 10:11:10 +0100,"
    "2,Pump A,100.00,P-A,Ann Lee,Acme Ltd,0.00,V",
    "#1001,ann@a.com,,,,,,,,,2024-03-05 10:11:10 +0100,1,Seal B,50.00,S-B,,,,V",
    "#1002,bob@b.com,refunded,2024-03-06 10:11:12 +0100,EUR,80.00,0.00,12.77,80.00,0.00,2024-03-06 10:11:10 +0100,"
    "1,Pump C,80.00,P-C,Bob Ray,,80.00,V",
    "#1003,cy@c.com,partially_refunded,2024-03-25 10:11:12 +0100,EUR,119.00,0.00,19.00,119.00,0.00,"
    "2024-03-25 10:11:10 +0100,1,Pump A,119.00,P-A,Cy Poe,,59.50,V",
]


def export(folder: Path, lines: list[str] | None = None) -> Path:
    path = folder / "orders_export.csv"
    path.write_text("\n".join([HEADER, *(lines or LINES)]), "utf-8")
    return path


def by_order(reading: Reading) -> dict[str, float]:
    return reading.frame.groupby("order_id")["revenue"].sum().round(4).to_dict()


def test_an_order_is_total_less_tax_and_shipping_spread_over_its_lines(tmp_path: Path) -> None:
    reading = read(export(tmp_path))
    assert by_order(reading) == {"#1001": 199.05, "#1003": 50.0}
    lines = reading.frame[reading.frame["order_id"] == "#1001"]
    assert lines["revenue"].tolist() == pytest.approx([199.05 * 0.8, 199.05 * 0.2])
    assert (lines["quantity"].tolist(), lines["product"].tolist()) == ([2, 1], ["P-A", "S-B"])
    assert set(lines["customer_id"]) == {"ann@a.com"}
    assert reading.currency == "EUR"


def test_customers_have_the_name_of_their_company_or_their_own(tmp_path: Path) -> None:
    customers = read(export(tmp_path)).customers
    assert customers is not None
    assert dict(zip(customers["customer_id"], customers["name"], strict=True)) == {
        "ann@a.com": "Acme Ltd", "cy@c.com": "Cy Poe",
    }  # fmt: skip


def test_what_was_paid_back_is_taken_off_and_said_with_its_money(tmp_path: Path) -> None:
    reading = read(export(tmp_path))
    said = {problem.code: problem for problem in reading.problems}
    assert (said["shop-refunds"].rows, said["shop-refunds"].money) == (1, pytest.approx(50.0))
    assert reading.left_out["void-lines"].rows == 1
    used = float(reading.frame["revenue"].sum())
    assert reading.money_read == pytest.approx(used + (reading.left_out["void-lines"].money or 0))
    with speaking("zh"):
        assert "Shopify" in message(said["shop-orders"])


def test_a_user_may_take_other_columns(tmp_path: Path) -> None:
    reading = read(export(tmp_path), columns={"customer_id": "Billing Company", "status": "-"})
    assert set(reading.frame["customer_id"]) == {"Acme Ltd", "Bob Ray", "Cy Poe"}
    assert reading.rows_used == 4


def test_an_order_whose_items_have_no_price_counts_once(tmp_path: Path) -> None:
    """238 less 38 of tax were paid for two items that are listed at nothing: 200, not 200 for each."""
    first = LINES[0].replace("5.95,38.95,243.95", "0.00,38.00,238.00").replace("Pump A,100.00", "Pump A,0.00")
    reading = read(export(tmp_path, [first, LINES[1].replace("Seal B,50.00", "Seal B,0.00"), LINES[3]]))
    assert by_order(reading) == {"#1001": 200.0, "#1003": 50.0}


def test_tax_on_top_of_prices_is_no_part_of_sales(tmp_path: Path) -> None:
    line = LINES[0].replace("238.00,5.95,38.95,243.95", "238.00,5.00,46.00,289.00")
    assert by_order(read(export(tmp_path, [line, LINES[1]]))) == {"#1001": 238.0}
