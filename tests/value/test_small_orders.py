"""A minimum order weighed by hand, and properties that hold on any order book."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.facts.accounts import accounts
from kamlib.value import small_orders


def book() -> pd.DataFrame:
    """A is large with one small order, B places small ones only, C one large one that loses money."""
    rows = [
        ("A", "1", 900.0, 500.0), ("A", "1", 100.0, 60.0), ("A", "2", 90.0, 50.0), ("A", "3", 800.0, 400.0),
        ("B", "4", 80.0, 50.0), ("B", "5", 70.0, 50.0), ("B", "6", 500.0, 300.0), ("B", "7", -70.0, -50.0),
        ("C", "8", 2000.0, 2100.0),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer_id", "order_id", "revenue", "cost"])
    return frame.assign(date=pd.Timestamp("2024-06-01"))


def weigh(orders: pd.DataFrame, **how: object) -> small_orders.SmallOrders:
    """Weigh with the accounts of the last twelve months."""
    last = pd.Timestamp(how.get("as_of", orders["date"].max()))
    year = orders[orders["date"] > last - pd.DateOffset(months=how.get("months", 12))]
    return small_orders.evaluate_minimum_order(orders, accounts(year), **how)


def test_by_hand() -> None:
    seen = weigh(book(), minimum=100.0)
    who = seen.customers.set_index("customer_id")
    assert who["orders_placed"].to_dict() == {"A": 3, "B": 3, "C": 1}  # B's credit note is no order
    assert who["orders_refused"].to_dict() == {"A": 1, "B": 2, "C": 0}
    assert who["contribution"].to_dict() == {"A": 880.0, "B": 230.0, "C": -100.0}
    assert who["refused"].to_dict() == {"A": "sometimes", "B": "mostly", "C": "never"}
    assert (seen.orders, seen.refused, seen.touched, seen.total) == (7, 3, 1110.0, 1010.0)
    assert seen.from_best == 0.0  # a fifth of three customers is nobody
    assert weigh(book(), minimum=100.0, best=0.4).from_best == pytest.approx(1 / 3)


def test_the_best_29_of_a_hundred_are_29() -> None:
    """0.29 times 100 is a hair below 29 in binary fractions."""
    orders = pd.DataFrame({"customer_id": [f"{i:03d}" for i in range(100)], "revenue": np.arange(100) + 1.0})
    orders = orders.assign(order_id=orders["customer_id"], date=pd.Timestamp("2024-06-01"), cost=0.0)
    assert weigh(orders, best=0.29).customers["is_best"].sum() == 29


def test_the_curve_is_the_same_weighing_at_other_minimums() -> None:
    curve = weigh(book()).curve
    for row in curve.itertuples():
        seen = weigh(book(), minimum=row.minimum)
        assert row.touched == seen.touched
        assert row.mostly == seen.table["contribution"].iloc[0]
        assert row.orders_share == pytest.approx(seen.refused / seen.orders)


def test_an_order_of_exactly_the_minimum_is_taken() -> None:
    assert weigh(book(), minimum=80.0).refused == 1
    assert weigh(book(), minimum=80.01).refused == 2


def test_at_most_the_stated_part_is_refused_by_default() -> None:
    for part in (0.1, 0.25, 0.5):
        seen = weigh(book(), part=part)
        assert seen.refused / seen.orders <= part
        assert seen.minimum in book().groupby("order_id")["revenue"].sum().tolist()


def test_only_the_last_year_counts() -> None:
    old = book().assign(date=pd.Timestamp("2023-06-01"), order_id=lambda f: "old" + f["order_id"])
    both = weigh(pd.concat([old, book()]), minimum=100.0)
    pd.testing.assert_frame_equal(both.customers, weigh(book(), minimum=100.0).customers)
    kept = weigh(pd.concat([old, book()]), minimum=100.0, months=13)
    assert kept.orders == 14


def test_no_orders_in_the_year_is_no_error() -> None:
    seen = weigh(book(), as_of=pd.Timestamp("2026-01-01"))
    assert (seen.orders, seen.refused, len(seen.curve)) == (0, 0, 0)
    assert np.isnan(seen.from_best)


def test_who_was_served_without_buying_is_told_apart_with_its_money() -> None:
    year = pd.concat([accounts(book()), pd.DataFrame({"customer_id": ["D"], "profit": [-40.0], "lines": [0]})])
    seen = small_orders.evaluate_minimum_order(book(), year, minimum=100.0)
    assert (seen.total, seen.without_order, seen.without_order_cost) == (1010.0, 1, 40.0)
    assert seen.period_total == 970.0
    assert "D" not in set(seen.customers["customer_id"])


def test_nonsense_is_refused() -> None:
    with pytest.raises(KeyError, match="accounts lack the column 'sales'"):
        weigh(book(), basis="sales")
    with pytest.raises(ValueError, match="is not a fraction"):
        weigh(book(), part=1.0)


LINES = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.integers(1, 9), st.integers(-50, 500), st.integers(0, 400)),
    min_size=1, max_size=40,
)  # fmt: skip


def made(lines: list[tuple[str, int, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=["customer_id", "order_id", "revenue", "cost"])
    return frame.assign(order_id=frame["order_id"].astype("str"), date=pd.Timestamp("2024-06-01"))


@settings(max_examples=25)
@given(LINES)
def test_parts_tie_to_the_whole_and_more_is_refused_by_a_higher_minimum(
    lines: list[tuple[str, int, int, int]],
) -> None:
    seen = weigh(made(lines))
    whole = made(lines)
    assert seen.total - seen.without_order_cost == pytest.approx((whole["revenue"] - whole["cost"]).sum())
    assert seen.table["customers"].sum() + seen.without_order == whole["customer_id"].nunique()
    assert seen.refused <= 0.25 * max(seen.orders, 1)
    assert seen.curve["orders_share"].is_monotonic_increasing
    higher = weigh(made(lines), minimum=seen.minimum + 1 if seen.orders else None)
    assert higher.refused >= seen.refused


@settings(max_examples=25)
@given(LINES, st.randoms(use_true_random=False), st.sampled_from([0.01, 7.0, 100.0]))
def test_neither_the_order_of_rows_nor_the_currency_changes_who_is_refused(
    lines: list[tuple[str, int, int, int]], chance: object, factor: float
) -> None:
    plain = weigh(made(lines))
    mixed = list(lines)
    chance.shuffle(mixed)
    other = made(mixed)
    other[["revenue", "cost"]] *= factor
    again = weigh(other)
    columns = ["customer_id", "orders_placed", "orders_refused", "is_best", "refused"]
    by = "customer_id"
    pd.testing.assert_frame_equal(
        plain.customers[columns].sort_values(by, ignore_index=True),
        again.customers[columns].sort_values(by, ignore_index=True),
    )
