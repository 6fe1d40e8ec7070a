"""Processes of reports: forked ones are as good as fresh ones, take nothing over from one another, and end."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from kamlib.errors import KamError
from kamlib.reports import parameters, workers
from kamlib.reports.spare import Spare, _run
from tests.reports.test_run import order_book

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals are those of POSIX")


def within_ten_seconds(it_holds: Callable[[], bool]) -> bool:
    return any(it_holds() or signal.sigtimedwait([], 0.1) for _try in range(100))


def ended(process: str) -> bool:
    """Whether a process has ended; whoever takes in orphans here may leave its entry for a while."""
    state = Path(f"/proc/{process}/stat")
    try:
        return state.read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def started(folder: Path, orders: str = "", language: str = "en") -> workers.Worker:
    asked = parameters.check({"orders": str(order_book(folder)), "currency": "CNY", "language": language})
    return workers.start(asked.model_copy(update={"orders": orders or asked.orders}), folder / "out", [])


def test_who_only_follows_reports_loads_nothing_to_write_them_with() -> None:
    code = "import sys; from kamlib.reports import batch, progress; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "kamlib.reports.workers" in loaded
    assert not {"kamlib.reports.deck", "kamlib.findings.calls", "scipy", "matplotlib", "papermill"} & set(loaded)


def test_one_waiting_that_gets_no_order_ends_when_told_to() -> None:
    spare = Spare()
    assert spare.poll() is None
    assert within_ten_seconds(lambda: os.getsid(spare.pid) == spare.pid)
    spare.terminate()
    assert spare.wait() == -signal.SIGTERM
    assert spare.poll() == -signal.SIGTERM
    spare.kill()  # it is gone, and nobody else is meant


def test_one_that_ended_before_its_order_is_found_ended() -> None:
    spare = Spare()
    os.kill(spare.pid, signal.SIGKILL)
    os.waitid(os.P_PID, spare.pid, os.WEXITED | os.WNOWAIT)
    spare.launch(["-f", "kernel.json"], {})
    assert spare.poll() == -signal.SIGKILL


def test_one_waiting_ends_with_whom_it_waits_for() -> None:
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        os.write(told, str(Spare().pid).encode())
        os._exit(0)
    os.waitpid(child, 0)
    waiting = os.read(heard, 20).decode()
    assert within_ten_seconds(lambda: ended(waiting))


def test_one_of_two_gets_its_order_while_the_other_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    why = tmp_path / "why.txt"

    def noted(*order: Any, **more: Any) -> None:
        try:
            _run(*order, **more)
        except BaseException:
            why.write_text(traceback.format_exc())  # a copy is heard by nobody
            raise

    monkeypatch.setattr("kamlib.reports.spare._run", noted)
    first, second = Spare(), Spare()
    alone = {"IPYTHONDIR": str(tmp_path)}  # a profile that no other kernel of the machine makes or reads meanwhile
    launch = ["-f", str(tmp_path / "kernel.json"), "--HistoryManager.enabled=False"]
    first.launch(launch, dict(os.environ) | alone, str(tmp_path))
    assert within_ten_seconds(lambda: (tmp_path / "kernel.json").exists())
    for each in (first, second):
        each.kill()
        assert each.wait() == -signal.SIGKILL, why.read_text() if why.exists() else "nothing was raised"


#: What a kernel does of itself: it clears away what nobody reaches any more, and notes its files before and after.
CLEARING = """
import gc, json, os, pathlib
def held():
    numbers = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    return [os.path.realpath(number) for number in numbers if os.path.exists(number)]
before = held()
gc.collect()
pathlib.Path("part").write_text(json.dumps([before, held()]))
pathlib.Path("part").rename("held")
"""


def test_a_file_that_was_open_before_takes_no_socket_along_when_a_kernel_clears_it_away(tmp_path: Path) -> None:
    class Unreachable:
        def __init__(self) -> None:
            self.itself, self.file = self, FileIO(__file__)

    gc.disable()
    for _file in range(20):
        Unreachable()  # its file stays open until it is cleared away
    spare = Spare()
    gc.enable()
    (tmp_path / "clearing.py").write_text(CLEARING)
    launch = ["-f", "kernel.json", "--HistoryManager.enabled=False", "--IPKernelApp.exec_files=clearing.py"]
    spare.launch(launch, dict(os.environ) | {"IPYTHONDIR": str(tmp_path)}, str(tmp_path))
    assert within_ten_seconds((tmp_path / "held").exists)
    spare.kill()
    spare.wait()
    before, after = (Counter(held) for held in json.loads((tmp_path / "held").read_text()))
    lost = before - after
    assert lost["/dev/null"] >= 20
    assert set(lost) == {"/dev/null"}


def test_a_worker_tells_what_became_of_it(tmp_path: Path) -> None:
    worker = started(tmp_path, orders=str(tmp_path / "none.csv"))
    told = list(worker.told())
    assert "none.csv" in told[-1]["error"]
    assert worker.wait() == 0
    assert not (tmp_path / "out").exists()


def test_one_that_dies_without_a_word_is_an_error_of_one_line_and_its_kernel_ends_too(tmp_path: Path) -> None:
    worker = started(tmp_path)
    assert isinstance(worker, workers.Forked)
    process = worker._process
    kernels: list[str] = []

    def kill(_stage: str, at: int, _of: int) -> None:
        if at == 2:  # the kernel runs
            kernels.extend(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
            process.kill()

    with pytest.raises(KamError, match="exited with status -9"):
        workers.follow(worker, kill, print)
    assert len(kernels) == 1
    assert within_ten_seconds(lambda: ended(kernels[0]))


def test_a_worker_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    worker = started(tmp_path)
    told = worker.told()
    stages = [next(told), next(told)]  # the kernel runs, the second stage begins
    assert list(tmp_path.glob(".out.*.part")), stages
    worker.terminate()
    assert [line for line in told if "stage" not in line] == []
    assert worker.wait() == 143
    assert [file.suffix for file in tmp_path.iterdir()] == [".csv"]


def test_the_language_of_one_is_not_that_of_the_next(tmp_path: Path) -> None:
    told = []
    for language in ("zh", "en"):
        folder = tmp_path / language
        folder.mkdir()
        told.append(list(started(folder, str(folder / "none.csv"), language).told())[-1]["error"])
    assert any(sign >= "\u4e00" for sign in told[0])
    assert told[1].isascii()


def alike(code: str, seed: str = "0") -> str:
    """What a Python prints that hashes as a kernel does."""
    run = [sys.executable, "-c", code]
    return subprocess.run(
        run, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_one_whose_parent_goes_before_it_starts_ends_too(tmp_path: Path) -> None:
    """It is held until nobody is left to end it."""
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        spare = Spare()
        os.kill(spare.pid, signal.SIGSTOP)
        spare.launch(["-f", str(tmp_path / "kernel.json")], {**os.environ, "IPYTHONDIR": str(tmp_path)})
        os.write(told, str(spare.pid).encode())
        os._exit(0)
    os.waitpid(child, 0)
    waiting = os.read(heard, 20).decode()
    os.kill(int(waiting), signal.SIGCONT)
    assert within_ten_seconds(lambda: ended(waiting))
    assert (tmp_path / "kernel.json").exists()  # it had come as far as to tell where it listens


def test_a_report_that_is_stopped_while_its_kernel_starts_ends_that_kernel() -> None:
    told = "from kamlib.reports.spare import Spare; from kamlib.reports import kernel\n"
    told += "one = Spare(); kernel._awake.append(one)\n"
    told += "kernel.NBClientEngine.execute_managed_notebook = classmethod(lambda *_, **__: 1 / 0)\n"
    told += "class Cells: pass\n"
    told += "cells = Cells(); cells.cell_start = None; cells.nb = Cells(); cells.nb.cells = []\n"
    told += "try: kernel.Engine.execute_managed_notebook(cells, '')\n"
    told += "except ZeroDivisionError: print(one.poll())"
    assert alike(told) == str(-signal.SIGKILL)


def test_a_process_that_hashes_as_a_kernel_does_forks_its_own() -> None:
    told = "from kamlib.reports import workers; woken = workers.wake(); from kamlib.reports import kernel; "
    assert alike(told + "print(woken, len(kernel._waiting))") == "True 1"
    assert alike(told + "print(woken, len(kernel._waiting))", "random") == "False 0"


def test_a_process_with_a_thread_that_a_fork_would_lack_forks_none() -> None:
    told = "import threading; never = threading.Event(); "
    told += "threading.Thread(target=never.wait, daemon=True).start(); from kamlib.reports import workers; "
    assert alike(told + "print(workers.wake())") == "False"


#: What `settle` is told, and what becomes of it.
SETTLED = (
    "import sys; from kamlib.commands.hashing import settle; settle(sys.argv[1:]); "
    "print(sys.flags.hash_randomization, *sys.argv[1:])"
)


def hashing(*python: str, seed: str = "random", code: str = "") -> str:
    """What a Python prints that settles how it hashes; it is given five seconds."""
    env = os.environ | {"PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, *python], env=env, input=code, capture_output=True, text=True, check=True, timeout=5
    ).stdout.strip()


@pytest.mark.parametrize("seed", ["random", "7"])
def test_a_report_begins_again_as_a_process_that_hashes_as_a_kernel_does(seed: str) -> None:
    assert hashing("-c", SETTLED, "report", "--lang", "zh", seed=seed) == "0 report --lang zh"
    assert hashing("-c", SETTLED, "check", seed=seed) == "1 check"


@pytest.mark.parametrize("told", ["-E", "-I", "-R"])
def test_a_python_that_hashes_at_random_whatever_it_is_told_begins_once(told: str) -> None:
    assert hashing(told, "-c", SETTLED, "report") == "1 report"


def test_what_cannot_be_run_once_more_is_not_begun_again(tmp_path: Path) -> None:
    assert hashing("-", "report", code=SETTLED) == "1 report"
    script = tmp_path / "mine.py"
    script.write_text(f"print('mine', flush=True); {SETTLED}")
    assert hashing(str(script), "report") == "mine\n1 report"
    words = "import sys; sys.argv = ['kam', 'report']; "
    assert hashing("-c", words + SETTLED) == "1 report"


@pytest.mark.slow
def test_a_python_of_its_own_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "forks", lambda: False)
    worker = started(tmp_path)
    assert isinstance(worker, workers.Launched)
    assert workers.follow(worker, lambda *_stage: None, print) == tmp_path / "out"
