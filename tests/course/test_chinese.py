"""The Chinese notebooks hold what their cells show today, and each exercise solved in them is right, in Chinese.

Strict nbval looks at both languages (``test_nbval.py``: the Chinese is slow). Here the cells run in this process,
on the client that all tests share; each text that a cell shows is compared with the one that is stored.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

import kamlib as kam
from kamlib.course import lessons
from kamlib.course.checking import judge
from kamlib.course.values import Values
from kamlib.words import speaking
from tests.course import lint
from tests.course.in_shell import shown
from tests.course.test_solved import solved

ROOT = Path(__file__).parents[2]
WRITTEN = [id_ for id_ in lessons.ids() if "zh" in lessons.languages(id_)]

#: What nbval compares too: pictures and widgets are not looked at.
LOOKED_AT = ("text/plain", "text/html", "text/markdown")


#: Longest feedback, in signs: two short sentences.
MOST_SIGNS = 70


def kept(outputs: list[Any]) -> list[dict[str, str]]:
    """The texts of a cell's outputs."""
    return [{kind: data[kind] for kind in LOOKED_AT if kind in data} for data in outputs]


@pytest.mark.parametrize("id_", WRITTEN)
def test_a_chinese_notebook_holds_what_its_cells_show_and_is_right_when_solved(id_: str) -> None:
    with speaking("zh"):
        lesson = lessons.lesson(id_)
        notebook = nbformat.read(ROOT / "notebooks" / "zh" / f"{lesson.name}.ipynb", as_version=4)
        now = shown(solved(notebook, lesson), drawn=False)
    told = 0
    for cell, outputs in now:
        stored = [output.get("data", {"text/plain": output.get("text")}) for output in cell.outputs]
        if "exercise" in cell.metadata.get("tags", []):
            assert [data["text/plain"][:4] for data in stored] == ["○ 未作"]
            assert [data["text/plain"][:5] for data in outputs] == ["✓ 正确："], cell.source
            told += 1
        else:
            assert kept(outputs) == kept(stored), cell.source
    assert told == len(lesson.exercises)


EXERCISES = [(id_, at) for id_ in WRITTEN for at in range(len(lessons.lesson(id_).exercises))]


@pytest.mark.parametrize(("id_", "at"), EXERCISES)
def test_an_exercise_is_judged_alike_in_both_languages_and_in_words_of_each(
    id_: str, at: int, client: kam.Client
) -> None:
    english = lessons.lesson(id_).exercises[at]
    with speaking("zh"):
        chinese = lessons.lesson(id_).exercises[at]
    values = Values(client).given_by
    right = values(english.expected)
    answers = [..., right, *(values(mistake.wrong) for mistake in english.mistakes), None, "?", -1e9]
    for answer in answers:
        told = judge(english, answer, client)
        with speaking("zh"):
            said = judge(chinese, answer, client)
            assert (said.outcome, said.mistake) == (told.outcome, told.mistake)
            assert spoken(str(said)) == [], str(said)
            assert len(str(said)) <= MOST_SIGNS
    for text in (chinese.prompt, *chinese.hints):
        assert spoken(text) == [], text


@pytest.mark.parametrize("id_", WRITTEN)
def test_whatever_a_lesson_asks_and_answers_is_chinese(id_: str) -> None:
    with speaking("zh"):
        lesson = lessons.lesson(id_)
    options = [option for question in lesson.questions for option in question.options]
    texts = [
        lesson.title, lesson.why, *(o.text for o in lesson.objectives), *(q.text for q in lesson.questions),
        *(option.text for option in options), *(option.feedback for option in options),
        *(e.after for e in lesson.exercises), *(m.sentence for e in lesson.exercises for m in e.mistakes),
    ]  # fmt: skip
    assert {
        text: spoken(text.replace("{yours}", "x")) for text in texts if spoken(text.replace("{yours}", "x"))
    } == {}


def spoken(text: str) -> list[str]:
    """What is not Chinese in a text: English but code, a text of the learner's, half-width stops."""
    plain = re.sub(r"`[^`]*`|“[^”]*”|hint\(\"[^\"]*\"\)", "某", text)
    return [*lint.english(plain), *lint.half_width(plain)]


def test_english_in_a_sentence_would_be_seen() -> None:
    assert spoken("这些 customers 最好") == ["customers"]
    assert len(spoken("对,请看")) == 1
    assert spoken("请用 `ranked.head(5)`，不是文本“holds”。") == []
