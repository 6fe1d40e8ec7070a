"""A careful planner's visits week by week, and what is left of the hours for visits that nobody needs (K10)."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import numpy as np

from kamlib.manage.visits.inputs import Promise
from kamlib.manage.visits.model import Group, broken_weeks


def greedy(group: Group) -> np.ndarray:
    """Plan week by week as a careful planner does: what is due soonest first, then what is worth most an hour."""
    visits = np.zeros((len(group.promises), group.weeks), dtype="int64")
    left = {name: hours.copy() for name, hours in group.capacity.items()}
    for at, one in enumerate(group.promises):
        for week in {*one.fixed, *group.wanted[at]}:
            if week in one.fixed or fits(one, visits[at], left, week):
                _take(one, visits[at], left, week)
    for week in range(group.weeks):
        due = []
        for at, one in enumerate(group.promises):
            ends = [end for end in broken_weeks(one, visits[at]) if end >= week and end - one.every <= week]
            if ends and fits(one, visits[at], left, week):
                due.append((ends[0], -group.weights[at] / one.hours, at))
        for _end, _worth, at in sorted(due):
            one = group.promises[at]
            if fits(one, visits[at], left, week):
                _take(one, visits[at], left, week)
    return visits


def fill(group: Group, visits: np.ndarray) -> np.ndarray:
    """Leave out visits that keep no promise, then add those that the rate asks for where hours are left."""
    visits, left = visits.copy(), group.free(visits)
    order = sorted(range(len(group.promises)), key=lambda at: (-group.weights[at] / group.promises[at].hours, at))
    for at in reversed(order):
        _prune(group, at, visits, left)
    for at in order:
        _spread(group, at, visits, left)
        one, row = group.promises[at], visits[at]
        while row.sum() < rate(one, group.weeks):
            weeks = [week for week in range(group.weeks) if fits(one, row, left, week)]
            if not weeks:
                break
            taken = [*np.flatnonzero(row).tolist(), *one.past]
            _take(one, row, left, max(weeks, key=lambda week: (_apart(week, taken), -week)))
    return visits


def _spread(group: Group, at: int, visits: np.ndarray, left: dict[str, np.ndarray]) -> None:
    """Move visits that nobody agreed on to weeks nearer to the rate, where no week is broken for it."""
    one, row = group.promises[at], visits[at]
    broken = len(broken_weeks(one, row))
    for week in np.flatnonzero(row).tolist():
        if week in one.fixed or week in group.wanted[at]:
            continue
        _free(one, row, left, week)
        made = sorted([*np.flatnonzero(row).tolist(), *one.past])
        missed = {other: _uneven(made, other, one.every) for other in range(group.weeks)}
        best = week
        for other in missed:
            if missed[other] < missed[best] and fits(one, row, left, other):
                row[other] = 1
                best = other if len(broken_weeks(one, row)) <= broken else best
                row[other] = 0
        _take(one, row, left, best)


def _uneven(made: list[int], week: int, every: int) -> int:
    """Return by how many weeks more the visits miss the rate with one more."""
    at = bisect_left(made, week)
    before, after = made[max(0, at - 1) : at], made[at : at + 1]
    return _missed([*before, week, *after], every) - _missed([*before, *after], every)


def _missed(made: list[int], every: int) -> int:
    return sum(abs(after - before - every) for before, after in pairwise(made))


def _free(one: Promise, row: np.ndarray, left: dict[str, np.ndarray], week: int) -> None:
    row[week] = 0
    for name in one.who:
        left[name][week] += one.hours


def _apart(week: int, taken: list[int]) -> int:
    return min((abs(week - other) for other in taken), default=0)


def rate(promise: Promise, weeks: int) -> int:
    """Return how many visits a plan holds where one is made every c weeks, the last one counted."""
    since = -max((week for week in promise.past if week <= 0), default=0)
    return (weeks + min(since, promise.every)) // promise.every


def _prune(group: Group, at: int, visits: np.ndarray, left: dict[str, np.ndarray]) -> None:
    one, row = group.promises[at], visits[at]
    before = len(broken_weeks(one, row))
    for week in np.flatnonzero(row).tolist():
        if row.sum() <= rate(one, group.weeks):
            return
        if week in one.fixed or week in group.wanted[at]:
            continue
        row[week] = 0
        if len(broken_weeks(one, row)) > before:
            row[week] = 1
        else:
            _free(one, row, left, week)


def fits(one: Promise, row: np.ndarray, left: dict[str, np.ndarray], week: int) -> bool:
    """Tell whether a visit can be added in a week."""
    if row[week] or not one.may(week) or row[max(0, week - one.gap + 1) : week + one.gap].any():
        return False
    return all(left[name][week] >= one.hours - 1e-9 for name in one.who)


def _take(one: Promise, row: np.ndarray, left: dict[str, np.ndarray], week: int) -> None:
    if not row[week]:
        row[week] = 1
        for name in one.who:
            left[name][week] -= one.hours
