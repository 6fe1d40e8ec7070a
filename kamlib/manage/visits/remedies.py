"""What would keep the promises that a plan cannot keep: more hours, fewer visits, somebody else's days (K10)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from kamlib.manage.visits.inputs import YEAR, Promise, Task
from kamlib.manage.visits.lacking import lacking
from kamlib.manage.visits.model import Group, Solution, broken_weeks

UNMET = ("customer_id", "level", "person", "first_week", "last_week", "weeks", "hours", "value", "at_stake")
REMEDIES = ("kind", "person", "helper", "first_week", "last_week", "hours", "visits", "value")

#: Seconds after which the search for the fewest hours of all groups ends, where its nodes last longer.
SECONDS = 60.0


def unmet(groups: Sequence[Group], solutions: Sequence[Solution]) -> pd.DataFrame:
    """List the promises with broken weeks: when, how many, the hours of the visits missing, the money at stake."""
    rows = []
    for group, solution in zip(groups, solutions, strict=True):
        for one, row in zip(group.promises, solution.visits, strict=True):
            broken = broken_weeks(one, row)
            if broken:
                missing = _missing(one, broken)
                rows.append((one.customer_id, one.level, one.who[0], broken[0] + 1, broken[-1] + 1, len(broken),
                             round(missing * one.hours, 4), one.value,
                             round(one.value * len(broken) / YEAR, 2)))  # fmt: skip
    table = pd.DataFrame(rows, columns=list(UNMET))
    return table.sort_values(["at_stake", "customer_id", "level"], ascending=[False, True, True],
                             ignore_index=True)  # fmt: skip


def _missing(one: Promise, broken: list[int]) -> int:
    """Return the fewest visits that would keep the broken windows: one for each that no earlier one covers."""
    visits, last = 0, None
    for end in broken:
        if last is None or end - one.every > last:
            visits, last = visits + 1, end
    return visits


def remedies(
    task: Task, groups: Sequence[Group], solutions: Sequence[Solution]
) -> tuple[pd.DataFrame, frozenset[str]]:
    """List the cheapest remedies: hours that are lacking, who could lend them, and what to drop instead.

    Next to them stands what ended a search before its proof, as ``lacking.Lacking`` has it; nothing where all is
    proven.
    """
    spare = {name: hours for group, solution in zip(groups, solutions, strict=True)
             for name, hours in group.free(solution.visits).items()}  # fmt: skip
    short = {name for group, solution in zip(groups, solutions, strict=True)
             for one, row in zip(group.promises, solution.visits, strict=True)
             for name in one.who if broken_weeks(one, row)}  # fmt: skip
    for name in short:  # who lacks hours has none to lend
        spare[name] = np.zeros(task.weeks)
    for name in set(task.people) - set(spare):
        spare[name] = np.array(task.people[name].hours)
    rows: list[tuple[object, ...]] = []
    cuts: set[str] = set()
    begun = time.monotonic()
    for group, solution in zip(groups, solutions, strict=True):
        lost = [(one, broken) for one, row in zip(group.promises, solution.visits, strict=True)
                if (broken := broken_weeks(one, row))]  # fmt: skip
        if lost:
            found = lacking(group, SECONDS - (time.monotonic() - begun))
            cuts |= {found.cut} - {""}
            rows += _hours(task, group, found.hours, spare)
            rows += _drops(lost)
    return pd.DataFrame(rows, columns=list(REMEDIES)), frozenset(cuts)


def _hours(
    task: Task, group: Group, lacked: dict[str, np.ndarray], spare: dict[str, np.ndarray]
) -> Iterator[tuple[object, ...]]:
    """Say who lacks how many hours in which weeks, and who has as many left."""
    for name, hours in sorted(lacked.items()):
        for first, last in _runs(hours > 1e-6):
            need = hours[first : last + 1]
            yield ("hours", name, "", first + 1, last + 1, round(float(need.sum()), 4), 0, 0.0)
            level = task.people[name].level
            for helper in _helpers(task, name, level, group, spare, first, last):
                given = np.minimum(spare[helper][first : last + 1], need)
                if given.sum() > 1e-6:
                    need = need - given
                    spare[helper][first : last + 1] -= given
                    yield ("lend", name, helper, first + 1, last + 1, round(float(given.sum()), 4), 0, 0.0)
                if need.sum() <= 1e-6:
                    break


def _helpers(
    task: Task, name: str, level: str, group: Group, spare: dict[str, np.ndarray], first: int, last: int
) -> list[str]:
    """Order those of the same level who have hours left, the freest first."""
    free = {one: float(spare[one][first : last + 1].clip(min=0).sum()) for one in task.people
            if one != name and one not in group.people and task.people[one].level == level}  # fmt: skip
    return [one for one in sorted(free, key=lambda one: (-free[one], one)) if free[one] > 1e-6]


def _drops(lost: list[tuple[Promise, list[int]]]) -> Iterator[tuple[object, ...]]:
    """Say for each person which visits the plan gives up, as the cheapest that make room for the others."""
    for name in sorted({one.who[0] for one, _broken in lost}):
        mine = [(one, broken) for one, broken in lost if one.who[0] == name]
        visits = [_missing(one, broken) for one, broken in mine]
        hours = sum(one.hours * n for (one, _broken), n in zip(mine, visits, strict=True))
        value = sum(one.value * len(broken) / YEAR for one, broken in mine)
        weeks = [week for _one, broken in mine for week in broken]
        yield ("drop", name, "", min(weeks) + 1, max(weeks) + 1, round(hours, 4), sum(visits), round(value, 2))


def _runs(marked: np.ndarray) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each run of marked weeks."""
    first = None
    for at, on in enumerate([*marked.tolist(), False]):
        if on and first is None:
            first = at
        elif not on and first is not None:
            yield first, at - 1
            first = None
