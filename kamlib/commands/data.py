"""``kam data``: public data sets by name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kamlib.commands import options
from kamlib.words import _, label

Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", metavar="FOLDER", help=_("A folder of data sets; by default KAMLIB_DATA, then the cache.")
    ),
]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = options.group(app, "data", _("List and fetch public data sets."))
    group.command("list", help=_("List the data sets: content, licence, and whether they are available here."))(
        list_
    )
    group.command("get", help=_("Fetch a data set from its public source and check it."))(get)


def list_(folder: Folder = None, lang: options.Lang = None) -> None:
    """Show all data sets."""
    from rich.console import Console
    from rich.table import Table

    from kamlib import datasets

    table = Table(box=None, pad_edge=False)
    for key in ("data_name", "data_here", "data_licence", "data_what"):
        table.add_column(label(key), overflow="fold", no_wrap=key in ("data_name", "data_here"))
    for name in datasets.names():
        known = datasets.describe(name)
        table.add_row(name, _("yes") if datasets.is_here(known, folder) else _("no"), known.licence, known.about)
    Console().print(table)


def get(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("Name of the data set: kam data list."))],
    folder: Folder = None,
    lang: options.Lang = None,
) -> None:
    """Fetch a data set, unless it is here, and check that it is the published one."""
    from kamlib import datasets

    known = datasets.describe(name)
    if not datasets.is_here(known, folder):
        datasets.fetch(known, folder)
    # Opening it compares rows, period and total with the published set.
    frame = datasets.accounts(known.name, folder=folder)
    typer.echo(
        _(
            "{name} is available and matches the published data set. Cite it as: {citation}",
            name=known.name,
            citation=known.citation,
        )
    )
    if known.use == "orders":
        typer.echo(_('Use it: kam report {name}, or kam.load("{name}") in a lesson.', name=known.name))
    else:
        typer.echo(
            _('One row per customer ({n} rows): datasets.accounts("{name}").', n=str(len(frame)), name=known.name)
        )
