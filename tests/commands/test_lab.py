"""The server of the course ends with the command that started it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest


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
