"""What was aimed at: each cell names something that exists, or says why it does not."""

from __future__ import annotations

from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path

import pytest

from kamlib.course import lessons
from kamlib.course.goals import goals
from kamlib.course.goals.goal import NOT_BUILT, Goal
from kamlib.findings import IDS

ROOT = Path(__file__).parents[2]


def faults(goal: Goal) -> list[str]:
    """Return what is wrong with the cells of a goal."""
    cells = {field.name: str(getattr(goal, field.name)) for field in fields(goal)}
    wrong = [name for name, cell in cells.items() if not cell.strip() or cell.strip() == NOT_BUILT.strip()]
    known = {"function": _function, "test": _test, "finding": IDS.__contains__, "lesson": _section}
    wrong += [name for name, exists in known.items()
              if not cells[name].startswith(NOT_BUILT) and not exists(cells[name])]  # fmt: skip
    return wrong


def _function(name: str) -> bool:
    module, _dot, function = name.rpartition(".")
    try:
        return callable(getattr(import_module(f"kamlib.{module}"), function, None))
    except ImportError:
        return False


def _test(name: str) -> bool:
    file, _colons, test = name.partition("::")
    path = ROOT / file
    return path.is_file() and (test == "*" or f"def {test}(" in path.read_text("utf-8"))


def _section(name: str) -> bool:
    id_, _space, heading = name.partition(" ")
    if id_ not in lessons.ids():
        return False
    text = (lessons.FOLDER / f"lesson_{id_.replace('-', '_')}.en.md").read_text("utf-8")
    return f"## {heading}\n" in text


@pytest.mark.parametrize("goal", goals(), ids=lambda goal: goal.clause[:30])
def test_each_cell_names_what_exists_or_says_why_not(goal: Goal) -> None:
    assert faults(goal) == []


@pytest.mark.parametrize("name", ["function", "test", "finding", "lesson"])
def test_an_empty_cell_and_an_unknown_name_are_found(name: str) -> None:
    assert faults(replace(goals()[0], **{name: ""}))
    assert faults(replace(goals()[0], **{name: "keep.hats.wear"})) == [name]
    assert faults(replace(goals()[0], **{name: NOT_BUILT})) == [name]
