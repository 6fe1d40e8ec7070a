"""Survival curves and tests against published figures: 6-MP, ties, late entry."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.keep import survival

#: Freireich and others (1963): weeks in remission under 6-mercaptopurine and under placebo.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
BOTH, SEEN = TREATED + PLACEBO, RELAPSED + [1] * len(PLACEBO)
GROUPS = ["6-MP"] * len(TREATED) + ["placebo"] * len(PLACEBO)


def test_the_curve_of_6_mp() -> None:
    curve = survival.kaplan_meier(TREATED, RELAPSED)
    printed = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.at([6, 7, 10, 13, 16, 22, 23]) == pytest.approx(printed, abs=0.0005)
    assert curve.median == 23
    assert survival.kaplan_meier(PLACEBO, [1] * 21).median == 8
    at_six = curve.table.set_index("time").loc[6]
    assert (at_six["low"], at_six["high"]) == (pytest.approx(0.620, abs=5e-4), pytest.approx(0.952, abs=5e-4))


@pytest.mark.parametrize(
    ("weighting", "printed"),
    [("none", 16.793), ("wilcoxon", 13.457852), ("tarone-ware", 15.123575), ("peto", 14.084139)],
)
def test_weighted_log_rank_of_6_mp(weighting: str, printed: float) -> None:
    """Kleinbaum and Klein, Survival Analysis (2012), as lifelines' tests print them."""
    found = survival.log_rank(BOTH, SEEN, GROUPS, weighting=weighting)
    assert found.statistic == pytest.approx(printed, abs=5e-4 if weighting == "none" else 1e-6)


def test_p_value_of_6_mp() -> None:
    assert survival.log_rank(BOTH, SEEN, GROUPS).p_value == pytest.approx(4.17e-5, abs=5e-8)


@pytest.mark.parametrize(
    ("seen", "statistic", "p"), [([1] * 6, 0.254237, 0.614107), ([1, 0, 1, 1, 0, 1], 0.384615, 0.535143)]
)
def test_ties_as_r_survdiff_has_them(seen: list[int], statistic: float, p: float) -> None:
    found = survival.log_rank([10, 20, 30, 10, 20, 50], seen, list("aaabbb"))
    assert (found.statistic, found.p_value) == (
        pytest.approx(statistic, abs=5e-7), pytest.approx(p, abs=5e-7),
    )  # fmt: skip


def test_nobody_left_and_everybody_left() -> None:
    nobody = survival.kaplan_meier([3, 5], [False, False])
    assert nobody.median == math.inf
    assert nobody.at([0, 9]).tolist() == [1.0, 1.0]
    everybody = survival.kaplan_meier([3, 3], [True, True])
    assert everybody.at([2, 3]).tolist() == [1.0, 0.0]
    assert everybody.restricted_mean(10) == 3.0


def test_late_entry_by_hand() -> None:
    """Who enters at a time is not at risk at it: at 4 only A and B are, at 6 B and C."""
    curve = survival.kaplan_meier([4, 6, 8], [True, True, False], entry=[0, 1, 4])
    assert curve.table["at_risk"].tolist() == [2, 2, 1]
    assert curve.at([4, 6]).tolist() == [0.5, 0.25]


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="zero or positive"):
        survival.kaplan_meier([-1.0], [True])
    with pytest.raises(ValueError, match="differ in length"):
        survival.kaplan_meier([1.0], [True, False])
    with pytest.raises(ValueError, match="before its duration"):
        survival.kaplan_meier([1.0], [True], entry=[1.0])
    with pytest.raises(ValueError, match="two groups"):
        survival.log_rank([1, 2], [1, 1], ["a", "a"])
    with pytest.raises(ValueError, match="not one of none"):
        survival.log_rank([1, 2], [1, 1], ["a", "b"], weighting="loud")


lives = st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.integers(0, 8)), min_size=2, max_size=30)


@settings(max_examples=80, deadline=None)
@given(lives)
def test_the_curve_is_the_product_over_those_at_risk(rows: list[tuple[int, bool, int]]) -> None:
    rows = [row for row in rows if row[2] < row[0]]
    if not rows:
        return
    stay, left, came = (list(column) for column in zip(*rows, strict=True))
    curve, expected = survival.kaplan_meier(stay, left, entry=came), 1.0
    for time in sorted(set(stay)):
        at_risk = sum(e < time <= d for d, _o, e in rows)
        expected *= 1 - sum(d == time and o for d, o, _e in rows) / at_risk
        assert curve.at(time)[0] == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(lives)
def test_observed_and_expected_events_add_up(rows: list[tuple[int, bool, int]]) -> None:
    stay, left, _came = (list(column) for column in zip(*rows, strict=True))
    groups = np.arange(len(rows)) % 2
    if not any(left):
        return
    table = survival.log_rank(stay, left, groups).table
    assert table["observed"].sum() == pytest.approx(table["expected"].sum())
