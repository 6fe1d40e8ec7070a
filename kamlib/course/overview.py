"""Progress as a table: one row per lesson, what comes next, how many minutes are left."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib.course.exercise import Lesson
from kamlib.course.progress import Progress
from kamlib.words import _, count, n_

if TYPE_CHECKING:
    from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One lesson: how many of its items were answered right, and the minutes that the others take."""

    lesson: Lesson
    done: int
    items: int
    minutes_left: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left."""
        return self.done == self.items


def rows(progress: Progress, lessons: Sequence[Lesson]) -> list[Row]:
    """Return a row a lesson; minutes left are in proportion to the items left, rounded up.

    Parameters
    ----------
    progress : Progress
        What was answered so far.
    lessons : sequence of Lesson
        The lessons, in the order of the course.

    Returns
    -------
    list of Row
        In the order of the lessons.
    """
    return [
        Row(lesson, done, items, -(-lesson.minutes * (items - done) // items) if items else 0)
        for lesson in lessons
        for done, items in [(progress.done(lesson), len(lesson.items))]
    ]


def sheet(held: Sequence[Row]) -> Table:
    """Lay the rows out for a terminal.

    Parameters
    ----------
    held : sequence of Row
        One row per lesson, from `rows`.

    Returns
    -------
    Table
        Three columns, headed in the language in use.
    """
    from rich.table import Table

    table = Table()
    for heading in (_("Lesson"), _("Answered correctly"), _("Minutes left")):
        table.add_column(heading, justify="left" if heading == _("Lesson") else "right")
    for row in held:
        mark = "✓" if row.complete else "·" if not row.done else "…"
        done = _("{done} of {items}", done=count(row.done), items=count(row.items))
        table.add_row(f"{mark} {row.lesson.id} {row.lesson.title}", done, count(row.minutes_left))
    return table


def standing(lesson: Lesson, progress: Progress) -> str:
    """Say how far one lesson is: what is solved, what is next, how many minutes are left.

    Parameters
    ----------
    lesson : Lesson
        The lesson.
    progress : Progress
        What was answered so far.

    Returns
    -------
    str
        One line of Markdown in the language in use.
    """
    (row,) = rows(progress, [lesson])
    done = _("{done} of {items} solved", done=count(row.done), items=count(row.items))
    if row.complete:
        return _("★ **{done}.** This lesson is complete.", done=done)
    left = n_("about {n} minute left", "about {n} minutes left", row.minutes_left)
    following = next(id_ for id_ in in_order(lesson) if not progress.right(id_))
    return _("**{done}** · next: {next} · {left}.", done=done, next=following, left=left)


def in_order(lesson: Lesson) -> list[str]:
    """Return the ids of a lesson's exercises and questions in the order in which its text asks them.

    Parameters
    ----------
    lesson : Lesson
        The lesson.

    Returns
    -------
    list of str
        The questions of the quiz last.
    """
    from kamlib.course.lessons import text_of

    items = [item.id for item in lesson.items]
    asked = re.findall(r"^\{(?:exercise|question) ([^}\n]+)\}$", text_of(lesson.id, "en"), re.M)
    return [*(id_ for id_ in asked if id_ in items), *(id_ for id_ in items if id_ not in asked)]


def outlook(held: Sequence[Row]) -> str:
    """Say what is next and how long the rest takes.

    Parameters
    ----------
    held : sequence of Row
        One row per lesson, from `rows`.

    Returns
    -------
    str
        One or two sentences in the language in use.
    """
    following = next((row.lesson for row in held if not row.complete), None)
    if following is None:
        return _('All lessons are done. Your certificate: kam progress --certificate FILE.pdf --name "…"')
    left = n_("{n} minute left in total", "{n} minutes left in total", sum(row.minutes_left for row in held))
    return _("Next: {id} {title}. {left}.", id=following.id, title=following.title, left=left)
