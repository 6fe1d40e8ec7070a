"""Each lesson, run with every exercise solved, sees every check right; stored as it is, not started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from kamlib.course import build, lessons
from tests.course.in_shell import shown

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


@pytest.mark.parametrize("id_", lessons.ids())
def test_every_check_is_right_when_solved(id_: str) -> None:
    lesson = lessons.lesson(id_)
    cells = shown(solved(build.notebook(lesson, lessons.text_of(id_, "en")), lesson))
    answered = [(c, data) for c, data in cells if "exercise" in c.metadata.get("tags", [])]
    told = {c.source.splitlines()[-1]: data[-1]["text/plain"] for c, data in answered}
    assert len(told) == len(lesson.exercises)
    assert all(text.startswith("✓ Right") for text in told.values()), told


@pytest.mark.parametrize("id_", lessons.ids())
def test_every_check_is_not_started_when_untouched(id_: str) -> None:
    lesson = lessons.lesson(id_)
    notebook = nbformat.read(ROOT / "notebooks" / "en" / f"{lesson.name}.ipynb", as_version=4)
    told = feedback(notebook)
    assert len(told) == len(lesson.exercises)
    assert all(text.startswith("○ Not started") for text in told.values()), told
