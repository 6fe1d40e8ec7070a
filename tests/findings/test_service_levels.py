"""The finding on service levels: told from the diary, modest without one, in both languages."""

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find, impossible, service_levels
from kamlib.findings.judgement import judged
from kamlib.words import glossary, speaking
from kamlib.world.world import make


@pytest.fixture(scope="module")
def client():
    return Client(**make(seed=3).tables, name="Test", currency="CNY")


def visited(client, times):
    """Give the same orders a diary of our own: so many visits to each customer of a tier."""
    days = pd.date_range(client.first_date, client.last_date, periods=400).normalize()
    one = {"customer_id": "nobody", "date": days[0], "level": "business", "kind": "visit"}
    tiers = judged(Client(client.orders, activities=pd.DataFrame([one]))).tiers.table
    rows = [
        {**one, "customer_id": who, "date": day}
        for who, tier in zip(tiers["customer_id"], tiers["tier"], strict=True)
        for day in days[: times.get(tier, 0)]
    ]
    return Client(client.orders, activities=pd.DataFrame([one, *rows]))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_finding_is_whole(client, lang):
    with speaking(lang):
        found = find(client, only=["service_levels"])["service_levels"]
    assert set(found.evidence) <= set(glossary())
    assert "{" not in found.title + found.summary + found.alt
    assert found.notes
    assert all(a.owner in glossary() for a in found.advice)
    if lang == "zh":
        assert "customer" not in found.title + found.summary + found.alt


def test_every_visit_of_a_known_customer_is_counted_once(client):
    found = find(client, only=["service_levels"])["service_levels"]
    diary = client.activities
    known = diary["customer_id"].isin(client.accounts["customer_id"]) & diary["date"].between(
        client.first_date, client.last_date
    )
    paid = int((known & diary["kind"].eq("visit")).sum())
    first = max(client.first_date, diary["date"].min().normalize())
    assert (first, client.last_date) == (pd.Timestamp("2021-01-01"), pd.Timestamp("2024-12-30"))
    years = 3 + 365 / 366  # three whole ones, and the leap year 2024 but for its last day
    total = (found.evidence["received"] * found.evidence["customer_count"]).sum()
    assert total * years == pytest.approx(paid)


def test_the_title_says_who_gets_too_few_and_who_too_many(client):
    found = find(visited(client, {"lead": 40, "platinum": 4}), only=["service_levels"])["service_levels"]
    facts = found.facts
    assert facts["platinum_with_less"] == facts["platinum_customers"] > 0
    assert facts["lead_with_more"] == facts["lead_customers"] > 0
    assert found.title.startswith(f"All {facts['platinum_customers']} platinum customers get fewer")
    assert found.advice[0].text.startswith("Shift ")
    assert facts["rest"] == pytest.approx(facts["short"] - min(facts["short"], facts["movable"]))


def test_one_offs_are_counted_apart_and_the_visits_still_tie(client):
    found = find(client, only=["service_levels"])["service_levels"]
    apart = found.evidence.set_index("tier")["customer_count"].get("One-off customers", 0)
    assert apart == found.facts["one_offs"] == len(judged(client).one_offs) > 0
    assert found.evidence["visits_needed"].sum() == pytest.approx(found.facts["needed"])
    assert found.evidence["visits_made"].sum() == pytest.approx(found.facts["made"])
    assert any("shown separately" in note for note in found.notes)
    assert "promise" not in found.title + found.summary + found.advice[0].text


@pytest.mark.parametrize(("begins", "first", "made"), [
    ("2024-03-01", "2024-03-01", 5 * 365 / 305), ("2019-05-06", "2021-01-01", 3 / (3 + 365 / 366)),
])  # fmt: skip
def test_visits_are_of_the_days_that_orders_and_diary_have_in_common(client, monkeypatch, begins, first, made):
    """A diary that begins late, and one from before the orders on: 2 visits on its first day, 3 on the last."""
    known = judged(client)
    monkeypatch.setattr(service_levels, "judged", lambda _client: known)
    best = known.tiers.table["customer_id"].iloc[0]
    days = pd.to_datetime([begins] * 2 + ["2024-12-30"] * 3)
    diary = pd.DataFrame({"customer_id": best, "date": days, "kind": "visit", "level": "business"})
    kept = service_levels._kept(replace(client, activities=diary))
    assert (kept.first, kept.last) == (pd.Timestamp(first), pd.Timestamp("2024-12-30"))
    assert kept.capacity.made == pytest.approx(made)


def test_kept_promises_need_no_advice(client):
    found = find(visited(client, {"platinum": 400}), only=["service_levels"])["service_levels"]
    assert found.title.startswith("All ")
    assert found.facts["platinum_with_less"] == 0


def test_without_a_diary_it_is_said(client):
    bare = Client(client.orders)
    assert impossible(bare)["service_levels"] == ("activities.date",)
    assert find(bare, only=["service_levels"]).missing == {"service_levels": ("activities.date",)}
