"""Shopify's export of orders: a row a line item, what concerns the whole order on its first row only.

The amounts of the order are spread over its items by their prices, so that they tie to the order to the cent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.adapters.adapted import Adapted
from kamlib.tables.problems import Problem
from kamlib.tables.values.amounts import parse_amounts

#: By these columns the export is known; its users may leave others away.
KNOWN_BY = frozenset({
    "Name", "Financial Status", "Total", "Taxes", "Shipping", "Lineitem quantity", "Lineitem price",
})  # fmt: skip
#: What concerns the whole order, and is filled down its rows.
OF_ORDER = ("Email", "Financial Status", "Currency", "Paid at", "Created at", "Billing Name", "Billing Company")
#: The column that is added.
NET = "Net sales of the line"
_COLUMNS = {
    "order_id": ("Name",), "customer_id": ("Email", "Billing Company", "Billing Name"),
    "name": ("Billing Company", "Billing Name"), "date": ("Created at", "Paid at"), "revenue": (NET,),
    "status": ("Financial Status",), "currency": ("Currency",), "quantity": ("Lineitem quantity",),
    "unit_price": ("Lineitem price",), "product": ("Lineitem sku", "Lineitem name"),
    "product_name": ("Lineitem name",), "paid_date": ("Paid at",),
}  # fmt: skip
#: Found by their names in other files, but of the order here, or no column of an order line's.
_ASIDE = ("discount", "discount_rate", "paid_rate", "tax", "revenue_with_tax", "freight", "refunded")


SOURCE = "Shopify Help Center, Exporting orders to a CSV file"


def detect(rows: pd.DataFrame) -> bool:
    """Return whether a table has the columns of the export, with an order's name on its first row."""
    return set(rows.columns) >= KNOWN_BY and bool(rows["Name"].iloc[:1].notna().all())


def apply(rows: pd.DataFrame) -> Adapted:
    """Give each line item its order's customer, date, status and share of the amounts.

    Net sales are ``Total`` less ``Taxes`` and ``Shipping`` (with or without tax in the prices), and less the part
    that was paid back of orders ``partially_refunded``.
    """
    orders = rows["Name"].ffill()
    filled = rows.copy(deep=False)
    for name in (name for name in OF_ORDER if name in rows):
        filled[name] = rows.groupby(orders, sort=False)[name].transform("first")
    filled["Name"] = orders
    if {"Billing Company", "Billing Name"} <= set(filled.columns):
        filled["Billing Company"] = filled["Billing Company"].fillna(filled["Billing Name"])
    goods = (
        _of_order(rows, "Total", orders) - _of_order(rows, "Taxes", orders) - _of_order(rows, "Shipping", orders)
    )
    back = _paid_back(rows, filled, orders)
    filled[NET] = (goods * (1 - back) * _share(rows, orders)).round(6)
    columns = {ours: next((n for n in theirs if _is_filled(filled, n)), "-") for ours, theirs in _COLUMNS.items()}
    return Adapted(filled, dict.fromkeys(_ASIDE, "-") | columns, tuple(_said(filled, goods, back, orders)))


def _amounts(cells: pd.Series) -> pd.Series:
    return parse_amounts(cells, decimal=".").values  # noqa: PD011 (a field of Parsed)


def _of_order(rows: pd.DataFrame, name: str, orders: pd.Series) -> pd.Series:
    """Return an amount of the order on each of its rows."""
    first: pd.Series = _amounts(rows[name]).groupby(orders, sort=False).transform("first")
    return first if name == "Total" else first.fillna(0.0)


def _share(rows: pd.DataFrame, orders: pd.Series) -> pd.Series:
    """Return each line's share of its order, by price; the first line's is all where nothing has one."""
    worth = (_amounts(rows["Lineitem price"]) * _amounts(rows["Lineitem quantity"])).fillna(0.0)
    whole = worth.groupby(orders, sort=False).transform("sum")
    return (worth / whole.where(whole != 0)).fillna((~orders.duplicated()).astype("float64"))


def _paid_back(rows: pd.DataFrame, filled: pd.DataFrame, orders: pd.Series) -> pd.Series:
    """Return the share of partly refunded orders that was paid back; those refunded in full go by their status."""
    if "Refunded Amount" not in rows:
        return pd.Series(0.0, index=rows.index)
    share = _of_order(rows, "Refunded Amount", orders) / _of_order(rows, "Total", orders).replace(0.0, np.nan)
    partly = filled["Financial Status"].astype("str").str.casefold() == "partially_refunded"
    return share.clip(0.0, 1.0).where(partly, 0.0).fillna(0.0)


def _is_filled(rows: pd.DataFrame, name: str) -> bool:
    return name in rows and bool(rows[name].notna().any())


def _said(filled: pd.DataFrame, goods: pd.Series, back: pd.Series, orders: pd.Series) -> list[Problem]:
    """Say how revenue was found, and what was taken off for refunds."""
    problems = [Problem("shop-orders", "note", "orders", len(filled), float(filled[NET].sum()))]
    first = ~orders.duplicated() & (back > 0)
    if first.any():
        off, row = float((goods * back)[first].sum()), int(filled.index[first][0])
        problems.append(Problem("shop-refunds", "warning", "orders", int(first.sum()), off, {"row": row}))
    return problems
