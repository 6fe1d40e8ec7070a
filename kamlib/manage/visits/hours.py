"""What fits into the hours of a week: lengths of visits, the room for them, and the exact limits of both (K10)."""

from __future__ import annotations

from functools import cache, reduce
from itertools import product
from math import gcd, prod

import numpy as np
from scipy.spatial import ConvexHull

from kamlib.manage.visits.model import Group

_MINUTES = 60

#: Most sums of visits in a week of which the exact limits are made, and of different lengths of visits.
_SUMS, _LENGTHS = 20_000, 4


def lengths(group: Group, name: str) -> tuple[np.ndarray, bool, float]:
    """Return the hours of each promise's visits that a person takes part in, and as ``common`` has them."""
    size = np.array([one.hours if name in one.who else 0.0 for one in group.promises])
    return size, *common([float(hours) for hours in size if hours])


def rooms(group: Group) -> tuple[tuple[float, ...], ...]:
    """Return what of the hours of each person and week visits can use: groups with as much have the same plans."""
    found = []
    for name in group.people:
        _size, sharing, step = lengths(group, name)
        hours = group.capacity[name] / step
        found.append(tuple((np.floor(hours + 1e-9) if sharing else hours).tolist()))
    return tuple(found)


def common(hours: list[float]) -> tuple[bool, float]:
    """Return whether all visits are multiples of some minutes, and of how many at most, in hours."""
    minutes = [round(one * _MINUTES) for one in hours]
    if any(abs(one * _MINUTES - whole) > 1e-6 for one, whole in zip(hours, minutes, strict=True)):
        return False, 1.0
    return True, reduce(gcd, minutes, 0) / _MINUTES


def limits(sizes: tuple[float, ...], room: float, *, sharing: bool) -> list[tuple[tuple[float, ...], float]]:
    """Return what holds visits of some sizes to the room of a week: factors of the visits, and their most."""
    if not sharing:
        return [(sizes, room)]
    most = int(np.floor(room + 1e-9))  # no visit can use the rest: the model is tighter without it
    whole = [round(one) for one in sizes]
    hull = _hull(tuple(sorted({one for one in whole if 0 < one <= most})), most)
    if hull is None:
        return [(tuple(float(one) for one in whole), float(most))]
    return [(tuple(factors.get(one, high + 1.0) if one else 0.0 for one in whole), high) for factors, high in hull]


@cache
def _hull(lengths: tuple[int, ...], room: int) -> tuple[tuple[dict[int, float], float], ...] | None:
    """Return the tightest limits of how many visits of each length fit in a week: the hull of what fits."""
    if not lengths:
        return (({}, 0.0),)
    if len(lengths) == 1:
        return (({lengths[0]: 1.0}, float(room // lengths[0])),)
    counts = [room // length + 1 for length in lengths]
    if len(lengths) > _LENGTHS or prod(counts) > _SUMS:
        return None
    fits = np.array([one for one in product(*map(range, counts)) if np.dot(one, lengths) <= room])
    found = {}
    for *factors, _offset in ConvexHull(fits).equations:
        if max(factors) > 1e-9:
            least = min(one for one in factors if one > 1e-9)
            key = tuple(max(0.0, round(float(one / least), 6)) for one in factors)
            found[key] = float((fits @ np.array(key)).max())
    return tuple((dict(zip(lengths, key, strict=True)), high) for key, high in sorted(found.items()))
