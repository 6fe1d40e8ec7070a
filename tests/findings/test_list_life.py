"""The life of the list: half of it gone is said only where it was seen."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from kamlib.classify import list_life as lists
from kamlib.client import Client
from kamlib.findings import list_life
from kamlib.findings.judgement import judged
from kamlib.words import _, date, percent, speaking
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


def test_a_half_life_needs_three_lists(client: Client) -> None:
    start = client.as_of - pd.DateOffset(months=24)
    two = replace(client, orders=client.orders[client.orders["date"] > start].reset_index(drop=True))
    found = list_life.list_life(two)
    assert found.facts["half_life"] is None
    assert "half the list" not in found.title


@pytest.mark.parametrize("code", ["en", "zh"])
def test_days_are_written_as_everywhere_and_the_first_list_is_no_beginning(client: Client, code: str) -> None:
    with speaking(code):
        found = list_life.list_life(client)
        words = found.evidence[["since_on_list", "first_year_to"]].to_numpy().ravel().tolist()
        first = date(pd.Timestamp("2021-12-31"))
        assert not any(re.search(r"\d{4}-\d\d-\d\d", text) for text in words)
        assert _("{day} or before", day=first) in found.evidence["since_on_list"].tolist()
        assert set(found.evidence["first_year_to"]) <= {
            date(pd.Timestamp(f"{y}-12-31")) for y in range(2021, 2025)
        }


def test_the_table_holds_the_last_year_and_the_step_claims_no_money(client: Client) -> None:
    found = list_life.list_life(client)
    year = client.accounts_trailing().query("period == '2024-12-31'").set_index("customer_id")[client.basis]
    shown = found.evidence.set_index("customer_id")[f"{client.basis}_last_year"]
    assert shown.to_dict() == year.loc[shown.index].to_dict()
    assert found.advice[0].worth is None
    assert "successors" in found.advice[0].unvalued
    places = round((1 - float(found.facts["kept_share"] or 0)) * int(found.facts["top"] or 0))
    assert places > 1
    assert found.advice[0].text.endswith(f"find candidates for {places} places a year.")


def test_what_is_replaced_has_its_interval_and_no_rate_is_continued() -> None:
    """Ten lists of 20 places, 40 of 200 replaced: Wilson 15.1 to 26.1 per cent, by hand."""
    table = pd.DataFrame({"years_later": [0, 1], "kept_share": [1.0, 0.8], "lists": [11, 10]})
    life = lists.ListLife(table, pd.DataFrame(), 2.4, 20)
    assert list_life.replaced(life) == pytest.approx((0.1505, 0.2609), abs=0.0002)
    found = list_life.list_life(embedded())
    assert re.search(r"replaced \(95% interval \d+% to \d+%\)$", found.title)
    assert found.facts["low"] < 1 - found.facts["kept_share"] < found.facts["high"]


def test_half_a_list_is_gone_only_where_that_was_seen(client: Client) -> None:
    """Three years later 64 % of a list are still on it: no half-life, but what was seen."""
    found = list_life.list_life(client)
    kept = lists.list_life(list_life.lasting(client), basis=client.basis, top=int(found.facts["top"] or 0)).table[
        "kept_share"
    ]
    assert kept.min() > 0.5
    assert found.facts["half_life"] is None
    assert "half" not in found.title
    assert f"After 3 years {percent(kept.iloc[-1])} of a list are still on it" in found.summary
    assert percent(kept.iloc[-1]) in found.alt


def test_whose_project_is_finished_leaves_no_place_to_fill(client: Client) -> None:
    one_offs = judged(client).one_offs
    found = list_life.list_life(client)
    everyone = set(list_life.bought(client)["customer_id"])
    assert one_offs & everyone
    assert not one_offs & set(list_life.lasting(client)["customer_id"])
    assert not one_offs & set(found.evidence["customer_id"])
    assert f"{len(one_offs)} customers that depend on a single occasion are left out." in found.notes[0]


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_list_that_stayed_is_not_said_to_have_gone(code: str) -> None:
    """Ten customers order in each month of three years, each as much as ever."""
    days = pd.date_range("2021-01-01", "2023-12-31", freq="MS")
    rows = [
        (f"C{i}", f"{i}-{day:%y%m}", day, 1000.0 - 100 * i * (i > 4)) for i in range(10) for day in [
            *days, pd.Timestamp("2023-12-31")]
    ]  # fmt: skip
    orders = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    with speaking(code):
        found = list_life.list_life(Client(orders, currency="CNY"))
        assert found.facts["kept_share"] == 1
        assert _("The {n} best customers of a year are the same a year later", n="5") == found.title
        assert _("No key-account list stays the same: it has to be reviewed and refilled.") not in found.summary
        assert not found.advice


def test_who_stood_on_the_last_place_of_the_first_list_has_not_risen_to_today_s() -> None:
    """Of ten, five are on the list. F, sixth in 2022, takes the place of A; E was fifth and still is."""
    worth = {who: 1000.0 - 100 * place for place, who in enumerate("ABCDEFGHIJ")}
    rows = [
        (who, f"{who}{day:%y%m}", day, {"A": 50.0, "F": 1500.0}.get(who, amount) if day.year == 2023 else amount)
        for who, amount in worth.items() for day in pd.date_range("2022-01-01", "2023-12-31", freq="ME")
    ]  # fmt: skip
    orders = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    found = list_life.list_life(Client(orders, currency="CNY"))
    assert found.evidence.set_index("customer_id")["rank_first"].to_dict() == {
        "F": 6,
        "B": 2,
        "C": 3,
        "D": 4,
        "E": 5,
    }
    assert (found.facts["top"], found.facts["kept_share"], found.facts["grown"]) == (5, 0.8, 1)
    assert "1 of today's best customers was not among the best in its first year" in found.summary


def test_a_list_of_which_hardly_anybody_stays_is_not_to_be_refilled() -> None:
    rows = [
        {"customer_id": f"c{i:02d}", "order_id": f"{year}-{month}-{i}", "date": pd.Timestamp(year, month, 28),
         "revenue": 900.0 if i % 4 == year % 4 else 100.0 + i}
        for year in (2021, 2022, 2023, 2024)
        for month in range(1, 13)
        for i in range(40)
    ]  # fmt: skip
    found = list_life.list_life(Client(pd.DataFrame(rows)))
    assert float(found.facts["kept_share"] or 0) <= 1 - list_life.UNLASTING
    assert found.advice[0].text.startswith("Do not plan by the ranking of one year: 100% of the top 8")


def test_a_list_that_mostly_stays_is_refilled(client: Client) -> None:
    assert list_life.list_life(client).advice[0].text.startswith("Refill the list as places become free")


def test_the_list_is_a_fifth_of_those_that_are_no_single_occasion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 customers ten bought on a single occasion: the list has six places, not eight."""
    rows = [
        (f"c{i:02d}", f"{day:%y%m}-{i}", day, 100.0 + i)
        for i in range(40) for day in pd.date_range("2022-01-31", "2023-12-31", freq="ME")
    ]  # fmt: skip
    made = Client(pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"]))
    for once, top in ((0, 8), (10, 6)):
        known = SimpleNamespace(one_offs=frozenset(f"c{i:02d}" for i in range(once)))
        monkeypatch.setattr(list_life, "judged", lambda _client, known=known: known)
        assert list_life.list_life(made).facts["top"] == top


def test_a_year_that_took_back_more_than_it_sold_has_no_list_and_stops_nothing() -> None:
    """Twelve customers buy 100 a month; in 2023 each returns 150 a month of what costs 70 per 100."""
    rows = [
        (f"c{i:02}", f"{kind}{year}-{month}-{i}", pd.Timestamp(year, month, 5 if month < 12 else 31), amount)
        for year in (2022, 2023)
        for month in range(1, 13)
        for i in range(12)
        for kind, amount in (("S", 100.0), ("R", -150.0))
        if kind == "S" or year == 2023
    ]
    orders = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    found = list_life.list_life(Client(orders.assign(cost=0.7 * orders["revenue"]), currency="CNY"))
    assert found.unknown
    assert found.title.endswith("in one year no customer had positive gross profit")
