"""The tiers, live: change a cut and every account finds its tier anew."""

from __future__ import annotations

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from kamlib.classify import tiers as wing
from kamlib.reports.results import Cell
from kamlib.reports.xlsx.book import ACCENT, HAIR, INFINITE, INPUT, QUIET, Formula, Page, Value, column_of, quoted
from kamlib.reports.xlsx.ranking import Ledger, Rank
from kamlib.words import _, label

#: What the wing grants to sums of binary fractions.
_HAIR = "1E-9"

_MONEY = ("revenue", "profit")


def write(page: Page, ledger: Ledger, rank: Rank, accounts: str) -> list[Cell]:
    """Fill the sheet of the tiers.

    Returns
    -------
    list
        Name of each account's tier, in the order of the ledger.
    """
    cuts = [float(t.value or 0.0) for t in ledger.tiers[:3]]
    seen = wing.assign(ledger.frame(), by=ledger.basis, method=ledger.method, cuts=cuts)
    page.title(_("Tiers"), _how(ledger))
    sheet = _Sheet(ledger, rank, accounts, seen, top=page.row + 1)
    _head(page, sheet)
    for at in range(4):
        _row(page, sheet, at)
    _total(page, sheet)
    page.skip()
    _notes(page, rank)
    _chart(page, sheet)
    return list(sheet.names)


def _how(ledger: Ledger) -> str:
    basis = label(ledger.basis)
    return {
        "share": _("A tier reaches down to the customer on whom this share of all that is earned falls: {basis}, "
                   "best first. Change the yellow cells.", basis=basis),
        "headcount": _("A tier holds this share of the customers, counted from the best: {basis}. Change the "
                       "yellow cells.", basis=basis),
        "thresholds": _("A tier starts at this amount: {basis}. Change the yellow cells.", basis=basis),
    }[ledger.method]  # fmt: skip


class _Sheet:
    """What the rows of this sheet need: addresses for the formulas, and what the formulas give."""

    def __init__(self, ledger: Ledger, rank: Rank, accounts: str, seen: wing.Tiers, *, top: int) -> None:
        self.ledger, self.rank, self.top, self._accounts = ledger, rank, top, quoted(accounts)
        self.money = [key for key in _MONEY if column_of(ledger.accounts.columns, key) is not None]
        self.starts = [float(seen.thresholds[tier]) for tier in wing.TIERS[:3]]
        words = dict(zip(wing.TIERS, (t.label for t in ledger.tiers), strict=True))
        of = seen.table.set_index("customer_id")["tier_by_rule"].map(words)
        frame = ledger.frame()
        self.names = frame["customer_id"].map(of)
        self.frame = frame[self.money].astype(float).fillna(0.0)

    def column(self, at: int) -> str:
        """Address of a column of the accounts; behind the last stands the live tier."""
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
    cut = _("Cut") if sheet.ledger.by_share else _("Cut, as an amount")
    labels = [_("Tier"), cut, _("Starts at"), label("customers"), _("Share of customers")]
    for key in sheet.money:
        labels += [label(key), _("Share of {basis}", basis=label(key))]
    page.widths(22, 14, 18, 12, 14, *([18, 14] * len(sheet.money)))
    page.head(labels, [False] + [True] * (len(labels) - 1))


def _row(page: Page, sheet: _Sheet, at: int) -> None:
    """Write one tier: its cut to change, where it starts, and what it holds."""
    page.book.define(f"tier_name_{at + 1}", page.at(page.row, 0))
    page.put(0, "text", sheet.ledger.tiers[at].label, font_color=ACCENT)
    for column in (1, 2):
        page.put(column, "text", None)
    if at < 3:
        _cut(page, sheet, at)
    for column, (kind, value) in enumerate(_held(page.row + 1, sheet, at), start=3):
        page.put(column, kind, value)
    page.row += 1


def _cut(page: Page, sheet: _Sheet, at: int) -> None:
    """Write the cell that a reader changes, and the amount that follows from it."""
    page.book.define(f"tier_cut_{at + 1}", page.at(page.row, 1))
    page.book.define(f"tier_start_{at + 1}", page.at(page.row, 2))
    kind = "share" if sheet.ledger.by_share else "money"
    page.put(1, kind, sheet.ledger.tiers[at].value, bg_color=INPUT, border=1, border_color=HAIR)
    start = sheet.starts[at]
    page.put(2, "start", Formula(_start(sheet, at), INFINITE if np.isinf(start) else start))
    _guard(page, by_share=sheet.ledger.by_share)


def _held(row: int, sheet: _Sheet, at: int) -> list[tuple[str, Value]]:
    """Return what a tier holds: customers, and money of each kind, with shares of the totals."""
    there = (sheet.names == sheet.ledger.tiers[at].label).to_numpy()
    held: list[tuple[str, Value]] = [
        ("count", Formula(f"COUNTIF({sheet.live},A{row})", int(there.sum()))),
        ("share", Formula(f"D{row}/total_customers", float(there.mean()))),
    ]
    for n, key in enumerate(sheet.money):
        letter, whole = xl_col_to_name(5 + 2 * n), f"SUM({sheet.of(key)})"
        part, total = float(sheet.frame.loc[there, key].sum()), float(sheet.frame[key].sum())
        held += [
            ("money", Formula(f"SUMIF({sheet.live},A{row},{sheet.of(key)})", part)),
            ("share", Formula(f'IF({whole}>0,{letter}{row}/{whole},"–")', part / total if total > 0 else "–")),
        ]
    return held


def _guard(page: Page, *, by_share: bool) -> None:
    """Let a cut be a share between 0 and 1, or any number."""
    low, high = (0, 1) if by_share else (-1e15, 1e15)
    page.sheet.data_validation(page.row, 1, page.row, 1, {
        "validate": "decimal", "criteria": "between", "minimum": low, "maximum": high,
        "error_title": _("Cut"), "error_message": _("A number is needed here; shares lie between 0% and 100%."),
    })  # fmt: skip


def _start(sheet: _Sheet, at: int) -> str:
    """Return the formula for the smallest amount that a tier takes; no tier starts above a better one."""
    cut, ledger, rank = f"tier_cut_{at + 1}", sheet.ledger, sheet.rank
    if not ledger.by_share:
        return cut
    ahead = rank.ahead if ledger.method == "share" else rank.ahead_count
    within, earning = f"--({ahead}<{cut}-{_HAIR})", f"--({rank.amount}>0)"
    held = f"SUMPRODUCT({within},{earning})"
    if at == 2:
        held = _last_tier(ledger, rank, within, held)
    start = f"IF({held}=0,{INFINITE:.0E},INDEX({rank.amount},MAX(1,{held})))".replace("E+", "E+")
    return start if at == 0 else f"MIN(tier_start_{at},{start})"


def _last_tier(ledger: Ledger, rank: Rank, within: str, held: str) -> str:
    """Count those above lead: the ordinary tier takes in more than its share says; see ``classify.tiers``."""
    if not ledger.lead_judged:
        return f"COUNT({rank.amount})"
    if ledger.method == "headcount":
        return f"SUMPRODUCT({within})"
    return f'IF(tier_cut_3>=1,COUNTIF({rank.amount},">0"),{held})'


def _total(page: Page, sheet: _Sheet) -> None:
    """Write the totals, which tie to the accounts."""
    first, last = sheet.top + 1, page.row
    look = {"top": 1, "top_color": ACCENT}
    page.put(0, "text", _("Total"), **look)
    for column in (1, 2, 4):
        page.put(column, "text", None, **look)
    page.put(3, "count", Formula(f"SUM(D{first}:D{last})", sheet.ledger.size), **look)
    for n, key in enumerate(sheet.money):
        letter, total = xl_col_to_name(5 + 2 * n), float(sheet.frame[key].sum())
        page.put(5 + 2 * n, "money", Formula(f"SUM({letter}{first}:{letter}{last})", total), **look)
        page.put(6 + 2 * n, "text", None, **look)
    page.row += 1


def _notes(page: Page, rank: Rank) -> None:
    """Say what holds for the formulas; in a long book the ranking follows the order of the accounts."""
    notes = [
        _("Equal customers are always in the same tier. The sheet of the accounts shows each customer's tier.")
    ]
    if not rank.self_sorting:
        notes.append(_("The ranking takes the accounts in their order: keep them sorted, the best first."))
    for note in notes:
        page.sheet.write_string(page.row, 0, note, page.book.look(font_color=QUIET))
        page.row += 1


def _chart(page: Page, sheet: _Sheet) -> None:
    """Draw each tier's share of the customers beside its share of the money."""
    chart = page.book.workbook.add_chart({"type": "column"})
    top = sheet.top
    colours = {"customers": "#8FA3B0", "revenue": "#56B4E9", "profit": ACCENT}
    for name, column in [("customers", 4), *((key, 6 + 2 * n) for n, key in enumerate(sheet.money))]:
        chart.add_series({
            "name": label(name), "categories": [page.name, top, 0, top + 3, 0],
            "values": [page.name, top, column, top + 3, column], "fill": {"color": colours[name]}, "gap": 80,
        })  # fmt: skip
    chart.set_title({"name": _("What each tier holds"), "name_font": {"size": 12, "bold": False, "color": ACCENT}})
    chart.set_y_axis({"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": HAIR}}})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 320})
    description = _("Columns: share of customers and of money by tier.")
    page.sheet.insert_chart(page.row + 1, 0, chart, {"description": description})
