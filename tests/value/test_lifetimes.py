"""Lifetime value three ways: moves by hand, what five points and five per cent are worth, signs, no answer."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from kamlib.value import lifetimes
from kamlib.value.lifetime import BgNbd


@pytest.mark.parametrize(
    ("rate", "stays", "points", "per_cent"),
    [(0.10, 0.60, 20.4, 7.6), (0.10, 0.80, 27.5, 4.7), (0.10, 0.90, 40.7, 3.1), (0.10, 0.95, 57.9, 2.0),
     (0.05, 0.90, 58.3, 4.0), (0.05, 0.93, 80.6, 3.4), (0.0, 0.90, 111, 5.8)],
)  # fmt: skip
def test_five_points_and_five_per_cent(rate: float, stays: float, points: float, per_cent: float) -> None:
    """Worked out from r / (1 + i − r), in per cent."""
    assert 100 * lifetimes.gains(stays, rate) == pytest.approx(points, abs=0.5 if points > 100 else 0.05)
    assert 100 * lifetimes.gains(stays, rate, points=False) == pytest.approx(per_cent, abs=0.05)


def test_the_claim_of_25_to_85_per_cent_holds_in_points_and_nowhere_in_per_cent() -> None:
    grid = [(r / 100, i / 100) for r in range(50, 96) for i in range(2, 21)]
    assert max(lifetimes.gains(r, i, points=False) for r, i in grid) < 0.25
    assert lifetimes.gains(0.77, 0.10) == pytest.approx(0.25, abs=0.01)
    assert lifetimes.gains(0.935, 0.05) >= 0.85 > lifetimes.gains(0.93, 0.05)
    assert max(lifetimes.gains(r / 100, 0.10) for r in range(50, 96)) < 0.58
    assert math.isnan(lifetimes.gains(0.97, 0.10))  # five points more would be more than all


def years() -> pd.DataFrame:
    rows = [("A", "2022", "gold", 100.0), ("A", "2023", "gold", 120.0), ("A", "2024", "iron", 40.0),
            ("B", "2022", "iron", 30.0), ("B", "2024", "iron", 20.0), ("C", "2023", "iron", -10.0)]  # fmt: skip
    return pd.DataFrame(rows, columns=["customer_id", "period", "state", "margin"])


def test_moves_by_hand_with_one_that_comes_back() -> None:
    """A stays twice, B leaves and comes back, C leaves: of four pairs that began with orders two went on."""
    found = lifetimes.moves(years(), ["gold", "iron"])
    assert found.who.tolist() == ["A", "A", "B", "B", "C"]
    assert lifetimes.retention(found, 2) == 2 / 4
    chances = lifetimes.matrix(found, 3)
    assert chances.tolist() == [[0.5, 0.5, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    assert lifetimes.state_margins(found, 3).tolist() == [120.0, 30.0, 0.0]


def test_simple_keeps_the_sign() -> None:
    assert lifetimes.simple(np.array([100.0, -10.0]), 0.8).round(2).tolist() == [266.67, -26.67]


def test_by_lot_has_the_mean_of_the_formula() -> None:
    """By hand: with half staying and no discount a customer stays one year on average, and half bring nothing."""
    one = lifetimes.by_lot(np.array([10.0]), 0.5, discount=0.0, draws=40_000, seed=1)[:, 0]
    assert one.mean() == pytest.approx(10.0, rel=0.03)
    assert (one == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert set(np.unique(one)) >= {0.0, 10.0, 20.0}
    worth = np.array([100.0, -20.0])
    both = lifetimes.by_lot(worth, 0.8, discount=0.1, draws=40_000, seed=2)
    assert both.mean(axis=0) == pytest.approx(lifetimes.simple(worth, 0.8, 0.1), rel=0.03)
    # a single year is worth less by its discount, two by theirs
    assert {round(v, 4) for v in np.unique(both[:, 0])[:3]} == {0.0, 90.9091, round(100 / 1.1 + 100 / 1.21, 4)}
    assert (lifetimes.by_lot(worth, 0.0, draws=5) == 0).all()
    for stays, discount in ((1.0, 0.1), (-0.1, 0.1), (0.5, -0.1)):
        with pytest.raises(ValueError, match="must"):
            lifetimes.by_lot(worth, stays, discount=discount)


def test_chain_without_moves_is_a_perpetuity() -> None:
    rows = [(who, year, "gold", 10.0) for who in "AB" for year in ("2022", "2023", "2024")]
    table = pd.DataFrame(rows, columns=["customer_id", "period", "state", "margin"])
    found = lifetimes.moves(table, ["gold"])
    assert lifetimes.by_chain(np.array([0]), found, 2, 0.10)[0] == pytest.approx(100.0)


def test_all_gone_is_worth_nothing() -> None:
    table = years()[years()["period"] == "2022"]
    later = pd.DataFrame([("Z", "2023", "gold", 1.0)], columns=table.columns)
    found = lifetimes.moves(pd.concat([table, later]), ["gold", "iron"])
    assert lifetimes.retention(found, 2) == 0.0
    assert lifetimes.simple(np.array([50.0]), 0.0).tolist() == [0.0]


def test_nobody_bought_twice_is_no_answer_and_not_a_number() -> None:
    one = np.ones(5)
    found = lifetimes.probable(one, one * 100, one * 100, one * 20, one * 0.3)
    assert not found.converged
    assert np.isnan(found.value).all()


def test_probabilistic_values_keep_the_sign_and_the_unit() -> None:
    draw = np.random.default_rng(4)
    age = draw.uniform(400, 1400, 500)
    days, silent = np.ones(500), age.copy()
    drawn = zip(draw.gamma(1.5, 0.02, 500), draw.beta(1.2, 6.0, 500), strict=True)
    for who, (rate, leaves) in enumerate(drawn):
        at = 0.0
        while draw.random() > leaves and (at := at + draw.exponential(1 / rate)) < age[who]:
            days[who], silent[who] = days[who] + 1, age[who] - at
    sales = draw.gamma(4.0, 25.0, 500)
    margin = np.where(np.arange(500) < 50, -0.1, 0.3)
    found = lifetimes.probable(days, silent, age, sales, margin)
    assert found.converged
    assert (found.value[:50] <= 0).all()
    assert (found.value[50:] >= 0).all()
    assert (np.abs(found.next_year) <= np.abs(found.value) * 1.1 + 1e-9).all()
    other = lifetimes.probable(days, silent, age, sales * 7.8, margin)
    assert other.value == pytest.approx(found.value * 7.8, rel=1e-3)


def test_the_interval_holds_the_sum() -> None:
    draw = np.random.default_rng(2)
    rows = [
        (f"C{n}", str(year), "gold", float(draw.gamma(2, 50)))
        for n in range(80) for year in (2022, 2023, 2024) if draw.random() < 0.85
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["customer_id", "period", "state", "margin"])
    found = lifetimes.moves(table, ["gold"])
    now = table[table["period"] == "2024"].sort_values("customer_id")
    who, year = now["customer_id"].to_numpy(dtype=object).astype("str"), now["margin"].to_numpy()
    ends = lifetimes.bootstrap(found, who, year, np.zeros(len(who), dtype=int), year * 0, 2, replicates=100)
    low, high = ends["simple"]
    assert low < lifetimes.simple(year, lifetimes.retention(found, 1)).sum() < high


TRUE = {"r": 1.2, "alpha": 9.0, "a": 0.9, "b": 6.0}


def bought(seed: int, customers: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return days of buying, days silent, age in days and mean sales, drawn from BG/NBD and gamma-gamma."""
    draw = np.random.default_rng(seed)
    age = draw.uniform(40, 200, customers)
    days, silent = np.ones(customers), age.copy()
    rate, leaves = draw.gamma(TRUE["r"], 1 / TRUE["alpha"], customers), draw.beta(TRUE["a"], TRUE["b"], customers)
    for who in range(customers):
        at = draw.exponential(1 / rate[who])
        while at < age[who]:
            days[who], silent[who] = days[who] + 1, age[who] - at
            if draw.random() < leaves[who]:
                break
            at += draw.exponential(1 / rate[who])
    scale = 15.0 / draw.gamma(4.0, 1.0, customers)
    return days, 7 * silent, 7 * age, draw.gamma(6.0 * days, scale / days)


def true_sum(days: np.ndarray, silent: np.ndarray, age: np.ndarray, sales: np.ndarray) -> float:
    """Return the sum of the values under the parameters that the customers were drawn from."""
    buying = BgNbd(TRUE, 0.0, True, days - 1, (age - silent) / 7, age / 7)
    each = np.diff([buying.conditional_expected(365.25 / 7 * year) for year in range(41)], axis=0)
    mean = 6.0 * (15.0 + days * sales) / (6.0 * days + 4.0 - 1)
    return float((1.1 ** -(np.arange(40) + 0.5) @ each * mean * 0.3).sum())


def interval(seed: int, *, widened: bool = True) -> tuple[float, float] | None:
    """Return the interval of the sum; None where the fit finds no stable answer and gives none."""
    days, silent, age, sales = bought(seed)
    everybody = np.arange(len(days))
    found = lifetimes.probable(days, silent, age, sales, np.full(len(days), 0.3), of=everybody)
    if not found.converged:
        return None
    ids = np.array([f"C{n:03}" for n in everybody])
    nothing = np.zeros(len(ids))
    stays = lifetimes.Moves(ids, nothing.astype(int), nothing.astype(int), nothing, nothing, nothing)
    moved = (ids, found.influence) if widened else None
    return lifetimes.bootstrap(stays, ids, nothing, nothing.astype(int), found.value, 2, influence=moved,
                               seed=seed)["probabilistic"]  # fmt: skip


@pytest.mark.slow
def test_what_a_customer_moves_is_what_a_fit_without_it_gives() -> None:
    """The influence against two fits: one with a customer counted twice, and one with it left out."""
    days, silent, age, sales = bought(3, 150)
    everybody, margin = np.arange(len(days)), np.full(len(days), 0.3)
    found = lifetimes.probable(days, silent, age, sales, margin, of=everybody)
    for who in (int(np.argmax(found.influence)), int(np.argmin(found.influence))):
        sums = []
        for times in (0, 2):
            rows = np.repeat(everybody, np.where(everybody == who, times, 1))
            again = lifetimes.probable(*(part[rows] for part in (days, silent, age, sales, margin)))
            rest = again.value[rows != who].sum() + again.value[rows == who][:1].sum()
            left_out = 0.0 if times else found.value[who]
            sums.append(rest + left_out)
        assert found.influence[who] == pytest.approx((sums[1] - sums[0]) / 2, rel=0.25)


def test_the_interval_with_moving_parameters_is_wider() -> None:
    (low, high), kept = interval(3) or (0, 0), interval(3, widened=False) or (0, 0)
    assert high - low > 1.2 * (kept[1] - kept[0])
    assert low < true_sum(*bought(3)) < high


@pytest.mark.slow
def test_the_interval_covers_in_drawn_worlds() -> None:
    """Measured on 40 worlds in 80 s: 37 of 38 intervals hold the expected sum, 26 with the parameters kept."""
    goal = float(np.mean([true_sum(*bought(seed)) for seed in range(1000, 1300)]))
    wide = [ends for ends in map(interval, range(60)) if ends is not None]
    narrow = [ends for ends in (interval(seed, widened=False) for seed in range(60)) if ends is not None]
    assert len(wide) == len(narrow) >= 54
    held, kept = (sum(low < goal < high for low, high in some) / len(some) for some in (wide, narrow))
    assert held >= 0.90
    assert kept < 0.85  # what the wider interval is for
