"""A module holds one idea: none is longer than 400 lines."""

from __future__ import annotations

from tests.project.test_layers import KAMLIB

MOST = 400


def test_no_module_is_longer_than_the_bound() -> None:
    files = {file.relative_to(KAMLIB).as_posix(): file for file in KAMLIB.rglob("*.py")}
    lengths = {name: len(file.read_text("utf-8").splitlines()) for name, file in files.items()}
    assert len(lengths) > 500
    assert {name: lines for name, lines in lengths.items() if lines > MOST} == {}
