"""Order files of the world, as they were found: figures against an independent computation with pandas alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read


def sums(reading: Reading) -> tuple[int, int, int, float]:
    """Give rows read and used, customers and revenue, having checked that nothing got lost."""
    out = reading.left_out.values()
    assert reading.rows_read == reading.rows_used + sum(part.rows for part in out)
    assert reading.money_read is not None
    total = reading.frame["revenue"].sum()
    assert reading.money_read == pytest.approx(total + sum(part.money or 0 for part in out), abs=0.001)
    return reading.rows_read, reading.rows_used, reading.frame["customer_id"].nunique(), round(float(total), 2)


def profit(reading: Reading) -> float:
    return round(float((reading.frame["revenue"] - reading.frame["cost"]).sum()), 2)


def codes(reading: Reading) -> dict[str, int]:
    return {problem.code: problem.rows for problem in reading.problems}


@pytest.mark.parametrize("name", ["FactResellerSales.csv.gz", "FactResellerSales.parquet"])
def test_adventure_works_resellers(shared_data: Path, name: str) -> None:
    reading = read(shared_data / "adventureworks-reseller" / name)
    assert sums(reading) == (60_855, 60_855, 635, 80_450_596.98)
    assert profit(reading) == 470_482.60
    theirs = {ours: theirs for theirs, ours in reading.columns.items()}
    assert [theirs[o] for o in ("customer_id", "order_id", "date", "revenue", "cost")] == [
        "ResellerKey", "SalesOrderNumber", "OrderDate", "SalesAmount", "TotalProductCost",
    ]  # fmt: skip


def test_a_cost_column_with_null_in_it(shared_data: Path) -> None:
    file = shared_data / "adventureworks-reseller" / "PL300_reseller_sales_as_found.csv.gz"
    reading, alone = read(file), pd.read_csv(file)
    assert codes(reading)["cost-missing"] == int(alone["TotalProductCost"].isna().sum()) == 76
    assert profit(reading) == round((alone["SalesAmount"] - alone["TotalProductCost"]).sum(), 2)


@pytest.mark.parametrize(
    ("name", "expected", "gain"),
    [
        ("tableau-superstore-zh/商城详细销售数据_gbk.csv", (9_959, 9_959, 790, 16_068_954.12), 2_147_538.92),
        ("tableau-superstore-zh/示例-超市.xls", (10_000, 10_000, 790, 16_117_548.24), 2_156_559.52),
        ("tableau-superstore/superstore_orders.csv", (9_994, 9_994, 793, 2_297_200.86), 286_397.02),
        ("tableau-superstore/Sample - Superstore.xls", (9_994, 9_994, 793, 2_297_200.86), 286_397.02),
    ],
)
def test_superstores(shared_data: Path, name: str, expected: tuple[int, int, int, float], gain: float) -> None:
    reading = read(shared_data / name)
    assert sums(reading) == expected
    assert profit(reading) == gain
    assert {"cost-from-profit", "discount-is-share"} <= set(codes(reading))


def test_one_seller_s_chinese_invoices(shared_data: Path) -> None:
    file = shared_data / "cumcm2020c-b2b-invoices-zh" / "E1_sales_as_found.csv"
    reading, alone = read(file), pd.read_csv(file, encoding="utf-8-sig")
    void = alone["发票状态"].str.strip() == "作废发票"
    assert sums(reading) == (8_110, 7_886, 352, round(alone.loc[~void, "金额"].sum(), 2))
    assert reading.left_out["void-lines"].money == pytest.approx(alone.loc[void, "金额"].sum(), abs=0.001)


def test_many_sellers_in_one_file_are_named(shared_data: Path) -> None:
    file = shared_data / "cumcm2020c-b2b-invoices-zh" / "销项发票信息_sales.csv.gz"
    reading = read(file)
    alone = pd.read_csv(file, encoding="utf-8-sig")
    void = alone["发票状态"].str.strip() == "作废发票"
    assert sums(reading)[:2] == (162_484, int((~void).sum()))
    assert {"several-sellers", "tax-mismatch", "duplicate-lines"} <= set(codes(reading))


@pytest.mark.parametrize(
    ("name", "customer", "invoice"),
    [
        ("uci-online-retail/online_retail.csv.gz", "CustomerID", "InvoiceNo"),
        ("uci-online-retail-ii/online_retail_II_2009-2010.csv.gz", "Customer ID", "Invoice"),
    ],
)
def test_online_retail_nets_what_was_cancelled(shared_data: Path, name: str, customer: str, invoice: str) -> None:
    file = shared_data / name
    reading, alone = read(file), pd.read_csv(file, low_memory=False)
    price = "UnitPrice" if "UnitPrice" in alone else "Price"
    alone["amount"] = alone["Quantity"] * alone[price]
    known = alone[alone[customer].notna()]
    assert sums(reading) == (len(alone), len(known), known[customer].nunique(), round(known["amount"].sum(), 2))
    assert reading.left_out["no-customer"].money == pytest.approx(
        alone.loc[alone[customer].isna(), "amount"].sum()
    )
    assert codes(reading)["red-notes"] + codes(reading)["credit-notes"] == int((known["amount"] < 0).sum())
    assert not reading.frame["customer_id"].str.contains(".", regex=False).any()


def test_who_bought_and_cancelled_one_huge_order_bought_nothing(shared_data: Path) -> None:
    frame = read(shared_data / "uci-online-retail" / "online_retail.csv.gz").frame
    spent = frame.groupby("customer_id")["revenue"].sum()
    assert spent["12346"] == pytest.approx(0, abs=0.01)
    assert spent["16446"] == pytest.approx(2.90, abs=0.01)


def test_receivables_with_american_dates(shared_data: Path) -> None:
    reading = read(shared_data / "ibm-accounts-receivable" / "accounts_receivable.csv")
    assert sums(reading) == (2_466, 2_466, 100, 147_703.18)
    late = (reading.frame["paid_date"] - reading.frame["due_date"]).dt.days.clip(lower=0)
    assert (
        late.sum()
        == pd.read_csv(shared_data / "ibm-accounts-receivable" / "accounts_receivable.csv")["DaysLate"].sum()
    )


def test_a_pipeline_counts_won_deals_only(shared_data: Path) -> None:
    file = shared_data / "maven-crm-opportunities" / "sales_pipeline.csv"
    alone = pd.read_csv(file)
    won = alone[alone["deal_stage"] == "Won"]
    assert sums(read(file)) == (8_800, len(won), won["account"].nunique(), float(won["close_value"].sum()))


def test_purchases_without_an_order_number(shared_data: Path) -> None:
    reading = read(shared_data / "cdnow" / "CDNOW_master.txt")
    assert sums(reading) == (69_659, 69_659, 23_570, 2_500_315.63)
    assert codes(reading)["no-order-id"] == 69_659
    assert codes(reading)["duplicate-lines"] == 255  # as its source says


@pytest.mark.parametrize(
    "name",
    [
        "uci-wholesale-customers/wholesale_customers.csv", "ibm-telco-churn/Telco-Customer-Churn.csv",
        "hbat-b2b-survey/hbat.csv", "hbat-b2b-survey/hbat_semicolon_decimal_comma.csv", "cdnow/CDNOW_sample.txt",
        "smcrm-b2b/customerRetentionTransactions.csv", "customer-base-audit-madrigal/cust_by_qtr_spend.csv.gz",
        "adventureworks-reseller/FactSalesQuota.csv", "northwind/order_details.csv", "classicmodels/payments.csv",
    ],
)  # fmt: skip
def test_what_is_no_order_book_is_told_so_in_one_line(shared_data: Path, name: str) -> None:
    with pytest.raises(KamError, match="--map") as error:
        read(shared_data / name)
    assert "\n" not in str(error.value)
