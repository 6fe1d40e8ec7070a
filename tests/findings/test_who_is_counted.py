"""Shares and counts are of those with net sales above zero; the others are told apart to the cent."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib as kam
from kamlib.classify import history
from kamlib.client import Client
from kamlib.facts.buying import buyers, others
from kamlib.findings import find, review
from kamlib.findings.top_customers import top_customers
from kamlib.reports.keylist import account_table, other_table
from kamlib.reports.summary import summary
from kamlib.tables.messages import message
from kamlib.words import speaking

BUYERS, TAKERS = 20, 30


def line(who: str, day: str, revenue: float, cost: float = 0.0) -> dict[str, object]:
    return {"customer_id": who, "order_id": f"{who} {day}", "date": day, "revenue": revenue, "cost": cost}


def book(*, cost: bool = False) -> pd.DataFrame:
    """Twenty buyers of 100 a quarter over two years, the first at a loss; thirty takers of free samples."""
    rows = [
        line(f"B{at:02d}", f"{year}-{month:02d}-{1 + at:02d}", 100.0 + at, 150.0 if at == 0 else 60.0)
        for at in range(BUYERS) for year in (2022, 2023) for month in (1, 4, 7, 10)
    ]  # fmt: skip
    rows += [line(f"S{at:02d}", "2023-05-02", 0.0, 2.0) for at in range(TAKERS)]
    rows += [line("K01", "2022-03-01", -50.0), line("K02", "2023-12-31", -25.5)]
    rows += [line("G01", "2023-02-01", 80.0, 40.0), line("G01", "2023-03-01", -90.0, -45.0)]
    rows += [line("B01", "2022-01-01", 10.0, 5.0)]
    frame = pd.DataFrame(rows)
    return frame if cost else frame.drop(columns="cost")


@pytest.fixture(scope="module")
def client() -> Client:
    return kam.load(book())


def test_buyers_and_others_are_all_accounts(client: Client) -> None:
    assert len(client.buyers) == BUYERS
    assert sorted(client.others["customer_id"])[:3] == ["G01", "K01", "K02"]
    assert len(client.others) == TAKERS + 3
    whole = client.buyers["revenue"].sum() + client.others["revenue"].sum()
    assert whole == pytest.approx(client.orders["revenue"].sum(), abs=0.005)


def test_a_frame_by_period_counts_who_bought_in_the_period() -> None:
    frame = pd.DataFrame({"customer_id": ["A", "B", "C"], "revenue": [1.0, 0.0, -1.0], "lines": [1, 1, 1]})
    assert buyers(frame)["customer_id"].tolist() == ["A"]
    assert others(frame)["customer_id"].tolist() == ["B", "C"]


def test_shares_and_counts_are_of_buyers(client: Client) -> None:
    found = find(
        client, only=["concentration", "tiers", "top_customers", "yearly", "small_orders", "key_accounts"]
    )
    alone = find(kam.load(book()[lambda f: f["customer_id"].str.startswith("B")]), only="concentration")
    ours, theirs = found["concentration"].facts, alone["concentration"].facts
    assert {k: ours[k] for k in ("top_share", "customers", "customers_for", "gini")} == {
        k: theirs[k] for k in ("top_share", "customers", "customers_for", "gini")
    }
    assert {finding.source.customers for finding in found} == {BUYERS}
    had = "33 more had samples or credits only, or all purchases returned or credited, no net sales above zero"
    assert any(had in note for note in found["concentration"].notes)
    assert found["yearly"].evidence["customer_count"].tolist() == [BUYERS, BUYERS]


def test_the_situation_counts_them_and_the_total_is_the_ledgers(client: Client) -> None:
    found = find(client)
    page = summary(client, found)
    assert "to 20 customers" in page.situation
    assert "33 more had samples or credits only, or all purchases returned or credited and" in page.situation
    assert page.numbers[0].value == pytest.approx(client.orders["revenue"].sum(), abs=0.005)
    with speaking("zh"):
        assert "另有 33 家" in summary(client, find(client, only=["concentration"])).situation


def test_loss_makers_with_sales_stay() -> None:
    client = kam.load(book(cost=True))
    whale = find(client, only="whale")["whale"]
    assert whale.facts["customers"] == BUYERS
    assert whale.facts["loss_makers"] == 1
    note = next(note for note in whale.notes if "samples or credits only" in note)
    # 30 samples at 2.00, credits of 75.50 without cost and −10.00 + 5.00 of what was given back
    assert "Their gross profit of -140 is" in note.replace("−", "-")


@pytest.mark.parametrize(
    ("kept", "said", "zh"),
    [
        ("G", "1 more had all purchases returned or credited, no net sales above zero",
         "另有 1 家购货已全部退回或冲减"),
        ("SK", "32 more had samples or credits only, no net sales above zero", "另有 32 家只有样品或冲减，"),
    ],
)  # fmt: skip
def test_who_gave_back_all_that_it_bought_had_more_than_samples_or_credits(kept: str, said: str, zh: str) -> None:
    """G01 bought for 5.00 and gave back 10.00; S01 to S30 took samples, K01 and K02 were credited."""
    lines = book()
    client = kam.load(lines[lines["customer_id"].str[0].isin(["B", *kept])])
    assert any(said in note for note in find(client, only=["concentration"])["concentration"].notes)
    with speaking("zh"):
        assert any(zh in note for note in find(client, only=["concentration"])["concentration"].notes)


def test_the_account_table_names_all_and_ties(client: Client) -> None:
    accounts = account_table(client)[0]
    rest = other_table(client, accounts)
    assert [column.key for column in accounts.columns] == [column.key for column in rest.columns]
    money = sum(map(float, accounts.column("revenue"))) + sum(map(float, rest.column("revenue")))
    assert money == pytest.approx(client.orders["revenue"].sum(), abs=0.005)
    why = dict(zip(rest.column("customer_id"), rest.column("verdict"), strict=True))
    assert (why["S01"], why["K01"], why["G01"]) == ("Samples only", "Credits only", "All credited back")


def test_who_was_visited_only_is_listed_too() -> None:
    visits = pd.DataFrame({"customer_id": ["B01", "V01"], "date": ["2023-01-05", "2023-02-05"], "kind": "visit"})
    client = kam.load(book(), activities=visits)
    rest = other_table(client, account_table(client)[0])
    assert dict(zip(rest.column("customer_id"), rest.column("verdict"), strict=True))["V01"] == "Visits only"


def test_check_names_them_with_their_money(client: Client) -> None:
    (problem,) = [p for p in client.problems if p.code == "without-sales"]
    assert (problem.level, problem.rows, problem.values["n"]) == ("note", TAKERS + 4, TAKERS + 3)
    assert problem.money == pytest.approx(-50.0 - 25.5 - 10.0)
    assert "K01" in message(problem)


def test_a_book_of_buyers_alone_says_nothing_of_it() -> None:
    client = kam.load(book()[lambda f: f["customer_id"].str.startswith("B")])
    assert not [p for p in client.problems if p.code == "without-sales"]
    assert client.sold is client.orders
    assert not other_table(client, account_table(client)[0]).rows


def test_the_review_ties_to_the_ledger(client: Client) -> None:
    both = review.compare(kam.load(book(), as_of="2023-12-31"))
    by_year = book().groupby(pd.to_datetime(book()["date"]).dt.year)["revenue"].sum()
    sums = both.review.table[["before", "after"]].sum() + both.review.apart[["before", "after"]].sum()
    assert sums.tolist() == pytest.approx([by_year[2022], by_year[2023]])
    assert set(both.review.apart["customer_id"]) == {"K01", "K02", "G01"}
    note = next(note for note in review.moves(both).notes if "in either year" in note)
    assert note.startswith("3 more")


def test_who_left_takes_its_credits_of_the_later_year_along() -> None:
    """A bought 100 and was credited 30 the year after: 130 less, of which a credit is no customer's sale."""
    accounts = pd.DataFrame({
        "customer_id": ["A", "B", "A", "B"], "period": ["2022-12-31"] * 2 + ["2023-12-31"] * 2,
        "revenue": [100.0, 50.0, -30.0, 60.0], "orders": [1, 1, 0, 1], "lines": [1, 1, 1, 1],
    })  # fmt: skip
    seen = history.tier_history(accounts, basis="revenue").compared()
    row = seen.table.set_index("customer_id").loc["A"]
    assert (row["move"], row["before"], row["after"], row["change"]) == ("left", 100.0, -30.0, -130.0)
    assert seen.table["change"].sum() == pytest.approx(30.0 - 150.0)


def test_a_trifle_is_a_hundredth_of_what_earning_customers_bring() -> None:
    """Nine of the ten largest earn 100, a small one 50: a hundredth of it is 9.50. A small one loses 500."""
    worth = {f"L{n}": (1000.0, 100.0) for n in range(9)} | {
        "L9": (1000.0, -8.0), "S0": (60.0, 50.0), "S1": (70.0, -500.0),
    }  # fmt: skip
    orders = pd.DataFrame([
        {"customer_id": who, "order_id": who, "date": pd.Timestamp("2024-03-05"), "revenue": revenue,
         "cost": revenue - profit} for who, (revenue, profit) in worth.items()
    ])  # fmt: skip
    found = top_customers(Client(orders))
    assert (found.facts["losing"], found.facts["lost"], found.facts["trifle"]) == (1, 8.0, True)
