"""Several reports at once: a process each, so that none can mix up or bring down another."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from kamlib.reports.parameters import Parameters
from kamlib.words import _

#: Told at each stage: which report, the stage for people, its place, how many there are.
Progress = Callable[[str, str, int, int], None]

_LONGEST = 60


@dataclass(frozen=True)
class Outcome:
    """What became of one report: its folder, or the line that says why there is none; what was kept beside it."""

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
    lock, running = Lock(), list[subprocess.Popen[str]]()

    def one(entry: tuple[str, Parameters]) -> Outcome:
        name, parameters = entry
        order = {"parameters": parameters.model_dump(mode="json"), "out": str(out / name), "formats": wanted}
        return _run(name, order, progress, lock, running)

    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        try:
            return list(pool.map(one, named))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.terminate()
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
    name: str, order: object, progress: Progress | None, lock: Lock, running: list[subprocess.Popen[str]]
) -> Outcome:  # fmt: skip
    """Run one report in its own process and pass on what it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kamlib.reports.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
    )  # fmt: skip
    running.append(process)
    assert process.stdin is not None  # noqa: S101  (asked for above)
    assert process.stdout is not None  # noqa: S101
    with process.stdin as stdin:
        stdin.write(json.dumps(order))
    last: dict[str, str] = {}
    notices: list[str] = []
    for line in process.stdout:
        said = json.loads(line)
        if "notice" in said:
            notices.append(said["notice"])
        elif "stage" not in said:
            last = said
        elif progress:
            with lock:
                progress(name, said["stage"], said["at"], said["of"])
    status = process.wait()
    if "folder" in last:
        return Outcome(name, Path(last["folder"]), notices=tuple(notices))
    return Outcome(name, None, last.get("error") or _("its process ended with status {status}", status=status))
