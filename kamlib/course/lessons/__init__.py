"""The lessons: ``lesson_1_2.py`` holds the data of lesson 1-2, ``lesson_1_2.en.md`` its text with the code.

``lesson_1_2.zh.md`` is the Chinese text; where code goes it says ``{code}`` (see `kamlib.course.editions`).

A lesson's module has one function, ``lesson()``, that makes its ``Lesson``. It is called once in each language, so
``_("…")`` may be used in it; what its functions give is kept by function (see `kamlib.course.values`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TypeVar

from kamlib.course import editions, state
from kamlib.course.exercise import Exercise, Guess, Lesson, Question
from kamlib.course.slips.signs import unquoted
from kamlib.errors import KamError
from kamlib.words import _, language

FOLDER = Path(__file__).parent

Item = TypeVar("Item")


def ids() -> list[str]:
    """Return the ids of all lessons, in the order of the course.

    Returns
    -------
    list of str
        Such as ``2-4``.
    """
    return sorted(file.stem.removeprefix("lesson_").replace("_", "-") for file in FOLDER.glob("lesson_*.py"))


def lessons() -> list[Lesson]:
    """Return all lessons, in the order of the course and the language in use.

    Returns
    -------
    list of Lesson
        One object a lesson.
    """
    return [lesson(id_) for id_ in ids()]


def lesson(id_: str) -> Lesson:
    """Return a lesson by id.

    Parameters
    ----------
    id_ : str
        Id of the lesson, such as ``2-4``.

    Returns
    -------
    Lesson
        In the language in use.

    Raises
    ------
    KamError
        If there is none; names the nearest.
    """
    _known(id_, ids())
    return _made(id_, language())


@cache
def _made(id_: str, _language: str) -> Lesson:
    """Make a lesson in the language in use; the same object each time, so that its answers are kept."""
    made: Lesson = import_module(f"kamlib.course.lessons.lesson_{id_.replace('-', '_')}").lesson()
    return made


def languages(id_: str) -> list[str]:
    """Return the languages in which the text of a lesson is written.

    Parameters
    ----------
    id_ : str
        Id of the lesson, such as ``2-4``.

    Returns
    -------
    list of str
        Codes such as ``en``, sorted.
    """
    return sorted(file.name.split(".")[1] for file in FOLDER.glob(f"lesson_{id_.replace('-', '_')}.*.md"))


def text_of(id_: str, lang: str) -> str:
    """Return the text of a lesson in a language.

    Parameters
    ----------
    id_ : str
        Id of the lesson, such as ``2-4``.
    lang : str
        Language code, such as ``en``.

    Returns
    -------
    str
        Markdown with the marks of the cells; in every language with the code of the English text.

    Raises
    ------
    ValueError
        If the sections, code cells, exercises or questions are not those of the English text.
    """
    english = _file(id_, "en").read_text("utf-8")
    if lang == "en":
        return english
    file = _file(id_, lang)
    return editions.whole(file.read_text("utf-8"), english, file.name)


def _file(id_: str, lang: str) -> Path:
    return FOLDER / f"lesson_{id_.replace('-', '_')}.{lang}.md"


def exercise(id_: str) -> Exercise:
    """Return an exercise by id: ``"2-4.1"``.

    Parameters
    ----------
    id_ : str
        Id of the lesson and number of the exercise.

    Returns
    -------
    Exercise
        In the language in use.

    Raises
    ------
    KamError
        If there is none; names the nearest.
    """
    return _held(id_, {e.id: e for e in _of(id_).exercises})


def question(id_: str) -> Question:
    """Return a quiz question by id: ``"2-4.q1"``.

    Parameters
    ----------
    id_ : str
        Id of the lesson and number of the question.

    Returns
    -------
    Question
        In the language in use.

    Raises
    ------
    KamError
        If there is none; names the nearest.
    """
    return _held(id_, {q.id: q for q in _of(id_).questions})


def guess(id_: str) -> Guess:
    """Return a guess by id: ``"1-2.g1"``.

    Parameters
    ----------
    id_ : str
        Id of the lesson and number of the guess.

    Returns
    -------
    Guess
        In the language in use.

    Raises
    ------
    KamError
        If there is none; names the nearest.
    """
    return _held(id_, {g.id: g for g in _of(id_).guesses})


def _of(id_: object) -> Lesson:
    if not isinstance(id_, str):
        call = unquoted(state.cell) or 'hint("1-2.1")'
        raise KamError(_("Put quotes around the number: `{call}`.", call=call))
    if (at := id_.partition(".")[0]) in ids():
        return lesson(at)
    raise KamError(_("There is no {id} in the course; the nearest is {near}.", id=id_, near=_nearest(id_)))


def _nearest(id_: str) -> str:
    """Return the item whose digits are the same, or the one that is written most like it."""
    items = [item.id for each in lessons() for item in (*each.items, *each.guesses)]
    digits = [one for one in items if re.sub(r"\W", "", one) == re.sub(r"\W", "", id_)]
    return next(iter(digits or difflib.get_close_matches(id_, items, n=1, cutoff=0.0)), "–")


def _held(id_: str, held: Mapping[str, Item]) -> Item:
    """Return what goes by an id."""
    _known(id_, list(held))
    return held[id_]


def _known(id_: object, known: list[str]) -> None:
    if id_ not in known:
        near = difflib.get_close_matches(str(id_), known, n=1, cutoff=0.0) or ["–"]
        raise KamError(_("There is no {id} in the course; the nearest is {near}.", id=str(id_), near=near[0]))
