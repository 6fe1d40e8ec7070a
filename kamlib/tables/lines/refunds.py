"""Money paid back, in a column next to the amount: it is taken off, unless the amount is without it already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.tables.columns.headers import words
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.lines.revenue import Money
from kamlib.tables.problems import Problem
from kamlib.tables.schema import squeeze
from kamlib.tables.values.amounts import parse_amounts

#: Share of the rows with a refund on which another column has to be the amount before it.
AGREE = 0.95


def take_off(frame: pd.DataFrame, money: Money, found: Match, rows: pd.DataFrame, *, aside: np.ndarray) -> Money:
    """Take what was paid back off the revenue of its row.

    Parameters
    ----------
    frame : pandas.DataFrame
        All rows in our columns.
    money : Money
        Their revenue, cost and discount.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.
    aside : numpy.ndarray of bool
        Rows that do not count: sums of others, and void ones.

    Returns
    -------
    Money
        As it was where no refund is known, or where the amount is without it.
    """
    if "refunded" not in frame:
        return money
    back = frame["refunded"].abs().fillna(0.0)
    # a row with a minus is the paying back itself
    concerned = (back > 0) & (money.revenue > 0) & ~aside
    if not concerned.any():
        return money
    values = {"column": str(found.source_column("refunded")), "row": int(frame.index[concerned][0])}
    if not found.by_hand("refunded") and (other := _before(frame, back, concerned, found, rows)) is not None:
        note = Problem("refunds-in-amount", "note", "orders", int(concerned.sum()), float(back[concerned].sum()),
                       {**values, "revenue": str(found.amount_column), "other": other})  # fmt: skip
        return replace(money, problems=(*money.problems, note))
    direct = worth.direct(frame)
    share = (money.revenue / frame[direct]).fillna(1.0) if direct == "revenue_with_tax" else 1.0
    off = (back * share).where(concerned, 0.0).round(6)
    said = Problem("refunds-taken-off", "warning", "orders", int(concerned.sum()), float(off.sum()), values)
    return replace(money, revenue=money.revenue - off, problems=(*money.problems, said))


def _before(
    frame: pd.DataFrame, back: pd.Series, concerned: pd.Series, found: Match, rows: pd.DataFrame
) -> str | None:
    """Return the column that is the amount and the refund together; the amount's own header where it says net."""
    direct = worth.direct(frame)
    if direct is None:
        return None
    if _says_net(str(found.amount_column)):
        return str(found.amount_column)
    taken = {direct, "refunded", "date", "customer_id", "order_id"}
    skip = {found.source_column(ours) for ours in taken}
    whole = (frame[direct] + back)[concerned]
    for theirs in (name for name in rows.columns if name not in skip):
        other = parse_amounts(pd.Series(rows[theirs])[concerned]).values  # noqa: PD011 (a field of Parsed)
        if (np.abs(other - whole) <= 0.01).mean() >= AGREE:
            return str(theirs)
    return None


def _says_net(header: str) -> bool:
    return "净" in squeeze(header) or {"net", "sales"} <= set(words(header)) or "netsales" in squeeze(header)
