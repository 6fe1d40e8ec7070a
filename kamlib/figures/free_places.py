"""Where words stand next to marks, so that they cover neither intervals nor each other."""

from __future__ import annotations

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
        The first mark has the first choice.

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
        best, away = min(
            boxes, key=lambda one: (_cost(one[0], (*bars, *taken), room, dots), abs(one[1][0]) + abs(one[1][1]))
        )
        taken.append(best)
        found.append(away)
    return found


def bars_of(low: Pair, high: Pair, at: Pair) -> tuple[Box, Box]:
    """Return the two intervals of a mark, across and up, as boxes of no breadth."""
    return (low[0], at[1], high[0], at[1]), (at[0], low[1], at[0], high[1])


def _box(mark: Pair, way: Pair, size: Pair) -> Box:
    x, y = mark[0] + way[0], mark[1] + way[1]
    return x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2


def _cost(box: Box, kept: Sequence[Box], room: Pair, dots: Sequence[Pair]) -> Pair:
    left, low, right, high = box
    off = left < 0 or low < 0 or right > room[0] or high > room[1]
    hits = sum(left < b[2] + 1 and b[0] - 1 < right and low < b[3] + 1 and b[1] - 1 < high for b in kept)
    return 10 * off + hits, sum(left - 2 < x < right + 2 and low - 2 < y < high + 2 for x, y in dots)
