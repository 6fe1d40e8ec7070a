"""Each exercise is proven: untouched, solved, each mistake, variants; and no answer ends in an error."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.course import lessons
from kamlib.course.checking import judge
from kamlib.course.comparing import kind_of
from kamlib.course.exercise import UNITS, Exercise
from kamlib.course.values import Values
from kamlib.words import speaking

EXERCISES = [e for lesson in lessons.lessons() for e in lesson.exercises]
MISTAKES = [(e, m) for e in EXERCISES for m in e.mistakes]


def by_id(value: Any) -> str | None:
    return getattr(value, "id", None) or getattr(value, "name", None)


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_untouched_is_not_started(exercise: Exercise, client: kam.Client) -> None:
    assert judge(exercise, ..., client).outcome == "not started"


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_the_expected_answer_and_its_equivalents_are_right(exercise: Exercise, client: kam.Client) -> None:
    expected = Values(client).given_by(exercise.expected)
    for answer in [*equivalents(expected), *(variant(client) for variant in exercise.variants)]:
        assert judge(exercise, answer, client).outcome == "right", answer


def equivalents(expected: Any) -> list[Any]:
    """At least three right variants of the same answer."""
    if kind_of(expected) == "number":
        plain = float(expected)
        whole = [int(plain)] if plain.is_integer() else [Fraction(plain)]
        return [expected, np.float64(plain), pd.Series([plain]), np.array(plain), *whole]
    if kind_of(expected) == "text":
        return [expected, f" {expected.upper()} ", pd.Series([expected])]
    if kind_of(expected) == "ids":
        held = sorted(expected)
        return [expected, held[::-1], pd.Series(held), pd.DataFrame({"customer_id": held, "x": 1}), tuple(held)]
    if kind_of(expected) == "series":
        held = pd.Series(expected)
        return [expected, held.iloc[::-1], held.to_dict(), held.rename("x").astype("float64")]
    return [expected, expected[expected.columns[::-1]], expected.set_index(np.arange(len(expected)) + 7)]


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=by_id)
def test_a_known_mistake_gets_its_own_words(exercise: Exercise, mistake: Any, client: kam.Client) -> None:
    given = Values(client).given_by
    wrong = given(mistake.wrong)
    told = judge(exercise, wrong, client)
    if told.outcome == "right":
        pytest.skip(f"on this client the mistake {mistake.name!r} happens to lead to the right answer")
    same_value_as_an_earlier = [m.name for m in exercise.mistakes if str(given(m.wrong)) == str(wrong)]
    assert told.outcome == "known mistake"
    assert told.mistake in same_value_as_an_earlier


def test_not_every_mistake_of_an_exercise_is_moot_on_the_embedded_client(client: kam.Client) -> None:
    given = Values(client).given_by
    moot = [e.id for e in EXERCISES if e.mistakes and all(
        judge(e, given(m.wrong), client).outcome == "right" for m in e.mistakes)]  # fmt: skip
    assert not moot


class Hostile:
    """Fails at everything that one can ask of an object."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError("no")

    def __repr__(self) -> str:
        raise RuntimeError("no")

    def __len__(self) -> int:
        raise RuntimeError("no")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    __hash__ = None


@cache
def anything() -> list[Any]:
    """Whatever somebody may hand in; made once, since some of it is large."""
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt

    axes = plt.subplots()[1]
    plt.close(axes.figure)
    return [
        None, "", "80 %", "x" * 10_000, 0, -1, 1e308, float("nan"), float("inf"), 10**400, 1 + 2j, True, b"x",
        [], [[]], {}, {"a": 1}, {1, 2}, (1, None), {"a": [1]}, object(), Hostile(), len, int, Exception("x"),
        np.nan, np.array([]), np.zeros((3, 3)), np.arange(1_000_000), np.int8(3), pd.NA,
        pd.NaT, pd.Series(dtype=float), pd.Series(range(1_000_000)), pd.Series(["a", None]), pd.DataFrame(),
        pd.DataFrame({"a": [[1], [2]]}), pd.DataFrame({"x": range(1_000_000)}), pd.Timestamp("2024-01-01"), axes,
        axes.figure, pd.DataFrame([[1, 2]], columns=["a", "a"]), [Hostile()], pd.Index([1, 1]),
        pd.Series([1, 2], index=pd.MultiIndex.from_tuples([(1, 2), (1, 2)])), ..., [...],
    ]  # fmt: skip


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_whatever_is_handed_in_a_short_sentence_comes_back(exercise: Exercise, client: kam.Client) -> None:
    for thing in [*anything(), (n for n in range(3))]:
        told = judge(exercise, thing, client)
        assert len(str(told).split()) <= 25, str(told)
        assert "Traceback" not in str(told)
        assert told._repr_html_().startswith("<div")


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_sentences_are_short_name_the_learners_value_and_keep_the_answer_secret(
    exercise: Exercise, client: kam.Client
) -> None:
    expected = Values(client).given_by(exercise.expected)
    for mistake in exercise.mistakes:
        assert "{yours}" in mistake.sentence
        told = judge(exercise, Values(client).given_by(mistake.wrong), client)
        assert len(str(told).split()) <= 25, str(told)
    for wrong in (None, "?", 1e9, [1, 2], pd.DataFrame({"a": [1]})):
        told = judge(exercise, wrong, client)
        if kind_of(expected) == "number" and float(expected) > 2:
            assert f"{expected:.0f}" not in str(told).replace(",", "")
    assert len(str(judge(exercise, expected, client)).split()) <= 25


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_an_exercise_is_whole(exercise: Exercise, client: kam.Client) -> None:
    assert exercise.unit in UNITS
    asked = exercise.unit if exercise.unit in ("ids", "text", "table") else "number"
    assert kind_of(Values(client).given_by(exercise.expected)) == asked
    assert len(exercise.hints) == 3
    assert all(len(hint) >= 15 for hint in exercise.hints)
    assert exercise.mistakes
    assert exercise.variable.isidentifier()
    assert f"{exercise.variable} =" in exercise.solution or f"{exercise.variable}=" in exercise.solution
    assert exercise.solution.strip() not in "\n".join(exercise.hints), "the last hint is half the code, not all"


@pytest.mark.parametrize("lesson", lessons.lessons(), ids=by_id)
def test_a_lesson_can_be_said_in_chinese(lesson: Any) -> None:
    with speaking("zh"):
        again = lessons.lesson(lesson.id)
    assert [e.id for e in again.exercises] == [e.id for e in lesson.exercises]
    assert [e.solution for e in again.exercises] == [e.solution for e in lesson.exercises]
