"""``kam check FILE``: what a file holds, what is wrong with it, and what can be computed from it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kamlib.commands import options, other_tables
from kamlib.commands.streams import print_json
from kamlib.words import _, count, date, label, money, speaking_of
from kamlib.words.phrases import enumerated

if TYPE_CHECKING:
    from rich.table import Table

    from kamlib.client import Client
    from kamlib.tables.problems import Problem


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "check", help=_("Show what a file contains, what is wrong with it, and what can be computed from it.")
    )(check)


def check(
    file: options.File,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))] = False,
    customers: options.Customers = None,
    activities: options.Activities = None,
    contacts: options.Contacts = None,
    survey: options.Survey = None,
    exits: options.Exits = None,
    deals: options.Deals = None,
    prospects: options.Prospects = None,
    people: options.People = None,
    promises: options.Promises = None,
    network: options.Network = None,
    requests: options.Requests = None,
    rules: options.Rules = None,
    files: options.Files = None,
    answers: options.Answers = None,
    ratings: options.Ratings = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help=_(
                "Check the file as this single table: customers, activities … Of a database: the table to read."
            ),
        ),
    ] = None,
    maps: options.Map = None,
    encoding: options.Encoding = None,
    dayfirst: options.DayFirst = None,
    decimal: options.Decimal = None,
    sheet: options.Sheet = None,
    currency: options.Currency = None,
    unit: options.Unit = None,
    drop_duplicates: options.DropDuplicates = False,
    keep: options.Keep = None,
    drop: options.Drop = None,
    max_size: options.MaxSize = None,
    products: options.Products = None,
    same_customer: options.SameCustomer = None,
    count_by: options.CountBy = "company",
    lang: options.Lang = None,
) -> int:
    """Read the file and say what was found."""
    asked = dict(locals())
    from kamlib.book import TABLES

    others: dict[str, Any] = {name: asked[name] for name in TABLES[1:] if asked[name]}
    given = options.reading(maps, encoding, dayfirst, decimal, sheet, currency, drop_duplicates, unit, keep, drop)
    given |= options.sized(max_size)
    kind, in_base = other_tables.meant(file, table)
    if kind == "orders":
        given |= {"same_customer": same_customer, "count_by": count_by, "table": in_base, "products": products}
    elif in_base:
        given |= {"db_table": in_base}
    found, page = _found(file, kind, given, others)
    if as_json:
        print_json(found, indent=2)
    else:
        page()
    return 0


def _found(
    file: Any, table: str, given: dict[str, Any], others: dict[str, Any]
) -> tuple[dict[str, Any], Callable[[], None]]:
    """Read what is asked for; return its facts, and what prints its page."""
    if table != "orders":
        reading = other_tables.read_alone(file, table, given, others)
        known = {"ok": True, **other_tables.facts(reading), "problems": other_tables.problems(reading)}
        return known, lambda: other_tables.show(reading, _problems)
    from kamlib.loading import load

    client = load(file, **others, **given)
    return facts(client), lambda: _shown(client)


def facts(client: Client) -> dict[str, Any]:
    """Return what is known about a client's orders, ready for JSON.

    Parameters
    ----------
    client : Client
        As `kam.load` gives it.

    Returns
    -------
    dict
        The contract of ``kam check --json``: money to the cent, dates as ISO text. ``profit`` is of
        the lines whose cost is known, None where there is none.
    """
    from kamlib import findings
    from kamlib.tables.messages import message, remedy

    reading, lines = client.readings["orders"], client.orders
    return {
        "ok": True,
        "file": client.source,
        "sheet": reading.sheet,
        "encoding": reading.encoding,
        "currency": client.currency,
        "rows_read": reading.rows_read,
        "rows_used": reading.rows_used,
        "customers": int(lines["customer_id"].nunique()),
        "counted_by": client.counted_by,
        "groups": _groups(client),
        "without_sales": _without_sales(client),
        "orders": int(lines["order_id"].nunique()),
        "revenue": round(math.fsum(lines["revenue"]), 2),
        "profit": _profit(client),
        "first_date": f"{client.first_date:%Y-%m-%d}",
        "last_date": f"{client.last_date:%Y-%m-%d}",
        "columns": dict(reading.columns),
        "unused": list(reading.unused),
        "left_out": {code: {"rows": p.rows, "money": _cents(p.money)} for code, p in reading.left_out.items()},
        "problems": [
            {"code": p.code, "level": p.level, "table": p.table, "rows": p.rows, "money": _cents(p.money),
             "message": message(p), "remedy": remedy(p)}
            for p in client.problems
        ],
        "can": findings.possible(client),
        "cannot": {id_: list(missing) for id_, missing in findings.impossible(client).items()},
        "tables": other_tables.beside(client),
    }  # fmt: skip


def _groups(client: Client) -> list[dict[str, Any]]:
    """Return the groups that companies belong to, the largest first."""
    rows = [] if client.groups is None else client.groups.to_dict("records")
    return [{str(key): value for key, value in row.items()} | {"revenue": round(float(row["revenue"]), 2)}
            for row in rows]  # fmt: skip


def _without_sales(client: Client) -> list[dict[str, Any]]:
    """Name those of the customers who have no net sales above zero."""
    bought = client.orders.groupby("customer_id")["revenue"].sum().round(4)
    rest = client.named(bought[bought <= 0].reset_index())
    return [
        {"customer_id": str(id_), "name": str(name), "revenue": round(float(revenue), 2) + 0.0}
        for id_, name, revenue in zip(rest["customer_id"], rest["name"], rest["revenue"], strict=True)
    ]


def _profit(client: Client) -> float | None:
    if not client.has("orders.cost"):
        return None
    lines = client.orders
    return round(math.fsum((lines["revenue"] - lines["cost"]).dropna()), 2)


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _shown(client: Client) -> None:
    with speaking_of(client.documents):
        show(client)


def show(client: Client) -> None:
    """Print the page that people read."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False)
    known = facts(client)
    reading = client.readings["orders"]
    title = reading.source + (f" · {reading.sheet}" if reading.sheet else "")
    console.print(f"\n[bold]{_escaped(' '.join(title.splitlines()))}[/bold]")
    console.print(_summary(known, client))
    console.print(other_tables.columns(reading))
    if known["unused"]:
        console.print(_escaped(_("Columns not used: {names}", names=enumerated(known["unused"]))))
    for table, seen in known["tables"].items():
        console.print(_escaped(other_tables.met(table, seen)))
        if seen["columns"]:
            console.print(other_tables.columns(client.readings[table]))
    if client.problems:
        console.print(_problems(client.problems))
    _possible(console, known)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _summary(known: dict[str, Any], client: Client) -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    used = _("{used} of {read} rows count", used=count(known["rows_used"]), read=count(known["rows_read"]))
    profit = (
        _("unknown without costs")
        if known["profit"] is None
        else money(known["profit"], client.currency, full=True)
    )
    period = _("{first} to {last}", first=date(client.first_date), last=date(client.last_date))
    for name, value in (
        (_("Rows"), used),
        (label("customers"), count(known["customers"])),
        (label("revenue"), money(known["revenue"], client.currency, full=True)),
        (label("profit"), profit),
        (_("Period"), period),
    ):
        grid.add_row(name, _escaped(value))
    return grid


def _problems(problems: Sequence[Problem]) -> Table:
    from rich.table import Table

    from kamlib.tables.messages import message, remedy

    error, warning, note = _("error"), _("warning"), _("note")
    marks = {
        "error": f"[red]✗ {error}[/red]",
        "warning": f"[yellow]! {warning}[/yellow]",
        "note": f"[dim]· {note}[/dim]",
    }
    table = Table(
        title=_("Data notes and issues"), title_justify="left", box=None, padding=(0, 2), show_header=False
    )
    several = len({problem.table for problem in problems} | {"orders"}) > 1
    for problem in problems:
        about = f"[dim]{label(problem.table)}[/dim]  " if several and problem.table != "orders" else ""
        way_out = remedy(problem)
        below = f"\n[dim]→ {_escaped(way_out)}[/dim]" if way_out else ""
        table.add_row(marks[problem.level], about + _escaped(message(problem)) + below)
    return table


def _possible(console: Any, known: dict[str, Any]) -> None:
    from kamlib.findings.registry import spec_of
    from kamlib.requirements import in_words

    console.print(_("Can be computed: {names}", names=enumerated([label(id_) for id_ in known["can"]])))
    for id_, missing in known["cannot"].items():
        console.print(
            _(
                "Cannot be computed: {name} (missing: {missing})",
                name=label(id_),
                missing=enumerated(in_words(spec_of(id_).needs, missing)),
            )
        )
