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


def dated(visits: list[tuple[Promise, int]], earlier: Earlier) -> list[Visit]:
    """Give each visit a date: the agreed one, else the earlier one, else the freest day of those who go."""
    load: dict[tuple[str, dt.date], float] = defaultdict(float)
    met: dict[tuple[str, dt.date], int] = defaultdict(int)
    there: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
    found: dict[tuple[str, str, int], Visit] = {}

    def place(one: Promise, week: int, day: dt.date) -> None:
        found[(*one.key, week)] = Visit(one, week, day)
        met[(one.customer_id, day)] += 1
        for name in one.who:
            load[(name, day)] += one.hours
            if one.city:
                there[(name, day)].add(same_city(one.city))

    def trip(one: Promise, week: int, day: dt.date) -> tuple[int, int]:
        """Rank a day: in the city anyway with time left, next to such a day, free of other cities, others."""
        if not one.city:
            return 0, 0
        city, name = same_city(one.city), one.who[0]
        near = [abs((other - day).days) for other in one.days[week] if city in there[(name, other)]]
        if near and min(near) == 0 and all(load[(who, day)] + one.hours <= DAY for who in one.who):
            return 0, 0
        return 1 + bool(there[(name, day)]), min(near, default=0)

    open_ = []
    for one, week in visits:
        said = one.fixed.get(week) or earlier.get((*one.key, week))
        if week in one.fixed or (said is not None and said in one.days[week]):
            assert said is not None  # noqa: S101  (a fixed day is a day)
            place(one, week, said)
        else:
            open_.append((week, -len(one.who), -one.hours, *one.key, one))
    for week, _who, _hours, _customer, _level, one in sorted(open_, key=lambda row: row[:5]):
        day = min(one.days[week], key=lambda day: (
            met[(one.customer_id, day)], *trip(one, week, day),
            round(sum(load[(name, day)] for name in one.who), 6), day))  # fmt: skip
        place(one, week, day)
    return [found[key] for key in sorted(found, key=lambda key: (key[2], found[key].date, key[0], key[1]))]
