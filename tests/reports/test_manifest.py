"""The manifest says what a report was made from and consists of; ``kam verify`` finds what was changed."""

from __future__ import annotations

import getpass
import hashlib
import json
from pathlib import Path

import pytest

from kamlib.cli import main
from kamlib.reports import manifest
from kamlib.reports.parameters import Parameters


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    orders = tmp_path / "orders.csv"
    orders.write_bytes(b"a client's orders")
    target = tmp_path / "out"
    (target / "figures").mkdir(parents=True)
    (target / "report.html").write_bytes(b"a page")
    (target / "figures" / "whale.svg").write_bytes(b"a figure")
    manifest.write(target, Parameters(orders=str(orders)), {"orders": orders})
    return target


def test_hashes_are_those_of_the_files(whole: Path) -> None:
    found = json.loads((whole / "manifest.json").read_text())
    assert found["inputs"][0]["sha256"] == hashlib.sha256(b"a client's orders").hexdigest()
    assert {entry["name"] for entry in found["outputs"]} == {"report.html", "figures/whale.svg"}


def test_no_path_and_no_user_is_in_it(whole: Path) -> None:
    text = (whole / "manifest.json").read_text()
    assert str(whole.parent) not in text
    assert f'"{getpass.getuser()}"' not in text
    assert json.loads(text)["parameters"]["orders"] == "orders.csv"


def test_an_untouched_report_is_verified(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(whole)]) == 0
    assert "2 files are unchanged" in capsys.readouterr().out


def test_a_changed_and_a_missing_file_are_named(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (whole / "report.html").write_bytes(b"another page")
    (whole / "figures" / "whale.svg").unlink()
    (whole / "notes.txt").write_bytes(b"added")
    assert main(["verify", str(whole)]) == 1
    said = capsys.readouterr().out
    assert "changed: report.html" in said
    assert "missing: figures/whale.svg" in said
    assert "not part of the report: notes.txt" in said


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"outputs": [1]}'])
def test_without_a_sound_manifest_it_says_so_and_ends_with_two(
    whole: Path, text: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    (whole / "manifest.json").unlink()
    if text is not None:
        (whole / "manifest.json").write_text(text)
    assert main(["verify", str(whole)]) == 2
    said = capsys.readouterr().err
    assert "manifest.json" in said
    assert said.count("\n") == 1
