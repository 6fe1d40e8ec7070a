"""What one order is: numbers that begin again, contracts, and partial deliveries of one order."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import kamlib
from kamlib.findings.judgement import judged
from kamlib.tables import Reading, read
from kamlib.tables.messages import message
from kamlib.words import speaking


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)


def said(reading: Reading, code: str) -> list[str]:
    return [message(problem) for problem in reading.problems if problem.code == code]


def test_numbers_that_begin_again_each_year_are_orders_of_their_days() -> None:
    rows = [f"K{k},{n},{year}-0{n}-10,{k}00" for year in (2022, 2023, 2024) for n in (1, 2, 3) for k in (1, 2)]
    reading = read(table("\n".join(["Customer No,Order No,Date,Amount", *rows])))
    assert reading.frame["order_id"].nunique() == 18
    assert said(reading, "order-numbers-again") == [
        "3 numbers in column Order No are used for several orders each, on days more than a month apart or of "
        "several customers or companies (18 rows, 2.7K; for example 1); they were separated into 18 orders."
    ]
    assert (
        read(table("\n".join(["Customer No,Order No,Date,Amount", *rows[::-1]]))).frame["order_id"].nunique() == 18
    )


def test_each_company_numbers_its_own_orders() -> None:
    rows = "Company Code,Customer No,Order No,Date,Amount\n10,K1,1,2024-03-05,100\n20,K1,1,2024-03-06,40\n"
    reading = read(table(rows + "10,K1,2,2024-03-07,5\n"))
    assert sorted(reading.frame["order_id"]) == ["1 10", "1 20", "2"]


def test_one_order_of_one_customer_spelt_in_two_ways_is_one_order() -> None:
    head, name = "Customer ID,Customer,Order No,Date,Amount", "Arden Pumps"
    rows = [f"K1,{name},A1,2024-03-05,100", f"k1,{name},A1,2024-03-05,40", f"K1,{name},A2,2024-03-07,5"]
    client = kamlib.load(table("\n".join([head, *rows])))
    assert client.orders.groupby("order_id")["revenue"].sum().to_dict() == {"A1": 140.0, "A2": 5.0}
    assert set(client.orders["customer_id"]) == {"K1"}
    assert said(client.readings["orders"], "order-numbers-again") == []


def test_one_number_of_two_customers_whose_ids_differ_in_case_is_two_orders() -> None:
    rows = "Customer ID,Customer,Order No,Date,Amount\nK1,Arden,A1,2024-03-05,100\nk1,Birkwell,A1,2024-03-06,40\n"
    reading = read(table(rows))
    assert sorted(reading.frame["order_id"]) == ["A1 K1", "A1 k1"]
    assert said(reading, "order-numbers-again") == [
        "1 number in column Order No is used for several orders, on days more than a month apart or of several "
        "customers or companies (rows: 2; 140; for example A1); they were separated into 2 orders."
    ]


@pytest.mark.parametrize(("last", "orders"), [("2024-04-05", 1), ("2024-04-06", 2)])
def test_partial_deliveries_within_a_month_stay_one_order(last: str, orders: int) -> None:
    rows = f"Customer No,Order No,Date,Amount\nK1,A1,2024-03-05,100\nK1,A1,{last},40\nK2,A2,2024-03-05,7\n"
    frame = read(table(rows)).frame
    assert frame.loc[frame["customer_id"] == "K1", "order_id"].nunique() == orders
    assert frame.loc[frame["customer_id"] == "K2", "order_id"].tolist() == ["A2"]


def test_what_comes_back_later_under_its_number_is_no_order_and_stays_with_its_own() -> None:
    rows = "Customer No,Order No,Date,Amount\nK1,A1,2024-03-05,100\nK1,A1,2024-08-05,-100\nK1,A2,2024-09-01,30\n"
    client = kamlib.load(table(rows))
    assert client.accounts["orders"].tolist() == [1]
    assert said(client.readings["orders"], "order-numbers-again") == []
    again = table(rows + "K1,A1,2025-03-05,100\nK1,A1,2025-04-20,-20\n")
    frame = read(again).frame
    assert frame.groupby("order_id")["revenue"].sum().to_dict() == {
        "A1 2024-03-05": 0.0, "A1 2025-03-05": 80.0, "A2": 30.0,
    }  # fmt: skip


def test_numbers_used_once_are_left_alone() -> None:
    rows = "Customer No,Order No,Date,Amount\nK1,A1,2024-03-05,100\nK1,A2,2024-08-05,40\nK2,A3,2025-08-05,40\n"
    reading = read(table(rows))
    assert reading.frame["order_id"].tolist() == ["A1", "A2", "A3"]
    assert said(reading, "order-numbers-again") == []


def contracts(header: str) -> pd.DataFrame:
    """Twelve buyers with an order a month each, and one with monthly bills of 5,000 on one contract."""
    months = [f"{year}-{month:02d}-15" for year in (2023, 2024) for month in range(1, 13)]
    rows = [f"HT{k}-{day},客户{k},{day},{100 + 10 * k}" for k in range(12) for day in months]
    rows += [f"KJ1,框架客户,{day},5000" for day in months]
    return table("\n".join([f"{header},客户名称,开票日期,不含税金额", *rows]))


@pytest.mark.parametrize("header", ["合同编号", "框架合同号", "协议编号"])
def test_bills_under_a_framework_contract_are_orders_of_their_days(header: str) -> None:
    client = kamlib.load(contracts(header))
    account = client.accounts.set_index("customer_id").loc["框架客户"]
    assert (account["orders"], account["active_months"], account["largest_order"]) == (24, 24, 5000.0)
    assert "框架客户" not in judged(client).one_offs
    assert client.orders["contract_id"].eq("KJ1").sum() == 24
    assert [problem.code for problem in client.problems] == ["contract-orders"]
    with speaking("zh"):
        assert message(client.problems[0]) == (
            f"没有发票号码；同一客户同一合同（“{header}”列）同一天的各行视为一张发票。"
        )


def test_a_contract_number_mapped_to_the_order_is_cut_by_the_same_rule() -> None:
    client = kamlib.load(contracts("合同编号"), columns={"order_id": "合同编号"})
    assert client.accounts.set_index("customer_id").loc["框架客户", "orders"] == 24


def test_beside_an_order_number_the_contract_is_a_column_of_its_own() -> None:
    rows = "合同编号,订单号,客户名称,日期,金额\nHT1,D1,甲公司,2024-01-05,100\nHT1,D2,甲公司,2024-06-05,40\n"
    reading = read(table(rows))
    assert reading.frame[["order_id", "contract_id"]].to_numpy().tolist() == [["D1", "HT1"], ["D2", "HT1"]]
    assert reading.problems == ()
