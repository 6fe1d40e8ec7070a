"""Concentration, held against figures from outside and against what must not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.value import concentration as conc
from kamlib.value import resampling

#: Ten incomes in the documentation of the R package ineq (Zeileis), whose Gini() gives 0.4620911.
INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]


def accounts(*worth: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"customer_id": [f"c{i:04}" for i in range(len(worth))], "profit": list(map(float, worth))}
    )


def test_the_gini_of_the_ten_incomes_of_the_r_package_ineq_is_theirs() -> None:
    assert conc.gini(np.array(INEQ, dtype=float)) == pytest.approx(0.4620911, abs=5e-8)


def test_the_gini_of_signed_money_is_half_the_mean_difference_over_the_mean_size() -> None:
    worth = np.array([-8.0, -3, 0, 2, 2, 9, 25])
    difference = np.abs(worth[:, None] - worth[None, :]).mean()
    assert conc.gini(worth) == pytest.approx(difference / 2 / np.abs(worth).mean())


def test_shares_of_30_30_20_20_give_an_hhi_of_2600() -> None:
    assert conc.hhi(np.array([30.0, 30, 20, 20])) == pytest.approx(2600)
    # a loss maker is no part of the business that depends on its customers
    assert conc.hhi(np.array([30.0, 30, 20, 20, -50])) == pytest.approx(2600)


def test_a_fifth_of_twelve_customers_counts_the_third_with_four_tenths() -> None:
    seen = conc.measure(accounts(*range(12, 0, -1)), replicates=0)
    assert seen.top_share == pytest.approx((12 + 11 + 0.4 * 10) / 78)


def test_the_customers_of_kanthal_bring_225_per_cent() -> None:
    """Kaplan and Cooper's case: a fifth brings 225 % of profit, seven tenths nothing, a tenth loses 125 %."""
    seen = conc.measure(accounts(*[112.5] * 2, *[0.0] * 7, -125), replicates=0)
    assert seen.top_share == pytest.approx(2.25)
    assert seen.customers_for == 1


def test_the_shares_of_a_pareto_law_are_those_of_its_formula() -> None:
    """With tail index log 5 / log 4 the best p of the customers bring p ** (1 − 1/index): exactly 80/20."""
    index = np.log(5) / np.log(4)
    edges = np.linspace(0, 1, 1001) ** (1 - 1 / index)
    # each customer stands for a thousandth of the law and holds exactly what that thousandth holds
    seen = conc.measure(accounts(*(1e6 * np.diff(edges))), replicates=0)
    assert seen.top_share == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("worth", "verdict"),
    [
        ([100.0] * 200, "below_80_20"),
        ([4000.0] * 20 + [1.0] * 180, "above_80_20"),
        ([16.0 + i % 3 for i in range(60)] + [1.0 + i % 2 / 10 for i in range(240)], "holds"),
        ([100.0, 2, 1, 1, 1, 1, 1, 1, 1], "inconclusive"),
        ([5000.0] + [100.0] * 14, "inconclusive"),
    ],
)
def test_the_answer_on_80_20_is_taken_from_the_interval(worth: list[float], verdict: str) -> None:
    assert conc.measure(accounts(*worth), replicates=500).verdict == verdict


def test_where_the_total_is_not_positive_shares_are_refused_and_the_rest_is_there() -> None:
    seen = conc.measure(accounts(5, 3, -10))
    assert (seen.refused, seen.verdict, seen.customers_for) == ("total_not_positive", "inconclusive", None)
    assert np.isnan(seen.top_share)
    assert seen.table["share"].isna().all()
    assert seen.table["profit"].tolist() == [5, 3, -10]
    assert seen.gini == pytest.approx(conc.gini(np.array([5.0, 3, -10])))


def test_one_customer_and_none_are_no_error() -> None:
    one = conc.measure(accounts(7))
    assert (one.verdict, one.customers_for, one.hhi, one.gini) == ("inconclusive", 1, 10_000, 0)
    none = conc.measure(accounts())
    assert (none.refused, none.customers) == ("empty", 0)


def test_the_amount_is_profit_where_there_is_one_and_named_where_it_is_missing() -> None:
    table = accounts(1, 2).assign(revenue=[5.0, 6.0])
    assert conc.measure(table).basis == "profit"
    assert conc.measure(table.drop(columns="profit")).basis == "revenue"
    with pytest.raises(KeyError, match="margin"):
        conc.measure(table, basis="margin")
    with pytest.raises(ValueError, match="between 0 and 1"):
        conc.measure(table, top=20)


def test_the_interval_of_a_total_that_can_turn_negative_has_no_upper_end() -> None:
    seen = conc.measure(accounts(*[100.0] * 60, *[-100.0] * 45))
    assert seen.total > 0
    assert seen.top_interval is not None
    assert seen.top_interval.high == np.inf
    assert seen.verdict == "inconclusive"


def test_every_customer_drawn_once_gives_the_figures_themselves() -> None:
    worth = np.sort(np.random.default_rng(1).normal(50, 80, 40))[::-1]
    each = np.random.default_rng(2).permutation(40).astype("uint32")[None, :]
    once = resampling._best_first(worth, each, np.empty((1, 40)))
    assert resampling._shares(once, [0.2], 40)[0, 0] == pytest.approx(conc.top_share(worth, 0.2))
    assert resampling._ginis(once)[0] == pytest.approx(conc.gini(worth))


def test_customers_too_many_to_be_counted_are_put_in_order_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 200 customers, some of them away in either year, and some that lose."""
    draw = np.random.default_rng(5)
    worth = np.sort(draw.normal(50, 80, 200))[::-1]
    before, after = (np.where(draw.random(200) < 0.2, np.nan, draw.lognormal(3, 1, 200)) for _year in range(2))

    def resampled() -> tuple[object, object]:
        how = {"confidence": 0.95, "replicates": 300, "seed": 1}
        return (resampling.intervals(worth, [0.2, 0.5], **how),
                resampling.change_of_share(before, after, 0.2, **how))  # fmt: skip

    counted = resampled()
    monkeypatch.setattr(resampling, "COUNTED", 0)
    assert resampled() == counted


def test_a_change_is_that_of_the_customers_drawn_for_both_years() -> None:
    """Each resample's share worked out one by one, from the same draws."""
    draw = np.random.default_rng(6)
    before, after = (np.where(draw.random(30) < 0.3, np.nan, draw.lognormal(3, 1, 30)) for _year in range(2))
    changes = []
    for times in resampling.resamples(30, 40, seed=2):
        for row in times.astype(int):
            shares = []
            for worth in (before, after):
                drawn = np.repeat(worth, row)
                shares.append(conc.top_share(np.sort(drawn[~np.isnan(drawn)])[::-1], 0.2))
            changes.append(shares[1] - shares[0])
    seen = resampling.change_of_share(before, after, 0.2, confidence=0.9, replicates=40, seed=2)
    assert seen is not None
    low, high = np.quantile(changes, [0.05, 0.95], method="inverted_cdf")
    assert (seen.low, seen.high) == pytest.approx((low, high))


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of 80 draws of 300 customers from a law whose share and Gini are known (lognormal, σ = 1.2)."""
    from scipy.stats import norm

    share, gini = norm.cdf(1.2 + norm.ppf(0.2)), 2 * norm.cdf(1.2 / np.sqrt(2)) - 1
    rng = np.random.default_rng(11)
    inside, about_gini = 0, 0
    for seed in range(80):
        worth = np.sort(rng.lognormal(0, 1.2, 300))[::-1]
        seen = resampling.intervals(worth, [0.2], confidence=0.95, replicates=300, seed=seed)
        assert seen.gini is not None
        assert seen.gini.high - seen.gini.low < 0.2  # else it would hold anything
        inside += seen.tops[0.2].low <= share <= seen.tops[0.2].high
        about_gini += seen.gini.low <= gini <= seen.gini.high
    assert inside >= 68
    assert about_gini >= 68


def test_the_interval_of_the_gini_is_told_and_holds_it() -> None:
    seen = conc.measure(accounts(*INEQ), replicates=300)
    assert seen.gini_interval is not None
    assert 0 < seen.gini_interval.low < seen.gini < seen.gini_interval.high < 1


MONEY = st.lists(st.integers(-10_000, 50_000).map(lambda cents: cents / 100), min_size=2, max_size=40)


@settings(max_examples=60, deadline=None)
@given(MONEY, st.randoms())
def test_the_order_of_customers_does_not_matter(worth: list[float], chance: object) -> None:
    table = accounts(*worth)
    mixed = table.sample(frac=1, random_state=chance.randrange(1000))
    one, other = conc.measure(table, replicates=50), conc.measure(mixed, replicates=50)
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.tops, other.tops)
    assert (one.gini, one.hhi, one.verdict) == pytest.approx((other.gini, other.hhi, other.verdict), nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(MONEY, st.sampled_from([0.01, 3.0, 1e6]))
def test_the_unit_of_the_currency_does_not_matter(worth: list[float], unit: float) -> None:
    if 0 < abs(sum(worth)) < 0.01:
        return
    one = conc.measure(accounts(*worth), replicates=50)
    other = conc.measure(accounts(*(unit * w for w in worth)), replicates=50)
    if abs(sum(worth)) < 0.005:
        return
    np.testing.assert_allclose(other.tops.drop(columns="top"), one.tops.drop(columns="top"), rtol=1e-6)
    assert other.customers_for == one.customers_for
    assert other.gini == pytest.approx(one.gini, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(MONEY)
def test_equal_customers_are_equal(worth: list[float]) -> None:
    table = conc.measure(accounts(*worth, *worth), replicates=0).table
    for _amount, equals in table.groupby("profit"):
        figures = equals[["rank", "share", "cumulative_customers", "cumulative_share"]]
        assert len(figures.drop_duplicates()) == 1


@settings(max_examples=60, deadline=None)
@given(MONEY)
def test_everyone_is_in_and_the_total_ties(worth: list[float]) -> None:
    seen = conc.measure(accounts(*worth), replicates=0)
    assert len(seen.table) == len(worth)
    assert seen.table["profit"].sum() == pytest.approx(sum(worth), abs=0.005)
    if not seen.refused:
        assert seen.table["cumulative_share"].iloc[-1] == pytest.approx(1)
        assert seen.lorenz.iloc[-1].tolist() == pytest.approx([1, 1])
        best = seen.table["profit"].head(seen.customers_for).sum()
        assert best >= 0.8 * seen.total - 1e-6


def test_who_equals_the_last_of_the_largest_is_among_them() -> None:
    table = pd.DataFrame({"customer_id": [*"edcba"], "revenue": [5.0, 9, 5, 7, 5]})
    got = conc.largest(table, 3)
    assert got["customer_id"].tolist() == ["d", "b", "a", "c", "e"]
    assert got["rank"].tolist() == [1, 2, 3, 3, 3]


def test_overlap_holds_who_is_on_both_lists_and_nobody_else() -> None:
    table = pd.DataFrame({
        "customer_id": list("abcdef"), "revenue": [60.0, 50, 40, 30, 20, 10], "profit": [-9.0, 5, 1, 8, 9, 0],
    })  # fmt: skip
    got = conc.overlap(table, 3)
    assert got["customer_id"].tolist() == ["b"]
    assert got["rank"].tolist() == [2]
    assert len(conc.overlap(table, 6)) == 6
    assert set(conc.overlap(table, 4)["customer_id"]) == set(
        conc.overlap(table, 4, basis="profit", other_basis="revenue")["customer_id"]
    )
    assert conc.overlap(table.sample(frac=1, random_state=1), 3).equals(got)


def test_overlap_of_a_measure_with_itself_is_the_list() -> None:
    table = pd.DataFrame({"customer_id": list("abcd"), "revenue": [3.0, 2, 2, 1]})
    assert len(conc.overlap(table, 2, other_basis="revenue")) == 3
    with pytest.raises(KeyError, match="profit"):
        conc.overlap(table, 2)


def test_shares_of_a_total_near_nothing_are_refused_and_told_against_what_is_earned() -> None:
    seen = conc.measure(accounts(*[100.0] * 10, *[-90.0] * 10))
    assert (seen.refused, seen.customers_for, np.isnan(seen.top_share)) == ("total_near_zero", None, True)
    told = conc.earnings(seen).set_index("top").loc[0.2]
    assert (told["top_amount"], told["share_of_earnings"]) == (400.0, pytest.approx(0.4))
    assert conc.measure(accounts(*[100.0] * 10, *[-80.0] * 10)).refused == ""
