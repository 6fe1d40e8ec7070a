"""What a user got wrong ends as one line that says what to do, and exit status 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError

from kamlib.cli import main


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.count("\n") == 1
    return out.err


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_decimal_mark_is_a_point_or_a_comma(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "the decimal mark is . or ," in refused(capsys, command, "machinery", "--decimal", "x")


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notes"
    file.write_text("mine", "utf-8")
    assert f"{file} is a file" in refused(capsys, "report", "--out", str(file / "deep" / "report"))
    assert str(file) in refused(capsys, "world", str(file / "client"), "--bank")


def test_a_workbook_that_cannot_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path) -> Path:
        raise FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr("kamlib.tables.template.write_template", full)
    line = refused(capsys, "template", str(tmp_path / "request.xlsx"))
    assert line.rstrip().endswith("No space left on device")
