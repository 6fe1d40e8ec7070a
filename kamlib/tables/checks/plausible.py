"""Amounts that cannot be what their column says: costs, prices and freight, shares, and units that lie apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.conversion.convert import HUGE, Converted
from kamlib.tables.lines.orders import ClassifiedLines, of_rows
from kamlib.tables.lines.revenue import Money
from kamlib.tables.problems import Problem
from kamlib.tables.schema import schema
from kamlib.tables.values.cells import is_missing
from kamlib.words import _, label

#: How many times revenue a cost or profit has to be, or the other way round, to be in another unit.
ABSURD = 1000.0
#: Columns that profit comes from.
_COSTS = ("cost", "unit_cost", "profit")
#: Orders of several lines from which freight on each of them is a habit.
_SEVERAL = 10
#: How many times quantity × price an amount may be: discounts and tax are less.
FAR = 2.5
#: Where a middling amount is above this, profits and costs between -1 and 1, on so many lines, are shares.
SHARE, FEW = 20.0, 5
#: First lines, which mostly tell.
SAMPLE = 1_000


def refuse_shares(converted: Converted, found: Match, where: str) -> None:
    """Refuse a column of profits or costs whose figures are shares: a workbook shows 0.25 as 25 %.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        If all of them lie between -1 and 1 while amounts do not.
    """
    amount = worth.direct(converted.frame)
    if amount is None:
        return
    for ours in (c for c in _COSTS if c in converted.frame and not found.by_hand(c)):
        if converted.frame[ours].iloc[:SAMPLE].abs().max() > 1:
            continue
        known = converted.frame[ours].dropna()
        shares = len(known) >= FEW and known.abs().max() <= 1 and (known % 1 != 0).mean() > 0.5
        if shares and converted.frame[amount].abs().median() > SHARE:
            raise KamError(_(
                "{where}: column {column} ({what}) contains shares (such as {cell}), not amounts; select a "
                "column of amounts, or use --map {ours}=- to go without.",
                where=where, column=str(found.source_column(ours)), what=label(schema()["orders"][ours].term),
                cell=f"{known[known % 1 != 0].iloc[0]:g}", ours=ours,
            ))  # fmt: skip


def check_scale(converted: Converted, money: Money, found: Match) -> list[Problem]:
    """Name a cost or profit that is a thousand times revenue, or less than a thousandth, on most lines.

    No trade is like that: the two columns are in different units, and only one of them says so.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    money : Money
        Revenue, cost and discount of every line (currency units).
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        At most one a column.
    """
    problems, size = [], np.abs(money.revenue.to_numpy("float64"))
    for ours in (c for c in ("cost", "profit") if c in converted.frame):
        ratio = _middling_ratio(np.abs(converted.frame[ours].to_numpy("float64")), size)
        if 1 / ABSURD < ratio < ABSURD:
            continue
        values: dict[str, Any] = {"column": str(found.source_column(ours)), "revenue": str(found.amount_column)}
        values["ratio"] = min(max(ratio, 1 / ratio), HUGE)
        values["larger"] = ratio > 1
        total = float(money.revenue.sum())
        problems.append(Problem("units-apart", "warning", "orders", len(size), total, values))
    return problems


def check_price(converted: Converted, money: Money, found: Match) -> list[Problem]:
    """Name an amount that is far from quantity × price on most lines: one of the three is something else.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    money : Money
        Revenue, cost and discount of every line (currency units).
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        One at most.
    """
    amount = worth.direct(found.chosen)
    frame = converted.frame.iloc[:SAMPLE]
    if amount is None or found.by_hand(amount) or not {"quantity", "unit_price"} <= set(frame):
        return []
    by_price = (frame["quantity"] * frame["unit_price"]).abs()
    known = (by_price > 0) & (frame[amount].abs() > 0)
    ratio = float((frame[amount].abs() / by_price)[known].median()) if known.sum() >= FEW else 1.0
    if 1 / FAR <= ratio <= FAR:
        return []
    values = {"column": str(found.source_column(amount)), "ratio": min(ratio, HUGE)}
    values |= {"quantity": str(found.source_column("quantity")), "price": str(found.source_column("unit_price"))}
    return [Problem("price-apart", "warning", "orders", len(converted.frame), float(money.revenue.sum()), values)]


def _middling_ratio(other: np.ndarray, size: np.ndarray) -> float:
    """Return the median of one amount over another; 1 where neither is ever known."""
    both = (size > 0) & (other > 0)
    ratios = other[both] / size[both]
    within = (ratios > 1 / ABSURD) & (ratios < ABSURD)
    return 1.0 if 2 * within.sum() > len(ratios) or not len(ratios) else float(np.median(ratios))


def check_cost(sorted_: ClassifiedLines, found: Match, rows: pd.DataFrame) -> list[Problem]:
    """Name a column of costs or profits that holds none at all, where no other tells what profit is.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    list of Problem
        One at most.
    """
    if "cost" in sorted_.lines and sorted_.lines["cost"].notna().any():
        return []
    for ours in _COSTS:
        theirs = found.source_column(ours) or next(iter(found.rejected.get(ours, ())), None)
        if theirs is None:
            continue
        if all(is_missing(cell) for cell in rows[theirs].drop_duplicates()):
            values = {"column": str(theirs), "ours": ours}
            return [Problem("cost-empty", "warning", "orders", len(rows), None, values)]
        if ours == "unit_cost" and ours in found.chosen and "quantity" not in found.chosen:
            return [Problem("unit-cost-alone", "warning", "orders", len(rows), None, {"column": str(theirs)})]
    return []


def check_costs(sorted_: ClassifiedLines, revenue: np.ndarray) -> list[Problem]:
    """Name lines whose cost is missing, has the other sign than revenue, or looks like the cost of one piece.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    revenue : numpy.ndarray
        Their revenue (currency units).

    Returns
    -------
    list of Problem
        Empty where no line has a cost.
    """
    if "cost" not in sorted_.lines:
        return []
    cost = sorted_.lines["cost"].to_numpy("float64")
    if np.isnan(cost[sorted_.used]).all():
        return []
    problems = of_rows("cost-missing", "warning", sorted_, np.isnan(cost))
    problems += of_rows("cost-sign", "warning", sorted_, (revenue < 0) & (cost > 0))
    if "quantity" in sorted_.lines:
        pieces = sorted_.lines["quantity"].to_numpy("float64")
        several = sorted_.used & (pieces >= 2) & (revenue > 0) & (cost > 0)
        like_a_piece = several & (cost * 2 < revenue / 2) & (cost * pieces < revenue * 1.5)
        if several.sum() >= 20 and like_a_piece.sum() > 0.9 * several.sum():
            problems += of_rows("cost-per-piece", "warning", sorted_, like_a_piece)
    return problems


def check_freight(sorted_: ClassifiedLines) -> list[Problem]:
    """Name freight that is given in full on every line of an order: added up, it would count several times.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.

    Returns
    -------
    list of Problem
        One at most, with what would be counted too often.
    """
    lines = sorted_.lines
    if not {"freight", "order_id"} <= set(lines):
        return []
    ids, freight = lines["order_id"], lines["freight"].to_numpy("float64")
    counts = sorted_.used & ~np.isnan(freight) & (freight != 0) & ids.notna().to_numpy()
    heads = np.ones(len(ids), dtype=bool)
    heads[1:] = np.asarray(ids.iloc[1:].array != ids.iloc[:-1].array, dtype=bool)
    together = np.cumsum(heads) - 1  # lines of an order are mostly together, and are seen without looking ids up
    size, one, alike = _alike(freight[counts], together[counts])
    if (size > 1).sum() >= _SEVERAL and 2 * alike.sum() < (size > 1).sum():
        return []
    codes = np.asarray(pd.factorize(ids[heads])[0])
    size, one, alike = _alike(freight[counts], codes[together][counts])
    if (size > 1).sum() < _SEVERAL or alike.sum() <= 0.95 * (size > 1).sum():
        return []
    values = {"over": float((one[alike] * (size[alike] - 1)).sum())}
    return [Problem("freight-repeated", "warning", "orders", int(size[alike].sum()), None, values)]


def _alike(freight: np.ndarray, orders: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each order's lines, the freight of its last one, and whether several lines all bear the same."""
    size = np.bincount(orders)
    one = np.zeros(len(size))
    one[orders] = freight
    return size, one, (size > 1) & (np.bincount(orders, weights=freight != one[orders]) == 0)
