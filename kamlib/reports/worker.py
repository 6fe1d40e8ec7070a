"""The process of one report among several: it takes an order and tells its stages, then what became of it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kamlib.errors import KamError
from kamlib.reports import scratch
from kamlib.reports.parameters import Parameters
from kamlib.reports.run import report
from kamlib.reports.stopping import stoppable
from kamlib.words import use_language

#: What a worker tells: a stage, a notice, the folder or the error.
Told = dict[str, Any]


def write(order: dict[str, Any], tell: Callable[[Told], None]) -> None:
    """Write the report of an order: ``parameters``, ``out`` (a folder), ``formats``."""
    parameters = Parameters(**order["parameters"])
    use_language(parameters.language)
    try:
        with stoppable():
            folder = report(
                parameters, Path(order["out"]), formats=order["formats"],
                progress=lambda stage, at, of: tell({"stage": stage, "at": at, "of": of}),
                notice=lambda line: tell({"notice": line}),
            )  # fmt: skip
        tell({"folder": str(folder)})
    except KamError as error:
        tell({"error": str(error)})


def forked(order: dict[str, Any], told: Connection) -> None:
    """Write it as a copy of a process that has everything loaded; its kernel is another copy."""
    from kamlib.reports.kernel import keep_spare

    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    keep_spare()
    try:
        with told:
            write(order, told.send)
    finally:
        scratch.clear()


def main() -> None:
    """Write it as a process of its own: the order on standard input, lines of JSON out."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # what a library prints is no line of ours
    write(json.loads(sys.stdin.read()), lambda told: print(json.dumps(told), file=out, flush=True))


if __name__ == "__main__":
    main()
