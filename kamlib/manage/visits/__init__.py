"""A plan of visits: which of us sees which customer on which day, so that the promises are kept (K10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kamlib.errors import KamError
from kamlib.manage.visits import calendar, frontier, greedy, model, remedies, solver, trips
from kamlib.manage.visits.calendar import Notes
from kamlib.manage.visits.dates import Visit, dated
from kamlib.manage.visits.inputs import Task, prepare
from kamlib.manage.visits.model import Group, Solution
from kamlib.words import _
from kamlib.words.phrases import nearest

#: Seconds after which the best plan so far is taken, with its gap, where the nodes of the search last longer.
SECONDS = 60.0


@dataclass(frozen=True, eq=False)
class Plan:
    """Visits with their dates, and what of the promises they cannot keep.

    Attributes
    ----------
    visits : tuple of Visit
        In the order of their dates.
    unmet : pandas.DataFrame
        Promises with broken weeks, most money first: ``customer_id``, ``level``, ``person``, ``first_week``,
        ``last_week``, ``weeks`` (how many are broken), ``hours`` (of the fewest visits missing), ``value`` (money
        a year) and ``at_stake`` (the value of the broken weeks).
    gap : float
        How far the plan can be from the best one, as a part of what it costs; 0 where it is proven the best.
    cost, bound : float
        What the plan costs in the model, and the least that any plan can cost.
    out_of_time : bool
        Whether the clock ended the search, so that a faster machine may find a better plan; where it is False,
        every machine finds this one.
    official_until : date or None
        The last day for which working days are official; weeks that reach beyond it are provisional. None where
        no country with such a calendar is given.
    trips : pandas.DataFrame or None
        By person: ``person``, ``visits``, ``trips`` (visits in one city in one week are one) and ``trips_apart``
        (were dates chosen without regard to cities). None where no promise has a city.
    trip_gap : float
        How far the trips can be from the fewest that visits within their slack need, as a part of them.
    """

    visits: tuple[Visit, ...]
    unmet: pd.DataFrame
    gap: float
    cost: float
    bound: float
    out_of_time: bool
    official_until: dt.date | None
    trips: pd.DataFrame | None
    trip_gap: float
    _task: Task
    _groups: tuple[Group, ...]
    _solutions: tuple[Solution, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """The plan: ``customer_id``, ``level``, ``person``, ``week`` (from 1), ``date``; one row per visit.

        Where known ``city``, and ``together``: who comes along.
        """
        rows = [(one.promise.customer_id, one.promise.level, one.promise.who[0], one.week + 1,
                 pd.Timestamp(one.date)) for one in self.visits]  # fmt: skip
        table = pd.DataFrame(rows, columns=["customer_id", "level", "person", "week", "date"])
        table["date"] = pd.to_datetime(table["date"])
        if self.trips is not None:
            table["city"] = [one.promise.city for one in self.visits]
        if any(len(one.promise.who) > 1 for one in self.visits):
            table["together"] = [", ".join(one.promise.who[1:]) for one in self.visits]
        return table

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """Hours by person and week: ``person``, ``week``, ``monday``, ``hours``, ``planned``, ``provisional``.

        Where cities are known also ``trips``.
        """
        free = {name: hours for group, solution in zip(self._groups, self._solutions, strict=True)
                for name, hours in group.free(solution.visits).items()}  # fmt: skip
        held = {name: hours for group in self._groups for name, hours in group.capacity.items()}
        rows = []
        for name, person in self._task.people.items():
            for week, hours in enumerate(person.hours):
                monday = self._task.first_day(week)
                late = self.official_until is not None and monday + dt.timedelta(days=6) > self.official_until
                left = float(free[name][week]) if name in free else hours
                there = float(held[name][week]) if name in held else hours
                rows.append((name, week + 1, pd.Timestamp(monday), hours, round(there - left, 4), late))
        table = pd.DataFrame(rows, columns=["person", "week", "monday", "hours", "planned", "provisional"])
        if self.trips is not None:
            made = trips.by_person_and_week(self._groups, self._solutions)
            table["trips"] = [made.get(key, 0) for key in zip(table["person"], table["week"] - 1, strict=True)]
        return table

    @property
    def remedies(self) -> pd.DataFrame:
        """What would keep the promises that are broken, without words.

        ``kind`` (``"hours"``: the fewest that somebody lacks; ``"lend"``: hours that `helper` has left in those
        weeks; ``"drop"``: visits that the plan gives up instead, the cheapest), ``person``, ``helper``,
        ``first_week``, ``last_week``, ``hours``, ``visits`` and ``value`` (money at stake).
        """
        return self._remedies[0]

    @property
    def remedies_cut(self) -> frozenset[str]:
        """What ended the search for the fewest missing hours without a proof.

        ``"nodes"`` (on every machine at the same hours) or ``"clock"``; empty where it is proven that no fewer
        hours suffice.
        """
        return self._remedies[1]

    @cached_property
    def _remedies(self) -> tuple[pd.DataFrame, frozenset[str]]:
        return remedies.remedies(self._task, self._groups, self._solutions)

    def frontier(
        self, people: Collection[str] | None = None, *, parts: Sequence[float] = frontier.PARTS
    ) -> pd.DataFrame:
        """Plan again with more and with fewer hours, and say what would be kept.

        Parameters
        ----------
        people : collection of str, optional
            Whose hours change; by default everybody's.
        parts : sequence of float
            Parts of the hours there are: 0.8 is a fifth fewer.

        Returns
        -------
        pandas.DataFrame
            One row per part, the fewest hours first: ``part``, ``hours`` (a week, of these people together),
            ``visits``, ``promises`` (that they make), ``kept`` (of them, in every week), ``kept_share`` (of their
            money, week by week) and ``gap`` (as that of a plan); where cities are known ``trips`` (of these
            people).
        """
        names = set(self._task.people) if people is None else {self._known(person) for person in people}
        return frontier.frontier(self._task, self._groups, self._solutions, names, parts)

    def calendar(
        self, person: str, *, names: Mapping[str, str] | None = None, previous: bytes | None = None,
        notes: Notes | None = None,
    ) -> bytes:  # fmt: skip
        """Return the visits of a person as a calendar file (iCalendar), all-day events without any money.

        Parameters
        ----------
        person : str
            One of the people of the plan.
        names : mapping, optional
            Names of customers by id; by default the id is the name.
        previous : bytes, optional
            The person's calendar of an earlier plan: a visit that moved keeps its name (UID), and its sequence
            is raised, as it is where the words of an entry change.
        notes : mapping, optional
            What is talked about at a visit, by customer, level and day; see ``agenda.Agendas.notes``.

        Returns
        -------
        bytes
            The same for the same plan.

        Raises
        ------
        KamError
            If the plan knows nobody of this name, or the previous file does not contain a calendar.
        """
        return calendar.written(self.visits, self._known(person), self._task.start, names or {}, previous,
                                notes or {})  # fmt: skip

    def cancelled(self, person: str, previous: bytes) -> bytes | None:
        """Return a calendar file that takes off the visits of an earlier one that are planned no more.

        Parameters
        ----------
        person : str
            One of the people of the plan.
        previous : bytes
            The person's calendar of the earlier plan.

        Returns
        -------
        bytes or None
            None where no visit is cancelled.

        Raises
        ------
        KamError
            If the plan knows nobody of this name, or the previous file does not contain a calendar.
        """
        return calendar.cancelled(self.visits, self._known(person), self._task.start, previous)

    def _known(self, person: str) -> str:
        if person not in self._task.people:
            raise KamError(_("{name} is not among the people. {hint}", name=person,
                             hint=nearest(person, self._task.people)))  # fmt: skip
        return person


def plan(
    promises: pd.DataFrame,
    people: pd.DataFrame,
    *,
    start: str | dt.date,
    weeks: int,
    done: pd.DataFrame | None = None,
    absences: pd.DataFrame | None = None,
    country: str | None = None,
    fixed: pd.DataFrame | None = None,
    earlier: pd.DataFrame | None = None,
    slack: float = 0.0,
    seconds: float = SECONDS,
) -> Plan:
    """Plan visits over some weeks so that promises worth the most money are kept.

    A promise of a visit every c weeks asks for at least one in any c + 1 weeks. Between two visits lie at least
    half of the c weeks. Nobody has more visits in a week than hours. Where not all promises can be kept, the plan
    breaks those that cost the least money; where hours are left, it comes as close to every c weeks as it can.
    Visits to customers of one city then move within this freedom to weeks in which they share a trip.

    Parameters
    ----------
    promises : pandas.DataFrame
        One row per customer and level: ``customer_id``, ``level``, ``every_weeks``, ``hours`` (of one visit),
        ``person`` and ``value`` (money a year; an empty cell is 0). Where known ``together`` (a second person who
        comes along the same day), ``gap_weeks`` (the fewest weeks between two visits), ``country`` (of the
        customer, for its holidays) and ``city`` (of the customer, for trips).
    people : pandas.DataFrame
        ``person`` and ``hours_per_week`` (for visits, in a week of five working days). Where known ``level``,
        ``country`` and ``absences`` (text: ``2026-07-06 to 2026-07-17``).
    start : str or date
        The first day. Weeks go from Monday to Sunday; the first is the one that holds this day.
    weeks : int
        How many weeks.
    done : pandas.DataFrame, optional
        Visits that were made: ``customer_id``, ``level``, ``date``. Weeks count from the first of them on; without
        it, from the first week of the plan.
    absences : pandas.DataFrame, optional
        ``person``, ``first`` and ``last`` (days).
    country : str, optional
        Two letters: whose public holidays and make-up working days hold for people without a country of their own.
    fixed : pandas.DataFrame, optional
        Appointments that are agreed: ``customer_id``, ``level``, ``date``.
    earlier : pandas.DataFrame, optional
        The table of an earlier plan: of its visits from `start` on at most a tenth changes.
    slack : float
        Hours that each person keeps free in a week of five working days, for what nobody can plan.
    seconds : float
        After how long the best plan so far is taken, with its gap. The search ends by itself after a number of
        steps that does not depend on the machine; this is for those that would take too long for that.

    Returns
    -------
    Plan
        With ``table``, ``gap``, ``unmet``, ``remedies``, ``weeks``, ``trips`` and ``calendar``.

    Raises
    ------
    KamError
        If a row cannot be planned; the line names table, row and column.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage import visits
    >>> promises = pd.DataFrame({
    ...     "customer_id": ["A", "B"], "level": ["business", "business"], "every_weeks": [2, 4],
    ...     "hours": [3.0, 3.0], "person": ["Li Na", "Li Na"], "value": [500_000.0, 80_000.0],
    ... })
    >>> people = pd.DataFrame({"person": ["Li Na"], "hours_per_week": [4]})
    >>> found = visits.plan(promises, people, start="2026-03-02", weeks=4)
    >>> found.table
      customer_id     level person  week       date
    0           B  business  Li Na     1 2026-03-02
    1           A  business  Li Na     2 2026-03-09
    2           A  business  Li Na     4 2026-03-23
    >>> found.gap, len(found.unmet)
    (0.0, 0)
    """
    task = prepare(promises, people, start=pd.Timestamp(start).date(), weeks=int(weeks), done=done,
                   absences=absences, country=country, fixed=fixed, slack=slack)  # fmt: skip
    before = _earlier(earlier, task)
    keep: dict[tuple[str, str], frozenset[int]] = {}
    for customer, level, week in before:
        keep[(customer, level)] = keep.get((customer, level), frozenset()) | {week}
    found = tuple(model.groups(task, keep))
    solutions = tuple(solver.plan_groups(list(found), seconds))
    for group, solution in zip(found, solutions, strict=True):
        solution.visits = greedy.fill(group, solution.visits)
    shared, trip_gap = trips.shared(found, solutions)
    chosen = [
        (one, week)
        for group, solution in zip(found, solutions, strict=True)
        for one, row in zip(group.promises, solution.visits, strict=True)
        for week in range(task.weeks) if row[week]
    ]  # fmt: skip
    cost, bound = sum(one.cost for one in solutions), sum(one.bound for one in solutions)
    gap = 0.0 if cost - bound <= 1e-9 else (cost - bound) / cost
    return Plan(tuple(dated(chosen, before)), remedies.unmet(found, solutions), gap, cost, bound,
                any(one.late for one in solutions), task.official_until, shared, trip_gap, task, found,
                solutions)  # fmt: skip


def _earlier(table: pd.DataFrame | None, task: Task) -> dict[tuple[str, str, int], dt.date]:
    """Return the dates of an earlier plan that still lie ahead."""
    found: dict[tuple[str, str, int], dt.date] = {}
    if table is None:
        return found
    for row in table.to_dict("records"):
        day = pd.Timestamp(row["date"]).date()
        week = (day - task.monday).days // 7
        if day >= task.start and week < task.weeks:
            found[(str(row["customer_id"]), str(row["level"]), week)] = day
    return found
