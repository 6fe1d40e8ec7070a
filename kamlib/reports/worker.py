"""The process of one report among several: the order on standard input, the stages out as lines of JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from kamlib.errors import KamError
from kamlib.reports.parameters import Parameters
from kamlib.reports.run import report
from kamlib.reports.stopping import stoppable
from kamlib.words import use_language


def main() -> None:
    """Write the report that standard input asks for."""
    order = json.loads(sys.stdin.read())
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # what a library prints is no line of ours

    def say(**line: Any) -> None:
        out.write(json.dumps(line) + "\n")
        out.flush()

    parameters = Parameters(**order["parameters"])
    use_language(parameters.language)
    try:
        with stoppable():
            folder = report(
                parameters, Path(order["out"]), formats=order["formats"],
                progress=lambda stage, at, of: say(stage=stage, at=at, of=of),
                notice=lambda line: say(notice=line),
            )  # fmt: skip
        say(folder=str(folder))
    except KamError as error:
        say(error=str(error))


if __name__ == "__main__":
    main()
