"""Suggestions by feel, scored by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib as kam
from kamlib.manage import development

DAY = "2023-06-30"


def book(groups: bool = False) -> kam.Client:
    """In 2023 A to D buy P1, and A buys P2; in the year after A, B and C buy P3, and D buys P2. E is silent."""
    rows = [
        *((who, "2023-03-01", "P1") for who in "ABCD"), ("A", "2023-04-01", "P2"), ("E", "2021-01-05", "P3"),
        *((who, "2024-02-01", "P3") for who in "ABC"), ("D", "2024-06-30", "P2"), ("B", "2024-07-01", "P2"),
    ]  # fmt: skip
    orders = pd.DataFrame(rows, columns=["customer_id", "date", "product"]).assign(revenue=100.0, cost=60.0)
    orders["order_id"] = [f"O{i}" for i in range(len(orders))]
    orders["date"] = pd.to_datetime(orders["date"])
    customers = pd.DataFrame({"customer_id": list("ABCDE"), "parent_id": [None, "A", None, None, None]})
    return kam.Client(orders, customers=customers if groups else None, currency="EUR")


def test_the_same_products_for_every_customer() -> None:
    """P3 to A, B, C, D: three buy; P2 to B, C, D: D on the last day counts, B a day late does not; A had it."""
    found = development.score_picks(book(), ["P2", "P3", "P3"], DAY)
    assert (found.suggestions, found.hits, found.already) == (7, 4, 1)
    assert found.hit_rate == pytest.approx(4 / 7)
    hit = found.table[found.table["bought"]]
    assert sorted(zip(hit["customer_id"], hit["product"], strict=True)) == [
        ("A", "P3"), ("B", "P3"), ("C", "P3"), ("D", "P2"),
    ]  # fmt: skip


def test_products_by_customer() -> None:
    found = development.score_picks(book(), {"A": ["P3"], "D": ["P3", "P2"], "B": ["P1"]}, pd.Timestamp(DAY))
    assert (found.suggestions, found.hits, found.already) == (3, 2, 1)


def test_what_a_sister_company_had_does_not_count() -> None:
    assert development.score_picks(book(groups=True), {"B": ["P2"]}, DAY).already == 1
    assert development.score_picks(book(), {"B": ["P2"]}, DAY).already == 0


def test_nothing_that_counts_has_no_rate() -> None:
    found = development.score_picks(book(), {"A": ["P1"]}, DAY)
    assert found.hit_rate != found.hit_rate


@pytest.mark.parametrize(("picks", "day", "said"), [
    (["P9"], DAY, "product 'P9'"), ({"E": ["P1"]}, DAY, "customer_id 'E'"), (["P3"], "2023-12-31", "end before"),
    ("P3", DAY, r"square brackets, \['P3'\]"), ({"A": "P3"}, DAY, r"square brackets, \['P3'\]"),
])  # fmt: skip
def test_what_cannot_be_scored_is_refused(picks: object, day: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        development.score_picks(book(), picks, day)
