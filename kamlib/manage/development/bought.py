"""Who bought what, as sparse matrices of customers and products for any span of days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib.facts.numbers import codes, rows_of

if TYPE_CHECKING:
    from kamlib.book import Book


@dataclass(frozen=True, eq=False)
class Bought:
    """Order lines that were sold, by numbers of customers and products.

    Attributes
    ----------
    customers, products : pandas.Index
        Names in order; numbers are places in them.
    who, what : numpy.ndarray
        Customer and product of each line.
    day : numpy.ndarray
        Day of each line (datetime64).
    revenue, worth : numpy.ndarray
        Amounts of each line (currency units); what it is worth is its gross profit where costs are known.
    group : numpy.ndarray
        Number of the group of each customer: those of one group buy as one.
    segment : numpy.ndarray
        Number of the segment of each customer; see `segments`.
    by_profit : bool
        Whether `worth` is gross profit; else it is revenue.
    """

    customers: pd.Index
    products: pd.Index
    who: np.ndarray
    what: np.ndarray
    day: np.ndarray
    revenue: np.ndarray
    worth: np.ndarray
    group: np.ndarray
    segment: np.ndarray
    by_profit: bool

    def matrix(self, first: pd.Timestamp | None, last: pd.Timestamp) -> Any:
        """Return who bought what within some days: a sparse matrix of ones.

        Parameters
        ----------
        first, last : Timestamp
            Days, the first left out and the last included; None for the beginning.

        Returns
        -------
        scipy.sparse.csr_matrix
            Customers × products.
        """
        return self._filled(self._within(first, last), None)

    def amounts(self, first: pd.Timestamp | None, last: pd.Timestamp, *, worth: bool) -> Any:
        """Return what each customer bought of each product within some days, as `matrix`, in currency units.

        Parameters
        ----------
        first, last : Timestamp
            As for `matrix`.
        worth : bool
            Whether the amounts are what the lines are worth; else revenue.

        Returns
        -------
        scipy.sparse.csr_matrix
            Customers × products.
        """
        return self._filled(self._within(first, last), self.worth if worth else self.revenue)

    def of_group(self, held: Any) -> Any:
        """Return which products the group of each customer bought: nobody is offered what a sister company buys.

        Parameters
        ----------
        held : scipy.sparse.csr_matrix
            From `matrix`.

        Returns
        -------
        scipy.sparse.csr_matrix
            Customers × products, ones.
        """
        from scipy.sparse import csr_matrix

        if self.group.max(initial=-1) + 1 == len(self.customers):
            return held
        places = np.arange(len(self.customers))
        ones = np.ones(len(places), dtype="float32")
        together = csr_matrix((ones, (places, self.group)), shape=(len(places), int(self.group.max()) + 1))
        shared = together @ (together.T @ held)
        shared.data[:] = 1.0
        return shared.tocsr()

    def _within(self, first: pd.Timestamp | None, last: pd.Timestamp) -> np.ndarray:
        kept = self.day <= np.datetime64(last)
        return np.asarray(kept if first is None else kept & (self.day > np.datetime64(first)))

    def _filled(self, kept: np.ndarray, amounts: np.ndarray | None) -> Any:
        from scipy.sparse import coo_matrix

        shape = (len(self.customers), len(self.products))
        values = np.ones(int(kept.sum()), dtype="float32") if amounts is None else amounts[kept]
        found = coo_matrix((values, (self.who[kept], self.what[kept])), shape=shape).tocsr()
        if amounts is None:
            found.data[:] = 1.0
        return found


def bought(book: Book, by: str) -> Bought:
    """Take the lines of a book that were sold, by what a column calls the goods.

    Parameters
    ----------
    book : Book
        The tables; a client is one.
    by : str
        ``"product"`` or ``"category"``.

    Returns
    -------
    Bought
        Names that differ by blanks and letter case only are one product.
    """
    by_profit = book.has("orders.cost")
    lines = book.orders[[by, "customer_id", "date", "revenue", *(["cost"] if by_profit else [])]]
    counts = lines[by].notna() & lines["customer_id"].notna() & (lines["revenue"] > 0)
    sold = rows_of(lines, counts.to_numpy(dtype=bool))
    what, products = _one_name(sold[by])
    who, customers = _sorted(sold["customer_id"])
    revenue = sold["revenue"].to_numpy("float64")
    worth = revenue - sold["cost"].to_numpy("float64") if by_profit else revenue
    index = pd.Index(customers)
    return Bought(
        index, pd.Index(products), who, what, sold["date"].to_numpy("datetime64[ns]"), revenue,
        np.nan_to_num(worth, nan=0.0), _groups(book, index), segments(book, index), by_profit,
    )  # fmt: skip


def _sorted(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give each text of a column the number of its place among all of them."""
    found, names = codes(column)
    place, ordered = pd.factorize(names.to_numpy(dtype="object"), sort=True)
    return place[found], ordered


def _one_name(called: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Give each name a number; those that differ by blanks and letter case only are one."""
    found, names = _sorted(called)
    folded = ["".join(name.split()).casefold() for name in names]
    first: dict[str, str] = {}
    for name, key in zip(names, folded, strict=True):
        first.setdefault(key, name)
    kept = sorted(first.values())
    places = {name: at for at, name in enumerate(kept)}
    return np.array([places[first[key]] for key in folded])[found], np.array(kept, dtype="object")


#: Columns of customers that make segments, the first that is known of most customers.
SEGMENTS = ("industry", "customer_kind", "region")

#: Customers that a segment has at least; the others are one segment.
FEWEST = 5


def segments(book: Book, customers: pd.Index) -> np.ndarray:
    """Give each customer the number of its segment: industry, kind or region, else all are one.

    Parameters
    ----------
    book : Book
        The tables.
    customers : pandas.Index
        Ids.

    Returns
    -------
    numpy.ndarray
        Numbers; segments of fewer than five customers, and those without one, are number 0.
    """
    for column in SEGMENTS:
        named = _known(book, customers, column)
        if named is not None and named.notna().mean() >= 0.5 and len(named.dropna().unique()) > 1:
            sizes = named.map(named.value_counts())
            found, _names = pd.factorize(named.where(sizes >= FEWEST), sort=True)
            return np.asarray(found + 1)
    return np.zeros(len(customers), dtype="int64")


def _known(book: Book, customers: pd.Index, column: str) -> pd.Series | None:
    table = book.customers
    if table is None or column not in table:
        return None
    of = table.drop_duplicates("customer_id").set_index("customer_id")[column]
    return pd.Series(of.reindex(customers).astype("object"))


def _groups(book: Book, customers: pd.Index) -> np.ndarray:
    """Give each customer the number of its group; one without a parent is alone, with those that name it."""
    parent = _known(book, customers, "parent_id")
    own = pd.Series(customers, index=customers, dtype="object")
    top = own if parent is None else parent.where(parent.notna(), own)
    return np.asarray(pd.factorize(top.to_numpy(dtype="object"), sort=True)[0])
