"""A report that is told to stop leaves nothing beside its target and says so in one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kamlib.reports.stopping import Stopped, stoppable


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_report_leaves_nothing_and_says_so(tmp_path: Path, number: signal.Signals, status: int) -> None:
    words = ["report", "--out", str(tmp_path / "out"), "--format", "html"]
    command = [sys.executable, "-c", "from kamlib.cli import main; main()", *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stderr is not None
    said = [process.stderr.readline(), process.stderr.readline()]  # the kernel runs, the second stage begins
    assert list(tmp_path.glob(".out.*.part")), said
    process.send_signal(number)
    rest = process.stderr.read()
    assert process.wait() == status, rest
    assert list(tmp_path.iterdir()) == []
    assert rest.splitlines()[-1].startswith("Stopped")
    assert "Traceback" not in rest


def test_the_signals_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Stopped), stoppable():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before
