"""Rows that are the sum of the other rows of their order: the transaction beside its items."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pandas as pd

#: Orders of three rows and more that are needed to tell, and the share of them that has to hold a sum.
FEWEST, AGREE = 3, 0.9
#: Rows whose orders are looked at first, and the share of them with a sum below which the file is not.
SAMPLE, LIKELY = 1_000, 0.5
#: Share of the sums, and of no others, that a mark of theirs has to stand on.
SURE = 0.99


def find(frame: pd.DataFrame, amounts: pd.Series, gone: np.ndarray, rows: pd.DataFrame) -> np.ndarray | None:
    """Return the rows that are the sum of their order's others; None where too few orders hold one.

    A sum bears a mark mostly (no product, a star): the mark then tells which of two equal rows is the sum. An
    order that has no other row than the sum keeps it.
    """
    if "order_id" not in frame:
        return None
    live = ~gone & amounts.notna().to_numpy() & frame["order_id"].notna().to_numpy()
    head = frame["order_id"][live].iloc[:SAMPLE].unique()
    if not _likely(frame, amounts, live, head):
        return None
    orders, money = pd.factorize(frame["order_id"])[0], np.nan_to_num(amounts.to_numpy("float64"))
    lines, is_sum = _sums(orders, money, live)
    is_sum &= ~_priced(frame, money)
    large = np.unique(orders[(lines >= 3) & live & (money != 0)])
    with_sum = np.unique(orders[(lines >= 3) & is_sum])
    if len(large) < FEWEST or len(with_sum) < AGREE * len(large):
        return None
    once = np.bincount(orders[is_sum & (lines >= 3)], minlength=orders.max() + 1)
    certain = is_sum & (lines >= 3) & (once[orders] == 1)
    beside = live & (once[orders] == 1) & (lines >= 3) & ~certain
    marked = _marked(rows, certain, beside)
    if marked is None:
        unmarked: np.ndarray = certain | _first_of_each(
            orders, is_sum & ~certain & (once[orders] > 1) & (lines >= 3)
        )
        return unmarked
    found: np.ndarray = marked & live & (_unmarked(orders, live & ~marked)[orders] > 0)
    return found


def _likely(frame: pd.DataFrame, amounts: pd.Series, live: np.ndarray, head: np.ndarray) -> bool:
    """Whether half of the first orders of three rows hold a sum, wherever in the file their rows stand."""
    mine = frame["order_id"].isin(head).to_numpy(bool, na_value=False) & live
    orders, money = pd.factorize(frame["order_id"][mine])[0], amounts[mine].to_numpy("float64")
    lines, is_sum = _sums(orders, money, np.ones(len(orders), dtype=bool))
    large = len(np.unique(orders[lines >= 3]))
    return large == 0 or len(np.unique(orders[(lines >= 3) & is_sum])) >= LIKELY * large


def _sums(orders: np.ndarray, money: np.ndarray, live: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of rows of each row's order, and whether it is as large as the others together."""
    most = int(orders.max(initial=0)) + 1
    lines = np.bincount(orders[live], minlength=most)[orders]
    whole = np.bincount(orders[live], weights=money[live], minlength=most)[orders]
    close = np.abs(2 * money - whole) <= 5e-4 * np.abs(money)
    return lines, live & close & (money != 0) & (lines >= 2)


def _priced(frame: pd.DataFrame, money: np.ndarray) -> np.ndarray:
    """Return the rows whose amount is their own quantity times their own price: lines, whatever else it equals."""
    if not {"quantity", "unit_price"} <= set(frame):
        return np.zeros(len(frame), dtype=bool)
    own = (frame["quantity"] * frame["unit_price"]).to_numpy("float64", na_value=np.nan)
    return np.asarray(np.abs(own - money) <= 5e-4 * np.abs(money))


def _unmarked(orders: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.bincount(orders[rows], minlength=int(orders.max(initial=0)) + 1)


def _first_of_each(orders: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return one row of each order: they are equal."""
    first = np.zeros(len(orders), dtype=bool)
    at = np.flatnonzero(rows)
    first[at[np.unique(orders[at], return_index=True)[1]]] = True
    return first


def _marked(rows: pd.DataFrame, certain: np.ndarray, beside: np.ndarray) -> np.ndarray | None:
    """Return the rows with the mark that sums have and other rows have not: an empty cell, or a word."""
    for name in rows.columns:
        for mark in _marks(rows, name, certain):
            if mark[certain].mean() >= SURE and mark[beside].mean() <= 1 - SURE:
                return mark
    return None


def _marks(rows: pd.DataFrame, name: Hashable, certain: np.ndarray) -> list[np.ndarray]:
    cells = rows[name].astype("str").str.strip()
    blank = rows[name].isna().to_numpy() | (cells == "").to_numpy(bool, na_value=False)
    usual = cells[certain].value_counts()
    word = [(cells == usual.index[0]).to_numpy(bool, na_value=False)] if len(usual) else []
    return [blank, *word]
