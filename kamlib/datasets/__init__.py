"""Data sets by name: the embedded client, and real ones that are downloaded where their files are not here."""

from kamlib._lazy import modules
from kamlib.datasets.branch import Branch, bank
from kamlib.datasets.catalogue import Tables, accounts, describe, is_here, is_known, names, tables
from kamlib.datasets.dataset import Dataset
from kamlib.datasets.store import fetch

__all__ = [
    "Branch",
    "Dataset",
    "Tables",
    "accounts",
    "bank",
    "describe",
    "fetch",
    "is_here",
    "is_known",
    "names",
    "tables",
]

__getattr__, __dir__ = modules(__name__, __path__, __all__)
