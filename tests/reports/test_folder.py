"""A report appears under its name when it is whole, and not before."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.reports import folder, manifest, replacing
from kamlib.reports.parameters import Parameters
from kamlib.words import speaking
from tests.embedded import embedded

NOBODY = 2**22 + 1  # no process has this number: above the largest that Linux gives


def report(target: Path, text: str = "whole") -> None:
    with folder.in_the_making(target) as part:
        (part / "report.html").write_text(text)
        manifest.write(part, Parameters(), {})


def fail_halfway(target: Path) -> None:
    with folder.in_the_making(target) as part:
        (part / "report.html").write_text("half")
        raise RuntimeError


def left_beside(target: Path) -> list[str]:
    return sorted(p.name for p in target.parent.iterdir() if p != target)


def test_a_whole_report_appears_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    report(tmp_path / "out")
    assert (tmp_path / "out" / "report.html").read_text() == "whole"
    assert left_beside(tmp_path / "out") == []


def test_what_fails_leaves_the_report_that_was_there(tmp_path: Path) -> None:
    report(tmp_path / "out", "old")
    with pytest.raises(RuntimeError):
        fail_halfway(tmp_path / "out")
    assert (tmp_path / "out" / "report.html").read_text() == "old"
    assert left_beside(tmp_path / "out") == []


def test_a_new_report_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    report(tmp_path / "out", "old")
    with folder.in_the_making(tmp_path / "out") as part:
        (part / "other.html").write_text("new")
        assert (tmp_path / "out" / "report.html").read_text() == "old"
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["other.html"]


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_killed_at_work_it_leaves_no_half_report_and_the_next_run_clears_up(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from kamlib.reports import folder\n"
        "with folder.in_the_making(Path(sys.argv[1])) as part:\n"
        "    (part / 'report.html').write_text('half'); print('at work', flush=True); time.sleep(60)\n"
    )
    target = tmp_path / "out"
    worker = subprocess.Popen([sys.executable, "-c", code, str(target)], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "at work\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert not target.exists()
    assert len(left_beside(target)) == 1
    report(target)
    assert left_beside(target) == []


@pytest.mark.skipif(os.name != "posix", reason="whether a process lives is asked the POSIX way")
def test_killed_between_the_two_moves_the_old_report_comes_back(tmp_path: Path) -> None:
    report(tmp_path / "out", "old")
    (tmp_path / "out").rename(tmp_path / f".out.{NOBODY}.old")
    replacing.clear(tmp_path / "out")
    assert (tmp_path / "out" / "report.html").read_text() == "old"


def test_what_a_living_process_writes_is_left_alone(tmp_path: Path) -> None:
    working = tmp_path / f".out.{os.getppid()}.part"
    working.mkdir()
    replacing.clear(tmp_path / "out")
    assert working.is_dir()


def test_a_folder_with_other_files_gets_a_folder_for_the_report(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("a client's")
    assert folder.home(tmp_path) == tmp_path / "report"
    report(tmp_path / "report")
    assert folder.home(tmp_path) == tmp_path / "report"
    (tmp_path / "report" / "my notes.txt").write_text("mine")
    with pytest.raises(KamError, match=r"my notes\.txt"):
        folder.home(tmp_path)


def test_a_report_is_replaced_with_what_systems_leave_about(tmp_path: Path) -> None:
    report(tmp_path / "out")
    (tmp_path / "out" / ".DS_Store").write_text("")
    (tmp_path / "out" / "~$report.xlsx").write_text("")
    assert folder.home(tmp_path / "out") == tmp_path / "out"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(KamError, match="is a file"):
        folder.home(tmp_path / "out")


def test_names_that_look_like_patterns_are_names(tmp_path: Path) -> None:
    target = tmp_path / "out[1]*"
    report(target)
    (tmp_path / f".out[1]*.{NOBODY}.part").mkdir()
    report(target)
    assert left_beside(target) == []


def test_a_full_disk_is_named_and_not_the_figure_that_met_it(tmp_path: Path, monkeypatch) -> None:
    from kamlib.figures import style
    from kamlib.findings import find
    from kamlib.reports import compose

    def full(*_args: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(style, "save", full)
    part = tmp_path / ".out.123.part"
    part.mkdir()
    findings = find(embedded(), only=["whale"])
    with pytest.raises(KamError, match="no space is left on the disk") as caught:
        compose.draw(findings, part)
    assert str(caught.value).startswith(f"{tmp_path / 'out'} cannot be written")
    with speaking("zh"), pytest.raises(KamError, match="磁盘空间已满"):
        compose.draw(findings, part)


def test_a_refusal_is_found_within_the_error_of_a_library(tmp_path: Path) -> None:
    from xlsxwriter.exceptions import FileCreateError

    with pytest.raises(KamError, match="the disk is read-only"), folder.writing(tmp_path):
        raise FileCreateError(OSError(errno.EROFS, "Read-only file system"))
    with pytest.raises(KamError, match="writing there is not allowed"), folder.in_the_making(tmp_path / "out"):
        raise PermissionError(errno.EACCES, "Permission denied")


def test_what_is_no_refusal_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), folder.writing(tmp_path):
        (tmp_path / "nowhere").read_text()
