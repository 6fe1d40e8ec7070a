"""Who is responsible by the order lines: whom the latest that counts names, though another sold more often."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.facts.latest import on_latest
from kamlib.manage.owners import owner_of, seller_of

LINES = """customer,order,date,revenue,salesperson,region
A,1,2024-01-10,100,Ann,North
A,2,2024-02-10,100,Ann,North
A,3,2024-03-10,100,Bo,South
B,4,2024-03-01,100,Cy,East
B,5,2024-03-20,100,,East
C,6,2024-03-05,100,Dee,West
C,7,2024-03-05,100,Eve,West
"""


def test_the_latest_line_says_who_is_responsible_and_most_lines_say_where(tmp_path: Path) -> None:
    head, *lines = LINES.splitlines()
    for named, rows in (("as-written", lines), ("backwards", lines[::-1])):
        file = tmp_path / f"{named}.csv"
        file.write_text("\n".join([head, *rows]), encoding="utf-8")
        client = kam.load(file)
        assert owner_of(client) == {"A": "Bo", "B": "Cy", "C": "Eve"}
        assert client.customers is not None
        regions = client.customers.set_index("customer_id")["region"].to_dict()
        assert regions == {"A": "North", "B": "East", "C": "West"}


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_who_sells_after_the_day_of_the_report_is_not_responsible_on_it(tmp_path: Path) -> None:
    client = kam.load(written(tmp_path, "orders.csv", LINES), as_of="2024-03-05")
    assert client.customers is not None
    assert client.customers.set_index("customer_id")["owner"].to_dict() == {"A": "Ann", "B": "Cy", "C": "Eve"}
    assert owner_of(client) == seller_of(client) == {"A": "Ann", "B": "Cy", "C": "Eve"}


def test_of_two_numbers_of_one_customer_the_later_line_says_who_is_responsible(tmp_path: Path) -> None:
    """B takes the number C, whose latest line is Eve's of 5 March; B's own is Cy's of 1 March."""
    same = written(tmp_path, "same.csv", "id,becomes\nC,B\n")
    client = kam.load(written(tmp_path, "orders.csv", LINES), same_customer=same)
    assert owner_of(client) == {"A": "Bo", "B": "Eve"}


@pytest.mark.parametrize(
    ("days", "known", "names", "latest"),
    [
        (["2024-01-01", "2024-02-01"], None, ["Ann", None], "Ann"),
        ([None, "2024-02-01"], None, ["Ann", "Bo"], "Bo"),
        (["2024-02-01", "2024-02-01"], None, ["Bo", "Ann"], "Bo"),
        (["2024-02-01", "2024-01-01"], [None, "2024-03-01"], ["Ann", "Bo"], "Bo"),
    ],
    ids=["nobody-named", "no-day", "one-day", "credit-note-booked-with-its-invoice"],
)
def test_the_latest_line_that_names_somebody_counts(
    days: list[str | None], known: list[str | None] | None, names: list[str | None], latest: str
) -> None:
    lines = pd.DataFrame({"customer_id": "A", "date": pd.to_datetime(pd.Series(days)), "owner": names})
    if known:
        lines["known"] = pd.to_datetime(pd.Series(known))
    assert on_latest(lines, "owner").to_dict() == {"A": latest}
    assert on_latest(lines[::-1], "owner").to_dict() == {"A": latest}


MOVED = """customer,customer name,order,date,revenue,industry,region
A,Alpha,1,2024-01-10,100,steel,North
A,Alpha,2,2024-02-10,100,steel,North
A,Beta,3,2024-03-10,100,paper,South
A,Beta,4,2024-04-10,100,paper,South
A,Beta,5,2024-05-10,100,paper,South
B,,6,2024-01-20,100,,East
B,Later Ltd,7,2024-05-20,100,wood,East
C,Gamma,8,2024-05-21,100,coal,West
"""

SAID = ["customer_id", "name", "industry", "region"]


def rows(client: kam.Client) -> list[list[object]]:
    assert client.customers is not None
    table = client.customers.reindex(columns=SAID).astype("object")
    return table.where(table.notna(), None).values.tolist()


def test_lines_after_the_day_of_the_report_say_nothing_of_name_industry_and_region(tmp_path: Path) -> None:
    """Most lines up to 29 February say Alpha, steel, North; three later ones Beta. C had not bought by then."""
    file = written(tmp_path, "orders.csv", MOVED)
    assert rows(kam.load(file, as_of="2024-02-29")) == [
        ["A", "Alpha", "steel", "North"], ["B", None, None, "East"]
    ]  # fmt: skip
    whole = [["A", "Beta", "paper", "South"], ["B", "Later Ltd", "wood", "East"], ["C", "Gamma", "coal", "West"]]
    assert rows(kam.load(file)) == rows(kam.load(file, as_of="2024-05-21")) == whole
    early = kam.load(file, as_of="2024-02-29")
    assert early.accounts["name"].tolist() == ["Alpha", "B"]
    assert all(reading.said is None for reading in early.readings.values())


def test_of_two_numbers_of_one_customer_its_own_lines_up_to_the_day_say_its_name(tmp_path: Path) -> None:
    """C becomes A. Up to February A's own lines say Alpha; up to January of another number's none but C's do."""
    same = written(tmp_path, "same.csv", "id,becomes\nC,A\n")
    text = MOVED.replace("C,Gamma,8,2024-05-21", "C,Gamma,8,2024-01-05")
    file = written(tmp_path, "orders.csv", text)
    assert rows(kam.load(file, same_customer=same, as_of="2024-02-29"))[0] == ["A", "Alpha", "steel", "North"]
    assert rows(kam.load(file, same_customer=same, as_of="2024-01-07")) == [["A", "Gamma", "coal", "West"]]
