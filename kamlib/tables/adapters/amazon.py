"""Amazon's order reports: ``item-price`` is of the whole line, before promotions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.tables.adapters.adapted import Adapted, held
from kamlib.tables.problems import Problem
from kamlib.tables.values.amounts import parse_amounts

SOURCE = "Amazon Selling Partner API, Order Report (flat file)"
#: The column that is added.
NET = "Net sales of the line"
#: Currencies in which the prices of these reports are without tax.
_NET_PRICES = frozenset({"USD", "CAD"})


def detect(rows: pd.DataFrame) -> bool:
    """Return whether a table has the columns that only these reports have together."""
    return set(map(str, rows.columns)) >= {"item-price", "item-tax", "sku", "purchase-date"}


def apply(rows: pd.DataFrame) -> Adapted:
    """Take ``item-price`` less promotions, and less the tax that is in it outside North America."""
    price, tax, off = (_amount(rows, f"item-{name}") for name in ("price", "tax", "promotion-discount"))
    currency = rows["currency"] if "currency" in rows else pd.Series("", index=rows.index)
    included = ~currency.astype("str").str.strip().str.upper().isin(_NET_PRICES)
    net = (price - off.fillna(0.0).abs() - np.where(included, tax.fillna(0.0), 0.0)).round(6)
    rows = rows.assign(**{NET: net})
    columns = {
        "revenue": NET, "unit_price": "-", "tax": "-", "discount": "-", "status": "order-status",
        "order_id": next((name for name in ("amazon-order-id", "order-id") if name in rows), "-"),
    }  # fmt: skip
    if "buyer-company-name" in rows and rows["buyer-company-name"].notna().all():
        columns["customer_id"] = "buyer-company-name"
    note = Problem("amazon-prices", "note", "orders", len(rows), float(net.sum()))
    return Adapted(rows, held(rows, columns), (note,))


def _amount(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series(np.nan, index=rows.index)
    return parse_amounts(rows[name]).values  # noqa: PD011 (a field of Parsed)
