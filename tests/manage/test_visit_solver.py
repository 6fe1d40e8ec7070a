"""The search for the best plan: ways of a promise, limits of a week, proofs where hours are scarce (K10)."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.findings import quarter
from kamlib.manage import visits
from kamlib.manage.visits import bound, greedy, hours, model, patterns, solver
from kamlib.manage.visits.inputs import Task, prepare
from kamlib.manage.visits.lacking import lacking

MONDAY = dt.date(2026, 3, 2)
WEEKS = 12


def scarce(customers: int, people: int, part: float, seed: int = 0) -> tuple[pd.DataFrame, ...]:
    """Make promises of three levels, people with a part of the hours asked for, and last visits."""
    dice = np.random.default_rng(seed)
    hours, each = {"leadership": 4.0, "technical": 3.0, "business": 2.0}, {"a": (26, 8, 2), "b": (0, 26, 8)}
    rows, done = [], []
    for at in range(customers):
        for level, every in zip(hours, each[str(dice.choice(["a", "b"], p=[0.3, 0.7]))], strict=True):
            if every:
                rows.append((f"C{at:04d}", level, every, hours[level], f"P{dice.integers(people):02d}",
                             float(dice.lognormal(11, 1))))  # fmt: skip
                past = pd.Timestamp(MONDAY) - pd.Timedelta(days=int(dice.integers(1, 7 * every + 1)))
                done.append((f"C{at:04d}", level, past))
    columns = ["customer_id", "level", "every_weeks", "hours", "person", "value"]
    promises = pd.DataFrame(rows, columns=columns)
    need = (promises["hours"] / promises["every_weeks"]).groupby(promises["person"]).sum() * part
    staff = pd.DataFrame({"person": need.index, "hours_per_week": need.round(1).clip(lower=4.0).to_numpy()})
    return promises, staff, pd.DataFrame(done, columns=["customer_id", "level", "date"])


def task(promises: pd.DataFrame, staff: pd.DataFrame, done: pd.DataFrame, weeks: int = WEEKS) -> Task:
    return prepare(promises, staff, start=MONDAY, weeks=weeks, done=done, absences=None, country=None, fixed=None)


def test_a_promise_of_every_second_week_has_four_ways_in_three_weeks() -> None:
    promises, staff, done = scarce(1, 1, 1.0)
    alone = promises.head(1).assign(every_weeks=2)
    (one,) = task(alone, staff, done.head(0), weeks=3).promises
    found = patterns.ways(one, 3, frozenset())
    assert found is not None
    # one window of three weeks: no visit breaks it, one in any of the weeks keeps it, a second one adds nothing
    assert sorted(map(tuple, found.visits.tolist())) == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0)]
    assert found.broken.sum() == 1


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sets(st.sampled_from([1, 2, 3, 4, 5, 7]), min_size=1, max_size=4), st.integers(0, 14))
def test_the_limits_of_a_week_let_through_exactly_what_fits(lengths: set[int], room: int) -> None:
    sizes = tuple(float(one) for one in sorted(lengths))
    limits = hours.limits(sizes, float(room), sharing=True)
    for counts in product(range(4), repeat=len(sizes)):
        fits = np.dot(counts, sizes) <= room
        assert all(np.dot(counts, weight) <= high + 1e-6 for weight, high in limits) == fits, (counts, limits)


@pytest.mark.parametrize("part", [0.5, 0.7])
def test_week_by_week_and_by_ways_the_best_plan_costs_the_same(
    part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    (group,) = model.groups(task(*scarce(9, 1, part)), {})
    by_ways = solver.solve(group, 60)
    short = lacking(group, 60).hours
    monkeypatch.setattr(patterns, "MOST", 20)
    patterns._ways.cache_clear()
    by_weeks = solver.solve(group, 60)
    patterns._ways.cache_clear()
    assert by_ways.cost == by_ways.bound
    assert by_weeks.cost == by_weeks.bound == pytest.approx(by_ways.cost, abs=1e-4)
    assert by_ways.cost < group.cost(greedy.greedy(group)), "a careful planner does not find it"
    assert sum(one.sum() for one in short.values()) > 0


def test_without_time_the_plan_is_the_careful_planners_and_the_gap_is_true() -> None:
    (group,) = model.groups(task(*scarce(40, 1, 0.7)), {})
    best, hasty = solver.solve(group, 60), solver.solve(group, 0)
    assert hasty.bound <= best.cost + 1e-6 <= hasty.cost + 1e-6
    assert best.cost == best.bound
    assert (best.late, hasty.late) == (False, True)


@pytest.mark.parametrize("nodes", [1, solver.NODES])
def test_a_far_slower_machine_finds_the_same_plan(nodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nodes end the search without a proof, and where they suffice; the clock of a report must not."""
    (group,) = model.groups(task(*scarce(25, 1, 0.75)), {})
    fast = solver.solve(group, quarter.SECONDS, nodes)
    assert (fast.cost - fast.bound > 10) == (nodes == 1), "one node does not prove this plan, all of them do"
    _slow(monkeypatch, 200)
    slow = solver.solve(group, quarter.SECONDS, nodes)
    assert (fast.late, slow.late) == (False, False)
    assert (slow.cost, slow.bound) == (fast.cost, fast.bound)
    assert (slow.visits == fast.visits).all()


def _slow(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let all that is done take so many times as long by the solver's clock."""
    clock, milp, linprog = time.monotonic, solver.milp, solver.linprog

    def hurried(solve: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, options: dict[str, float], **named: Any) -> Any:
            return solve(*arguments, options={**options, "time_limit": options["time_limit"] / times}, **named)

        return run

    monkeypatch.setattr(solver, "time", SimpleNamespace(monotonic=lambda: clock() * times))
    monkeypatch.setattr(solver, "milp", hurried(milp))
    monkeypatch.setattr(solver, "linprog", hurried(linprog))


def test_what_any_plan_costs_at_least_by_hand() -> None:
    """Three promises of a visit of 2 hours in 2 weeks, an hour a week, nobody ever visited, records since long.

    One visit fits into weeks 1 and 2 together, and one into 2 and 3: no week alone has the 2 hours. So in each
    week nothing fits, and all three are broken at the ends of weeks 1 to 4: 4 × (1000 + 500 + 250). With 2 hours
    a week one fits into week 1, two into weeks 1 and 2, all three into 1 to 3 and into 2 to 4: what is broken is
    worth 500 + 250 at the end of week 1 and 250 at the end of week 2.
    """
    promises = pd.DataFrame({
        "customer_id": ["A", "B", "C"], "level": "business", "every_weeks": 2, "hours": 2.0, "person": "Li",
        "value": [100.0, 50.0, 25.0],
    })  # fmt: skip
    done = pd.DataFrame({"customer_id": ["D"], "level": ["business"], "date": [pd.Timestamp("2025-01-06")]})
    for there, least in ((1.0, 4 * 1750.0), (2.0, 750.0 + 250.0)):
        staff = pd.DataFrame({"person": ["Li"], "hours_per_week": [there]})
        (group,) = model.groups(task(promises, staff, done, weeks=4), {})
        assert bound.least(group) == pytest.approx(least)


@settings(max_examples=30, deadline=None)
@given(
    customers=st.integers(1, 12), people=st.integers(1, 3), part=st.floats(0.4, 1.2), seed=st.integers(0, 10_000)
)
def test_no_plan_costs_less_than_the_bound_and_what_it_proves_the_search_proves(
    customers: int, people: int, part: float, seed: int
) -> None:
    for group in model.groups(task(*scarce(customers, people, part, seed)), {}):
        least, plain = bound.least(group), greedy.greedy(group)
        with pytest.MonkeyPatch.context() as without:
            without.setattr(solver, "least", lambda _group: 0.0)
            searched = solver.solve(group, 60)
        assert least <= searched.bound + 1e-6 * max(1.0, searched.cost)
        if group.cost(plain) - least <= 1e-6 * max(1.0, group.cost(plain)):
            assert (searched.visits == plain).all()
            assert searched.cost == searched.bound == group.cost(plain)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("part", [0.75, 0.9])
def test_the_best_plan_is_the_one_that_the_plain_model_finds(part: float, seed: int) -> None:
    """The plain model: a choice for each promise and week, and a price for each broken week."""
    (group,) = model.groups(task(*scarce(14, 1, part, seed), weeks=8), {})
    found = solver.solve(group, 60)
    assert found.bound == found.cost == pytest.approx(_plain(group), abs=1e-4)


def _plain(group: model.Group) -> float:
    from scipy.optimize import Bounds, LinearConstraint, milp

    n, weeks = len(group.promises), group.weeks
    ends = [(at, end) for at, one in enumerate(group.promises) for end in one.windows]
    price = np.r_[np.zeros(n * weeks), group.weights[[at for at, _end in ends]]]
    rows, low, high = [], [], []
    for k, (at, end) in enumerate(ends):
        row = np.zeros(len(price))
        row[at * weeks + max(0, end - group.promises[at].every) : at * weeks + end + 1] = 1
        row[n * weeks + k] = 1
        rows, low, high = [*rows, row], [*low, 1.0], [*high, np.inf]
    for week in range(weeks):
        row = np.zeros(len(price))
        row[week : n * weeks : weeks] = [one.hours for one in group.promises]
        ((_name, room),) = group.capacity.items()
        rows, low, high = [*rows, row], [*low, -np.inf], [*high, room[week]]
    for at, one in enumerate(group.promises):
        for week in range(weeks - 1):
            row = np.zeros(len(price))
            row[at * weeks + week : at * weeks + min(week + one.gap, weeks)] = 1
            rows, low, high = [*rows, row], [*low, -np.inf], [*high, 1.0]
    may = [float(one.may(week)) for one in group.promises for week in range(weeks)]
    whole = np.r_[np.ones(n * weeks), np.zeros(len(ends))]
    found = milp(
        price, integrality=whole, bounds=Bounds(0, np.r_[may, np.ones(len(ends))]),
        constraints=LinearConstraint(np.array(rows), low, high), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    return float(found.fun)


@pytest.mark.slow
def test_five_hundred_customers_and_twenty_people_with_nine_tenths_of_the_hours_are_proven() -> None:
    promises, staff, done = scarce(500, 20, 0.9)
    begun = time.process_time()
    found = visits.plan(promises, staff, start=MONDAY, weeks=WEEKS, done=done)
    assert found.gap == 0.0
    assert len(found.unmet) > 0
    assert time.process_time() - begun < 10.0, "about four seconds where nothing else runs"


def test_the_search_for_missing_hours_ends_by_its_nodes_or_the_clock_and_says_so() -> None:
    (group,) = model.groups(task(*scarce(40, 1, 0.7)), {})
    whole = lacking(group, 60)
    assert whole.cut == ""
    assert sum(hours.sum() for hours in whole.hours.values()) == pytest.approx(26.7)
    assert lacking(group, 60, nodes=0).cut == "nodes"
    assert lacking(group, 0.0).cut in ("", "clock")
