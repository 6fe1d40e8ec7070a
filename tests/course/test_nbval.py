"""Stored outputs are what the lessons compute: strict nbval passes, and fails when a number was changed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"


@dataclass
class Run:
    """What strict nbval said of all lessons of a language, and of the two notebooks beside them."""

    output: str
    status: int


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Run strict nbval once for each language, with two small notebooks of which one holds a changed number.

    On a copy: a lesson writes what was chosen next to its notebook.
    """
    folder = tmp_path_factory.mktemp("nbval")
    same_and_changed(folder)

    def of(lang: str) -> Run:
        lessons = shutil.copytree(NOTEBOOKS / lang, tmp_path_factory.mktemp("lessons") / lang)
        return nbval(lessons, folder, speaking={"en": "zh", "zh": "en"}[lang])

    return cache(of)


def nbval(*paths: Path, speaking: str) -> Run:
    """Run it in a pytest of its own, on a system that speaks a language; nothing is sanitised, nothing has to be.

    Its kernels are forked where that can be, which spares each the loading of libraries.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    command += ["--nbval", "-p", "no:xdist", "-p", "no:hypothesispytest"]
    command += ["-p", "tests.course.forked_kernels"] if sys.platform == "linux" else []
    env = os.environ | {"PYTHONPATH": str(ROOT), "KAMLIB_LANG": speaking}
    done = subprocess.run(
        [*command, *map(str, paths)], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    return Run(done.stdout, done.returncode)


def same_and_changed(folder: Path) -> None:
    """Write a notebook of three cells as it is stored, and one of which one shown number is another."""
    notebook = nbformat.read(NOTEBOOKS / "en" / "0-1-start-here.ipynb", as_version=4)
    opening = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    cell = next(c for c in notebook.cells if c.source == "len(client.orders)")
    notebook.cells = [opening, cell]
    nbformat.write(notebook, folder / "same.ipynb")
    shown = cell.outputs[0]["data"]["text/plain"]
    cell.outputs[0]["data"]["text/plain"] = re.sub(r"\d$", lambda m: str((int(m[0]) + 1) % 10), shown)
    nbformat.write(notebook, folder / "changed.ipynb")


def cells(lang: str) -> int:
    notebooks = [nbformat.read(f, as_version=4) for f in (NOTEBOOKS / lang).glob("*.ipynb")]
    return sum(c.cell_type == "code" for n in notebooks for c in n.cells)


#: What fails of those two, which is all that may fail.
CHANGED = ["changed.ipynb::Cell 1"]


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_every_lesson_computes_what_it_shows(lang: str, run: Callable[[str], Run]) -> None:
    """Whatever language the system speaks; that of ``test_chinese.py`` is enough in a hurry."""
    done = run(lang)
    assert failed(done) == CHANGED, done.output[-8000:]
    assert f"1 failed, {cells(lang) + 3} passed" in done.output, done.output[-8000:]


def test_nbval_sees_one_changed_number_and_nothing_where_none_was_changed(run: Callable[[str], Run]) -> None:
    assert run("en").status == 1
    assert failed(run("en")) == CHANGED


def failed(run: Run) -> list[str]:
    """List what failed, or could not be run, as pytest does at the end."""
    return re.findall(r"^(?:FAILED|ERROR) (?:.*/)?(.*?)(?= - |$)", run.output, re.M)
