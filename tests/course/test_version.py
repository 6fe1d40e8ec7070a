"""A notebook carries the version of its lesson, and a learner is told when a copy is out of date."""

from __future__ import annotations

import re
from dataclasses import replace

import nbformat
import pytest

from kamlib._paths import shipped
from kamlib.course import build, lessons, open_lesson
from kamlib.course.version import installed, stale, version_of
from kamlib.words import speaking
from tests.embedded import embedded

IDS = lessons.ids()


@pytest.mark.parametrize("id_", IDS)
def test_the_stored_notebooks_carry_the_versions_that_are_installed(id_: str) -> None:
    carried = set()
    for lang in lessons.languages(id_):
        file = shipped("notebooks") / lang / f"{lessons.lesson(id_).name}.ipynb"
        first = next(c for c in nbformat.read(file, 4).cells if c.cell_type == "code")
        carried |= set(re.findall(r'version="(\w+)"', first.source))
    assert carried == installed(id_)
    assert len(carried) == len(lessons.languages(id_))


def test_no_two_lessons_have_one_version() -> None:
    assert len({next(iter(installed(id_))) for id_ in IDS}) == len(IDS) > 10


def test_whatever_the_notebook_shows_changes_the_version_and_what_it_does_not_show_changes_nothing() -> None:
    lesson, text = lessons.lesson("2-4"), lessons.text_of("2-4", "en")
    now = version_of(lesson, text)
    first, *others = lesson.exercises
    asked = (replace(first, prompt=first.prompt + " Really?"), *others)
    assert len({now, version_of(lesson, text + "\n"), version_of(replace(lesson, exercises=asked), text)}) == 3
    assert version_of(replace(lesson, exercises=(replace(first, tolerance=0.5), *others)), text) == now


def test_an_older_copy_says_in_one_sentence_what_to_do_and_the_current_one_says_nothing() -> None:
    client = embedded()
    older = str(open_lesson("2-4", client, version="0000aaaa"))
    assert older.count("older than the installed course") == 1
    assert "Run `kam lab` again" in older
    current = version_of(lessons.lesson("2-4"), lessons.text_of("2-4", "en"))
    assert "older" not in str(open_lesson("2-4", client, version=current))
    assert "older" not in str(open_lesson("2-4", client))  # no notebook: there is no copy
    assert stale("2-4", None)  # a notebook from before versions were written
    with speaking("zh"):
        assert "比已安装的课程旧" in str(open_lesson("2-4", client, version="0000aaaa"))


def test_the_builder_writes_one_and_the_same_version_each_time() -> None:
    made = [build.notebook(lessons.lesson("1-2"), lessons.text_of("1-2", "en")) for _time in range(2)]
    assert made[0].cells[1].source == made[1].cells[1].source
    assert any(f'version="{version}"' in made[0].cells[1].source for version in installed("1-2"))
