"""The plan to keep: a published knapsack, brute force, a case in which ratios lose, limits, money and its unit."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.keep import plan

#: The example of the OR-Tools documentation, "The Knapsack Problem": 50 items, capacity 850.
VALUES = [
    360, 83, 59, 130, 431, 67, 230, 52, 93, 125, 670, 892, 600, 38, 48, 147, 78, 256, 63, 17, 120, 164, 432, 35,
    92, 110, 22, 42, 50, 323, 514, 28, 87, 73, 78, 15, 26, 78, 210, 36, 85, 189, 274, 43, 33, 10, 19, 389,
    276, 312,
]  # fmt: skip
WEIGHTS = [
    7, 0, 30, 22, 80, 94, 11, 81, 70, 64, 59, 18, 0, 36, 3, 8, 15, 42, 9, 0, 42, 47, 52, 32, 26, 48, 55, 6, 29, 84,
    2, 4, 18, 56, 7, 29, 93, 44, 71, 3, 86, 66, 31, 65, 0, 79, 20, 65, 52, 13,
]  # fmt: skip


def test_fifty_items_as_published() -> None:
    chosen, gap = plan.knapsack(np.array(VALUES, float), np.array([WEIGHTS], float), np.array([850.0]))
    assert (np.array(VALUES)[chosen].sum(), gap) == (7534, 0.0)
    assert np.array(WEIGHTS)[chosen].sum() <= 850


def test_where_the_best_ratio_loses_a_tenth_and_more() -> None:
    """The small item has the better ratio, and keeps the large one out."""
    chosen, _gap = plan.knapsack(np.array([10.0, 100.0]), np.array([[1.0, 100.0]]), np.array([100.0]))
    assert chosen.tolist() == [False, True]


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 20), st.integers(0, 9), st.integers(0, 3)),
                min_size=1, max_size=9))  # fmt: skip
def test_as_good_as_trying_all(items: list[tuple[int, int, int, int]]) -> None:
    gains, first, second, group = (np.array(column, float) for column in zip(*items, strict=True))
    weights, limits = np.stack([first, second]), np.array([25.0, 10.0])
    chosen, _gap = plan.knapsack(gains, weights, limits, group)
    best = 0.0
    for some in product([False, True], repeat=len(items)):
        on = np.array(some)
        once = len(set(group[on])) == on.sum()
        if once and (weights[:, on].sum(axis=1) <= limits).all():
            best = max(best, gains[on].sum())
    assert gains[chosen].sum() == best
    assert (weights[:, chosen].sum(axis=1) <= limits).all()


def test_a_discount_costs_its_share_of_what_the_customer_buys() -> None:
    """3 % of 50,000 and an hour of 50 cost 1,550; half a chance times 20,000 times a fifth brings 2,000."""
    one = pd.DataFrame({"customer_id": ["A"], "chance": [0.5], "worth": [20_000.0], "revenue": [50_000.0],
                        "state": [""], "owner": ["Li"], "tier": ["gold"]})  # fmt: skip
    discount = plan.Measure("measure_discount", 0.2, 0.0, 0.4, share=0.03, hours=1.0, price=True)
    (row,) = plan.options(one, [discount], hour=50.0).to_dict("records")
    assert (row["cost"], row["gain"]) == pytest.approx((1550.0, 450.0))


def two(promised: float) -> pd.DataFrame:
    """Return two customers of 1,000: of A's group half left, of B's four tenths."""
    return pd.DataFrame({
        "customer_id": ["A", "B"], "chance": [0.5, 0.4], "promised": [promised, 0.3], "worth": 1_000.0,
        "revenue": 0.0, "state": "", "owner": "", "tier": "gold",
    })  # fmt: skip


def test_what_is_chosen_by_one_chance_is_counted_by_the_other() -> None:
    """One call of 10 that takes a fifth of the risk: A brings 90 and B 70; of A's 90 the other chance says 10.

    With the hour for B too, B's 50 come on top.
    """
    call = [plan.Measure("measure_call", 0.2, 0.2, 0.2, cost=10.0, hours=8.0)]
    found = plan.best_plan(two(0.1), budget=100.0, hours=8.0, catalogue=call)
    assert found.table[["customer_id", "gain"]].values.tolist() == [["A", pytest.approx(10.0)]]
    assert found.gain == pytest.approx(10.0)
    assert found.low < 10.0 < found.high < 90.0
    assert found.shadow == pytest.approx({"budget": 0.0, "hours:": 50.0})


def test_what_brings_nothing_by_the_other_chance_is_not_planned() -> None:
    call = [plan.Measure("measure_call", 0.2, 0.1, 0.3, cost=10.0, hours=8.0)]
    found = plan.best_plan(two(0.05), budget=100.0, hours=8.0, catalogue=call, draws=2)
    assert found.table["customer_id"].tolist() == ["B"]
    assert found.gain == pytest.approx(50.0)


def risks(n: int = 40) -> pd.DataFrame:
    draw = np.random.default_rng(7)
    return pd.DataFrame({
        "customer_id": [f"C{i:02}" for i in range(n)], "chance": draw.uniform(0.05, 0.9, n),
        "worth": draw.gamma(1.5, 40_000, n) - 5_000, "revenue": draw.gamma(2, 100_000, n),
        "state": np.resize(["quiet", "shrinking", ""], n), "owner": np.resize(["Li", "Wang"], n),
        "tier": np.resize(["platinum", "gold", "iron"], n),
    })  # fmt: skip


def test_limits_hold_and_sums_tie() -> None:
    found = plan.best_plan(risks(), budget=12_000, hours={"Li": 40.0, "Wang": 30.0}, draws=50)
    assert found.table["customer_id"].is_unique
    assert found.cost == pytest.approx(found.table["cost"].sum())
    assert found.gain == pytest.approx(found.table["gain"].sum())
    assert found.cost <= 12_000 + 1e-6
    hours = found.table.groupby("owner")["hours"].sum()
    assert hours["Li"] <= 40 + 1e-6
    assert hours["Wang"] <= 30 + 1e-6
    assert (found.table["measure"] == "measure_discount").sum() <= 3
    assert found.gap == 0.0
    assert found.low < found.high
    assert found.table["stays_in"].between(0, 1).all()


def test_risks_that_rise_together_do_not_cancel_out_over_many_customers() -> None:
    """Of 400 equal customers with a sure effect the shared rate alone is left: exp(±1.96 · 0.3) times the gain."""
    some = pd.DataFrame({"customer_id": [f"C{i:03}" for i in range(400)], "chance": 0.1, "worth": 1000.0,
                         "revenue": 0.0, "state": "", "owner": "", "tier": ""})  # fmt: skip
    sure = plan.Measure("measure_visit", 0.2, 0.2, 0.2, cost=1.0, hours=0.0)
    found = plan.best_plan(some, budget=1e6, hours=0.0, catalogue=[sure], draws=4000)
    gross = 400 * 0.1 * 1000 * 0.2
    assert found.gain == pytest.approx(gross - 400)
    assert (found.low + 400) / gross == pytest.approx(0.555, rel=0.04)
    assert (found.high + 400) / gross == pytest.approx(1.800, rel=0.04)


def test_an_effect_is_drawn_between_its_ends_and_most_often_as_expected() -> None:
    """Of 0.1, 0.2, 0.5: a quarter lie below 0.2, and the middle at 0.5 − √(½ · ¾) · 0.4 = 0.255."""
    low, usual, high = (np.full(5, effect) for effect in (0.1, 0.2, 0.5))
    found = plan._triangular(low, high, usual, np.array([0.0, 0.25, 0.5, 1.0, 0.0625]))
    assert found == pytest.approx([0.1, 0.2, 0.5 - np.sqrt(0.5 * 0.75) * 0.4, 0.5, 0.15])


def test_who_costs_more_than_it_brings_is_not_kept() -> None:
    some = risks()
    taken = plan.best_plan(some, budget=1e6, hours=1e4, draws=2).table["customer_id"]
    assert some.set_index("customer_id").loc[taken, "worth"].gt(0).all()
    assert plan.best_plan(some.assign(worth=-1.0), budget=1e6, hours=1e4, draws=2).table.empty


def test_the_larger_half_of_the_gains_is_never_left_out_by_lot() -> None:
    found = plan.best_plan(risks(400), budget=1e9, hours=1e9, draws=2).table
    assert found["gain"].is_monotonic_decreasing
    larger = found.head(len(found) // 2)
    assert not larger["holdout"].any()
    assert 0.05 < found["holdout"].mean() < 0.15


def test_no_budget_and_no_hours_is_no_plan() -> None:
    found = plan.best_plan(risks(), budget=0, hours=0, draws=5)
    assert found.table.empty
    assert (found.gain, found.cost, found.hours) == (0, 0, 0)


def test_another_currency_changes_no_choice() -> None:
    some = risks()
    rate = 7.0
    other = [plan.Measure(m.name, m.effect, m.low, m.high, m.cost * rate, m.share, m.hours, m.price, m.against)
             for m in plan.CATALOGUE]  # fmt: skip
    one = plan.best_plan(some, budget=9_000, hours=60, draws=2)
    two = plan.best_plan(some.assign(worth=some["worth"] * rate, revenue=some["revenue"] * rate),
                         budget=9_000 * rate, hours=60, catalogue=other, draws=2)  # fmt: skip
    assert one.table[["customer_id", "measure"]].equals(two.table[["customer_id", "measure"]])


def test_an_hour_has_a_cost_and_a_measure_that_brings_next_to_nothing_is_no_line() -> None:
    """A call of an hour keeps 0.1 × 1,000 × 0.1 = 10 a year: at 4 an hour 6, at 12 an hour it costs more."""
    one = risks(1).assign(chance=0.1, worth=1000.0)
    call = [plan.Measure("measure_call", 0.1, 0.05, 0.2, hours=1.0)]

    def taken(hour: float, least: float = 0.0) -> plan.Plan:
        return plan.best_plan(one, budget=100, hours=10, catalogue=call, hour=hour, least=least, draws=2)

    assert (taken(4).gain, taken(4).cost, taken(4).hours) == pytest.approx((6.0, 4.0, 1.0))
    assert taken(12).table.empty
    assert len(taken(4, least=5.9).table) == 1
    assert taken(4, least=6.1).table.empty


def test_what_is_scarce_has_a_price() -> None:
    tight = plan.best_plan(risks(), budget=1e9, hours=20, draws=2)
    assert tight.shadow["hours:"] > 0
    assert tight.shadow["budget"] == 0
    loose = plan.best_plan(risks(), budget=1e9, hours=1e6, draws=2)
    assert loose.shadow["hours:"] == 0


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        plan.best_plan(risks(), budget=-1, hours=1)
