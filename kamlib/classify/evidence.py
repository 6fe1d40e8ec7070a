"""K4 evidence: what an order book says of each customer's orders, in figures that need no currency and no scale.

Orders are compared with the book's own typical order, on a log scale and by medians, so that a few giants do not
move the yardstick (median absolute deviation: Hampel, "The influence curve and its role in robust estimation",
Journal of the American Statistical Association 69, 1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib import periods

#: Orders spread at least this much about the typical one (natural logarithm): equal orders give a yardstick too.
LEAST_SPREAD = 0.35

#: Median absolute deviation → standard deviation of a bell curve.
MAD = 1.4826

_YEAR = 365.25


@dataclass(frozen=True)
class Yardstick:
    """What is usual in this book.

    Attributes
    ----------
    typical_order : float
        Median amount of an order, returns left out.
    spread : float
        Robust deviation of the logarithm of amounts.
    typical_quantity, quantity_spread : float
        The same of the largest quantity of one product in an order; missing where there are no quantities.
    orders, customers : int
        Orders with a positive amount, and customers who placed them.
    years : float
        Length of the book, at least one.
    days : int
        Days from the first order to the last.
    """

    typical_order: float
    spread: float
    typical_quantity: float
    quantity_spread: float
    orders: int
    customers: int
    years: float
    days: int


def yardstick(sums: pd.DataFrame) -> Yardstick:
    """Measure what is usual among orders (see ``facts.orders.order_sums``).

    Parameters
    ----------
    sums : pandas.DataFrame
        One row per order: ``customer_id``, ``day``, ``amount`` (currency units), ``quantity`` where known.

    Returns
    -------
    Yardstick
        Typical amount and quantity of an order and their spread, on robust measures, and how much was seen.
    """
    bought = sums[sums["amount"] > 0]
    typical, spread = _robust(bought["amount"])
    quantity, quantity_spread = _robust(bought["quantity"]) if "quantity" in bought else (np.nan, np.nan)
    span = periods.years(sums["day"].min(), sums["day"].max()) if len(sums) else 0.0
    customers = int(bought["customer_id"].nunique())
    days = int((sums["day"].max() - sums["day"].min()).days) if len(sums) else 0
    return Yardstick(typical, spread, quantity, quantity_spread, len(bought), customers, max(span, 1.0), days)


def measure(sums: pd.DataFrame, usual: Yardstick, *, bulk_at: float = 3.0) -> pd.DataFrame:
    """Describe each customer by its orders.

    Parameters
    ----------
    sums : pandas.DataFrame
        See ``facts.orders.order_sums``.
    usual : Yardstick
    bulk_at : float
        From how many robust deviations above the typical quantity an order counts as bulk. Without quantities
        it is the amount against the customer's own everyday order that counts.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``customer_id``: ``purchases`` (orders without returns), ``orders``, ``largest_order``,
        ``largest_order_share`` (of purchases), ``largest_profit``, ``times_typical``, ``size_z``; ``bulk_orders``,
        ``bulk_amount``, ``bulk_profit``, ``bulk_share`` (of purchases), ``bulk_z``, ``bulk_months_a_year`` and
        ``season`` (0 spread over the year … 1 always the same days; missing for fewer than two bulk orders).
    """
    told = [c for c in ("customer_id", "amount", "profit", "quantity", "day", "group") if c in sums]
    bought = sums.loc[sums["amount"] > 0, told]
    if "profit" not in bought:
        bought["profit"] = bought["amount"]
    by = bought.groupby("customer_id")
    about = pd.DataFrame(
        {"purchases": by["amount"].sum().round(4), "orders": by.size(), "largest_order": by["amount"].max()}
    )
    largest = bought[bought["amount"] == by["amount"].transform("max")]
    # Two orders of one size may have earned differently: their mean, so that neither goes before the other.
    about["largest_profit"] = largest.groupby("customer_id")["profit"].mean()
    about["largest_order_share"] = about["largest_order"] / about["purchases"]
    about["times_typical"] = about["largest_order"] / usual.typical_order
    about["size_z"] = np.log(about["times_typical"]) / usual.spread
    return _shares(about.join(_bulk(bought, usual, bulk_at)))


def _bulk(bought: pd.DataFrame, usual: Yardstick, bulk_at: float) -> pd.DataFrame:
    """Sum up the bulk orders of each customer."""
    z = _bulkiness(bought, usual)
    large = (z >= bulk_at) & (bought["amount"] >= usual.typical_order)
    bulk = bought.assign(z=z)[large | bought["group"]]
    by = bulk.groupby("customer_id")
    turn = 2j * np.pi * bulk["day"].dt.day_of_year / _YEAR
    hand = pd.Series(np.exp(turn.to_numpy()), index=bulk.index).groupby(bulk["customer_id"]).mean().abs()
    month = bulk["day"].dt.year * 12 + bulk["day"].dt.month
    return pd.DataFrame({
        "bulk_orders": by.size(), "bulk_amount": by["amount"].sum(), "bulk_profit": by["profit"].sum(),
        "bulk_z": by["z"].max(), "group_marked": by["group"].any(),
        "bulk_months_a_year": month.groupby(bulk["customer_id"]).nunique() / usual.years,
        "season": hand.where(by.size() > 1),
    })  # fmt: skip


def _bulkiness(bought: pd.DataFrame, usual: Yardstick) -> pd.Series:
    """Tell how far an order is above the usual quantity or, without one, above its customer's usual amount."""
    if "quantity" in bought:
        quantity = bought["quantity"].where(bought["quantity"] > 0)
        return pd.Series(np.log(quantity / usual.typical_quantity)) / usual.quantity_spread
    own = pd.Series(np.log(bought["amount"] / bought.groupby("customer_id")["amount"].transform("median")))
    return own / max(MAD * float(own.abs().median()), LEAST_SPREAD)


def _shares(about: pd.DataFrame) -> pd.DataFrame:
    """Fill in customers without bulk orders."""
    none = {
        "bulk_orders": 0,
        "bulk_amount": 0.0,
        "bulk_profit": 0.0,
        "bulk_months_a_year": 0.0,
        "group_marked": False,
    }
    about = (
        about.astype({"group_marked": "object"})
        .fillna(none)
        .astype({"bulk_orders": "int64", "group_marked": "bool"})
    )
    about["bulk_share"] = about["bulk_amount"] / about["purchases"]
    return about


def _robust(amounts: pd.Series) -> tuple[float, float]:
    """Median of positive amounts, and the robust deviation of their logarithm."""
    positive = amounts[amounts > 0]
    if not len(positive):
        return np.nan, LEAST_SPREAD
    logs = pd.Series(np.log(positive))
    return float(positive.median()), max(MAD * float((logs - logs.median()).abs().median()), LEAST_SPREAD)
