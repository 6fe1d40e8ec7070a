"""``kam files export|merge``: account files out as a workbook, and back with what people filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kamlib.commands import options
from kamlib.errors import KamError
from kamlib.words import _, label

if TYPE_CHECKING:
    import pandas as pd

    from kamlib.client import Client

#: Columns of entries that hold texts of others.
_TEXTS = ("customer_id", "field", "value", "person")

#: Rows of conflicts and of refused cells that are shown on the terminal.
SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = options.group(app, "files", _("Write account files to fill in, and read them back."))
    group.command("export", help=_("Write account files as a workbook to fill in."))(export)
    group.command("merge", help=_("Read a workbook of account files back; nothing is overwritten."))(merge)


Orders = Annotated[
    str, typer.Argument(metavar="ORDERS", help=_("Order lines: a file, or the name of a data set."))
]


def export(
    orders: Orders,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE.xlsx", help=_("The workbook to write."))],
    audience: Annotated[
        str, typer.Option("--audience", metavar="owner|management|client", help=_("Who is to see it."))
    ] = "owner",
    customer: Annotated[
        list[str] | None, typer.Option("--customer", metavar="ID", help=_("Only this customer; repeatable."))
    ] = None,
    layout: Annotated[
        str, typer.Option("--layout", metavar="table|account", help=_("One table, or a sheet for each customer."))
    ] = "table",
    personal: Annotated[
        bool, typer.Option("--personal", help=_("Include fields about persons, with their consent."))
    ] = False,
    anonymise: Annotated[
        bool, typer.Option("--anonymise", "--anonymize", help=_("Replace the names of customers and people."))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file if it exists."))] = False,
    customers: options.Customers = None,
    activities: options.Activities = None,
    contacts: options.Contacts = None,
    survey: options.Survey = None,
    deals: options.Deals = None,
    files: options.Files = None,
    currency: options.Currency = None,
    lang: options.Lang = None,
) -> None:
    """Write the workbook and say where it is."""
    from kamlib.manage import files as account_files

    if out.exists() and not force:
        raise KamError(_("{file} already exists; use --force to overwrite it.", file=out.name))
    client = _client(orders, currency, customers=customers, activities=activities, contacts=contacts,
                     survey=survey, deals=deals, files=files)  # fmt: skip
    if anonymise:
        from kamlib.reports.anonymise import anonymise as hide

        if personal:
            raise KamError(_("--personal and --anonymise cannot be combined: persons would be shown."))
        client = hide(client)
    written = account_files.export(
        client, out, audience=audience, customers=customer, personal=personal, by=layout
    )
    typer.echo(_("Written: {file}", file=str(written)))


def merge(
    orders: Orders,
    workbook: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=_("The workbook that was filled in."))],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE.csv", help=_("File of all entries, for --files."))
    ],
    person: Annotated[
        str, typer.Option("--person", metavar="NAME", help=_("Who filled it in, where a row names nobody."))
    ] = "",
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the file if it exists."))] = False,
    customers: options.Customers = None,
    files: options.Files = None,
    currency: options.Currency = None,
    lang: options.Lang = None,
) -> int:
    """Write the entries; 1 where a cell could not be taken over."""
    from kamlib.manage import files as account_files

    if out.suffix.lower() != ".csv":
        raise KamError(_("{file}: use a file name that ends in .csv", file=out.name))
    if out.exists() and not force:
        raise KamError(_("{file} already exists; use --force to overwrite it.", file=out.name))
    client = _client(orders, currency, customers=customers, files=files)
    found = account_files.merge(client, workbook, person=person)
    _save(found.entries, out)
    typer.echo(_(
        "{rows} rows read: {changes} changes, {conflicts} conflicts, {refused} not usable, {emptied} emptied.",
        rows=found.rows, changes=len(found.changes), conflicts=len(found.conflicts), refused=len(found.refused),
        emptied=len(found.emptied),
    ))  # fmt: skip
    _show(found.conflicts.to_dict("records"), _conflict)
    _show(found.refused.to_dict("records"), _refusal)
    _show(found.emptied.to_dict("records"), _emptied)
    typer.echo(_("Written: {file}", file=str(out)))
    return 1 if len(found.conflicts) or len(found.refused) or len(found.emptied) else 0


def _client(orders: str, currency: str | None, **tables: str | None) -> Client:
    from kamlib.loading import load

    given: dict[str, Any] = {name: file for name, file in tables.items() if file}
    return load(orders, currency=currency, **given)


def _save(entries: pd.DataFrame, out: Path) -> None:
    """Write the entries whole or not at all; no cell begins as a formula does."""
    from kamlib.manage.files.entries import guarded

    table = entries.assign(
        date=entries["date"].map(lambda day: "" if day != day or day is None else f"{day:%Y-%m-%d}"),
        **{name: entries[name].fillna("").astype("str").map(guarded) for name in _TEXTS},
    )  # fmt: skip
    unfinished = out.with_name(out.name + ".part")
    table.to_csv(unfinished, index=False, encoding="utf-8-sig")
    unfinished.replace(out)


def _show(rows: list[Any], words: Any) -> None:
    for row in rows[:SHOWN]:
        typer.echo(words(row), err=True)
    if len(rows) > SHOWN:
        typer.echo(_("… and {n} more", n=len(rows) - SHOWN), err=True)


def _conflict(row: dict[str, Any]) -> str:
    return _(
        "Conflict, {sheet} row {row}: {customer}, {field}: was {base}, is {ours} now, the workbook says {theirs}; "
        "{ours} stays.",
        sheet=row["sheet"], row=row["row"], customer=row["customer_id"], field=label(f"file_of_{row['field']}"),
        base=row["base"] or "–", ours=row["ours"] or "–", theirs=row["theirs"] or "–",
    )  # fmt: skip


def _refusal(row: dict[str, Any]) -> str:
    why = {
        "no-customer": _("no order line has this customer"),
        "no-field": _("no account file has this field"),
        "formula": _("it holds a formula; write the value"),
        "unreadable": _asked_for(str(row["field"])),
        "no-day": _("the day cannot be read; write it like 2024-12-31"),
        "not-exported": _("this row was not in the file that was written"),
    }[str(row["reason"])]
    cell = row["cell"] or "–"
    if row["field"]:
        cell = _("{field} “{cell}”", field=label(f"file_of_{row['field']}"), cell=cell)
    return _("Not used, {sheet} row {row}: {cell}: {why}.", sheet=row["sheet"], row=row["row"], cell=cell, why=why)


def _asked_for(field: str) -> str:
    """Say what a field takes; empty of none."""
    from kamlib.manage.files.entries import SIGNED
    from kamlib.manage.files.fields import fields

    if field not in fields():
        return ""
    if field in SIGNED:
        return _("write a figure, in digits only")
    return {
        "date": _("write a day like 2024-12-31"), "share": _("write a share between 0% and 100%"),
        "score": _("write a score from 1 to 5"),
    }.get(fields()[field].type, _("write a figure of at least 0, in digits only"))  # fmt: skip


def _emptied(row: dict[str, Any]) -> str:
    return _(
        "Emptied, {sheet} row {row}: {customer}, {field}: {value} stays; write ? to withdraw it.",
        sheet=row["sheet"], row=row["row"], customer=row["customer_id"], field=label(f"file_of_{row['field']}"),
        value=row["value"],
    )  # fmt: skip
