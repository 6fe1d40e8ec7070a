"""Lines of an order that lie together are counted by their neighbours: the same sums as of lines in any order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.facts.accounts import accounts
from kamlib.facts.numbers import codes
from kamlib.facts.orders import amounts, order_sums
from kamlib.facts.runs import firsts, order_firsts

Pair = tuple[str | None, str | None]


def lines(rows: list[Pair]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["customer_id", "order_id"]).astype("str")


@pytest.mark.parametrize(
    ("rows", "marked"),
    [
        ([("A", "1"), ("A", "1"), ("A", "2"), ("B", "2"), ("B", "3")], [True, False, True, True, True]),
        ([("A", "9"), ("B", "1")], [True, True]),  # each customer's numbers begin anew
        ([("A", "1"), ("A", "2"), ("A", "1")], None),  # an order in two places
        ([("A", "1"), ("B", "2"), ("A", "3")], None),  # a customer in two places
        ([("A", "10"), ("A", "9")], [True, True]),  # as texts rise, not as numbers do
        ([("A", "9"), ("A", "10")], None),
        ([("A", None), ("B", "1")], None),
        ([("A", "1"), (None, "1")], None),
        ([(None, "1")], None),
        ([], None),
    ],
)
def test_orders_are_marked_only_where_all_lines_of_each_lie_together(rows: list[Pair], marked: object) -> None:
    found = order_firsts(lines(rows))
    assert (None if found is None else found.tolist()) == marked


def test_a_missing_value_is_like_no_other() -> None:
    assert firsts(pd.Series(["A", "A", None, None, "B"], dtype="str")).tolist() == [True, False, True, True, True]


@pytest.mark.parametrize("texts", [["B", "B", "B", "A", "A", "A", "B"], ["B", "A", None, None], [None] * 5, []])
def test_texts_get_the_numbers_that_pandas_gives_them(texts: list[str | None]) -> None:
    column = pd.Series(texts, dtype="str")
    (found, names), (asked, kinds) = codes(column), pd.factorize(column)
    assert (found.tolist(), names.tolist()) == (asked.tolist(), list(kinds))


def book(seed: int) -> pd.DataFrame:
    """400 lines of 90 orders; the same number at two customers, orders over two days, credits, costs unknown."""
    dice = np.random.default_rng(seed)
    number = dice.integers(0, 60, 400)
    frame = pd.DataFrame({
        "customer_id": pd.Series(np.where(dice.random(400) < 0.5, "A", "B")) + pd.Series(number % 7).astype("str"),
        "order_id": "N" + pd.Series(number).astype("str"),
        "date": pd.Timestamp("2023-01-09") + pd.to_timedelta(number * 7 + dice.integers(0, 2, 400), unit="D"),
        "revenue": dice.integers(-300, 900, 400) / 4, "cost": dice.integers(10, 500, 400) / 4,
        "order_type": dice.choice(["Group Purchase ", "return", "plain"], 400),
    })  # fmt: skip
    frame.loc[frame.index[::37], "cost"] = np.nan
    return frame


@pytest.mark.parametrize("seed", range(5))
def test_sums_are_the_same_in_any_order_of_the_lines(seed: int) -> None:
    mixed = book(seed)
    sorted_ = mixed.sort_values(["customer_id", "order_id", "date"], ignore_index=True)
    assert order_firsts(mixed) is None
    assert order_firsts(sorted_) is not None
    for make in (accounts, amounts, order_sums, lambda rows: accounts(rows, period="month")):
        pd.testing.assert_frame_equal(make(mixed), make(sorted_), rtol=0, atol=1e-4)
