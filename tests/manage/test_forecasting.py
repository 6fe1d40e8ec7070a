"""A forecast is corrected by what the earlier ones came to, and only by what was known on the day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kamlib.manage import development
from kamlib.manage.development.forecasting import Correction, Trial, correction, scored

FIRST = pd.Timestamp("2024-01-01")


def trial(months: int, chance: float, n: int, won: int, after: int = 10) -> Trial:
    """A forecast for so many deals, of which some are won so many days later."""
    day = FIRST + pd.DateOffset(months=months)
    dates = pd.Series([day + pd.Timedelta(days=after)] * won + [pd.NaT] * (n - won), dtype="datetime64[ns]")
    return Trial(day, np.full(n, chance), dates)


def test_each_day_is_corrected_by_those_before_it() -> None:
    """Expected 50, 40, 60 and came 25, 24, 30: factors –, .5, 49/90; corrected –, 20, 32.67; today 79/150."""
    found = scored([trial(0, 0.5, 100, 25), trial(3, 0.4, 100, 24), trial(6, 0.6, 100, 30)])
    assert found["expected"].tolist() == pytest.approx([50, 40, 60])
    assert found["won"].tolist() == [25, 24, 30]
    assert found["factor"].tolist() == pytest.approx([np.nan, 0.5, 49 / 90], nan_ok=True)
    assert found["corrected"].tolist() == pytest.approx([np.nan, 20, 60 * 49 / 90], nan_ok=True)
    assert found.loc[1, "brier"] == pytest.approx(0.24 * 0.36 + 0.76 * 0.16)
    assert found.loc[1, "brier_corrected"] == pytest.approx(0.24 * 0.64 + 0.76 * 0.04)
    made = correction(found)
    assert made.factor == pytest.approx(79 / 150)
    assert (made.low, made.high) == pytest.approx((0.5, 0.6))


def test_what_is_won_later_than_the_day_does_not_correct_it() -> None:
    """Of the first forecast 10 are won on the 95th day, of the second on the 10th: neither is known on its day."""
    found = scored([trial(0, 0.5, 100, 10, after=95), trial(3, 0.5, 100, 30)])
    assert found["won"].tolist() == [0, 30]
    assert found.loc[1, "factor"] == 0.0


def test_a_forecast_knows_no_win_of_the_days_after_it() -> None:
    """A month after a forecast of 50 wins 20 are there; 10 come on the 50th day, within its three months."""
    first = trial(0, 0.5, 100, 20)
    later = pd.Series([FIRST + pd.Timedelta(days=50)] * 10, index=range(20, 30))
    won_on = first.won_on.copy()
    won_on.loc[later.index] = later
    found = scored([Trial(first.day, first.chances, won_on), trial(1, 0.5, 100, 30)])
    assert found["won"].tolist() == [30, 30]
    assert found.loc[1, "factor"] == pytest.approx(20 / 50)


def test_forecasts_that_were_right_or_err_to_both_sides_are_left_alone() -> None:
    right = scored([trial(0, 0.5, 100, 50), trial(3, 0.5, 100, 50), trial(6, 0.5, 100, 50)])
    assert correction(right) == Correction()
    swing = scored([trial(0, 0.5, 100, 25), trial(3, 0.5, 100, 75), trial(6, 0.5, 100, 50)])
    assert correction(swing) == Correction()  # corrected: 25 for 75, 50 for 50; as made: 50 for 75, 50 for 50


def test_too_few_forecasts_or_wins_correct_nothing() -> None:
    two = [trial(0, 0.5, 100, 25), trial(3, 0.5, 100, 25)]
    assert correction(scored(two)) == Correction()
    assert correction(scored([trial(m, 0.5, 10, 2) for m in (0, 3, 6)])) == Correction()
    assert correction(scored([])) == Correction()


def test_no_chance_grows_above_one() -> None:
    assert Correction(1.5, 1.2, 1.8).of(np.array([0.4, 0.9])).tolist() == pytest.approx([0.6, 1.0])


def slowing() -> pd.DataFrame:
    """A deal a day for two years: at first six in ten won on the 30th day, in the last year one in ten later."""
    opened = pd.date_range("2022-01-01", "2023-12-31", freq="D")
    late = np.arange(len(opened)) >= 365
    tenth = np.arange(len(opened)) % 10
    won = np.where(late, tenth < 2, tenth < 6)
    closed = opened + pd.Timedelta(days=30)
    ended = (won | (tenth >= 8)) & (closed <= opened[-1])
    stage = np.where(ended, np.where(won, "won", "lost"), "offer")
    return pd.DataFrame({
        "deal_id": [f"D{i:03d}" for i in range(len(opened))], "opened": opened, "stage": stage,
        "closed": pd.Series(closed).where(ended), "value": 100.0,
    })  # fmt: skip


def test_a_pipeline_that_slows_down_is_corrected_and_says_both_sums() -> None:
    found = development.pipeline(slowing())
    tried = found.backtest
    assert (tried["expected"] > 1.5 * tried["won"]).all()
    assert found.correction.factor == pytest.approx(tried["won"].sum() / tried["expected"].sum())
    assert found.expected == pytest.approx(found.uncorrected * found.correction.factor)
    assert found.expected_low <= found.expected <= found.expected_high
    assert found.open_deals["expected"].sum() == pytest.approx(found.expected)
    steady = slowing().iloc[:365]
    assert not development.pipeline(steady).correction.applied
