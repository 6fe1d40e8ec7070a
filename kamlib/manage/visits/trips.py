"""Trips: what one of us visits in one city in one week is one trip; how few a plan needs (K10).

The plan of the promises comes first. Its visits then move within their slack: as many visits of each promise,
no other broken week, the same appointments, the hours of each week. Visits of two weeks change places as long as
that saves a trip or brings visits of a city together. City by city, the fewest weeks that hold all of its visits
are the bound; small plans are also given to HiGHS, which proves the fewest trips.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.manage.visits import trips_exact
from kamlib.manage.visits.inputs import Promise, place
from kamlib.manage.visits.model import Group, Solution
from kamlib.manage.visits.weeks import of_row, span, these

#: Weeks up to which all sets of weeks are listed.
LISTED = 14

#: What a trip saved is worth against visits that come to the same week.
_TRIP = 1000.0

#: Visits and weeks up to which HiGHS looks for the fewest trips.
SMALL = 100


@dataclass(frozen=True, eq=False)
class Grouped:
    """Visits with few trips, the trips, and the fewest that visits with these freedoms can need."""

    visits: np.ndarray
    trips: int
    bound: int


def told(group: Group) -> bool:
    """Tell whether a city of any customer is known."""
    return any(one.city for one in group.promises)


def by_week(group: Group, visits: np.ndarray) -> dict[tuple[str, int], int]:
    """Count the trips of each person in each week; a visit to a customer without a city is one by itself."""
    cities: dict[tuple[str, int], set[str]] = defaultdict(set)
    for at, (one, row) in enumerate(zip(group.promises, visits, strict=True)):
        for week in np.flatnonzero(row).tolist():
            for name in one.who:
                cities[(name, week)].add(place(one.city) if one.city else f"\0{at}")
    return {key: len(held) for key, held in cities.items()}


def count(group: Group, visits: np.ndarray) -> int:
    """Count the trips of all people of a group."""
    return sum(by_week(group, visits).values())


def by_person_and_week(groups: Sequence[Group], solutions: Sequence[Solution]) -> dict[tuple[str, int], int]:
    """Count the trips of a whole plan by person and week."""
    found: dict[tuple[str, int], int] = {}
    for group, solution in zip(groups, solutions, strict=True):
        found |= by_week(group, solution.visits)
    return found


def shared(groups: Sequence[Group], solutions: Sequence[Solution]) -> tuple[pd.DataFrame | None, float]:
    """Let visits share trips; who makes how many, and how far their number can be from the fewest."""
    if not any(told(group) for group in groups):
        return None, 0.0
    rows: list[tuple[str, int, int, int]] = []
    made = least = 0
    for group, solution in zip(groups, solutions, strict=True):
        before = by_week(group, solution.visits)
        found = fewest(group, solution.visits)
        solution.visits = found.visits
        made, least = made + found.trips, least + found.bound
        after = by_week(group, found.visits)
        for name in group.people:
            visits = sum(int(row.sum()) for one, row in zip(group.promises, found.visits, strict=True)
                         if name in one.who)  # fmt: skip
            now, apart = (sum(n for (who, _week), n in some.items() if who == name) for some in (after, before))
            rows.append((name, visits, now, apart))
    table = pd.DataFrame(rows, columns=["person", "visits", "trips", "trips_apart"])
    return table.sort_values("person", ignore_index=True), (made - least) / made if made else 0.0


def fewest(group: Group, visits: np.ndarray) -> Grouped:
    """Move visits within their slack so that they need few trips, and say how few any such plan needs."""
    now = count(group, visits)
    if not told(group) or not visits.any():
        return Grouped(visits, now, now)
    found, bound = visits.copy(), _least(group, visits)
    for name in group.people if group.weeks <= LISTED else ():
        calendar = _Calendar(group, found, name)
        found[calendar.at] = calendar.settle()
    trips = count(group, found)
    if trips > bound and visits.size <= SMALL:
        held = {at: _held(group, at, row) for at, row in enumerate(visits)}
        exact, least = trips_exact.fewest(group, visits, held)
        bound = max(bound, least)
        if exact is not None and count(group, exact) < trips:
            found, trips = exact, count(group, exact)
    return Grouped(found, trips, min(bound, trips))


def _held(group: Group, at: int, row: np.ndarray) -> list[int]:
    """Return the weeks of a promise that stay: what is agreed, and what an earlier plan has."""
    one = group.promises[at]
    return [week for week in np.flatnonzero(row).tolist() if week in one.fixed or week in group.wanted[at]]


def _ways(one: Promise, row: np.ndarray, held: list[int]) -> np.ndarray:
    """Tell of each set of weeks (as bits) whether it is a way to make the visits of a promise."""
    sets = np.arange(1 << len(row))
    made = of_row(row)
    may, kept = (one.possible | made) & span(0, len(row) - 1), these(held)
    able: np.ndarray = (np.bitwise_count(sets) == row.sum()) & (sets & ~may == 0) & (sets & kept == kept)
    for _end, asked in one.spans:
        if made & asked:
            able &= sets & asked != 0
    free = sets & ~kept
    for apart in range(1, one.gap):  # of two visits that are too near one is not agreed
        able &= (free & (sets >> apart) == 0) & (free & (sets << apart) == 0)
    return able


def _least(group: Group, visits: np.ndarray) -> int:
    """Return trips that any plan with these freedoms needs: of each person and city, were hours without end."""
    least: dict[tuple[str, str], int] = {}
    enough: dict[tuple[str, str], np.ndarray] = {}
    alone = 0
    for at, (one, row) in enumerate(zip(group.promises, visits, strict=True)):
        if not one.city:
            alone += int(row.sum()) * len(one.who)
            continue
        mine = _enough(_ways(one, row, _held(group, at, row))) if group.weeks <= LISTED else None
        for key in ((name, place(one.city)) for name in one.who):
            least[key] = max(least.get(key, 0), int(row.sum()))
            if mine is not None:
                enough[key] = enough[key] & mine if key in enough else mine
    size = np.bitwise_count(np.arange(1 << group.weeks)) if enough else np.zeros(0)
    listed = {key: int(size[enough[key]].min()) if key in enough else least[key] for key in least}
    return alone + sum(max(listed[key], _by_hours(group, visits, key)) for key in least)


def _by_hours(group: Group, visits: np.ndarray, key: tuple[str, str]) -> int:
    """Return the fewest weeks whose hours hold all visits of a person in a city."""
    name, city = key
    asked = sum(one.hours * int(row.sum()) for one, row in zip(group.promises, visits, strict=True)
                if name in one.who and one.city and place(one.city) == city)  # fmt: skip
    room = np.sort(group.capacity[name])[::-1].cumsum()
    return int(np.searchsorted(room, asked - 1e-6)) + 1 if asked > 0 else 0


def _enough(able: np.ndarray) -> np.ndarray:
    """Tell of each set of weeks whether it holds one of those that are able."""
    sets, enough = np.arange(len(able)), able.copy()
    for week in range(len(able).bit_length() - 1):
        with_it = (sets >> week & 1) == 1
        enough[with_it] |= enough[sets[with_it] ^ 1 << week]
    return enough


class _Calendar:
    """The visits that one person makes alone: what may change places, and what that saves."""

    def __init__(self, group: Group, visits: np.ndarray, name: str) -> None:
        self.at = [at for at, one in enumerate(group.promises) if one.who == (name,) and visits[at].any()]
        self.hours = np.array([group.promises[at].hours for at in self.at])
        self.left = group.free(visits)[name]
        self.visits = visits[self.at]
        bits = 1 << np.arange(group.weeks)
        self.bits, self.sets = bits, self.visits @ bits
        self.able = np.array([_ways(group.promises[at], visits[at], _held(group, at, visits[at]))
                              for at in self.at])  # fmt: skip
        self._count(group, visits, name)

    def _count(self, group: Group, visits: np.ndarray, name: str) -> None:
        """Count visits by city and week, those that are made together too; the last row is for no city."""
        cities = sorted({place(one.city) for one in group.promises if one.city})
        number = {city: at for at, city in enumerate(cities)}
        self.none = len(cities)
        self.city = np.array([number.get(place(group.promises[at].city), self.none) for at in self.at])
        self.held = np.zeros((len(cities) + 1, group.weeks))
        for one, row in zip(group.promises, visits, strict=True):
            if one.city and name in one.who:
                self.held[number[place(one.city)]] += row

    def settle(self) -> np.ndarray:
        """Exchange visits of two weeks, or move one, as long as that gathers those of a city."""
        weeks = len(self.bits)
        better = bool(self.at)
        while better:
            better = False
            for first in range(weeks):
                for second in range(first + 1, weeks):
                    while self._exchange(first, second):
                        better = True
        return self.visits

    def _exchange(self, first: int, second: int) -> bool:
        """Make the exchange of two weeks that gains most, if one gains."""
        there, gain_there = self._movable(first, second)
        back, gain_back = self._movable(second, first)
        gain = gain_there[:, None] + gain_back[None, :]
        size_there, size_back = (np.r_[self.hours[some], 0.0] for some in (there, back))
        swing = size_there[:, None] - size_back[None, :]
        fits = (swing <= self.left[second] + 1e-9) & (-swing <= self.left[first] + 1e-9)
        city_there, city_back = (np.r_[self.city[some], -1] for some in (there, back))
        gain[~fits | (city_there[:, None] == city_back[None, :])] = 0.0
        best = int(np.argmax(gain))
        one, other = divmod(best, gain.shape[1])
        if gain[one, other] <= 0:
            return False
        for some, at, start, end in ((there, one, first, second), (back, other, second, first)):
            if at < len(some):
                self._move(int(some[at]), start, end)
        return True

    def _movable(self, start: int, end: int) -> tuple[np.ndarray, np.ndarray]:
        """Return visits that may move between two weeks, and what each gains; none at all is the last one."""
        inside = (self.visits[:, start] > 0) & (self.visits[:, end] == 0)
        some = np.flatnonzero(inside)
        some = some[self.able[some, self.sets[some] ^ (self.bits[start] | self.bits[end])]]
        here, there = self.held[self.city[some], start], self.held[self.city[some], end]
        saved = (here == 1).astype("float64") - (there == 0)
        gain = np.where(self.city[some] == self.none, 0.0, _TRIP * saved + there + 1 - here)
        return some, np.r_[gain, 0.0]

    def _move(self, at: int, start: int, end: int) -> None:
        self.visits[at, start], self.visits[at, end] = 0, 1
        self.sets[at] ^= self.bits[start] | self.bits[end]
        self.left[start] += self.hours[at]
        self.left[end] -= self.hours[at]
        if self.city[at] != self.none:
            self.held[self.city[at], start] -= 1
            self.held[self.city[at], end] += 1
