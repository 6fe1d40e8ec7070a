"""A client from its files: names, tables that do not fit each other, data sets by name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from tests.embedded import embedded

ORDERS = (
    "Customer No,Customer Name,Order No,Date,Amount\n"
    "K1,Acme,1,2024-03-05,10\nK2,Beta,2,2024-03-06,5\nK3,,3,2024-03-07,1\n"
)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS, "utf-8")
    return file


def codes(client: kam.Client) -> set[tuple[str, str]]:
    return {(problem.table, problem.code) for problem in client.problems}


def test_names_come_from_the_order_lines_where_there_is_no_customer_table(orders: Path) -> None:
    client = kam.load(orders)
    assert client.accounts.set_index("customer_id")["name"].to_dict() == {"K1": "Acme", "K2": "Beta", "K3": "K3"}
    assert client.source == "orders.csv"


def test_the_customer_table_counts_and_the_lines_add_what_it_lacks(orders: Path) -> None:
    table = pd.DataFrame({"customer_id": ["K1", "K2", "K2"], "industry": ["mining", "steel", "paper"]})
    client = kam.load(orders, customers=table)
    assert client.customers is not None
    assert client.customers.set_index("customer_id")["industry"].to_dict() == {"K1": "mining", "K2": "steel"}
    assert client.customers["name"].tolist() == ["Acme", "Beta"]
    assert codes(client) >= {("customers", "customer-twice"), ("customers", "customers-unknown")}


def test_rows_about_customers_nobody_knows_and_scores_off_the_scale_are_named(orders: Path) -> None:
    survey = pd.DataFrame({"customer": ["K1", "K9"], "date": ["2024-05-06"] * 2, "score": ["4", "9"]})
    client = kam.load(orders, survey=survey)
    assert codes(client) >= {("survey", "others-unknown"), ("survey", "off-scale")}
    assert client.survey is not None
    assert client.survey["score"].isna().tolist() == [False, True]


def test_rows_that_lack_what_a_table_needs_are_left_out_and_named(orders: Path) -> None:
    exits = pd.DataFrame({"customer": ["K1", ""], "date": ["2024-05-06"] * 2, "reason": ["price", "price"]})
    client = kam.load(orders, exits=exits)
    assert client.readings["exits"].rows_used == 1
    assert ("exits", "lacks-required") in codes(client)


def test_the_embedded_client_is_whole_and_without_problems() -> None:
    client = kam.load("machinery")
    assert client.currency == "CNY"
    assert all(client.has(table) for table in ("orders", "customers", "activities", "contacts", "survey", "exits"))
    assert not [problem for problem in client.problems if problem.level != "note"]
    assert client.readings["orders"].rows_used == len(client.orders)


def test_the_embedded_client_reads_the_same_through_the_reader() -> None:
    from kamlib._paths import shipped

    client, folder = embedded(), shipped("datasets") / "machinery"
    read = kam.load(folder / "orders.csv", customers=folder / "customers.csv")
    common = [column for column in read.orders if column in client.orders]
    pd.testing.assert_frame_equal(read.orders[common], client.orders[common], check_dtype=False)


def test_a_name_that_is_no_data_set_is_refused_with_the_nearest() -> None:
    with pytest.raises(kam.KamError, match="machinery"):
        kam.load("machinry")


def test_a_day_and_a_name_are_the_user_s_to_give(orders: Path) -> None:
    client = kam.load(orders, name="Acme Pumps", as_of="2024-12-31", currency="EUR")
    assert (client.name, client.currency, f"{client.as_of:%Y-%m-%d}") == ("Acme Pumps", "EUR", "2024-12-31")
