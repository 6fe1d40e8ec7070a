"""The whale curve peaks above the total and comes back to it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.value import whale


def accounts(*worth: float) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": [f"c{i}" for i in range(len(worth))], "profit": list(map(float, worth))})


def test_the_whale_of_kanthal_peaks_at_225_per_cent() -> None:
    """Kaplan and Cooper's case: a fifth brings 225 % of profit, seven tenths nothing, a tenth loses 125 %."""
    got = whale.curve(accounts(*[112.5] * 2, *[0.0] * 7, -125))
    assert (got.peak_share, got.peak_customers, got.loss_makers, got.loss) == (2.25, 2, 1, 125)
    assert got.table["cumulative_share"].iloc[-1] == 1


def test_losses_in_total_leave_no_share_but_a_curve() -> None:
    got = whale.curve(accounts(5, -20))
    assert (got.total, got.peak) == (-15, 5)
    assert got.table["cumulative"].tolist() == [5, -15]
    assert got.table["cumulative_share"].isna().all()


def test_half_of_the_loss_is_made_by_the_fewest_who_can() -> None:
    assert whale.curve(accounts(9, -50, -30, -20)).half_of_loss == 1
    assert whale.curve(accounts(9, -40, -30, -30)).half_of_loss == 2
    assert whale.curve(accounts(9, 1)).half_of_loss == 0


def test_the_currency_does_not_decide_who_makes_half_of_the_loss() -> None:
    """30 fen are just half of 30, 24 and 6; in yuan, binary fractions make them a hair less."""
    fen = [29, 45, 45, -24, 0, -6, 33, -30]
    assert [whale.curve(accounts(*(f * unit for f in fen))).half_of_loss for unit in (1, 0.1, 0.01)] == [1, 1, 1]


def test_nobody_is_no_error() -> None:
    assert whale.curve(accounts()).customers == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-10_000, 20_000).map(lambda cents: cents / 100), min_size=1, max_size=30))
def test_the_curve_ends_at_the_total_and_peaks_at_what_earners_earn(worth: list[float]) -> None:
    got = whale.curve(accounts(*worth))
    assert got.table["cumulative"].iloc[-1] == pytest.approx(sum(worth), abs=0.005)
    assert max(0, got.table["cumulative"].max()) == pytest.approx(got.peak, abs=0.005)
    assert got.peak - got.loss == pytest.approx(got.total, abs=0.005)
    shuffled = whale.curve(accounts(*worth).sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(got.table, shuffled.table)


def test_of_equal_losers_none_is_left_out_of_those_who_cause_half_of_the_loss() -> None:
    seen = whale.curve(accounts(100, -10, -10, -10, -1))
    assert (seen.half_of_loss, len(seen.causes())) == (2, 3)
    assert seen.causes()["profit"].tolist() == [-10, -10, -10]
    assert len(whale.curve(accounts(100, -10, -9, -1, -1)).causes()) == 2
    assert whale.curve(accounts(100)).causes().empty
