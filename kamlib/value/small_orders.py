"""K1 on a client's own orders: whom a minimum order would turn away.

The bank's rule looked at one transaction. A minimum order looks at one order, and refuses the same kind of people:
customers who are worth a lot in the year and need little today.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.facts.buying import buyers
from kamlib.facts.orders import amounts
from kamlib.value import ties

#: Quantiles of the orders' amounts at which a minimum is tried for the curve.
GRID = tuple(step / 20 for step in range(16))


@dataclass(frozen=True, eq=False)
class SmallOrders:
    """A minimum order compared with what the customers whose orders it refuses bring in the year.

    Attributes
    ----------
    customers : pandas.DataFrame
        One row per customer of the period (see ``kamlib.accounts.buyers``): ``customer_id``, ``orders_placed``,
        ``orders_refused`` (below the minimum), ``revenue_refused``, ``contribution`` (the customer's, of all its
        lines), ``is_best`` (among the best of the customers), ``refused`` (``"mostly"``: more than half of its
        orders, ``"sometimes"``, ``"never"``); highest contribution first.
    table : pandas.DataFrame
        The same added up, one row each of mostly, sometimes and never: ``refused``, ``customers``,
        ``orders_placed``, ``orders_refused``, ``revenue_refused``, ``contribution``, ``contribution_share``. Ties
        to `total`.
    curve : pandas.DataFrame
        One row per minimum tried: ``minimum``, ``orders_share`` (of the orders, refused), ``mostly`` and
        ``touched`` (contribution of the customers most of whose orders, or at least one, would be refused).
    minimum : float
        Below it an order is refused, in units of the currency.
    basis : str
        Column that contribution was read from.
    best : float
        Part of the customers that counts as the best.
    first, last : pandas.Timestamp
        First and last day of the period.
    without_order, without_order_cost : int, float
        Customers served in the period without an order line, and what that cost; they are not in the tables.
    amounts : pandas.Series
        What each order of the period is worth, all above zero; `orders` of them.
    """

    customers: pd.DataFrame
    table: pd.DataFrame
    curve: pd.DataFrame
    minimum: float
    basis: str
    best: float
    first: pd.Timestamp
    last: pd.Timestamp
    without_order: int = 0
    without_order_cost: float = 0.0
    amounts: pd.Series[float] = field(default_factory=lambda: pd.Series(dtype="float64"))

    @property
    def orders(self) -> int:
        """Orders placed in the period."""
        return int(self.table["orders_placed"].sum())

    @property
    def refused(self) -> int:
        """Orders below the minimum."""
        return int(self.table["orders_refused"].sum())

    @property
    def total(self) -> float:
        """Contribution of the period's customers."""
        return float(self.table["contribution"].sum())

    @property
    def period_total(self) -> float:
        """The period's contribution, less what serving those without an order cost."""
        return float(round(self.total - self.without_order_cost, 4))

    @property
    def touched(self) -> float:
        """Contribution of the customers who would be refused at least once."""
        return float(self.table.loc[self.table["refused"] != "never", "contribution"].sum())

    @property
    def from_best(self) -> float:
        """Share of the refused orders that the best customers placed; missing where none is refused."""
        best = int(self.customers.loc[self.customers["is_best"], "orders_refused"].sum())
        return best / self.refused if self.refused else float("nan")


def evaluate_minimum_order(
    orders: pd.DataFrame,
    accounts: pd.DataFrame,
    *,
    basis: str = "profit",
    minimum: float | None = None,
    part: float = 0.25,
    best: float = 0.2,
    as_of: pd.Timestamp | None = None,
    months: int = 12,
) -> SmallOrders:
    """Say what a minimum order would refuse, and what the customers who placed those orders bring.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue``. Lines of one customer and number are one
        order; what adds up to nothing or less (a credit note) is not an order that a minimum could refuse.
    accounts : pandas.DataFrame
        One row per customer for the same period: ``customer_id`` and the measure. Credit notes are in it. Rows
        without an order line (``lines == 0``) are counted apart: they are served, but not customers of the period.
    basis : str
        Column of contribution: ``"revenue"``, ``"profit"``, ``"profit_after_serving"``.
    minimum : float, optional
        Below it an order is refused; by default the amount below which `part` of the orders lie, at most.
    part : float
        See `minimum`.
    best : float
        Part of the customers that counts as the best by contribution, equals together.
    as_of : pandas.Timestamp, optional
        Last day of the period; by default the last in the orders.
    months : int
        Length of the period.

    Returns
    -------
    SmallOrders

    Raises
    ------
    KeyError
        If the accounts lack the measure.
    ValueError
        If `part` is not between 0 and 1.
    """
    if basis not in accounts:
        raise KeyError(f"accounts lack the column {basis!r}, by which customers are weighed")
    if not 0 <= part < 1:
        raise ValueError(f"part {part} is not a fraction from 0 up to 1")
    start, last = period = periods.window(pd.Timestamp(orders["date"].max() if as_of is None else as_of), months)
    bought = buyers(accounts)
    apart = accounts[~accounts["customer_id"].isin(bought["customer_id"])]
    placed = _placed(periods.filter_window(orders, period))
    placed = placed[~placed["customer_id"].isin(apart["customer_id"])].reset_index(drop=True)
    low = _quantile(placed["amount"], part) if minimum is None else float(minimum)
    brought = bought.set_index("customer_id")[basis].fillna(0.0).astype("float64")
    brought = brought.reindex(brought.index.union(pd.Index(placed["customer_id"].unique())), fill_value=0.0)
    who = _customers(placed, brought, low, best)
    first = max(start, pd.Timestamp(orders["date"].min()).normalize())
    return SmallOrders(
        who, _added_up(who), _curve(placed, brought), low, basis, best, first, last, len(apart),
        float(round(-apart[basis].sum(), 4)) + 0.0, placed["amount"],
    )  # fmt: skip


def _placed(lines: pd.DataFrame) -> pd.DataFrame:
    """Sum lines to orders of a positive amount; lines of one day without a number are one order."""
    sums = amounts(lines)
    return pd.DataFrame(sums[sums["amount"] > 0].reset_index(drop=True))


def _quantile(amounts: pd.Series[float], part: float) -> float:
    """Return an amount that occurs, so that equals share one fate whatever the currency."""
    return float(np.quantile(amounts, part, method="lower")) if len(amounts) else float("nan")


def _customers(placed: pd.DataFrame, brought: pd.Series[float], minimum: float, best: float) -> pd.DataFrame:
    """Count for each customer what is refused, and say how often."""
    refused = placed["amount"] < minimum
    counted = placed.assign(refused=refused, lost=placed["amount"].where(refused, 0.0)).groupby("customer_id")
    table = pd.DataFrame({
        "orders_placed": counted["amount"].size(), "orders_refused": counted["refused"].sum(),
        "revenue_refused": counted["lost"].sum().round(4),
    }).reindex(brought.index, fill_value=0)  # fmt: skip
    table["contribution"] = brought
    table["is_best"] = ties.rounded_for_ties(brought).rank(method="min", ascending=False, pct=True) <= best
    mostly = 2 * table["orders_refused"] > table["orders_placed"]
    table["refused"] = np.select([mostly, table["orders_refused"] > 0], ["mostly", "sometimes"], "never")
    table = table.astype({"orders_placed": "int64", "orders_refused": "int64", "revenue_refused": "float64"})
    ranked = table.rename_axis("customer_id").reset_index()
    return ranked.sort_values(["contribution", "customer_id"], ascending=[False, True], ignore_index=True)


def _added_up(who: pd.DataFrame) -> pd.DataFrame:
    """Add customers up by how often they are refused."""
    by = who.groupby("refused")
    sums = by[["orders_placed", "orders_refused", "revenue_refused", "contribution"]].sum()
    sums.insert(0, "customers", by.size())
    table = sums.reindex(["mostly", "sometimes", "never"], fill_value=0).rename_axis("refused").reset_index()
    total = float(table["contribution"].sum())
    table["contribution_share"] = table["contribution"] / total if total > 0 else np.nan
    return table


def _curve(placed: pd.DataFrame, brought: pd.Series[float]) -> pd.DataFrame:
    """Try rising minimums."""
    amounts, who = (
        placed["amount"].to_numpy(dtype=float),
        brought.index.get_indexer(pd.Index(placed["customer_id"])),
    )
    money, orders = brought.to_numpy(dtype=float), np.bincount(who, minlength=len(brought))
    rows = []
    for minimum in sorted({_quantile(placed["amount"], part) for part in GRID} if len(placed) else set()):
        below = np.bincount(who[amounts < minimum], minlength=len(brought))
        mostly, touched = (round(float(money[some].sum()), 4) for some in (2 * below > orders, below > 0))
        rows.append((minimum, float((amounts < minimum).mean()), mostly, touched))
    return pd.DataFrame(rows, columns=["minimum", "orders_share", "mostly", "touched"])
