"""How far a lesson is, what is next in it, and the badge that ends it."""

from __future__ import annotations

import kamlib as kam
from kamlib.course import check, crib, lessons, open_lesson, progress
from kamlib.course.badge import badges
from kamlib.course.cards import Card
from kamlib.course.cribs import VERBS
from kamlib.course.overview import in_order
from kamlib.course.progress import Progress


def answered(*items: str) -> Progress:
    return Progress({item: {"right": True, "tries": 1} for item in items})


def test_opening_says_what_is_solved_what_is_next_and_minutes_left(client: kam.Client) -> None:
    assert "**0 of 5 solved** · next: 1-2.1 · about 30 minutes left." in open_lesson("1-2", client).markdown
    check("1-2.1", lessons.exercise("1-2.1").expected(client), client)
    assert "**1 of 5 solved** · next: 1-2.2 · about 24 minutes left." in open_lesson("1-2", client).markdown


def test_next_follows_the_text_not_the_data() -> None:
    assert in_order(lessons.lesson("1-1"))[0] == "1-1.q1"
    for lesson in lessons.lessons():
        assert sorted(in_order(lesson)) == sorted(item.id for item in lesson.items)


def test_the_badge_comes_with_the_last_answer_and_only_then() -> None:
    lesson = lessons.lesson("1-2")
    items = [item.id for item in lesson.items]
    assert badges(lesson, answered(*items[:-2]), answered(*items[:-1])) == []
    (badge,) = badges(lesson, answered(*items[:-1]), answered(*items))
    assert repr(badge).startswith("★ 1-2 · ")
    assert lesson.monday[:20] in repr(badge)
    assert badges(lesson, answered(*items), answered(*items)) == []


def test_a_quiz_may_bring_the_badge(client: kam.Client) -> None:
    lesson = lessons.lesson("1-2")
    for item in lesson.items[:-1]:
        progress.record(item.id, True)
    question = lesson.questions[-1]
    card = Card(question)
    card.answer(*(at for at, option in enumerate(question.options) if option.right))
    assert [badge.title for badge in card.badges] == ["1-2 · " + lesson.title]
    assert "complete" in str(open_lesson("1-2", client))


def test_the_crib_has_the_verbs_of_the_lessons() -> None:
    texts = "".join(lessons.text_of(id_, "en") for id_ in lessons.ids())
    solutions = "".join(e.solution for lesson in lessons.lessons() for e in lesson.exercises)
    for verb in (".head(", ".sort_values(", ".sum()", ".cumsum()", ".merge(", ".loc[", ".isin(", "def "):
        assert any(verb in code for code in VERBS)
        assert verb in texts + solutions
    assert str(crib()).count("\n") > len(VERBS)
