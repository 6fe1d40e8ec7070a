"""Companies of one group: found by parents and by names, named either way, counted as one where that is asked."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.cli import main
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.findings import find
from kamlib.reports.anonymise import anonymise
from kamlib.reports.summary import summary
from kamlib.tables.messages import message, remedy, request
from kamlib.words import speaking

#: C1 … C6 bring 100 … 600 a month over a year.
AMOUNTS = {f"C{at}": 100.0 * at for at in range(1, 7)}


def orders(**more: dict[str, str]) -> pd.DataFrame:
    rows = [
        {"customer_id": who, "order_id": f"{who}-{month}", "date": f"2024-{month:02d}-10", "revenue": amount}
        | {column: by[who] for column, by in more.items() if who in by}
        for who, amount in AMOUNTS.items() for month in range(1, 13)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def customers(parents: dict[str, str], **names: str) -> pd.DataFrame:
    ids = sorted({*AMOUNTS, *names})
    return pd.DataFrame({
        "customer_id": ids, "name": [names.get(i, f"Company {i}") for i in ids],
        "parent_id": [parents.get(i) for i in ids], "potential": 1000.0,
    })  # fmt: skip


def sums(client: Client) -> dict[str, float]:
    return client.accounts.set_index("customer_id")["revenue"].to_dict()


def test_parents_of_parents_are_followed_to_a_head_without_orders() -> None:
    parents = {"C1": "C2", "C2": "H0", "C3": "H0"}
    table = customers(parents, H0="Holm Holding")
    client = kam.load(orders(), customers=table, count_by="group")
    assert sums(client) == {"C4": 4800.0, "C5": 6000.0, "C6": 7200.0, "H0": 7200.0}
    assert client.accounts.set_index("customer_id")["name"]["H0"] == "Holm Holding"
    assert client.groups is not None
    assert client.groups.to_dict("records") == [
        {"group": "H0", "name": "Holm Holding", "companies": 3, "revenue": 7200.0}
    ]
    assert client.customers is not None
    assert client.customers.set_index("customer_id")["potential"]["H0"] == 4000.0


def test_a_head_that_no_table_holds_is_a_group_all_the_same() -> None:
    client = kam.load(orders(), customers=customers({"C5": "X9", "C6": "X9"}), count_by="group")
    assert sums(client)["X9"] == 13200.0


def test_by_company_nothing_changes_and_the_groups_are_named() -> None:
    client = kam.load(orders(), customers=customers({"C5": "C6"}))
    assert (client.counted_by, len(client.buyers)) == ("company", 6)
    (problem,) = [p for p in client.problems if p.code == "groups"]
    assert (problem.rows, problem.money) == (2, 13200.0)
    assert "one by one" in message(problem)
    assert "Company C6 (2 companies" in message(problem)
    assert "--count-by group" in remedy(problem)
    assert "--" not in request(problem)
    with speaking("zh"):
        assert "各公司单独统计" in message(problem)
    note = " ".join(find(client, only="top_customers")["top_customers"].notes)
    assert "counted one by one" in note


def test_every_finding_counts_groups_where_that_is_asked() -> None:
    client = kam.load(orders(), customers=customers({"C5": "C6", "C4": "C6"}), count_by="group")
    found = find(client)
    assert {finding.source.customers for finding in found} == {4}
    assert found["concentration"].facts["customers"] == 4
    assert "count as one customer" in " ".join(found["concentration"].notes)


def test_the_group_of_order_lines_and_of_customers_is_known_by_its_name() -> None:
    named = {"C1": "Alder Group", "C2": "ALDER group", "C3": "Birch Group"}
    client = kam.load(orders(所属集团=named), count_by="group")
    assert sums(client)["Alder Group" if "Alder Group" in sums(client) else "ALDER group"] == 3600.0
    table = customers({}).assign(group=lambda f: f["customer_id"].map(named))
    assert sorted(sums(kam.load(orders(), customers=table, count_by="group")).values()) == sorted(
        sums(client).values()
    )


def test_a_group_called_by_a_companys_name_is_that_company() -> None:
    table = customers({}).assign(group=lambda f: f["customer_id"].map({"C1": "Company C6"}))
    assert sums(kam.load(orders(), customers=table, count_by="group"))["C6"] == 8400.0


def test_other_tables_go_with_the_group() -> None:
    visits = pd.DataFrame({"customer_id": ["C5", "C1"], "date": ["2024-02-01"] * 2, "kind": "visit"})
    client = kam.load(orders(), customers=customers({"C5": "C6"}), activities=visits, count_by="group")
    assert client.activities is not None
    assert client.activities["customer_id"].tolist() == ["C6", "C1"]


def test_circles_are_refused_in_one_line() -> None:
    with pytest.raises(KamError, match=r"circle: C[123] → C[123] → C[123] → C[123]") as error:
        kam.load(orders(), customers=customers({"C1": "C2", "C2": "C3", "C3": "C1"}))
    assert "\n" not in str(error.value)
    assert kam.load(orders(), customers=customers({"C1": "C1"})).groups is None  # its own parent is a head


def test_groups_of_products_and_classes_of_customers_are_no_groups() -> None:
    lines = orders()
    lines["group"] = ["Pumps", "Seals"] * (len(lines) // 2)
    assert kam.load(lines).groups is None
    parts = [orders().assign(**{c: lambda f, c=c, k=k: f[c] + f"-{k}" for c in ("customer_id", "order_id")})
             for k in range(5)]  # fmt: skip
    many = pd.concat(parts, ignore_index=True)
    client = kam.load(many.assign(group=many["customer_id"].str[1].gt("3").map({True: "A", False: "B"})))
    assert client.groups is None
    assert [p.code for p in client.problems if p.code == "no-groups"] == ["no-groups"]


def test_another_way_to_count_is_refused() -> None:
    with pytest.raises(KamError, match="by company or by group"):
        kam.load(orders(), count_by="family")


def test_anonymised_no_name_of_a_company_or_group_is_left() -> None:
    table = customers({"C5": "C6"}, C6="Zebra Works", C5="Yellow Works")
    for by in ("company", "group"):
        client = anonymise(kam.load(orders(), customers=table, count_by=by))
        said = " ".join(message(p) for p in client.problems) + " ".join(
            find(client, only="top_customers")["top_customers"].notes
        )
        assert "Zebra" not in said
        assert "Yellow" not in said


def test_check_says_which_way_it_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "orders.csv"
    orders(所属集团={"C1": "Alder Group", "C2": "Alder Group"}).to_csv(file, index=False)
    assert main(["check", str(file), "--json", "--count-by", "group"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["counted_by"], facts["customers"]) == ("group", 5)
    assert facts["groups"] == [{"group": "Alder Group", "name": "Alder Group", "companies": 2, "revenue": 3600.0}]
    assert main(["check", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counted_by"] == "company"


SMALL, LARGE = {"C1": "H0", "C2": "H0"}, {"C5": "H0", "C6": "H0"}


@pytest.mark.parametrize(("parents", "told"), [(SMALL, False), (LARGE, True)])
def test_the_first_page_tells_of_groups_only_where_one_is_larger_than_the_largest_company(
    parents: dict[str, str], told: bool
) -> None:
    by_company, by_group = (
        kam.load(orders(), customers=customers(parents), count_by=way) for way in ("company", "group")
    )
    assert ("Companies of one group" in summary(by_company, find(by_company)).situation) == told
    assert "Companies of one group" in summary(by_group, find(by_group)).situation
