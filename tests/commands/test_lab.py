"""The course opens in the learner's language, and its server ends with the command that started it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kamlib.cli import main
from kamlib.commands import lab
from kamlib.course import copies, lessons, progress
from kamlib.words import speaking


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def waited(port: int, wanted: bool, seconds: int = 60) -> bool:
    """Wait until something listens, or nothing does; whether it came to that."""
    for _tenth in range(10 * seconds):
        if listens(port) == wanted:
            return True
        time.sleep(0.1)
    return False


def test_the_lessons_are_those_of_the_learners_language_each_in_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(lab, "_serve", lambda command: started.append(command) or 0)
    for lang in ("zh", "en"):
        assert main(["lab", "--folder", str(tmp_path), "--no-browser", "--lang", lang]) == 0
        assert f"--ServerApp.root_dir={tmp_path / lang}" in started[-1]
        copies = {file.stem: file.read_text("utf-8") for file in (tmp_path / lang).glob("*.ipynb")}
        assert sorted(copies) == [lesson.name for lesson in lessons.lessons()]
        assert all(f'client, lang=\\"{lang}\\"' in text for text in copies.values())


def started(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """Run the command up to the server, and return its call."""
    calls: list[list[str]] = []
    monkeypatch.setattr(lab, "_serve", lambda command: calls.append(command) or 0)
    assert main(["lab", "--no-browser", *words]) == 0
    return calls[0]


def test_copies_have_no_outputs_and_0_1_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAMLIB_PROGRESS", str(tmp_path / "progress.json"))
    call = started(monkeypatch, "--folder", str(tmp_path), "--lang", "en")
    assert "--LabApp.default_url=/lab/tree/0-1-start-here.ipynb" in call
    for file in (tmp_path / "en").glob("*.ipynb"):
        cells = json.loads(file.read_text("utf-8"))["cells"]
        assert [c for c in cells if c.get("outputs") or c.get("execution_count")] == []
    shipped_ones = (lab.shipped("notebooks") / "en").glob("*.ipynb")
    assert all(any(c.get("outputs") for c in json.loads(f.read_text("utf-8"))["cells"]) for f in shipped_ones)


def test_the_next_lesson_is_opened_where_the_first_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMLIB_PROGRESS", str(tmp_path / "progress.json"))
    for item in lessons.lesson("0-1").items:
        progress.record(item.id, True)
    call = started(monkeypatch, "--folder", str(tmp_path), "--lang", "zh")
    assert "--LabApp.default_url=/lab/tree/1-1-bank-case.ipynb" in call


def test_a_newer_lesson_is_laid_next_to_the_learners_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started(monkeypatch, "--folder", str(tmp_path), "--lang", "en")
    mine = tmp_path / "en" / "1-2-eighty-twenty.ipynb"
    now = copies.version(mine.read_text("utf-8"))
    mine.write_text(mine.read_text("utf-8").replace(now, "0000aaaa"), "utf-8")
    capsys.readouterr()
    started(monkeypatch, "--folder", str(tmp_path), "--lang", "en")
    assert copies.version(mine.read_text("utf-8")) == "0000aaaa"
    newer = tmp_path / "en" / "1-2-eighty-twenty.new.ipynb"
    assert copies.version(newer.read_text("utf-8")) == now
    assert capsys.readouterr().out.count(newer.name) == 1


def test_lessons_are_never_copied_into_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.chdir(lab.PACKAGE.parent)
    assert copies.folder(None) == tmp_path / "home" / "key-account-lab"
    monkeypatch.chdir(tmp_path)
    assert copies.folder(None) == tmp_path / "key-account-lab"


def test_kernels_show_errors_in_one_sentence_and_the_page_is_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking("zh"):
        paths = lab._environment()
    kernel = Path(paths["JUPYTER_PATH"].split(os.pathsep)[0]) / "kernels" / "python3" / "kernel.json"
    assert "--ext=kamlib.course.catching" in json.loads(kernel.read_text("utf-8"))["argv"]
    overrides = [Path(p) / "labconfig" / "default_setting_overrides.json"
                 for p in paths["JUPYTER_CONFIG_PATH"].split(os.pathsep)]  # fmt: skip
    assert any("zh_CN" in file.read_text("utf-8") for file in overrides if file.exists())
    with speaking("en"):
        assert "jupyter_zh" not in lab._environment()["JUPYTER_CONFIG_PATH"]


def test_what_a_learner_has_worked_on_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "_serve", lambda _command: 0)
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "1-2-eighty-twenty.ipynb").write_text("mine", "utf-8")
    assert main(["lab", "--folder", str(tmp_path), "--no-browser", "--lang", "zh"]) == 0
    assert (tmp_path / "zh" / "1-2-eighty-twenty.ipynb").read_text("utf-8") == "mine"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_ends_the_command_ends_the_server(tmp_path: Path, number: signal.Signals) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["lab", "--no-browser", f"--port={port}", "--folder", str(tmp_path)]
    command = subprocess.Popen(
        [sys.executable, "-c", "from kamlib.cli import main; main()", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert waited(port, True)
        command.send_signal(number)
        assert command.wait(60) is not None
        assert waited(port, False, 5)
    finally:
        command.kill()
