"""Some four hundred broken and hostile files, each through ``kam check --json`` in a process of its own.

Run as ``python benchmarks/hostile_files.py [FOLDER] [--only WORD] [--seed N]``. A file passes if the command ends
by itself with status 0 or 2 and one JSON object, without a traceback, in 10 seconds of work and 1 GB of memory.
The process is forked from one that has imported everything, so that what is measured is the file. Ends with status
1 where a file failed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from broken_files import Case, cases
from sound_files import bases

from kamlib.cli import DEBUG
from kamlib.cli import main as kam

SECONDS, BYTES, PATIENCE = 10.0, 2**30, 90
EVERY = 25  # one case of so many runs through the command itself as well, whose start is its own


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    case: Case
    fault: str
    status: int
    worked: float
    waited: float
    memory: int


def run(case: Case, folder: Path, way: Callable[[list[str]], int] | None = None) -> Outcome:
    """Check one file in a process of its own."""
    out, err = folder / "stdout.txt", folder / "stderr.txt"
    began, process = time.monotonic(), os.fork()
    if not process:
        _child(case, out, err, way or imported)
    used = _waited(process)
    waited = time.monotonic() - began
    status = os.waitstatus_to_exitcode(used[1]) if used else -9
    worked, memory = (used[2].ru_utime + used[2].ru_stime, used[2].ru_maxrss * 1024) if used else (waited, 0)
    fault = _fault(status, out.read_bytes(), err.read_bytes(), worked, memory, hung=used is None)
    return Outcome(case, fault, status, worked, waited, memory)


def _child(case: Case, out: Path, err: Path, way: Callable[[list[str]], int]) -> None:
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    room = held() + BYTES  # more memory than the file's due is none
    resource.setrlimit(resource.RLIMIT_DATA, (room, room))
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS) * 2, int(SECONDS) * 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ[DEBUG] = "1"  # a mistake of kam's own shows as a traceback, not as one line like a refusal
    sys.stdout, sys.stderr = open(1, "w", encoding="utf-8"), open(2, "w", encoding="utf-8")  # noqa: SIM115
    status = 1
    try:
        status = way(["check", case.path, "--json", "--currency", "EUR", *case.options])
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def imported(words: list[str]) -> int:
    """Run the command's function, of the process that has imported it."""
    sys.argv = ["kam", *words]
    try:
        kam()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


def commanded(words: list[str]) -> int:
    """Run the command itself."""
    command = str(Path(sys.executable).parent / "kam")
    try:
        os.execv(command, ["kam", *words])  # noqa: S606
    except ValueError:  # a path with a zero in it cannot be typed
        return imported(words)


def held() -> int:
    """Return the bytes of memory that this process has for data."""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmData")) * 1024


def _waited(process: int) -> tuple[int, int, resource.struct_rusage] | None:
    """Wait for a process; kill it, and give None, if it does not end."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        ended = os.wait4(process, os.WNOHANG)
        if ended[0]:
            return ended
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
    os.wait4(process, 0)
    return None


def _fault(status: int, out: bytes, err: bytes, worked: float, memory: int, *, hung: bool) -> str:
    """Say what is wrong with how a command ended; nothing where nothing is."""
    if hung or status == -signal.SIGXCPU:
        return "does not end"
    if b"Traceback" in err:
        return "traceback: " + err[-300:].decode(errors="replace")
    if status not in (0, 2):
        return f"status {status}: {err[-200:].decode(errors='replace')}"
    try:
        found = json.loads(out)
    except ValueError:
        return f"no JSON: {out[:200]!r} {err[-200:]!r}"
    if found.get("ok") is not (status == 0) or (status and "\n" in found["error"]):
        return "JSON and status disagree"
    if worked > SECONDS:
        return f"{worked:.1f} s of work"
    return f"{memory / 2**20:.0f} MB" if memory > BYTES else ""


def warm_up(folder: Path) -> None:
    """Import and look up all that a sound file of each kind needs, so that no case pays for it."""
    for name, data in bases().items():
        (folder / f"sound.{name}").write_bytes(data)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            status = kam(["check", str(folder / f"sound.{name}"), "--json", "--currency", "EUR"])
        if status:
            raise SystemExit(f"the sound {name} is not read: {said.getvalue()}")


def main() -> int:
    """Run all cases, and list those that fail."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", nargs="?")
    asked.add_argument("--only", default="")
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.folder or temporary)
        warm_up(folder)
        found = []
        for case in cases(folder, options.seed):
            if options.only in case.name:
                file = Path(case.path)
                if case.make:
                    file.write_bytes(case.make())
                found.append(run(case, folder))
                if len(found) % EVERY == 0:
                    found.append(run(replace(case, name=f"{case.name} (kam)"), folder, commanded))
                if case.make:
                    file.unlink()
                if found[-1].fault:
                    print(f"{case.name}: {found[-1].fault}", flush=True)
                if len(found) % 50 < 2:
                    print(f"… {len(found)}", file=sys.stderr, flush=True)
    failed = [outcome for outcome in found if outcome.fault]
    slowest, largest = max(found, key=lambda o: o.worked), max(found, key=lambda o: o.memory)
    refused = sum(outcome.status == 2 for outcome in found)
    read = sum(outcome.status == 0 for outcome in found)
    print(f"{len(found)} files: {refused} refused in a line, {read} read, {len(failed)} failed")
    print(f"most work {slowest.worked:.1f} s ({slowest.case.name}), longest {max(o.waited for o in found):.1f} s")
    print(f"most memory {largest.memory / 2**20:.0f} MB ({largest.case.name})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
