"""What ``kam check`` says of tables other than the orders: next to them, or one alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from kamlib.errors import KamError
from kamlib.words import _, count, date, label
from kamlib.words.phrases import enumerated, nearest

if TYPE_CHECKING:
    from rich.table import Table

    from kamlib.client import Client
    from kamlib.tables import Reading


def known(table: str) -> str:
    """Return the name of a table if there is one, in any case.

    Raises
    ------
    KamError
        Naming the nearest.
    """
    from kamlib.book import TABLES

    name = table.strip().lower()
    if name not in TABLES:
        raise KamError(_("Unknown table {name}. {hint}", name=table, hint=nearest(name, TABLES)))
    return name


def meant(file: str, table: str | None) -> tuple[str, str | None]:
    """Return which of our tables is to be read, and from which table of a database.

    A table of a database that bears the name of one of ours is that one; any other holds orders.

    Raises
    ------
    KamError
        If the file is not a database and we have no such table; the line names the nearest.
    """
    from kamlib.tables.files.workbook import names_of
    from kamlib.tables.schema import schema, squeeze
    from kamlib.tables.sources.kinds import DATABASES, kind_of

    if table is None:
        return "orders", None
    if kind_of(file) not in DATABASES:
        return known(table), None
    ours = [one for one in schema() if squeeze(table.rpartition(".")[2]) in names_of(one)]
    return next(iter(ours), "orders"), table


def read_alone(file: str, table: str, given: dict[str, Any], others: dict[str, str]) -> Reading:
    """Read one table by itself.

    Raises
    ------
    KamError
        If it cannot be used, or other tables are given next to it.
    """
    from kamlib.tables import read

    if others:
        named = enumerated([f"--{name}" for name in others])
        raise KamError(_("--table {table} reads a single table; remove {named}.", table=table, named=named))
    return read(file, table, **given)


def facts(reading: Reading) -> dict[str, Any]:
    """Return what is known about a table by itself, ready for JSON; customers are None where it names none."""
    frame, days = reading.frame, reading.days
    dated = days is not None and days.notna().any()
    return {
        "file": reading.source, "sheet": reading.sheet, "encoding": reading.encoding, "table": reading.table,
        "rows_read": reading.rows_read, "rows_used": reading.rows_used,
        "customers": int(frame["customer_id"].nunique()) if "customer_id" in frame else None,
        "first_date": f"{days.min():%Y-%m-%d}" if days is not None and dated else None,
        "last_date": f"{days.max():%Y-%m-%d}" if days is not None and dated else None,
        "columns": dict(reading.columns), "unused": list(reading.unused),
        "left_out": {code: {"rows": part.rows} for code, part in reading.left_out.items()},
    }  # fmt: skip


def problems(reading: Reading) -> list[dict[str, Any]]:
    """Return the problems of a table by itself, ready for JSON."""
    from kamlib.tables.messages import message, remedy

    return [
        {"code": p.code, "level": p.level, "table": p.table, "rows": p.rows, "money": p.money,
         "message": message(p), "remedy": remedy(p)}
        for p in reading.problems
    ]  # fmt: skip


def beside(client: Client) -> dict[str, dict[str, Any]]:
    """Return the facts of the tables next to the orders, by name; how many of their customers have orders."""
    buying = client.buying_ids
    found = {}
    for table, reading in client.readings.items():
        if table != "orders":
            named = reading.frame.get("customer_id")
            met = None if named is None else len(set(named.dropna()) & buying)
            found[table] = {**facts(reading), "customers_with_orders": met}
    return found


def show(reading: Reading, listed: Any) -> None:
    """Print the page about a table by itself; `listed` makes its problems a table."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(file=sys.stdout, highlight=False)
    title = reading.source + (f" · {reading.sheet}" if reading.sheet else "")
    console.print(f"\n[bold]{escape(title)}[/bold]")
    console.print(summary(reading))
    console.print(columns(reading))
    if reading.unused:
        console.print(escape(_("Columns not used: {names}", names=enumerated(list(reading.unused)))))
    if reading.problems:
        console.print(listed(reading.problems))


def summary(reading: Reading) -> Table:
    """Return rows, customers and days of a table."""
    from rich.table import Table

    seen = facts(reading)
    grid = Table.grid(padding=(0, 2))
    grid.add_row(_("Table"), label(reading.table))
    used = _("{used} of {read} rows count", used=count(seen["rows_used"]), read=count(seen["rows_read"]))
    grid.add_row(_("Rows"), used)
    if seen["customers"] is not None:
        grid.add_row(label("customers"), count(seen["customers"]))
    if seen["first_date"] and (days := reading.days) is not None:
        grid.add_row(_("Period"), _("{first} to {last}", first=date(days.min()), last=date(days.max())))
    return grid


def columns(reading: Reading) -> Table:
    """Return which of their columns is which of ours."""
    from rich.markup import escape
    from rich.table import Table

    from kamlib.tables.schema import schema

    table = Table(title=_("Columns"), title_justify="left", box=None, padding=(0, 2), show_header=False)
    for theirs, ours in reading.columns.items():
        table.add_row(escape(theirs), "→", label(schema()[reading.table][ours].term), f"[dim]{ours}[/dim]")
    return table


def met(table: str, seen: dict[str, Any]) -> str:
    """Say of a table next to the orders how much of it counts, and how many of its customers have orders."""
    if seen["customers_with_orders"] is None:
        return _(
            "{table} ({file}): {used} of {read} rows count.",
            table=label(table), file=seen["file"], used=count(seen["rows_used"]), read=count(seen["rows_read"]),
        )  # fmt: skip
    return _(
        "{table} ({file}): {used} of {read} rows count; {met} of {customers} customers have orders.",
        table=label(table), file=seen["file"], used=count(seen["rows_used"]), read=count(seen["rows_read"]),
        met=count(seen["customers_with_orders"]), customers=count(seen["customers"]),
    )  # fmt: skip
