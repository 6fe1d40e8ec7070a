"""What a learner is shown: a symbol, a word and one sentence, never the expected value."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kamlib.course.text import in_page
from kamlib.course.time_limit import within
from kamlib.words import _, count, n_, number

#: Outcomes with their symbol and the colour of its ground; the colour only repeats what symbol and word say.
SYMBOLS = {
    "not started": ("○", "#595959"),
    "wrong type": ("✗", "#a3321f"),
    "wrong shape": ("✗", "#a3321f"),
    "known mistake": ("△", "#8a5a00"),
    "close": ("≈", "#8a5a00"),
    "wrong": ("✗", "#a3321f"),
    "right": ("✓", "#00694a"),
    "not here": ("–", "#595959"),
    "noted": ("●", "#595959"),
}

#: Of the letters on such a colour.
LETTERS = "#ffffff"

LONGEST = 40


def word(outcome: str) -> str:
    """Name an outcome in the language in use.

    Parameters
    ----------
    outcome : str
        Of a check, such as ``wrong type``.

    Returns
    -------
    str
        A few words.
    """
    return {
        "not started": _("Not started"),
        "wrong type": _("Wrong type"),
        "wrong shape": _("Wrong shape"),
        "known mistake": _("Known mistake"),
        "close": _("Close"),
        "wrong": _("Wrong"),
        "right": _("Right"),
        "not here": _("Not on this data"),
        "noted": _("Noted"),
    }[outcome]


@dataclass(frozen=True)
class Feedback:
    """The outcome of a check and the sentence for it; shown by a notebook as text or HTML.

    Attributes
    ----------
    item : str
        Id of the exercise or question.
    outcome : str
        A key of ``SYMBOLS``.
    sentence : str
        What to tell the learner.
    mistake : str
        Name of the known mistake, where it is one.
    """

    item: str
    outcome: str
    sentence: str
    mistake: str = ""

    @property
    def right(self) -> bool:
        """Whether the answer counts."""
        return self.outcome == "right"

    def __str__(self) -> str:
        return (
            SYMBOLS[self.outcome][0]
            + " "
            + _("{outcome}: {sentence}", outcome=word(self.outcome), sentence=self.sentence)
        )

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        symbol, colour = SYMBOLS[self.outcome]
        outcome = chip(f"{symbol} {word(self.outcome)}", colour)
        told = _("{outcome}: {sentence}", outcome=outcome, sentence=in_page(self.sentence))
        return f'<div role="status" style="border-left:4px solid {colour};padding:.3em .8em">{told}</div>'


def chip(text: str, colour: str) -> str:
    """Write a word on a ground of its own, so that it can be read in a light and in a dark page.

    Parameters
    ----------
    text : str
        A word or two.
    colour : str
        The ground: dark enough for white letters.

    Returns
    -------
    str
        HTML.
    """
    style = f"background:{colour};color:{LETTERS};padding:.05em .45em;border-radius:.3em"
    return f'<b style="{style}">{html.escape(text)}</b>'


def shown(answer: Any) -> str:
    """Write the learner's own value, briefly, whatever it is.

    Parameters
    ----------
    answer : object
        What the learner gave, of any type.

    Returns
    -------
    str
        Never an error, whatever the value does.
    """
    try:
        with within(1):
            return _shown(answer)
    except BaseException:  # the learner's object may do anything when asked for its text
        return _("something of type {name}", name=_trimmed(type(answer).__name__))


def _shown(answer: Any) -> str:
    if answer is None:
        return _("nothing (None)")
    if isinstance(answer, str):
        return _("the text “{text}”", text=_trimmed(answer))
    if isinstance(answer, pd.DataFrame):
        return n_("a table of {n} row", "a table of {n} rows", len(answer))
    if isinstance(answer, (bool, np.bool_)):
        return str(bool(answer))
    if isinstance(answer, (int, float, np.integer, np.floating)):
        return figure(float(answer))
    if hasattr(answer, "__len__") and not isinstance(answer, (bytes, type)):
        return n_("{n} value", "{n} values", len(answer))
    return _("something of type {name}", name=_trimmed(type(answer).__name__))


def figure(value: float) -> str:
    """Write a number with enough digits to distinguish it: three after the point for small ones, none for large.

    Parameters
    ----------
    value : float
        Any number.

    Returns
    -------
    str
        In the language in use.
    """
    if value != value or abs(value) == float("inf"):
        return str(value)
    if float(value).is_integer() and abs(value) < 1e15:
        return count(value)
    if abs(value) >= 1e15:
        return f"{value:.3g}"
    digits = 0 if abs(value) >= 1000 else 2 if abs(value) >= 10 else 3
    return number(value, digits) if abs(value) >= 0.01 else f"{value:.3g}"


def _trimmed(text: str) -> str:
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"
