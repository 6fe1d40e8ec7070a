"""Each lesson, run with every exercise solved, sees every check right; stored as it is, not started.

On the way each solution is spoilt in every way of ``slip_table``: the sentence must name the slip and the cure.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import pytest

from kamlib.course import build, lessons, session, state
from kamlib.course.exercise import Exercise
from kamlib.course.slips import explain
from kamlib.words import speaking
from tests.course.in_shell import shown
from tests.course.slip_table import Made, slips

ROOT = Path(__file__).parents[2]


def feedback(notebook: Any) -> dict[str, str]:
    """What each exercise cell shows."""
    cells = [c for c in notebook.cells if "exercise" in c.metadata.get("tags", [])]
    return {c.source.splitlines()[-1]: c.outputs[-1]["data"]["text/plain"] for c in cells}


def solved(notebook: Any, lesson: Any) -> Any:
    """Put each exercise's solution in the place of its three dots."""
    for cell in notebook.cells:
        for exercise in lesson.exercises:
            if cell.source.endswith(exercise.starter):
                cell.source = cell.source.replace(f"{exercise.variable} = ...", exercise.solution)
    return notebook


#: Seconds; of a solution that takes longer, one slip of each kind is made.
SLOW = 0.1


@dataclass(frozen=True)
class Told:
    """What a slip was answered with, in both languages."""

    id: str
    slip: Made
    english: str
    chinese: str

    @property
    def names_both(self) -> bool:
        """Whether the sentence names what is wrong and what cures it."""
        parts = (self.slip.token, self.slip.cure)
        return all(part in said for part in parts for said in (self.english, self.chinese))


@cache
def run(id_: str) -> tuple[list[Any], list[Told]]:
    """Run a lesson once, solved; before each exercise make every slip of its solution, in its own names."""
    lesson = lessons.lesson(id_)
    told: list[Told] = []

    def slip(shell: Any, cell: Any) -> None:
        for exercise in lesson.exercises:
            if "exercise" in cell.metadata.get("tags", []) and f'check("{exercise.id}"' in cell.source:
                told.extend(answered(exercise, shell.user_ns))

    cells = shown(solved(build.notebook(lesson, lessons.text_of(id_, "en")), lesson), before=slip)
    return cells, told


def answered(exercise: Exercise, known: dict[str, Any]) -> Iterator[Told]:
    """Say what each slip is answered with; one that happens to be right, or harmless, is left out."""
    began, kinds = time.process_time(), set()
    raised(exercise.solution, dict(known))
    slow = time.process_time() - began > SLOW
    for made in slips(exercise):
        if slow and made.kind in kinds:
            continue
        kinds.add(made.kind)
        space = {**known, exercise.variable: ...}
        state.cell = f'{made.code}\ncheck("{exercise.id}", {exercise.variable})'
        error = raised(made.code, space)
        said = []
        for lang in ("en", "zh"):
            with speaking(lang):
                said.append(said_of(exercise, error, space))
        if all(said):
            yield Told(exercise.id, made, *said)


def raised(code: str, space: dict[str, Any]) -> Exception | None:
    try:
        exec(compile(code, "cell", "exec"), space)  # noqa: S102
    except Exception as error:
        return error
    return None


def said_of(exercise: Exercise, error: Exception | None, space: dict[str, Any]) -> str:
    """Return the one sentence that a cell is answered with; nothing for a right one."""
    if error is not None:
        return explain(error, state.cell, space, exercise.lesson)
    with patch.object(session, "_space", lambda: space):
        found = session.check(exercise.id, space.get(exercise.variable, ...))
    return "" if found.right else str(found.sentence)


@pytest.mark.parametrize("id_", lessons.ids())
def test_every_check_is_right_when_solved(id_: str) -> None:
    lesson = lessons.lesson(id_)
    answered = [(c, data) for c, data in run(id_)[0] if "exercise" in c.metadata.get("tags", [])]
    told = {c.source.splitlines()[-1]: data[-1]["text/plain"] for c, data in answered}
    assert len(told) == len(lesson.exercises)
    assert all(text.startswith("✓ Right") for text in told.values()), told


def test_a_slip_is_answered_with_what_is_wrong_and_the_cure_in_one_short_sentence() -> None:
    told = [one for id_ in lessons.ids() for one in run(id_)[1]]
    assert len(told) > 400
    assert len({one.slip.kind for one in told}) >= 14
    assert {one.id for one in told} == {e.id for lesson in lessons.lessons() for e in lesson.exercises}
    weak = [one for one in told if not one.names_both]
    shown = "\n".join(f"{one.id} {one.slip.kind}: {one.slip.code!r}: {one.english}" for one in weak)
    assert len(weak) / len(told) <= 0.05, shown
    assert [one.english for one in told if len(one.english.split()) > 25] == []
    assert [one.chinese for one in told if len(one.chinese) > 90] == []


@pytest.mark.parametrize("id_", lessons.ids())
def test_every_check_is_not_started_when_untouched(id_: str) -> None:
    lesson = lessons.lesson(id_)
    notebook = nbformat.read(ROOT / "notebooks" / "en" / f"{lesson.name}.ipynb", as_version=4)
    told = feedback(notebook)
    assert len(told) == len(lesson.exercises)
    assert all(text.startswith("○ Not started") for text in told.values()), told
