"""The review of two dates: everybody accounted for, money tied, dates that cannot be compared refused in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.classify.migration import MOVES, migrate
from kamlib.client import Client
from kamlib.errors import KamError
from kamlib.findings import migration, review
from kamlib.findings.review import TwoDates, scores, tier_matrix, who_moved
from kamlib.words import count, glossary, percent, speaking
from tests.embedded import embedded


@pytest.fixture(scope="module")
def client() -> Client:
    return embedded()


@pytest.fixture(scope="module")
def both(client: Client) -> TwoDates:
    return review.compare(client)


def test_by_default_a_year_is_compared_with_the_year_before(both: TwoDates) -> None:
    assert both.past.periods == ("2023-12-31", "2024-12-31")
    assert both.since == pd.Timestamp("2023-12-31")


def test_the_review_says_of_the_last_year_what_the_portfolio_says(both: TwoDates, client: Client) -> None:
    portfolio, review = migration.migration(client), who_moved.moves(both)
    assert review.title == portfolio.title
    assert {move: review.facts[move] for move in MOVES} == {move: portfolio.facts[move] for move in MOVES}


def test_everybody_who_ordered_in_either_year_is_there_once_and_money_ties(both: TwoDates, client: Client) -> None:
    table = review.everybody(both)
    orders = client.orders[client.orders["date"] > pd.Timestamp("2022-12-31 23:59")]
    years = client.accounts_trailing().query("period >= '2023-12-31'")
    bought = set(years.query("orders > 0 and revenue > 0")["customer_id"])
    placed = years[years["customer_id"].isin(bought)]
    assert sorted(table["customer_id"]) == sorted(bought)
    assert set(table["customer_id"]) <= set(orders["customer_id"])
    sums = placed.groupby("period")[client.basis].sum()
    assert table["before"].sum() == pytest.approx(sums["2023-12-31"], abs=0.01)
    assert table["after"].sum() == pytest.approx(sums["2024-12-31"], abs=0.01)
    assert (table["after"] - table["before"]).sum() == pytest.approx(table["change"].sum(), abs=0.01)


def test_matrix_and_moves_tell_the_same(both: TwoDates) -> None:
    moves, matrix = who_moved.moves(both), tier_matrix.matrix(both)
    cells = matrix.evidence[["platinum", "gold", "iron", "lead", "away"]].to_numpy()
    assert cells.sum() == sum(int(moves.facts[m]) for m in moves.facts)
    assert cells[:4, 4].sum() == moves.facts["left"]
    assert cells[4, :4].sum() == moves.facts["entered"]
    assert count(moves.facts["promoted"]) in moves.title


def test_each_who_moved_has_a_reason_in_words(both: TwoDates) -> None:
    evidence = who_moved.moves(both).evidence
    n = both.review.moves.set_index("move")["customers"]
    assert len(evidence) == n.drop("stayed").sum()
    assert evidence["reason_moved"].str.len().gt(0).all()


def test_the_earlier_scorecard_knows_nothing_of_the_later_year(both: TwoDates, client: Client) -> None:
    known = client.orders[client.orders["date"] < pd.Timestamp("2024-01-01")].reset_index(drop=True)
    without = scores.scored(both)
    past = replace(client, orders=known, as_of=pd.Timestamp("2023-12-31"))
    alone = scores.scored(review.compare(past))
    merged = without.merge(alone, on="customer_id")
    merged = merged[merged["on_list_before_x"] & merged["on_list_after_y"]]
    assert len(merged) > 5
    assert merged["score_before_x"].tolist() == pytest.approx(merged["score_after_y"].tolist())


def test_findings_are_whole_in_both_languages(both: TwoDates) -> None:
    for language in ("en", "zh"):
        with speaking(language):
            for spec, make in review.BUILDERS:
                found = make(both)
                assert (found.id, found.chapter) == (spec.id, "review")
                assert spec.id in glossary()
                assert set(found.evidence.columns) <= set(glossary())
                assert found.alt
                assert ("。" in found.summary) == (language == "zh")


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (dt.date(2021, 6, 30), "orders from 1 Jul 2020 to 31 Dec 2024 are required"),
        (dt.date(2024, 12, 31), "must be earlier than"),
        (dt.date(2030, 1, 1), "must be earlier than"),
    ],
)
def test_dates_that_cannot_be_compared_are_refused_in_one_line(client: Client, since: dt.date, said: str) -> None:
    with pytest.raises(KamError, match=said) as error:
        review.compare(client, since)
    assert "\n" not in str(error.value)


def test_a_day_long_after_the_last_order_is_refused(client: Client) -> None:
    late = replace(client, as_of=pd.Timestamp("2025-09-30"))
    with pytest.raises(KamError, match="two full years"):
        review.compare(late)


def test_one_year_of_moves_is_not_continued_for_ever(both: TwoDates) -> None:
    """The long run is worked out of a single year and has no interval: it is a lesson's, and no report says it."""
    seen = migrate(both.past.table)
    assert seen.steady is not None
    assert 0 < seen.steady["away"] < 1
    assert "if every year were" not in tier_matrix.matrix(both).summary.casefold()
    assert percent(1 - seen.steady["away"]) not in tier_matrix.matrix(both).summary


def test_years_that_overlap_are_named(client: Client) -> None:
    found = who_moved.moves(review.compare(client, dt.date(2024, 6, 30)))
    assert any("overlap" in note for note in found.notes)


def test_on_revenue_alone_the_review_stands_too(shared_data: Path) -> None:
    sold = kam.load(shared_data / "adventureworks-reseller" / "FactResellerSales.csv.gz")
    found = review.compare(replace(sold, orders=sold.orders.drop(columns="cost")))
    assert found.past.basis == "revenue"
    assert tier_matrix.matrix(found).evidence["lead"].sum() == 0
    assert "in the long run" not in tier_matrix.matrix(found).summary


@pytest.mark.parametrize("first", ["2023-01-08", "2023-01-09", "2023-06-25", "2023-07-09"])
def test_a_review_stands_or_is_refused_in_words_by_the_rule_of_the_check(first: str) -> None:
    days = pd.date_range(first, "2024-12-31", freq="5D").union([pd.Timestamp("2024-12-31")])
    at = range(len(days))
    rows = {"customer_id": [f"K{n % 11}" for n in at], "order_id": [str(n) for n in at],
            "date": days, "revenue": [100.0 + 13 * (n % 11) + n % 7 for n in at]}  # fmt: skip
    made = Client(pd.DataFrame(rows))
    if first < "2023-07":  # half of the year at least: the like days of both
        both = review.compare(made)
        assert both.past.periods == ("2023-12-31", "2024-12-31")
        assert both.compared.whole == made.has("orders.24_months")
    else:
        with pytest.raises(KamError, match="two full years"):
            review.compare(made)
    assert made.has("orders.24_months") == (first < "2023-01-09")


def test_a_year_without_an_order_cannot_be_reviewed(client: Client) -> None:
    sold = client.orders[client.orders["date"].dt.year != 2023]
    with pytest.raises(KamError, match="there are no orders from 1 Jan 2023 to 31 Dec 2023"):
        review.compare(replace(client, orders=sold))


def test_who_dropped_off_the_list_and_is_lost_comes_last_and_is_said_to_be_lost() -> None:
    """C0 bought last on 31 December 2023, twelve months before; C1 buys for 1 a month instead of 1,001."""
    days = pd.date_range("2022-01-31", "2024-12-31", freq="ME")
    large, small = [5000.0, *(1000.0 + at for at in range(1, 8))], [100.0 + at for at in range(8, 50)]
    rows = [
        (f"C{at}", f"{at}-{month}", day, 1.0 if at == 1 and month > 23 else revenue)
        for at, revenue in enumerate(large + small)
        for month, day in enumerate(days)
        if at or month < 24
    ]
    orders = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    step = scores.scorecard(review.compare(Client(orders))).advice[0]
    assert "(C1, C0)" in step.text
    assert "1 of them has not ordered for more than 12 months and counts as lost." in step.text
    assert step.worth is not None
    assert step.worth.high == 12 * 1000.0
