"""Several reports at once: a process each, so that none can mix up or bring down another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock

from kamlib.errors import KamError
from kamlib.reports import workers
from kamlib.reports.parameters import Parameters

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

    def tell(name: str, stage: str, at: int, of: int) -> None:
        if progress:
            with lock:
                progress(name, stage, at, of)

    def one(entry: tuple[str, Parameters]) -> Outcome:
        name, parameters = entry
        worker = workers.start(parameters, out / name, wanted)
        running.append(worker)
        notices: list[str] = []
        try:
            folder = workers.follow(worker, partial(tell, name), notices.append)
        except KamError as error:
            return Outcome(name, None, str(error))
        return Outcome(name, folder, notices=tuple(notices))

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
