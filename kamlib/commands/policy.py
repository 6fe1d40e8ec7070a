"""``kam policy check``: holes in the rules of a sales policy, and what they would do to last year's orders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kamlib.commands import options
from kamlib.words import _, label, n_

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.policy import Simulation

#: Customers that the page names on either side.
SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = options.group(app, "policy", _("Check the rules of a sales policy."))
    group.command("check", help=_("Find holes in the rules, and try them on last year's orders."))(check)


def check(
    file: options.File,
    rules: Annotated[
        Path,
        typer.Option(
            "--rules", metavar="FILE", help=_("Rules: rule, field, at_least, below, equals, grants, amount.")
        ),
    ],
    customers: options.Customers = None,
    activities: options.Activities = None,
    maps: options.Map = None,
    encoding: options.Encoding = None,
    dayfirst: options.DayFirst = None,
    decimal: options.Decimal = None,
    sheet: options.Sheet = None,
    currency: options.Currency = None,
    lang: options.Lang = None,
) -> int:
    """Say what is wrong with the rules (status 1), and what they would have done."""
    from kamlib.findings import rule_words
    from kamlib.loading import load
    from kamlib.manage import policy
    from kamlib.tables import as_written

    table = as_written.opened(rules, "rules")
    given = options.reading(maps, encoding, dayfirst, decimal, sheet, currency, False)
    others: dict[str, Any] = {
        name: f for name, f in {"customers": customers, "activities": activities}.items() if f
    }
    client = load(file, **others, **given)
    found, effect = policy.verify(table), policy.simulate(table, client)
    wrong = rule_words.faults(found)
    typer.echo(
        n_("{n} fault in the rules:", "{n} faults in the rules:", len(wrong)) if wrong
        else _("The rules have no gaps, overlaps or contradictions.")
    )  # fmt: skip
    for line in wrong:
        typer.echo(f"  {line}")
    for line in rule_words.effects(effect, client.currency):
        typer.echo(line)
    for line in _pay(effect, client):
        typer.echo(line)
    _show_customers(effect, client)
    return 1 if wrong else 0


def _pay(effect: Simulation, client: Client) -> list[str]:
    """Say what pay on revenue rewards, and pay on profit; nothing where no cost is known."""
    from kamlib.findings import rule_words
    from kamlib.manage import policy

    if effect.table["gross_profit_after"].isna().all():
        return []
    named = client.named(effect.table[["customer_id"]])
    names = dict(zip(named["customer_id"].astype("str"), named["name"].astype("str"), strict=True))
    return rule_words.pay(policy.rewards(effect), names)


def _show_customers(effect: Simulation, client: Client) -> None:
    """Show the customers that lose and gain most."""
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from kamlib.words import money, percent

    if effect.winners.empty and effect.losers.empty:
        return
    table = Table(box=None, pad_edge=False)
    for key in ("name", "change_of_profit", "break_even", "past_price_change", "past_volume_change"):
        table.add_column(label(key), justify="left" if key == "name" else "right")
    some = pd.concat([effect.losers.head(SHOWN), effect.winners.head(SHOWN).iloc[::-1]], ignore_index=True)
    for row in client.named(some).to_dict("records"):
        table.add_row(
            row["name"], money(row["change"], client.currency), percent(row["break_even"], 1),
            percent(row["past_price_change"], 1), percent(row["past_volume_change"], 1),
        )  # fmt: skip
    Console().print(table)
