"""Findings of chapter 2: titles from their evidence, words in both languages, modest where columns lack."""

import pandas as pd
import pytest

from kamlib.classify.misconceptions import MISCONCEPTIONS
from kamlib.client import Client
from kamlib.findings import classify, find
from kamlib.words import glossary, money, percent, speaking
from kamlib.world.world import make

IDS = ("misconceptions", "tiers", "key_accounts")


@pytest.fixture(scope="module")
def client():
    return Client(**make(seed=3).tables, name="Test", currency="CNY")


@pytest.fixture(scope="module")
def bare(client):
    return Client(client.orders[["customer_id", "order_id", "date", "revenue"]])


@pytest.mark.parametrize("which", ["client", "bare"])
@pytest.mark.parametrize("id_", IDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_finding_is_whole(request, which, id_, lang):
    client = request.getfixturevalue(which)
    with speaking(lang):
        found = find(client, only=[id_])[id_]
    assert found.title
    assert found.summary
    assert found.evidence.columns.is_unique
    assert set(found.evidence) <= set(glossary())
    assert all(advice.owner in glossary() for advice in found.advice)
    assert "{" not in found.title + found.summary + found.alt
    assert found.source.basis == client.basis


def test_chinese_is_chinese_throughout(client):
    with speaking("zh"):
        found = find(client, only=IDS)
        texts = [t for f in found for t in (f.title, f.summary, f.alt, *f.notes, *(a.text for a in f.advice)) if t]
    assert all(any("一" <= char <= "鿿" for char in text) for text in texts)
    assert not any("customer" in text for text in texts)


def test_the_title_counts_what_the_evidence_shows(client):
    found = classify.misconceptions(client)
    seen = classify.judged(client).misconceptions.table.drop_duplicates("customer_id")
    assert found.facts["flagged"] == len(seen)
    assert found.title.startswith(f"{len(seen)} customers")
    assert money(seen["at_stake"].sum(), "CNY") in found.title
    assert sum(found.facts[name] for name in MISCONCEPTIONS) >= len(seen)


def test_what_is_at_stake_is_shared_out_to_the_advice(client):
    found = classify.misconceptions(client)
    also = classify.judged(client).misconceptions.table.query("also_key and misconception != 'harsh_terms'")
    assert sum(a.value for a in found.advice) == pytest.approx(found.facts["at_stake"] - also["at_stake"].sum())


def test_the_tiers_add_up_to_the_client(client):
    found = classify.tiers(client)
    assert found.evidence["customer_count"].sum() == client.orders["customer_id"].nunique()
    assert found.evidence[client.basis].sum() == pytest.approx(client.accounts[client.basis].sum(), abs=0.01)
    assert found.evidence["revenue"].sum() == pytest.approx(client.accounts["revenue"].sum(), abs=0.01)


def test_on_revenue_there_is_no_lead_tier_and_it_is_said(bare):
    found = classify.tiers(bare)
    assert found.evidence["tier"].tolist() == ["Platinum", "Gold", "Iron"]
    assert "cannot be seen from revenue" in found.summary
    assert "lead customers" not in found.title


def test_what_cannot_be_judged_is_said(bare):
    notes = " ".join(classify.misconceptions(bare).notes)
    assert "neither cost nor discount" in notes
    assert "by amounts and season only" in notes


def test_the_list_says_who_and_what_they_bring(client):
    found = classify.key_accounts(client)
    listed = classify.judged(client).keys
    key = listed.of("key")
    assert found.facts["key"] == len(key)
    assert percent(key["contribution"].sum() / client.accounts[client.basis].sum()) in found.title
    assert found.evidence["verdict"].iloc[0] == "Key account"


def test_a_handful_of_orders_is_told_so():
    orders = pd.DataFrame({
        "customer_id": ["A", "B"], "order_id": ["1", "2"], "date": pd.to_datetime(["2024-01-01", "2024-02-01"]),
        "revenue": [10.0, -20.0],
    })  # fmt: skip
    found = find(Client(orders), only=IDS)
    assert found["misconceptions"].title == "Too few orders to tell a key account from a one-off"
    assert found["key_accounts"].facts["key"] == 0
