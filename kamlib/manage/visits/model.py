"""The exact plan: which week for which visit, so that promises worth the most money are kept (K10).

Each promise asks for at least one visit in any c + 1 weeks. A week at whose end the last c + 1 weeks hold no
visit is a broken one; it costs its share of the customer's yearly money. The plan with the least money in
broken weeks is found by HiGHS, for each group of people that share visits apart from all others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kamlib.manage.visits.inputs import Promise, Task
from kamlib.manage.visits.weeks import of_row

#: What a broken week costs at most and at least in the model, and the price of a changed appointment.
MOST, LEAST, CHANGED = 1000.0, 1.0, 0.01

#: Part of the appointments of an earlier plan that may change.
STABLE = 0.1


@dataclass(frozen=True, eq=False)
class Group:
    """People that share visits, and the promises that they keep."""

    people: tuple[str, ...]
    promises: tuple[Promise, ...]
    weights: np.ndarray
    capacity: dict[str, np.ndarray]
    wanted: tuple[frozenset[int], ...]

    @property
    def weeks(self) -> int:
        """Weeks of the plan."""
        return len(next(iter(self.capacity.values())))

    def cost(self, visits: np.ndarray) -> float:
        """Return what a plan costs: broken weeks by their weights, and appointments that change."""
        broken = sum(weight * len(broken_weeks(one, row))
                     for one, row, weight in zip(self.promises, visits, self.weights, strict=True))  # fmt: skip
        changed = sum(1 for row, weeks in zip(visits, self.wanted, strict=True) for week in weeks if not row[week])
        return float(broken + CHANGED * changed)

    def free(self, visits: np.ndarray) -> dict[str, np.ndarray]:
        """Return the hours that are left of each person and week."""
        left = {name: hours.copy() for name, hours in self.capacity.items()}
        for one, row in zip(self.promises, visits, strict=True):
            for name in one.who:
                left[name] -= one.hours * row
        return left


@dataclass(eq=False)
class Solution:
    """Visits by promise and week, what they cost, its proven bound, and whether the clock ended the search."""

    visits: np.ndarray
    cost: float
    bound: float
    late: bool = False


def broken_weeks(promise: Promise, row: np.ndarray) -> list[int]:
    """Return the weeks at whose end a promise is broken."""
    made = of_row(row)
    return [end for end, span in promise.spans if not made & span]


def groups(task: Task, keep: dict[tuple[str, str], frozenset[int]]) -> list[Group]:
    """Split a plan into groups that share nobody."""
    home = {name: name for name in task.people}

    def root(name: str) -> str:
        while home[name] != name:
            name = home[name]
        return name

    for one in task.promises:
        for name in one.who[1:]:
            first, second = sorted((root(one.who[0]), root(name)))
            home[second] = first
    most = max((one.value for one in task.promises), default=0.0) or 1.0
    of: dict[str, list[Promise]] = defaultdict(list)
    for one in task.promises:
        of[root(one.who[0])].append(one)
    found = []
    for _root, held in sorted(of.items()):
        people = tuple(sorted({who for one in held for who in one.who}))
        weights = np.array([max(LEAST, MOST * one.value / most) for one in held])
        capacity = {who: hours_of(task, who, held) for who in people}
        wanted = tuple(frozenset(week for week in keep.get(one.key, ()) if one.may(week)) for one in held)
        found.append(Group(people, tuple(held), weights, capacity, wanted))
    return found


def hours_of(task: Task, who: str, promises: Sequence[Promise]) -> np.ndarray:
    """Return the hours of a person in each week; what is fixed already is taken as agreed."""
    fixed = np.zeros(task.weeks)
    for one in promises:
        for week in one.fixed if who in one.who else ():
            fixed[week] += one.hours
    held: np.ndarray = np.maximum(np.array(task.people[who].hours), fixed)
    return held
