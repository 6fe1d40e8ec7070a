"""``kam template FILE.xlsx``: the empty workbook that a consultant sends to a client."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kamlib.commands import options
from kamlib.errors import KamError
from kamlib.words import _, label

if TYPE_CHECKING:
    from kamlib.tables.template import Lists


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("template", help=_("Write the empty workbook that asks a client for data."))(template)


def template(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=_("The workbook to write."))],
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file if it exists."))] = False,
    lang: options.Lang = None,
) -> None:
    """Write the workbook and say where it is."""
    from xlsxwriter.exceptions import FileCreateError

    from kamlib.tables.template import write_template

    if file.suffix.lower() != ".xlsx":
        raise KamError(_("{file}: use a workbook name that ends in .xlsx", file=file.name))
    if not file.absolute().parent.is_dir():
        raise KamError(_("{file}: no such folder; create it first.", file=str(file.parent)))
    if file.exists() and not force:
        raise KamError(_("{file} already exists; use --force to overwrite it.", file=file.name))
    try:
        written = write_template(file, lists=_lists())
    except FileCreateError as error:
        why = getattr(error.args[0], "strerror", None) or str(error)
        raise KamError(_("{file} cannot be read or written: {why}", file=file, why=why)) from None
    typer.echo(_("Written: {file}", file=str(written)))


def _lists() -> Lists:
    """Return the statements of the questionnaire and the twelve rules, which answers name by their numbers."""
    from kamlib.manage.golden_rules.behaviours import RULES
    from kamlib.manage.maturity.statements import statements

    said = statements()
    return {
        "answers": list(zip(said["statement"], said["text"], strict=True)),
        "ratings": [(str(at), label(f"golden_rule_{at}")) for at in RULES],
    }
