"""What matters: the bar of a headline by hand, and that worlds without a cause show none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import Findings, find
from kamlib.findings.calls import peak
from kamlib.findings.registry import possible, specs
from kamlib.findings.weight import HEADLINE, headlines, money_in, on_pages, weighs
from kamlib.findings.worth import Base, Worth
from kamlib.reports import compose
from kamlib.reports.deck import FULL, build
from kamlib.reports.parameters import Parameters
from kamlib.reports.summary import summary
from kamlib.words import speaking
from tests.embedded import embedded

YEAR = Base(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))


def with_money(finding, amount: float):
    """Return a finding whose one step can get back so much a year."""
    worth = Worth(amount, 0.0, amount, "by hand", "high", YEAR)
    step = next(step for step in finding.advice)
    return replace(finding, advice=(replace(step, worth=worth, stake="loss", unvalued=""),))


@pytest.mark.parametrize(("part", "leads"), [(HEADLINE, True), (HEADLINE * 0.999, False)])
def test_a_headline_is_worth_two_per_cent_of_what_profitable_customers_bring_in_a_year(
    part: float, leads: bool
) -> None:
    client = embedded()
    whale = find(client, only="whale")["whale"]
    made = with_money(whale, part * peak(client))
    assert weighs(client, made) == leads
    assert headlines(client, [made]) == (["whale"] if leads else [])
    assert on_pages(client, [made]) == ([made] if leads else [])


def test_the_bar_is_that_of_the_last_twelve_months() -> None:
    client = embedded()
    accounts = client.accounts_by("year")
    year = accounts[accounts["period"] == "2024"]["profit_after_serving"]
    assert peak(client) == pytest.approx(year.clip(lower=0).sum(), rel=0.01)


def test_without_an_amount_to_recover_the_change_between_years_counts() -> None:
    client = embedded()
    yearly = find(client, only="yearly")["yearly"]
    bare = replace(yearly, advice=(), facts={**yearly.facts, "before": 100.0, "after": 70.0})
    assert money_in(bare) == 30.0
    assert money_in(find(client, only="concentration")["concentration"]) is None


def test_what_holds_too_little_is_in_the_workbook_else_in_an_annex_of_the_pages() -> None:
    client = embedded()
    with speaking("en"):
        found = find(
            client, only=["concentration", "whale", "concentration_trend", "service_levels", "key_accounts"]
        )
        whole = compose.results_of(client, found, Parameters())
        book, alone = build(whole, FULL), build(whole, "results.json")
    assert {one.id for one in whole.findings if one.annex} == {"concentration_trend", "service_levels"}
    pages = {message.id for message in book.messages}
    assert pages == {"finding-concentration", "finding-whale", "finding-key_accounts"}
    sheets = [row[1].text for row in book.section("annex").tables[0].rows]
    assert sheets == [one.sheet for one in book.findings if one.annex]
    annex = alone.section("chapter-annex").messages
    assert [message.id for message in annex] == ["finding-concentration_trend", "finding-service_levels"]
    assert len(book.section("recommendations").table.rows) + 1 == len(alone.section("recommendations").table.rows)


def test_a_minimum_order_is_weighed_only_where_the_client_asks_for_it() -> None:
    client = embedded()
    assert "small_orders" not in possible(client)
    asked = replace(client, minimum_order=20_000.0)
    assert "small_orders" in possible(asked)
    found = find(asked, only="small_orders")["small_orders"]
    assert found.facts["minimum"] == 20_000.0
    assert on_pages(asked, [found]) == [found]


def alike(seed: int) -> Client:
    """Make a company without a cause: 40 customers that keep their own rhythm, size and margin for two years."""
    dice = np.random.default_rng(seed)
    rows = []
    for n in range(40):
        size, every = float(dice.lognormal(8, 0.6)), int(dice.integers(15, 45))
        day = int(dice.integers(0, every))
        while day < 731:
            revenue = size * float(dice.lognormal(0, 0.25))
            rows.append((f"C{n:02}", day, revenue, revenue * (0.7 + float(dice.normal(0, 0.02)))))
            day += max(1, round(every * float(dice.lognormal(0, 0.25))))
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "revenue", "cost"])
    frame["date"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(frame.pop("day"), unit="D")
    orders = frame.astype({"customer_id": "str"}).assign(order_id=[str(n) for n in range(len(frame))])
    return Client(orders, currency="EUR", as_of=pd.Timestamp("2024-12-31"))


def test_one_world_without_a_cause_has_no_headline() -> None:
    client = alike(0)
    found = Findings(tuple(find(client, only=["yearly", "whale", "top_customers"])), {})
    assert headlines(client, found) == []
    with speaking("en"):
        assert "None of the checks made here found a problem" in summary(client, found).complication


@pytest.mark.slow
def test_of_a_hundred_worlds_without_a_cause_at_most_five_show_a_headline() -> None:
    loud = {}
    for seed in range(100):
        client = alike(seed)
        can = [id_ for id_ in possible(client) if specs()[id_].headlines]
        if found := headlines(client, find(client, only=can)):
            loud[seed] = found
    assert len(loud) <= 5, loud
