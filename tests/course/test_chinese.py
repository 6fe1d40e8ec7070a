"""The Chinese notebooks hold what their cells show today, and each exercise solved in them is right, in Chinese.

Strict nbval looks at both languages (``test_nbval.py``: the Chinese is slow). Here the cells run in this process,
on the client that all tests share; each text that a cell shows is compared with the one that is stored.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from kamlib.course import lessons
from kamlib.words import speaking
from tests.course.in_shell import shown
from tests.course.test_solved import solved

ROOT = Path(__file__).parents[2]
WRITTEN = [id_ for id_ in lessons.ids() if "zh" in lessons.languages(id_)]

#: What nbval compares too: pictures and widgets are not looked at.
LOOKED_AT = ("text/plain", "text/html", "text/markdown")


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
