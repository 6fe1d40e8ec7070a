"""Promises, people and earlier visits as a plan of visits needs them; what cannot be planned is refused (K10)."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.manage.visits import working_days
from kamlib.manage.visits.weeks import span, these
from kamlib.words import _, number
from kamlib.words.phrases import nearest

#: What each table has to have.
PROMISES = ("customer_id", "level", "every_weeks", "hours", "person", "value")
PEOPLE = ("person", "hours_per_week")

#: Figures from here on are no hours, weeks or money.
MOST = 1e15

#: Weeks of a year: the money of a year is at stake for as many weeks.
YEAR = 52


@dataclass(frozen=True)
class Promise:
    """A level of visits that a customer is promised, and the weeks and days in which it can be kept."""

    customer_id: str
    level: str
    every: int
    gap: int
    hours: float
    who: tuple[str, ...]
    value: float
    days: tuple[tuple[dt.date, ...], ...]
    past: frozenset[int]
    windows: tuple[int, ...]
    fixed: dict[int, dt.date]
    city: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells one promise from the others."""
        return self.customer_id, self.level

    def may(self, week: int) -> bool:
        """Tell whether a visit can take place in a week."""
        return bool(self.possible >> week & 1)

    @cached_property
    def possible(self) -> int:
        """The weeks in which a visit can take place, as ``weeks`` has them."""
        open_, fixed = these(week for week, days in enumerate(self.days) if days), these(self.fixed)
        for week in (*self.past, *self.fixed):
            open_ &= ~self.near(week)
        return open_ | fixed

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Each week at whose end the promise can be broken, and the weeks one of which has to hold a visit."""
        return tuple((end, span(end - self.every, end)) for end in self.windows)

    def near(self, week: int) -> int:
        """Return the weeks that are too near to a week for another visit, and that week."""
        return span(week - self.gap + 1, week + self.gap - 1)

    def open_beside(self, visits: int) -> int:
        """Return the weeks in which a visit can take place next to others."""
        near = visits
        for apart in range(1, self.gap):
            near |= visits << apart | visits >> apart
        return self.possible & ~near


@dataclass(frozen=True)
class Person:
    """One of ours, with working days and hours of each week."""

    name: str
    level: str
    days: tuple[tuple[dt.date, ...], ...]
    hours: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Task:
    """All that a plan is made from, in an order of its own."""

    promises: tuple[Promise, ...]
    people: dict[str, Person]
    start: dt.date
    monday: dt.date
    weeks: int
    official_until: dt.date | None

    def first_day(self, week: int) -> dt.date:
        """Return the Monday of a week, counted from 0."""
        return self.monday + dt.timedelta(weeks=week)


def place(city: str) -> str:
    """Return a city as it is compared: without case, full width, and the Chinese word for a city at its end."""
    text = unicodedata.normalize("NFKC", city).strip().casefold()
    return text[:-1] if len(text) > 2 and text.endswith("市") else text


def _need(table: pd.DataFrame, columns: tuple[str, ...], name: str) -> None:
    for column in columns:
        if column not in table:
            raise KamError(_("{table}: column {column} is missing.", table=name, column=column))


def _refuse(table: str, row: int, column: str, what: str) -> None:
    raise KamError(_("{table}, row {row}, column {column}: {what}", table=table, row=str(row + 1), column=column,
                     what=what))  # fmt: skip


def _number(value: Any, table: str, row: int, column: str, least: float, *, open_: bool = False) -> float:
    """Read a number, at least `least` (above it if `open_`); from `MOST` on it is a slip."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not abs(found) < MOST or found < least or (open_ and found <= least):
        said = "" if value is None or value is pd.NA or value != value else str(value)
        if open_:
            _refuse(table, row, column, _("a number above {least} is needed, not “{value}”",
                                          least=number(least, 0), value=said))  # fmt: skip
        _refuse(table, row, column, _("a number of at least {least} is needed, not “{value}”",
                                      least=number(least, 0), value=said))  # fmt: skip
    return found


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()


def prepare(
    promises: pd.DataFrame, people: pd.DataFrame, *, start: dt.date, weeks: int, done: pd.DataFrame | None,
    absences: pd.DataFrame | None, country: str | None, fixed: pd.DataFrame | None, slack: float = 0.0,
) -> Task:  # fmt: skip
    """Check the tables and bring them into one form."""
    _need(promises, PROMISES, "promises")
    _need(people, PEOPLE, "people")
    if weeks < 1:
        raise KamError(_("weeks: a plan has at least one week, not {weeks}.", weeks=str(weeks)))
    if not 0 <= slack < MOST:
        raise KamError(_("slack: hours of at least 0 are needed, not {slack}.", slack=str(slack)))
    monday = start - dt.timedelta(days=start.weekday())
    calendar = [
        [day for day in (monday + dt.timedelta(weeks=week, days=k) for k in range(7)) if day >= start]
        for week in range(weeks)
    ]  # fmt: skip
    staff, homes = _people(people, calendar, _absences(absences), country, slack)
    past, records = _done(done, monday)
    pinned = _fixed(fixed, monday, weeks)
    rows = [
        _promise(row, at, staff, calendar, past, records, pinned)
        for at, row in enumerate(promises.to_dict("records"))
    ]  # fmt: skip
    _once(rows)
    rows.sort(key=lambda one: one.key)
    strangers = sorted(set(pinned) - {one.key for one in rows})
    if strangers:
        raise KamError(_("fixed: {customer} has no promise of level {level}.", customer=strangers[0][0],
                         level=strangers[0][1]))  # fmt: skip
    return Task(tuple(rows), staff, start, monday, weeks, _known(homes, start))


def _known(homes: set[str], start: dt.date) -> dt.date | None:
    known = [day for home in sorted(homes) if (day := working_days.known_until(home, start.year)) is not None]
    return min(known) if known else None


def _people(
    table: pd.DataFrame, calendar: list[list[dt.date]], absences: dict[str, list[tuple[dt.date, dt.date]]],
    country: str | None, slack: float,
) -> tuple[dict[str, Person], set[str]]:  # fmt: skip
    found: dict[str, Person] = {}
    homes: set[str] = set()
    for at, row in enumerate(table.to_dict("records")):
        name = _text(row["person"])
        if not name:
            _refuse("people", at, "person", _("a name is needed"))
        if name in found:
            _refuse("people", at, "person", _("{name} is there twice", name=name))
        hours = _number(row["hours_per_week"], "people", at, "hours_per_week", 0, open_=True)
        home = _text(row.get("country")) or country or ""
        homes |= {home} - {""}
        out = [*working_days.away(row.get("absences")), *absences.get(name, [])]
        if pd.notna(last := row.get("until")):  # nobody visits anybody after the last working day
            out.append((pd.Timestamp(last).date() + dt.timedelta(days=1), dt.date.max))
        days = [tuple(working_days.working(week, home or None, out)) for week in calendar]
        of_weeks = tuple(round(max(0.0, hours - slack) / working_days.DAYS * len(week), 6) for week in days)
        found[name] = Person(name, _text(row.get("level")), tuple(days), of_weeks)
    for name in absences:
        if name not in found:
            raise KamError(_("absences: {name} is not among the people. {hint}", name=name,
                             hint=nearest(name, found)))  # fmt: skip
    return dict(sorted(found.items())), homes


def _absences(table: pd.DataFrame | None) -> dict[str, list[tuple[dt.date, dt.date]]]:
    found: dict[str, list[tuple[dt.date, dt.date]]] = {}
    if table is None:
        return found
    _need(table, ("person", "first", "last"), "absences")
    for row in table.to_dict("records"):
        span = (pd.Timestamp(row["first"]).date(), pd.Timestamp(row["last"]).date())
        found.setdefault(_text(row["person"]), []).append(span)
    return found


def _done(table: pd.DataFrame | None, monday: dt.date) -> tuple[dict[tuple[str, str], set[int]], int]:
    """Return the weeks of earlier visits (0 is the first of the plan), and the week in which records begin."""
    found: dict[tuple[str, str], set[int]] = {}
    if table is None or not len(table):
        return found, 0
    _need(table, ("customer_id", "level", "date"), "done")
    kept = table[["customer_id", "level", "date"]].dropna()
    days = pd.to_datetime(kept["date"], format="mixed").to_numpy().astype("datetime64[D]")
    weeks = (days - np.datetime64(monday, "D")).astype("int64") // 7
    before, weeks = kept[weeks <= 0], weeks[weeks <= 0]
    keys = (before[column].astype("str").str.strip().tolist() for column in ("customer_id", "level"))
    for who, level, week in zip(*keys, weeks.tolist(), strict=True):
        found.setdefault((who, level), set()).add(week)
    return found, int(weeks.min(initial=0))


def _fixed(table: pd.DataFrame | None, monday: dt.date, weeks: int) -> dict[tuple[str, str], dict[int, dt.date]]:
    found: dict[tuple[str, str], dict[int, dt.date]] = {}
    if table is None:
        return found
    _need(table, ("customer_id", "level", "date"), "fixed")
    for row in table.to_dict("records"):
        day = pd.Timestamp(row["date"]).date()
        week = (day - monday).days // 7
        if 0 <= week < weeks:
            found.setdefault((_text(row["customer_id"]), _text(row["level"])), {})[week] = day
    return found


def _promise(
    row: dict[object, object], at: int, people: dict[str, Person], calendar: list[list[dt.date]],
    past: dict[tuple[str, str], set[int]], records: int, pinned: dict[tuple[str, str], dict[int, dt.date]],
) -> Promise:  # fmt: skip
    who, level = _text(row["customer_id"]), _text(row["level"])
    for column, said in (("customer_id", who), ("level", level)):
        if not said:
            _refuse("promises", at, column, _("a value is needed"))
    every = int(_number(row["every_weeks"], "promises", at, "every_weeks", 1))
    hours = _number(row["hours"], "promises", at, "hours", 0, open_=True)
    value = _number(0 if _text(row["value"]) == "" else row["value"], "promises", at, "value", 0)
    names = []
    for column in ("person", "together"):
        name = _text(row.get(column))
        if name and name not in people:
            _refuse(
                "promises",
                at,
                column,
                _("{name} is not among the people. {hint}", name=name, hint=nearest(name, people)),
            )
        if not name and column == "person":
            _refuse("promises", at, column, _("a name is needed"))
        names += [name] if name and name not in names else []
    home = _text(row.get("country"))
    gap = int(_number(row.get("gap_weeks", max(1, every // 2)), "promises", at, "gap_weeks", 1))
    days = []
    for week in range(len(calendar)):
        common = set(people[names[0]].days[week]).intersection(*(people[one].days[week] for one in names[1:]))
        days.append(tuple(working_days.working(sorted(common), home, []) if home else sorted(common)))
    seen = frozenset(past.get((who, level), set()))
    visited = sorted(seen)
    last_first = [
        end for end in range(len(calendar)) if end - every >= records
        and bisect_left(visited, end - every) == bisect_right(visited, end)
    ]  # fmt: skip
    return Promise(who, level, every, min(gap, every), hours, tuple(names), value, tuple(days), seen,
                   tuple(last_first), pinned.get((who, level), {}), _text(row.get("city")))  # fmt: skip


def _once(rows: list[Promise]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for at, one in enumerate(rows):
        if one.key in seen:
            _refuse("promises", at, "customer_id",
                    _("{customer}, {level} is in row {row} already", customer=one.customer_id, level=one.level,
                      row=str(seen[one.key] + 1)))  # fmt: skip
        seen[one.key] = at
