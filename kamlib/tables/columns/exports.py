"""Exports whose headers mean something else than elsewhere, known by several of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.tables.columns import shops
from kamlib.tables.columns.shops import NET, Unfolded
from kamlib.tables.problems import Problem
from kamlib.tables.values.amounts import parse_amounts

#: Xero's list of invoices: its AccountCode is a ledger account, 200 for all sales, and no customer.
_XERO = {
    "customer_id": "ContactName", "order_id": "InvoiceNumber", "revenue": "LineAmount", "unit_price": "UnitAmount",
    "product": "InventoryItemCode", "product_name": "Description",
}  # fmt: skip
#: Currencies in which the prices of Amazon's reports are without tax.
_NET_PRICES = frozenset({"USD", "CAD"})


@dataclass(frozen=True)
class _Export:
    known_by: frozenset[str]
    unfold: Callable[[pd.DataFrame], Unfolded | None]


def unfold(rows: pd.DataFrame) -> Unfolded | None:
    """Return a known export's rows, which of our columns is which, and what to say of it.

    Parameters
    ----------
    rows : pandas.DataFrame
        A table as it stands in a file.

    Returns
    -------
    Unfolded or None
        None for any other table.
    """
    names = set(map(str, rows.columns))
    return next((export.unfold(rows) for export in _EXPORTS if names >= export.known_by), None)


def _xero(rows: pd.DataFrame) -> Unfolded:
    return Unfolded(rows, _held(rows, _XERO), ())


def _contacts(rows: pd.DataFrame) -> Unfolded:
    """Take the contact for the customer, which it is in Xero's report of sales by contact."""
    return Unfolded(rows, {"customer_id": "Contact"}, ())


def _amazon(rows: pd.DataFrame) -> Unfolded:
    """Take ``item-price`` for the whole line, less promotions, and less the tax that is in it but in America."""
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
    return Unfolded(rows, _held(rows, columns), (note,))


def _amount(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series(np.nan, index=rows.index)
    return parse_amounts(rows[name]).values  # noqa: PD011 (a field of Parsed)


def _held(rows: pd.DataFrame, columns: Mapping[str, str]) -> dict[str, str]:
    """Set columns aside that the export lacks, or that are empty."""
    return {
        ours: theirs if theirs in rows and rows[theirs].notna().any() else "-" for ours, theirs in columns.items()
    }


_EXPORTS = (
    _Export(shops.KNOWN_BY, shops.unfold),
    _Export(frozenset({"ContactName", "InvoiceNumber", "AccountCode", "LineAmount"}), _xero),
    _Export(frozenset({"Contact", "Source", "Invoice Number", "Gross", "Net"}), _contacts),
    _Export(frozenset({"item-price", "item-tax", "sku", "purchase-date"}), _amazon),
)
