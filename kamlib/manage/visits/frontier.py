"""What more or fewer hours would buy: visits, promises kept, and how sure that is (K10)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kamlib.manage.visits import greedy, hours, model, solver, trips
from kamlib.manage.visits.inputs import YEAR, Task
from kamlib.manage.visits.model import Group, Solution, broken_weeks

COLUMNS = ("part", "hours", "visits", "promises", "kept", "kept_share", "gap")

#: Parts of today's hours that are tried.
PARTS = (0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5)

#: Nodes for each group of people and part: an answer with its gap is enough here, and no clock is needed.
_NODES = 1


@dataclass(frozen=True, eq=False)
class _Tried:
    """The plan of a group with a part of the hours, and what of these visits can use; None as the plan stands."""

    rooms: tuple[tuple[float, ...], ...] | None
    plan: Solution


def frontier(
    task: Task, groups: Sequence[Group], solutions: Sequence[Solution], people: Collection[str],
    parts: Sequence[float],
) -> pd.DataFrame:  # fmt: skip
    """Plan again with parts of the hours of some people, and count what is kept of the promises they make."""
    mine = [(group, known) for group, known in zip(groups, solutions, strict=True)
            if any(name in people for name in group.people)]  # fmt: skip
    last: list[_Tried | None] = [None] * len(mine)
    rows = []
    for part in sorted({1.0, *parts}):
        shorter = _with_part(task, people, part)
        tried = [(_scaled(shorter, group), known) for group, known in mine]
        last = [_Tried(None, known) if part == 1.0 else _solved(group, before)
                for (group, known), before in zip(tried, last, strict=True)]  # fmt: skip
        if part in parts:
            found = [(group, one.plan) for (group, _known), one in zip(tried, last, strict=True) if one]
            hours = sum(sum(shorter.people[name].hours) for name in shorter.people if name in people)
            rows.append((part, hours / task.weeks, *_counted(task, found, people)))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "trips"])
    return table if any(trips.told(group) for group, _known in mine) else table.drop(columns="trips")


def _with_part(task: Task, people: Collection[str], part: float) -> Task:
    """Give some people a part of their hours."""
    return replace(task, people={
        name: replace(one, hours=tuple(part * hours for hours in one.hours)) if name in people else one
        for name, one in task.people.items()
    })  # fmt: skip


def _scaled(task: Task, group: Group) -> Group:
    """Return the group with the hours of another task."""
    return replace(group, capacity={who: model.hours_of(task, who, group.promises) for who in group.people})


def _solved(group: Group, before: _Tried | None) -> _Tried:
    """Return the best plan found: that of fewer hours is one of them, and the same where no more visits fit."""
    rooms = hours.rooms(group)
    if before is not None and before.rooms == rooms:
        return before
    found = solver.solve(group, math.inf, _NODES)
    if before is not None and group.cost(before.plan.visits) < found.cost:
        found = replace(found, visits=before.plan.visits, cost=group.cost(before.plan.visits))
    return _Tried(rooms, found)


def _counted(
    task: Task, found: Sequence[tuple[Group, Solution]], people: Collection[str]
) -> tuple[int, int, int, float, float, int]:
    """Return visits, promises, those kept in each week, the part of their money kept, the gap, and trips."""
    planned = [(group, trips.fewest(group, greedy.fill(group, one.visits)).visits) for group, one in found]
    rows = list(_promises(planned, people))
    whole = sum(value for _visits, _broken, value in rows) * task.weeks
    lost = sum(value * broken for _visits, broken, value in rows)
    cost, bound = (sum(getattr(one, name) for _group, one in found) for name in ("cost", "bound"))
    return (
        sum(visits for visits, _broken, _value in rows), len(rows),
        sum(1 for _visits, broken, _value in rows if not broken), 1 - lost / whole if whole > 0 else math.nan,
        (cost - bound) / cost if cost - bound > 1e-9 else 0.0,
        sum(n for group, visits in planned for (name, _week), n in trips.by_week(group, visits).items()
            if name in people),
    )  # fmt: skip


def _promises(
    planned: Sequence[tuple[Group, np.ndarray]], people: Collection[str]
) -> Iterator[tuple[int, int, float]]:
    """Yield of each promise that some people make its visits, its broken weeks and its money a week."""
    for group, visits in planned:
        for one, row in zip(group.promises, visits, strict=True):
            if any(name in people for name in one.who):
                yield int(np.sum(row)), len(broken_weeks(one, row)), one.value / YEAR
