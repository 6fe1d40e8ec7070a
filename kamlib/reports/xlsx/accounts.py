"""The accounts: one row per customer, to sort and filter, with the tier that follows from the cuts."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from kamlib.reports.cells import Cell, Column, Table
from kamlib.reports.xlsx.book import QUIET, Formula, Page, Value
from kamlib.reports.xlsx.ranking import Ledger
from kamlib.words import _


def below(page: Page, others: Table) -> None:
    """Write who is in the data and no customer below the accounts, in their columns.

    Parameters
    ----------
    page : Page
        The sheet, filled with the accounts.
    others : Table
        In the columns of the accounts; nothing is written where it has no rows.
    """
    if not others.rows:
        return
    page.skip()
    said = _("Samples, credits or visits only, without net sales: not in counts or shares, but in the totals")
    page.put(0, "text", said, font_color=QUIET)
    page.row += 1
    kinds = [column.kind for column in others.columns]
    for row in others.rows:
        page.cells(kinds, row)


def write(page: Page, ledger: Ledger, live: Sequence[Cell] | None) -> None:
    """Fill the sheet of the accounts.

    Parameters
    ----------
    page : Page
        The sheet.
    ledger : Ledger
        The accounts.
    live : sequence or None
        Name of each account's tier on the report's cuts; None where there are no tiers.
    """
    columns, rows = list(ledger.accounts.columns), ledger.accounts.rows
    if live is None:
        page.table(columns, rows, wide=True)
        return
    columns.append(Column(key="tier_now", label=_("Tier as cut now"), kind="text"))
    letter = xl_col_to_name(ledger.place)
    with_tier: list[list[Value]] = [
        [*row, Formula(tier_formula(f"{letter}{at}", len(ledger.tiers)), tier)]
        for at, (row, tier) in enumerate(zip(rows, live, strict=True), start=2)
    ]
    page.table(columns, with_tier, wide=True)


def tier_formula(amount: str, tiers: int) -> str:
    """Return the formula for the tier of an amount: the first whose start it reaches, else the last."""
    text = f"tier_name_{tiers}"
    for at in range(tiers - 1, 0, -1):
        text = f"IF({amount}>=tier_start_{at},tier_name_{at},{text})"
    return text
