"""Amounts of whole orders on each of their lines: added up, an order of three lines counts three times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.problems import Problem
from kamlib.tables.values.amounts import parse_amounts
from kamlib.words import _, count

#: What a user maps such a column to; it takes the place of revenue.
WHOLE = "whole_order"
SAMPLE = 1_000  # rows from the first on that are looked at
FEWEST = 5  # orders of several lines that have to show it
AGREE = 0.95
#: How far above quantity × price an order may be (tax and freight), and how far below (a discount).
MORE, LESS = 0.3, 0.005


def asked(columns: Mapping[str, str] | None) -> tuple[dict[str, str], bool]:
    """Take ``whole_order=…`` out of the user's mapping; say whether it was there.

    Parameters
    ----------
    columns : mapping or None
        Ours → their header, as the user gave it; None where nothing was given.

    Returns
    -------
    dict, bool
        The mapping with the amount as ``revenue``, and whether it is of whole orders.
    """
    own = dict(columns or {})
    whole = own.pop(WHOLE, None)
    return (own, False) if whole is None else ({**own, "revenue": whole}, True)


def of_lines(converted: Converted, found: Match, rows: pd.DataFrame) -> dict[str, str]:
    """Find the amount of each line next to one of whole orders: what adds up to it, order by order.

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
    dict
        What to map instead: the column of the line, or none where quantity × price gives it. Empty where no amount
        is repeated, or nothing adds up to it.
    """
    ours = worth.direct(converted.frame)
    alike = _repeated(converted, found, rows)
    if ours is None or alike is None:
        return {}
    frame = converted.frame
    orders = frame["order_id"].isin(alike.index.get_level_values(0))
    keys, whole = frame["order_id"][orders], alike.groupby(level=0, sort=False).first()
    taken = {choice.source_column for choice in found.chosen.values()}
    for theirs in (name for name in rows.columns if name not in taken):
        line = parse_amounts(pd.Series(rows[theirs])[orders]).values  # noqa: PD011 (a field of Parsed)
        if line.notna().mean() >= AGREE and _adds_up(line, keys, whole, 0.001, 0.001):
            return {ours: str(theirs)}
    if {"quantity", "unit_price"} <= set(frame):
        by_price = (frame["quantity"] * frame["unit_price"])[orders]
        if by_price.notna().mean() >= AGREE and _adds_up(by_price, keys, whole, MORE, LESS):
            return dict.fromkeys(worth.AMOUNTS, "-")
    return {}


def said(found: Match, instead: Mapping[str, str], rows: int) -> Problem:
    """Say which amount of each line was taken instead of the order's.

    Parameters
    ----------
    found : Match
        Which column was which before.
    instead : mapping
        As `of_lines` returns it.
    rows : int
        Number of rows.

    Returns
    -------
    Problem
    """
    ours = str(worth.direct(found.chosen))
    values = {"column": found.header(ours), "taken": instead[ours]}
    values |= {"quantity": str(found.source_column("quantity")), "price": str(found.source_column("unit_price"))}
    return Problem("line-amounts", "note", "orders", rows, None, values)


def _adds_up(line: pd.Series, keys: pd.Series, whole: pd.Series, more: float, less: float) -> bool:
    """Whether lines add up to their orders; `more` and `less` are the shares by which an order may differ."""
    sums = line.groupby(keys, sort=False).sum().reindex(whole.index)
    over = (whole - sums) / sums.abs().where(sums != 0)
    return bool(over.between(-less - 1e-9, more + 1e-9).mean() >= AGREE)


def refuse(converted: Converted, found: Match, rows: pd.DataFrame, where: str) -> None:
    """Refuse a column of amounts that are the same on all lines of each order, unless the user named it.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        If nobody can tell whether the amount is the line's or the order's; the message has both ways out.
    """
    ours, alike = str(worth.direct(converted.frame)), _repeated(converted, found, rows)
    if alike is None:
        return
    column = found.header(ours)
    raise KamError(_(
        "{where}: column {column} is the same on all lines of each order ({n} orders of several lines); added "
        "up, whole orders would count once per line. Use --map whole_order={column} if it is the order's amount, "
        "--map {ours}={column} if it is each line's.",
        where=where, column=column, n=count(len(alike)), ours=ours,
    ))  # fmt: skip


def _repeated(converted: Converted, found: Match, rows: pd.DataFrame) -> pd.Series | None:
    """Return the amount of each order (by number and day) that repeats it on all its lines; None by default."""
    ours = worth.direct(converted.frame)
    if ours is None or found.by_hand(ours) or not {"order_id", "date"} <= set(converted.frame):
        return None
    head = converted.frame[["order_id", ours]].iloc[:SAMPLE]
    several = head["order_id"].duplicated().sum()
    if not several or head.duplicated().sum() < 0.5 * several:
        return None  # the usual case: the lines of an order differ
    orders = _of_several(converted.frame.iloc[:SAMPLE], rows.iloc[:SAMPLE])
    if not len(orders):
        return None
    by_order = orders.groupby(["order_id", "date"], sort=False)
    first = by_order[ours].first()
    alike = by_order[ours].nunique().eq(1) & ~by_order["own"].any() & first.ne(0)
    if alike.sum() < FEWEST or alike.mean() < AGREE or first.nunique() < FEWEST / 2:
        return None
    repeated: pd.Series = first[alike]
    return repeated


def _of_several(lines: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of orders with several on one day, except for repeated ones; `own`: it is its line's."""
    lines = lines[~rows.astype("str").duplicated().to_numpy()]
    lines = lines[lines.duplicated(["order_id", "date"], keep=False) & lines["order_id"].notna()]
    return lines.assign(own=_is_own(lines))


def _is_own(lines: pd.DataFrame) -> pd.Series:
    """Whether a line's amount is its quantity × price, with or without tax."""
    if not {"quantity", "unit_price"} <= set(lines):
        return pd.Series(False, index=lines.index)
    amount, by_price = lines[str(worth.direct(lines))], lines["quantity"] * lines["unit_price"]
    return (by_price - amount).abs() <= 0.01 + 0.01 * amount.abs()


def spread(converted: Converted, column: str) -> tuple[Converted, Problem]:
    """Spread each order's amount over its lines: by quantity × price where these are known, else evenly.

    Parameters
    ----------
    converted : Converted
        All rows in our columns; ``revenue`` holds the amount of the order on each of its lines, or on the first.
    column : str
        Its header.

    Returns
    -------
    Converted, Problem
        The rows with an amount of their own (currency units), and a note of what was done.
    """
    frame = converted.frame.copy(deep=False)
    orders = frame["order_id"] if "order_id" in frame else pd.Series(np.nan, index=frame.index)
    orders = orders.where(orders.notna(), pd.Series(np.arange(len(frame)), index=frame.index))
    whole = frame["revenue"].groupby(orders, sort=False).transform("first")
    by_price = frame["quantity"] * frame["unit_price"] if {"quantity", "unit_price"} <= set(frame) else None
    shares = _shares(by_price, orders)
    frame["revenue"] = (whole * shares).round(6)
    note = Problem("whole-orders", "note", "orders", len(frame), float(frame["revenue"].sum()), {"column": column})
    return replace(converted, frame=frame), note


def _shares(by_price: pd.Series | None, orders: pd.Series) -> pd.Series:
    lines = orders.groupby(orders, sort=False).transform("size")
    if by_price is None:
        return 1 / lines
    sums = by_price.groupby(orders, sort=False).transform("sum", min_count=1)
    known = by_price.notna().groupby(orders, sort=False).transform("all") & (sums != 0)
    return (by_price / sums.where(known)).where(known, 1 / lines)
