"""The ranking: amounts from the largest down with their running sums, on which shares and curves are built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from kamlib.reports.cells import Cell, Table
from kamlib.reports.results import Results, Threshold
from kamlib.reports.xlsx.book import Formula, Page, Value, column_of, quoted
from kamlib.value.concentration import NEAR_NOTHING
from kamlib.words import _, label

#: Up to so many accounts the ranking sorts itself: LARGE takes a time that grows with the square of the rows.
SORTS_ITSELF = 3_000
#: The condition, in a cell, under which shares of the total say anything; `Ledger.divides` is the same.
DIVIDES = f"AND(total_amount>0,total_amount>={NEAR_NOTHING}*total_earned)"


@dataclass(frozen=True, eq=False)
class Ledger:
    """The accounts and the amount that counts.

    Attributes
    ----------
    accounts : Table
        One row per customer, the best first.
    basis : str
        Key of the column that counts.
    place : int
        Which column that is.
    amounts : numpy.ndarray
        The column; what is missing counts as zero.
    tiers : tuple of Threshold
        From the best down, each with the amount it starts from; the last takes the rest.
    """

    accounts: Table
    basis: str
    place: int
    amounts: np.ndarray
    tiers: tuple[Threshold, ...]

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.amounts)

    @property
    def total(self) -> float:
        """The sum of the amounts."""
        return float(self.amounts.sum())

    @property
    def divides(self) -> bool:
        """Whether shares of the total say anything; as the report has it (``concentration.measure``)."""
        return self.total > 0 and self.total >= NEAR_NOTHING * float(self.amounts.clip(min=0).sum())

    def money(self, keys: Sequence[str]) -> pd.DataFrame:
        """Return columns of the accounts as a frame of amounts; what is missing counts as zero."""
        return pd.DataFrame({key: self.accounts.column(key) for key in keys}, dtype=float).fillna(0.0)


def read(results: Results) -> Ledger | None:
    """Take the accounts out of a report, the best first; None where it has none."""
    columns, basis = results.accounts.columns, results.client.basis
    place, who = column_of(columns, basis), column_of(columns, "customer_id")
    if place is None or not results.ranked:
        return None
    rows: list[list[Cell]] = [
        [*row[:place], _number(row[place]), *row[place + 1 :]] for row in results.accounts.rows
    ]
    rows.sort(key=lambda row: (-_number(row[place]), str(row[who or 0])))
    amounts = np.array([row[place] for row in rows], dtype=float)
    same = results.tiers.by in ("", basis) and len(results.tiers.thresholds) > 1
    tiers = tuple(results.tiers.thresholds) if same else ()
    return Ledger(Table(columns=columns, rows=rows), basis, place, amounts, tiers)


def _number(value: Cell) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


@dataclass(frozen=True)
class Rank:
    """Where the columns of the ranking stand, as addresses for formulas.

    Attributes
    ----------
    place, amount, running, earned, share : str
        Rank from 1, amount, running sum, running sum of the amounts above zero, running share of the total.
    self_sorting : bool
        Whether it follows the accounts in any order.
    """

    place: str
    amount: str
    running: str
    earned: str
    share: str
    self_sorting: bool


def write(page: Page, ledger: Ledger, accounts: str) -> Rank:
    """Fill the sheet of the ranking: one row per rank, each formula looking at the row above only."""
    columns = [
        (label("rank"), "count"), (label(ledger.basis), "money"), (_("Cumulative amount"), "money"),
        (_("Cumulative gains"), "money"), (label("cumulative_share"), "share"),
    ]  # fmt: skip
    page.widths(8, 18, 18, 18, 16)
    page.head([name for name, _kind in columns], [True] * len(columns))
    page.sheet.freeze_panes(1, 0)
    n, letter = ledger.size, xl_col_to_name(ledger.place)
    sheet = quoted(accounts)
    own = n <= SORTS_ITSELF
    cached, rows = _results(ledger), list[list[Value]]()
    for i in range(n):
        amount = f"LARGE({sheet}!${letter}$2:${letter}${n + 1},A{i + 2})" if own else f"{sheet}!{letter}{i + 2}"
        texts = [amount, *_formulas(i + 2)]
        rows.append([i + 1, *(Formula(text, column[i]) for text, column in zip(texts, cached, strict=True))])
    page.rows([kind for _name, kind in columns], rows)
    place, amount_, running, earned, share = (page.span(1, n, column) for column in (0, 1, 2, 3, 4))
    return Rank(place, amount_, running, earned, share, own)


def _formulas(row: int) -> list[str]:
    """Return the formulas that follow the amount; the totals have names, defined on the sheet of concentration."""
    above, first = row - 1, row == 2
    return [
        f"B{row}" if first else f"C{above}+B{row}",
        f"MAX(0,B{row})" if first else f"D{above}+MAX(0,B{row})",
        f'IF({DIVIDES},C{row}/total_amount,"–")',
    ]


def _results(ledger: Ledger) -> list[list[Cell]]:
    """Work out what the formulas give."""
    amounts = ledger.amounts
    running, earned = amounts.cumsum(), amounts.clip(min=0).cumsum()
    share: list[Cell] = list(running / running[-1]) if ledger.divides else ["–"] * ledger.size
    return [list(column) for column in (amounts, running, earned)] + [share]
