"""``kam progress``: how far the learner is, what is next, how long it takes; and the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kamlib.commands import options
from kamlib.errors import KamError
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.course.exercise import Lesson
    from kamlib.course.progress import Progress


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("progress", help=_("Show your progress in the course."))(progress)


def progress(
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help=_("Write a certificate (PDF)."))
    ] = None,
    name: Annotated[str, typer.Option("--name", help=_("Name on the certificate."))] = "",
    lang: options.Lang = None,
) -> None:
    """Print the table, or write the certificate."""
    from kamlib.course import progress as kept
    from kamlib.course.lessons import lessons

    held, course = kept.read(), lessons()
    if held.warning:
        typer.echo(held.warning, err=True)
    if certificate is None:
        _show(held, course)
        return
    if not name.strip():
        raise KamError(_('A certificate needs a name: --name "Li Na".'))
    from kamlib.course.certificate import write

    typer.echo(str(write(held, course, name.strip(), certificate)))


def _show(held: Progress, course: Sequence[Lesson]) -> None:
    """Print one line per lesson, what is next, and the minutes left."""
    from rich.console import Console

    from kamlib.course.calibration import chart, said, scored
    from kamlib.course.overview import outlook, rows, sheet

    console = Console()
    console.print(sheet(rows(held, course)))
    console.print(outlook(rows(held, course)))
    if guesses := scored(held, course):
        console.print(chart(guesses))
        console.print(said(guesses))
