"""What more and fewer hours buy: worked by hand, and against all plans there are of small cases (K10)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.errors import KamError
from kamlib.manage import visits
from kamlib.manage.visits import model
from kamlib.manage.visits.inputs import prepare
from tests.manage.test_visits import MONDAY, least_cost, promised, staff

PARTS = (0.5, 1.0, 1.5)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from([1.0, 2.0, 2.5]), st.sampled_from([10.0, 52.0, 300.0])),
        min_size=1, max_size=3,
    ),
    st.sampled_from([1.0, 2.0, 3.0, 4.5]),
)  # fmt: skip
def test_no_plan_with_these_hours_keeps_more(rows: list[tuple[int, float, float]], hours: float) -> None:
    weeks = 4
    promises = promised(*((f"C{at}", "business", every, long, "A", value)
                          for at, (every, long, value) in enumerate(rows)))  # fmt: skip
    people = staff(A=hours)
    seen = visits.plan(promises, people, start=MONDAY, weeks=weeks).frontier(parts=PARTS)
    task = prepare(promises, people, start=MONDAY, weeks=weeks, done=None, absences=None, country=None, fixed=None)
    (group,) = model.groups(task, {})
    whole = promises["value"].sum() * weeks
    for row in seen.to_dict("records"):
        fewer = replace(group, capacity={"A": row["part"] * np.array(task.people["A"].hours)})
        lost = least_cost(fewer) * promises["value"].max() / model.MOST
        assert row["gap"] == 0.0
        assert row["hours"] == pytest.approx(hours * row["part"])
        assert row["kept_share"] == pytest.approx(1 - lost / whole)


def five_of(long: float) -> pd.DataFrame:
    return promised(*((f"C{at}", "leadership", 4, long, "Boss", 520.0) for at in range(5)))


def test_a_visit_that_does_not_fit_in_a_week_is_never_made() -> None:
    """One visit of two hours a week serves five customers in turn: a visit in any five weeks is promised."""
    found = visits.plan(five_of(2.0), staff(Boss=2.0), start=MONDAY, weeks=10)
    seen = found.frontier(parts=(0.9, 1.0, 1.2)).set_index("part")
    assert seen["hours"].tolist() == pytest.approx([1.8, 2.0, 2.4])
    assert seen["kept"].tolist() == [0, 5, 5]
    # windows of five weeks in ten: six a promise, of ten weeks; without a visit all six are broken
    assert seen["kept_share"].tolist() == pytest.approx([0.4, 1.0, 1.0])
    assert seen.loc[0.9, "visits"] == 0
    assert seen.loc[1.0, "visits"] == len(found.table) == 10


def test_only_the_people_asked_for_get_other_hours_and_are_counted() -> None:
    both = pd.concat([five_of(2.0), promised(("X", "business", 1, 1.0, "Li", 52.0))], ignore_index=True)
    found = visits.plan(both, staff(Boss=2.0, Li=1.0), start=MONDAY, weeks=10)
    seen = found.frontier(["Boss"], parts=(0.9, 1.0)).set_index("part")
    assert seen["promises"].tolist() == [5, 5]
    assert seen["hours"].tolist() == pytest.approx([1.8, 2.0])
    every = found.frontier(parts=(0.9, 1.0)).set_index("part")
    assert every["kept"].tolist() == [0, 6], "Li's visit of an hour does not fit in nine tenths of it either"
    with pytest.raises(KamError, match="Bos"):
        found.frontier(["Bos"])


def test_more_hours_never_keep_less() -> None:
    from tests.manage.test_visit_solver import scarce

    promises, people, done = scarce(16, 1, 0.75, seed=3)
    found = visits.plan(promises, people, start=MONDAY, weeks=12, done=done)
    seen = found.frontier(parts=(0.8, 0.9, 1.0, 1.1))
    assert seen["kept_share"].is_monotonic_increasing
    assert (seen["gap"] >= 0).all()
    assert seen.loc[seen["part"] == 1.0, "gap"].item() == found.gap
    assert seen.loc[seen["part"] == 1.0, "kept"].item() == len(promises) - len(found.unmet)
