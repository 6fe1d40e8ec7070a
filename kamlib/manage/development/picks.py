"""Suggestions that a person makes, scored on an earlier day as the methods of white space are (K14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.manage.development.bought import bought
from kamlib.manage.development.white_space import AHEAD, offerable, seen_on

if TYPE_CHECKING:
    from kamlib.book import Book

#: Suggestions by customer, or some products for every customer.
Picks = Mapping[str, Sequence[str]] | Sequence[str]


@dataclass(frozen=True, eq=False)
class Scored:
    """What suggestions of an earlier day came to.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per suggestion: ``customer_id``, ``product``, and ``bought`` (whether it was, within a year).
    already : int
        Suggestions that do not count: the customer, or a company of its group, had bought the product before.
    chance : float
        Share of all products that could have been suggested that were bought: what drawing by lot would hit.
    """

    table: pd.DataFrame
    already: int
    chance: float

    @property
    def suggestions(self) -> int:
        """Suggestions that count."""
        return len(self.table)

    @property
    def hits(self) -> int:
        """Those that were bought within a year."""
        return int(self.table["bought"].sum())

    @property
    def hit_rate(self) -> float:
        """Hits by suggestions; missing without any."""
        return self.hits / self.suggestions if self.suggestions else float("nan")


def score_picks(book: Book, picks: Picks, day: str | pd.Timestamp, *, by: str | None = None) -> Scored:
    """Score suggestions as if they had been made on an earlier day.

    Parameters
    ----------
    book : Book
        Orders with ``product``. A client is a book.
    picks : mapping or sequence of str
        Products by customer; or some products, then they are suggested to every customer that bought anything in
        the twelve months before the day.
    day : str or Timestamp
        The day; the orders have to reach twelve months beyond it.
    by : str, optional
        ``"product"`` or ``"category"``; by default the category where it is known, as in `white_space`.

    Returns
    -------
    Scored
        What was bought within twelve months; what a customer had before does not count.

    Raises
    ------
    ValueError
        If a list of products is one text, or the orders end too early, or know a product or a customer not.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage import development
    >>> found = development.score_picks(kam.load("machinery"), ["EM-060", "VD-040"], "2023-12-31")
    >>> found.hits <= found.suggestions
    True
    """
    goods = by or ("category" if book.has("orders.category") else "product")
    if not book.has(f"orders.{goods}"):
        raise ValueError(f"orders.{goods}: no line names one, so nothing can be scored")
    when = pd.Timestamp(day)
    if when + pd.DateOffset(months=AHEAD) > pd.Timestamp(book.last_date):
        raise ValueError(f"the orders end before {AHEAD} months after {when:%Y-%m-%d} are over")
    sold = bought(book, goods)
    seen = seen_on(sold, when)
    active = np.flatnonzero(seen.active)
    later = np.asarray(sold.matrix(when, when + pd.DateOffset(months=AHEAD))[active].todense()) > 0
    free = offerable(sold, seen)
    owned = np.asarray(sold.of_group(seen.held)[active].todense()) > 0
    rows, columns = _cells(picks, sold.customers[active], sold.products)
    new = ~owned[rows, columns]
    table = pd.DataFrame({
        "customer_id": sold.customers[active][rows[new]], "product": sold.products[columns[new]],
        "bought": later[rows[new], columns[new]],
    })  # fmt: skip
    return Scored(table, int((~new).sum()), float(later[free].mean()) if free.any() else 0.0)


def _cells(picks: Picks, customers: pd.Index, products: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of the suggestions, each once."""
    for some in picks.values() if isinstance(picks, Mapping) else [picks]:
        if isinstance(some, str):
            raise ValueError(f"one product is no list: put it into square brackets, [{some!r}]")
    by_customer = picks if isinstance(picks, Mapping) else dict.fromkeys(customers, picks)
    pairs = [(str(who), str(what)) for who, some in by_customer.items() for what in dict.fromkeys(some)]
    rows = customers.get_indexer(pd.Index([who for who, _what in pairs], dtype="object"))
    columns = products.get_indexer(pd.Index([what for _who, what in pairs], dtype="object"))
    for at, (who, what) in enumerate(pairs):
        if rows[at] < 0:
            raise ValueError(f"customer_id {who!r} bought nothing in the twelve months before the day")
        if columns[at] < 0:
            raise ValueError(f"product {what!r} is not in the orders")
    return rows, columns
