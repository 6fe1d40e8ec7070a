"""Ids of one customer: spelt in two ways under one name they are merged; a list settles the rest."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.reports import parameters
from kamlib.tables.messages import message, remedy, request
from kamlib.tables.one_customer import read
from kamlib.words import speaking


def orders(**names: str) -> pd.DataFrame:
    """An order of 100 a customer and month, in the order of the ids."""
    rows = [
        {"customer_id": id_.replace("_", " "), "name": name, "order_id": f"{at}-{month}",
         "date": f"2024-{month:02d}-05", "revenue": 100.0 + at}
        for at, (id_, name) in enumerate(names.items()) for month in (1, 2, 3)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def codes(client: kam.client.Client) -> list[str]:
    return [p.code for p in client.problems if p.code in ("ids-merged", "same-customer", "id-variants")]


def test_ids_that_differ_in_case_or_blanks_under_one_name_are_merged() -> None:
    client = kam.load(orders(K1="Arden Pumps", k1="ARDEN pumps", K_1="Arden Pumps", K2="Birkwell"))
    assert client.accounts["customer_id"].nunique() == 2
    assert client.accounts["revenue"].sum() == client.orders["revenue"].sum() == 3 * (100 + 101 + 102 + 103)
    (problem,) = [p for p in client.problems if p.code == "ids-merged"]
    assert (problem.level, problem.rows, problem.money, problem.values["n"]) == (
        "note",
        6,
        3 * 100.0 + 3 * 101.0,
        1,
    )
    assert "capitals or blanks" in message(problem)
    with speaking("zh"):
        assert "已分别合并" in message(problem)


def test_the_id_of_the_customer_table_stays() -> None:
    table = pd.DataFrame({"customer_id": ["k1", "K2"], "name": ["Arden Pumps", "Birkwell"]})
    client = kam.load(orders(K1="Arden Pumps", k1="Arden Pumps", K2="Birkwell"), customers=table)
    assert set(client.orders["customer_id"]) == {"k1", "K2"}
    assert "customers-unknown" not in [p.code for p in client.problems]


@pytest.mark.parametrize(
    "names",
    [
        {"K1": "Arden Pumps", "k1": "Birkwell Cranes"},  # two customers of a system that tells case apart
        {"K1": "Arden Pumps", "K2": "Arden Pumps"},  # one name under two numbers may be two sites
    ],
)
def test_other_names_or_other_ids_are_left_apart(names: dict[str, str]) -> None:
    client = kam.load(orders(**names))
    assert client.orders["customer_id"].nunique() == 2
    assert "ids-merged" not in codes(client)


def test_without_names_ids_are_left_apart_and_the_way_out_is_said() -> None:
    client = kam.load(orders(K1="", k1="").drop(columns="name"))
    assert codes(client) == ["id-variants"]
    (problem,) = [p for p in client.problems if p.code == "id-variants"]
    assert "--same-customer" in remedy(problem)
    assert "--" not in request(problem)


def test_a_day_without_order_numbers_stays_one_order() -> None:
    book = orders(K1="Arden Pumps", k1="Arden Pumps").drop(columns="order_id")
    assert kam.load(book).accounts["orders"].tolist() == [3]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_list_makes_customers_one_in_all_tables(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"same.{suffix}"
    table = pd.DataFrame({"id": ["K1", "K2"], "becomes": ["K2", "K3"]})
    table.to_csv(file, index=False) if suffix == "csv" else table.to_excel(file, index=False)
    visits = pd.DataFrame({"customer_id": ["K1", "K4"], "date": ["2024-01-09"] * 2, "kind": "visit"})
    book = orders(K1="Arden", K2="Arden Pumps", K3="Arden Pumps Ltd", K4="Birkwell")
    client = kam.load(book, activities=visits, same_customer=file)
    assert sorted(client.orders["customer_id"].unique()) == ["K3", "K4"]  # the chain is followed to its end
    assert client.activities is not None
    assert client.activities["customer_id"].tolist() == ["K3", "K4"]
    (problem,) = [p for p in client.problems if p.code == "same-customer"]
    assert (problem.rows, problem.money, problem.values["n"]) == (6, 603.0, 2)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("K1", "K2"), ("K2", "K1")], "circle: K1 → K2 → K1"),
        ([("K1", "K2"), ("K1", "K3")], "K1 becomes two customers"),
        ([("K1", None)], "row 2 has no id or no new id"),
        ([("K9", "K1")], "no table has a customer K9"),
        ([("K1", "K9")], "no table has a customer K9"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line(rows: list[tuple[str, str]], said: str) -> None:
    table = pd.DataFrame(rows, columns=["id", "becomes"]).rename(index=lambda at: at + 2)
    with pytest.raises(KamError, match=said) as error:
        kam.load(orders(K1="A", K2="B", K3="C"), same_customer=table)
    assert "\n" not in str(error.value)


def test_a_list_without_its_columns_is_refused() -> None:
    with pytest.raises(
        KamError, match=r"the columns id and becomes are required \(current id, and new id\); found: from, to"
    ):
        read(pd.DataFrame({"from": ["K1"], "to": ["K2"]}))
    assert read({"K1": "K1", "K2": "K3"}) == {"K2": "K3", "K1": "K1"}  # K1 is confirmed to be its own
    assert read(pd.DataFrame({"客户编号": ["K1"], "归并为": ["K2"]})) == {"K1": "K2"}


def test_the_report_takes_the_list_and_hides_it_with_the_names(tmp_path: Path) -> None:
    file = tmp_path / "same.csv"
    file.write_text("id,becomes\nC001,C002\n", "utf-8")
    given = parameters.check({"same_customer": str(file), "count_by": "group"})
    assert given.same_customer == {"C001": "C002"}
    assert given.printable()["same_customer"] == {"C001": "C002"}
    hidden = parameters.check({"same_customer": str(file), "anonymise": True})
    assert "same_customer" not in hidden.printable()


def test_check_takes_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, same = tmp_path / "orders.csv", tmp_path / "same.csv"
    orders(K1="Arden", K2="Arden Pumps", K3="Corley").to_csv(book, index=False)
    same.write_text("id,becomes\nK1,K2\n", "utf-8")
    assert main(["check", str(book), "--json", "--same-customer", str(same)]) == 0
    assert '"customers": 2' in capsys.readouterr().out
    same.write_text("id,becomes\nK7,K2\n", "utf-8")
    assert main(["check", str(book), "--same-customer", str(same)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
