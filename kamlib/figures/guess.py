"""Picture of a figure over the range that somebody guessed before: it lies inside, below or above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from kamlib.figures import style
from kamlib.words import _, count, money, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Range = tuple[float, float]


def figure_as(value: float, unit: str, currency: str | None = None) -> str:
    """Write a figure as its unit asks.

    Parameters
    ----------
    value : float
        The figure.
    unit : {"share", "money", "count", "days", "number", "ratio"}
        What it is measured in.
    currency : str, optional
        ISO 4217 code for money.

    Returns
    -------
    str
        In the language in use.

    Examples
    --------
    >>> from kamlib.figures.guess import figure_as
    >>> figure_as(0.85, "share"), figure_as(12, "count")
    ('85%', '12')
    """
    if unit == "share":
        return percent(value, 0 if not value or abs(value) >= 0.1 else 1)
    if unit == "money":
        return money(value, currency)
    if unit in ("count", "days") or float(value).is_integer():
        return count(round(value))
    return number(value, 2)


def guessed(
    answer: float, guess: Range | None, *, unit: str = "number", currency: str | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the range as a bar and the figure as a line across it.

    Parameters
    ----------
    answer : float
        The figure.
    guess : tuple of float or None
        Lower and upper end; None where nothing was guessed.
    unit : {"share", "money", "count", "days", "number", "ratio"}
        What both are measured in.
    currency : str, optional
        ISO 4217 code for money.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib.figures.guess import guessed
    >>> ax = guessed(0.85, (0.6, 0.8), unit="share")
    >>> [text.get_text() for text in ax.texts]
    ['85%', 'Your range: 60% to 80%']
    """
    with style.drawing(ax, (7.0, 1.7)) as ax:
        ends = [0.0, answer, *(guess or ())]
        room = 0.12 * (max(ends) - min(ends) or 1.0)
        ax.set_xlim(min(ends) - (room if min(ends) < 0 else 0.0), max(ends) + room)
        ax.set_ylim(0.0, 1.0)
        ax.set_yticks([])
        ax.xaxis.set_major_formatter(lambda value, _at: figure_as(value, unit, currency))
        whole = unit in ("count", "days")
        ax.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10], integer=whole))  # else 12.5% reads 12%
        ax.axvline(answer, color=style.INK, linewidth=3)
        side = "left" if answer <= sum(ax.get_xlim()) / 2 else "right"
        gap = room / 10 if side == "left" else -room / 10
        ax.text(answer + gap, 0.86, figure_as(answer, unit, currency), ha=side, va="center", size=13)
        if guess is None:
            return ax
        low, high = guess
        inside = low <= answer <= high
        ax.barh(0.4, high - low, 0.3, left=low, color=style.GAIN if inside else style.ORANGE, alpha=0.75)
        words = _("Your range: {low} to {high}", low=figure_as(low, unit, currency),
                  high=figure_as(high, unit, currency))  # fmt: skip
        ax.text(min(low, sum(ax.get_xlim()) / 2), 0.1, words, ha="left", va="center")
    return ax


def guessed_alt(
    answer: float, guess: Range | None, *, unit: str = "number", currency: str | None = None
) -> str:  # fmt: skip
    """Say what the picture shows.

    Parameters
    ----------
    answer : float
        The figure.
    guess : tuple of float or None
        Lower and upper end; None where nothing was guessed.
    unit : {"share", "money", "count", "days", "number", "ratio"}
        What both are measured in.
    currency : str, optional
        ISO 4217 code for money.

    Returns
    -------
    str
        In the language in use.
    """
    figure = figure_as(answer, unit, currency)
    if guess is None:
        return _("The figure is {figure}; no range was entered before it was shown.", figure=figure)
    low, high = (figure_as(end, unit, currency) for end in guess)
    if answer < guess[0]:
        return _("The figure is {figure}, below your range of {low} to {high}.", figure=figure, low=low, high=high)
    if answer > guess[1]:
        return _("The figure is {figure}, above your range of {low} to {high}.", figure=figure, low=low, high=high)
    return _("The figure is {figure}, inside your range of {low} to {high}.", figure=figure, low=low, high=high)
