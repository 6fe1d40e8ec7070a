"""Prospects like the best customers: named only where the same traits told the best of earlier days (K14)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import kamlib as kam
from kamlib import findings
from kamlib.findings.new_customers import _facts, measured
from kamlib.words import speaking
from tests.manage.test_developing import grown


def test_where_a_trait_decides_the_prospect_that_has_it_comes_first() -> None:
    made = findings.build("new_customers")(grown(planted=True))
    assert made.title == "Of 2 prospects, b most resembles the best customers"
    assert made.evidence[["prospect_id", "industry"]].to_numpy().tolist() == [["T2", "mining"], ["T1", "trade 1"]]
    assert made.evidence["likeness"].tolist() == [1.0, 0.0]
    assert "{became} of".format(became=made.facts["became_best"]) in made.summary
    assert made.facts["rate"] > made.facts["chance"]
    sheet = made.behind["look_alikes_checked"]
    assert sheet["became_best"].sum() == made.facts["became_best"]
    (step,) = made.advice
    assert (step.money_a_year, step.stake) == (None, "shortfall")
    with speaking("zh"):
        assert findings.build("new_customers")(grown(planted=True)).title.startswith("2 家目标客户中")


def test_days_with_more_look_alikes_count_for_more() -> None:
    """4 of 10 and 12 of 30 became one of the best; by chance 1 of 10 and 9 of 30 would have."""
    days = pd.DataFrame({"look_alikes": [10, 30], "became_best": [4, 12], "chance": [0.1, 0.3]})
    found: Any = SimpleNamespace(prospects_backtest=days, prospects=days)
    facts = _facts(found)
    assert (facts["look_alikes"], facts["rate"], facts["chance"]) == pytest.approx((40, 0.4, 0.25))


def test_where_chance_decides_nobody_is_named() -> None:
    made = findings.build("new_customers")(grown(planted=False))
    assert made.title == "Prospects cannot be ranked by how they resemble the best customers"
    assert (made.advice, len(made.evidence), made.unknown) == ((), 0, False)
    assert "not beyond chance" in made.summary


def test_the_check_scores_customers_as_prospects_are_scored() -> None:
    """Orders tell who becomes best here, and the region does not: what is known of prospects proves nothing."""
    client = grown(planted=True)
    assert client.customers is not None
    assert client.prospects is not None
    places = [f"place {at % 7}" for at in range(len(client.customers))]
    regions = client.customers.drop(columns="industry").assign(region=places)
    targets = client.prospects.drop(columns="industry").assign(region="place 1")
    told = measured(kam.Client(client.orders, customers=regions, prospects=targets))
    assert told is not None
    assert not told.prospects_proven


@pytest.mark.parametrize("what", ["traits", "customers"])
def test_without_common_traits_or_with_few_customers_it_says_what_it_takes(what: str) -> None:
    client = grown(planted=True)
    assert client.prospects is not None
    orders = client.orders if what == "traits" else client.orders[client.orders["customer_id"] < "C10"]
    targets = client.prospects.drop(columns="industry") if what == "traits" else client.prospects
    made = findings.build("new_customers")(kam.Client(orders, customers=client.customers, prospects=targets))
    assert made.unknown
    assert "20 customers" in made.summary


def test_without_prospects_it_is_neither_found_nor_missing() -> None:
    client = kam.Client(pd.DataFrame(grown(planted=True).orders))
    assert "new_customers" not in findings.possible(client)
    assert "new_customers" not in findings.impossible(client)
