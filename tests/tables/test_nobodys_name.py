"""A column that calls all customers by one or two names is nobody's name."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib
from kamlib.tables.messages import message
from kamlib.tables.reading import read
from kamlib.words import speaking

BUYERS = ["Arden Pumps", "Birkwell Cranes", "Corley Drives", "Dunmore Valves", "Eskdale Seals", "Fenwick Gears"]


def orders(companies: list[str], buyers: int = 6, **names: str) -> pd.DataFrame:
    """One order each of some customers, their companies in turn in a column before them."""
    rows = [
        {names.get("own", "Company"): companies[at % len(companies)], names.get("id", "Customer ID"): f"C{at}",
         names.get("buyer", "Customer"): BUYERS[at], "Invoice": f"R{at}", "Date": f"2024-0{at + 1}-05",
         "Amount": 100.0 + at}
        for at in range(buyers)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def codes(client: kamlib.client.Client) -> list[str]:
    return [p.code for p in client.problems]


@pytest.mark.parametrize("own", [["Northmill GmbH"], ["Northmill GmbH", "Northmill Polska"]])
def test_the_sellers_own_company_is_nobodys_name(own: list[str]) -> None:
    client = kamlib.load(orders(own))
    assert client.accounts["name"].tolist() == BUYERS
    (problem,) = [p for p in client.problems if p.code == "nobodys-name"]
    assert (problem.level, problem.rows) == ("note", 6)
    assert "Company" in message(problem)
    assert "Customer was used" in message(problem)
    with speaking("zh"):
        assert "不是客户名称" in message(problem)
    assert not {"several-names", "twin-names"} & set(codes(client))


def test_in_chinese_and_german_headers() -> None:
    zh = orders(["北磨机械"], own="公司名称", id="客户编号", buyer="客户")
    assert kamlib.load(zh).accounts["name"].tolist() == BUYERS
    de = orders(["Nordmühle GmbH"], own="Firma", id="Kundennummer", buyer="Kunde")
    assert kamlib.load(de).accounts["name"].tolist() == BUYERS


def test_without_another_name_the_number_is_the_name() -> None:
    client = kamlib.load(orders(["Northmill GmbH"]).drop(columns="Customer"))
    assert client.accounts["name"].tolist() == [f"C{at}" for at in range(6)]
    assert "was ignored" in next(message(p) for p in client.problems if p.code == "nobodys-name")


def test_a_company_in_place_of_the_customer_gives_way_to_who_tells_many_apart() -> None:
    book = orders(["Northmill GmbH"], buyer="Ship to name").drop(columns="Customer ID")
    client = kamlib.load(book)
    assert set(client.orders["customer_id"]) == set(BUYERS)
    assert "nobodys-name" in codes(client)


def test_a_total_row_is_no_third_name() -> None:
    book = orders(["Northmill GmbH", "Northmill Polska"])
    total = pd.DataFrame([{"Company": "Total", "Amount": book["Amount"].sum()}])
    client = kamlib.load(pd.concat([book, total], ignore_index=True))
    assert client.accounts["name"].tolist() == BUYERS


@pytest.mark.parametrize(
    "book",
    [
        orders(["Northmill GmbH"], buyers=4),  # of four, one company may be all there is
        orders(["Alpha", "Beta", "Gamma"]),  # three names tell customers apart
    ],
)
def test_few_customers_or_several_names_are_left_alone(book: pd.DataFrame) -> None:
    client = kamlib.load(book)
    assert "nobodys-name" not in codes(client)
    assert set(client.accounts["name"]) == set(book["Company"])


def test_what_the_user_named_is_the_name() -> None:
    client = kamlib.load(orders(["Northmill GmbH"]), columns={"name": "Company"})
    assert set(client.accounts["name"]) == {"Northmill GmbH"}


def test_the_customers_table_has_the_same_rule() -> None:
    table = pd.DataFrame(
        {"Customer ID": [f"C{at}" for at in range(6)], "Company": ["Northmill GmbH"] * 6, "Customer": BUYERS}
    )
    reading = read(table, "customers")
    assert reading.frame["name"].tolist() == BUYERS
    assert [p.code for p in reading.problems] == ["nobodys-name"]
