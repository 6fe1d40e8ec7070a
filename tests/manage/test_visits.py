"""Plans of visits: every hard rule checked again from outside, small cases against all plans there are (K10)."""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.errors import KamError
from kamlib.manage import visits
from kamlib.manage.visits import dates, greedy, model, working_days
from kamlib.manage.visits.inputs import Promise, prepare

MONDAY = dt.date(2026, 3, 2)
COLUMNS = ["customer_id", "level", "every_weeks", "hours", "person", "value"]


def promised(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def staff(**hours: float) -> pd.DataFrame:
    return pd.DataFrame({"person": list(hours), "hours_per_week": list(hours.values())})


def wrongs(found: visits.Plan, promises: pd.DataFrame, people: pd.DataFrame, weeks: int) -> list[str]:
    """Check a plan by the tables alone, with none of the code that made it."""
    table, wrong = found.table, []
    hours = {(row["customer_id"], row["level"]): row["hours"] for row in promises.to_dict("records")}
    size = [hours[(row["customer_id"], row["level"])] for row in table.to_dict("records")]
    used = table.assign(size=size).groupby(["person", "week"])["size"].sum()
    room = people.set_index("person")["hours_per_week"]
    wrong += [f"{name} in week {week}" for (name, week), sum_ in used.items() if sum_ > room[name] + 1e-6]
    told = {(row["customer_id"], row["level"]): row["weeks"] for row in found.unmet.to_dict("records")}
    for row in promises.to_dict("records"):
        key, every = (row["customer_id"], row["level"]), int(row["every_weeks"])
        mine = sorted(table[(table["customer_id"] == key[0]) & (table["level"] == key[1])]["week"])
        wrong += [f"{key} twice in {a}–{b}" for a, b in pairwise(mine)
                  if b - a < max(1, every // 2)]  # fmt: skip
        lost = sum(not any(first <= week <= first + every for week in mine)
                   for first in range(1, weeks - every + 1))  # fmt: skip
        wrong += [f"{key} is broken {lost} times"] * (lost != told.get(key, 0))
    wrong += [f"{day} is no working day" for day in table["date"] if day.weekday() > 4]
    return wrong


small = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from([1.0, 2.0, 2.5]), st.sampled_from([0.0, 10.0, 52.0, 300.0])),
    min_size=1, max_size=3,
)  # fmt: skip


def least_cost(group: model.Group) -> float:
    """Return the least cost of all plans there are: every set of weeks of every promise with all the others."""
    costs, loads = np.zeros(1), np.zeros((1, group.weeks))
    for at, one in enumerate(group.promises):
        rows = [np.array(row) for row in product((0, 1), repeat=group.weeks)]
        kept = [row for row in rows if all(b - a >= one.gap for a, b in pairwise(np.flatnonzero(row)))]
        mine = [group.weights[at] * broken(row, one.every) for row in kept]
        costs = np.add.outer(costs, np.array(mine)).ravel()
        loads = (loads[:, None, :] + one.hours * np.array(kept)[None, :, :]).reshape(-1, group.weeks)
    ((_name, room),) = group.capacity.items()
    return float(costs[(loads <= room + 1e-9).all(axis=1)].min())


def broken(row: np.ndarray, every: int) -> int:
    """Count the runs of c + 1 weeks without a visit."""
    return sum(not row[first : first + every + 1].any() for first in range(len(row) - every))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(small, st.sampled_from([1.0, 2.0, 3.0, 4.5]), st.integers(2, 4))
def test_no_plan_there_is_costs_less(rows: list[tuple[int, float, float]], hours: float, weeks: int) -> None:
    promises = promised(*((f"C{at}", "business", every, long, "A", value)
                          for at, (every, long, value) in enumerate(rows)))  # fmt: skip
    people = staff(A=hours)
    found = visits.plan(promises, people, start=MONDAY, weeks=weeks)
    assert wrongs(found, promises, people, weeks) == []
    assert found.gap == 0.0
    task = prepare(promises, people, start=MONDAY, weeks=weeks, done=None, absences=None, country=None, fixed=None)
    (group,) = model.groups(task, {})
    assert found.cost == pytest.approx(least_cost(group), abs=1e-6)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, derandomize=True)
@given(small, st.sampled_from([1.0, 2.0, 3.0, 4.5]))
def test_no_plan_of_six_weeks_costs_less(rows: list[tuple[int, float, float]], hours: float) -> None:
    promises = promised(*((f"C{at}", "business", every, long, "A", value)
                          for at, (every, long, value) in enumerate(rows)))  # fmt: skip
    found = visits.plan(promises, staff(A=hours), start=MONDAY, weeks=6)
    task = prepare(promises, staff(A=hours), start=MONDAY, weeks=6, done=None, absences=None, country=None,
                   fixed=None)  # fmt: skip
    (group,) = model.groups(task, {})
    assert found.cost == pytest.approx(least_cost(group), abs=1e-6)
    assert found.cost <= group.cost(greedy.greedy(group)) + 1e-9


def book(n: int, seed: int = 0, slack: float = 1.15) -> tuple[pd.DataFrame, pd.DataFrame]:
    dice = np.random.default_rng(seed)
    rows = [(f"C{at:04d}", "business", int(dice.choice([2, 4, 8])), 2.0, f"P{dice.integers(max(1, n // 25)):02d}",
             float(dice.lognormal(11, 1))) for at in range(n)]  # fmt: skip
    table = promised(*rows)
    need = (table["hours"] / table["every_weeks"]).groupby(table["person"]).sum() * slack
    return table, pd.DataFrame({"person": need.index, "hours_per_week": np.ceil(need.to_numpy())})


@pytest.mark.parametrize("slack", [1.15, 0.5])
def test_a_book_keeps_all_rules_and_costs_no_more_than_a_careful_planner(slack: float) -> None:
    promises, people = book(60, slack=slack)
    found = visits.plan(promises, people, start=MONDAY, weeks=12)
    assert wrongs(found, promises, people, 12) == []
    task = prepare(promises, people, start=MONDAY, weeks=12, done=None, absences=None, country=None, fixed=None)
    assert found.cost <= sum(one.cost(greedy.greedy(one)) for one in model.groups(task, {})) + 1e-9
    assert (len(found.unmet) > 0) == (slack < 1)


def test_rows_in_another_order_give_the_same_plan() -> None:
    promises, people = book(40, slack=0.8)
    one = visits.plan(promises, people, start=MONDAY, weeks=8)
    other = visits.plan(promises.sample(frac=1, random_state=3), people.iloc[::-1], start=MONDAY, weeks=8)
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.unmet, other.unmet)


def test_money_in_another_currency_unit_gives_the_same_plan() -> None:
    promises, people = book(40, slack=0.8)
    one = visits.plan(promises, people, start=MONDAY, weeks=8)
    other = visits.plan(promises.assign(value=promises["value"] / 1000), people, start=MONDAY, weeks=8)
    pd.testing.assert_frame_equal(one.table, other.table)


def test_the_last_real_visit_counts() -> None:
    promises = promised(("A", "business", 4, 2.0, "Li", 100.0), ("B", "business", 4, 2.0, "Li", 90.0))
    done = pd.DataFrame({"customer_id": ["A", "B"], "level": "business",
                         "date": pd.to_datetime(["2026-02-27", "2026-01-29"])})  # fmt: skip
    table = visits.plan(promises, staff(Li=2), start=MONDAY, weeks=4, done=done).table
    first = table.groupby("customer_id")["week"].min()
    assert first["B"] == 1, "four weeks ago and more: due in the first week"
    assert first["A"] >= 2, "last Friday: not again within two weeks"


@pytest.mark.parametrize(("day", "week"), [("2026-03-02", 3), ("2026-03-08", 3), ("2026-03-09", 1)])
def test_a_visit_made_in_the_first_week_counts_and_one_of_a_later_week_does_not(day: str, week: int) -> None:
    done = pd.DataFrame({"customer_id": ["A"], "level": "business", "date": [pd.Timestamp(day)]})
    promises = promised(("A", "business", 2, 2.0, "Li", 100.0))
    assert visits.plan(promises, staff(Li=2), start=MONDAY, weeks=3, done=done).table["week"].tolist() == [week]


def test_what_cannot_be_kept_is_told_with_the_cheapest_remedies() -> None:
    promises = promised(("A", "business", 1, 2.0, "Li", 520.0), ("B", "business", 1, 2.0, "Li", 52.0))
    people = staff(Li=2, Wang=10)
    found = visits.plan(promises, people, start=MONDAY, weeks=4)
    # any 2 weeks hold a visit to each: two hours a week are just enough, in turns
    assert len(found.unmet) == 0
    three = pd.concat([promises, promised(("C", "business", 1, 2.0, "Li", 5.2))], ignore_index=True)
    tight = visits.plan(three, people, start=MONDAY, weeks=4)
    assert tight.unmet["customer_id"].tolist() == ["C"]
    assert tight.unmet["weeks"].tolist() == [3]
    assert tight.unmet["at_stake"].tolist() == [0.3], "5.2 a year are 0.1 a week"
    kinds = tight.remedies.groupby("kind")[["hours", "visits", "value"]].sum()
    assert kinds.loc["hours", "hours"] == 4.0, "two visits to C in four weeks, two hours each"
    assert kinds.loc["lend", "hours"] == 4.0
    assert tight.remedies.loc[tight.remedies["kind"] == "lend", "helper"].unique().tolist() == ["Wang"]
    assert kinds.loc["drop"].tolist() == [4.0, 2, 0.3]


def test_the_days_of_a_week_are_filled_by_hours_not_by_the_number_of_visits() -> None:
    """Four hours take Monday; the three visits of one hour all go to Tuesday, which then has three."""
    week = ((MONDAY, MONDAY + dt.timedelta(days=1)),)
    made = [Promise(name, "business", 4, 2, hours, ("Li",), 1.0, week, frozenset(), (), {})
            for name, hours in (("A", 1.0), ("B", 4.0), ("C", 1.0), ("D", 1.0))]  # fmt: skip
    found = {visit.promise.customer_id: visit.date.day for visit in dates.dated([(one, 0) for one in made], {})}
    assert found == {"A": 3, "B": 2, "C": 3, "D": 3}


def test_two_who_come_together_come_on_one_day_and_both_have_the_time() -> None:
    promises = promised(("A", "leadership", 2, 3.0, "Boss", 100.0), ("B", "business", 1, 3.0, "Li", 50.0))
    promises = promises.assign(together=["Li", ""])
    away = pd.DataFrame({"person": ["Boss"], "first": ["2026-03-02"], "last": ["2026-03-12"]})
    found = visits.plan(promises, staff(Boss=5, Li=6), start=MONDAY, weeks=3, absences=away)
    joint = found.table[found.table["level"] == "leadership"]
    assert joint["together"].tolist() == ["Li"]
    assert joint["date"].min() >= pd.Timestamp("2026-03-13")
    planned = found.weeks.set_index(["person", "week"])["planned"]
    assert planned["Li", int(joint["week"].iloc[0])] in (3.0, 6.0)


def test_a_missed_week_changes_at_most_a_tenth_of_what_is_agreed() -> None:
    promises, people = book(100)
    first = visits.plan(promises, people, start=MONDAY, weeks=12)
    kept = first.table[first.table["week"] > 4]
    done = first.table[first.table["week"] < 4]  # the fourth week was missed
    again = visits.plan(promises, people, start=MONDAY + dt.timedelta(weeks=4), weeks=8, done=done,
                        earlier=first.table)  # fmt: skip
    keys = ["customer_id", "level", "date"]
    same = kept.merge(again.table, on=keys)
    assert len(same) >= 0.9 * len(kept)


def test_fixed_appointments_keep_their_day() -> None:
    promises = promised(("A", "business", 4, 2.0, "Li", 1.0))
    fixed = pd.DataFrame({"customer_id": ["A"], "level": ["business"], "date": ["2026-03-19"]})
    table = visits.plan(promises, staff(Li=8), start=MONDAY, weeks=4, fixed=fixed).table
    assert pd.Timestamp("2026-03-19") in table["date"].tolist()


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
                                 "2026-10-10"])  # fmt: skip
def test_make_up_working_days_of_2026_are_worked(day: str) -> None:
    """The list of the State Council for 2026."""
    when = dt.date.fromisoformat(day)
    assert when.weekday() > 4
    assert working_days.is_working("CN", when)
    assert not working_days.is_working("DE", when)
    assert not working_days.is_working("CN", when + dt.timedelta(days=7))


def test_weeks_beyond_the_official_calendar_are_provisional() -> None:
    promises = promised(("A", "business", 2, 2.0, "Li", 1.0))
    found = visits.plan(promises, staff(Li=8), start="2026-12-14", weeks=4, country="CN")
    until = found.official_until
    assert until is not None
    late = found.weeks["monday"] + pd.Timedelta(days=6) > pd.Timestamp(until)
    assert found.weeks["provisional"].tolist() == late.tolist()
    assert visits.plan(promises, staff(Li=8), start=MONDAY, weeks=2, country="DE").official_until is None


def test_a_holiday_week_has_fewer_hours() -> None:
    promises = promised(("A", "business", 1, 2.0, "Li", 1.0))
    found = visits.plan(promises, staff(Li=10), start="2026-09-28", weeks=2, country="CN")
    # 28 to 30 September are worked; 1 to 7 October are free, 8, 9 and Saturday 10 are worked
    assert found.weeks["hours"].tolist() == [6.0, 6.0]
    assert set(found.table["date"].dt.day) <= {28, 29, 30, 8, 9, 10}


def test_an_absence_holds_its_first_and_last_day_and_the_last_working_day_is_worked() -> None:
    """An hour a day: away Monday to Wednesday and the second Thursday; here to the second Tuesday."""
    people = staff(Li=5, Max=5).assign(absences=["2026-03-02 to 2026-03-04; 2026-03-12", None],
                                       until=[None, "2026-03-10"])  # fmt: skip
    found = visits.plan(promised(("A", "business", 2, 1.0, "Li", 1.0)), people, start=MONDAY, weeks=2)
    hours = found.weeks.set_index(["person", "week"])["hours"].to_dict()
    assert hours == {("Li", 1): 2.0, ("Li", 2): 4.0, ("Max", 1): 5.0, ("Max", 2): 2.0}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"person": "Lee"}, "promises, row 1, column person: Lee is not among the people"),
        ({"hours": 0}, "promises, row 1, column hours: a number above 0"),
        ({"every_weeks": 0.5}, "promises, row 1, column every_weeks: a number of at least 1"),
        ({"value": -1}, "promises, row 1, column value: a number of at least 0"),
        ({"customer_id": "B"}, "promises, row 2, column customer_id: B, business is in row 1 already"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_line(change: dict[str, Any], line: str) -> None:
    promises = promised(("A", "business", 2, 2.0, "Li", 1.0), ("B", "business", 2, 2.0, "Li", 1.0))
    promises = promises.astype(object)
    for column, value in change.items():
        promises.loc[0, column] = value
    with pytest.raises(KamError) as told:
        visits.plan(promises, staff(Li=8), start=MONDAY, weeks=2)
    assert line in str(told.value)
    assert "\n" not in str(told.value)


def test_people_are_checked_too() -> None:
    promises = promised(("A", "business", 2, 2.0, "Li", 1.0))
    twice = pd.DataFrame({"person": ["Li", "Li"], "hours_per_week": [8, 8]})
    with pytest.raises(KamError, match="people, row 2, column person: Li is there twice"):
        visits.plan(promises, twice, start=MONDAY, weeks=2)
    with pytest.raises(KamError, match="people, row 1, column hours_per_week"):
        visits.plan(promises, staff(Li=0), start=MONDAY, weeks=2)
    with pytest.raises(KamError, match="promises: column hours is missing"):
        visits.plan(promises.drop(columns="hours"), staff(Li=8), start=MONDAY, weeks=2)


def test_a_promise_overdue_for_long_lacks_one_visit() -> None:
    promises = promised(("A", "leadership", 26, 4.0, "Boss", 520.0))
    old = pd.DataFrame({"customer_id": ["A"], "level": ["leadership"], "date": ["2024-03-04"]})
    found = visits.plan(promises, staff(Boss=2), start=MONDAY, weeks=3, done=old)
    assert found.unmet[["weeks", "hours", "at_stake"]].to_numpy().tolist() == [[3, 4.0, 30.0]]
    drops = found.remedies[found.remedies["kind"] == "drop"]
    assert drops[["visits", "hours"]].to_numpy().tolist() == [[1, 4.0]]


@pytest.mark.slow
def test_five_hundred_customers_twelve_weeks_and_twenty_people_take_five_seconds() -> None:
    promises, people = book(500)
    begun = time.process_time()
    found = visits.plan(promises, people, start=MONDAY, weeks=12)
    assert time.process_time() - begun < 5.0
    assert found.gap == 0.0
    assert wrongs(found, promises, people, 12) == []


def test_hours_kept_free_for_emergencies_are_not_planned() -> None:
    promises = promised(*((f"C{at}", "business", 1, 2.0, "Li", 52.0) for at in range(4)))
    people = staff(Li=8)
    whole = visits.plan(promises, people, start=MONDAY, weeks=4)
    free = visits.plan(promises, people, start=MONDAY, weeks=4, slack=4.0)
    assert free.weeks["hours"].tolist() == [4.0] * 4
    assert (free.weeks["planned"] <= 4.0).all()
    assert whole.weeks["planned"].max() > 4.0
    with pytest.raises(KamError, match="slack: hours of at least 0"):
        visits.plan(promises, people, start=MONDAY, weeks=4, slack=-1)
