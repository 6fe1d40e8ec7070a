"""How the process of a report is started: forked from one that has everything loaded, or afresh."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import forkserver, util
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kamlib.errors import KamError
from kamlib.reports import replacing, scratch
from kamlib.reports.parameters import Parameters
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.reports import run
    from kamlib.reports.worker import Told


class Worker(Protocol):
    """The process of one report."""

    def told(self) -> Iterator[Told]:
        """Give what it tells, until it ends."""

    def wait(self) -> int:
        """Return its exit status."""

    def terminate(self) -> None:
        """Ask it to end."""


def ready() -> None:
    """Start what processes are forked from, where the system forks safely.

    Only the main thread can; it does so before other threads start processes.
    """
    if forks() and threading.current_thread() is threading.main_thread():
        with _started_like_a_kernel():
            forkserver.set_forkserver_preload(["kamlib.reports.loaded", "openpyxl"])  # workbooks are common
            scratch.own(Path(util.get_temp_dir()))
            forkserver.ensure_running()


def wake() -> bool:
    """Whether a single report is best written by this very process; if it forks its kernel, that one waits then.

    It may fork if it hashes as a kernel does (see ``kamlib.commands.hashing``) and has no other thread.
    """
    if not forks():
        return True
    if sys.flags.hash_randomization or threading.active_count() > 1:
        return False
    import_module("kamlib.reports.loaded")
    import_module("kamlib.reports.kernel").keep_spare()
    return True


def forks() -> bool:
    """Whether processes are forked here: elsewhere system libraries may not bear it, or there is no fork."""
    return sys.platform == "linux"


def start(parameters: Parameters, out: Path, formats: Iterable[str]) -> Worker:
    """Start the process of a report."""
    ready()
    order = {"parameters": parameters.model_dump(mode="json"), "out": str(out), "formats": list(formats)}
    return Forked(order) if forks() else Launched(order)


def follow(worker: Worker, progress: run.Progress, notice: replacing.Notice) -> Path:
    """Pass on what a worker tells, and return the folder of its report.

    Raises
    ------
    KamError
        If there is none; the line says why.
    """
    last: Told = {}
    for told in worker.told():
        if "stage" in told:
            progress(told["stage"], told["at"], told["of"])
        elif "notice" in told:
            notice(told["notice"])
        else:
            last = told
    status = worker.wait()
    if "folder" in last:
        return Path(last["folder"])
    raise KamError(last.get("error") or _("its process exited with status {status}", status=status))


def report(
    parameters: Parameters, out: Path, *, formats: Iterable[str], progress: run.Progress, notice: replacing.Notice
) -> Path:  # fmt: skip
    """Write one report as `run.report` does, in a process of its own.

    Raises
    ------
    KamError
        If it cannot be written.
    """
    worker = start(parameters, out, formats)
    try:
        return follow(worker, progress, notice)
    except KamError:
        raise
    except BaseException:
        worker.terminate()
        worker.wait()  # until it has cleared away what it began
        raise


class Forked:
    """Forked by the fork server of ``multiprocessing``, which is started once for all."""

    def __init__(self, order: dict[str, Any]) -> None:
        context = multiprocessing.get_context("forkserver")
        self._heard, telling = context.Pipe(duplex=False)
        self._process = context.Process(target=_forked, args=(order, telling))
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


def _forked(order: dict[str, Any], told: Connection) -> None:
    """Be the worker; only there is what a report needs, the process that follows it has no use for it."""
    import_module("kamlib.reports.worker").forked(order, told)


@contextmanager
def _started_like_a_kernel() -> Generator[None]:
    """Let the fork server have a kernel's hash seed, and no ear for Ctrl-C: its forks clear away on their own."""
    before, heard = os.environ.get("PYTHONHASHSEED"), signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["PYTHONHASHSEED"] = "0"
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard if heard is not None else signal.SIG_DFL)
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before


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
