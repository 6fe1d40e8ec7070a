"""How the process of a report is started: forked from one that has everything loaded, or afresh."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

from kamlib.reports.worker import Told, forked


class Worker(Protocol):
    """The process of one report."""

    def told(self) -> Iterator[Told]:
        """Give what it tells, until it ends."""

    def wait(self) -> int:
        """Return its exit status."""

    def terminate(self) -> None:
        """Ask it to end."""


def start(order: dict[str, Any]) -> Worker:
    """Start the process of a report; forked where the system forks safely."""
    return Forked(order) if sys.platform == "linux" else Launched(order)


class Forked:
    """Forked by the fork server of ``multiprocessing``, which is started once for all."""

    def __init__(self, order: dict[str, Any]) -> None:
        context = multiprocessing.get_context("forkserver")
        self._heard, telling = context.Pipe(duplex=False)
        with _one_hash_seed():
            context.set_forkserver_preload(["kamlib.reports.loaded"])
            self._process = context.Process(target=forked, args=(order, telling))
            self._process.start()
        telling.close()

    def told(self) -> Iterator[Told]:
        """Give what it tells, until it ends."""
        with suppress(EOFError), self._heard:
            while True:
                yield self._heard.recv()

    def wait(self) -> int:
        """Return its exit status."""
        self._process.join()
        return int(self._process.exitcode or 0)

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()


class _one_hash_seed:  # noqa: N801  (used as a function)
    """Let the fork server start as a kernel does, so that nothing hangs on the order of a set."""

    def __enter__(self) -> None:
        self._before = os.environ.get("PYTHONHASHSEED")
        os.environ["PYTHONHASHSEED"] = "0"

    def __exit__(self, *_error: object) -> None:
        if self._before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = self._before


class Launched:
    """A Python of its own."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kamlib.reports.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip
        assert self._process.stdin is not None  # noqa: S101  (asked for above)
        with self._process.stdin as stdin:
            stdin.write(json.dumps(order))

    def told(self) -> Iterator[Told]:
        """Give what it tells, until it ends."""
        yield from map(json.loads, self._process.stdout or ())

    def wait(self) -> int:
        """Return its exit status."""
        return self._process.wait()

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()
