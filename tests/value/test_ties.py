"""Amounts that only a binary sum tells apart are one amount wherever customers are ranked."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.classify import scorecard, tiers
from kamlib.value import concentration, ties, whale

#: B brings in three lines what A brings in one; no float is the same.
SUM = 0.1 + 0.2
BOOK = pd.DataFrame({
    "customer_id": ["B", "A", "C", "D"], "revenue": [SUM, 0.3, 0.7, -0.2], "profit": [SUM, 0.3, 0.7, -0.2],
    "orders": 1,
})  # fmt: skip


def rank_of(table: pd.DataFrame) -> dict[str, int]:
    return dict(zip(table["customer_id"], table["rank"].astype(int), strict=True))


@pytest.mark.parametrize("unit", [1, 1e6, 1e-6])
def test_a_hair_is_no_place(unit: float) -> None:
    book = BOOK.assign(revenue=BOOK["revenue"] * unit, profit=BOOK["profit"] * unit)
    assert book["profit"].nunique() == 4
    expected = {"C": 1, "A": 2, "B": 2, "D": 4}
    spread = concentration.measure(book, replicates=0).table
    assert rank_of(spread) == expected
    assert spread["customer_id"].tolist() == ["C", "A", "B", "D"]
    assert spread["cumulative_customers"].tolist() == [0.25, 0.75, 0.75, 1.0]
    assert rank_of(whale.curve(book).table) == expected
    assert rank_of(tiers.assign(book).table) == expected
    assert set(concentration.largest(book, 2)["customer_id"]) == {"A", "B", "C"}
    scored = scorecard.score(book[["customer_id", "revenue"]], weights={"revenue": 1}).table
    assert rank_of(scored) == expected


def test_keys_of_nothing_are_none() -> None:
    assert ties.rounded_for_ties(pd.Series([], dtype="float64")).empty
    assert ties.rounded_for_ties(pd.Series([0.0, 0.0])).tolist() == [0.0, 0.0]
    assert ties.rounded_for_ties(pd.Series([None, 2.0])).isna().tolist() == [True, False]
