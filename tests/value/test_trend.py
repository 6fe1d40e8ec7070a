"""The trend compares whole years only, and says so where it cannot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib import periods
from kamlib.value import concentration, trend
from kamlib.value.resampling import Interval


def years(**worth: list[float]) -> pd.DataFrame:
    rows = []
    for label, amounts in worth.items():
        year = label.strip("y")
        for i, amount in enumerate(amounts):
            rows.append({
                "customer_id": f"c{i:03}", "period": year, "profit": amount,
                "first_date": pd.Timestamp(f"{year}-01-03"), "last_date": pd.Timestamp(f"{year}-12-28"),
            })  # fmt: skip
    return pd.DataFrame(rows)


EVEN = [10.0 + i % 5 for i in range(100)]
STEEP = [200.0 + i % 5 if i % 5 == 0 else 1.0 + i % 3 for i in range(100)]


@pytest.mark.parametrize(
    ("before", "after", "verdict"), [(EVEN, STEEP, "up"), (STEEP, EVEN, "down"), (EVEN, EVEN, "steady")]
)
def test_a_change_that_was_put_in_is_found(before: list[float], after: list[float], verdict: str) -> None:
    got = trend.concentration_trend(years(y2021=before, y2022=after), replicates=300)
    assert (got.first, got.last, got.verdict) == ("2021", "2022", verdict)


def test_a_period_is_measured_as_it_would_be_alone() -> None:
    book = years(y2021=EVEN, y2022=STEEP)
    row = trend.concentration_trend(book, replicates=200).table.iloc[1]
    alone = concentration.measure(book[book["period"] == "2022"], replicates=200)
    assert alone.top_interval is not None
    assert row["share"] == alone.top_share
    assert (row["share_low"], row["share_high"]) == (alone.top_interval.low, alone.top_interval.high)
    few = concentration.measure(book[book["period"] == "2022"], replicates=200, heads=())
    assert few.tops["top"].tolist() == [0.2]
    assert few.top_interval == alone.top_interval


def test_whole_periods_are_those_of_the_book_where_it_is_named() -> None:
    early = years(y2021=EVEN, y2022=STEEP)
    early.loc[early["period"] == "2022", "last_date"] = pd.Timestamp("2022-12-05")
    book = periods.Window(pd.Timestamp("2021-01-03"), pd.Timestamp("2022-12-30"))
    assert trend.concentration_trend(early, replicates=0).table["whole_period"].tolist() == [True, False]
    assert trend.concentration_trend(early, replicates=0, coverage=book).table["whole_period"].tolist() == [
        True,
        True,
    ]


def test_a_part_of_a_year_is_shown_and_not_compared() -> None:
    table = years(y2021=EVEN, y2022=EVEN, y2023=STEEP)
    table.loc[table["period"] == "2023", "last_date"] = pd.Timestamp("2023-06-30")
    got = trend.concentration_trend(table, replicates=100)
    assert got.table["whole_period"].tolist() == [True, True, False]
    assert got.last == "2022"


def test_a_year_in_loss_is_shown_without_a_share() -> None:
    got = trend.concentration_trend(years(y2021=EVEN, y2022=[-v for v in EVEN]), replicates=100)
    assert np.isnan(got.table["share"].iloc[1])
    assert (got.first, got.verdict) == ("", "inconclusive")


@pytest.mark.parametrize(("label", "whole"), [("2024-Q1", True), ("2024-03", True)])
def test_quarters_and_months_are_periods_too(label: str, whole: bool) -> None:
    span = pd.Period(label)
    table = pd.DataFrame({
        "customer_id": ["a", "b"], "period": label, "profit": [1.0, 2.0],
        "first_date": span.start_time.normalize(), "last_date": span.end_time.normalize(),
    })  # fmt: skip
    assert trend.concentration_trend(table, replicates=10).table["whole_period"].tolist() == [whole]


def test_who_was_only_visited_is_no_customer_and_its_cost_stays_in_the_total() -> None:
    table = years(y2021=[10.0, 5.0], y2022=[12.0, 5.0, -3.0]).assign(lines=1)
    table.loc[(table["period"] == "2022") & (table["customer_id"] == "c002"), "lines"] = 0
    got = trend.concentration_trend(table, replicates=10).table.set_index("period")
    assert got["customers"].tolist() == [2, 2]
    assert got["profit"].tolist() == [15.0, 14.0]
    assert got.loc["2022", ["without_order", "without_order_cost"]].tolist() == [1, 3.0]


def test_a_year_whose_losses_eat_the_earnings_has_no_shares_but_money() -> None:
    got = trend.concentration_trend(years(y2021=EVEN, y2022=[100.0] * 10 + [-95.0] * 10), replicates=50)
    last = got.table.set_index("period").loc["2022"]
    assert np.isnan(last["share"])
    assert (last["earned"], last["lost"]) == (1000.0, 950.0)


def quarters(**worth: list[float]) -> pd.DataFrame:
    """Accounts of quarters named ``q2021_3``; the n-th amount is the n-th customer's, nil for none."""
    rows = []
    for label, amounts in worth.items():
        span = pd.Period(f"{label[1:5]}Q{label[6]}")
        rows += [
            {"customer_id": f"c{i:03}", "period": f"{label[1:5]}-Q{label[6]}", "profit": amount,
             "first_date": span.start_time.normalize(), "last_date": span.end_time.normalize()}
            for i, amount in enumerate(amounts) if amount
        ]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("worth", "ends"),
    [
        ({"q2021_3": EVEN, "q2021_4": EVEN, "q2022_1": STEEP}, ("", "")),  # no season twice
        ({"q2021_1": EVEN, "q2021_2": STEEP, "q2022_1": EVEN}, ("2021-Q1", "2022-Q1")),
        ({"q2021_1": EVEN, "q2022_1": EVEN, "q2022_2": STEEP}, ("2021-Q1", "2022-Q1")),
        ({"q2021_1": EVEN, "q2022_1": STEEP, "q2023_1": STEEP}, ("2021-Q1", "2023-Q1")),
    ],
)
def test_quarters_are_compared_with_their_own_season(worth: dict[str, list[float]], ends: tuple[str, str]) -> None:
    got = trend.concentration_trend(quarters(**worth), replicates=50)
    assert (got.first, got.last) == ends
    assert got.first or got.verdict == "inconclusive"


GONE = [v if i % 3 == 0 else 0.0 for i, v in enumerate(STEEP)]


@pytest.mark.parametrize(
    ("later", "cohort"), [(GONE, True), (STEEP, False), ([*GONE, *STEEP[:60]], False), ([*GONE, 5.0], True)]
)
def test_one_intake_that_thins_out_tells_no_trend(later: list[float], cohort: bool) -> None:
    got = trend.concentration_trend(years(y2021=EVEN, y2022=later).query("profit != 0"), replicates=50)
    assert got.cohort is cohort
    assert bool(got.first) is not cohort


def test_refused_shares_leave_the_number_of_customers_missing_too() -> None:
    table = trend.concentration_trend(years(y2021=EVEN, y2022=[-v for v in EVEN]), replicates=10).table
    assert table["customers_for"].isna().tolist() == [False, True]


@pytest.mark.parametrize(("low", "high", "verdict"), [
    (-0.1, 0.1, "steady"), (-0.05, 0.4, "inconclusive"), (-0.4, 0.05, "inconclusive"), (0.01, 0.4, "up"),
    (-0.4, -0.01, "down"),
])  # fmt: skip
def test_a_change_is_steady_only_where_both_ends_are_small(low: float, high: float, verdict: str) -> None:
    assert trend._moved(Interval(low, high), 0.1) == verdict
