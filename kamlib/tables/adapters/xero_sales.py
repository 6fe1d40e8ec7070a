"""Xero's report of sales by contact: the contact is the customer."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.adapters.adapted import Adapted

SOURCE = "Xero Central, Receivable Invoice Detail report"


def detect(rows: pd.DataFrame) -> bool:
    """Return whether a table has the columns that only this report has together."""
    return set(map(str, rows.columns)) >= {"Contact", "Source", "Invoice Number", "Gross", "Net"}


def apply(rows: pd.DataFrame) -> Adapted:
    """Take the contact for the customer."""
    return Adapted(rows, {"customer_id": "Contact"})
