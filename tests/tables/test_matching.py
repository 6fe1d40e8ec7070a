"""Their columns to ours: the names of real files, and of files that set a trap."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables.columns.headers import take_apart
from kamlib.tables.columns.matching import _near, match
from kamlib.tables.schema import schema


def frame(**cells: object) -> pd.DataFrame:
    return pd.DataFrame({name: [str(cell)] * 3 for name, cell in cells.items()})


ADVENTURE_WORKS = frame(
    ProductKey=349,
    OrderDateKey=20101229,
    ResellerKey=676,
    EmployeeKey=285,
    CurrencyKey=100,
    SalesOrderNumber="SO43659",
    SalesOrderLineNumber=1,
    OrderQuantity=3,
    UnitPrice="2024.99",
    ExtendedAmount="6074.98",
    UnitPriceDiscountPct="0.0",
    DiscountAmount="0.0",
    ProductStandardCost="1898.09",
    TotalProductCost="5694.28",
    SalesAmount="6074.98",
    TaxAmt="485.99",
    Freight="151.87",
    CustomerPONumber="PO522145787",
    OrderDate="2010-12-29",
    DueDate="2011-01-10",
    ShipDate="2011-01-05",
)


def test_a_data_warehouse_is_matched_by_meaning_and_not_by_likeness() -> None:
    found = match(ADVENTURE_WORKS)
    expected = {
        "customer_id": "ResellerKey",
        "order_id": "SalesOrderNumber",
        "date": "OrderDate",
        "revenue": "SalesAmount",
        "cost": "TotalProductCost",
        "unit_cost": "ProductStandardCost",
        "quantity": "OrderQuantity",
        "unit_price": "UnitPrice",
        "discount": "DiscountAmount",
        "freight": "Freight",
        "due_date": "DueDate",
        "owner": "EmployeeKey",
        "product": "ProductKey",
        "tax": "TaxAmt",
        "discount_rate": "UnitPriceDiscountPct",
    }
    assert {ours: found.source_column(ours) for ours in found.chosen} == expected


def test_an_id_goes_before_a_name_and_a_name_alone_is_the_id() -> None:
    both = match(frame(**{"客户名称": "甲公司", "客户 ID": "曾惠-14485"}))
    assert (both.source_column("customer_id"), both.source_column("name")) == ("客户 ID", "客户名称")
    alone = match(frame(**{"Customer Name": "Acme"}))
    assert alone.source_column("customer_id") == "Customer Name"
    assert alone.source_column("name") is None


@pytest.mark.parametrize(
    ("header", "ours", "cell"),
    [
        ("Kd.-Nr.", "customer_id", "10023"),
        ("Kundennummer", "customer_id", "10023"),
        ("CustNo", "customer_id", "7"),
        ("购方单位代号", "customer_id", "B03711"),
        ("客户代码", "customer_id", "K1"),
        ("Rechnungsnr.", "order_id", "R1"),
        ("Belegdatum", "date", "05.03.2024"),
        ("开票日期", "date", "2017/8/4"),
        ("下单时间", "date", "2024-01-02 10:00:00"),
        ("Nettobetrag", "revenue", "1.234,50"),
        ("销售金额（万元）", "revenue", "1.2"),
        ("Net amount EUR", "revenue", "12.5"),
        ("不含税金额", "revenue", "9401.71"),
        ("价税合计", "revenue_with_tax", "11000"),
        ("毛利润", "profit", "12"),
        ("客户编号 Customer No.", "customer_id", "K1"),
        ("Stückzahl", "quantity", "3"),
        ("业务员", "owner", "李娜"),
        ("进货价", "unit_cost", "12.5"),
        ("回款日期", "paid_date", "2024/3/5"),
        ("币种", "currency", "CNY"),
        ("Custmer ID", "customer_id", "K1"),
        ("发票状态", "status", "有效发票"),
        ("Deal Stage", "status", "Won"),
    ],
)
def test_headers_of_three_languages_are_known(header: str, ours: str, cell: str) -> None:
    assert match(frame(**{header: cell})).source_column(ours) == header


def test_a_name_that_fits_is_not_taken_where_the_cells_do_not() -> None:
    found = match(frame(Customer="K1", Sales="Li Na", Amount="120.50"))
    assert found.source_column("revenue") == "Amount"
    assert match(frame(Sales="Li Na")).rejected["revenue"] == ("Sales",)


def test_the_user_knows_better() -> None:
    lines = frame(Customer="K1", Amount="10", Net="9")
    found = match(lines, columns={"revenue": "Net"})
    assert found.source_column("revenue") == "Net"
    assert found.by_hand("revenue")


@pytest.mark.parametrize(
    ("columns", "hint"), [({"revenue": "Amuont"}, "Amount"), ({"revenu": "Amount"}, "revenue")]
)
def test_a_mapping_that_is_misspelt_is_refused_with_the_nearest_name(columns: dict[str, str], hint: str) -> None:
    with pytest.raises(KamError, match=hint):
        match(frame(Customer="K1", Amount="10"), columns=columns)


def test_each_of_their_columns_serves_once() -> None:
    found = match(ADVENTURE_WORKS)
    taken = [choice.source_column for choice in found.chosen.values()]
    assert len(taken) == len(set(taken))


def test_our_own_names_and_labels_are_headers_that_match() -> None:
    from kamlib.words import term

    samples = {"date": "2024-03-05", "money": "12.50", "number": "3", "share": "0.2", "score": "4"}
    for table, columns in schema().items():
        for ours, column in columns.items():
            for header in (ours, term(column.term).en, term(column.term).zh):
                cell = column.choices[0] if column.closed else samples.get(column.type, "x")
                found = match(frame(**{header: cell}), table)
                assert header in found.columns, (table, ours, header)


@pytest.mark.parametrize(
    ("theirs", "ours"), [("Custommer", "customer_id"), ("Kustomer", None), ("Custmoer", None), ("Customs", None)]
)
def test_a_slip_of_one_letter_is_allowed_for_within_a_name_only(theirs: str, ours: str | None) -> None:
    column = schema()["orders"]["customer_id"]
    near = _near(column, take_apart(theirs))
    assert (near > 0) is (ours is not None)


def test_a_word_for_a_total_among_three_dates_makes_the_column_no_other() -> None:
    rows = pd.DataFrame({
        "开票日期": ["2024-01-05", "2024-02-05", "2024-03-05", "小计"], "客户编码": ["001", "002", "001", None],
        "无税金额": ["50000", "40000", "-10000", "80000"],
    })  # fmt: skip
    assert match(rows).source_column("date") == "开票日期"


@pytest.mark.parametrize(
    "number", ["Customer ID", "Customer No", "Customer Number", "Client No.", "Kundennr", "客户编号"]
)
def test_a_customers_number_goes_before_its_name(number: str) -> None:
    ids = {"Customer": "Arden", number: "K1"}
    found = match(frame(**ids, Order="A1", Date="2024-03-05", Amount=100))
    assert (found.source_column("customer_id"), found.source_column("name")) == (number, "Customer")
