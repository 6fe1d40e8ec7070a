"""Layouts of known programs. An adapter is one module with SOURCE, ``detect`` and ``apply``, and one line here."""

from __future__ import annotations

import pandas as pd

from kamlib.tables.adapters import amazon, shopify, xero_invoices, xero_sales
from kamlib.tables.adapters.adapted import Adapted, Adapter

#: The first that recognises a table adapts it.
ADAPTERS: tuple[Adapter, ...] = (shopify, xero_invoices, xero_sales, amazon)


def adapt(rows: pd.DataFrame) -> Adapted | None:
    """Return a known program's table made ready for matching; None for any other table."""
    return next((adapter.apply(rows) for adapter in ADAPTERS if adapter.detect(rows)), None)
