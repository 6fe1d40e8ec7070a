"""Exports whose headers mean something else than elsewhere; and a file of one customer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy
from kamlib.words import speaking

Read = Callable[..., Reading]


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(text: str, **how: object) -> Reading:
        path = tmp_path / "export.txt"
        path.write_text(text, "utf-8")
        return read(path, today="2025-01-01", **how)

    return write_and_read


AMAZON = (
    "order-id\tpurchase-date\tpayments-date\tbuyer-name\tbuyer-company-name\tsku\tproduct-name\tquantity-purchased\t"
    "currency\titem-price\titem-tax\tshipping-price\titem-promotion-discount\n"
    "302-1\t2024-03-05T10:11:12+00:00\t2024-03-05T10:11:12+00:00\tAnn\tAcme\tP-A\tPump\t2\t{}\t238.00\t38.00\t5.00\t10\n"
    "302-2\t2024-03-15T10:11:12+00:00\t2024-03-15T10:11:12+00:00\tBob\tBeta\tP-A\tPump\t1\t{}\t119.00\t19.00\t5.00\t\n"
)


@pytest.mark.parametrize(("currency", "net"), [("EUR", [190.0, 100.0]), ("USD", [228.0, 119.0])])
def test_amazons_price_is_of_the_line_and_holds_tax_but_in_america(
    reading: Read, currency: str, net: list[float]
) -> None:
    found = reading(AMAZON.replace("{}", currency))
    assert found.frame["revenue"].tolist() == net
    assert (found.frame["customer_id"].tolist(), found.currency) == (["Acme", "Beta"], currency)
    assert "status" not in found.columns.values()  # payments-date is no slip for payment state
    with speaking("zh"):
        assert "亚马逊" in next(message(p) for p in found.problems if p.code == "amazon-prices")


def test_a_promotion_of_amazons_is_taken_off_with_and_without_a_minus(reading: Read) -> None:
    """238 less 10 of promotion are 228: a minus before the 10 makes no 248 of it."""
    found = reading(AMAZON.replace("{}", "USD").replace("\t10\n", "\t-10\n"))
    assert found.frame["revenue"].tolist() == [228.0, 119.0]


def test_xeros_ledger_account_is_no_customer(reading: Read) -> None:
    found = reading(
        "ContactName,InvoiceNumber,InvoiceDate,Total,InventoryItemCode,Description,Quantity,UnitAmount,LineAmount,"
        "AccountCode,TaxAmount,Currency,Type,Status\n"
        "Alpha,INV-1,25/01/2024,300,P-A,Pump,2,100,200,200,40,GBP,Sales invoice,Paid\n"
        "Alpha,INV-1,25/01/2024,300,S-B,Seal,1,50,50,200,10,GBP,Sales invoice,Paid\n"
        "Beta,INV-2,26/01/2024,120,P-A,Pump,1,100,100,200,20,GBP,Sales invoice,Paid\n"
    )
    assert found.frame["customer_id"].tolist() == ["Alpha", "Alpha", "Beta"]
    assert found.frame["revenue"].sum() == 350


def test_xeros_contact_is_the_customer(reading: Read) -> None:
    found = reading(
        "Sales By Contact Detail\nDemo Ltd\n\n"
        "Contact,Date,Source,Reference,Invoice Number,Description,Quantity,Unit Price,Discount,Tax,Gross,Net\n"
        "Alpha,15 Jan 2024,Receivable Invoice,R1,INV-1,Pump,2,100,0,40,240,200\n"
        "Beta,25 Jan 2024,Receivable Credit Note,R2,CN-1,Pump,-1,100,0,-20,-120,-100\n"
        "Total,,,,,,1,,0,20,120,100\n"
    )
    assert dict(zip(found.frame["customer_id"], found.frame["revenue"], strict=True)) == {
        "Alpha": 200,
        "Beta": -100,
    }


def test_a_file_of_one_customer_is_a_warning_unless_the_user_named_the_column(reading: Read) -> None:
    text = "Account code,Order No,Date,Amount,Firm\n" + "".join(
        f"4000,{n},2024-03-{n + 1:02d},{n}.5,Firm {n % 5}\n" for n in range(25)
    )
    (problem,) = [p for p in reading(text).problems if p.code == "one-customer"]
    assert (problem.level, problem.rows) == ("warning", 25)
    assert "4000" in message(problem)
    assert "--map customer_id=" in remedy(problem)
    named = reading(text, columns={"customer_id": "Account code"})
    assert "one-customer" not in {p.code for p in named.problems}
    assert reading(text, columns={"customer_id": "Firm"}).frame["customer_id"].nunique() == 5
