"""Temporary folders of killed runs are cleared by the next one; those of others are left alone."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.reports import scratch
from kamlib.reports.processes import refuse_without_network

NOBODY = 2**22 + 1  # no process has this number: above the largest that Linux gives
pytestmark = pytest.mark.skipif(os.name != "posix", reason="whether a process lives is asked the POSIX way")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left(place: Path, name: str, owner: str | None) -> Path:
    folder = place / name
    folder.mkdir()
    (folder / "kernel.json").write_text("a key")
    if owner is not None:
        (folder / "kamlib-owner").write_text(owner)
    return folder


def test_what_a_killed_run_left_goes(temporary: Path) -> None:
    killed = left(temporary, "kam-1", f"{NOBODY} {socket.gethostname()}")
    sockets = left(temporary, "pymp-1", f"{NOBODY} {socket.gethostname()}")
    scratch.sweep()
    assert not killed.exists()
    assert not sockets.exists()


def test_a_fork_that_fails_leaves_none_behind(temporary: Path) -> None:
    held = scratch.folder()  # as a traceback may hold it
    assert (temporary / Path(held.name).name / "kamlib-owner").exists()
    scratch.clear()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("kam-notes", None),
        ("pymp-2", None),
        ("kam-2", f"{os.getppid()} {socket.gethostname()}"),
        ("kam-3", f"{NOBODY} another-machine"),
        ("kam-4", "words that name no process"),
        ("other", f"{NOBODY} {socket.gethostname()}"),
    ],
)
def test_what_is_not_provably_a_killed_runs_stays(temporary: Path, name: str, owner: str | None) -> None:
    kept = left(temporary, name, owner)
    scratch.sweep()
    assert (kept / "kernel.json").read_text() == "a key"


def test_a_link_is_not_followed(temporary: Path) -> None:
    theirs = left(temporary, "theirs", f"{NOBODY} {socket.gethostname()}")
    (temporary / "kam-link").symlink_to(theirs)
    scratch.sweep()
    assert (theirs / "kernel.json").exists()


def test_a_run_has_its_own_and_takes_it_away(temporary: Path) -> None:
    with scratch.folder() as name:
        assert Path(name).stat().st_mode & 0o077 == 0
        scratch.sweep()
        assert Path(name).is_dir()
    assert list(temporary.iterdir()) == []


def test_without_the_machines_own_address_it_says_so_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_args: object, **_more: object) -> socket.socket:
        raise OSError(101, "Network is unreachable")

    refuse_without_network()
    monkeypatch.setattr(socket, "create_server", unreachable)
    with pytest.raises(KamError, match=r"127\.0\.0\.1, which cannot be used here \(Network is unreachable\)"):
        refuse_without_network()
