"""A part of a lesson that the data cannot bear says in words what to ask for."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import kamlib as kam
from kamlib.course import lessons
from kamlib.course.checking import judge
from kamlib.course.needs import SERVING, asking_for, has, named, not_here
from kamlib.course.show import _found
from kamlib.words import LANGUAGES, speaking


def all_needs() -> set[str]:
    """Everything that a cell, an exercise, a guess or a lesson needs."""
    found = {need for lesson in lessons.lessons() for need in lesson.needs}
    for lesson in lessons.lessons():
        found |= {need for item in (*lesson.exercises, *lesson.guesses) for need in item.needs}
        for line in re.findall(r"^%%needs (.+)$", lessons.text_of(lesson.id, "en"), re.M):
            found |= set(line.split())
    return found - {"orders"}  # without orders there is no client


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_a_lesson_needs_is_asked_for_in_words(lang: str) -> None:
    needed = all_needs()
    assert {"orders.cost", SERVING, "people.hours_per_week"} <= needed
    with speaking(lang):
        assert [need for need in needed if asking_for(need) == f"`{need}`"] == []


def small(**columns: list[float]) -> kam.Client:
    days = pd.to_datetime(["2023-01-10", "2024-02-10", "2024-12-31"])
    lines = {"customer_id": ["A", "B", "A"], "order_id": ["1", "2", "3"], "date": days, "revenue": [9.0, 5.0, 7.0]}
    return kam.Client(pd.DataFrame({**lines, **columns}))


def test_freight_that_may_be_the_customers_is_no_cost_to_serve_as_in_a_report() -> None:
    cost = [5.0, 4.0, 3.0]
    assert not has(small(cost=cost), SERVING)
    assert not has(small(cost=cost, freight=[1.0, 1.0, 1.0]), SERVING)
    assert has(small(cost=cost, freight=[1.0, 1.0, 1.0], quality_loss=[0.0, 1.0, 0.0]), SERVING)
    assert not has(small(freight=[1.0, 1.0, 1.0], quality_loss=[0.0, 1.0, 0.0]), SERVING)


def test_the_cost_to_serve_is_no_column_and_is_named_in_words() -> None:
    assert named("orders.cost") == "`orders.cost`"
    assert str(not_here(SERVING)).startswith("*Not on this data: cost to serve is missing. Ask for freight")
    with speaking("zh"):
        assert "缺少：服务成本。" in str(not_here(SERVING))


def test_all_that_a_cell_lacks_is_asked_for_at_once() -> None:
    said = str(not_here("orders.cost", "people.hours_per_week"))
    assert said == (
        "*Not on this data: `orders.cost`, `people.hours_per_week` are missing. Ask for the cost of the goods of "
        "each order line; a list of your people with their hours a week, and read on.*"
    )
    with speaking("zh"):
        said = str(not_here("orders.cost", "people.hours_per_week"))
        assert "缺少：`orders.cost`、`people.hours_per_week`。" in said
        assert "每行订单的销售成本；我方人员名单及每周工时" in said


def test_an_exercise_too_asks_for_all_that_it_lacks() -> None:
    exercise = next(one for one in lessons.lesson("3-3").exercises if one.id == "3-3.1")
    said = judge(exercise, 0.5, small()).sentence
    assert all(asking_for(need) in said for need in exercise.needs)
    assert len(exercise.needs) > 1


def test_a_finding_that_lacks_a_table_says_in_words_what_to_ask_for() -> None:
    said = str(_found("visit_plan", small()))
    assert said.startswith("*Not on this data. What is missing: ")
    assert said.endswith(". Ask for it, and read on.*")
    assert "`" not in said
    assert "." not in said.partition("missing: ")[2].partition(". Ask")[0]
