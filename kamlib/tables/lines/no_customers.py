"""Rows of a customer table that are not customers: companies of the same group, and tests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match
from kamlib.tables.lines import no_sale
from kamlib.tables.lines.wanted import Wanted
from kamlib.tables.values.ids import clean_ids

#: What such a row may be; a deposit or a draft is in the orders only.
CONCEPTS = ("internal", "test")


def find(found: Match, rows: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return ``customer_id``, ``concept`` and ``column`` (which says so) of rows that are not customers."""
    marked = [
        pd.DataFrame({"customer_id": frame["customer_id"][mask], "concept": concept, "column": header})
        for header, concept, mask in _marked(found, rows, frame)
        if mask.any()
    ]
    if not marked:
        return None
    table = pd.concat(marked).dropna(subset=["customer_id"])
    return table.drop_duplicates("customer_id", ignore_index=True) if len(table) else None


def columns(found: Match, rows: pd.DataFrame, said: pd.DataFrame | None) -> frozenset[str]:
    """Return the headers of the columns that say so, and of flags that say no."""
    told = set() if said is None else set(said["column"])
    flags = no_sale.flags(found, rows).items()
    return frozenset({*told, *(str(name) for name, concept in flags if concept in CONCEPTS)})


def _marked(found: Match, rows: pd.DataFrame, frame: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    for name, concept in no_sale.flags(found, rows).items():
        if concept in CONCEPTS:
            yield str(name), concept, no_sale.yes(rows[name])
    for name, kind in no_sale.kind_columns(found, rows, Wanted()).items():
        others = no_sale.OF_CUSTOMERS_ONLY if kind == "remark" else frozenset()
        for concept, mask in no_sale.by_words(clean_ids(rows[name]), CONCEPTS, others).items():
            yield str(name), concept, mask
    for ours in (name for name in ("customer_id", "name") if name in frame):
        for concept, mask in no_sale.by_words(frame[ours], CONCEPTS).items():
            yield str(found.source_column(ours)), concept, mask
