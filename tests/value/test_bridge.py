"""The bridge adds up, agrees with Horngren's exercise and an independent computation, whatever the order."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.value import bridge


def year(rows: dict[str, tuple[float, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["quantity", "revenue", "cost"])
    return frame.rename_axis("product").reset_index()


def test_quantity_and_mix_of_horngren_14_24() -> None:
    """Horngren, Datar and Rajan, Cost Accounting, exercise 14-24: planned against sold."""
    margins = {"palm": 2.0, "cell": 1.2, "laptop": 2.5}
    planned = {"palm": 400_000, "cell": 600_000, "laptop": 1_500_000}
    sold = {"palm": 480_000, "cell": 900_000, "laptop": 1_620_000}
    made = [year({k: (q[k], q[k] * (margins[k] + 5), q[k] * 5.0) for k in q}) for q in (planned, sold)]
    found = bridge.decompose(*made)
    by = found.table.set_index("product")
    assert by["quantity"].round(2).to_dict() == {"palm": 160_000, "cell": 144_000, "laptop": 750_000}
    assert by["mix"].round(2).to_dict() == {"palm": 0, "cell": 216_000, "laptop": -450_000}
    assert found.effects.round(2).to_dict() == {
        "quantity": 1_054_000, "mix": -234_000, "price": 0, "cost": 0, "entered": 0, "left": 0,
    }  # fmt: skip
    assert found.change == pytest.approx(820_000)
    assert found.growth == pytest.approx(0.2)  # 2.5 to 3 million units


def test_each_effect_alone() -> None:
    before = year({"A": (10, 100, 60), "B": (10, 200, 100), "C": (5, 50, 20)})
    after = year({"A": (10, 90, 60), "B": (10, 200, 130), "D": (1, 7, 10)})
    found = bridge.decompose(before, after)
    assert found.effects.round(9).to_dict() == {
        "quantity": 0, "mix": 0, "price": -10, "cost": -30, "entered": -3, "left": -30,
    }  # fmt: skip
    assert (found.before, found.after) == (170.0, 97.0)
    assert found.growth == 0  # what entered and left is not counted


def test_without_cost_revenue_is_decomposed_and_the_column_is_named() -> None:
    before, after = year({"A": (10, 100, 0)}), year({"A": (20, 180, 0)})
    found = bridge.decompose(before.drop(columns="cost"), after.drop(columns="cost"))
    assert found.effects.to_dict() == {"quantity": 100, "mix": 0, "price": -20, "entered": 0, "left": 0}
    assert found.missing == ("cost",)


def test_without_quantity_four_effects_stand_together() -> None:
    before, after = (
        frame.drop(columns="quantity") for frame in (year({"A": (1, 100, 60)}), year({"A": (1, 90, 70)}))
    )
    found = bridge.decompose(before, after)
    assert found.effects.to_dict() == {"quantity_mix_price_cost": -20, "entered": 0, "left": 0}
    assert found.missing == ("quantity",)


def test_a_product_whose_quantity_is_not_above_zero_is_told_apart() -> None:
    found = bridge.decompose(
        year({"A": (10, 100, 60), "B": (0, -5, 0)}), year({"A": (10, 100, 60), "B": (2, 8, 4)})
    )
    assert found.effects["unsplit"] == 9
    assert found.effects.drop("unsplit").abs().sum() == 0


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"product": ["A"], "quantity": [1.0]}), "revenue is missing"),
        (pd.DataFrame({"product": ["A", "A"], "revenue": [1.0, 2.0]}), "stands twice"),
        (pd.DataFrame({"product": [None], "revenue": [1.0]}), "names no product"),
        (pd.DataFrame({"product": ["A"], "revenue": [np.nan]}), "amount is missing"),
    ],
)
def test_a_year_that_cannot_be_decomposed_is_refused(frame: pd.DataFrame, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        bridge.decompose(frame, year({"A": (1, 2, 1)}))


money = st.integers(-(10**7), 10**7).map(lambda cents: cents / 100)
rows = st.dictionaries(st.sampled_from("ABCDEFGH"), st.tuples(st.integers(-3, 500), money, money), min_size=1)


@settings(max_examples=150, deadline=None)
@given(rows, rows, st.randoms(use_true_random=False), st.sampled_from([1.0, 0.01, 7.3]))
def test_it_adds_up_and_neither_order_nor_unit_matters(before, after, chance, unit) -> None:
    one, two = year(before), year(after)
    found = bridge.decompose(one, two)
    assert found.effects.sum() == pytest.approx(found.change, abs=0.005)
    assert found.table["change"].sum() == pytest.approx(found.change, abs=0.005)
    assert math.isclose(found.after, sum(r - c for _q, r, c in after.values()), abs_tol=0.005)
    mixed = [frame.sample(frac=1, random_state=chance.randrange(99)) for frame in (one, two)]
    for frame in mixed:
        frame[["revenue", "cost"]] *= unit
    again = bridge.decompose(*mixed)
    assert (again.effects / unit).to_numpy() == pytest.approx(found.effects.to_numpy(), abs=0.005)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(1, 900)] * 2, *[st.integers(1, 9_000)] * 4), min_size=1, max_size=6))
def test_it_agrees_with_an_independent_computation(products) -> None:
    names = [f"P{i}" for i in range(len(products))]
    one = year({n: (p[0], p[2], p[3]) for n, p in zip(names, products, strict=True)})
    two = year({n: (p[1], p[4], p[5]) for n, p in zip(names, products, strict=True)})
    found = bridge.decompose(one, two)
    budget, actual = sum(p[0] for p in products), sum(p[1] for p in products)
    average = sum(p[2] - p[3] for p in products) / budget
    assert found.effects["quantity"] == pytest.approx(
        (actual - budget) * average
    )  # Horngren: at the average margin
    at_old_prices = sum(p[1] * (p[2] - p[3]) / p[0] for p in products)
    assert found.effects["mix"] == pytest.approx(at_old_prices - actual * average, abs=1e-6)
