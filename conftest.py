"""Whatever is tested here, also by ``pytest --nbval notebooks``, leaves the user's own progress alone.

It finds the kernel of the lessons, even where kamlib was installed before there was one.

``make test`` leaves out what is marked slow; ``make test-all`` runs everything, ``--whole``: a test that is
skipped for a reason that is not named here, such as missing real data, is then a failure. Frames that a test makes
hold their text by NumPy, as those read from a small file do; with ``--whole`` as pandas does by itself.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "win32":
    import fcntl

_private = tempfile.TemporaryDirectory(prefix="kamlib-progress-")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command sets it
os.environ["KAMLIB_PROGRESS"] = str(Path(_private.name) / "progress.json")
_kernels = str(Path(__file__).parent / "kamlib" / "course" / "jupyter")
os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (_kernels, os.environ.get("JUPYTER_PATH"))))

#: What a test that asks for it is by nature: real data are large, twenty worlds are many, a browser starts slowly.
SLOW_FIXTURES = {"shared_data", "worlds", "browser"}

#: How reasons begin for which a test may be skipped even by ``--whole``: programs that are no part of the project,
#: and what cannot be on this system or on this client.
NAMED_SKIPS = (
    "PySpark is an extra", "LibreOffice (soffice) is not installed", "no Chromium", "the extra", "root may read",
    "signals are", "links and signals", "whether a process lives", "on this client the mistake",
    "not a git checkout",
)  # fmt: skip

_unnamed: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--whole``."""
    parser.addoption("--whole", action="store_true", help="fail where a test is skipped for an unnamed reason")


def pytest_configure(config: pytest.Config) -> None:
    """Say at once, not after half an hour, that the real data are missing; choose how text is held."""
    if not config.getoption("--whole"):
        import pandas as pd

        pd.set_option("mode.string_storage", "python")
    else:
        from tests.conftest import real_data

        if real_data() is None:
            raise pytest.UsageError("no real data here: set KAMLIB_DATA to a folder that holds it")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    """Let one process prepare the asserts of a module; the others of the run wait, and read what it has kept."""
    if not isinstance(collector, pytest.Module) or not hasattr(collector.config, "workerinput"):
        return (yield)
    if sys.platform == "win32" or sys.dont_write_bytecode:
        return (yield)
    with collector.path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what is slow by what it asks for."""
    for item in items:
        if SLOW_FIXTURES.intersection(getattr(item, "fixturenames", ())) or item.get_closest_marker("browser"):
            item.add_marker("slow")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what is skipped for a reason that is not named."""
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if not reason.startswith(NAMED_SKIPS):
            _unnamed.append(f"{report.nodeid}: {reason}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show it."""
    if config.getoption("--whole") and _unnamed:
        terminalreporter.section("skipped for a reason that conftest.py does not name")
        for line in _unnamed:
            terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail for it."""
    if session.config.getoption("--whole") and _unnamed and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
