"""Progress on standard error: a bar where someone watches, else a line a stage."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from kamlib.reports.run import Progress


@contextmanager
def shown() -> Iterator[Progress]:
    """Give a function that is told each stage and shows it."""
    if not sys.stderr.isatty():
        yield lambda stage, at, of: print(f"[{at}/{of}] {stage}", file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(stage: str, at: int, of: int) -> None:
            bar.update(task, description=stage, completed=at - 1, total=of)

        yield tell
