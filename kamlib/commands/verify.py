"""``kam verify``: whether a report's files are as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kamlib.commands import options
from kamlib.words import _, n_


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", help=_("Check that a report's files are as they were written."))(verify)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("The folder of a report."))],
    lang: options.Lang = None,
) -> int:
    """Compare with the manifest; 1 if a file differs, is missing or was added."""
    from kamlib.reports import manifest

    found = manifest.verify(folder)
    for name in found.different:
        typer.echo(_("different: {file}", file=name))
    for name in found.missing:
        typer.echo(_("missing: {file}", file=name))
    for name in found.added:
        typer.echo(_("not of the report: {file}", file=name))
    for name in found.kept:
        typer.echo(_("edited, and kept from an earlier report: {file}", file=name))
    if found.ok:
        typer.echo(n_("{n} file is as it was written.", "{n} files are as they were written.", len(found.same)))
    typer.echo(_("The manifest is not signed: a file that was changed together with it is not found out."))
    return 0 if found.ok else 1
