"""What was aimed at, clause by clause: function, test, finding and lesson, or why it was not built.

A module for each group of rows of the domain, with its title and its goals.
"""

from __future__ import annotations

from kamlib.course.goals import developing, keeping, serving, visiting
from kamlib.course.goals.goal import Goal, table

#: In the order of the page.
_GROUPS = (
    (keeping.TITLE, keeping.GOALS), (serving.TITLE, serving.GOALS), (developing.TITLE, developing.GOALS),
    (visiting.TITLE, visiting.GOALS),
)  # fmt: skip


def goals() -> list[Goal]:
    """Return all goals, in the order of the page.

    Returns
    -------
    list of Goal
        One a clause.
    """
    return [goal for _title, held in _GROUPS for goal in held]


def page() -> list[str]:
    """Write the tables of goals, an empty line after each.

    Returns
    -------
    list of str
        Lines of Markdown.
    """
    return [line for title, held in _GROUPS for line in (*table(title, held), "")]
