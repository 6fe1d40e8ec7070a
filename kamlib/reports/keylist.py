"""The key accounts with the reason for each, and the table of all accounts with their tier."""

from __future__ import annotations

from kamlib.client import Client
from kamlib.reports.results import Table, Tiers, table
from kamlib.words import glossary

ACCOUNT_COLUMNS = ("customer_id", "name", "revenue", "profit", "margin", "orders", "last_date")


def account_table(client: Client) -> tuple[Table, Tiers]:
    """Return all accounts, the best first, and how their tiers were cut."""
    frame = client.accounts.sort_values([client.basis, "customer_id"], ascending=[False, True])
    return table(frame[[c for c in ACCOUNT_COLUMNS if c in frame and c in glossary()]]), Tiers()


def key_account_table(client: Client) -> Table:
    """Return the key accounts with the reason for each."""
    return Table()
