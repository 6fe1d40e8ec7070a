"""Another client under the same laws: it is drawn from its seed, and lessons can be taught on it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import kamlib as kam
from kamlib import datasets
from kamlib.course import lessons
from kamlib.course.checking import judge
from kamlib.course.needs import lacking
from kamlib.course.values import Values
from kamlib.errors import KamError

SEEDS = range(101, 121)


def test_a_twin_is_another_company_of_the_same_kind_and_the_same_each_time() -> None:
    one, same, own = kam.load(seed=7), kam.load("machinery", seed=7), kam.load("machinery")
    pd.testing.assert_frame_equal(one.orders, same.orders)
    assert one.orders["revenue"].sum() != own.orders["revenue"].sum()
    assert set(one.orders.columns) == set(own.orders.columns)
    assert {c: str(t) for c, t in one.orders.dtypes.items()} == {c: str(t) for c, t in own.orders.dtypes.items()}
    assert one.basis == own.basis
    assert len(one.accounts) == 150


def test_the_stored_client_and_branch_are_those_of_their_own_seeds() -> None:
    own, drawn = kam.load("machinery").orders, kam.load("machinery", seed=20240).orders
    pd.testing.assert_frame_equal(own, drawn)
    stored, again = datasets.bank(), datasets.bank(seed=3000)
    assert stored.arrivals["amount"].tolist() == again.arrivals["amount"].tolist()
    assert datasets.bank(seed=1).arrivals["amount"].tolist() != stored.arrivals["amount"].tolist()


@pytest.mark.parametrize(
    ("source", "seed", "said"),
    [("machinery-keep", 1, "only"), ("machinery", -1, "whole"), ("machinery", "x", "whole")],
)
def test_what_cannot_be_drawn_is_refused_in_one_line(source: str, seed: Any, said: str) -> None:
    with pytest.raises(KamError, match=said):
        kam.load(source, seed=seed)


def exercises(client: kam.Client) -> Iterator[Any]:
    for lesson in lessons.lessons():
        for exercise in lesson.exercises:
            if not lacking(client, exercise.needs):
                yield exercise


#: Mistakes that lead to the right answer on more companies than chance would, and why that is no fault.
ALLOWED = {
    ("1-2.3", "point"): "the verdict on one number may be that on the interval",
    ("1-2.3", "taken for granted"): "where the rule holds, what everybody assumes is right",
    ("1-2.3", "too wide"): "a verdict of few words",
    ("1-3.3", "all losers"): "where nobody has a negative gross profit, all losers turn by the cost to serve",
    ("2-2.4", "since"): "where nobody fell off the list and came back, both columns say the same",
    ("2-3.2", "key"): "of a few benchmark customers, as many may be key accounts as not",
    ("4-4.1", "lower than the answer"): "each indicator below the answer may lie a quarter or more below it",
    ("1-4.2", "off the other list"): "the two lists may part at the very customers that fail a criterion",
}

#: On so many of twenty companies two counts may be equal by chance.
BY_CHANCE = 4


@pytest.mark.slow
def test_on_twenty_twins_every_figure_can_be_worked_out_and_no_mistake_is_right_but_by_chance() -> None:
    right: Counter[tuple[str, str]] = Counter()
    for seed in SEEDS:
        client = kam.load("machinery", seed=seed)
        given = Values(client).given_by
        for exercise in exercises(client):
            assert judge(exercise, given(exercise.expected), client).outcome == "right", (seed, exercise.id)
            for mistake in exercise.mistakes:
                told = judge(exercise, given(mistake.wrong), client)
                right[exercise.id, mistake.name] += told.outcome == "right"
        for guess in (g for lesson in lessons.lessons() for g in lesson.guesses if not lacking(client, g.needs)):
            assert math.isfinite(float(given(guess.expected))), (seed, guess.id)
    assert {which: n for which, n in right.items() if n > BY_CHANCE and which not in ALLOWED} == {}
