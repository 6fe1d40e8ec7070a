"""Orders: lines added up by their number, with what each came to, when, and how much of one product it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from kamlib.facts import cancelled
from kamlib.facts.groups import by_group, group, within
from kamlib.facts.numbers import codes, ranks
from kamlib.facts.runs import order_firsts
from kamlib.facts.whole_order import whole_order

if TYPE_CHECKING:
    from pandas.api.typing import DataFrameGroupBy

#: The value of ``order_type`` that marks a bulk order for a group (see ``tables/schema.toml``).
GROUP = "group purchase"


def order_numbers(orders: pd.DataFrame) -> pd.Series:
    """Return the number of each line's order; a customer's lines of one day without a number are one order.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``order_id`` and ``date``.

    Returns
    -------
    pandas.Series
        Text by line, named ``order_id``; missing where neither number nor day is known.
    """
    numbers, unknown = orders["order_id"], orders["order_id"].isna()
    if numbers.dtype != "str":  # texts stay the very same: their numbers are remembered
        numbers = numbers.astype("str")
    return numbers.mask(unknown, orders["date"].dt.strftime("%Y-%m-%d")) if unknown.any() else numbers


class Grouped(NamedTuple):
    """Order lines brought to their orders, which are numbered by customer and number.

    Attributes
    ----------
    lines : pandas.DataFrame
        The lines that belong to an order: customer, and number or day, are known.
    of : numpy.ndarray
        The number of each line's order, from zero.
    orders : pandas.DataFrame
        ``customer_id`` and ``order_id``, a row each.
    """

    lines: pd.DataFrame
    of: np.ndarray
    orders: pd.DataFrame

    def by_order(self, columns: pd.DataFrame) -> DataFrameGroupBy[Any, Any]:
        """Bring columns of the lines to their orders."""
        return by_group(columns, self.of, len(self.orders))


def grouped(orders: pd.DataFrame) -> Grouped:
    """Bring order lines to their orders: each text is compared once, and what follows is grouped by whole numbers.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id``, ``order_id`` and ``date``.

    Returns
    -------
    Grouped
        A line whose customer, or whose number and day, are missing is of no order.
    """
    (who, customers), (number, numbers) = codes(orders["customer_id"]), codes(order_numbers(orders))
    known = (who >= 0) & (number >= 0)
    who, number = who[known], number[known]
    of, number_of, customer_of = within(number, len(numbers), who, len(customers))
    there, seen = group(of)  # a number may be that of lines without a customer alone
    number_of, customer_of = number_of[seen], customer_of[seen]
    in_order = whole_order(ranks(numbers)[number_of], ranks(customers)[customer_of])
    place = np.empty(len(in_order), dtype="int64")
    place[in_order] = np.arange(len(in_order))
    texts = {"customer_id": customers.take(customer_of[in_order]), "order_id": numbers.take(number_of[in_order])}
    return Grouped(orders if known.all() else orders[known], place[there], pd.DataFrame(texts))


def amounts(orders: pd.DataFrame) -> pd.DataFrame:
    """Return what each order comes to; lines of one day without a number are one order.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue``.

    Returns
    -------
    pandas.DataFrame
        A row each, by customer and number: ``customer_id``, ``order_id`` and ``amount`` (currency units, to a
        hundredth of a cent).
    """
    if (new := order_firsts(orders)) is not None:
        at = np.flatnonzero(new)
        return _at(orders, at, ["customer_id", "order_id"]).assign(amount=_sum(orders["revenue"], at))
    found = grouped(orders)
    return found.orders.assign(amount=found.by_order(found.lines[["revenue"]])["revenue"].sum().round(4).array)


def order_dates(orders: pd.DataFrame) -> pd.DataFrame:
    """Return when each order was placed that comes to more than nothing.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue``. Lines of one day without a number are
        one order.

    Returns
    -------
    pandas.DataFrame
        ``customer_id`` and ``date``, that of the order's first line; a row each, by customer and number.
    """
    found = grouped(orders)
    by = found.by_order(found.lines[["date", "revenue"]])
    dates = found.orders[["customer_id"]].assign(date=by["date"].min().array)
    return pd.DataFrame(dates[by["revenue"].sum().round(4).to_numpy() > 0].reset_index(drop=True))


def order_sums(orders: pd.DataFrame) -> pd.DataFrame:
    """Add order lines up to orders.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines: ``customer_id``, ``order_id``, ``date``, ``revenue``; ``cost``, ``quantity``, ``product`` and
        ``order_type`` where there are any. Lines of one day without a number are one order.

    Returns
    -------
    pandas.DataFrame
        One row per order: ``customer_id``, ``order_id``, ``amount``, ``day``, ``profit`` (where there is a cost),
        ``quantity`` (the most of one product, or of one line where the product is not known), ``group`` (marked as
        a group purchase). Orders that were cancelled come to nothing, see ``cancelled.netted``.
    """
    simple = not _known(orders, "quantity") and not orders["date"].hasnans
    if simple and (new := order_firsts(orders)) is not None:
        return cancelled.netted(_of_runs(orders, np.flatnonzero(new)))
    found = grouped(orders)
    lines = found.lines.assign(group=_marked(found.lines["order_type"]) if _known(orders, "order_type") else False)
    if "cost" in lines:
        lines["profit"] = lines["revenue"] - lines["cost"]
    by = found.by_order(lines)
    sums = found.orders.assign(amount=by["revenue"].sum().round(4).array, day=by["date"].min().array)
    if "cost" in lines:
        sums["profit"] = by["profit"].sum().round(4).array
    if _known(lines, "quantity"):
        sums["quantity"] = _largest_quantity(lines, found.of, len(sums))
    return cancelled.netted(sums.assign(group=by["group"].any().array))


def _of_runs(orders: pd.DataFrame, at: np.ndarray) -> pd.DataFrame:
    """Add up orders whose lines lie together; `at` are their first lines."""
    day = np.minimum.reduceat(orders["date"].to_numpy(), at)
    sums = _at(orders, at, ["customer_id", "order_id"]).assign(amount=_sum(orders["revenue"], at), day=day)
    if "cost" in orders:
        sums["profit"] = _sum(orders["revenue"] - orders["cost"], at)
    marked = _marked(orders["order_type"]) if _known(orders, "order_type") else None
    sums["group"] = False if marked is None else np.logical_or.reduceat(marked, at)
    return sums


def _at(orders: pd.DataFrame, at: np.ndarray, columns: list[str]) -> pd.DataFrame:
    """Return some lines, numbered anew; where they are all of them, nothing is copied."""
    found = orders[columns] if len(at) == len(orders) else orders[columns].take(at)
    return pd.DataFrame(found.reset_index(drop=True))


def _sum(money: pd.Series, at: np.ndarray) -> np.ndarray:
    """Add up from each of some lines to the next of them; what is missing is nothing."""
    return np.add.reduceat(money.fillna(0.0).to_numpy(dtype="float64"), at).round(4)


def _marked(kinds: pd.Series) -> np.ndarray:
    """Tell which lines are marked as a group purchase; each word is looked at once."""
    found, words = pd.factorize(kinds)
    marked = pd.Series(words).astype("str").str.strip().str.casefold().eq(GROUP).to_numpy(dtype=bool)
    return np.append(marked, False)[found]


def _largest_quantity(lines: pd.DataFrame, order: np.ndarray, n: int) -> np.ndarray:
    """Give the most of one product by number of order; a line whose product is not known counts alone."""
    quantity = lines["quantity"]
    product, names = codes(lines["product"]) if "product" in lines else (np.full(len(lines), -1), ())
    named, kinds = product >= 0, max(len(names), 1)
    part, parts = group(order[named] * kinds + product[named])
    most = np.full(n, np.nan)
    np.fmax.at(most, parts // kinds, by_group(quantity[named], part, len(parts)).sum().to_numpy("float64"))
    np.fmax.at(most, order[~named], quantity[~named].to_numpy("float64"))
    return most


def _known(frame: pd.DataFrame, column: str) -> bool:
    return column in frame and bool(frame[column].notna().any())


def first_days(orders: pd.DataFrame) -> pd.Series:
    """Return the day of the first order line of each customer.

    Parameters
    ----------
    orders : pandas.DataFrame
        Order lines with ``customer_id`` and ``date``.

    Returns
    -------
    pandas.Series
        Day by customer id, by id.
    """
    return pd.Series(orders.groupby(orders["customer_id"].astype("str"))["date"].min().dt.normalize())
