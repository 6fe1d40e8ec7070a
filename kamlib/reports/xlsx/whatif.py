"""What if: the volume that pays for a discount, and the business without its best customers."""

from __future__ import annotations

import math

from xlsxwriter.utility import xl_col_to_name

from kamlib.classify import concessions as wing
from kamlib.facts.margins import over_all
from kamlib.reports.cells import Cell, Column
from kamlib.reports.xlsx.book import HAIR, INPUT, QUIET, Formula, Page, column_of, quoted
from kamlib.reports.xlsx.ranking import Ledger, Rank
from kamlib.words import _, label
from kamlib.words.phrases import lower_first

DISCOUNTS = (0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2)
MARGINS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)

_GIVEN = {"bg_color": INPUT, "border": 1, "border_color": HAIR}


def write(page: Page, ledger: Ledger, rank: Rank, accounts: str) -> None:
    """Fill the sheet."""
    page.title(_("What if"), _("Change the yellow cells."))
    page.widths(44, 14, *([11] * len(MARGINS)))
    _leaving(page, ledger, rank)
    page.skip()
    _discount(page, ledger, accounts)
    page.skip()
    _grid(page)


def _line(page: Page, name: str, words: str, kind: str, value: Cell | Formula) -> None:
    """Write one figure with its name; what is not a formula is there to be changed."""
    page.book.define(name, page.at(page.row, 1))
    page.put(0, "text", Column(key="", label=words, kind=kind).heading(page.book.currency))
    page.put(1, kind, value, **({} if isinstance(value, Formula) else _GIVEN))
    page.row += 1


def _leaving(page: Page, ledger: Ledger, rank: Rank) -> None:
    page.head([_("If the best customers leave, by {basis}", basis=lower_first(ledger.basis)), ""])
    lost = float(ledger.amounts[0])
    share: Cell = lost / ledger.total if ledger.total > 0 else "–"
    _line(page, "lost_count", _("Number of customers lost"), "count", 1)
    text = f'SUMIF({rank.place},"<="&lost_count,{rank.amount})'
    basis = label(ledger.basis)
    _line(page, "leaving_amount", _("{basis} lost with them", basis=basis), "money", Formula(text, lost))
    _line(page, "leaving_share", _("Share of the total"), "share",
          Formula('IF(total_amount>0,leaving_amount/total_amount,"–")', share))  # fmt: skip
    _line(page, "staying_amount", _("Remaining {basis}", basis=basis), "money",
          Formula("total_amount-leaving_amount", ledger.total - lost))  # fmt: skip


def _discount(page: Page, ledger: Ledger, accounts: str) -> None:
    """Break-even of a discount; the margin is that of the whole book where profit is known, else to be given."""
    page.head([_("If a discount is given"), ""])
    margin, formula = _margin(ledger, accounts)
    page.book.define("margin", page.at(page.row, 1))
    page.put(0, "text", _("Gross margin before the discount"))
    page.put(1, "share", Formula(formula, margin) if formula and margin is not None else None, **_GIVEN)
    page.row += 1
    _line(page, "discount", _("Discount on the price"), "share", 0.05)
    needed = '"–"' if margin is None else ""
    result: Cell = "–" if needed or margin is None else _needed(0.05, margin)
    text = f'IF(margin="","–",{_break_even("discount", "margin")})'
    _line(page, "extra_volume", _("Extra volume needed"), "share", Formula(text, result))


def _margin(ledger: Ledger, accounts: str) -> tuple[float | None, str]:
    places = {key: column_of(ledger.accounts.columns, key) for key in ("profit", "revenue", "uncosted_revenue")}
    if places["profit"] is None or places["revenue"] is None:
        return None, ""
    known = [key for key, place in places.items() if place is not None]
    margin = over_all(ledger.money(known), "profit")
    if math.isnan(margin):
        return None, ""
    letters = {key: xl_col_to_name(places[key] or 0) for key in known}
    sums = {key: f"SUM({quoted(accounts)}!${x}$2:${x}${ledger.size + 1})" for key, x in letters.items()}
    costed = "-".join(sums[key] for key in known if key != "profit")
    return margin, f"{sums['profit']}/({costed})"


def _break_even(discount: str, margin: str) -> str:
    """Return the formula d / (m − d); never, where the discount eats the margin."""
    never = _("never")
    return f'IF({discount}=0,0,IF({margin}>{discount},{discount}/({margin}-{discount}),"{never}"))'


def _needed(discount: float, margin: float) -> Cell:
    volume = float(wing.extra_volume(discount, margin))
    return _("never") if math.isinf(volume) else volume


def _grid(page: Page) -> None:
    """Write the extra volume over discounts and margins."""
    note = _(
        "Extra volume needed to pay for a discount: discount ÷ (gross margin − discount). Rows: discount; "
        "columns: gross margin."
    )
    page.sheet.write_string(page.row, 0, note, page.book.look(font_color=QUIET))
    page.row += 1
    top = page.row + 1
    page.put(0, "text", None)
    page.put(1, "text", None)
    for column, margin in enumerate(MARGINS, start=2):
        page.put(column, "share", margin, **_GIVEN)
    page.row += 1
    for discount in DISCOUNTS:
        row = page.row + 1
        page.put(1, "share", discount, **_GIVEN)
        for column, margin in enumerate(MARGINS, start=2):
            text = _break_even(f"$B{row}", f"{xl_col_to_name(column)}${top}")
            page.put(column, "share", Formula(text, _needed(discount, margin)), align="right")
        page.row += 1
