"""The version of a lesson that a notebook was made from: it tells a learner that a copy is out of date.

A learner keeps a copy of a notebook for months while the package goes on: functions get other names, exercises
other answers. The builder writes the version into the first code cell; ``open_lesson`` compares it with the
lessons that are installed.
"""

from __future__ import annotations

import hashlib
import json

from kamlib.course import lessons
from kamlib.course.exercise import Lesson
from kamlib.words import _, speaking

#: Hexadecimal digits of a version: enough to tell any two versions of one lesson apart.
DIGITS = 8


def version_of(lesson: Lesson, text: str) -> str:
    """Return the version of a lesson: a digest of all that its notebook is made of.

    Parameters
    ----------
    lesson : Lesson
        Its data, in the language of the text.
    text : str
        Its Markdown with code fences and directives.

    Returns
    -------
    str
        Eight hexadecimal digits, the same on every machine and day.
    """
    made_of = [
        lesson.id, lesson.title, lesson.minutes, lesson.prerequisites, lesson.needs, lesson.why, lesson.exhibits,
        [objective.text for objective in lesson.objectives],
        [[exercise.id, exercise.prompt, exercise.starter] for exercise in lesson.exercises],
        [question.id for question in lesson.questions],
        [[guess.id, guess.prompt, guess.starter] for guess in lesson.guesses], lesson.monday, text,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()[:DIGITS]


def installed(id_: str) -> frozenset[str]:
    """Return the versions of a lesson that are installed, one a language that it is written in.

    Parameters
    ----------
    id_ : str
        The lesson: ``"1-2"``.

    Returns
    -------
    frozenset of str
        See `version_of`.
    """
    found = set()
    for lang in lessons.languages(id_):
        with speaking(lang):
            found.add(version_of(lessons.lesson(id_), lessons.text_of(id_, lang)))
    return frozenset(found)


def stale(id_: str, made_from: str | None) -> list[str]:
    """Say that a learner's copy is older than the lesson that is installed, and what to do.

    Parameters
    ----------
    id_ : str
        The lesson: ``"1-2"``.
    made_from : str or None
        The version in the copy's first code cell; None in copies from before versions were written.

    Returns
    -------
    list of str
        One sentence in the language in use; empty where the copy is of the lesson that is installed.
    """
    if made_from in installed(id_):
        return []
    return [
        _(
            "This copy of lesson {id} is older than the installed course. Run `kam lab` again: the current lesson "
            "is then next to it, as `….new.ipynb`; your progress is kept.",
            id=id_,
        )
    ]
