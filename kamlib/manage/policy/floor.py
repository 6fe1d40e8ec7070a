"""Orders below the floor: below cost, or at a discount that no rule, volume or payment justifies (K11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.facts.numbers import codes
from kamlib.facts.order_terms import order_terms
from kamlib.manage.policy.effects import allowed, refuse_unknown
from kamlib.manage.policy.rules import read
from kamlib.manage.policy.terms import terms_today

if TYPE_CHECKING:
    from kamlib.book import Book

#: Points of discount above the usual from which it counts as unusual; above what a rule grants, as more than it.
UNUSUAL, MORE = 0.05, 0.005

#: Sizes of orders and of customers that are compared among themselves, and orders that a comparison needs.
SIZES, LEAST = 4, 20

REASONS = ("below_cost", "discount")


@dataclass(frozen=True, eq=False)
class Floor:
    """The orders of twelve months that were sold below the floor.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per order below the floor, the largest shortfall first: ``customer_id``, ``order_id``, ``date``,
        ``list_value``, ``revenue``, ``profit``, ``discount`` (share of the list value; missing where no discounts
        are known), ``usual`` (the share that rules grant, else that is usual for the size), ``days_late``,
        ``why`` (``below_cost`` or ``discount``) and ``shortfall`` (currency units that the order lacks to the
        floor).
    orders : int
        Orders that were looked at.
    by_rules : bool
        Whether own rules set the floor; else what is usual in the book.
    paid_known : bool
        Whether late payment could be looked at.
    discount_known : bool
        Whether the orders hold discounts; else nothing but their cost is a floor.
    """

    table: pd.DataFrame
    orders: int
    by_rules: bool
    paid_known: bool
    discount_known: bool

    @property
    def total(self) -> float:
        """What the orders lack to the floor together (currency units)."""
        return float(self.table["shortfall"].sum())


def below_floor(
    book: Book, rules: pd.DataFrame | None = None, *, first: pd.Timestamp | None = None,
    last: pd.Timestamp | None = None, without: Collection[str] = (),
) -> Floor:  # fmt: skip
    """Find the orders that were sold below the floor.

    Parameters
    ----------
    book : Book
        Orders with ``cost``; discounts, due dates and payments are used where known.
    rules : pandas.DataFrame, optional
        Own rules, as `verify` takes them: a discount above what they grant is below the floor.
    first, last : Timestamp, optional
        The days; by default the 12 months to the book's.
    without : collection of str
        Products that are left out, since another step is about them.

    Returns
    -------
    Floor
        The orders, with what each lacks.

    Raises
    ------
    KamError
        If the rules are none, or ask for a field that the book does not have.

    Notes
    -----
    The floor of every order is its cost. Without rules a discount is below the floor that is more than five points
    above the median of orders of the same size (a quarter of all by list value), and above that of customers of
    the same size, so that neither the order nor the year is a reason for it, unless the order was paid by its due
    date. What it lacks is the discount beyond the higher of the two medians, or the loss where that is more. An
    order counts once, and as below cost where it is that.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.manage import policy
    >>> found = policy.below_floor(kam.load("machinery"))
    >>> found.by_rules, len(found.table) <= found.orders
    (False, True)
    """
    last = pd.Timestamp(book.as_of if last is None else last).normalize()
    first = periods.window(last).first if first is None else first
    lines = periods.filter_window(book.orders, periods.Window(first, last))
    lines = lines[~lines["product"].isin(list(without))] if len(without) and "product" in lines else lines
    if rules is not None and len(lines):
        lines = lines.assign(allowed=_granted(rules, lines, book, first))
    orders = order_terms(lines, as_of=last)
    known = "discount" in lines and bool(lines["discount"].notna().any())
    part = (orders["given"] / orders["list_value"]).where(known & (orders["list_value"] > 0))
    found = _judged(orders.assign(discount=part), rules is not None)
    return Floor(found, len(orders), rules is not None, bool(orders["days_late"].notna().any()), known)


def _granted(rules: pd.DataFrame, lines: pd.DataFrame, book: Book, first: pd.Timestamp) -> pd.Series:
    """Return the discount in money that the rules grant on each line."""
    made = read(rules)
    refuse_unknown(made)
    today, _missing = terms_today(lines, book, first)
    listed = lines["revenue"] + (lines["discount"].fillna(0.0) if "discount" in lines else 0.0)
    return allowed(made, lines, today) * listed


def _judged(orders: pd.DataFrame, by_rules: bool) -> pd.DataFrame:
    """Return the orders below the floor, their reason and what each lacks: most first, equals as they came."""
    usual = (
        (orders["allowed"] / orders["list_value"]).where(orders["list_value"] > 0) if by_rules else _usual(orders)
    )
    beyond = orders["discount"] - usual
    high = beyond > (MORE if by_rules else UNUSUAL)
    if not by_rules:
        high &= ~(orders["days_late"] <= 0)
    under = orders["profit"] < 0
    loss = (-orders["profit"]).where(under, 0.0)
    lacks = np.maximum((beyond * orders["list_value"]).where(high, 0.0), loss).round(2)
    found = orders.assign(usual=usual, why=np.where(under, *REASONS), shortfall=lacks)[under | high]
    found = found.drop(columns=["given", "allowed"])
    return found.sort_values("shortfall", ascending=False, kind="stable", ignore_index=True)


def _usual(sold: pd.DataFrame) -> pd.Series:
    """Return the discount that is usual for orders of its size, or for customers of its size, if that is more."""
    if len(sold) < LEAST:
        return pd.Series(np.nan, index=sold.index)
    who, _ids = codes(sold["customer_id"])
    of_customers = _size(sold["list_value"].groupby(who).sum()).to_numpy()
    sizes = (_size(sold["list_value"]).to_numpy(), of_customers[who])
    by_order, by_customer = (sold["discount"].groupby(size).transform("median") for size in sizes)
    return by_order.where(by_order >= by_customer, by_customer)


def _size(values: pd.Series) -> pd.Series:
    """Return the quarter in which each value lies; equal values are in the same."""
    quarter = np.ceil(values.rank(method="average", pct=True).to_numpy() * SIZES)
    return pd.Series(quarter, index=values.index).astype("int64")
