"""The finding on two legs: figures that tie, what no table shows, and the only way in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.findings import build, impossible
from kamlib.manage import relationship
from kamlib.manage.relationship import steps as leg_steps
from kamlib.manage.relationship.legs import two_legs
from kamlib.words import money, speaking
from tests.embedded import embedded
from tests.manage.books import book
from tests.manage.test_legs import many


def client_of(made: kam.book.Book, **tables: pd.DataFrame) -> kam.Client:
    given = {name: getattr(made, name) for name in ("contacts", "activities", "customers")}
    return kam.Client(made.orders, **{**given, **tables})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_title_rows_and_advice_tie_on_the_embedded_client(language: str) -> None:
    client = embedded()
    with speaking(language):
        found = build("relationship")(client)
    facts, rows = found.facts, found.evidence
    assert facts["relationship"] + facts["competence"] == len(rows) > 0
    assert rows["single_money"].sum() == pytest.approx(facts["money"], abs=0.01)
    assert (rows["single_money"] > 0).all()
    assert rows["leg_price"].sum() == pytest.approx(facts["price"], abs=0.01)
    *legs, way = found.advice
    assert all(step.worth is None and step.about is None for step in found.advice)  # nobody knows what would go
    brings = two_legs(client).table.set_index("customer_id")["money"]
    assert sum(brings[list(leg.customers)].sum() for leg in legs) == pytest.approx(facts["money"], abs=0.05)
    only = brings.reindex(relationship.gateways(client)["customer_id"]).fillna(0.0).clip(lower=0.0)
    with speaking(language):
        assert money(float(only.sum()), client.currency) in way.unvalued
    assert str(len(rows)) in found.title
    if language == "en":
        assert any("Cost: about" in step.text for step in found.advice)
    assert found.draw is not None
    assert found.draw().has_data()


def test_the_price_of_a_step_is_its_number_times_the_median_of_such_visits() -> None:
    made = many(gap=True)
    days = pd.to_datetime(["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"])
    diary = pd.DataFrame({
        "customer_id": ["C30", "C31", "C32", "C33"], "date": days, "kind": ["visit", "visit", "visit", "call"],
        "level": "business", "cost": [100.0, 300.0, 800.0, 5.0],
    })  # fmt: skip
    client = client_of(made, activities=diary)
    assert leg_steps.unit_price(client, "visit", "business") == 300.0
    steps = leg_steps.steps(client).set_index("customer_id")
    known = met_by_two(made)
    threads = steps[steps["sign"] == "threads"]
    assert len(threads) >= 9
    for who, row in threads.iterrows():
        assert row["times"] == 12 - known[str(who)]
        assert row["price"] == 300.0 * row["times"]
        assert row["share"] == pytest.approx(known[str(who)] / 12)
    quality = steps[steps["sign"] == "quality"]
    assert (quality["times"] == 1).all()
    assert (quality["level"] == "technical").all()


def met_by_two(made: kam.book.Book) -> dict[str, int]:
    assert made.contacts is not None
    two = made.contacts["known_by"] == "Li; Max"
    return {str(who): int(n) for who, n in two.groupby(made.contacts["customer_id"]).sum().items()}


def test_without_costs_of_visits_a_step_has_no_price() -> None:
    steps = leg_steps.steps(client_of(many(gap=True)))
    assert len(steps)
    assert steps["price"].isna().all()
    found = build("relationship")(client_of(many(gap=True)))
    assert found.facts["price"] == 0
    assert found.advice
    assert not any("Cost: about" in step.text for step in found.advice)


def test_a_leg_that_cannot_be_seen_is_named_with_its_tables() -> None:
    made = many(gap=True)
    orders = made.orders.drop(columns="quality_loss")
    found = build("relationship")(kam.Client(orders, contacts=made.contacts))
    assert found.title == "Of the two legs of an account the tables do not show competence"
    assert "satisfaction survey" in found.summary.lower()
    assert found.draw is None
    assert found.advice == ()
    diary = pd.DataFrame({"customer_id": ["C01"], "date": [pd.Timestamp("2024-01-01")]})
    neither = build("relationship")(kam.Client(orders, activities=diary))
    assert "neither" in neither.title
    assert "contacts" in neither.summary.lower()
    assert "relationship" in impossible(kam.Client(orders))


def test_alike_accounts_name_nobody() -> None:
    found = build("relationship")(client_of(many(gap=False, seed=1, accounts=30)))
    assert found.advice == ()
    assert found.facts["relationship"] == found.facts["competence"] == 0


def test_accounts_that_lose_money_get_no_visits_but_are_counted() -> None:
    made = many(gap=True)
    orders = made.orders.assign(cost=np.where(made.orders["customer_id"] == "C12", 500.0, 60.0))
    client = kam.Client(orders, contacts=made.contacts)
    weaker = two_legs(client).table.set_index("customer_id")["weaker"]
    assert weaker["C12"] == "relationship"
    found = build("relationship")(client)
    assert "C12" not in set(found.evidence["customer_id"])
    assert "1 more account with a weak leg earns nothing" in found.summary


def test_no_network_no_gateway() -> None:
    assert len(relationship.gateways(book())) == 0
