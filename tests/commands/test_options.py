"""What a user got wrong ends as one line that says what to do, and exit status 2."""

from __future__ import annotations

from contextvars import Context
from pathlib import Path

import pytest
from xlsxwriter.exceptions import FileCreateError

from kamlib.cli import main
from kamlib.commands.options import pairs
from kamlib.tables import read
from kamlib.tables.messages import message
from kamlib.words import speaking


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
    def full(_file: Path, **_how: object) -> Path:
        raise FileCreateError(OSError(28, "No space left on device"))

    monkeypatch.setattr("kamlib.tables.template.write_template", full)
    line = refused(capsys, "template", str(tmp_path / "request.xlsx"))
    assert line.rstrip().endswith("No space left on device")


@pytest.mark.parametrize("command", ["check", "report"])
@pytest.mark.parametrize(("code", "near"), [("XXX", "CNY"), ("CNX", "CNY"), ("EURO", "EUR"), ("USDD", "USD")])
def test_a_code_of_no_currency_is_refused_before_anything_is_read(
    command: str, code: str, near: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, command, "there-is-no-such-file.csv", "--currency", code)
    assert said == f"--currency {code}: use a three-letter code, for example {near}.\n"


@pytest.mark.parametrize("code", ["RMB", "rmb", "cny", "CNY"])
def test_a_currency_may_be_called_as_people_call_it(code: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("Customer,Date,Amount\nA,2024-03-05,100\nB,2024-03-06,200\n", "utf-8")
    assert main(["check", str(file), "--json", "--currency", code]) == 0


def test_a_column_is_mapped_once_only(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "check", "machinery", "--map", "revenue=Net", "--map", "revenue=Gross")
    assert said == "--map revenue=Gross: revenue is already mapped to Net; map it only once.\n"
    assert pairs(["revenue=Net", "revenue=Net"]) == {"revenue": "Net"}


@pytest.mark.parametrize(
    "words", [["--lang", "zh"], ["--lang", "zh", "--help"], ["--help", "--lang", "zh"], ["--lang=zh", "list"]]
)
def test_the_group_of_data_sets_takes_a_language_anywhere(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with speaking("en"):
        assert main(["data", *words]) == 0
    assert "数据集" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["data", "--lang", "fr"], ["--lang=fr", "data", "list"], ["check", "--lang", "fr"]]
)
def test_a_language_that_is_not_spoken_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, *words) == "--lang fr: the languages are en, zh\n"


@pytest.mark.parametrize(
    ("variables", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({}, False),
        ({"LANG": "zh_CN.UTF-8", "KAMLIB_LANG": "en"}, False),
        ({"LANG": "C.UTF-8", "KAMLIB_LANG": "zh"}, True),
    ],
)
def test_the_language_is_that_of_the_place_unless_one_is_told(
    variables: dict[str, str], chinese: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "KAMLIB_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Context().run(main, ["nosuch"]) == 2
    assert ("没有命令" in capsys.readouterr().err) == chinese
    assert Context().run(main, ["nosuch", "--lang", "en"]) == 2
    assert "Unknown command" in capsys.readouterr().err


def test_a_variable_with_a_language_that_is_not_spoken_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAMLIB_LANG", "fr")
    assert refused(capsys, "data", "list") == "KAMLIB_LANG=fr: the languages are en, zh\n"


def test_files_are_named_by_what_they_hold_in_the_language_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking("zh"):
        said = refused(capsys, "report", "--customers", "nosuch.csv")
    assert said == "nosuch.csv：没有这个文件（用于客户）\n"
    assert refused(capsys, "report", "nosuch.csv") == "nosuch.csv: file not found (given for orders)\n"


def test_lists_are_written_as_each_language_writes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("客户,日期,金额,甲,乙\nA,2024-03-05,100,1,2\nB,2024-03-06,200,3,4\n", "utf-8")
    with speaking("zh"):
        assert main(["check", str(file)]) == 0
        assert "未使用的列：甲、乙" in capsys.readouterr().out
        assert "可选：html、pdf、xlsx" in refused(capsys, "report", "--format", "doc")
    assert main(["check", str(file)]) == 0
    assert "Columns not used: 甲, 乙" in capsys.readouterr().out
    assert "choose one of html, pdf, xlsx" in refused(capsys, "report", "--format", "doc")
    assert "choose one of html, pdf, xlsx" in refused(capsys, "report", "--format", "doc", "--format", "pdf")


def test_one_reading_lists_names_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "客户,下单日期,开票日期,发货日期,金额\nA,2024-03-05,2024-03-06,2024-03-07,100\n"
        "B,2024-03-06,2024-03-06,2024-03-07,200\n", "utf-8",
    )  # fmt: skip
    note = next(
        problem for problem in read(file, today="2025-01-01").problems if problem.code == "several-columns"
    )
    assert "开票日期, 发货日期" in message(note)
    with speaking("zh"):
        assert "开票日期、发货日期" in message(note)
