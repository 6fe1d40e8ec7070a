"""An answer is judged on what was worked out before, and never on tables that are no longer those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import kamlib as kam
from kamlib.course import lessons
from kamlib.course.checking import judge
from kamlib.course.exercise import Exercise, Mistake
from kamlib.course.near_misses import sentence
from kamlib.words import speaking


def shop() -> kam.Client:
    """Two customers: A brings 30, B 70."""
    return kam.Client(pd.DataFrame({
        "customer_id": ["A", "B", "A"], "order_id": ["1", "2", "3"], "revenue": [10.0, 70.0, 20.0],
        "date": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
    }))  # fmt: skip


def counted() -> tuple[Exercise, Counter[str]]:
    """An exercise on the revenue of A, and how often each of its functions was called."""
    calls: Counter[str] = Counter()

    def of(name: str, work: Callable[[kam.Client], Any]) -> Callable[[kam.Client], Any]:
        def told(client: kam.Client) -> Any:
            calls[name] += 1
            return work(client)

        return told

    def revenue(client: kam.Client, who: str) -> float:
        return float(client.accounts.set_index("customer_id")["revenue"][who])

    mistakes = (
        Mistake("other", of("other", lambda c: revenue(c, "B")), sentence("head-count")),
        Mistake("impossible", of("impossible", lambda c: revenue(c, "C")), sentence("head-count")),
    )
    exercise = Exercise(
        "9-9.1", "x", "?", "x", of("expected", lambda c: revenue(c, "A")), "x = 1", ("", "", ""), unit="money",
        mistakes=mistakes, needs=("orders",),
    )  # fmt: skip
    return exercise, calls


def test_the_second_answer_calls_nothing_again() -> None:
    exercise, calls = counted()
    client = shop()
    assert [judge(exercise, answer, client).outcome for answer in (5.1, 70.0, 30.0, 5.1)] == [
        "wrong", "known mistake", "right", "wrong",
    ]  # fmt: skip
    assert calls == {"expected": 1, "other": 1, "impossible": 1}


EDITS: dict[str, Callable[[kam.Client], object]] = {
    "one cell in place": lambda c: c.orders.loc.__setitem__((0, "revenue"), 25.0),
    "a column in place": lambda c: c.orders.__setitem__("revenue", [20.0, 70.0, 25.0]),
    "another frame": lambda c: object.__setattr__(c, "orders", c.orders.assign(revenue=[20.0, 70.0, 25.0])),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_answer_is_that_of_the_new_tables(edit: str) -> None:
    exercise, _calls = counted()
    client = shop()
    assert judge(exercise, 30.0, client).outcome == "right"
    assert judge(exercise, 45.0, client).outcome == "wrong"
    EDITS[edit](client)
    assert judge(exercise, 45.0, client).outcome == "right"
    assert judge(exercise, 30.0, client).outcome == "wrong"
    assert client.accounts["revenue"].tolist() == [45.0, 70.0]
    assert client.accounts_by("year")["revenue"].tolist() == [45.0, 70.0]


def test_an_edit_of_another_table_counts_as_well() -> None:
    client = replace(shop(), customers=pd.DataFrame({"customer_id": ["A", "B"], "name": ["Ada", "Bob"]}))
    assert client.accounts["name"].tolist() == ["Ada", "Bob"]
    assert client.customers is not None
    client.customers.loc[0, "name"] = "Eve"
    assert client.accounts["name"].tolist() == ["Eve", "Bob"]


def test_another_measure_is_another_client() -> None:
    client = shop()
    client.kept["x"] = 1
    assert "x" not in client.measured_by("revenue").kept
    assert "x" in client.kept


def test_a_need_is_looked_for_again_once_the_table_is_there() -> None:
    exercise, _calls = counted()
    exercise = replace(exercise, needs=("orders.cost",))
    client = shop()
    assert judge(exercise, 30.0, client).outcome == "not here"
    client.orders["cost"] = 1.0
    assert judge(exercise, 30.0, client).outcome == "right"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_exercise_has_the_same_functions_each_time_that_it_is_looked_up(lang: str) -> None:
    with speaking(lang):
        first, again = lessons.exercise("3-6.3"), lessons.exercise("3-6.3")
        assert first.expected is again.expected
        assert [m.wrong for m in first.mistakes] == [m.wrong for m in again.mistakes]
        prompt = first.prompt
    with speaking("zh" if lang == "en" else "en"):
        assert lessons.exercise("3-6.3").prompt != prompt


@pytest.mark.parametrize(
    "exercise", [e for lesson in lessons.lessons() for e in lesson.exercises], ids=lambda e: e.id
)
def test_no_exercise_of_the_course_is_worked_out_twice(exercise: Exercise, client: kam.Client) -> None:
    calls: Counter[str] = Counter()

    def of(name: str, work: Callable[[kam.Client], Any]) -> Callable[[kam.Client], Any]:
        return lambda client: (calls.update([name]), work(client))[1]

    told = replace(
        exercise, expected=of("expected", exercise.expected),
        mistakes=tuple(replace(m, wrong=of(m.name, m.wrong)) for m in exercise.mistakes),
    )  # fmt: skip
    assert [judge(told, -12.3456789, client).outcome for _ in range(2)] != ["right", "right"]
    assert set(calls.values()) == {1}
    assert calls["expected"] == 1
