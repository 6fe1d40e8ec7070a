"""Processes of reports: forked ones are as good as fresh ones, take nothing over from one another, and end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kamlib.reports import parameters, workers
from kamlib.reports.spare import Spare
from tests.reports.test_run import order_book

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals are those of POSIX")


def within_ten_seconds(it_holds: Callable[[], bool]) -> bool:
    return any(it_holds() or signal.sigtimedwait([], 0.1) for _try in range(100))


def order(folder: Path, **given: str) -> dict[str, object]:
    asked = parameters.check({"orders": str(order_book(folder)), "currency": "CNY"} | given)
    return {"parameters": asked.model_dump(mode="json"), "out": str(folder / "out"), "formats": []}


def test_one_waiting_that_gets_no_order_ends_when_told_to() -> None:
    spare = Spare()
    assert spare.poll() is None
    assert within_ten_seconds(lambda: os.getsid(spare.pid) == spare.pid)
    spare.terminate()
    assert spare.wait() == -signal.SIGTERM
    assert spare.poll() == -signal.SIGTERM
    spare.kill()  # it is gone, and nobody else is meant


def test_one_waiting_ends_with_whom_it_waits_for() -> None:
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        os.write(told, str(Spare().pid).encode())
        os._exit(0)
    os.waitpid(child, 0)
    waiting = int(os.read(heard, 20))
    state = Path(f"/proc/{waiting}/stat")
    assert within_ten_seconds(lambda: not state.exists() or state.read_text().split()[2] == "Z")


def test_a_worker_tells_its_stages_and_what_became_of_it(tmp_path: Path) -> None:
    bad = order(tmp_path)
    bad["parameters"] |= {"orders": str(tmp_path / "none.csv")}  # type: ignore[operator]
    worker = workers.start(bad)
    told = list(worker.told())
    assert "none.csv" in told[-1]["error"]
    assert worker.wait() == 0
    assert not (tmp_path / "out").exists()


def test_a_worker_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    worker = workers.start(order(tmp_path))
    told = worker.told()
    stages = [next(told), next(told)]  # the kernel runs, the second stage begins
    assert list(tmp_path.glob(".out.*.part")), stages
    worker.terminate()
    assert [line for line in told if "stage" not in line] == []
    assert worker.wait() == 143
    assert [file.suffix for file in tmp_path.iterdir()] == [".csv"]


def test_an_option_of_one_is_none_of_the_next(tmp_path: Path) -> None:
    told = []
    for language, name in (("zh", "first"), ("en", "second")):
        folder = tmp_path / name
        folder.mkdir()
        bad = order(folder, language=language)
        bad["parameters"] |= {"orders": str(folder / "none.csv")}  # type: ignore[operator]
        told.append(list(workers.start(bad).told())[-1]["error"])
    assert any(sign >= "\u4e00" for sign in told[0])
    assert told[1].isascii()


@pytest.mark.slow
def test_a_python_of_its_own_does_the_same(tmp_path: Path) -> None:
    worker = workers.Launched(order(tmp_path))
    told = list(worker.told())
    assert told[-1] == {"folder": str(tmp_path / "out")}
    assert worker.wait() == 0
