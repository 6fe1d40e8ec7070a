"""Marks with a number, and a key next to the picture that says whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import many, style
from kamlib.figures.fonts import drawable
from kamlib.figures.free_places import Box, free_places
from kamlib.words import count
from kamlib.words.phrases import WIDEST_NAME, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

#: Points that the number of a mark takes.
_NUMBER = (6.0, 9.0)

#: How far from its mark a number may be, and how near (points) marks of a crowd are taken for one.
_REACH, _ROUGH = 60.0, 4.0


def points(ax: Axes, places: ArrayLike, room: tuple[float, float]) -> list[tuple[float, float]]:
    """Return places of the axes in points from their lower left corner, whatever their scales.

    Parameters
    ----------
    ax : Axes
        With its scales, ticks, labels and legend, laid out.
    places : array-like of (float, float)
        In data units.
    room : float, float
        Of the axes, from ``style.room``: to lay them out again costs as much as to draw them.

    Returns
    -------
    list of (float, float)
    """
    given = np.asarray(places, dtype="float64").reshape(-1, 2)
    parts = ax.transAxes.inverted().transform(ax.transData.transform(given))
    return [(float(x * room[0]), float(y * room[1])) for x, y in parts]


def number(ax: Axes, places: ArrayLike, others: ArrayLike, bars: Sequence[Box] = ()) -> None:
    """Write 1, 2 and so on next to marks, where they cover no bar and, if they can, no other mark.

    Parameters
    ----------
    ax : Axes
        With its scales, ticks, labels and legend; nothing that changes its room may come after.
    places : array-like of (float, float)
        The marks, in data units.
    others : array-like of (float, float)
        All marks, in data units.
    bars : sequence of (float, float, float, float)
        What numbers must not cover (left, low, right, high; data units).
    """
    room = style.room(ax)
    own, lows, highs, dots = (
        points(ax, one, room) for one in (places, [bar[:2] for bar in bars], [bar[2:] for bar in bars], others)
    )
    lines = [(*low, *high) for low, high in zip(lows, highs, strict=True)]
    marks = [(x - 4, y - 4, x + 4, y + 4) for x, y in own]
    ways = free_places(own, [_NUMBER] * len(own), [*lines, *marks], room, dots=_near(own, dots))
    for at, (place, away) in enumerate(zip(np.asarray(places, dtype="float64"), ways, strict=True), 1):
        line = {"arrowstyle": "-", "color": style.INK, "linewidth": 0.5, "shrinkA": 4}
        style.write(ax, count(at), (place[0], place[1]), away=away, ha="center", va="center", fontsize=8, zorder=5,
                    arrowprops=line if max(map(abs, away)) > 13 else None)  # fmt: skip


def _near(own: list[tuple[float, float]], dots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the marks that a number could cover; of a crowd, one for each few points."""
    if len(dots) <= many.POINTS:
        return dots
    rough = np.unique(np.round(np.array(dots) / _ROUGH), axis=0) * _ROUGH
    close = [(np.abs(rough - np.array(place)) < _REACH).all(axis=1) for place in own]
    return [(float(x), float(y)) for x, y in rough[np.any(close, axis=0)]] if close else []


def key(ax: Axes, names: Sequence[object], *more: str) -> None:
    """Write names to the right of the picture, each with its number, and further lines below them.

    Parameters
    ----------
    ax : Axes
        The picture.
    names : sequence of object
        In the order of their numbers; without one nothing is written.
    *more : str
        Further lines.
    """
    if not len(names):
        return
    lines = [*(f"{count(at)}  {drawable(short(name, WIDEST_NAME))}" for at, name in enumerate(names, 1)), *more]
    for at, line in enumerate(lines):
        ax.annotate(line, (1.0, 0.97 - 0.095 * at), xycoords="axes fraction", xytext=(10, 0), fontsize=8,
                    textcoords="offset points", ha="left", va="center")  # fmt: skip
