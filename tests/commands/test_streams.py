"""The command works on any terminal, file or pipe; a program that asks for JSON gets JSON, whatever happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kamlib.cli import main
from tests.commands.preloaded import afresh, kam

ORDERS = (
    "客户,日期,金额,成本,订单号\n"
    "华为,2024-01-05,5643,4514,A1\n格力,2024-02-06,700,500,A2\n美的,2024-03-07,9000.5,800,A3\n格力,不详,70,50,A4\n"
)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    file = tmp_path / "订单.csv"
    file.write_text(ORDERS, encoding="utf-8")
    return file


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_printed_in_any_encoding(orders: Path, encoding: str, language: str) -> None:
    done = kam("check", orders, "--currency", "CNY", "--lang", language, encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert "15,343" in text.replace("，", ",")
    if encoding == "gbk":
        assert "华为" not in text  # customers are not on this page
        assert "日期" in text
        assert "?" not in text


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "utf-8"])
def test_json_says_the_same_in_any_encoding(orders: Path, encoding: str) -> None:
    done = kam("check", orders, "--currency", "CNY", "--lang", "zh", "--json", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout.decode(encoding))
    assert found["revenue"] == 15343.5
    assert found["columns"]["客户"] == "customer_id"
    assert "不详" in str(found["problems"])


@pytest.mark.skipif(os.name != "posix", reason="the shell is one of POSIX")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_was_closed_is_nobody_elses(tmp_path: Path, closed: str) -> None:
    """What is opened later gets another number than the three, also in what is started with them."""
    more = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(str(min(os.pipe())))"
    code = "import os, sys; from kamlib.commands.streams import hold_open; hold_open(); print(flush=True); "
    code += f"os.execv(sys.executable, [sys.executable, '-c', {more!r}, sys.argv[1]])"
    told = ["sh", "-c", f'"$0" -c "$1" "$2" {closed}', sys.executable, code, str(tmp_path / "told")]
    subprocess.run(told, check=True)
    assert int((tmp_path / "told").read_text()) > 2


def test_without_any_locale_it_works(orders: Path) -> None:
    no_locale = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = afresh("check", orders, "--currency", "EUR", **no_locale)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"EUR" in done.stdout or "€".encode() in done.stdout


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_help_and_errors_are_printed_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    done = kam("--help", "--lang", "zh", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    done = kam("check", tmp_path / "没有…→¥.csv", "--lang", "zh", encoding=encoding)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nowhere.csv"], "There is no file"),
        (["x" * 5000], "too long"),
        (["nowhere/*.csv"], "no file matches"),
        (["f.csv", "--bogus"], "Unknown option --bogus"),
        (["f.csv", "--currency", "pounds"], "pounds"),
        (["f.csv", "--unit", "x"], "enter a number"),
        ([], "FILE is missing"),
    ],
)
def test_json_is_json_when_it_fails(words: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", *words]) == 2
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (found["ok"], told.err) == (False, "")
    assert reason in found["error"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_refused_with_that_reason(
    orders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    orders.chmod(0)
    assert main(["check", "--json", str(orders)]) == 2
    assert "Permission denied" in json.loads(capsys.readouterr().out)["error"]


def test_a_mistake_of_ours_is_one_line_and_shown_whole_on_demand(
    orders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kamlib import loading

    def fail(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("by nought\nand more")

    monkeypatch.setattr(loading, "load", fail)
    assert main(["check", str(orders)]) == 2
    assert capsys.readouterr().err.startswith("internal error in kam (ZeroDivisionError: by nought)")
    monkeypatch.setenv("KAMLIB_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["check", str(orders)])
