"""What a move is put down to: revenue or margin by their effect in money, the rest only where neither moved."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamlib.classify import history, reasons


def moved(revenue: tuple[float, float], margin: tuple[float, float], **more: tuple[float, float]) -> str:
    """Name the reason for one customer among nine that stay as they are."""
    before, after = (
        pd.DataFrame({
            "customer_id": [f"c{i}" for i in range(10)], "tier": "gold",
            "revenue": [revenue[side], *range(100, 1000, 100)], "margin": [margin[side], *([0.2, 0.3, 0.25] * 3)],
            **{name: [values[side], *range(1, 10)] for name, values in more.items()},
        })
        for side in (0, 1)
    )  # fmt: skip
    before["contribution"], after["contribution"] = (f["revenue"] * f["margin"] for f in (before, after))
    return str(history.compare(before, after).table.set_index("customer_id").loc["c0", "reason"])


@pytest.mark.parametrize(
    ("revenue", "margin", "reason"),
    [
        # real ones: the revenue is gone, whatever the margin of the rest is
        ((105_700, 6_130), (0.389, 0.251), "revenue"), ((765_000, 13_300), (0.316, -0.092), "revenue"),
        ((50_100, 658_000), (0.311, 0.288), "revenue"),
        ((100, 90), (0.3, 0.1), "margin"), ((90, 100), (0.1, 0.3), "margin"),
        ((100, 130), (0.3, 0.1), "margin"),  # revenue rose: it explains no fall
        ((100, 50), (-0.3, -0.3), "revenue"),  # half of the loss is gone with half of the revenue
    ],
)  # fmt: skip
def test_what_did_more_in_money_is_named(
    revenue: tuple[float, float], margin: tuple[float, float], reason: str
) -> None:
    assert moved(revenue, margin, orders=(9, 2), products=(31, 3)) == reason


def test_others_explain_only_where_the_contribution_did_not_change() -> None:
    assert moved((500, 500), (0.2, 0.2), days_late=(2, 60)) == "days_late"
    assert moved((500, 499), (0.2, 0.2), days_late=(2, 60)) == "revenue"


SOLD = st.integers(1, 10**6)
EARNED = st.integers(-(10**6), 10**6)


@given(SOLD, SOLD, EARNED, EARNED)
def test_the_effects_add_up_and_turn_round_with_time(r0: int, r1: int, c0: int, c1: int) -> None:
    one = [pd.Series([float(x)]) for x in (r0, r1, c0, c1)]
    there = reasons.effects(*one).iloc[0]
    back = reasons.effects(one[1], one[0], one[3], one[2]).iloc[0]
    assert there.sum() == pytest.approx(c1 - c0, abs=1e-6)
    if r0 != r1:
        assert there.tolist() == pytest.approx((-back).tolist(), rel=1e-9, abs=1e-4)


def test_without_revenue_there_is_no_margin() -> None:
    found = reasons.effects(*(pd.Series([float(x)]) for x in (0, 50, -10, 10))).iloc[0]
    assert found.tolist() == [20.0, 0.0]
