"""What a customer pays and what it buys are told apart, by the others' margins on the same products."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.facts.products import by_customer_and_product
from kamlib.value import mix


def orders(*lines: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(lines, columns=["customer_id", "product", "revenue", "cost"])


def test_a_bad_product_and_bad_terms_are_told_apart_by_hand() -> None:
    book = orders(
        ("a", "bad", 100, 120), ("b", "bad", 100, 120), ("b", "good", 100, 60), ("c", "good", 100, 60),
        ("d", "good", 60, 60),
    )  # fmt: skip
    table = mix.by_customer(book).set_index("customer_id")
    assert table.loc["a"].tolist() == [100, -20, -20, 0]  # b loses as much on it: the product
    # d sells 60 of what the others sell at 80/200: it would earn 24, and earns nothing
    assert table.loc["d"].tolist() == [60, 0, 24, -24]


def test_what_nobody_else_buys_and_what_has_no_cost_is_not_compared() -> None:
    book = orders(("a", "own", 100, 120), ("b", "x", 50, float("nan")), ("c", "x", 50, 40))
    assert mix.by_customer(book).empty


def test_lines_without_a_customer_are_nobody_elses_terms() -> None:
    """b earns 40 of 100 on it: so a, that earns 20, lacks 20, whatever was sold to nobody at no margin."""
    book = orders(("a", "x", 100, 80), ("b", "x", 100, 60), (None, "x", 200, 200))
    table = mix.by_customer(book).set_index("customer_id")
    assert table["terms_effect"].to_dict() == {"a": -20, "b": 20}


def test_products_are_ranked_by_what_they_lose_with_everybody() -> None:
    book = orders(("a", "p", 100, 120), ("b", "p", 100, 110), ("a", "q", 10, 5), ("b", "r", 100, 130))
    table = mix.of_products(by_customer_and_product(book))
    assert table["product"].tolist() == ["p", "r", "q"]
    assert table["profit"].tolist() == [-30, -30, 5]
    assert table["customers"].tolist() == [2, 1, 1]


money = st.integers(1, 10_000).map(float)
lines = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), money, money), min_size=1, max_size=20)


@settings(deadline=None, max_examples=50)
@given(lines, st.randoms(use_true_random=False))
def test_neither_the_order_of_lines_nor_the_unit_matters_and_the_parts_tie(book: list, random) -> None:
    table = mix.by_customer(orders(*book))
    shuffled = random.sample(book, len(book))
    again = mix.by_customer(orders(*((who, what, 100 * r, 100 * c) for who, what, r, c in shuffled)))
    assert again["customer_id"].tolist() == table["customer_id"].tolist()
    for column in ("profit", "at_others_margins", "terms_effect"):
        assert (again[column] / 100).tolist() == pytest.approx(table[column].tolist(), abs=0.02)
    assert (table["at_others_margins"] + table["terms_effect"]).tolist() == pytest.approx(table["profit"].tolist())
