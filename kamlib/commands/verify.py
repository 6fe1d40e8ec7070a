"""``kam verify``: whether a report's files are as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kamlib.commands import options
from kamlib.words import _, n_


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify", help=_("Check that the files of a report are unchanged."))(verify)


def verify(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("The folder of a report."))],
    lang: options.Lang = None,
) -> int:
    """Compare with the manifest; 1 if a file differs, is missing or was added."""
    from kamlib.reports import manifest

    found = manifest.verify(folder)
    for name in found.different:
        typer.echo(_("changed: {file}", file=name))
    for name in found.missing:
        typer.echo(_("missing: {file}", file=name))
    for name in found.added:
        typer.echo(_("not part of the report: {file}", file=name))
    for name in found.kept:
        typer.echo(_("edited, and kept from an earlier report: {file}", file=name))
    if found.ok:
        typer.echo(n_("{n} file is unchanged.", "{n} files are unchanged.", len(found.same)))
    typer.echo(
        _("The manifest is not signed: if a file and the manifest are changed together, this is not detected.")
    )
    return 0 if found.ok else 1
