"""Progress: nothing is lost by two kernels at once, a damaged file, a full disk or another version."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

from kamlib.cli import main
from kamlib.course import lessons, progress
from kamlib.course.certificate import write
from kamlib.course.overview import outlook, rows
from kamlib.course.progress import Progress
from kamlib.errors import KamError
from kamlib.words import speaking


def all_right() -> Progress:
    return Progress(
        {item.id: {"right": True, "tries": 1} for lesson in lessons.lessons() for item in lesson.items}
    )


def test_there_is_no_file_before_the_first_answer(progress_file: Path) -> None:
    assert progress.read() == Progress()
    assert not progress_file.exists()


def test_answers_are_kept_and_what_was_right_stays_right() -> None:
    progress.record("1-2.1", False)
    progress.record("1-2.1", True)
    progress.record("1-2.1", False)
    assert progress.read().answers == {"1-2.1": {"right": True, "tries": 3}}


@pytest.mark.parametrize("damage", [
    b"", b"{", b"[]", b"null", b'{"answers": [1]}', b'{"answers": {"a": 1}}', b"\xff\xfe\x00", b'{"version": 1}',
])  # fmt: skip
def test_a_damaged_file_is_set_aside_with_a_sentence(progress_file: Path, damage: bytes) -> None:
    progress_file.write_bytes(damage)
    held = progress.record("1-2.1", True)
    assert held.right("1-2.1")
    assert "progress.damaged-1.json" in held.warning
    assert progress_file.with_name("progress.damaged-1.json").read_bytes() == damage
    assert progress.read() == Progress({"1-2.1": {"right": True, "tries": 1}})


def test_a_second_damaged_file_does_not_push_out_the_first(progress_file: Path) -> None:
    for n in (1, 2):
        progress_file.write_text(f"broken {n}")
        progress.read()
    kept = sorted(p.read_text() for p in progress_file.parent.glob("*damaged*"))
    assert kept == ["broken 1", "broken 2"]


def test_a_file_of_a_later_version_keeps_what_this_one_does_not_know(progress_file: Path) -> None:
    later = {"version": 9, "answers": {"1-2.1": {"right": True, "tries": 1, "seconds": 12}}, "theme": "dark"}
    progress_file.write_text(json.dumps(later))
    progress.record("1-2.1", False)
    assert progress.read().answers["1-2.1"] == {"right": True, "tries": 2, "seconds": 12}


def test_two_kernels_at_once_lose_no_answer(progress_file: Path) -> None:
    code = (
        "import sys; from kamlib.course import progress\n"
        "for n in range(60): progress.record(f'{sys.argv[1]}.{n}', True)"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, name]) for name in ("a", "b", "c")]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert len(progress.read().answers) == 180


def test_where_nothing_can_be_written_the_lesson_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("KAMLIB_PROGRESS", str(blocked / "progress.json"))
    assert "not saved" in progress.record("1-2.1", True).warning


def test_without_an_override_the_file_is_in_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAMLIB_PROGRESS")
    assert progress.place().name == "progress.json"
    assert "kamlib" in progress.place().parts


def test_minutes_left_shrink_with_each_answer() -> None:
    course = lessons.lessons()
    before = rows(Progress(), course)
    after = rows(Progress({course[0].items[0].id: {"right": True}}), course)
    assert [row.minutes_left for row in before] == [lesson.minutes for lesson in course]
    assert after[0].minutes_left < before[0].minutes_left
    assert outlook(before).startswith("Next: 0-1 Start here.")
    assert all(row.minutes_left == 0 for row in rows(all_right(), course))


def test_minutes_left_are_rounded_up() -> None:
    """Ten minutes for three questions: 7 after one, 4 after two, and never nothing while one is open."""
    one: Any = SimpleNamespace(minutes=10, items=[SimpleNamespace(id=name) for name in "abc"])
    done = [Progress({name: {"right": True} for name in names}) for names in ("", "a", "ab", "abc")]
    assert [rows(held, [one])[0].minutes_left for held in done] == [10, 7, 4, 0]


def test_kam_progress_shows_a_table_what_is_next_and_minutes_left(capsys: pytest.CaptureFixture[str]) -> None:
    progress.record("0-1.1", True)
    assert main(["progress"]) == 0
    shown = capsys.readouterr().out
    assert "0-1 Start here" in shown
    assert "1 of 5" in shown
    assert "Next: 0-1 Start here" in shown
    assert "minutes left" in shown


def test_a_certificate_waits_for_all_objectives(tmp_path: Path) -> None:
    file = tmp_path / "c.pdf"
    with pytest.raises(KamError, match=r"objectives are still open\. Next: 0-1"):
        write(Progress(), lessons.lessons(), "Li Na", file)
    assert not file.exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_certificate_lists_every_objective(tmp_path: Path, lang: str) -> None:
    name = "李娜 #show [x] $1$ <script>"
    with speaking(lang):
        course = lessons.lessons()
        file = write(all_right(), course, name, tmp_path / "c.pdf")
    pages = PdfReader(file).pages
    assert len(pages) == 1
    text = pages[0].extract_text().replace("\n", "").replace(" ", "")
    assert name.replace(" ", "") in text
    for lesson in course:
        for objective in lesson.objectives:
            assert objective.text.replace(" ", "")[:20] in text


def test_kam_progress_writes_the_certificate_for_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["progress", "--certificate", str(tmp_path / "c.pdf")]) == 2
    assert "--name" in capsys.readouterr().err
    for item in all_right().answers:
        progress.record(item, True)
    assert main(["progress", "--certificate", str(tmp_path / "c.pdf"), "--name", "Li Na"]) == 0
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
