"""Plans that a person makes, counted like any other: what they keep, and whose hours they exceed (K10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.manage.visits import greedy, model
from kamlib.manage.visits.inputs import YEAR, Task, prepare
from kamlib.manage.visits.model import Group, Solution
from kamlib.manage.visits.remedies import unmet
from kamlib.manage.visits.weeks import of_row
from kamlib.words import _


@dataclass(frozen=True, eq=False)
class Kept:
    """What a plan keeps.

    Attributes
    ----------
    share : float
        Part of the promised money that is kept, week by week; a week costs a 52nd of the yearly value.
    table : pandas.DataFrame
        The visits that count: ``customer_id``, ``level``, ``person``, ``week`` (from 1).
    unmet : pandas.DataFrame
        As ``visits.Plan.unmet``.
    left_out : pandas.DataFrame
        Visits for which a person has no hours left, or that come too soon after another one.
    """

    share: float
    table: pd.DataFrame
    unmet: pd.DataFrame
    left_out: pd.DataFrame


def by_hand(
    weeks_of: pd.DataFrame, promises: pd.DataFrame, people: pd.DataFrame, *, start: str | dt.date, weeks: int,
    done: pd.DataFrame | None = None,
) -> Kept:  # fmt: skip
    """Say what a plan made by hand keeps of the promises.

    Parameters
    ----------
    weeks_of : pandas.DataFrame
        ``customer_id``, ``level`` and ``week`` (from 1), one row for each visit, the most important first: a visit
        that no longer fits into the hours of its week is left out.
    promises, people : pandas.DataFrame
        As ``visits.plan`` takes them.
    start : str or date
        The first day.
    weeks : int
        How many weeks.
    done : pandas.DataFrame, optional
        Visits that were made.

    Returns
    -------
    Kept
        With ``share``, ``table``, ``unmet`` and ``left_out``.

    Raises
    ------
    KamError
        If a row names no promise or no week of the plan.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage.visits.hand import by_hand
    >>> promises = pd.DataFrame({
    ...     "customer_id": ["A", "B"], "level": "business", "every_weeks": [1, 1], "hours": 2.0,
    ...     "person": "Li Na", "value": [520.0, 520.0],
    ... })
    >>> people = pd.DataFrame({"person": ["Li Na"], "hours_per_week": [2]})
    >>> mine = pd.DataFrame({"customer_id": ["A", "B", "A"], "level": "business", "week": [1, 2, 3]})
    >>> found = by_hand(mine, promises, people, start="2026-03-02", weeks=3)
    >>> found.share
    1.0
    """
    task = prepare(promises, people, start=pd.Timestamp(start).date(), weeks=int(weeks), done=done, absences=None,
                   country=None, fixed=None)  # fmt: skip
    groups = model.groups(task, {})
    made = {
        one.key: (group, row, group.promises[row]) for group in groups for row, one in enumerate(group.promises)
    }
    plans = {id(group): np.zeros((len(group.promises), group.weeks), dtype="int64") for group in groups}
    out = []
    for at, line in enumerate(weeks_of.to_dict("records")):
        key, week = (str(line["customer_id"]), str(line["level"])), int(line["week"]) - 1
        if key not in made or not 0 <= week < task.weeks:
            raise KamError(_("Row {row} of the plan: {customer}, {level}, week {week} is not in this plan.",
                             row=str(at + 1), customer=key[0], level=key[1], week=str(line["week"])))  # fmt: skip
        group, row, one = made[key]
        plan = plans[id(group)]
        if greedy.fits(one, of_row(plan[row]), group.free(plan), week):
            plan[row][week] = 1
        else:
            out.append(line)
    return _kept(task, groups, [plans[id(group)] for group in groups], out)


def careful(
    promises: pd.DataFrame, people: pd.DataFrame, *, start: str | dt.date, weeks: int,
    done: pd.DataFrame | None = None,
) -> Kept:  # fmt: skip
    """Plan as a careful planner does: week by week, what is due soonest first, then what is worth most an hour.

    Parameters
    ----------
    promises, people : pandas.DataFrame
        As ``visits.plan`` takes them.
    start : str or date
        The first day.
    weeks : int
        How many weeks.
    done : pandas.DataFrame, optional
        Visits that were made.

    Returns
    -------
    Kept
        With ``share``, ``table`` and ``unmet``.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage.visits.hand import careful
    >>> promises = pd.DataFrame({
    ...     "customer_id": ["A", "B"], "level": "business", "every_weeks": [1, 1], "hours": 2.0,
    ...     "person": "Li Na", "value": [520.0, 52.0],
    ... })
    >>> people = pd.DataFrame({"person": ["Li Na"], "hours_per_week": [2]})
    >>> careful(promises, people, start="2026-03-02", weeks=3).table
      customer_id     level person  week
    0           A  business  Li Na     1
    1           B  business  Li Na     2
    2           A  business  Li Na     3
    """
    task = prepare(promises, people, start=pd.Timestamp(start).date(), weeks=int(weeks), done=done, absences=None,
                   country=None, fixed=None)  # fmt: skip
    groups = model.groups(task, {})
    return _kept(task, groups, [greedy.greedy(group) for group in groups], [])


def share_kept(lost: pd.DataFrame, promises: pd.DataFrame, weeks: int) -> float:
    """Return the part of the promised money that is kept, week by week.

    Parameters
    ----------
    lost : pandas.DataFrame
        ``at_stake``, as ``visits.Plan.unmet`` has it.
    promises : pandas.DataFrame
        ``value`` (currency units a year).
    weeks : int
        Weeks of the plan.

    Returns
    -------
    float
        1 where nothing was promised money.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage.visits.hand import share_kept
    >>> share_kept(pd.DataFrame({"at_stake": [30.0]}), pd.DataFrame({"value": [520.0]}), 12)
    0.75
    """
    whole = float(promises["value"].sum()) * weeks / YEAR
    return 1.0 if whole <= 0 else 1.0 - float(lost["at_stake"].sum()) / whole


def _kept(task: Task, groups: list[Group], plans: list[np.ndarray], out: list[dict[object, object]]) -> Kept:
    solutions = [Solution(plan, 0.0, 0.0) for plan in plans]
    lost = unmet(groups, solutions)
    rows = [
        (week + 1, *one.key, one.who[0]) for group, plan in zip(groups, plans, strict=True)
        for one, row in zip(group.promises, plan, strict=True) for week in np.flatnonzero(row).tolist()
    ]  # fmt: skip
    table = pd.DataFrame(sorted(rows), columns=["week", "customer_id", "level", "person"])
    values = pd.DataFrame({"value": [one.value for one in task.promises]})
    return Kept(share_kept(lost, values, task.weeks), table[["customer_id", "level", "person", "week"]], lost,
                pd.DataFrame(out, columns=["customer_id", "level", "week"]))  # fmt: skip
