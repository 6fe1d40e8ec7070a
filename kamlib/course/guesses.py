"""A range before the figure: noted once, with the figure of that moment, and drawn over it later in the lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamlib.course import progress
from kamlib.course.comparing import as_number
from kamlib.course.exercise import Guess
from kamlib.course.feedback import Feedback
from kamlib.course.values import Values
from kamlib.figures.guess import figure_as
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client


def commit(guess: Guess, low: Any, high: Any, client: Client) -> Feedback:
    """Note a range; the first that can be read stays, also when the cell is run again.

    Parameters
    ----------
    guess : Guess
        What is guessed.
    low, high : object
        The two ends; three dots mean not started.
    client : Client
        The data that the lesson works on.

    Returns
    -------
    Feedback
        Never the figure itself.
    """
    if low is ... or high is ...:
        shown = _example(guess)
        said = _("Replace the three dots in both places by numbers, for example {example}.", example=shown)
        return Feedback(guess.id, "not started", said)
    ends = as_number(low), as_number(high)
    wrong = _unusable(guess, *ends)
    if wrong:
        return Feedback(guess.id, "wrong type", wrong)
    before = progress.read().guesses.get(guess.id)
    if before is None:
        answer = float(Values(client).given_by(guess.expected))
        entry = {"low": ends[0], "high": ends[1], "answer": answer, "unit": guess.unit}
        held = progress.record_guess(guess.id, entry)
        said = _("{range}. Read on: the figure will be drawn over your range.", range=_range(entry, client))
        return Feedback(guess.id, "noted", f"{said} {held.warning}".strip())
    if "low" not in before:
        return Feedback(guess.id, "noted", _("You have seen the figure already, so this range does not count."))
    said = _("Your first range counts: {range}.", range=_range(before, client))
    return Feedback(guess.id, "noted", said)


def _example(guess: Guess) -> str:
    return {"share": "`low, high = 0.4, 0.6`", "money": "`low, high = 1_000_000, 3_000_000`"}.get(
        guess.unit, "`low, high = 5, 15`"
    )


def _unusable(guess: Guess, low: float | None, high: float | None) -> str:
    """Say why two ends make no range; nothing where they make one."""
    if low is None or high is None or low != low or high != high:
        return _("Two numbers are needed, for example {example}.", example=_example(guess))
    if low > high:
        return _("The first number is the lower end: swap the two.")
    if guess.unit == "share" and high > 1.5 and low >= 1:
        return _("Write shares as numbers between 0 and 1: 0.6 means 60 %.")
    if guess.unit == "share" and low <= 0 and high >= 1:
        return _("From 0 to 1 is always right and says nothing. Narrow it.")
    return ""


def _range(entry: dict[str, Any], client: Client) -> str:
    low, high = (figure_as(float(entry[end]), str(entry["unit"]), client.currency) for end in ("low", "high"))
    return _("{low} to {high}", low=low, high=high)


def range_for(guess: Guess) -> tuple[float, float] | None:
    """Return the learner's range, and note that the figure is seen from here on.

    Parameters
    ----------
    guess : Guess
        What was guessed.

    Returns
    -------
    tuple of float or None
        None where no range was entered.
    """
    held = progress.read().guesses.get(guess.id)
    if held is None:
        progress.record_guess(guess.id, {"seen": True})
    return (float(held["low"]), float(held["high"])) if held and "low" in held else None
