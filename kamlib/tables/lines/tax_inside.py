"""Whether an amount whose header says nothing of tax is with or without it: the tax column next to it proves it.

Tax of 13 next to 113 is 13 % of what is left, and no rate in use of 113 itself: it is in the amount. Tax of 13
next to 100 is not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Choice, Match
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.lines import taxes
from kamlib.tables.values.amounts import parse_amounts

SAMPLE = 1_000  # rows from the first on that are looked at
AGREE = 0.95  # share of them that has to show it
#: How far a tax may be from its rate: rounded to a hundredth, or on several lines together.
ROUNDED, RELATIVE = 0.011, 3e-4


def settle(converted: Converted, found: Match, rows: pd.DataFrame) -> Match:
    """Take an amount that proves to be with tax as such; the one without, where another column is it, as revenue.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    Match
        The same object where nothing is proved, or the user said which column is revenue.
    """
    lines = converted.frame.iloc[:SAMPLE]
    if not {"revenue", "tax"} <= set(lines) or "revenue_with_tax" in lines or found.by_hand("revenue"):
        return found
    if not _is_inside(lines):
        return found
    choice = found.chosen["revenue"]
    chosen = {ours: one for ours, one in found.chosen.items() if ours != "revenue"}
    net = next((other for other in choice.others if _adds_up(rows[other].iloc[:SAMPLE], lines, found)), None)
    if net is not None:
        chosen = {"revenue": Choice(net, choice.score), **chosen}
    return replace(found, chosen={**chosen, "revenue_with_tax": Choice(choice.source_column, choice.score)})


def _is_inside(lines: pd.DataFrame) -> bool:
    """Whether the figures of a tax column are in the amounts next to them, by rates in use or the file's own."""
    tax, amount = lines["tax"], lines["revenue"]
    told = (tax.notna() & (tax != 0) & amount.notna() & (amount != 0)).to_numpy()
    if not told.any() or taxes.is_rate(tax, amount):
        return False
    if "tax_rate" in lines and lines["tax_rate"].notna().any():
        rates = taxes.share(lines["tax_rate"]).to_numpy("float64")[told, None]
    else:
        rates = np.array(taxes.RATES)[None, :] / 100
    taken, whole = tax.to_numpy("float64")[told, None], amount.to_numpy("float64")[told, None]
    room = np.maximum(ROUNDED, RELATIVE * np.abs(taken[:, 0]))
    inside = np.abs(taken - whole * rates / (1 + rates)).min(axis=1) <= room
    beside = np.abs(taken - whole * rates).min(axis=1) <= room
    return bool(inside.mean() >= AGREE and (beside & ~inside).mean() <= 1 - AGREE and beside.mean() < AGREE)


def _adds_up(cells: pd.Series, lines: pd.DataFrame, found: Match) -> bool:
    """Whether another column and the tax come to the amount."""
    if cells.name in {choice.source_column for choice in found.chosen.values()}:
        return False
    off = (parse_amounts(cells).values + lines["tax"].fillna(0.0) - lines["revenue"]).abs()  # noqa: PD011 (a field)
    return bool(off.notna().any() and (off.dropna() <= 2 * ROUNDED).mean() >= AGREE)
