"""Data sets by name: the embedded client, and real ones that are fetched where they are not at hand."""

from kamlib.datasets.branch import Branch, bank
from kamlib.datasets.catalogue import Dataset, Tables, accounts, describe, is_known, load, names, tables
from kamlib.datasets.store import fetch

__all__ = [
    "Branch",
    "Dataset",
    "Tables",
    "accounts",
    "bank",
    "describe",
    "fetch",
    "is_known",
    "load",
    "names",
    "tables",
]
