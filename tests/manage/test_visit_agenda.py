"""Agendas of visits: what is talked about by level, what became of requests, and what is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.book import Book
from kamlib.manage.visits import plan
from kamlib.manage.visits.agenda import agendas
from kamlib.manage.visits.asked import asked
from kamlib.words import speaking
from tests.manage.books import book

MONDAY = "2025-01-06"


def visits(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["customer_id", "level", "date"])
    return table.assign(date=pd.to_datetime(table["date"]), person="Li")


def requests() -> pd.DataFrame:
    return pd.DataFrame({
        "request_id": ["R1", "R2", "R3", "R4", "R5"], "customer_id": ["A", "A", "A", "S1", "A"],
        "date": pd.to_datetime(["2024-12-01", "2022-03-01", "2024-11-01", "2024-12-11", "2025-01-02"]),
        "person": ["Li", "Li", "Max", "Max", "Li"], "kind": ["quote", "question", "complaint", "quote", "quote"],
        "closed": pd.to_datetime([None, "2022-03-03", "2024-11-05", "2025-01-03", None]),
        "closed_by": [None, "Li", "Li", "Max", None],
    })  # fmt: skip


def texts(found: pd.DataFrame, level: str, topic: str) -> list[str]:
    return found.loc[(found["level"] == level) & (found["topic"] == topic), "text"].tolist()


def test_what_became_of_requests_by_hand() -> None:
    """R5 is of a later day, R2 was closed long ago; R4 was closed after the day of the book: it is still open."""
    rows = asked(book(requests=requests())).set_index("request_id")
    assert rows.index.tolist() == ["R1", "R4", "R3"]
    assert rows["state"].to_dict() == {"R1": "open", "R4": "open", "R3": "closed_by_another"}
    assert rows["days"].to_dict() == {"R1": 30, "R4": 20, "R3": 4}


def test_each_level_has_its_own_points_and_a_later_visit_follows_up() -> None:
    client = book(requests=requests())
    planned = visits(("A", "business", "2025-01-07"), ("A", "leadership", "2025-01-09"),
                     ("A", "business", "2025-02-04"))  # fmt: skip
    found = agendas(client, planned)
    mine = found.table[found.table["date"] == "2025-01-07"]
    assert mine["point"].tolist() == [*range(1, len(mine) + 1)]
    assert texts(mine, "business", "last_visit") == ["Last visit: 1 May 2024, by Li. Its outcome is not recorded."]
    assert texts(mine, "business", "request") == ["1 request is open: R1 (quote) of 1 Dec 2024, asked of Li."]
    assert texts(found.table, "leadership", "request") == [], "it is on one agenda only"
    later = found.table[found.table["date"] == "2025-02-04"]
    assert later["topic"].tolist() == ["aim", "follow_up"]
    assert "7 Jan 2025" in later["text"].iloc[1]
    assert texts(found.table, "leadership", "last_visit")[0].startswith("Last visit: 1 May 2022, by Eva.")
    assert texts(found.table, "leadership", "blank")[0].startswith("Ask for the account file: Development plan")
    open_ = found.requests.set_index("request_id")
    assert open_["became"].to_dict() == {
        "R1": "open for 30 days", "R4": "open for 20 days",
        "R3": "closed after 4 days by Li, not by the person that was asked",
    }  # fmt: skip
    assert open_.loc["R1", "next_visit"] == pd.Timestamp("2025-01-07")
    assert pd.isna(open_.loc["R4", "next_visit"]), "no visit of S1 is planned"


def test_a_topic_goes_to_another_level_where_its_own_is_not_visited() -> None:
    found = agendas(book(requests=requests()), visits(("A", "leadership", "2025-01-09")))
    assert len(texts(found.table, "leadership", "request")) == 1


def test_falling_sales_and_rising_ones() -> None:
    """S1 bought 20 once in 2023 and 240 in 2024; B bought 100 a month in 2023, 50 a month in 2024: half."""
    whole = book().orders
    falling = whole[whole["customer_id"] == "A"].assign(
        customer_id="B", revenue=lambda rows: rows["revenue"].map({50.0: 100.0, 100.0: 50.0}),
        order_id=lambda rows: "B" + rows["order_id"],
    )  # fmt: skip
    client = Book(pd.concat([whole, falling], ignore_index=True))
    found = agendas(client, visits(("A", "leadership", "2025-01-07"), ("B", "leadership", "2025-01-08")))
    rows = found.table[found.table["topic"] == "falling"]
    assert rows["customer_id"].tolist() == ["B"]
    assert rows["text"].tolist() == [
        "Sales of the last twelve months are 50% below those of the twelve months before."
    ]


def test_outcomes_of_the_last_year_by_level() -> None:
    diary = pd.DataFrame({
        "customer_id": "A", "date": pd.to_datetime(["2024-05-01", "2024-06-01", "2024-07-01", "2022-01-01"]),
        "level": "business", "kind": "visit", "outcome": ["order", None, "order", "x"],
    })  # fmt: skip
    found = agendas(book(activities=diary), visits(("A", "business", "2025-01-07"))).outcomes
    assert found.to_dict("list") == {
        "level": ["business"] * 2, "outcome": ["order", ""], "visits": [2, 1], "share": [2 / 3, 1 / 3],
    }  # fmt: skip


def test_open_cases_of_the_last_year_only() -> None:
    diary = pd.DataFrame({
        "customer_id": "A", "level": "technical", "employee": "Li",
        "date": pd.to_datetime(["2024-05-01", "2024-06-01", "2022-01-01", "2024-07-01"]),
        "kind": ["service", "complaint", "service", "service"], "outcome": ["open", "open", "open", "solved"],
    })  # fmt: skip
    found = agendas(book(activities=diary), visits(("A", "technical", "2025-01-07"))).table
    assert texts(found, "technical", "case") == [
        "Open cases of the last twelve months: 1 service case, 1 complaint, the oldest of 1 May 2024."
    ]


def test_what_is_missing_is_named_with_its_column_and_what_is_there_is_not() -> None:
    bare = Book(book().orders)
    planned = visits(("A", "business", "2025-01-07"))
    lacks = agendas(bare, planned).missing
    assert "open requests (column requests.closed)" in lacks
    assert "outcomes of visits (column activities.outcome)" in lacks
    assert not any("requests" in one for one in agendas(book(requests=requests()), planned).missing)
    assert texts(agendas(bare, planned).table, "business", "last_visit") == ["No table records visits by level."]


def test_a_calendar_has_the_agenda_and_no_money() -> None:
    client = book(requests=requests())
    promises = pd.DataFrame({"customer_id": ["A"], "level": ["business"], "every_weeks": [4], "hours": [2.0],
                             "person": ["Li"], "value": [98_765.0]})  # fmt: skip
    found = plan(promises, pd.DataFrame({"person": ["Li"], "hours_per_week": [8]}), start=MONDAY, weeks=4)
    notes = agendas(client, found.table, found.unmet).notes()
    file = found.calendar("Li", notes=notes).replace(b"\r\n ", b"").decode()
    assert "1 request is open: R1 (quote)" in file
    assert "98" not in file.replace("DTSTAMP", "").split("DESCRIPTION")[1].split("END:VEVENT")[0]
    assert "R1" not in found.calendar("Li").decode()


@pytest.mark.parametrize("order", [1, -1])
def test_agendas_do_not_depend_on_the_order_of_rows(order: int) -> None:
    client = book(requests=requests().iloc[::order])
    planned = visits(("A", "business", "2025-01-07"), ("S1", "business", "2025-01-07")).iloc[::order]
    with speaking("zh"):
        found = agendas(client, planned)
    assert found.table["customer_id"].drop_duplicates().tolist() == ["A", "S1"]
    assert "有 1 件请求未办结" in texts(found.table, "business", "request")[0]
    assert found.requests["request_id"].tolist() == ["R1", "R4", "R3"]
