"""The score of the guesses: how many ranges of 80 % held their figure, guess by guess, and what to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kamlib.course.exercise import Lesson
from kamlib.course.progress import Progress
from kamlib.words import _, count, n_

if TYPE_CHECKING:
    from rich.table import Table

#: What a range is meant to hold.
SURE = 0.8

#: Signs of a row of the chart: its range takes a third of them, in the middle.
WIDTH = 24

#: Ranges from which on their number says something.
ENOUGH = 5


@dataclass(frozen=True)
class Scored:
    """One guess: its lesson, and where the figure lies in units of the range: 0 its lower end, 1 its upper."""

    id: str
    place: float

    @property
    def held(self) -> bool:
        """Whether the range held the figure."""
        return 0 <= self.place <= 1


def scored(progress: Progress, lessons: Sequence[Lesson]) -> list[Scored]:
    """Return the guesses that count, in the order of the course.

    Parameters
    ----------
    progress : Progress
        What was noted.
    lessons : sequence of Lesson
        The course.

    Returns
    -------
    list of Scored
        A guess that no lesson asks any more is left out.
    """
    asked = [guess.id for lesson in lessons for guess in lesson.guesses]
    return [Scored(id_, _place(progress.guesses[id_])) for id_ in asked if "low" in progress.guesses.get(id_, {})]


def _place(entry: dict[str, float]) -> float:
    low, high, answer = (float(entry[key]) for key in ("low", "high", "answer"))
    if high == low:
        return 0.5 if answer == low else 9.0 if answer > high else -9.0
    return (answer - low) / (high - low)


def said(held: Sequence[Scored]) -> str:
    """Say how many ranges held, and what to change.

    Parameters
    ----------
    held : sequence of Scored
        From `scored`.

    Returns
    -------
    str
        One or two sentences; empty where nothing was guessed.
    """
    if not held:
        return ""
    right = sum(one.held for one in held)
    first = n_("Your 80 % ranges held {right} of {n} time.", "Your 80 % ranges held {right} of {n} times.",
               len(held), right=count(right))  # fmt: skip
    return f"{first} {_advice(held, right)}".strip()


def _advice(held: Sequence[Scored], right: int) -> str:
    if len(held) < ENOUGH:
        return _("Five guesses or more will show whether they are too narrow.")
    if right == len(held):
        return _("You may dare narrower ranges.")
    if right / len(held) >= SURE - 0.15:
        return _("You know well how sure you are.")
    above = sum(one.place > 1 for one in held)
    missed = len(held) - right
    if above in (0, missed) and missed > 2:
        return (
            _("Make them wider; most figures lay above them.")
            if above
            else _("Make them wider; most figures lay below them.")
        )
    return _("Make them wider: you are less sure than you feel.")


def chart(held: Sequence[Scored]) -> Table:
    """Draw the guesses for a terminal: each range as a bar of one length, the figure as a dot where it lies.

    Parameters
    ----------
    held : sequence of Scored
        From `scored`.

    Returns
    -------
    Table
        A row a guess.
    """
    from rich.table import Table

    table = Table()
    for heading in (_("Guess"), _("Figure over your range"), ""):
        table.add_column(heading)
    for one in held:
        mark = "✓" if one.held else "△"
        table.add_row(one.id.partition(".")[0], bar(one), f"{mark} {place(one)}")
    return table


def place(one: Scored) -> str:
    """Say where a figure lies.

    Parameters
    ----------
    one : Scored
        A guess.

    Returns
    -------
    str
        Inside, above or below.
    """
    return _("inside") if one.held else _("above") if one.place > 1 else _("below")


def bar(one: Scored) -> str:
    """Draw one guess in a line of signs.

    Parameters
    ----------
    one : Scored
        A guess.

    Returns
    -------
    str
        ``WIDTH`` signs: the range in the middle third, the figure as a dot.
    """
    low, high = WIDTH // 3, 2 * WIDTH // 3
    signs = [" "] * low + ["━"] * (high - low) + [" "] * (WIDTH - high)
    at = low + round(one.place * (high - low - 1))
    signs[min(max(at, 0), WIDTH - 1)] = "●"
    return "".join(signs)
