"""The best price by tier: worked by hand, by brute force, and on a published table of loan rates and losses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.errors import KamError
from kamlib.manage import policy


def asked() -> pd.DataFrame:
    """Four prices; at a cost of 80 gold brings 20, 29.4, 36, 35 and iron 20, 24, 20, 10 a unit."""
    return pd.DataFrame({"price": [100, 110, 120, 130], "gold": [0.0, 0.02, 0.1, 0.3],
                         "iron": [0.0, 0.2, 0.5, 0.8]})  # fmt: skip


def test_price_and_profit_by_hand() -> None:
    found = policy.best_prices(asked(), cost=80, volume={"gold": 100, "iron": 50}).table.set_index("tier")
    assert found["price"].to_dict() == {"gold": 120.0, "iron": 110.0}
    assert found["loss"].to_dict() == {"gold": 0.1, "iron": 0.2}
    assert found["profit"].to_dict() == pytest.approx({"gold": 3600.0, "iron": 1200.0})
    assert found["edge"].tolist() == ["", ""]


def test_one_price_for_all_and_what_tiers_bring_more() -> None:
    """At 110: 2,940 + 1,200 = 4,140; at 120: 3,600 + 1,000 = 4,600; by tier 4,800."""
    found = policy.best_prices(asked(), cost=80, volume={"gold": 100, "iron": 50})
    assert (found.one_price, found.one_profit, found.gain) == (120.0, pytest.approx(4600), pytest.approx(200))


def test_an_end_of_the_table_is_a_limit() -> None:
    found = policy.best_prices(asked().assign(loyal=0.0, fleeing=[0.0, 0.9, 0.95, 0.99]), cost=80).table
    assert found.set_index("tier")["edge"].to_dict() == {"gold": "", "iron": "", "loyal": "highest",
                                                         "fleeing": "lowest"}  # fmt: skip


def test_noise_makes_the_limits_wide_and_a_straight_line_makes_them_one_price() -> None:
    """Losses on a line have no noise: 0.1 a step of 10 from 100. At a cost of 60: 40, 45, 48, 49, 48, 45."""
    prices = [100, 110, 120, 130, 140, 150]
    line = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    away = np.array([0.02, -0.02, 0.02, -0.02, 0.02, -0.02])
    table = pd.DataFrame({"price": prices, "smooth": line, "noisy": np.clip(line + away, 0, 1)})
    found = policy.best_prices(table, cost=60).table.set_index("tier")
    assert found.loc["smooth", ["low", "price", "high"]].tolist() == [130, 130, 130]
    assert found.loc["noisy", "low"] < 130 <= found.loc["noisy", "high"]
    assert found.loc["noisy", "profit_low"] < found.loc["noisy", "profit"] < found.loc["noisy", "profit_high"]


def test_a_line_over_prices_at_uneven_steps_has_no_noise_either() -> None:
    """Losses of a hundredth a unit of price from 100. At a cost of 60: 40, 45, 48, 48.75, 45."""
    table = pd.DataFrame({"price": [100, 110, 120, 125, 150], "A": [0.0, 0.1, 0.2, 0.25, 0.5]})
    assert policy.best_prices(table, cost=60).table.loc[0, ["low", "price", "high"]].tolist() == [125, 125, 125]


def test_noise_is_how_far_a_loss_lies_from_the_line_between_its_neighbours() -> None:
    """At 120 two thirds of 0.45 are 0.3, and 0.2 is lost: 0.1² by 1 + 1/9 + 4/9 is 0.08018².

    At a cost of 60 a unit brings 40, 48, 38.5, give or take 40, 60 and 70 times that. Of two prices together this
    is 1.96 × 0.08018 × √(60² + 40²) = 11.3, more than the 8 between the first two.
    """
    table = pd.DataFrame({"price": [100, 120, 130], "A": [0.0, 0.2, 0.45]})
    best = policy.best_prices(table, cost=60).table.iloc[0]
    assert best[["low", "price", "high"]].tolist() == [100, 120, 130]
    assert best["profit"] == pytest.approx(48)
    assert best["profit_high"] - 48 == pytest.approx(1.96 * 60 * 0.1 * (9 / 14) ** 0.5)


def test_a_loss_that_falls_is_averaged_with_its_neighbour() -> None:
    table = pd.DataFrame({"price": [1.0, 2.0, 3.0, 4.0], "A": [0.0, 0.4, 0.2, 0.9]})
    curve = policy.best_prices(table).curve
    assert curve["smoothed"].tolist() == pytest.approx([0.0, 0.3, 0.3, 0.9])
    assert curve["loss"].tolist() == [0.0, 0.4, 0.2, 0.9]


@settings(deadline=None, max_examples=15)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=12), st.floats(0, 0.9), st.randoms(use_true_random=False))
def test_no_price_is_better_and_the_order_of_rows_changes_nothing(
    losses: list[float], cost: float, random: object
) -> None:
    table = pd.DataFrame({"price": np.arange(1.0, len(losses) + 1), "A": losses})
    one, other = (policy.best_prices(t, cost=cost) for t in (table, table.iloc[::-1]))
    pd.testing.assert_frame_equal(one.table, other.table)
    best = one.table.iloc[0]
    assert best["profit"] >= one.curve["profit"].max() - 1e-9
    assert best["low"] <= best["price"] <= best["high"]
    assert one.curve["smoothed"].is_monotonic_increasing
    cents = policy.best_prices(table.assign(price=table["price"] * 100), cost=cost * 100).table.iloc[0]
    assert cents["price"] == pytest.approx(best["price"] * 100)


@pytest.mark.parametrize(("table", "said"), [
    (pd.DataFrame({"rate": [1, 2, 3], "A": [0, 0, 0]}), "column price"),
    (pd.DataFrame({"price": [1, 2, 3]}), "for each tier"),
    (pd.DataFrame({"price": [1, 2, 3], "A": [0, 12, 20]}), "row 3: A is to be a share from 0 to 1"),
    (pd.DataFrame({"price": [1, "x", 3], "A": [0, 0, 0]}), "row 3: price is to be a number"),
    (pd.DataFrame({"price": [1, 2, 2], "A": [0, 0, 0]}), "each of them once"),
    (pd.DataFrame({"price": [1, 2], "A": [0, 0]}), "3 prices or more"),
])  # fmt: skip
def test_what_is_no_table_of_losses_is_refused_in_one_line(table: pd.DataFrame, said: str) -> None:
    with pytest.raises(KamError, match=said):
        policy.best_prices(table)


def test_a_cost_by_tier_needs_each_tier() -> None:
    with pytest.raises(KamError, match="not for iron"):
        policy.best_prices(asked(), cost={"gold": 80})


def loan_rates(folder: Path) -> pd.DataFrame:
    """Rates a year and the share of borrowers that leaves, by rating (CUMCM 2020, problem C, attachment 3)."""
    (file,) = (folder / "cumcm2020c-b2b-invoices-zh").glob("附件3*.xlsx")
    raw = pd.read_excel(file, header=None, engine="calamine").iloc[2:].astype("float64").reset_index(drop=True)
    return raw.set_axis(["price", "A", "B", "C"], axis=1)


def test_published_losses_by_rating_and_the_best_rates(shared_data: Path) -> None:
    """At no cost: 4.65 % × (1 − .135727), 5.85 % × (1 − .302883) and × (1 − .290189)."""
    rates = loan_rates(shared_data)
    assert len(rates) == 29
    points = rates.set_index("price").round(4)
    assert points.loc[0.0425].tolist() == [0.0946, 0.0668, 0.0687]
    assert points.loc[0.15].tolist() == [0.9221, 0.8859, 0.8952]
    found = policy.best_prices(rates)
    table = found.table.set_index("tier")
    assert table["price"].to_dict() == {"A": 0.0465, "B": 0.0585, "C": 0.0585}
    assert table["profit"].tolist() == pytest.approx([0.040189, 0.040781, 0.041524], abs=1e-6)
    assert (table["edge"] == "").all()
    assert (table["low"] < table["price"]).all()  # the curves are flat: a rate of 4 % is as good within the noise
    curve = found.curve
    last = curve[(curve["tier"] == "A") & (curve["price"] == 0.15)].iloc[0]
    assert last["profit"] == pytest.approx(0.15 * (1 - 0.9221), abs=1e-4)


def test_the_dearer_the_money_the_higher_the_best_rate(shared_data: Path) -> None:
    """By brute force over the published rates, at a cost of money of 0 to 6 %."""
    rates = loan_rates(shared_data)
    before = 0.0
    for cost in (0.0, 0.02, 0.03, 0.04, 0.06):
        found = policy.best_prices(rates[["price", "A"]], cost=cost)
        smoothed = found.curve["smoothed"].to_numpy()
        assert (np.diff(smoothed) >= 0).all()
        price = float(found.table["price"].iloc[0])
        profit = (rates["price"].to_numpy() - cost) * (1 - smoothed)
        assert price == rates["price"].iloc[int(profit.argmax())]
        assert price >= before
        before = price


def test_of_prices_that_bring_the_same_the_lowest_is_best() -> None:
    """100 × 0.9, 120 × 0.75 and 150 × 0.6 are 90 each; 90 × 0.95 is less."""
    table = pd.DataFrame({"price": [90, 100, 120, 150], "gold": [0.05, 0.1, 0.25, 0.4]})
    found = policy.best_prices(table)
    assert (found.table["price"].iloc[0], found.one_price) == (100.0, 100.0)
