"""Stored outputs of the templates are what they compute: nbval passes, fails at one number, leaves nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kamlib._paths import shipped
from kamlib.reports.parameters import TEMPLATES
from kamlib.reports.stored import IGNORED

FOLDER = shipped("notebooks") / "reports"

#: Outputs that differ from run to run or from machine to machine: a time, an address, a path.
TELLING = re.compile(r"\d\d:\d\d|\b0x[0-9a-f]{6,}|(?<![\w<.])/\w+/")


def read(template: str) -> Any:
    return nbformat.read(FOLDER / f"{template}.ipynb", as_version=4)


def compared(notebook: Any) -> list[Any]:
    """The code cells that nbval compares and that show something."""
    return [c for c in notebook.cells if c.cell_type == "code" and c.outputs and IGNORED not in c.metadata.tags]


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_stored_is_small_and_the_same_everywhere(template: str) -> None:
    assert (FOLDER / f"{template}.ipynb").stat().st_size < 20_000
    notebook = read(template)
    assert [cell.id for cell in compared(notebook)] == ["summary", "contents"]
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type == "display_data"
            assert set(output.data) == {"text/html", "text/plain"}
            assert not TELLING.search("".join(output.data.values()))


def test_what_tells_of_a_run_would_be_found() -> None:
    for text in ("at 12:30", "<object at 0x7f3a5c2b>", "in /tmp/x"):
        assert TELLING.search(text)
    assert not TELLING.search("<p>84% of CN¥1.2M</p> 4/5 and 1/2")


def changed(notebook: Any) -> Any:
    """A copy of which one number of the summary is another, without what takes long: pictures."""
    notebook.cells = [c for c in notebook.cells if c.id in ("parameters", "read", "find", "compose", "summary")]
    shown = notebook.cells[-1].outputs[0].data
    shown["text/html"] = re.sub(r"(<strong>\D*)(\d)", lambda m: f"{m[1]}{(int(m[2]) + 1) % 10}",
                                shown["text/html"], count=1)  # fmt: skip
    return notebook


@pytest.mark.slow
def test_strict_nbval_passes_sees_one_changed_number_and_leaves_nothing(tmp_path: Path) -> None:
    for template in TEMPLATES:
        (tmp_path / f"{template}.ipynb").write_bytes((FOLDER / f"{template}.ipynb").read_bytes())
    nbformat.write(changed(read("review")), tmp_path / "wrong.ipynb")
    before = sorted(tmp_path.rglob("*"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [*command, "--nbval", str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout[-8000:]
    cells = sum(c.cell_type == "code" for template in TEMPLATES for c in read(template).cells)
    assert f"1 failed, {cells + 4} passed" in done.stdout, done.stdout[-8000:]
    assert "wrong.ipynb::Cell 4" in done.stdout
    assert sorted(tmp_path.rglob("*")) == before
