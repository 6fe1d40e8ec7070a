"""The review of two years accounts for everybody, and is not made of less than two years."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import kamlib as kam
from kamlib.classify import migration as moved
from kamlib.classify.history import follow
from kamlib.client import Client
from kamlib.findings import find, migration
from kamlib.findings.moves import moves_money, visit_advice


@pytest.fixture(scope="module")
def client() -> Client:
    return kam.load("machinery")


def test_the_review_accounts_for_everybody_and_ties(client: Client) -> None:
    past = follow(client.accounts_trailing(), by=client.basis)
    history, last = past.table, past.periods[-2:]
    found = migration.migration(client)
    before, after = (set(history.loc[history["period"] == p, "customer_id"]) for p in last)
    moves = ("promoted", "demoted", "stayed", "entered", "left")
    assert sum(int(found.facts[m]) for m in moves) == len(before | after)  # type: ignore[arg-type]
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
    past = follow(client.accounts_trailing(), by=client.basis)
    moves = past.compared()
    table = moves.table[moves.table["move"].isin(["demoted", "left"])]
    best = set(table.loc[table["tier_before"].isin(["platinum", "gold"]), "customer_id"])
    one = {sorted(best)[0]}
    whole, less = visit_advice(moves, client)[0], visit_advice(moves, client, without=one)[0]
    assert f" {len(best)} " in whole.text
    assert f" {len(best) - 1} " in less.text
    assert "1 one-off buyer among the fallen is left out" in less.text
    assert visit_advice(moves, client, without=best) == ()


Standing = dict[str, tuple[str, float]]


def compared(before: Standing, after: Standing) -> moved.Review:
    """Compare who stood in which tier with which profit."""
    frames = [
        pd.DataFrame([(who, tier, money) for who, (tier, money) in year.items()],
                     columns=["customer_id", "tier", "profit"])
        for year in (before, after)
    ]  # fmt: skip
    return moved.review(frames[0], frames[1], measure="profit")


FALLEN: tuple[Standing, Standing] = ({"A": ("gold", 100.0)}, {"A": ("iron", 40.0)})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # A falls by 60, B rises by 70: less and more
        ({"B": ("iron", 30.0)}, {"B": ("gold", 100.0)},
         "bring 60 less profit a year, those promoted or new 70 more"),
        # nobody rises: nil is no loss
        ({}, {}, "bring 60 less profit a year, those promoted or new 0 more"),
        # C is new and loses 20: "more" would be wrong
        ({}, {"C": ("lead", -20.0)},
         "changed by -60 with those demoted or lost, by -20 with those promoted or new"),
        # D lost 80 and left: with A that is 20 more, and "less" would be wrong
        ({"D": ("lead", -80.0), "B": ("iron", 30.0)}, {"B": ("gold", 35.0)},
         "changed by 20 with those demoted or lost, by 5 with those promoted or new"),
        # D lost 60 and left: the fallen come to nothing
        ({"D": ("lead", -60.0), "B": ("iron", 30.0)}, {"B": ("gold", 35.0)},
         "bring 0 less profit a year, those promoted or new 5 more"),
    ],
)  # fmt: skip
def test_less_and_more_are_said_only_of_what_fell_and_rose(
    client: Client, before: Standing, after: Standing, said: str
) -> None:
    bare = replace(client, currency=None, activities=None).measured_by("profit")
    review = compared(FALLEN[0] | before, FALLEN[1] | after)
    assert said in moves_money(review, bare)
    assert "a year" not in moves_money(review, bare, whole=False)


def test_where_nobody_moved_that_is_said(client: Client) -> None:
    still: Standing = {"A": ("gold", 100.0), "B": ("iron", 10.0)}
    assert moves_money(compared(still, still), client) == "All 2 customers stand where they stood."
