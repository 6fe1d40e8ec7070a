"""A clause of what was aimed at, and the table that shows where it is met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: How a cell begins that holds a reason in place of a name.
NOT_BUILT = "not built: "


@dataclass(frozen=True)
class Goal:
    """A clause of what was aimed at.

    Attributes
    ----------
    row : str
        Row of the domain.
    clause : str
        What was aimed at.
    function : str
        Dotted name under ``kamlib``; or `NOT_BUILT` with the reason.
    test : str
        File and function; or `NOT_BUILT` with the reason.
    finding : str
        Id; or `NOT_BUILT` with the reason.
    lesson : str
        Lesson and heading in its English text; or `NOT_BUILT` with the reason.
    """

    row: str
    clause: str
    function: str
    test: str
    finding: str
    lesson: str


def table(title: str, goals: Iterable[Goal]) -> list[str]:
    """Write a table of goals under a heading.

    Parameters
    ----------
    title : str
        The heading.
    goals : iterable of Goal
        One row each.

    Returns
    -------
    list of str
        Lines of Markdown.
    """
    head = [f"## {title}", "", "| row | goal | function | test | finding | lesson |", "|---|---|---|---|---|---|"]
    return [*head, *(f"| {goal.row} | {goal.clause} | {_cell(goal.function)} | {_cell(goal.test)} "
                     f"| {_cell(goal.finding)} | {goal.lesson} |" for goal in goals)]  # fmt: skip


def _cell(name: str) -> str:
    return name if name.startswith(NOT_BUILT) else f"`{name}`"
