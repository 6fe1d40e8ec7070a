"""What leaves with one person: counted by hand, found in the planted world, and worded in money."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib import Client, findings
from kamlib.book import Book
from kamlib.findings.call_words import call_list
from kamlib.manage import met
from kamlib.manage.files.assembling import all_files
from kamlib.manage.owners import owner_of
from kamlib.manage.single_owner import single_owner
from kamlib.words import speaking
from kamlib.world import make
from tests.embedded import embedded
from tests.manage.books import book, orders


@pytest.mark.parametrize(("cell", "ours", "names"), [
    ("Li Na; Max Weber", (), ("Li Na", "Max Weber")), ("李娜、赵强", (), ("李娜", "赵强")),
    ("Weber, Max", ("Weber, Max",), ("Weber, Max",)), ("Li, Max", ("Li", "Max"), ("Li", "Max")),
    ("Li; Li", (), ("Li",)), ("", (), ()), (None, (), ()), (float("nan"), (), ()),
])  # fmt: skip
def test_names_in_a_cell(cell: object, ours: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert met.split(cell, frozenset(ours)) == names


def test_an_account_that_one_person_knows_and_one_that_two_know() -> None:
    found = single_owner(book())
    # A: both contacts are known by Li alone; S1: by Max and Li; S2 has no contacts
    assert found.seen == "contacts"
    columns = ["customer_id", "person", "money", "contacts", "decision_makers", "unmet"]
    assert found.accounts[columns].to_numpy().tolist() == [["A", "Li", 480.0, 2, 1, 0]]
    assert found.people[["person", "customers", "money", "contacts"]].to_numpy().tolist() == [
        ["Li", 1, 480.0, 2], ["Max", 0, 0.0, 0],
    ]  # fmt: skip
    # 480 of A and 96 each of S1 and S2
    assert found.people["share"].iloc[0] == pytest.approx(480 / 672)


def test_a_decision_maker_is_met_by_those_who_know_him_and_by_nobody_else() -> None:
    people = met.contacts(book()).set_index("contact_id")
    assert people["met"].to_dict() == {"K1": True, "K2": True, "K3": False}  # Max was at S1 two years ago
    eva = book().activities.assign(employee="Eva")
    assert not met.contacts(book(activities=eva))["met"].any()
    unnamed = met.contacts(book(activities=eva.drop(columns="employee"))).set_index("contact_id")
    assert unnamed["met"].to_dict() == {"K1": True, "K2": True, "K3": False}  # somebody of ours was at A in May


def test_without_contacts_visits_show_it_and_without_visits_the_owner() -> None:
    whole = book()
    visits = Book(whole.orders, customers=whole.customers, activities=whole.activities)
    found = single_owner(visits)
    assert found.seen == "activities"
    assert found.accounts["customer_id"].tolist() == ["A", "S1", "S2"]  # Eva's visit is too old to count
    second = pd.DataFrame({"customer_id": ["A"], "date": [pd.Timestamp("2024-11-01")], "kind": ["call"],
                           "level": ["technical"], "employee": ["Eva"]})  # fmt: skip
    more = book(contacts=None, activities=pd.concat([whole.activities, second], ignore_index=True))
    assert single_owner(more).accounts.set_index("customer_id")["second"]["A"] == "Eva"
    assert single_owner(Book(whole.orders, customers=whole.customers)).seen == "owner"
    assert single_owner(Book(whole.orders)).seen == ""
    assert len(single_owner(Book(whole.orders)).accounts) == 0


def test_the_owner_is_that_of_the_customer_table_else_of_the_latest_line() -> None:
    lines = orders().assign(owner="Old")
    lines.loc[lines["date"] >= "2024-06-01", "owner"] = "New"
    assert owner_of(Book(lines))["A"] == "New"
    named = pd.DataFrame({"customer_id": ["A"], "owner": ["Li"]})
    assert owner_of(Book(lines, customers=named)) == {"A": "Li", "S1": "New", "S2": "New"}
    undated = lines.head(1).assign(date=pd.NaT, owner="Nobody's day")
    assert owner_of(Book(pd.concat([lines, undated], ignore_index=True)))["A"] == "New"
    twice = pd.DataFrame({"customer_id": ["A", "A"], "owner": ["Zhao ", "Li"]})
    for rows in (twice, twice.iloc[::-1]):
        assert owner_of(Book(lines, customers=rows))["A"] == "Zhao"  # in whatever order the table has them


def test_who_left_is_seen_by_the_diary_and_the_rate_has_an_interval() -> None:
    days = pd.date_range("2021-01-01", "2024-12-31", freq="30D")
    rows = [
        (day, person)
        for day in days
        for person in ("Li", "Max")
        if person == "Max" or day < pd.Timestamp("2023-01-01")
    ]
    diary = pd.DataFrame(rows, columns=["date", "employee"]).assign(
        customer_id="A", kind="visit", level="business"
    )
    found = single_owner(book(activities=diary))
    assert found.accounts["gone"].tolist() == [True]
    rate, low, high = found.leaving
    # one has left in 4 years of Max and 2 of Li: 1.5 / 6
    assert rate == pytest.approx(1.5 / 5.9, rel=0.02)
    assert low < rate < high
    # Max has an entry 180 days before the last of all, so is here to that day: 730 days of Li, 1,460 of Max
    dates = pd.to_datetime(["2021-01-01", "2023-01-01", "2021-01-01", "2024-07-04", "2024-12-31"])
    few = diary.head(5).assign(date=dates, employee=["Li", "Li", "Max", "Max", "Otto"])
    assert single_owner(book(activities=few)).leaving[0] == pytest.approx(1.5 / ((730 + 1460) / 365.25))
    stayed = single_owner(book(activities=diary[diary["employee"] == "Max"]))
    assert stayed.leaving[0] == pytest.approx(0.5 / 4, rel=0.02)
    assert not stayed.accounts["gone"].any()


def test_the_planted_people_are_found_and_nobody_else() -> None:
    found = single_owner(embedded()).accounts
    by = found.groupby("person")["customer_id"].apply(sorted).to_dict()
    assert by == {who: sorted(some) for who, some in make().truth["single_owner_people"].items()}


@pytest.mark.slow
def test_they_are_found_in_twenty_worlds() -> None:
    for seed in range(20):
        world = make(seed=seed, lines=2500)
        found = single_owner(Client(**world.tables)).accounts
        by = found.groupby("person")["customer_id"].apply(sorted).to_dict()
        assert by == {who: sorted(some) for who, some in world.truth["single_owner_people"].items()}, seed


def test_the_finding_gives_money_people_and_a_step() -> None:
    client = embedded()
    finding = findings.build("single_owner")(client)
    heads = single_owner(client)
    assert finding.facts["money"] == round(heads.money, 2) == 2932698.57
    assert finding.evidence["single_money"].sum() == pytest.approx(heads.money, abs=0.01)
    assert finding.evidence["person"].iloc[0] in finding.title
    assert finding.advice[0].worth is not None
    # ten customers of the one who has given notice, and one of somebody who leaves at the rate of all
    lost = 0.176 * (2796752.99 + 135945.58 * heads.leaving[0])
    assert finding.advice[0].worth.low == 0.0
    assert finding.advice[0].worth.high == pytest.approx(lost, abs=0.06)
    assert finding.advice[0].worth.confidence == "low"
    assert finding.advice[0].worth.at_most
    assert set(finding.advice[0].customers) <= set(heads.accounts["customer_id"])
    with speaking("zh"):
        assert "一人认识" in findings.build("single_owner")(client).title
    small = Client(orders(), customers=book().customers.drop(columns="potential"))
    assert findings.build("single_owner")(small).facts["seen"] == "owner"


def test_an_account_whose_only_person_has_gone_is_called() -> None:
    whole = book()
    days = pd.date_range("2022-01-01", "2024-12-31", freq="30D")
    diary = pd.DataFrame({
        "customer_id": ["S1"] * len(days) + ["A"], "date": [*days, pd.Timestamp("2023-01-05")],
        "employee": ["Max"] * len(days) + ["Li"], "kind": "visit", "level": "business",
    })  # fmt: skip
    gone = Client(whole.orders, customers=whole.customers, contacts=whole.contacts, activities=diary)
    table = call_list(gone).set_index("customer_id")
    assert "Li" in table["call_why"]["A"]
    assert "no longer visits" in table["call_why"]["A"]
    stays = diary.assign(date=diary["date"].where(diary["employee"] == "Max", pd.Timestamp("2024-12-05")))
    here = Client(whole.orders, customers=whole.customers, contacts=whole.contacts, activities=stays)
    row = call_list(here).set_index("customer_id").loc["A"]
    assert "no longer" not in row["call_why"]
    assert row["money_at_most"] == pytest.approx(480 * 0.176 * single_owner(here).leaving[0], abs=0.01)
    assert table["money_at_most"]["A"] == 84.48  # 480 × 17.6%


def test_account_files_put_contradictions_first() -> None:
    client = embedded()
    finding = findings.build("account_files")(client)
    assert finding.facts["contradicted"] == 34  # 31 planted in the notes, and three potentials
    states = finding.evidence["file_state"].tolist()
    assert states[:3] == ["Contradicted by the data"] * 3
    assert sorted(states, key=["Contradicted by the data", "Stale", "Unknown"].index) == states
    assert 0.5 < finding.facts["complete"] < 1
    assert finding.advice[0].customers == tuple(sorted(finding.advice[0].customers))
    assert finding.advice[1].worth is None  # asking recovers nothing by itself
    assert "a year" in finding.advice[1].text
    worth = all_files(client).query("field == 'potential' and money > 0").groupby("customer_id")["money"].max()
    asked = [worth[who] for who in finding.advice[1].customers]
    assert asked == sorted(asked, reverse=True)


@pytest.mark.parametrize(("day", "seen"), [("2024-01-01", set()), ("2024-01-02", {"A"})])
def test_the_last_year_of_visits_has_365_days(day: str, seen: set[str]) -> None:
    """Counted back from 31 December 2024, a leap year's, the first of them is 2 January."""
    orders = pd.DataFrame({"customer_id": ["A"], "order_id": ["1"], "date": [pd.Timestamp("2024-12-31")],
                           "revenue": [100.0]})  # fmt: skip
    visit = pd.DataFrame({"customer_id": ["A"], "date": [pd.Timestamp(day)], "kind": "visit", "employee": "Li"})
    by, anyone = met.visitors(Book(orders, activities=visit))
    assert (anyone, set(by)) == (seen, seen)


@pytest.mark.parametrize(("until", "leaves"), [("2025-03-31", True), ("2024-12-31", True), ("2024-12-30", False)])
def test_who_leaves_on_the_last_day_of_the_book_still_leaves(until: str, leaves: bool) -> None:
    people = pd.DataFrame({"person": ["Li"], "until": [pd.Timestamp(until)]})
    accounts = single_owner(book(people=people)).accounts.set_index("customer_id")
    assert (accounts.loc["A", "person"], pd.notna(accounts.loc["A", "until"])) == ("Li", leaves)
    # whose last day is over has left: Max, who knew S1 with him, is now the only one who does,
    # and was last anywhere in February 2023, more than 180 days before the diary ends in May 2024
    assert accounts["gone"].to_dict() == ({"A": False} if leaves else {"A": True, "S1": True})
    assert accounts["person"].to_dict() == ({"A": "Li"} if leaves else {"A": "Li", "S1": "Max"})


def test_a_customer_whose_order_lines_name_two_is_not_known_to_one_alone() -> None:
    """In the last year A bought from Li and once from Max; S1 and S2 from Max alone, and before that from Eva."""
    lines = orders()
    sold = lines["customer_id"].map({"A": "Li"}).fillna("Max").where(lines["date"].dt.year == 2024, "Eva")
    june = (lines["customer_id"] == "A") & (lines["date"] == pd.Timestamp("2024-06-30"))
    client = Client(lines.assign(owner=sold.mask(june, "Max")), currency="EUR")
    found = single_owner(client)
    assert found.seen == "owner"
    assert found.accounts["customer_id"].tolist() == ["S1", "S2"]
    with speaking("en"):
        said = findings.build("single_owner")(client)
    # 96 each
    assert said.title == "Max alone looks after €192 of gross profit a year; no table names a second person"
    assert said.summary.startswith("For 2 of 3 customers your tables name one salesperson only; ")
    assert said.advice[0].customers == ("S1", "S2")
    with speaking("zh"):
        assert findings.build("single_owner")(client).summary.startswith(
            "3 家客户中，有 2 家在数据中只列出一名业务员"
        )
    one = Client(lines.assign(owner=sold), currency="EUR")
    with speaking("en"):
        assert "one salesperson for each customer and nobody else" in findings.build("single_owner")(one).summary


def test_who_has_left_is_named_as_such_and_proposed_to_nobody() -> None:
    """Li alone knows A, and has left on 30 June; Eva, who visited A in November, left in December."""
    whole = book()
    second = pd.DataFrame({"customer_id": ["A"], "date": [pd.Timestamp("2024-11-01")], "kind": ["visit"],
                           "level": ["technical"], "employee": ["Eva"]})  # fmt: skip
    diary = pd.concat([whole.activities, second], ignore_index=True)
    people = pd.DataFrame({"person": ["Li", "Eva", "Max"], "until": pd.to_datetime(["2024-06-30", None, None])})
    found = single_owner(book(activities=diary, people=people))
    assert found.accounts.set_index("customer_id").loc["A", ["person", "second", "gone"]].tolist() == [
        "Li",
        "Eva",
        True,
    ]
    both = people.assign(until=pd.to_datetime(["2024-06-30", "2024-12-15", None]))
    assert (
        single_owner(book(activities=diary, people=both)).accounts.set_index("customer_id").loc["A", "second"]
        == ""
    )
    given = {"customers": whole.customers, "contacts": whole.contacts, "activities": diary, "people": people}
    client = Client(whole.orders, currency="EUR", **given)
    with speaking("en"):
        said = findings.build("single_owner")(client)
        assert (
            said.title == "Li, who has left, alone knew the contacts of customers with €480 of gross profit a year"
        )
        assert "The only person who knew 1 of these customers has left: €480 a year." in said.summary
        assert call_list(client).set_index("customer_id")["owner"]["A"] == "Li (has left)"
    with speaking("zh"):
        assert findings.build("single_owner")(client).title.startswith("联系人只有已离职的 Li 一人认识的客户")
        assert call_list(client).set_index("customer_id")["owner"]["A"] == "Li（已离职）"


def test_where_nobody_has_left_the_records_do_not_say_that_people_leave() -> None:
    """Three people with 10 + 0 + 10 months or so on record; nobody is gone: half a leaver is reckoned with."""
    days = pd.date_range("2023-01-15", "2024-12-15", freq="MS")
    rows = [(who, day, "visit", "business", name) for day in days for who, name in (("A", "Li"), ("S1", "Max"))]
    diary = pd.DataFrame(rows, columns=["customer_id", "date", "kind", "level", "employee"])
    whole = book()
    client = Client(whole.orders, customers=whole.customers, contacts=whole.contacts, activities=diary)
    assert single_owner(client).leavers == 0
    with speaking("en"):
        notes = " ".join(findings.build("single_owner")(client).notes)
    # from 1 February 2023 to 1 December 2024 two people: 669 days each
    assert f"nobody has left. So few years of work do not rule it out: {0.5 / (2 * 669 / 365.25):.1%}" in notes
    assert "your people leave" not in notes
