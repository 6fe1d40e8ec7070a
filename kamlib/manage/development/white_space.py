"""White space: what a customer could buy and does not, how likely that is within a year, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib.manage.development import wallet
from kamlib.manage.development.bought import Bought, bought
from kamlib.manage.development.calibration import Calibrated, calibrate
from kamlib.manage.development.suggesting import METHODS, Seen, highest, peer_counts
from kamlib.manage.sums import interval_of_sum
from kamlib.value.shares import wilson

if TYPE_CHECKING:
    from kamlib.book import Book

#: Suggestions that a method makes each customer in the back-test, and cells that are kept per customer.
TOP, KEPT = 3, 10

#: Months ahead, how many earlier days are tried, and months of orders that the earliest of them needs.
AHEAD, CUTS, BEFORE = 12, 3, 6

#: Months between two days that are tried: in a book of three years and more, and in a shorter one.
STEP, SHORT_STEP = 6, 3

#: Recent buyers of a product from which it is offered at all: fewer would be one-off parts, or nobody's any more.
BUYERS = 3


@dataclass(frozen=True, eq=False)
class WhiteSpace:
    """What customers could buy and do not.

    Attributes
    ----------
    table : pandas.DataFrame
        Up to ten rows per customer, the most expected money first: ``customer_id``, ``product``, ``probability``
        (to buy it within a year), ``yearly`` (gross profit a year if it does, currency units), ``expected`` (the
        one times the other), ``peers`` and ``of_peers`` (how many customers of its segment bought it in the last
        twelve months, and of how many). Cells no likelier than chance are not in it.
    backtest : pandas.DataFrame
        One row per earlier day and method: ``day``, ``method``, ``suggestions``, ``hits``, ``hit_rate``,
        ``chance`` (hit rate of suggestions drawn by lot), and ``lift`` over chance, ``over_popularity`` and
        ``over_peers``.
    methods : pandas.DataFrame
        One row per method over all days, the best first: ``method``, ``hit_rate`` (mean of the days), ``low``,
        ``high`` and ``chance``.
    method : str
        The best of `methods`; of two alike the simpler.
    proven : bool
        Whether it hits more often than chance, beyond the error of the back-test.
    calibration : pandas.DataFrame
        ``foretold`` and ``came`` by group of ``cells``: chances of each earlier day, learnt from the others.
    likely, low, high : float
        Gross profit a year that is likely from the cells of `table`, with its range.
    whole : float
        Gross profit a year if all of them were bought.
    by, by_profit : str, bool
        What the goods are called by, and whether amounts are gross profit; else revenue.
    refused : pandas.DataFrame
        Customers whose potential lies below what they buy already: ``customer_id``, ``bought``, ``potential``,
        ``share``.
    held : scipy.sparse.csr_matrix
        What each customer's group has bought so far, `customers` × `products`.
    customers, products : pandas.Index
        Names of its rows and columns.
    """

    table: pd.DataFrame
    backtest: pd.DataFrame
    methods: pd.DataFrame
    method: str
    proven: bool
    calibration: pd.DataFrame
    likely: float
    low: float
    high: float
    whole: float
    by: str
    by_profit: bool
    refused: pd.DataFrame
    held: Any
    customers: pd.Index
    products: pd.Index

    def buys(self, customers: list[str], products: list[str]) -> np.ndarray:
        """Return which of some customers, or companies of their groups, have bought which of some products.

        Parameters
        ----------
        customers, products : list of str
            Names as in `table`.

        Returns
        -------
        numpy.ndarray
            Customers × products (bool).
        """
        rows, columns = (
            self.customers.get_indexer(pd.Index(customers)),
            self.products.get_indexer(pd.Index(products)),
        )
        return np.asarray(self.held[rows][:, columns].todense()) > 0


def white_space(
    book: Book, *, by: str | None = None, cuts: list[pd.Timestamp] | None = None, returning: bool = False
) -> WhiteSpace:
    """Find what customers could buy and do not, by the method that guessed best on earlier days.

    Parameters
    ----------
    book : Book
        Orders with ``product``; costs, ``category``, and of customers ``industry``, ``parent_id``, ``potential``
        are used where known. A client is a book.
    by : str, optional
        ``"product"`` or ``"category"``; by default the category where it is known.
    cuts : list of Timestamp, optional
        Days from which the back-test looks ahead; by default three, with a year of orders after each.
    returning : bool
        Whether the back-test counts only customers that bought again. Hit rates are higher then, and nobody could
        have known them in advance.

    Returns
    -------
    WhiteSpace
        Cells with chance and money, and how each method would have guessed.

    Raises
    ------
    ValueError
        If the orders name no product, or are too short for three earlier days with a year after them.

    Notes
    -----
    Four methods guess: what all buy most, what the segment buys, what the twenty customers with the most similar
    purchases buy, and what goes with the customer's products. What a customer or a company of its group bought
    before is never suggested, nor what fewer than three customers bought in the last twelve months. The chance of
    a cell is the share of cells of like score that were bought within a year of the earlier days. What a cell is
    worth is the median share of the product in the revenue of its buyers, times the customer's revenue, at the
    product's margin, within what its potential leaves.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage import development
    >>> found = development.white_space(kam.load("machinery"))
    >>> found.backtest["day"].nunique(), found.backtest["method"].nunique()
    (3, 4)
    """
    goods = by or ("category" if book.has("orders.category") else "product")
    if not book.has(f"orders.{goods}"):
        raise ValueError(f"orders.{goods}: no line names one, so nothing can be suggested")
    sold = bought(book, goods)
    last = pd.Timestamp(book.last_date)
    days = cuts or _cuts(pd.Timestamp(book.first_date), last)
    tried = [_tried(sold, day, returning) for day in days]
    table = _backtest(days, tried)
    methods = _methods(tried)
    best = str(methods["method"].iloc[0])
    learnt = calibrate([trial.cells[best] for trial in tried])
    cells, refused = _cells(book, sold, last, best, learnt)
    cells = cells[cells["probability"] > methods["chance"].iloc[0]].reset_index(drop=True)
    low, high = _range(cells)
    return WhiteSpace(
        cells, table, methods, best, bool(methods["low"].iloc[0] > methods["chance"].iloc[0]), learnt.table,
        float(cells["expected"].sum()), low, high, float(cells["yearly"].sum()), goods, sold.by_profit, refused,
        sold.of_group(sold.matrix(None, last)), sold.customers, sold.products,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Trial:
    """What the methods suggested on an earlier day, and what came."""

    chance: float
    cells: dict[str, tuple[np.ndarray, np.ndarray]]
    hits: dict[str, tuple[int, int]]


def _cuts(first: pd.Timestamp, last: pd.Timestamp) -> list[pd.Timestamp]:
    whole = (last - first).days / 30.4375
    step = STEP if whole >= AHEAD + BEFORE + STEP * (CUTS - 1) + STEP else SHORT_STEP
    days = [last - pd.DateOffset(months=AHEAD + step * k) for k in range(CUTS)][::-1]
    if (days[0] - first).days < BEFORE * 30:
        raise ValueError(
            f"the orders are too short: {CUTS} earlier days with {AHEAD} months after each need "
            f"{AHEAD + SHORT_STEP * (CUTS - 1) + BEFORE} months"
        )
    return days


def seen_on(sold: Bought, day: pd.Timestamp) -> Seen:
    """Return what is known on a day."""
    held = sold.matrix(None, day)
    recent = sold.matrix(day - pd.DateOffset(months=AHEAD), day)
    return Seen(held, recent, sold.segment, np.asarray(recent.sum(axis=1)).ravel() > 0)


def offerable(sold: Bought, seen: Seen) -> np.ndarray:
    """Tell which cells may be suggested: on sale, and bought by nobody of the customer's group."""
    on_sale = np.asarray(seen.recent.sum(axis=0)).ravel() >= BUYERS
    owned = sold.of_group(seen.held)[seen.active]
    found = np.broadcast_to(on_sale, owned.shape).copy()
    found[owned.nonzero()] = False
    return found


def _top(scores: np.ndarray, free: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the products of the highest scores of each customer, best first, and their scores; -1 where none."""
    shown = np.where(free, scores, np.float32(-1))
    best = highest(shown, min(most, shown.shape[1]))
    return best, np.take_along_axis(shown, best, axis=1)


def _tried(sold: Bought, day: pd.Timestamp, returning: bool) -> _Trial:
    """Let each method suggest on a day with what was known, and look at the year after it."""
    seen = seen_on(sold, day)
    later = sold.matrix(day, day + pd.DateOffset(months=AHEAD))
    if returning:
        seen = replace(seen, active=seen.active & (np.asarray(later.sum(axis=1)).ravel() > 0))
    free = offerable(sold, seen)
    came = np.asarray(later[seen.active].todense()) > 0
    cells, hits = {}, {}
    for name, method in METHODS.items():
        top, scores = _top(method(seen), free, KEPT)
        right = np.take_along_axis(came, top, axis=1)
        given = scores >= 0
        cells[name] = (scores[given].astype("float64"), right[given])
        hits[name] = (int(given[:, :TOP].sum()), int((right & given)[:, :TOP].sum()))
    return _Trial(float(came[free].mean()) if free.any() else 0.0, cells, hits)


def _backtest(days: list[pd.Timestamp], tried: list[_Trial]) -> pd.DataFrame:
    rows = [
        (day, name, *trial.hits[name], trial.chance)
        for day, trial in zip(days, tried, strict=True)
        for name in METHODS
    ]
    table = pd.DataFrame(rows, columns=["day", "method", "suggestions", "hits", "chance"])
    table.insert(4, "hit_rate", table["hits"] / table["suggestions"].where(table["suggestions"] > 0))
    table["lift"] = table["hit_rate"] / table["chance"].where(table["chance"] > 0)
    for name, column in (("popularity", "over_popularity"), ("peers", "over_peers")):
        base = table[table["method"] == name].set_index("day")["hit_rate"]
        table[column] = table["hit_rate"] / table["day"].map(base.where(base > 0))
    return table


def _methods(tried: list[_Trial]) -> pd.DataFrame:
    """Take the mean hit rate of each method over the days, with Wilson's interval of as exact a share."""
    rows = []
    for name in METHODS:
        made, right = (np.array([trial.hits[name][k] for trial in tried], dtype="float64") for k in (0, 1))
        chance = np.array([trial.chance for trial in tried])
        weights = made if made.sum() else np.ones(len(made))
        rate, low, high = _mean_rate(right[made > 0], made[made > 0])
        rows.append((name, rate, low, high, float(np.average(chance, weights=weights))))
    table = pd.DataFrame(rows, columns=["method", "hit_rate", "low", "high", "chance"])
    return table.sort_values("hit_rate", ascending=False, kind="stable", ignore_index=True)


def _mean_rate(hits: np.ndarray, made: np.ndarray) -> tuple[float, float, float]:
    """Take the mean of the days' rates with its interval: a mean of k is as exact as k² / Σ 1/n suggestions."""
    if not len(made):
        return 0.0, 0.0, 1.0
    rate, n = float((hits / made).mean()), float(len(made) ** 2 / (1.0 / made).sum())
    return rate, *wilson(rate * n, n)


def _cells(
    book: Book, sold: Bought, last: pd.Timestamp, best: str, learnt: Calibrated
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put chance and money on the cells that the best method suggests today."""
    seen = seen_on(sold, last)
    top, scores = _top(METHODS[best](seen), offerable(sold, seen), KEPT)
    who = np.nonzero(seen.active)[0]
    given = scores >= 0
    rows, products = np.repeat(who, given.sum(axis=1)), top[given]
    worth, refused = _worth(book, sold, last, rows, products)
    counts, sizes = peer_counts(seen)
    low, high = learnt.interval(scores[given].astype("float64"))
    table = pd.DataFrame({
        "customer_id": sold.customers[rows], "product": sold.products[products],
        "probability": learnt.chance(scores[given].astype("float64")), "low": low, "high": high, "yearly": worth,
    })  # fmt: skip
    table["expected"] = table["probability"] * table["yearly"]
    table["peers"] = counts[sold.segment[rows], products].astype("int64")
    table["of_peers"] = sizes[sold.segment[rows]]
    table = table[table["yearly"] > 0]
    order = ["expected", "probability", "customer_id", "product"]
    return table.sort_values(order, ascending=[False, False, True, True], ignore_index=True), refused


def _worth(
    book: Book, sold: Bought, last: pd.Timestamp, rows: np.ndarray, products: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """Return what each cell would bring a year: the product's usual part of revenue, at its margin."""
    first = last - pd.DateOffset(months=AHEAD)
    spent = sold.amounts(first, last, worth=False)
    brought = sold.amounts(first, last, worth=True)
    total = np.asarray(spent.sum(axis=1), dtype="float64").ravel()
    margin = _ratio(np.asarray(brought.sum(axis=0)).ravel(), np.asarray(spent.sum(axis=0)).ravel())
    more = _usual_shares(spent, total)[products] * total[rows]
    left, refused = _left(book, sold.customers, total)
    return np.maximum(np.minimum(more, left[rows]) * margin[products], 0.0), refused


def _usual_shares(spent: Any, total: np.ndarray) -> np.ndarray:
    """Return the median share of each product in the revenue of its buyers."""
    cells = spent.tocoo()
    shares = pd.Series(cells.data / total[cells.row]).groupby(cells.col).median()
    return np.asarray(shares.reindex(range(spent.shape[1])).fillna(0.0))


def _left(book: Book, customers: pd.Index, total: np.ndarray) -> tuple[np.ndarray, pd.DataFrame]:
    """Return what each customer's potential leaves; without one, no limit."""
    table = pd.DataFrame({"customer_id": customers, "bought": total})
    if not book.has("customers.potential") or book.customers is None:
        return np.full(len(customers), np.inf), wallet.refused(table.assign(potential=np.nan))
    of = book.customers.drop_duplicates("customer_id").set_index("customer_id")["potential"]
    table["potential"] = table["customer_id"].map(of).astype("float64")
    refused = wallet.refused(table)
    left = (table["potential"] - table["bought"]).where(~table["customer_id"].isin(refused["customer_id"]))
    return left.fillna(np.inf).to_numpy(), refused


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0))


def _range(cells: pd.DataFrame) -> tuple[float, float]:
    p, v = cells["probability"].to_numpy(), cells["yearly"].to_numpy()
    if len(p) <= 20_000:
        return interval_of_sum(p, v)
    middle, half = float(p @ v), 1.6449 * float(np.sqrt((p * (1 - p)) @ v**2))
    return max(0.0, middle - half), middle + half
