"""The exact plan: which week for which visit, so that promises worth the most money are kept (K10).

Each promise asks for at least one visit in any c + 1 weeks. A week at whose end the last c + 1 weeks hold no
visit is a broken one; it costs its share of the customer's yearly money. The plan with the least money in
broken weeks is found by HiGHS, for each group of people that share visits apart from all others.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import reduce
from math import gcd

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from kamlib.manage.visit_inputs import Promise, Task

#: What a broken week costs at most and at least in the model, and the price of a changed appointment.
MOST, LEAST, CHANGED = 1000.0, 1.0, 0.01

#: Part of the appointments of an earlier plan that may change.
STABLE = 0.1

_MINUTES = 60


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
    """Visits by promise and week, what they cost, and the proven bound of it."""

    visits: np.ndarray
    cost: float
    bound: float


def broken_weeks(promise: Promise, row: np.ndarray) -> list[int]:
    """Return the weeks at whose end a promise is broken."""
    return [end for end in promise.windows if not row[max(0, end - promise.every) : end + 1].any()]


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
    found = []
    for name in sorted({root(one.who[0]) for one in task.promises}):
        held = tuple(one for one in task.promises if root(one.who[0]) == name)
        people = tuple(sorted({who for one in held for who in one.who}))
        weights = np.array([max(LEAST, MOST * one.value / most) for one in held])
        capacity = {who: _capacity(task, who, held) for who in people}
        wanted = tuple(frozenset(week for week in keep.get(one.key, ()) if one.may(week)) for one in held)
        found.append(Group(people, held, weights, capacity, wanted))
    return found


def _capacity(task: Task, who: str, promises: tuple[Promise, ...]) -> np.ndarray:
    """Return the hours of a person in each week; what is fixed already is taken as agreed."""
    fixed = np.zeros(task.weeks)
    for one in promises:
        for week in one.fixed if who in one.who else ():
            fixed[week] += one.hours
    held: np.ndarray = np.maximum(np.array(task.people[who].hours), fixed)
    return held


@dataclass
class _Model:
    """A mixed-integer model row by row."""

    price: list[float]
    upper: list[float]
    whole: int
    at: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    factor: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def variable(self, price: float, upper: float = np.inf) -> int:
        self.price.append(price)
        self.upper.append(upper)
        return len(self.price) - 1

    def row(self, parts: dict[int, float], low: float, high: float) -> None:
        self.at += [len(self.low)] * len(parts)
        self.column += list(parts)
        self.factor += list(parts.values())
        self.low.append(low)
        self.high.append(high)

    def solve(self, lower: np.ndarray, seconds: float) -> tuple[np.ndarray | None, float]:
        """Return the best values found and the proven bound."""
        size = (len(self.low), len(self.price))
        matrix = coo_array((self.factor, (self.at, self.column)), shape=size).tocsr()
        whole = np.zeros(size[1])
        whole[: self.whole] = 1
        below = np.zeros(size[1])
        below[: self.whole] = lower
        found = milp(
            np.array(self.price), integrality=whole, bounds=Bounds(below, np.array(self.upper)),
            constraints=LinearConstraint(matrix, np.array(self.low), np.array(self.high)),
            options={"mip_rel_gap": 0.0, "time_limit": max(seconds, 0.1)},
        )  # fmt: skip
        bound = getattr(found, "mip_dual_bound", None)
        best: np.ndarray | None = found.x
        return best, -np.inf if bound is None or not np.isfinite(bound) else float(bound)


def _visits(group: Group) -> tuple[_Model, np.ndarray]:
    """Begin a model: a variable for each promise and week, minimum gaps, and what is fixed."""
    size = len(group.promises) * group.weeks
    upper = np.array([one.may(week) for one in group.promises for week in range(group.weeks)], dtype="float64")
    lower = np.array([week in one.fixed for one in group.promises for week in range(group.weeks)], dtype="float64")
    model = _Model([0.0] * size, list(upper), size)
    for at, one in enumerate(group.promises):
        for week in range(group.weeks - 1 if one.gap > 1 else 0):
            last = min(week + one.gap, group.weeks)
            cells = range(at * group.weeks + week, at * group.weeks + last)
            pinned = sum(lower[cell] for cell in cells)
            model.row(dict.fromkeys(cells, 1.0), -np.inf, max(1.0, pinned))
    return model, lower


def _windows(model: _Model, group: Group, *, priced: bool) -> None:
    """Ask for a visit in each window; where it is priced, a window may also be broken for money."""
    for at, one in enumerate(group.promises):
        for end in one.windows:
            weeks = range(max(0, end - one.every), end + 1)
            parts = {at * group.weeks + week: 1.0 for week in weeks}
            if priced:
                parts[model.variable(float(group.weights[at]), 1.0)] = 1.0
            elif not any(one.may(week) for week in weeks):
                continue
            model.row(parts, 1.0, np.inf)


def _hours(model: _Model, group: Group, *, lent: bool) -> dict[str, list[int]]:
    """Hold each person to the hours of a week; lent hours come on top where they are allowed."""
    added: dict[str, list[int]] = {}
    for name in group.people:
        mine = [at for at, one in enumerate(group.promises) if name in one.who]
        sizes = [group.promises[at].hours for at in mine]
        sharing, step = _common(sizes)
        for week in range(group.weeks):
            parts = {at * group.weeks + week: size / step for at, size in zip(mine, sizes, strict=True)}
            room = group.capacity[name][week] / step
            if lent:
                extra = model.variable(step)
                parts[extra] = -1.0
                added.setdefault(name, []).append(extra)
            elif sharing:
                room = float(np.floor(room + 1e-9))  # no visit can use the rest: the model is tighter without it
            model.row(parts, -np.inf, float(room))
    return added


def _common(hours: list[float]) -> tuple[bool, float]:
    """Return whether all visits are multiples of some minutes, and of how many at most, in hours."""
    minutes = [round(one * _MINUTES) for one in hours]
    if any(abs(one * _MINUTES - whole) > 1e-6 for one, whole in zip(hours, minutes, strict=True)):
        return False, 1.0
    return True, reduce(gcd, minutes, 0) / _MINUTES


def solve(group: Group, seconds: float) -> Solution:
    """Find the plan that costs least, and the bound that proves it."""
    plain = greedy(group)
    best = Solution(plain, group.cost(plain), 0.0)
    if best.cost == 0.0:
        return best
    found, bound, base = _solved(group, seconds, stable=True)
    if found is None and any(group.wanted):  # hours or absences force more changes than a tenth
        found, bound, base = _solved(group, seconds, stable=False)
    if found is not None:
        cost = group.cost(found)
        best = Solution(found, cost, 0.0) if cost < best.cost - 1e-9 or _changes(group, plain) else best
    best.bound = min(best.cost, max(0.0, bound + base))
    if best.cost - best.bound <= 1e-6 * max(1.0, best.cost):
        best.bound = best.cost
    return best


def _solved(group: Group, seconds: float, *, stable: bool) -> tuple[np.ndarray | None, float, float]:
    """Return the visits found, the proven bound of their price, and the price that is always paid."""
    model, lower = _visits(group)
    _windows(model, group, priced=True)
    _hours(model, group, lent=False)
    base = _stability(model, group, held=stable)
    found, bound = model.solve(lower, seconds)
    if found is None:
        return None, bound, base
    return np.rint(found[: model.whole]).reshape(len(group.promises), -1).astype("int64"), bound, base


def _changes(group: Group, visits: np.ndarray) -> bool:
    """Tell whether a plan changes more appointments than it may."""
    total = sum(len(weeks) for weeks in group.wanted)
    gone = sum(1 for row, weeks in zip(visits, group.wanted, strict=True) for week in weeks if not row[week])
    return gone > int(STABLE * total)


def _stability(model: _Model, group: Group, *, held: bool) -> float:
    """Let only a tenth of the earlier appointments change, each for a small price; return what is always paid."""
    cells = [at * group.weeks + week for at, weeks in enumerate(group.wanted) for week in sorted(weeks)]
    if not cells:
        return 0.0
    for cell in cells:
        model.price[cell] -= CHANGED
    if held:
        model.row(dict.fromkeys(cells, 1.0), float(len(cells) - int(STABLE * len(cells))), np.inf)
    return CHANGED * len(cells)


def lacking(group: Group, seconds: float) -> dict[str, np.ndarray]:
    """Return the fewest hours of each person and week with which all promises that days allow would be kept."""
    model, lower = _visits(group)
    _windows(model, group, priced=False)
    added = _hours(model, group, lent=True)
    found, _bound = model.solve(lower, seconds)
    if found is None:
        return {}
    visits = np.rint(found[: model.whole]).reshape(len(group.promises), -1)
    free = group.free(visits)
    return {name: np.round(np.maximum(0.0, -free[name]), 6) for name in added}


def greedy(group: Group) -> np.ndarray:
    """Plan week by week as a careful planner does: what is due soonest first, then what is worth most an hour."""
    visits = np.zeros((len(group.promises), group.weeks), dtype="int64")
    left = {name: hours.copy() for name, hours in group.capacity.items()}
    for at, one in enumerate(group.promises):
        for week in {*one.fixed, *group.wanted[at]}:
            if week in one.fixed or _fits(one, visits[at], left, week):
                _take(one, visits[at], left, week)
    for week in range(group.weeks):
        due = []
        for at, one in enumerate(group.promises):
            ends = [end for end in broken_weeks(one, visits[at]) if end >= week and end - one.every <= week]
            if ends and _fits(one, visits[at], left, week):
                due.append((ends[0], -group.weights[at] / one.hours, at))
        for _end, _worth, at in sorted(due):
            one = group.promises[at]
            if _fits(one, visits[at], left, week):
                _take(one, visits[at], left, week)
    return visits


def fill(group: Group, visits: np.ndarray) -> np.ndarray:
    """Leave out visits that keep no promise, then add those that the rate asks for where hours are left."""
    visits, left = visits.copy(), group.free(visits)
    order = sorted(range(len(group.promises)), key=lambda at: (-group.weights[at] / group.promises[at].hours, at))
    for at in reversed(order):
        _prune(group, at, visits, left)
    for at in order:
        one, row = group.promises[at], visits[at]
        while row.sum() < rate(one, group.weeks):
            weeks = [week for week in range(group.weeks) if _fits(one, row, left, week)]
            if not weeks:
                break
            taken = [*np.flatnonzero(row), *one.past]
            _take(one, row, left, max(weeks, key=lambda week: (_apart(week, taken), -week)))
    return visits


def _apart(week: int, taken: list[int]) -> int:
    return min((abs(week - other) for other in taken), default=0)


def rate(promise: Promise, weeks: int) -> int:
    """Return how many visits a plan holds where one is made every c weeks, the last one counted."""
    since = -max((week for week in promise.past if week <= 0), default=0)
    return (weeks + min(since, promise.every)) // promise.every


def _prune(group: Group, at: int, visits: np.ndarray, left: dict[str, np.ndarray]) -> None:
    one, row = group.promises[at], visits[at]
    before = len(broken_weeks(one, row))
    for week in np.flatnonzero(row):
        if row.sum() <= rate(one, group.weeks):
            return
        if week in one.fixed or week in group.wanted[at]:
            continue
        row[week] = 0
        if len(broken_weeks(one, row)) > before:
            row[week] = 1
        else:
            for name in one.who:
                left[name][week] += one.hours


def _fits(one: Promise, row: np.ndarray, left: dict[str, np.ndarray], week: int) -> bool:
    """Tell whether a visit can be added in a week."""
    if row[week] or not one.may(week) or row[max(0, week - one.gap + 1) : week + one.gap].any():
        return False
    return all(left[name][week] >= one.hours - 1e-9 for name in one.who)


def _take(one: Promise, row: np.ndarray, left: dict[str, np.ndarray], week: int) -> None:
    if not row[week]:
        row[week] = 1
        for name in one.who:
            left[name][week] -= one.hours


def plan_groups(found: list[Group], seconds: float) -> list[Solution]:
    """Solve each group within the time that is left for it."""
    solutions, begun = [], time.monotonic()
    for at, group in enumerate(found):
        left = seconds - (time.monotonic() - begun)
        solutions.append(solve(group, left / (len(found) - at) if at + 1 < len(found) else left))
    return solutions
