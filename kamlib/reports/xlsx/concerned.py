"""Who each recommendation is about, one by one: what no sentence has room for."""

from __future__ import annotations

from kamlib.reports.cells import Cell, Column
from kamlib.reports.deck import Deck
from kamlib.reports.results import Results
from kamlib.reports.xlsx.book import Page
from kamlib.words import _, label


def write(page: Page, results: Results, deck: Deck) -> None:
    """Write a row for each step and customer, with the columns of the accounts that say what is at stake.

    Parameters
    ----------
    page : Page
        The sheet.
    results : Results
        What the report says; its accounts hold names and money.
    deck : Deck
        Its recommendations in their order.
    """
    keys = [column.key for column in results.accounts.columns]
    kept = [key for key in ("name", "tier", results.client.basis, "before", "after", "change") if key in keys]
    places = [keys.index(key) for key in kept]
    known = {row[keys.index("customer_id")]: row for row in results.accounts.rows} if "customer_id" in keys else {}
    columns = [
        Column(key="", label=_("No."), kind="count"), Column(key="", label=_("Finding"), kind="text"),
        Column(key="customer_id", label=label("customer_id"), kind="text"),
        *(results.accounts.columns[place] for place in places),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [n, step.about, who, *(known[who][place] if who in known else None for place in places)]
        for n, step in enumerate(deck.advice, start=1)
        for who in (step.line.customers if step.line else ())
    ]
    page.table(columns, rows)
