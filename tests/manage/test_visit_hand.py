"""Plans made by hand are counted like any other; a careful planner is never better than the best plan (K10)."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy import stats

from kamlib.errors import KamError
from kamlib.manage import visits
from kamlib.manage.visits.hand import by_hand, careful, share_kept
from tests.manage.test_visit_solver import MONDAY, scarce

PROMISES = pd.DataFrame({
    "customer_id": ["A", "B"], "level": "business", "every_weeks": [1, 1], "hours": [2.0, 2.0],
    "person": ["Li", "Li"], "value": [520.0, 260.0],
})  # fmt: skip
PEOPLE = pd.DataFrame({"person": ["Li"], "hours_per_week": [2.0]})


def mine(*rows: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame([(who, "business", week) for who, week in rows], columns=["customer_id", "level", "week"])


def test_a_plan_by_hand_is_counted_week_by_week() -> None:
    # weeks 1–2, 2–3, 3–4: A is seen in 1, 3: all three kept; B in 2: the weeks 3–4 are broken, 260 / 52 = 5
    found = by_hand(mine(("A", 1), ("B", 2), ("A", 3)), PROMISES, PEOPLE, start=MONDAY, weeks=4)
    assert found.unmet[["customer_id", "weeks", "at_stake"]].to_numpy().tolist() == [["B", 1, 5.0]]
    assert found.share == pytest.approx(1 - 5 / (780 * 4 / 52))
    assert len(found.left_out) == 0


def test_a_visit_without_hours_is_left_out_and_the_first_one_counts() -> None:
    found = by_hand(mine(("B", 1), ("A", 1)), PROMISES, PEOPLE, start=MONDAY, weeks=4)
    assert found.table["customer_id"].tolist() == ["B"]
    assert found.left_out[["customer_id", "week"]].to_numpy().tolist() == [["A", 1]]


@pytest.mark.parametrize("row", [("C", 1), ("A", 0), ("A", 5)])
def test_a_row_that_is_no_promise_is_named(row: tuple[str, int]) -> None:
    with pytest.raises(KamError, match="Row 2 of the plan"):
        by_hand(mine(("A", 1), row), PROMISES, PEOPLE, start=MONDAY, weeks=4)


def test_the_best_plan_keeps_at_least_what_a_careful_planner_and_a_list_keep() -> None:
    promises, staff, done = scarce(30, 2, 0.7)
    best = visits.plan(promises, staff, start=MONDAY, weeks=12, done=done)
    rule = careful(promises, staff, start=MONDAY, weeks=12, done=done)
    plan = promises[["customer_id", "level"]].assign(week=[1 + at % 12 for at in range(len(promises))])
    hand = by_hand(plan, promises, staff, start=MONDAY, weeks=12, done=done)
    kept = share_kept(best.unmet, promises, 12)
    assert kept >= rule.share - 1e-6
    assert rule.share > hand.share
    # the best plan, planned again by hand, keeps exactly as much
    again = by_hand(best.table, promises, staff, start=MONDAY, weeks=12, done=done)
    assert again.share == pytest.approx(kept, abs=1e-9)
    assert len(again.left_out) == 0


def test_the_experiment_of_fudge_and_lodish_is_significant_from_its_summary() -> None:
    """Ten pairs, t 2.42: one-sided p .019, below 2.5 per cent."""
    p = float(stats.t.sf(2.42, 9))
    assert round(p, 3) == 0.019
    assert p < 0.025
