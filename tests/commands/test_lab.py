"""The course opens in the learner's language, and its server ends with the command that started it."""

from __future__ import annotations

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
from kamlib.course import lessons


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
