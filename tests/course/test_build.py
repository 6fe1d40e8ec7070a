"""A lesson's words of the builder become the right cells."""

from __future__ import annotations

from collections import Counter

import pytest

from kamlib.course import build, lessons


def test_a_question_asked_early_is_not_asked_again_in_the_quiz() -> None:
    lesson = lessons.lesson("1-1")
    made = build.notebook(lesson, lessons.text_of("1-1", "en"))
    asked = Counter(c.source for c in made.cells if c.source.startswith("quiz("))
    assert asked == {f'quiz("{question.id}")': 1 for question in lesson.questions}
    places = [c.source for c in made.cells]
    early = places.index('quiz("1-1.q1")')
    assert all("## Quiz" not in source for source in places[:early])


def test_an_unknown_word_of_the_builder_is_refused() -> None:
    with pytest.raises(ValueError, match="there are exercise, guess, answer, question, quiz"):
        build.notebook(lessons.lesson("1-1"), "{nonsense}\n")
