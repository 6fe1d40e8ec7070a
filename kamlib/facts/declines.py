"""What each customer bought in the last twelve months and in those before: products, days of buying, net sales."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.facts.buying_days import Ledger
from kamlib.facts.numbers import codes
from kamlib.facts.whole_order import distinct
from kamlib.periods.day_numbers import days_in, number_of

#: Months that are looked back over for the beginning of a decline.
BACK = 36


def two_years(lines: pd.DataFrame, book: Ledger, end: pd.Timestamp) -> pd.DataFrame:
    """Count products, days and net sales of each customer in the last twelve months and in those before.

    Parameters
    ----------
    lines : pandas.DataFrame
        Order lines: ``customer_id``, ``date``, ``revenue``, and ``product`` where known.
    book : Ledger
        The same lines, added up by ``buying_days.ledger``.
    end : pandas.Timestamp
        Last day of the twelve months.

    Returns
    -------
    pandas.DataFrame
        By customer id: ``days_now``, ``days_before``, ``sales_now``, ``sales_before`` (currency units),
        ``products_now`` and ``products_before`` (missing where products are not known).
    """
    edges = [number_of(periods.shifted(end, -months)) for months in (0, 12, 24)]
    bought, pairs = book.at(edges[0]), _pairs(lines, book.ids)
    table = pd.DataFrame(index=pd.Index(book.ids, name="customer_id"))
    for name, last, first in (("now", edges[0], edges[1]), ("before", edges[1], edges[2])):
        inside = (bought.day > first) & (bought.day <= last)
        table[f"days_{name}"] = np.bincount(bought.who[inside], minlength=len(book.ids))
        held = (book.day > first) & (book.day <= last) & (book.known <= edges[0])
        table[f"sales_{name}"] = np.bincount(book.who[held], book.money[held], minlength=len(book.ids))
        table[f"products_{name}"] = _products(pairs, len(book.ids), first, last)
    return table


def _pairs(lines: pd.DataFrame, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray, int] | None:
    """Return day and customer × product of each line that sold one, in numbers, and the number of products."""
    if "product" not in lines:
        return None
    who, names = codes(lines["customer_id"])
    of_names = np.append(pd.Index(ids).get_indexer(names), -1)
    what, products = codes(lines["product"])
    who, day = of_names[who], days_in(lines["date"])
    sold = (lines["revenue"] > 0).to_numpy(dtype=bool) & (who >= 0) & (what >= 0)
    return day[sold], who[sold] * max(len(products), 1) + what[sold], max(len(products), 1)


def _products(
    pairs: tuple[np.ndarray, np.ndarray, int] | None, customers: int, first: int, last: int
) -> np.ndarray:
    """Count the products that each customer bought after one day and up to another."""
    if pairs is None:
        return np.full(customers, np.nan)
    day, pair, products = pairs
    there = distinct(pair[(day > first) & (day <= last)])
    return np.bincount(there // products, minlength=customers).astype("float64")


def by_month(book: Ledger, end: pd.Timestamp, months: int = BACK) -> np.ndarray:
    """Add up the net sales of each customer by month counted back from a day.

    Parameters
    ----------
    book : Ledger
        From ``buying_days.ledger``.
    end : pandas.Timestamp
        Last day of the last month.
    months : int
        How many.

    Returns
    -------
    numpy.ndarray
        Customer × month, the latest month first (currency units).
    """
    edges = np.array([number_of(periods.shifted(end, -back)) for back in range(months, -1, -1)])
    at = months - np.searchsorted(edges, book.day, side="left")
    held = (book.day > edges[0]) & (book.day <= edges[-1]) & (book.known <= edges[-1])
    flat = book.who[held] * months + at[held]
    return np.bincount(flat, book.money[held], minlength=len(book.ids) * months).reshape(-1, months)
