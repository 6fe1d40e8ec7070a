"""Findings of concessions, kinds, scorecard and review: titles say the evidence's numbers, in both languages."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.classify.history import follow
from kamlib.client import Client
from kamlib.findings import review
from kamlib.words import count, glossary, percent, speaking

BUILDERS = (review.concessions, review.list_life, review.scorecard, review.customer_kinds, review.migration)


@pytest.fixture(scope="module")
def client() -> Client:
    return kam.load("machinery")


@pytest.mark.parametrize("build", BUILDERS, ids=lambda b: b.__name__)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_each_finding_is_whole(client: Client, build, code: str) -> None:  # type: ignore[no-untyped-def]
    import matplotlib.pyplot as plt

    with speaking(code):
        found = build(client)
        assert found.title
        assert found.summary
        assert len(found.alt) > 20
        assert found.draw is not None
        axes = found.draw()
        assert axes.has_data()
        plt.close(axes.figure)
    assert set(found.evidence.columns) <= set(glossary())
    assert any("一" <= letter <= "鿿" for letter in found.title) is (code == "zh")


def test_the_sizes_title_says_the_evidence(client: Client) -> None:
    found = review.concessions(client)
    first, last = found.evidence.iloc[0], found.evidence.iloc[-1]
    margins = [abs(row["margin_after_serving"]) for row in (first, last)]
    for text in (count(first["customers"]), *(percent(margin, 1) for margin in margins)):
        assert text in found.title
    assert found.evidence["revenue"].sum() == pytest.approx(client.orders["revenue"].sum(), abs=0.01)


def test_the_review_accounts_for_everybody_and_ties(client: Client) -> None:
    past = follow(client.accounts_trailing(), by=client.basis)
    history, last = past.table, past.periods[-2:]
    found = review.migration(client)
    before, after = (set(history.loc[history["period"] == p, "customer_id"]) for p in last)
    moves = ("promoted", "demoted", "stayed", "entered", "left")
    assert sum(int(found.facts[m]) for m in moves) == len(before | after)  # type: ignore[arg-type]
    assert found.facts["left"] == len(before - after)
    year = client.accounts_trailing().query("period == @last[1] and orders > 0")
    in_tiers = history.loc[history["period"] == last[1], "contribution"].sum()
    assert in_tiers == pytest.approx(year[client.basis].sum(), abs=0.01)


def test_less_than_two_years_is_not_computed_and_said(client: Client) -> None:
    from dataclasses import replace

    from kamlib.findings import find

    recent = client.orders[client.orders["date"] > client.last_date - pd.Timedelta(days=300)]
    short = replace(client, orders=recent.reset_index(drop=True))
    seen = find(short, only=["list_life", "migration"])
    assert len(seen) == 0
    assert seen.missing == {"list_life": ("orders.24_months",), "migration": ("orders.24_months",)}


def test_on_resellers_the_largest_earn_nothing(shared_data: Path) -> None:
    sold = kam.load(shared_data / "adventureworks-reseller" / "FactResellerSales.csv.gz")
    found = review.concessions(sold)
    assert float(found.facts["margin_largest"]) < 0.02  # type: ignore[arg-type]
    assert "small" in found.title or "profit" in found.title


@pytest.mark.parametrize(
    ("margins", "says"),
    [
        ((0.006, 0.0), "Neither the largest nor the smallest earn:"),
        ((-0.05, -0.02), "Large and small lose"),
        ((-0.05, 0.2), "Volume without profit"),
        ((0.2, 0.2), "The large pay their way"),
        ((float("nan"), 0.2), "Too few customers"),
    ],
)
def test_the_large_pay_their_way_only_where_they_earn(margins: tuple[float, float], says: str) -> None:
    table = pd.DataFrame({"margin": margins, "customers": [3, 30], "revenue": [100.0, 100.0]})
    table["profit"] = table["margin"] * table["revenue"]
    assert review._size_title(table, "profit").startswith(says)


def test_a_half_life_needs_three_lists(client: Client) -> None:
    from dataclasses import replace

    start = client.as_of - pd.DateOffset(months=24)
    two = replace(client, orders=client.orders[client.orders["date"] > start].reset_index(drop=True))
    found = review.list_life(two)
    assert found.facts["half_life"] is None
    assert "half the list" not in found.title


def test_visits_are_not_advised_to_one_offs(client: Client) -> None:
    past = follow(client.accounts_trailing(), by=client.basis)
    moves = review.history.compare(*past.last_two(), by=past.by)
    table = moves.table[moves.table["move"].isin(["demoted", "left"])]
    best = set(table.loc[table["tier_before"].isin(["platinum", "gold"]), "customer_id"])
    one = {sorted(best)[0]}
    whole, less = review.visit_advice(moves)[0], review.visit_advice(moves, without=one)[0]
    assert f" {len(best)} " in whole.text
    assert f" {len(best) - 1} " in less.text
    assert "1 one-off buyer among the fallen is left out" in less.text
    assert review.visit_advice(moves, without=best) == ()


def test_who_has_not_bought_for_a_year_is_marked_on_the_scorecard(client: Client) -> None:
    found = review.scorecard(client)
    quiet = client.accounts.set_index("customer_id")["recency_days"] > review.QUIET_DAYS
    assert "last_date" in found.evidence
    assert found.facts["quiet"] <= quiet.sum()
    assert ("not bought for over a year" in found.summary) == bool(found.facts["quiet"])


def test_without_activities_the_kinds_are_only_what_they_seem(client: Client) -> None:
    from dataclasses import replace

    found = review.customer_kinds(replace(client, activities=None))
    assert "alone" in found.title
    assert "seem" in found.title
    assert found.advice == ()
