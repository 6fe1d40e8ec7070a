"""Concentration, live: shares, the number of customers for a goal, Gini, HHI and the whale curve."""

from __future__ import annotations

import numpy as np

from kamlib.reports.cells import Cell, Column
from kamlib.reports.xlsx.book import ACCENT, HAIR, INPUT, QUIET, Formula, Page
from kamlib.reports.xlsx.ranking import DIVIDES, Ledger, Rank
from kamlib.value import concentration as wing
from kamlib.words import _, label

#: Fractions at which the curve is drawn, so that a book of any length has a light chart.
POINTS = 101

_DASH = "–"

#: Name of a cell, its words, kind, formula and result, and what it means.
_Measure = tuple[str, str, str, Formula | float, str]


def write(page: Page, ledger: Ledger, rank: Rank) -> None:
    """Fill the sheet of concentration; it also names the totals that other sheets use."""
    basis = label(ledger.basis)
    page.title(_("Concentration"), _("Of {basis}. Change the yellow cells.", basis=basis))
    page.widths(44, 20, 90)
    page.head([_("Measure"), _("Value"), _("Meaning")], [False, True, False])
    for name, words, kind, value, about in [
        *_totals(ledger, rank),
        *_shares(ledger, rank),
        *_spread(ledger, rank),
    ]:
        given = not isinstance(value, Formula)
        look = {"bg_color": INPUT, "border": 1, "border_color": HAIR} if given else {}
        page.book.define(name, page.at(page.row, 1))
        page.put(0, "long", Column(key="", label=words, kind=kind).heading(page.book.currency))
        page.put(1, kind, value, **look)
        page.put(2, "long", about, font_color=QUIET)
        page.row += 1
    page.skip()
    _curve(page, ledger, rank)


def _totals(ledger: Ledger, rank: Rank) -> list[_Measure]:
    amounts, of = ledger.amounts, rank.amount
    earned = float(amounts.clip(min=0).sum())
    return [
        ("total_amount", _("Total"), "money", Formula(f"SUM({of})", ledger.total), ""),
        ("total_customers", label("customers"), "count", Formula(f"COUNT({of})", ledger.size), ""),
        ("total_earned", _("Total of customers above zero"), "money", Formula(f'SUMIF({of},">0")', earned),
         _("The peak of the whale curve, before losses reduce it.")),
        ("loss_makers", _("Customers below zero"), "count",
         Formula(f'COUNTIF({of},"<0")', int((amounts < 0).sum())), ""),
        ("loss_amount", _("Their losses"), "money",
         Formula(f'-SUMIF({of},"<0")', float(-amounts.clip(max=0).sum()) + 0.0), ""),
        ("peak_share", _("Peak of the whale curve"), "share",
         _if_positive(ledger, "total_earned/total_amount", lambda: earned / ledger.total),
         _("The excess over 100% is what losses take away.")),
    ]  # fmt: skip


def _shares(ledger: Ledger, rank: Rank) -> list[_Measure]:
    """Put the 80/20 question, with both figures to change."""
    whole = "INT(share_top*total_customers)"
    rest = f"(share_top*total_customers-{whole})*IFERROR(INDEX({rank.amount},{whole}+1),0)"
    held = f'(SUMIF({rank.place},"<="&{whole},{rank.amount})+{rest})'
    needed = "share_goal*total_amount"
    fewest = f"SUMPRODUCT(--({rank.running}<{needed}-1E-9*ABS({needed})),--({rank.amount}>0))+1"
    fifth = _if_positive(ledger, "top_amount/total_amount", lambda: wing.top_share(ledger.amounts, 0.2))
    return [
        ("share_top", _("The best of the customers"), "share", 0.2, _("A fifth, as in the 80/20 rule.")),
        ("top_amount", _("Their contribution"), "money", Formula(held, _head(ledger.amounts, 0.2)),
         _("A fraction of a customer counts with the same fraction of its contribution.")),
        ("top_share", _("Their share"), "share", fifth, "" if ledger.divides else _no_share()),
        ("share_goal", _("A share to reach"), "share", 0.8, _("Four fifths, as in the 80/20 rule.")),
        ("customers_for", _("Customers needed for it"), "count",
         _if_positive(ledger, fewest, lambda: wing.customers_for(ledger.amounts, 0.8)),
         _("The smallest number that together bring that share.")),
        *(() if ledger.divides else _of_earnings(ledger, rank)),
    ]  # fmt: skip


def _no_share() -> str:
    """Say why shares of the total stand nowhere."""
    return _("Losses are so high that a share of the total is meaningless; see the share of gains.")


def _head(amounts: np.ndarray, part: float) -> float:
    """Return what the best part of the customers bring; the last of them counts in part."""
    return float(np.clip(part * len(amounts) - np.arange(len(amounts)), 0.0, 1.0) @ amounts)


def _of_earnings(ledger: Ledger, rank: Rank) -> tuple[_Measure, ...]:
    """Put the same question of what is earned, where shares of the total say nothing."""
    earned = ledger.amounts.clip(min=0)
    total = float(earned.sum())
    fewest = int((earned.cumsum() < 0.8 * total * (1 - 1e-12)).sum()) + 1
    count = f"SUMPRODUCT(--({rank.earned}<share_goal*total_earned*(1-1E-12)))+1"
    return (
        ("earned_share", _("Their share of gains"), "share",
         Formula('IF(total_earned>0,top_amount/total_earned,"–")',
                 _head(ledger.amounts, 0.2) / total if total > 0 else _DASH), ""),
        ("earners_for", _("Customers needed for that share of gains"), "count",
         Formula(f'IF(total_earned>0,{count},"–")', fewest if total > 0 else _DASH), ""),
    )  # fmt: skip


def _spread(ledger: Ledger, rank: Rank) -> list[_Measure]:
    of, size = rank.amount, f'(total_earned-SUMIF({rank.amount},"<0"))'
    weights = f"SUMPRODUCT(total_customers+1-2*{rank.place},{of})"
    gini, hhi = wing.gini(ledger.amounts), wing.hhi(ledger.amounts)
    return [
        ("gini_coefficient", label("gini"), "ratio",
         Formula(f'IF({size}>0,MAX(0,{weights}/(total_customers*{size})),"–")', _or_dash(gini)),
         _("0 if all customers contribute the same, close to 1 if one contributes everything.")),
        ("herfindahl_index", label("hhi"), "count",
         Formula(f'IF(total_earned>0,SUMPRODUCT(--({of}>0),{of},{of})/total_earned^2*10000,"–")', _or_dash(hhi)),
         _("Sum of the squared percentage shares of the customers above zero: 10,000 if one customer contributes "
           "everything.")),
    ]  # fmt: skip


def _if_positive(ledger: Ledger, formula: str, result: object) -> Formula:
    """Guard a share: of a total that is not positive, or near nothing, it means nothing."""
    value: Cell = result() if ledger.divides and callable(result) else _DASH
    return Formula(f'IF({DIVIDES},{formula},"–")', value)


def _or_dash(value: float) -> Cell:
    return _DASH if np.isnan(value) else value


def _curve(page: Page, ledger: Ledger, rank: Rank) -> None:
    """Write points of the whale curve and draw them: in shares, or in money where shares say nothing."""
    top = page.row
    key, kind = ("cumulative_share", "share") if ledger.divides else ("cumulative", "money")
    name = Column(key=key, label=label(key), kind=kind).heading(page.book.currency)
    page.head([label("cumulative_customers"), name], [True, True])
    of = rank.share if ledger.divides else rank.running
    running = np.concatenate([[0.0], ledger.amounts.cumsum()])
    for at in range(POINTS):
        part, row = at / (POINTS - 1), page.row + 1
        place = int(np.floor(part * ledger.size + 0.5))
        height = float(running[place]) / (ledger.total if ledger.divides else 1.0)
        text = f"IF(ROUND(A{row}*total_customers,0)=0,0,INDEX({of},ROUND(A{row}*total_customers,0)))"
        page.cells(("share", kind), [part, Formula(text, height if place else 0.0)])
    _chart(page, top, name, kind)


def _chart(page: Page, top: int, name: str, kind: str) -> None:
    chart = page.book.workbook.add_chart({"type": "scatter", "subtype": "straight"})
    chart.add_series({
        "name": name, "categories": [page.name, top + 1, 0, top + POINTS, 0],
        "values": [page.name, top + 1, 1, top + POINTS, 1], "line": {"color": ACCENT, "width": 2.25},
        "marker": {"type": "none"},
    })  # fmt: skip
    chart.set_title({"name": label("whale"), "name_font": {"size": 12, "bold": False, "color": ACCENT}})
    line = {"visible": True, "line": {"color": HAIR}}
    chart.set_x_axis({"num_format": "0%", "min": 0, "max": 1, "name": _("Customers, best first"),
                      "label_position": "low", "name_font": {"bold": False}})  # fmt: skip
    shape, up = ("0%", _("Share of the total")) if kind == "share" else ("#,##0", name)
    chart.set_y_axis({"num_format": shape, "major_gridlines": line, "name": up,
                      "name_font": {"bold": False}})  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_size({"width": 640, "height": 360})
    said = _("Line: {what} by customer, best first; it falls when customers lose money.", what=name)
    page.sheet.insert_chart(top, 2, chart, {"description": said, "x_offset": 20})
