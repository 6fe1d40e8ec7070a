"""A margin is taken of the revenue whose cost is known; serving is of all revenue."""

import pandas as pd
import pytest

from kamlib.facts.margins import costed_revenue, margin_of, over_all

ACCOUNTS = pd.DataFrame({
    "revenue": [100.0, 200.0, -5.0], "uncosted_revenue": [40.0, 0.0, 0.0], "profit": [18.0, 60.0, -1.0],
    "profit_after_serving": [8.0, 40.0, -2.0],
})  # fmt: skip


def test_worked_out_by_hand() -> None:
    assert costed_revenue(ACCOUNTS).tolist() == [60, 200, -5]
    assert margin_of(ACCOUNTS, "profit").tolist()[:2] == pytest.approx([0.3, 0.3])
    # serving takes 10 of 100 and 20 of 200
    assert margin_of(ACCOUNTS, "profit_after_serving").tolist()[:2] == pytest.approx([0.2, 0.2])
    assert margin_of(ACCOUNTS, "revenue").tolist()[:2] == [1, 1]
    assert margin_of(ACCOUNTS, "profit").isna().tolist() == [False, False, True]


def test_where_no_cost_is_missing_it_is_profit_over_revenue() -> None:
    known = ACCOUNTS.head(2).drop(columns="uncosted_revenue")
    assert margin_of(known, "profit_after_serving").tolist() == pytest.approx([0.08, 0.2])
    assert over_all(known, "profit") == pytest.approx(78 / 300)


def test_all_together_is_that_of_the_sums() -> None:
    assert over_all(ACCOUNTS.head(2), "profit") == pytest.approx(78 / 260)
    assert pd.isna(over_all(ACCOUNTS.tail(1), "profit"))
