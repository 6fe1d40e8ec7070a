"""The accounts: one row per customer, to sort and filter, with the tier that follows from the cuts, and totals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from xlsxwriter.utility import xl_col_to_name

from kamlib.reports.cells import Cell, Column, Table
from kamlib.reports.xlsx.book import ACCENT, QUIET, Formula, Page, Value
from kamlib.reports.xlsx.ranking import Ledger
from kamlib.words import _


def below(page: Page, accounts: Table, others: Table) -> None:
    """Write the totals below the accounts, and who is in the data and no customer, in their columns.

    Parameters
    ----------
    page : Page
        The sheet, filled with the accounts from its first row on.
    accounts : Table
        One row per customer.
    others : Table
        In the columns of the accounts; nothing is written of them where there are none.
    """
    page.skip()
    own = _Rows(1, accounts)
    _total(page, _("Total"), [own])
    if not others.rows:
        return
    page.skip()
    said = _("Without net sales above zero: not in counts or shares, but in the totals")
    page.put(0, "text", said, font_color=QUIET)
    page.row += 1
    rest = _Rows(page.row, others)
    page.rows([column.kind for column in others.columns], others.rows)
    page.skip()
    _total(page, _("Total with them"), [own, rest])


class _Rows(NamedTuple):
    """Rows of a table on the sheet, and the row, from 0, of the first of them."""

    first: int
    table: Table


def _total(page: Page, words: str, parts: Sequence[_Rows]) -> None:
    """Write one row of sums over the rows of each part: of money, and of orders; none over no rows."""
    parts = [part for part in parts if part.table.rows]
    for at, column in enumerate(parts[0].table.columns if parts else ()):
        value: Value = words if at == 0 else None
        kind = "text"
        if column.kind == "money" or column.key == "orders_placed":
            areas = ",".join(_area(at, part) for part in parts)
            cells = [row[at] for part in parts for row in part.table.rows]
            whole = math.fsum(cell for cell in cells if isinstance(cell, int | float))
            value, kind = Formula(f"SUM({areas})", whole), column.kind
        page.put(at, kind, value, top=1, top_color=ACCENT)
    page.row += 1


def _area(at: int, part: _Rows) -> str:
    letter = xl_col_to_name(at)
    return f"{letter}${part.first + 1}:{letter}${part.first + len(part.table.rows)}"


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
