"""From weeks to days: each visit of a plan gets a date, evenly over the working days of its week (K10).

Visits of one person to one city in one week are made on as few days as they fit in, one day after another.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kamlib.manage.visits.inputs import Promise
from kamlib.manage.visits.inputs import place as same_city

#: Hours of visits that a day in one city holds.
DAY = 8.0

#: Dates of an earlier plan, by customer, level and week.
Earlier = Mapping[tuple[str, str, int], dt.date]


@dataclass(frozen=True)
class Visit:
    """A planned visit: its promise, its week (counted from 0), its date."""

    promise: Promise
    week: int
    date: dt.date


class _Diary:
    """The visits that have a date so far: how full days are, who is met, and in which cities somebody is."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str, int], Visit] = {}
        self._load: dict[tuple[str, dt.date], float] = defaultdict(float)
        self._met: dict[tuple[str, dt.date], int] = defaultdict(int)
        self._there: dict[tuple[str, dt.date], set[str]] = defaultdict(set)

    def place(self, one: Promise, week: int, day: dt.date) -> None:
        """Put a visit on a day."""
        self.found[(*one.key, week)] = Visit(one, week, day)
        self._met[(one.customer_id, day)] += 1
        for name in one.who:
            self._load[(name, day)] += one.hours
            if one.city:
                self._there[(name, day)].add(same_city(one.city))

    def freest(self, one: Promise, week: int) -> dt.date:
        """Return the best day of a week: without another visit there, on a trip made anyway, least full."""
        trips = self._trips(one, week)
        return min(trips, key=lambda day: (
            self._met[(one.customer_id, day)], *trips[day],
            round(sum(self._load[(name, day)] for name in one.who), 6), day,
        ))  # fmt: skip

    def _trips(self, one: Promise, week: int) -> dict[dt.date, tuple[int, int]]:
        """Rank days: in the city anyway with time left, next to such a day, free of other cities, others."""
        if not one.city:
            return dict.fromkeys(one.days[week], (0, 0))
        city, name = same_city(one.city), one.who[0]
        here = [day for day in one.days[week] if city in self._there[(name, day)]]
        ranks = {}
        for day in one.days[week]:
            if day in here and all(self._load[(who, day)] + one.hours <= DAY for who in one.who):
                ranks[day] = (0, 0)
            else:
                away = min((abs((other - day).days) for other in here), default=0)
                ranks[day] = (1 + bool(self._there[(name, day)]), away)
        return ranks


def dated(visits: list[tuple[Promise, int]], earlier: Earlier) -> list[Visit]:
    """Give each visit a date: the agreed one, else the earlier one, else the freest day of those who go."""
    diary, open_ = _Diary(), []
    for one, week in visits:
        said = one.fixed.get(week) or earlier.get((*one.key, week))
        if week in one.fixed or (said is not None and said in one.days[week]):
            assert said is not None  # noqa: S101  (a fixed day is a day)
            diary.place(one, week, said)
        else:
            open_.append((week, -len(one.who), -one.hours, *one.key, one))
    for week, _who, _hours, _customer, _level, one in sorted(open_, key=lambda row: row[:5]):
        diary.place(one, week, diary.freest(one, week))
    found = diary.found
    return [found[key] for key in sorted(found, key=lambda key: (key[2], found[key].date, key[0], key[1]))]
