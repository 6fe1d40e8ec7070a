"""Trips: visits of one person to one city in one week; by hand, and against all plans there are (K10)."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.manage import visits
from kamlib.manage.visits import greedy, model, solver, trips
from kamlib.manage.visits.inputs import place, prepare
from tests.manage.test_visit_solver import scarce, task
from tests.manage.test_visits import MONDAY, broken, promised, staff, wrongs


def in_cities(promises: pd.DataFrame, *cities: str | None) -> pd.DataFrame:
    return promises.assign(city=list(cities))


def test_two_customers_of_one_city_share_a_trip_and_a_far_one_does_not() -> None:
    """Every four weeks, once each in four weeks: A and C of Wuxi and B of Ulm need two trips, not three."""
    promises = promised(*((who, "business", 4, 2.0, "Li", 100.0) for who in "ABC"))
    people = staff(Li=4)
    found = visits.plan(in_cities(promises, "Wuxi", "Ulm", "wuxi "), people, start=MONDAY, weeks=5)
    assert wrongs(found, promises, people, 5) == []
    (row,) = (found.trips if found.trips is not None else pd.DataFrame()).to_dict("records")
    assert (row["person"], row["visits"], row["trips"]) == ("Li", 3, 2)
    assert row["trips_apart"] == 3
    assert found.trip_gap == 0.0
    of = found.table.set_index("customer_id")
    assert of.loc["A", "date"] == of.loc["C", "date"], "four hours fit in one day"
    assert of.loc["B", "week"] != of.loc["A", "week"], "the week has four hours"
    assert found.weeks.set_index("week")["trips"].sum() == 2


def test_hours_that_hold_one_visit_a_week_let_nobody_share() -> None:
    promises = promised(*((who, "business", 4, 2.0, "Li", 100.0) for who in "AB"))
    found = visits.plan(in_cities(promises, "Wuxi", "Wuxi"), staff(Li=2), start=MONDAY, weeks=5)
    assert found.trips is not None
    assert found.trips["trips"].tolist() == [2]
    assert found.trip_gap == 0.0, "hours alone prove it"


def test_without_a_city_nothing_is_said_of_trips_and_a_customer_without_one_is_a_trip_of_its_own() -> None:
    promises = promised(*((who, "business", 4, 2.0, "Li", 100.0) for who in "ABC"))
    plain = visits.plan(promises, staff(Li=6), start=MONDAY, weeks=5)
    assert plain.trips is None
    assert "city" not in plain.table
    assert "trips" not in plain.weeks
    assert "trips" not in plain.frontier(parts=(1.0,))
    some = visits.plan(in_cities(promises, "Wuxi", None, None), staff(Li=6), start=MONDAY, weeks=5)
    assert some.trips is not None
    assert some.trips["trips"].tolist() == [3]


def test_cities_are_the_same_in_any_case_and_with_the_word_for_a_city() -> None:
    assert place("上海市") == place(" 上海 ") != place("沙市")
    assert place("沙市") == "沙市", "two characters are a name"
    assert place("SHANGHAI") == place("Shanghai")


def test_the_frontier_names_trips() -> None:
    promises = promised(*((who, "business", 4, 2.0, "Li", 100.0) for who in "ABC"))
    found = visits.plan(in_cities(promises, "Wuxi", "Wuxi", "Ulm"), staff(Li=4), start=MONDAY, weeks=5)
    seen = found.frontier(parts=(0.5, 1.0)).set_index("part")
    assert seen.loc[0.5, ["visits", "trips"]].tolist() == [3, 3], "two hours a week: one visit, one trip"
    assert seen.loc[1.0, ["visits", "trips"]].tolist() == [3, 2]


def test_agreed_days_stay_and_a_joint_visit_counts_for_both() -> None:
    promises = promised(("A", "business", 4, 2.0, "Li", 1.0), ("B", "leadership", 4, 2.0, "Bo", 1.0))
    promises = in_cities(promises, "Wuxi", "Wuxi").assign(together=[None, "Li"])
    fixed = pd.DataFrame({"customer_id": ["A"], "level": ["business"], "date": ["2026-03-18"]})
    found = visits.plan(promises, staff(Li=4, Bo=4), start=MONDAY, weeks=5, fixed=fixed)
    assert found.trips is not None
    assert found.table.set_index("customer_id").loc["A", "week"] == 3
    assert found.table.set_index("customer_id").loc["B", "week"] == 3, "Li is in Wuxi anyway"
    assert found.trips.set_index("person")["trips"].to_dict() == {"Bo": 1, "Li": 1}


def fewest_of_all(group: model.Group, now: np.ndarray) -> int:
    """Count the fewest trips of all plans with as many visits of each promise and no other broken week."""
    ways = []
    for one, row in zip(group.promises, now, strict=True):
        lost = broken(row, one.every)
        mine = []
        for some in combinations(range(group.weeks), int(row.sum())):
            other = np.zeros(group.weeks, dtype="int64")
            other[list(some)] = 1
            kept = all(other[first : first + one.every + 1].any() or not row[first : first + one.every + 1].any()
                       for first in range(group.weeks - one.every))  # fmt: skip
            apart = all(later - first >= one.gap for first, later in pairwise(some))
            if kept and apart and broken(other, one.every) <= lost:
                mine.append(other)
        ways.append(mine)
    room = next(iter(group.capacity.values()))
    hours = np.array([one.hours for one in group.promises])
    able = (np.array(rows) for rows in product(*ways))
    return min(trips.count(group, rows) for rows in able if (hours @ rows <= room + 1e-9).all())


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from([1.0, 2.0, 2.5]), st.sampled_from(["Wuxi", "Ulm", ""])),
        min_size=2, max_size=4,
    ),
    st.sampled_from([2.0, 3.0, 4.5]),
)  # fmt: skip
def test_no_plan_with_these_freedoms_needs_fewer_trips(rows: list[tuple[int, float, str]], hours: float) -> None:
    promises = promised(*((f"C{at}", "business", every, long, "A", 1.0)
                          for at, (every, long, _city) in enumerate(rows)))  # fmt: skip
    promises = in_cities(promises, *(city for _every, _long, city in rows))
    table = prepare(promises, staff(A=hours), start=MONDAY, weeks=5, done=None, absences=None, country=None,
                    fixed=None)  # fmt: skip
    (group,) = model.groups(table, {})
    now = greedy.fill(group, solver.solve(group, 60).visits)
    found = trips.fewest(group, now)
    assert group.cost(found.visits) == pytest.approx(group.cost(now))
    assert all((left >= -1e-9).all() for left in group.free(found.visits).values())
    assert found.trips == found.bound == fewest_of_all(group, now)


def test_a_book_with_cities_keeps_all_rules_and_its_promises_and_saves_trips() -> None:
    promises, people, done = scarce(40, 2, 1.0)
    dice = np.random.default_rng(1)
    of = {who: f"T{dice.integers(4)}" for who in promises["customer_id"].unique()}
    plain = visits.plan(promises, people, start=MONDAY, weeks=12, done=done)
    located = promises.assign(city=promises["customer_id"].map(of))
    found = visits.plan(located, people, start=MONDAY, weeks=12, done=done)
    pd.testing.assert_frame_equal(found.unmet, plain.unmet)
    assert found.cost == plain.cost
    size = ["customer_id", "level"]
    assert found.table.groupby(size).size().equals(plain.table.groupby(size).size()), "as many visits of each"
    assert (found.weeks["planned"] <= found.weeks["hours"] + 1e-6).all()
    assert found.trips is not None
    counted = found.table.groupby(["person", "week"])["city"].nunique().groupby("person").sum()
    assert found.trips.set_index("person")["trips"].to_dict() == counted.to_dict()
    assert found.trips["trips"].sum() < 0.8 * found.trips["trips_apart"].sum()
    assert 0 <= found.trip_gap < 0.35


@pytest.mark.slow
@pytest.mark.parametrize("part", [1.15, 0.9])
def test_five_hundred_customers_share_trips_within_five_seconds(part: float) -> None:
    import time

    promises, people, done = scarce(500, 20, part)
    dice = np.random.default_rng(5)
    of = {who: f"T{dice.integers(8)}" for who in promises["customer_id"].unique()}
    groups = model.groups(task(promises.assign(city=promises["customer_id"].map(of)), people, done), {})
    begun = time.process_time()
    solutions = solver.plan_groups(groups, 60)
    for group, one in zip(groups, solutions, strict=True):
        one.visits = greedy.fill(group, one.visits)
    table, gap = trips.shared(groups, solutions)
    assert time.process_time() - begun <= 5.0
    assert table is not None
    assert table["trips"].sum() < 0.8 * table["trips_apart"].sum()
    assert gap < 0.35
