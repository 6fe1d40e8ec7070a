"""Progress on standard error: a bar where someone watches, else a line a stage."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kamlib.reports import batch, run


@contextmanager
def shown() -> Generator[run.Progress]:
    """Give a function that receives each stage of a report and shows it."""
    if not sys.stderr.isatty():
        yield lambda stage, at, of: _line(f"[{at}/{of}] {stage}")
        return
    with _bar() as bar:
        task = bar.add_task("", total=None)
        yield lambda stage, at, of: bar.update(task, description=stage, completed=at - 1, total=of)


@contextmanager
def shown_many() -> Generator[batch.Progress]:
    """Give a function that receives each stage of each report and shows one bar per report."""
    if not sys.stderr.isatty():
        yield lambda name, stage, at, of: _line(f"{name} [{at}/{of}] {stage}")
        return
    with _bar() as bar:
        tasks: dict[str, Any] = {}

        def tell(name: str, stage: str, at: int, of: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task("", total=of)
            bar.update(tasks[name], description=f"{name}: {stage}", completed=at if at == of else at - 1, total=of)

        yield tell


def _line(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    told = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(), told)
    return Progress(*columns, console=Console(stderr=True), transient=True)
