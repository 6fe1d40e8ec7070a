"""Layouts of known programs. An adapter is one module with SOURCE, ``detect`` and ``apply``, and one line here."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.adapters import amazon, check_ins, shopify, tax_bureau, xero_invoices, xero_sales
from kamlib.tables.adapters.adapted import Adapted, Adapter

#: The first that recognises a table adapts it.
ADAPTERS: tuple[Adapter, ...] = (shopify, xero_invoices, xero_sales, amazon, tax_bureau)
#: Those of the other tables.
OTHERS: dict[str, tuple[Adapter, ...]] = {"activities": (check_ins,)}


def adapt(rows: pd.DataFrame, table: str = "orders") -> Adapted | None:
    """Return a known program's table made ready for matching; None for any other table."""
    known = ADAPTERS if table == "orders" else OTHERS.get(table, ())
    return next((adapter.apply(rows) for adapter in known if adapter.detect(rows)), None)
