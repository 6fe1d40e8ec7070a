"""What is wrong with the words of a command is said in one line, in the language in use."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from kamlib.cli import main
from kamlib.commands.app import GROUPS
from kamlib.words import speaking
from tests.commands.preloaded import afresh, kam

WRONG = [
    ("report --jobs x", "--jobs: enter a whole number of at least 1"),
    ("report --jobs 0", "--jobs: enter a whole number of at least 1"),
    ("check f.csv --unit x", "--unit: enter a number"),
    ("lab --port x", "--port: enter a whole number"),
    ("world d --customers many", "--customers: enter a whole number"),
    ("report --format", "--format needs a value"),
    ("report -j", "-j needs a value"),
    ("check f.csv --json=3", "--json takes no value"),
    ("check a.csv b.csv c.csv", "kam check takes no further arguments: b.csv c.csv is not expected"),
    ("data lst", "Unknown command lst. Did you mean list?"),
    ("data everything", "Unknown command everything. Available: list, get."),
    ("check", "FILE is missing"),
    ("check f.csv --bogus", "Unknown option --bogus"),
]


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with speaking("en"):
        assert main(list(words)) == 2
    out = capsys.readouterr()
    assert (out.out, out.err.count("\n")) == ("", 1)
    return out.err


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_the_line_says_what_is_wrong(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in refused(capsys, *words.split())


@pytest.mark.parametrize("words", [words for words, _said in WRONG])
def test_the_line_is_chinese_where_chinese_is_asked_for(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, *rest = words.split()
    line = (
        refused(capsys, name, "--lang", "zh", *rest)
        if name != "data"
        else refused(capsys, "--lang", "zh", *words.split())
    )
    assert re.search("[\u4e00-\u9fff]", line)
    # nothing is left but names of options, commands and files
    assert not re.search(r"\b(?:value|should|option|argument|command|requires|unexpected)\b", line, re.IGNORECASE)


@pytest.mark.parametrize(
    ("group", "says"), [("data", "公开数据集"), ("files", "业务档案"), ("policy", "销售政策")]
)
def test_a_group_without_a_command_shows_its_help_in_either_language(
    group: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with speaking("en"):
        assert main([group, "--lang", "zh"]) == 0
    assert says in capsys.readouterr().out


def test_every_group_takes_the_language_before_its_command(capsys: pytest.CaptureFixture[str]) -> None:
    for group, command in zip(GROUPS, ("get", "merge", "check"), strict=True):
        with speaking("en"):
            assert main([group, "--lang", "zh", command, "--help"]) == 0
        assert re.search("[\u4e00-\u9fff]", capsys.readouterr().out)


@pytest.mark.parametrize("command", [[], ["report"], ["check"], ["world"], ["data", "get"]])
def test_chinese_help_is_whole_on_a_narrow_screen(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for width in ("80", "400"):
        monkeypatch.setenv("COLUMNS", width)
        with speaking("zh"):
            assert main([*command, "--help", "--lang", "zh"]) == 0
        said.append(capsys.readouterr().out)
    assert re.findall("[\u4e00-\u9fff]", said[0]) == re.findall("[\u4e00-\u9fff]", said[1])
    assert said[0].count("…") == said[1].count("…")


#: What Typer writes of its own accord.
TYPER = re.compile(
    r"Usage|Options|OPTIONS|Arguments|Commands|Show|and exit|default|required|range|<(?:str|int|path|list)"
)


@pytest.mark.parametrize("command", ["", "world", "progress"])
def test_chinese_help_leaves_nothing_of_typer_in_english(command: str) -> None:
    said = kam(*command.split(), "--help", "--lang", "zh", encoding="utf-8").stdout.decode("utf-8")
    assert "显示本说明并退出" in said
    assert TYPER.findall(said) == []


def test_on_a_narrow_screen_nothing_of_typer_is_left_in_english_either() -> None:
    done = afresh("report", "--help", "--lang", "zh", PYTHONIOENCODING="utf-8", COLUMNS="60")
    assert "[默认：2；至少 1]" in re.sub(r"\n\s+", "", done.stdout.decode("utf-8"))
    assert TYPER.findall(done.stdout.decode("utf-8")) == []


def test_english_help_is_left_as_typer_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking("zh"):
        assert main(["verify", "--lang", "en", "--help"]) == 0
    said = capsys.readouterr().out
    assert "Usage: kam verify" in said
    assert "Show this message and exit." in said


@pytest.mark.skipif(os.name == "nt", reason="links and signals: no such names on Windows")
def test_a_file_whose_name_breaks_lines_is_spoken_of_in_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd, sound = tmp_path / "odd\rname.csv", tmp_path / "sound\nname.csv"
    odd.write_text("x", encoding="utf-8")
    sound.write_text("customer,date,revenue\nA,2024-01-02,5\n", encoding="utf-8")
    assert main(["check", str(odd)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert main(["check", str(sound)]) == 0
    assert "sound name.csv" in capsys.readouterr().out.splitlines()[1]
