"""``kam world``: a synthetic client of any size."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kamlib.commands import options
from kamlib.errors import KamError
from kamlib.words import _, n_

#: Order lines a customer where none are asked for: as in the embedded client.
LINES_EACH = 8000 / 150


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("world", help=_("Make a synthetic client of any size."))(world)


def world(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("Output folder for the tables."))],
    customers: Annotated[int, typer.Option("--customers", help=_("Number of customers."))] = 150,
    lines: Annotated[
        int | None, typer.Option("--lines", help=_("Number of order lines; default: 53 per customer."))
    ] = None,
    years: Annotated[int, typer.Option("--years", help=_("Number of years, up to the end of 2024."))] = 4,
    seed: Annotated[int, typer.Option("--seed", help=_("Same seed, same client."))] = 20240,
    messy: Annotated[
        bool, typer.Option("--messy", help=_("Also write the orders as a client would typically send them."))
    ] = False,
    bank: Annotated[bool, typer.Option("--bank", help=_("Write the branch of the bank case instead."))] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help=_("Write the client for keeping customers instead: 1,600 customers."))
    ] = False,
    lang: options.Lang = None,
) -> None:
    """Write the tables and truth.json."""
    from kamlib.world import make, make_bank, write, write_bank
    from kamlib.world.keep import make_keep

    if bank:
        _done(write_bank(make_bank(), folder), folder)
        return
    if keep:
        _done(write(make_keep(), folder), folder)
        return
    count = round(customers * LINES_EACH) if lines is None else lines
    if customers < 1 or years < 1 or seed < 0 or count < 12 * customers:
        raise KamError(
            _(
                "At least one customer, one year, a seed of 0 or more, and 12 order lines per customer are "
                "required: raise --lines."
            )
        )
    made = make(seed=seed, customers=customers, years=years, lines=count)
    files = write(made, folder)
    if messy:
        from kamlib.world.messy import write_messy

        files += write_messy(made, folder)
    _done(files, folder)


def _done(files: list[Path], folder: Path) -> None:
    typer.echo(n_("{n} file written to {folder}", "{n} files written to {folder}", len(files), folder=folder))
