"""The review of two years accounts for everybody, and is not made of less than two years."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib import periods
from kamlib.classify.history import tier_history
from kamlib.client import Client
from kamlib.findings import fallen as step
from kamlib.findings import find, migration
from kamlib.findings.fallen import visit_advice
from kamlib.periods.like_for_like import Compared
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


def test_the_review_accounts_for_everybody_and_ties(client: Client) -> None:
    past = tier_history(client.accounts_trailing(), basis=client.basis)
    history, last = past.table, past.periods[-2:]
    found = migration.migration(client)
    before, after = (set(history.loc[history["period"] == p, "customer_id"]) for p in last)
    moves = ("promoted", "demoted", "stayed", "entered", "left")
    assert sum(int(found.facts[m]) for m in moves) == len(before | after)
    assert found.facts["left"] == len(before - after)
    year = client.accounts_trailing().query("period == @last[1] and orders > 0")
    in_tiers = history.loc[history["period"] == last[1], "contribution"].sum()
    assert in_tiers == pytest.approx(year[client.basis].sum(), abs=0.01)


def test_less_than_two_years_is_not_computed_and_said(client: Client) -> None:
    recent = client.orders[client.orders["date"] > client.last_date - pd.Timedelta(days=300)]
    short = replace(client, orders=recent.reset_index(drop=True))
    seen = find(short, only=["list_life", "migration"])
    assert len(seen) == 0
    assert seen.missing == {"list_life": ("orders.24_months",), "migration": ("orders.24_months",)}


def test_visits_are_not_advised_to_one_offs(client: Client) -> None:
    past = tier_history(client.accounts_trailing(), basis=client.basis)
    moves = past.compared()
    table = moves.table[moves.table["move"].isin(["demoted", "left"])]
    best = set(table.loc[table["tier_before"].isin(["platinum", "gold"]), "customer_id"])
    one = {sorted(best)[0]}
    days = Compared(periods.window(pd.Timestamp("2023-12-31")), periods.window(pd.Timestamp("2024-12-31")), True)
    whole, less = visit_advice(moves, client, days)[0], visit_advice(moves, client, days, without=one)[0]
    assert f" {len(best)} " in whole.text
    assert f" {len(best) - 1} " in less.text
    assert "1 one-off buyer among the demoted or lost customers is left out" in less.text
    assert visit_advice(moves, client, days, without=best) == ()


def test_of_more_than_one_person_can_visit_the_first_are_visited_and_the_rest_called() -> None:
    fallen = pd.DataFrame({"move": ["demoted"] * 533})
    assert step._to_visit(fallen.head(20), "first A, B, C").startswith("Visit the 20 platinum and gold customers")
    assert step._to_visit(fallen, "first A, B, C") == (
        "Visit the 20 of the 533 demoted or lost platinum and gold customers that fell most (first A, B, C), have "
        "the others called, and find the causes."
    )
