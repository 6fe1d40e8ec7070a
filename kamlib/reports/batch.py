"""Several reports at once: a process each, so that none can mix up or bring down another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from kamlib.reports import workers
from kamlib.reports.parameters import Parameters
from kamlib.words import _

#: Told at each stage: which report, the stage for people, its place, how many there are.
Progress = Callable[[str, str, int, int], None]

_LONGEST = 60


@dataclass(frozen=True)
class Outcome:
    """What became of one report: its folder, or the line that says why there is none; what was kept next to it."""

    name: str
    folder: Path | None
    error: str = ""
    notices: tuple[str, ...] = ()


def reports(
    each: Sequence[Parameters],
    out: Path,
    *,
    formats: Iterable[str],
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Write a report for each set of parameters; one that fails does not stop the others.

    Parameters
    ----------
    each : sequence of Parameters
        One a report.
    out : Path
        Folder that gets a folder a report, named after the file of orders; anonymised, by its number.
    formats : iterable of str
        Which files are written.
    jobs : int
        How many reports are written at once.
    progress : callable, optional
        Told each stage of each report.

    Returns
    -------
    list of Outcome
        In the order of `each`.
    """
    sources = [f"report-{at}" if one.anonymise else one.orders for at, one in enumerate(each, 1)]
    named = list(zip(names(sources), each, strict=True))
    wanted = list(formats)
    lock, running = Lock(), list[workers.Worker]()

    def one(entry: tuple[str, Parameters]) -> Outcome:
        name, parameters = entry
        order = {"parameters": parameters.model_dump(mode="json"), "out": str(out / name), "formats": wanted}
        return _run(name, order, progress, lock, running)

    workers.ready()
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        try:
            return list(pool.map(one, named))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in running:
                worker.terminate()
            raise


def names(sources: Iterable[str]) -> list[str]:
    """Return a folder's name for each source: its file's name without what no system bears, each only once."""
    found: list[str] = []
    for source in sources:
        plain = re.sub(r"[^\w-]+", "-", Path(source).name.split(".")[0]).strip("-_")[:_LONGEST] or "report"
        taken = {name.casefold() for name in found}
        tries = (plain if n == 1 else f"{plain}-{n}" for n in range(1, len(found) + 2))
        found.append(next(name for name in tries if name.casefold() not in taken))
    return found


def _run(
    name: str, order: dict[str, Any], progress: Progress | None, lock: Lock, running: list[workers.Worker]
) -> Outcome:  # fmt: skip
    """Run one report in its own process and pass on what it says."""
    worker = workers.start(order)
    running.append(worker)
    last: dict[str, str] = {}
    notices: list[str] = []
    for told in worker.told():
        if "notice" in told:
            notices.append(told["notice"])
        elif "stage" not in told:
            last = told
        elif progress:
            with lock:
                progress(name, told["stage"], told["at"], told["of"])
    status = worker.wait()
    if "folder" in last:
        return Outcome(name, Path(last["folder"]), notices=tuple(notices))
    return Outcome(name, None, last.get("error") or _("its process exited with status {status}", status=status))
