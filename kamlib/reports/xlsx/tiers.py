"""The tiers, live: change a cut and every account finds its tier anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from kamlib.reports.cells import Cell, Column
from kamlib.reports.xlsx.book import ACCENT, HAIR, INFINITE, INPUT, QUIET, Formula, Page, Value, column_of, quoted
from kamlib.reports.xlsx.ranking import Ledger, Rank
from kamlib.words import _, label

_MONEY = ("revenue", "profit", "profit_after_serving")

#: Shares for which the amount is shown at which they are reached.
_SHARES = (0.5, 0.8, 0.95)

#: Above this share of a total, bars of it would leave those of the others too small to be seen.
_DWARFING = 1.5

_COLOURS = {"customers": "#8FA3B0", "revenue": "#56B4E9", "profit": "#0B2A45", "profit_after_serving": "#E69F00"}


def write(page: Page, ledger: Ledger, rank: Rank, accounts: str) -> list[Cell]:
    """Fill the sheet of the tiers.

    Returns
    -------
    list
        Name of each account's tier, in the order of the ledger.
    """
    about = _("A customer belongs to the highest tier whose threshold it reaches, by {basis}. You can change the "
              "yellow cells.",
              basis=label(ledger.basis))  # fmt: skip
    page.title(_("Tiers"), about)
    sheet = _Sheet(ledger, accounts, top=page.row + 1)
    _head(page, sheet)
    for at in range(len(ledger.tiers)):
        _row(page, sheet, at)
    _total(page, sheet)
    page.skip()
    _notes(page, ledger, rank)
    page.skip()
    _reached(page, ledger, rank)
    _chart(page, sheet)
    return list(sheet.names)


class _Sheet:
    """What the rows of this sheet need: addresses for the formulas, and what the formulas give."""

    def __init__(self, ledger: Ledger, accounts: str, *, top: int) -> None:
        self.ledger, self.top, self._accounts = ledger, top, quoted(accounts)
        self.money = [key for key in _MONEY if column_of(ledger.accounts.columns, key) is not None]
        self.starts = [INFINITE if t.value is None else t.value for t in ledger.tiers[:-1]]
        reached = [ledger.amounts >= start for start in self.starts]
        words = [t.label for t in ledger.tiers]
        self.names = np.select(reached, words[:-1], default=words[-1])
        self.frame = ledger.money(self.money)

    def shared(self, key: str) -> bool:
        """Tell whether shares of a kind of money can be drawn next to those of the customers."""
        total = float(self.frame[key].sum())
        parts = [float(self.frame.loc[self.names == tier.label, key].sum()) for tier in self.ledger.tiers]
        return total > 0 and max(map(abs, parts)) <= _DWARFING * total

    def column(self, at: int) -> str:
        """Address of a column of the accounts; after the last stands the live tier."""
        letter = xl_col_to_name(at)
        return f"{self._accounts}!${letter}$2:${letter}${self.ledger.size + 1}"

    def of(self, key: str) -> str:
        """Address of a column of the accounts by its key."""
        return self.column([column.key for column in self.ledger.accounts.columns].index(key))

    @property
    def live(self) -> str:
        """Address of the live tiers."""
        return self.column(len(self.ledger.accounts.columns))


def _head(page: Page, sheet: _Sheet) -> None:
    start = Column(key="", label=_("Starts at"), kind="money").heading(page.book.currency)
    labels = [_("Tier"), start, label("customers"), _("Share of customers")]
    for key in sheet.money:
        labels += [
            Column(key=key, label=label(key), kind="money").heading(page.book.currency),
            _("Share of {basis}", basis=label(key)),
        ]
    page.widths(30, 20, 14, 14, *([18, 14] * len(sheet.money)))
    page.head(labels, [False] + [True] * (len(labels) - 1))


def _row(page: Page, sheet: _Sheet, at: int) -> None:
    """Write one tier: the amount it starts at, to be changed, and what it holds."""
    page.book.define(f"tier_name_{at + 1}", page.at(page.row, 0))
    page.put(0, "text", sheet.ledger.tiers[at].label, font_color=ACCENT)
    page.put(1, "text", None)
    if at < len(sheet.starts):
        page.book.define(f"tier_start_{at + 1}", page.at(page.row, 1))
        page.put(1, "start", sheet.starts[at], bg_color=INPUT, border=1, border_color=HAIR)
        page.sheet.data_validation(page.row, 1, page.row, 1, {
            "validate": "decimal", "criteria": "between", "minimum": -INFINITE, "maximum": INFINITE,
            "error_title": _("Starts at"), "error_message": _("Enter an amount."),
        })  # fmt: skip
    for column, (kind, value) in enumerate(_held(page.row + 1, sheet, at), start=2):
        page.put(column, kind, value)
    page.row += 1


def _held(row: int, sheet: _Sheet, at: int) -> list[tuple[str, Value]]:
    """Return what a tier holds: customers, and money of each kind, with shares of the totals."""
    there = sheet.names == sheet.ledger.tiers[at].label
    held: list[tuple[str, Value]] = [
        ("count", Formula(f"COUNTIF({sheet.live},A{row})", int(there.sum()))),
        ("share", Formula(f"C{row}/total_customers", float(there.mean()))),
    ]
    for n, key in enumerate(sheet.money):
        letter, whole = xl_col_to_name(4 + 2 * n), f"SUM({sheet.of(key)})"
        part, total = float(sheet.frame.loc[there, key].sum()), float(sheet.frame[key].sum())
        held += [
            ("money", Formula(f"SUMIF({sheet.live},A{row},{sheet.of(key)})", part)),
            ("share", Formula(f'IF({whole}>0,{letter}{row}/{whole},"–")', part / total if total > 0 else "–")),
        ]
    return held


def _total(page: Page, sheet: _Sheet) -> None:
    """Write the totals, which tie to the accounts."""
    first, last = sheet.top + 1, page.row
    look = {"top": 1, "top_color": ACCENT}
    page.put(0, "text", _("Total"), **look)
    for column in (1, 3):
        page.put(column, "text", None, **look)
    page.put(2, "count", Formula(f"SUM(C{first}:C{last})", sheet.ledger.size), **look)
    for n, key in enumerate(sheet.money):
        letter, total = xl_col_to_name(4 + 2 * n), float(sheet.frame[key].sum())
        page.put(4 + 2 * n, "money", Formula(f"SUM({letter}{first}:{letter}{last})", total), **look)
        page.put(5 + 2 * n, "text", None, **look)
    page.row += 1


def _notes(page: Page, ledger: Ledger, rank: Rank) -> None:
    """Say what holds for the formulas; in a long book the ranking follows the order of the accounts."""
    notes = [
        _(
            "Customers with equal amounts are always in the same tier. The accounts sheet shows each customer's "
            "tier."
        )
    ]
    if len(ledger.tiers) > 2:
        low, rest = (tier.label for tier in ledger.tiers[-2:])
        least = _(
            "{low} starts at the smallest positive contribution; all others are {rest}.",
            low=low, rest=rest,
        )  # fmt: skip
        notes.append(least)
    if not rank.self_sorting:
        notes.append(
            _("The ranking follows the order of the accounts sheet: keep it sorted, best customer first.")
        )
    for note in notes:
        page.sheet.write_string(page.row, 0, note, page.book.look(font_color=QUIET))
        page.row += 1


def _reached(page: Page, ledger: Ledger, rank: Rank) -> None:
    """Write at which amount a share of what is earned is reached: a help for setting where a tier starts."""
    amount = Column(key="", label=_("corresponding threshold"), kind="money").heading(page.book.currency)
    page.head([_("Cumulative share of gains"), amount], [True, True])
    earned = ledger.amounts.clip(min=0).cumsum()
    for share in _SHARES:
        row = page.row + 1
        place = f"1+SUMPRODUCT(--({rank.earned}<A{row}*total_earned*(1-1E-12)))"
        text = f'IF(total_earned>0,INDEX({rank.amount},MIN(total_customers,{place})),"–")'
        at = int((earned < share * earned[-1] * (1 - 1e-12)).sum())
        result: Cell = float(ledger.amounts[at]) if earned[-1] > 0 else "–"
        page.put(0, "share", share, bg_color=INPUT, border=1, border_color=HAIR)
        page.put(1, "money", Formula(text, result))
        page.row += 1


def _chart(page: Page, sheet: _Sheet) -> None:
    """Draw each tier's share of the customers next to its share of the money.

    Money whose shares would dwarf the others, because losses offset most of it, has a chart of its own, as money.
    """
    shares = [key for key in sheet.money if sheet.shared(key)]
    rest = [key for key in sheet.money if key not in shares]
    title, said = _("Composition of the tiers"), _("Columns: share of customers and of money by tier.")
    held = [("customers", 3), *((key, 5 + 2 * sheet.money.index(key)) for key in shares)]
    page.sheet.insert_chart(page.row + 1, 0, _columns(page, sheet, title, held, "0%"), {"description": said})
    if rest:
        money = [(key, 4 + 2 * sheet.money.index(key)) for key in rest]
        title = Column(key="", label=_("Contribution by tier"), kind="money").heading(page.book.currency)
        chart = _columns(page, sheet, title, money, "#,##0")
        page.sheet.insert_chart(page.row + 18, 0, chart, {"description": _("Columns: money by tier.")})


def _columns(page: Page, sheet: _Sheet, title: str, series: Sequence[tuple[str, int]], shape: str) -> Any:
    """Return a chart of columns of this sheet, a group a tier."""
    chart = page.book.workbook.add_chart({"type": "column"})
    top, last = sheet.top, sheet.top + len(sheet.ledger.tiers) - 1
    for name, column in series:
        chart.add_series({
            "name": label(name), "categories": [page.name, top, 0, last, 0],
            "values": [page.name, top, column, last, column], "fill": {"color": _COLOURS[name]}, "gap": 80,
        })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": False, "color": ACCENT}})
    chart.set_y_axis({"num_format": shape, "major_gridlines": {"visible": True, "line": {"color": HAIR}}})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 320})
    return chart
