"""Every lesson keeps the rules, and a copy that breaks a rule is told so."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kamlib.course import build, coverage, lessons
from kamlib.course.exercise import Lesson, Objective
from kamlib.words import LANGUAGES, speaking
from tests.course import lint

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(f for lang in LANGUAGES for f in (ROOT / "notebooks" / lang).glob("*.ipynb"))
EDITIONS = [(id_, lang) for id_ in lessons.ids() for lang in lessons.languages(id_)]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_a_lesson_keeps_every_rule(file: Path) -> None:
    notebook = nbformat.read(file, as_version=4)
    assert lint.faults(notebook, lint.lesson_of(notebook), file) == []


@pytest.mark.parametrize(("id_", "lang"), EDITIONS)
def test_the_stored_notebook_is_made_from_the_lessons_data_and_text(id_: str, lang: str) -> None:
    with speaking(lang):
        lesson = lessons.lesson(id_)
        made = build.notebook(lesson, lessons.text_of(id_, lang))
    stored = nbformat.read(ROOT / "notebooks" / lang / f"{lesson.name}.ipynb", as_version=4)
    assert stored.metadata["kamlib"] == made.metadata["kamlib"]
    assert [c.source for c in stored.cells] == [c.source for c in made.cells], "run make lessons"
    assert [c.metadata for c in stored.cells] == [c.metadata for c in made.cells]


def test_there_is_a_notebook_for_each_lesson_and_no_other() -> None:
    names = {id_: lessons.lesson(id_).name for id_ in lessons.ids()}
    assert {(f.stem, f.parent.name) for f in NOTEBOOKS} == {(names[id_], lang) for id_, lang in EDITIONS}


def test_the_coverage_page_is_in_step() -> None:
    assert (ROOT / "docs" / "coverage.md").read_text("utf-8") == coverage.page(lessons.lessons()), (
        "run make lessons"
    )


def test_the_notebooks_are_light() -> None:
    assert sum(f.stat().st_size for f in (ROOT / "notebooks").rglob("*.ipynb")) < 25e6


@pytest.fixture
def good() -> tuple[Any, Lesson, Path]:
    return _stored("en")


def _stored(lang: str) -> tuple[Any, Lesson, Path]:
    file = ROOT / "notebooks" / lang / "1-2-eighty-twenty.ipynb"
    notebook = nbformat.read(file, as_version=4)
    return notebook, lint.lesson_of(notebook), file


def _first(notebook: Any, word: str, kind: str = "markdown") -> Any:
    return next(c for c in notebook.cells if c.cell_type == kind and word in c.source)


def _picture(notebook: Any) -> Any:
    return next(o for o in lint.outputs(notebook) if "image/png" in o.get("data", {}))


def _break(notebook: Any, word: str, by: str, kind: str = "markdown") -> None:
    cell = _first(notebook, word, kind)
    cell.source = cell.source.replace(word, by)


BREAKS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "no minutes": ("front_matter: front matter lacks minutes", lambda n: n.metadata["kamlib"].pop("minutes")),
    "idle objective": (
        "front_matter: objective does not begin",
        lambda n: n.metadata["kamlib"].update(objectives=["understand the rule", "rank customers"]),
    ),
    "later prerequisite": (
        "front_matter: prerequisite 9-9", lambda n: n.metadata["kamlib"].update(prerequisites=["9-9"]),
    ),
    "no recap": ("anatomy: the part '## Recap' is missing", lambda n: _break(n, "## Recap", "## Summary")),
    "quiz too early": ("anatomy: the part '## Quiz' stands too early", lambda n: n.cells.insert(
        0, nbformat.v4.new_markdown_cell("## Quiz"))),
    "no reading": ("anatomy: nothing says", lambda n: [
        c.update(source=c.source.replace("Read it like this", "So")) for c in n.cells]),
    "other data": ("opening: the first code cell does not name", lambda n: _break(
        n, "machinery", "cdnow", "code")),
    "not opened": ("opening: the first code cell does not open", lambda n: _break(
        n, "open_lesson(", "print(", "code")),
    "too long": ("length: ", lambda n: n.cells.append(nbformat.v4.new_markdown_cell("word " * 900))),
    "long cell": ("short_cells: a cell of 13 lines", lambda n: _first(n, "ranked =", "code").update(
        source="x = 1\n" * 13)),
    "long cells": ("short_cells: median", lambda n: [c.update(source="x = 1\n" * 6) for c in lint.code(n)]),
    "code after code": ("prose_before_code: ", lambda n: n.cells.insert(4, nbformat.v4.new_code_cell("1 + 1"))),
    "typed number": ("no_typed_numbers: ", lambda n: n.cells.append(nbformat.v4.new_markdown_cell(
        f"They bring {max(x for x in lint.computed(n) if '.' in x)} % of it."))),
    "unasked": ("items_asked: exercise 1-2.1", lambda n: _break(n, 'check("1-2.1"', "print(", "code")),
    "not guessed": ("guessed: guess 1-2.g1 is not asked", lambda n: _break(n, "reveal(", "print(", "code")),
    "answered early": ("guessed: guess 1-2.g1 is answered before", lambda n: n.cells.insert(
        3, nbformat.v4.new_code_cell('reveal("1-2.g1")'))),
    "no Monday": ("guessed: no line for Monday", lambda n: n.cells.pop()),
    "long Monday": ("length: a guess or a Monday line", lambda n: n.cells[-1].update(
        source=n.cells[-1].source + " word" * 60)),
    "dead link": ("links: dead link ../nowhere.md", lambda n: n.cells.append(nbformat.v4.new_markdown_cell(
        "[here](../nowhere.md)"))),
    "no alternative text": ("pictures: a figure without", lambda n: _picture(n).metadata.pop("image/png")),
    "heavy": ("pictures: a figure of 70000", lambda n: _picture(n).data.update(
        {"image/png": base64.b64encode(b"x" * 70_000).decode()})),
    "no figure": ("anatomy: no figure", lambda n: [c.update(outputs=[]) for c in lint.code(n)]),
    "not run": ("clean_outputs: not executed", lambda n: lint.code(n)[2].update(execution_count=None)),
    "address": ("clean_outputs: an address", lambda n: lint.code(n)[1].outputs.append(
        nbformat.v4.new_output("stream", text="<object at 0x7f12ab34cd>"))),
    "path": ("clean_outputs: an address", lambda n: lint.code(n)[1].outputs.append(
        nbformat.v4.new_output("stream", text="/" + "tmp/orders.csv"))),
    "warning": ("clean_outputs: an error or a warning", lambda n: lint.code(n)[1].outputs.append(
        nbformat.v4.new_output("stream", name="stderr", text="careful"))),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_copy_is_told_what_is_wrong(broken: str, good: tuple[Any, Lesson, Path]) -> None:
    notebook, lesson, file = good
    said, damage = BREAKS[broken]
    assert lint.faults(notebook, lesson, file) == []
    damage(notebook)
    assert any(fault.startswith(said) for fault in lint.faults(notebook, lesson, file))


BREAKS_ZH: dict[str, tuple[str, Callable[[Any], object]]] = {
    "English left": ("chinese: English in prose: customers", lambda n: n.cells.append(
        nbformat.v4.new_markdown_cell("这些 customers 最好。"))),
    "English output": ("chinese: English in an output: withdrawal", lambda n: lint.code(n)[2].outputs.append(
        nbformat.v4.new_output("stream", text="业务 | withdrawal"))),
    "half width": ("chinese: half-width: ", lambda n: n.cells.append(
        nbformat.v4.new_markdown_cell("先看,再说。"))),
    "half width in an output": ("chinese: half-width: ", lambda n: lint.code(n)[2].outputs.append(
        nbformat.v4.new_output("stream", text="未作答: 请作答"))),
    "too long": ("length: ", lambda n: n.cells.append(nbformat.v4.new_markdown_cell("长" * 1700))),
    "idle": ("front_matter: objective does not begin", lambda n: n.metadata["kamlib"].update(
        objectives=["了解二八法则", "给客户排名"])),
    "no recap": ("anatomy: the part '## 小结' is missing", lambda n: _break(n, "## 小结", "## 总结")),
    "other language": ("opening: the first code cell does not open", lambda n: _break(
        n, 'lang="zh"', 'lang="en"', "code")),
    "typed number": ("no_typed_numbers: ", lambda n: n.cells.append(nbformat.v4.new_markdown_cell(
        f"合计{max(x for x in lint.computed(n) if '.' in x)}万元。"))),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS_ZH)
def test_a_broken_chinese_copy_is_told_what_is_wrong(broken: str) -> None:
    notebook, lesson, file = _stored("zh")
    said, damage = BREAKS_ZH[broken]
    assert lint.faults(notebook, lesson, file) == []
    damage(notebook)
    assert any(fault.startswith(said) for fault in lint.faults(notebook, lesson, file))


def test_chinese_may_name_code_customers_and_a_term_in_brackets() -> None:
    notebook, lesson, file = _stored("zh")
    notebook.cells.append(nbformat.v4.new_markdown_cell("用 `ranked.head(5)` 看基尼系数（Gini coefficient）。"))
    lint.code(notebook)[2].outputs.append(nbformat.v4.new_output("stream", text="Wyrbeck Shipyards AB | SO0001"))
    assert lint.faults(notebook, lesson, file) == []


@pytest.mark.parametrize(("change", "said"), [
    ({"objectives": (Objective("rank", "rank"), Objective("new", "do it"))}, "objectives_met: nothing proves"),
    ({"exercises": ()}, "anatomy: 0 exercises"),
    ({"questions": ()}, "anatomy: no quiz"),
    ({"exhibits": ("nonsense",)}, "mentions: no finding nonsense"),
])  # fmt: skip
def test_a_broken_lesson_is_told_what_is_wrong(
    change: dict[str, Any], said: str, good: tuple[Any, Lesson, Path]
) -> None:
    notebook, lesson, file = good
    found = lint.faults(notebook, dataclasses.replace(lesson, **change), file)
    assert any(fault.startswith(said) for fault in found)


def test_each_rule_is_broken_by_some_copy() -> None:
    damages = [*BREAKS.values(), *BREAKS_ZH.values()]
    tried = {said.partition(":")[0] for said, _damage in damages} | {"objectives_met", "mentions"}
    assert tried == {rule.__name__ for rule in lint.RULES}
