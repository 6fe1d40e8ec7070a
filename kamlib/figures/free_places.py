"""Where words stand next to marks, so that they cover neither intervals nor each other."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[float, float]
Box = tuple[float, float, float, float]

#: Points between a mark and its words, the nearest that is free.
_AWAY = (3.0, 6.0, 9.0, 13.0, 18.0, 24.0, 32.0, 42.0)

_SIDES = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def free_places(
    marks: Sequence[Pair], sizes: Sequence[Pair], bars: Sequence[Box], room: Pair, *, dots: Sequence[Pair] = ()
) -> list[Pair]:
    """Return how far from each mark the middle of its words lies, all in points from the lower left corner.

    Parameters
    ----------
    marks, sizes : sequence of (float, float)
        Place of each mark, and breadth and height of its words.
    bars : sequence of (float, float, float, float)
        What words must not cover (left, low, right, high); a line has no breadth.
    room : float, float
        Breadth and height of the picture.
    dots : sequence of (float, float), optional
        What words cover only where nothing else is free.

    Returns
    -------
    list of (float, float)
        The first mark has the first choice. Where it can, each has its words nearer than any other mark has them.

    Examples
    --------
    >>> free_places([(50, 50)], [(20, 10)], [(50, 20, 50, 80), (20, 50, 80, 50)], (100, 100))
    [(13.0, 8.0)]
    >>> free_places([(50, 50)], [(20, 10)], [(50, 20, 90, 80)], (100, 100))
    [(-13.0, 8.0)]
    """
    taken: list[Box] = []
    found: list[Pair] = []
    for mark, size in zip(marks, sizes, strict=True):
        ways = [
            (x * (size[0] / 2 + far), y * (size[1] / 2 + up)) for far in _AWAY for up in _AWAY for x, y in _SIDES
        ]
        boxes = [(_box(mark, way, size), way) for way in ways]
        others = [other for other in marks if other != mark]

        def cost(one: tuple[Box, Pair], mark: Pair = mark, others: list[Pair] = others) -> tuple[float, ...]:
            box, way = one
            return (
                _hits(box, (*bars, *taken), room), _nearer(box, mark, others), _covered(box, dots),
                abs(way[0]) + abs(way[1]),
            )  # fmt: skip

        best, away = min(boxes, key=cost)
        taken.append(best)
        found.append(away)
    return found


def bars_of(low: Pair, high: Pair, at: Pair) -> tuple[Box, Box]:
    """Return the two intervals of a mark, across and up, as boxes of no breadth."""
    return (low[0], at[1], high[0], at[1]), (at[0], low[1], at[0], high[1])


def _box(mark: Pair, way: Pair, size: Pair) -> Box:
    x, y = mark[0] + way[0], mark[1] + way[1]
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2


def _hits(box: Box, kept: Sequence[Box], room: Pair) -> int:
    left, low, right, high = box
    off = left < 0 or low < 0 or right > room[0] or high > room[1]
    return 10 * off + sum(
        left < b[2] + 1 and b[0] - 1 < right and low < b[3] + 1 and b[1] - 1 < high for b in kept
    )


def _nearer(box: Box, mark: Pair, others: Sequence[Pair]) -> int:
    """Count the other marks to which the words lie nearer than to their own: they would be read as theirs."""
    own = _apart(box, mark)
    return sum(_apart(box, other) <= own for other in others)


def _apart(box: Box, mark: Pair) -> float:
    left, low, right, high = box
    return hypot(max(left - mark[0], 0.0, mark[0] - right), max(low - mark[1], 0.0, mark[1] - high))


def _covered(box: Box, dots: Sequence[Pair]) -> int:
    left, low, right, high = box
    return sum(left - 2 < x < right + 2 and low - 2 < y < high + 2 for x, y in dots)
