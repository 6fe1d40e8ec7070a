"""Customers written once for several rows: as a heading above them, or on the first of them, as in pivots."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.conversion.convert import Converted
from kamlib.tables.files.body import GROUP_TOTAL, TOTAL
from kamlib.tables.files.raw import LeftOut, RawTable
from kamlib.tables.problems import Problem
from kamlib.words import label

#: Blocks that a table of blocks has at least, and the share of its rows that name no customer.
FEWEST, BLANK = 3, 0.25
#: Columns that a pivot leaves blank next to the customer until they change.
_LABELS = ("name", "order_id", "owner", "region", "product", "channel", "status", "currency", "order_type")
_BY_CUSTOMER = re.compile(r"customer|client|contact|客户|顾客|kunde|debitor", re.IGNORECASE)


def without_headings(raw: RawTable) -> RawTable:
    """Write headings that are on rows of their own (``Alpha Pumps``, then its rows) to the rows below them.

    Parameters
    ----------
    raw : RawTable
        Its first column holds headings if each of its cells is alone in its row, and no other row has one.

    Returns
    -------
    RawTable
        As it was, where there are none. A column without a name is the customer's if a title says so.
    """
    frame = raw.frame
    if frame.shape[1] < FEWEST or not len(frame) or frame.iloc[0, 1:].notna().any():
        return raw
    first = frame.iloc[:, 0].isna().to_numpy(bool)
    others = frame.iloc[:, 1:].isna().all(axis=1).to_numpy(bool)
    if first[0] or not (first != others).all() or first.sum() < 2:
        return raw
    name = frame.columns[0]
    filled = frame.assign(**{str(name): frame.iloc[:, 0].ffill()})[first]
    rows = tuple(map(int, frame.index[~first]))
    if name == "column 1" and any(_BY_CUSTOMER.search(title) for title in raw.titles):
        filled = filled.rename(columns={name: label("customer_id")})
    note = Problem("headings", "note", rows=len(filled), values={"n": len(rows), "example": str(frame.iloc[0, 0])})
    left_out = (*raw.left_out, LeftOut("header", rows))
    return replace(raw, frame=filled, left_out=left_out, problems=(*raw.problems, note))


def fill(converted: Converted, found: Match, totals: np.ndarray) -> tuple[Converted, list[Problem]]:
    """Give rows below a customer's first one to that customer, where a table is written in such blocks.

    That it is written so has to be seen: no customer comes twice, and the customers are sorted, or the dates are
    sorted in each block and not over all, or the dates are blank below as well. Else rows without a customer may
    be just that.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.
    totals : numpy.ndarray
        Which rows are sums of others (bool), one a row.

    Returns
    -------
    Converted, list of Problem
        As it was, without problems, for other tables.
    """
    ids, dates = converted.frame["customer_id"], converted.frame["date"]
    blank = ids.isna().to_numpy() & ~totals
    if not blank.mean() >= BLANK:
        return converted, []
    heads = _heads(converted.frame, blank, totals)
    if heads is not None:
        return _filled(converted, found, blank, heads)
    sums = dates.isna().to_numpy() & ids.map(_is_sum, na_action="ignore").eq(True).to_numpy()
    names = ids[~blank & ~totals & ~sums]
    if len(names) < FEWEST or blank[0] or not names.is_unique:
        return converted, []
    block = np.cumsum(~blank)
    if not (_sorted_names(names) or _sorted_within(dates[~totals], block[~totals]) or dates[blank].isna().all()):
        return converted, []
    return _filled(converted, found, blank, block)


def _heads(frame: pd.DataFrame, blank: np.ndarray, totals: np.ndarray) -> np.ndarray | None:
    """Tell the blocks of a table that writes the customer on the first row of each order only; None for others.

    The rows below name the order, as no other order is named, or lack order and date as well.
    """
    if "order_id" not in frame or blank[0]:
        return None
    orders = frame["order_id"]
    if orders[blank].isna().all() and frame["date"][blank].isna().all():
        filled = orders[~blank & ~totals].notna().all()
        return np.cumsum(~blank) if filled else None
    first = orders[~blank & ~totals]
    known = orders[blank].isin(first).all() and first.is_unique
    return np.asarray(pd.factorize(orders)[0]) if known else None


def _filled(
    converted: Converted, found: Match, blank: np.ndarray, block: np.ndarray
) -> tuple[Converted, list[Problem]]:
    frame, parsed = converted.frame.copy(deep=False), dict(converted.parsed)
    ids, dates = frame["customer_id"], frame["date"]
    frame["customer_id"] = ids.where(~blank, ids.groupby(block).transform("first"))
    for name in (name for name in _LABELS if name in frame and frame[name][blank].isna().any()):
        frame[name] = frame[name].where(~blank, frame[name].groupby(block).ffill())
    if dates[blank].isna().any():
        frame["date"] = dates.where(~blank, dates.groupby(block).ffill())
        still = parsed["date"].blank & frame["date"].isna()
        parsed["date"] = replace(parsed["date"], values=frame["date"], blank=still)
    values = {"column": str(found.source_column("customer_id")), "row": int(ids.index[blank][0])}
    amount = worth.of(frame)
    money = None if amount is None else float(np.nansum(amount.to_numpy("float64")[blank]))
    problem = Problem("customer-blocks", "warning", "orders", int(blank.sum()), money, values)
    return replace(converted, frame=frame, parsed=parsed), [problem]


def _is_sum(name: str) -> bool:
    return bool(TOTAL.fullmatch(name) or GROUP_TOTAL.fullmatch(name))


def _sorted_names(names: pd.Series) -> bool:
    plain = names.astype("str").str.casefold()
    return len(names) > FEWEST and bool(plain.is_monotonic_increasing or plain.is_monotonic_decreasing)


def _sorted_within(dates: pd.Series, block: np.ndarray) -> bool:
    """Whether dates run forward in each block, in several of more than one row, and start again between blocks."""
    known = dates.notna().to_numpy()
    steps = np.diff(dates[known].to_numpy().astype("int64"))
    same = np.diff(block[known]) == 0
    return bool(same.sum() >= FEWEST and (steps[same] >= 0).all() and (steps[~same] < 0).any())
