"""Lifetime value against published figures: CDNOW, Pfeifer and Carraway, Gupta and Lehmann."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import hyp2f1

from kamlib.value import best_fit, lifetime
from kamlib.value.bgnbd_sums import Sums, bgnbd_loss, distinct_histories
from kamlib.value.lifetime import BgNbd


@pytest.fixture
def cdnow(shared_data: Path) -> pd.DataFrame:
    return pd.read_csv(shared_data / "cdnow" / "cdnow_customers_summary.csv", index_col=0)


@pytest.mark.parametrize(
    ("retention", "printed"),
    [
        (0.6, [1.20, 1.15, 1.11, 1.07]), (0.7, [1.75, 1.67, 1.59, 1.52]),
        (0.8, [2.67, 2.50, 2.35, 2.22]), (0.9, [4.50, 4.09, 3.75, 3.46]),
    ],
)  # fmt: skip
def test_margin_multiples_of_gupta_and_lehmann(retention: float, printed: list[float]) -> None:
    made = [lifetime.multiple(retention, discount) for discount in (0.10, 0.12, 0.14, 0.16)]
    assert made == pytest.approx(printed, abs=0.005)


def test_a_value_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        lifetime.multiple(1.0, 0.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        lifetime.multiple(80, 0.1)


#: A draw of which the likelihood has a top.
TOP = 1


#: Pfeifer and Carraway (2000): periods since the last purchase, and former customers.
MOVES = [
    [0.3, 0.7, 0, 0, 0], [0.2, 0, 0.8, 0, 0], [0.15, 0, 0, 0.85, 0], [0.05, 0, 0, 0, 0.95], [0, 0, 0, 0, 1],
]  # fmt: skip
GAINS = [36, -4, -4, -4, 0]


def test_the_chain_of_pfeifer_and_carraway() -> None:
    found = lifetime.chain(MOVES, GAINS, discount=0.2, periods=4)
    assert found == pytest.approx([50.115, 4.220, 0.592, -1.980, 0], abs=5e-4)


def test_for_ever_is_the_limit_of_many_periods() -> None:
    forever = lifetime.chain(MOVES, GAINS, discount=0.2)
    assert lifetime.chain(MOVES, GAINS, discount=0.2, periods=200) == pytest.approx(forever)
    assert forever == pytest.approx(np.array(GAINS) + np.array(MOVES) @ forever / 1.2)


def test_a_chain_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        lifetime.chain([[0.5, 0.4], [0, 1]], [1, 0], discount=0.1)
    with pytest.raises(ValueError, match="above zero"):
        lifetime.chain([[1.0]], [1], discount=0.0)
    with pytest.raises(ValueError, match="2 rows"):
        lifetime.chain([[1.0]], [1, 2], discount=0.1)


def test_bg_nbd_of_cdnow(cdnow: pd.DataFrame) -> None:
    """Fader, Hardie and Lee (2005), as CLVTools and lifetimes print them."""
    fit = lifetime.bgnbd(cdnow["frequency"], cdnow["recency"], cdnow["T"])
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(-9582.429, abs=5e-3)
    assert fit.params == pytest.approx(
        {"r": 0.2425945, "alpha": 4.4136019, "a": 0.7929199, "b": 2.4258881}, rel=2e-4
    )
    printed = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]  # compared there to three decimals, as here
    assert fit.expected([0.1429, 1, 3, 31.8571, 32, 78]) == pytest.approx(printed, abs=5e-4)
    one = lifetime.BgNbd(fit.params, 0.0, True, np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert one.conditional_expected(39) == pytest.approx([1.226], abs=5e-4)


def test_alive_cannot_be_known_from_one_purchase() -> None:
    fit = lifetime.BgNbd(
        {"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259}, 0.0, True,
        np.array([0.0, 2.0, 2.0]), np.array([0.0, 10.0, 38.0]), np.array([39.0, 39.0, 39.0]),
    )  # fmt: skip
    never, silent, recent = fit.probability_alive
    assert np.isnan(never)
    assert 0 < silent < recent < 1


def test_the_unit_of_time_does_not_matter() -> None:
    draw = np.random.default_rng(2)
    age = draw.uniform(20, 60, 400)
    x = draw.poisson(1.3, 400)
    recency = np.where(x > 0, age * draw.uniform(0.1, 1, 400), 0.0)
    weeks, days = (lifetime.bgnbd(x, recency * unit, age * unit) for unit in (1.0, 7.0))
    assert days.params["alpha"] == pytest.approx(7 * weeks.params["alpha"], rel=1e-3)
    assert days.expected(70) == pytest.approx(weeks.expected(10), rel=1e-4)


def with_times(histories: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, ...]:
    return (*histories, weight, *np.unique(histories[0], return_inverse=True))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-1.5, 1.5), min_size=4, max_size=4))
def test_the_gradient_is_exact(logs: list[float]) -> None:
    from scipy.optimize import approx_fprime

    data = with_times(np.array([[0, 1, 4], [0, 2, 9.5], [5, 6, 10]]), np.array([3.0, 1, 2]))
    at = np.array(logs)
    slope = bgnbd_loss(at, *data)[1]
    assert slope == pytest.approx(approx_fprime(at, lambda p: bgnbd_loss(p, *data)[0], 1e-7), abs=1e-3)


def drawn(seed: int, *, leave: bool = True) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw customers whose rates and chances to leave differ; some histories occur several times."""
    dice = np.random.default_rng(seed)
    customers = int(dice.integers(30, 900))
    age = dice.integers(10, 60, customers).astype("float64")
    r, alpha, a, b = np.exp(dice.normal([-0.5, 1.5, 0.0, 1.0], 0.7))
    rate, leaves = dice.gamma(r, 1 / alpha, customers), dice.beta(a, b, customers) * leave
    lived = np.minimum(age, dice.exponential(1 / np.maximum(rate * leaves, 1e-9)))
    x = dice.poisson(rate * lived).astype("float64")
    return x, np.where(x > 0, np.ceil(lived * dice.beta(np.maximum(x, 1), 1)).clip(max=age), 0.0), age


def laid_out(seed: int, *, leave: bool = True) -> tuple[np.ndarray, np.ndarray]:
    histories, weight = distinct_histories(*drawn(seed, leave=leave))
    histories[1:] /= np.median(histories[2])
    return histories, weight


def test_customers_with_the_same_history_are_counted_once() -> None:
    columns = np.array([[1.0, 0, 1, 1, 2], [2.0, 0, 2, 1.5, 3], [5.0, 5, 5, 5, 5]])
    histories, weight = distinct_histories(*columns)
    assert histories.T.tolist() == [[0, 0, 5], [1, 1.5, 5], [1, 2, 5], [2, 3, 5]]
    assert weight.tolist() == [1, 1, 2, 1]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(-1.5, 1.5), min_size=4, max_size=4))
def test_the_curvature_is_exact(logs: list[float]) -> None:
    """It is the slope of the gradient, and the sum is that of the customers one by one."""
    columns = np.array([[0, 1, 4, 1.0], [0, 2, 9.5, 3], [5, 6, 10, 4]])
    weight, at = np.array([3.0, 1, 2, 1]), np.array(logs)
    sums = Sums.of(columns, weight)
    value, slope, curve = sums(at)
    assert value == pytest.approx(bgnbd_loss(at, *with_times(columns, weight))[0], rel=1e-12)
    assert slope == pytest.approx(bgnbd_loss(at, *with_times(columns, weight))[1], rel=1e-9, abs=1e-9)
    steps = [(sums(at + by)[1] - sums(at - by)[1]) / 2e-5 for by in np.eye(4) * 1e-5]
    assert curve == pytest.approx(np.array(steps), rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_newton_ends_where_the_search_by_gradients_ends(seed: int) -> None:
    """Where both find a top it is the same; none is missed, and none is found on a ridge without an end."""
    histories, weight = laid_out(seed)
    size = int(weight.sum())
    data = (bgnbd_loss, with_times(histories, weight), 4, size)
    (slow, agree), (fast, holds) = best_fit.best_fit(*data), best_fit.best_fit(*data, Sums.of(histories, weight))
    assert holds == agree
    assert fast.fun <= slow.fun + 1e-6
    if holds:
        assert fast.x == pytest.approx(slow.x, abs=2e-3)
        slope = bgnbd_loss(fast.x, *data[1])[1]
        assert np.abs(slope).max() < best_fit.FLAT * max(size, 10)


def test_newton_alone_finds_a_top_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other search would be an error here; where nobody leaves there is no top, and it is called."""

    def called(*_all: object) -> None:
        raise RuntimeError("the other search")

    monkeypatch.setattr(best_fit, "bfgs", called)
    assert lifetime.bgnbd(*drawn(TOP)).converged
    with pytest.raises(RuntimeError, match="the other search"):
        lifetime.bgnbd(*drawn(TOP, leave=False))


def test_where_nobody_leaves_the_fit_says_that_it_does_not_hold() -> None:
    assert not lifetime.bgnbd(*drawn(TOP, leave=False)).converged


def test_hundreds_of_purchases_and_forty_years_have_an_expectation() -> None:
    """Parameters of a book of 5,837 customers, one with 250 days of buying; the printed formula holds to 60."""
    params = {"r": 0.673224246697704, "alpha": 9.254771740247326, "a": 0.10568713901494989, "b": 2.317822455243659}
    x, age = np.array([3.0, 60.0, 249.0]), np.array([80.0, 100.0, 105.57142857])
    model = BgNbd(params, 0.0, True, x, age - 0.3, age)
    r, alpha, a, b = params.values()
    years = np.array([model.conditional_expected(52.0 * year) for year in range(41)])
    assert np.isfinite(years).all()
    assert (np.diff(years, axis=0) > 0).all()
    assert (np.diff(years, n=2, axis=0) < 0).all()
    assert (years[1:] < 52.0 * np.arange(1, 41)[:, None] * (r + x) / (alpha + age)).all()
    left = ((alpha + age) / (alpha + age + 52.0)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1,
                                                                     52.0 / (alpha + age + 52.0))  # fmt: skip
    odds = a / (b + x - 1) * ((alpha + age) / (alpha + age - 0.3)) ** (r + x)
    printed = (a + b + x - 1) / (a - 1) * (1 - left) / (1 + odds)
    assert years[1, :2] == pytest.approx(printed[:2], rel=1e-10)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (([1], [5.0], [4.0]), "age at the last purchase"), (([0], [1.0], [4.0]), "recency 0"),
        (([0.5], [1.0], [4.0]), "whole number"), (([0], [0.0], [4.0]), "nobody bought again"),
        (([1, 2], [1.0], [4.0]), "differ in length"),
    ],
)  # fmt: skip
def test_histories_that_cannot_be_are_refused(rows: tuple[list[float], ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        lifetime.bgnbd(*rows)


def test_gamma_gamma_of_cdnow(shared_data: Path) -> None:
    """Fader and Hardie (2013), as CLVTools prints them."""
    lines = pd.read_csv(shared_data / "cdnow" / "cdnow_customers_summary_with_transactions.csv")
    fit = lifetime.gamma_gamma(lines["x"], lines["zbar"])
    assert fit.converged
    assert fit.params == pytest.approx({"p": 6.25, "q": 3.74, "gamma": 15.44}, abs=0.01)
    assert fit.log_likelihood == pytest.approx(-4055.9177, abs=0.5)


def test_spending_is_drawn_to_the_mean_and_refused_where_it_is_none() -> None:
    fit = lifetime.GammaGamma({"p": 6.25, "q": 3.74, "gamma": 15.44}, 0.0, True, np.array([1.0, 50.0, 0.0]),
                              np.array([100.0, 100.0, np.nan]))  # fmt: skip
    few, many, none = fit.conditional_mean
    mean = 6.25 * 15.44 / 2.74
    assert mean < few < many < 100
    assert none == pytest.approx(mean)
    with pytest.raises(ValueError, match="above zero"):
        lifetime.gamma_gamma([1, 2], [10.0, -3.0])
    with pytest.raises(ValueError, match="nobody"):
        lifetime.gamma_gamma([0], [0.0])
