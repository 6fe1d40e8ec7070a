"""The course opens in the learner's language, and its server ends with the command that started it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kamlib.cli import main
from kamlib.commands import lab
from kamlib.course import build, copies, lessons, progress
from kamlib.words import speaking

JUPYTER = lab.PACKAGE / "course" / "jupyter"


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


def test_the_page_is_chinese_and_has_the_kernel_and_the_extension_of_the_course() -> None:
    with speaking("zh"):
        paths = lab._environment()
    own = Path(paths["JUPYTER_PATH"].split(os.pathsep)[0])
    assert kernels(own) == {"key-account-lab"}
    package = json.loads((own / "labextensions" / "key-account-lab" / "package.json").read_text("utf-8"))
    assert (own / "labextensions" / package["name"] / package["jupyterlab"]["_build"]["load"]).is_file()
    overrides = [Path(p) / "labconfig" / "default_setting_overrides.json"
                 for p in paths["JUPYTER_CONFIG_PATH"].split(os.pathsep)]  # fmt: skip
    assert any("zh_CN" in file.read_text("utf-8") for file in overrides if file.exists())
    with speaking("en"):
        assert "jupyter_zh" not in lab._environment()["JUPYTER_CONFIG_PATH"]


def kernels(folder: Path) -> set[str]:
    return {file.parent.name for file in (folder / "kernels").glob("*/kernel.json")}


def test_every_lesson_names_the_kernel_that_explains_errors_and_the_wheel_brings_it(tmp_path: Path) -> None:
    spec = json.loads((JUPYTER / "kernels" / build.KERNEL["name"] / "kernel.json").read_text("utf-8"))
    assert "--ext=kamlib.course.catching" in spec["argv"]
    assert spec["argv"][0] == "python"  # which Jupyter replaces by its own
    assert {key: spec[key] for key in ("display_name", "language")} | {"name": "key-account-lab"} == build.KERNEL
    for lang in ("en", "zh"):
        copies.copied(lab.shipped("notebooks") / lang, tmp_path / lang)
        for file in [*(lab.shipped("notebooks") / lang).glob("*.ipynb"), *(tmp_path / lang).glob("*.ipynb")]:
            assert json.loads(file.read_text("utf-8"))["metadata"]["kernelspec"] == build.KERNEL
    project = tomllib.loads((lab.PACKAGE.parent / "pyproject.toml").read_text("utf-8"))
    brought = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert brought == {"kamlib/course/jupyter/kernels": "share/jupyter/kernels"}


def test_the_kernel_of_the_lessons_explains_an_error_before_the_first_cell_has_run(tmp_path: Path) -> None:
    """In whatever Jupyter: here in a client of one's own, in the language of the notebook's folder."""
    cell = nbformat.v4.new_code_cell('check("0-1.1", customers)')
    made = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": build.KERNEL})
    env = {**os.environ, "JPY_SESSION_NAME": str(tmp_path / "zh" / "0-1.ipynb")}
    runner = NotebookClient(made, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}})
    runner.execute(env=env)
    (shown,) = cell.outputs
    assert shown["data"]["text/plain"].startswith("✗ 还不认识 `check`：先运行第一个代码单元格")
    assert "NameError" in shown["data"]["text/html"]  # folded away


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
