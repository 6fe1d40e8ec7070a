"""How long a report takes from file to HTML, by stage, by finding, and how much memory its kernel held.

Run: ``python benchmarks/report.py [lines]``. Times depend on the machine; the shares are what counts.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from kamlib import findings, load
from kamlib.findings import impossible
from kamlib.reports import parameters
from kamlib.reports.run import report
from kamlib.world import make, write

LINES_A_CUSTOMER = 50


def by_stage(orders: Path, out: Path) -> dict[str, float]:
    """Return seconds by stage of one report in HTML, as the command makes it."""
    begun: list[tuple[str, float]] = []
    asked = parameters.check({"orders": str(orders)})
    report(asked, out, formats=["html"], progress=lambda stage, *_of: begun.append((stage, time.perf_counter())))
    begun.append(("", time.perf_counter()))
    return {stage: after - at for (stage, at), (_next, after) in pairwise(begun)}


def by_finding(orders: Path) -> dict[str, float]:
    """Return seconds by finding, each with what it was the first to ask for."""
    client = load(orders)
    taken = {}
    for id_ in findings.IDS:
        if id_ not in impossible(client):
            at = time.perf_counter()
            findings.find(client, only=id_)
            taken[id_] = time.perf_counter() - at
    return taken


def show(title: str, taken: dict[str, float]) -> None:
    whole = sum(taken.values())
    print(f"{title}: {whole:.1f} s")
    for name, seconds in taken.items():
        print(f"  {name:40} {seconds:6.1f} s {seconds / whole:5.0%}")


def main(lines: int = 1_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(make(customers=max(2, lines // LINES_A_CUSTOMER), lines=lines), Path(folder))
        orders = Path(folder, "orders.csv")
        show(f"{lines:,} lines to HTML", by_stage(orders, Path(folder, "out")))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
        print(f"  the kernel held at most {peak:.2f} GiB")
        show("its findings", by_finding(orders))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
