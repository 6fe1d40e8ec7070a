"""The command as a process of its own: forked from one Python that has it loaded, which spares each the loading.

Where the system does not fork, each is started afresh.
"""

from __future__ import annotations

import gc
import io
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

#: What ``kam check`` imports where it is used, next to the findings.
LOADED = (
    "kamlib.cli", "kamlib.commands.check", "kamlib.datasets.catalogue", "kamlib.loading", "kamlib.requirements",
    "babel.messages.mofile", "babel.messages.pofile", "pyarrow.compute", "pyarrow.pandas_compat", "rich.table",
    "pydantic.type_adapter", "typer._adapters", "typer.rich_utils",
)  # fmt: skip


def afresh(*words: str | Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a Python that is started for it."""
    code = "import sys; from kamlib.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)], capture_output=True, timeout=240, check=False,
        env=dict(os.environ) | env,
    )  # fmt: skip


def kam(*words: str | Path, encoding: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process whose streams have an encoding."""
    if not hasattr(os, "fork"):
        return afresh(*words, PYTHONIOENCODING=encoding)
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        order = {"words": [*map(str, words)], "encoding": encoding, "out": str(out), "err": str(err)}
        server = _server()
        print(json.dumps(order), file=server.stdin, flush=True)
        status = int(server.stdout.readline())
        return subprocess.CompletedProcess(order["words"], status, out.read_bytes(), err.read_bytes())


@cache
def _server() -> Any:
    """Start what forks; it ends when its orders do, with this process."""
    command = [sys.executable, "-m", "tests.commands.preloaded"]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def _serve() -> None:
    from importlib import import_module
    from importlib.util import find_spec

    from kamlib.findings.registry import IDS
    from kamlib.tables.schema import schema
    from kamlib.words.catalog import translations

    for name in (*LOADED, *(f"kamlib.findings.{id_}" for id_ in IDS)):
        if find_spec(name):  # not every version of a library has the module
            import_module(name)
    schema(), translations("zh")
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _become(**json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _become(words: list[str], encoding: str, out: str, err: str) -> None:
    """Be the command, with streams as Python makes them from ``PYTHONIOENCODING``; never return."""
    status = 70
    try:
        sys.stdout, sys.stderr = _stream(1, out, encoding), _stream(2, err, encoding, "backslashreplace")
        sys.argv[1:] = words
        from kamlib.cli import main

        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 71
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _stream(number: int, place: str, encoding: str, errors: str = "strict") -> io.TextIOWrapper:
    os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600), number)
    return io.TextIOWrapper(io.FileIO(number, "w", closefd=False), encoding, errors)


if __name__ == "__main__":
    _serve()
