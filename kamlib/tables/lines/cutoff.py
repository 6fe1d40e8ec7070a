"""What happened after the day that a report counts to is not known on that day: it is left out, and named."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from kamlib.tables import message_parts
from kamlib.tables.problems import Problem
from kamlib.tables.readings import Part, Reading, lines_in
from kamlib.words import _, date, label, n_

#: Name of the reason, in `Reading.left_out` and as a problem's code.
CODE = "after-day"

#: What the stage of a deal that was closed later is called on the day.
OPEN = "open"


def until(readings: dict[str, Reading], day: pd.Timestamp) -> dict[str, Reading]:
    """Leave out the rows of every table that are dated after a day.

    Parameters
    ----------
    readings : dict
        Table → how it was read.
    day : pandas.Timestamp
        The last day that counts, to its end.

    Returns
    -------
    dict
        The readings, each with the rows named in `left_out` and in a problem where there are any. Rows without a
        date stay. A deal or a request that was closed later is open on the day.
    """
    done = {table: _reopened(_until(reading, day.normalize()), day) for table, reading in readings.items()}
    return {table: _asked_again(reading, day) for table, reading in done.items()}


def _until(reading: Reading, day: pd.Timestamp) -> Reading:
    if reading.days is None:
        return reading
    late = _after(reading.days, day)
    if "known" in reading.frame:  # a credit note is booked on the day of its invoice
        late |= _after(reading.frame["known"], day)
    if not late.any():
        return reading
    money = float(reading.frame.loc[late, "revenue"].sum()) if reading.table == "orders" else None
    rows = lines_in(reading.frame[late])
    problem = Problem(CODE, "note", reading.table, rows, money, {"day": f"{day:%Y-%m-%d}"})
    problem = problem.in_book(reading.currency, reading.documents)
    return replace(
        reading, frame=reading.frame[~late].reset_index(drop=True), problems=(*reading.problems, problem),
        left_out={**reading.left_out, CODE: Part(rows, money)},
    )  # fmt: skip


def _reopened(reading: Reading, day: pd.Timestamp) -> Reading:
    """Undo what happened to deals after the day: they were neither won nor lost yet."""
    if reading.table != "deals" or "closed" not in reading.frame:
        return reading
    deals = reading.frame
    later = _after(deals["closed"], day.normalize())
    if not later.any():
        return reading
    decided = later & deals["stage"].isin(("won", "lost"))
    deals = deals.assign(closed=deals["closed"].mask(later), stage=deals["stage"].mask(decided, OPEN))
    problem = Problem("closed-later", "note", "deals", int(later.sum()), None, {"day": f"{day:%Y-%m-%d}"})
    return replace(reading, frame=deals, problems=(*reading.problems, problem))


def _asked_again(reading: Reading, day: pd.Timestamp) -> Reading:
    """Undo what happened to requests after the day: nobody had answered or closed them yet."""
    if reading.table != "requests":
        return reading
    asked, end = reading.frame, day.normalize() + pd.Timedelta(days=1)
    if "reply_hours" in asked:
        left = (end - asked["date"]).dt.total_seconds() / 3600  # date + hours may lie beyond all days
        asked = asked.assign(reply_hours=asked["reply_hours"].mask(asked["reply_hours"] >= left))
    if "closed" not in asked or not (later := _after(asked["closed"], day.normalize())).any():
        return replace(reading, frame=asked)
    by = {"closed_by": asked["closed_by"].mask(later)} if "closed_by" in asked else {}
    asked = asked.assign(closed=asked["closed"].mask(later), **by)
    problem = Problem("requests-closed-later", "note", "requests", int(later.sum()), None,
                      {"day": f"{day:%Y-%m-%d}"})  # fmt: skip
    return replace(reading, frame=asked, problems=(*reading.problems, problem))


def _after(days: pd.Series, day: pd.Timestamp) -> pd.Series:
    return days >= day + pd.Timedelta(days=1)


def message(problem: Problem) -> str:
    """Say what was left out.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        One sentence in the language in use.
    """
    day = date(pd.Timestamp(message_parts.value(problem, "day")))
    if problem.table != "orders":
        return n_(
            "{n} row of {table} after {day} was left out.", "{n} rows of {table} after {day} were left out.",
            problem.rows, day=day, table=label(problem.table),
        )  # fmt: skip
    return n_(
        "{n} order line after {day} was left out ({sum}).", "{n} order lines after {day} were left out ({sum}).",
        problem.rows, day=day, sum=message_parts.amount(problem),
    )  # fmt: skip


def remedy(_problem: Problem) -> str:
    """Say how they come to count.

    Parameters
    ----------
    _problem : Problem
        Not looked at: the answer is the same for all.

    Returns
    -------
    str
        One sentence in the language in use.
    """
    return _("Use a later date, or none, if they should count (--as-of; in Python as_of=…).")


def closed_later(problem: Problem) -> str:
    """Say that deals count as they were on the day.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        One sentence in the language in use.
    """
    return n_(
        "{n} deal has a closing date after {day}; it counts as open on that day.",
        "{n} deals have a closing date after {day}; they count as open on that day.",
        problem.rows, day=date(pd.Timestamp(message_parts.value(problem, "day"))),
    )  # fmt: skip


def requests_closed_later(problem: Problem) -> str:
    """Say that requests count as they were on the day.

    Parameters
    ----------
    problem : Problem
        What was found in a table.

    Returns
    -------
    str
        One sentence in the language in use.
    """
    return n_(
        "{n} request was closed after {day}; it counts as open on that day.",
        "{n} requests were closed after {day}; they count as open on that day.",
        problem.rows, day=date(pd.Timestamp(message_parts.value(problem, "day"))),
    )  # fmt: skip


#: Code → (what is wrong and what was done, what to do).
WORDS = {
    CODE: (message, remedy),
    "closed-later": (closed_later, message_parts.nothing),
    "requests-closed-later": (requests_closed_later, message_parts.nothing),
}
