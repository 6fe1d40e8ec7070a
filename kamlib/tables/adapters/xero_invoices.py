"""Xero's list of invoices: its AccountCode is a ledger account, 200 for all sales, and no customer."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.adapters.adapted import Adapted, held

SOURCE = "Xero Central, Export invoices"
_COLUMNS = {
    "customer_id": "ContactName", "order_id": "InvoiceNumber", "revenue": "LineAmount", "unit_price": "UnitAmount",
    "product": "InventoryItemCode", "product_name": "Description",
}  # fmt: skip


def detect(rows: pd.DataFrame) -> bool:
    """Return whether a table has the columns that only this export has together."""
    return set(map(str, rows.columns)) >= {"ContactName", "InvoiceNumber", "AccountCode", "LineAmount"}


def apply(rows: pd.DataFrame) -> Adapted:
    """Take the contact for the customer and set the ledger account aside."""
    return Adapted(rows, held(rows, _COLUMNS))
