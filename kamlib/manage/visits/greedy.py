"""A careful planner's visits week by week, and what is left of the hours for visits that nobody needs (K10)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from kamlib.manage.visits.inputs import Promise
from kamlib.manage.visits.model import Group
from kamlib.manage.visits.weeks import listed, of_row, rows, these

#: Hours that are left of each person, week by week.
_Left = dict[str, list[float]]


def greedy(group: Group) -> np.ndarray:
    """Plan week by week as a careful planner does: what is due soonest first, then what is worth most an hour."""
    visits = [0] * len(group.promises)
    left = _lists(group.capacity)
    for at, one in enumerate(group.promises):
        for week in {*one.fixed, *group.wanted[at]}:
            if week in one.fixed or fits(one, visits[at], left, week):
                visits[at] = _taken(one, visits[at], left, week)
    for week in range(group.weeks):
        due = []
        for at, one in enumerate(group.promises):
            end = _due(one, visits[at], week)
            if end is not None and fits(one, visits[at], left, week):
                due.append((end, -group.weights[at] / one.hours, at))
        for _end, _worth, at in sorted(due):
            one = group.promises[at]
            if fits(one, visits[at], left, week):
                visits[at] = _taken(one, visits[at], left, week)
    return rows(visits, group.weeks)


def _lists(hours: Mapping[str, np.ndarray]) -> _Left:
    return {name: each.tolist() for name, each in hours.items()}


def _due(one: Promise, visits: int, week: int) -> int | None:
    """Return the first broken week that a visit in a week would keep; None where there is none."""
    return next((end for end, span in one.spans if span >> week & 1 and not visits & span), None)


def _broken(one: Promise, visits: int) -> int:
    return sum(1 for _end, span in one.spans if not visits & span)


def fill(group: Group, visits: np.ndarray) -> np.ndarray:
    """Leave out visits that keep no promise, then add those that the rate asks for where hours are left."""
    made, left = [of_row(row) for row in visits], _lists(group.free(visits))
    order = sorted(range(len(group.promises)), key=lambda at: (-group.weights[at] / group.promises[at].hours, at))
    held = [these({*one.fixed, *wanted}) for one, wanted in zip(group.promises, group.wanted, strict=True)]
    for at in reversed(order):
        made[at] = _pruned(group.promises[at], made[at], held[at], left, group.weeks)
    for at in order:
        one = group.promises[at]
        made[at] = _spread(one, made[at], held[at], left)
        while made[at].bit_count() < rate(one, group.weeks):
            weeks = _weeks(one, made[at], left)
            if not weeks:
                break
            taken = [*listed(made[at]), *one.past]
            best = max(weeks, key=lambda week: (_apart(week, taken), -week))
            made[at] = _taken(one, made[at], left, best)
    return rows(made, group.weeks)


def _spread(one: Promise, visits: int, held: int, left: _Left) -> int:
    """Move visits that nobody agreed on to weeks nearer to the rate, where no week is broken for it."""
    broken = _broken(one, visits)
    for week in listed(visits & ~held):
        visits = _freed(one, visits, left, week)
        made = sorted([*listed(visits), *one.past])
        best, least = week, _uneven(made, week, one.every)
        for other in _weeks(one, visits, left):
            missed = _uneven(made, other, one.every)
            if missed < least and _broken(one, visits | 1 << other) <= broken:
                best, least = other, missed
        visits = _taken(one, visits, left, best)
    return visits


def _uneven(made: Sequence[int], week: int, every: int) -> int:
    """Return by how many weeks more the visits miss the rate with one more."""
    at = bisect_left(made, week)
    before, after = made[max(0, at - 1) : at], made[at : at + 1]
    return _missed([*before, week, *after], every) - _missed([*before, *after], every)


def _missed(made: list[int], every: int) -> int:
    return sum(abs(after - before - every) for before, after in pairwise(made))


def _freed(one: Promise, visits: int, left: _Left, week: int) -> int:
    """Give the hours of a visit back, and return the other visits."""
    for name in one.who:
        left[name][week] += one.hours
    return visits & ~(1 << week)


def _apart(week: int, taken: list[int]) -> int:
    return min((abs(week - other) for other in taken), default=0)


def rate(promise: Promise, weeks: int) -> int:
    """Return how many visits a plan holds where one is made every c weeks, the last one counted."""
    since = -max((week for week in promise.past if week <= 0), default=0)
    return (weeks + min(since, promise.every)) // promise.every


def _pruned(one: Promise, visits: int, held: int, left: _Left, weeks: int) -> int:
    """Leave out visits that nobody agreed on and that keep no week from being broken, down to the rate."""
    before = _broken(one, visits)
    for week in listed(visits & ~held):
        if visits.bit_count() <= rate(one, weeks):
            break
        if _broken(one, visits & ~(1 << week)) <= before:
            visits = _freed(one, visits, left, week)
    return visits


def fits(one: Promise, visits: int, left: Mapping[str, Sequence[float] | np.ndarray], week: int) -> bool:
    """Tell whether a visit can be added to others in a week; weeks as ``weeks`` has them."""
    return bool(one.open_beside(visits) >> week & 1) and _has_hours(one, left, week)


def _weeks(one: Promise, visits: int, left: _Left) -> list[int]:
    """Return the weeks in which a visit can be added to others."""
    return [week for week in listed(one.open_beside(visits)) if _has_hours(one, left, week)]


def _has_hours(one: Promise, left: Mapping[str, Sequence[float] | np.ndarray], week: int) -> bool:
    for name in one.who:  # noqa: SIM110  (asked a million times in a large plan)
        if left[name][week] < one.hours - 1e-9:
            return False
    return True


def _taken(one: Promise, visits: int, left: _Left, week: int) -> int:
    """Take the hours of a visit, unless it is made already, and return all visits."""
    if not visits >> week & 1:
        for name in one.who:
            left[name][week] -= one.hours
    return visits | 1 << week
