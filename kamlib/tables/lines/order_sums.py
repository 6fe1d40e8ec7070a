"""Rows that are the sum of the other rows of their order: the transaction next to its items."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.tables.vocabulary import fold, meaning

#: Orders of three rows and more that are needed to tell, and the share of them that has to hold a sum.
FEWEST, AGREE = 3, 0.9
#: Rows whose orders are looked at first, and the share of them with a sum below which the file is not.
SAMPLE, LIKELY = 1_000, 0.5
#: Share of the sums that has to have a mark, and of the other rows that must not have it.
SURE = 0.99
#: Share of orders in one proportion (1 : 2 : 3, half and two quarters) from which that alone makes the sums.
ALIKE = 0.5


@dataclass(frozen=True)
class Sums:
    """Rows as large as the others of their order together; `proven` where the file says that they are sums."""

    rows: np.ndarray
    proven: bool


@dataclass(frozen=True)
class Named:
    """Which of their columns name the product of a row, and which say what kind of row it is."""

    products: Collection[Hashable] = ()
    kinds: Collection[Hashable] = ()


def find(
    frame: pd.DataFrame, amounts: pd.Series, gone: np.ndarray, rows: pd.DataFrame, named: Named
) -> Sums | None:
    """Return the rows that are the sum of their order's others; None where too few orders hold one.

    A sum bears a mark mostly (no product, a star): the mark then tells which of two equal rows is the sum. An
    order that has no other row than the sum keeps it. Without such a mark, sums are proven by orders of different
    proportions; where most orders have one and the same, it is chance that one line is as large as the others.
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
    marked, sure = _marked(rows, certain, beside, named)
    proven = sure or not _of_one_proportion(orders, money, beside)
    if marked is None:
        twice = is_sum & ~certain & (once[orders] > 1) & (lines >= 3)
        return Sums(certain | _first_of_each(orders, twice), proven)
    return Sums(marked & live & (_unmarked(orders, live & ~marked)[orders] > 0), proven)


def _of_one_proportion(orders: np.ndarray, money: np.ndarray, lines: np.ndarray) -> bool:
    """Whether most orders divide alike among the lines next to their sum, whatever the order of the rows."""
    if not lines.any():
        return True
    at, share = orders[lines], money[lines]
    whole = np.bincount(at, weights=share)[at]
    share = share / np.where(whole == 0, 1.0, whole)
    shape = np.column_stack([np.bincount(at), *(np.bincount(at, weights=share**power) for power in (2, 3))])
    _different, times = np.unique(shape[np.unique(at)].round(3), axis=0, return_counts=True)
    return len(times) < FEWEST or bool(times.max() >= ALIKE * times.sum())


def _likely(frame: pd.DataFrame, amounts: pd.Series, live: np.ndarray, head: np.ndarray) -> bool:
    """Whether half of the first orders of three rows hold a sum, wherever in the file their rows are."""
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


def _marked(
    rows: pd.DataFrame, certain: np.ndarray, beside: np.ndarray, named: Named
) -> tuple[np.ndarray | None, bool]:
    """Return the rows with the mark that sums have and other rows have not, and whether it is one of sums only."""
    weak = None
    for name in rows.columns:
        for mark, word in _marks(rows, name, certain):
            if mark[certain].mean() >= SURE and mark[beside].mean() <= 1 - SURE:
                if _is_of_sums(rows, name, word, certain, named):
                    return mark, True
                weak = mark if weak is None else weak
    return weak, False


def _is_of_sums(rows: pd.DataFrame, name: Hashable, word: str | None, certain: np.ndarray, named: Named) -> bool:
    """Whether a mark is not a line's: a word for totals, a sign, a kind of row; or empty without a product."""
    if word is not None:
        return meaning("sum", word) is not None or not fold(word) or name in named.kinds
    return all((_blank(rows[product][certain])).mean() >= SURE for product in named.products)


def _marks(rows: pd.DataFrame, name: Hashable, certain: np.ndarray) -> Iterator[tuple[np.ndarray, str | None]]:
    """Give the rows with an empty cell in a column, and those with the word that most sums have there."""
    yield _blank(rows[name]), None
    cells = rows[name].astype("str").str.strip()
    usual = cells[certain].value_counts()
    if len(usual):
        yield (cells == usual.index[0]).to_numpy(bool, na_value=False), str(usual.index[0])


def _blank(cells: pd.Series) -> np.ndarray:
    blank: np.ndarray = cells.isna().to_numpy() | (cells.astype("str").str.strip() == "").to_numpy(
        bool, na_value=False
    )
    return blank
