"""Stored outputs are what the lessons compute: strict nbval passes, and fails when a number was changed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
LESSONS = NOTEBOOKS / "en"


def nbval(*paths: Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run strict nbval in a pytest of its own; nothing is sanitised, nothing has to be.

    Its kernels are forked where that can be, which spares each the loading of libraries.
    """
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "kamlib._addresses",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
    ]
    command += ["--nbval", "-p", "no:xdist", "-p", "no:hypothesispytest"]
    command += ["-p", "tests.course.forked_kernels"] if sys.platform == "linux" else []
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*command, *map(str, paths)], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_every_lesson_computes_what_it_shows(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever language the system speaks; that of ``test_chinese.py`` is enough in a hurry."""
    monkeypatch.setenv("KAMLIB_LANG", "zh" if lang == "en" else "en")
    run = nbval(NOTEBOOKS / lang)
    assert run.returncode == 0, run.stdout[-8000:]
    assert f"{cells(lang)} passed" in run.stdout


def cells(lang: str) -> int:
    notebooks = [nbformat.read(f, as_version=4) for f in (NOTEBOOKS / lang).glob("*.ipynb")]
    return sum(c.cell_type == "code" for n in notebooks for c in n.cells)


def test_nbval_sees_one_changed_number_and_nothing_where_none_was_changed(tmp_path: Path) -> None:
    notebook = nbformat.read(LESSONS / "0-1-start-here.ipynb", as_version=4)
    opening = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    cell = next(c for c in notebook.cells if c.source == "len(client.orders)")
    notebook.cells = [opening, cell]
    nbformat.write(notebook, tmp_path / "same.ipynb")
    shown = cell.outputs[0]["data"]["text/plain"]
    cell.outputs[0]["data"]["text/plain"] = re.sub(r"\d$", lambda m: str((int(m[0]) + 1) % 10), shown)
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    run = nbval(tmp_path, folder=tmp_path)
    assert run.returncode == 1
    assert "1 failed, 3 passed" in run.stdout
