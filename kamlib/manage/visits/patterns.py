"""All ways in which a promise can be kept or broken over some weeks, without visits that change nothing (K10).

Few of them matter: a visit that keeps no week from being broken only takes hours. A promise of a visit every
eight weeks has some fifty ways in a quarter, one of every second week a few hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from kamlib.manage.visits.inputs import Promise
from kamlib.manage.visits.weeks import rows, span, these

#: More ways than this are not listed; the promise is then planned week by week.
MOST = 1500


@dataclass(frozen=True, eq=False)
class Ways:
    """One row per way: the weeks with a visit, how many weeks it breaks, how many appointments it changes."""

    visits: np.ndarray
    broken: np.ndarray
    changed: np.ndarray


def ways(promise: Promise, weeks: int, wanted: frozenset[int]) -> Ways | None:
    """List the ways of a promise; None where there are too many.

    Parameters
    ----------
    promise : Promise
        A level of visits that a customer is promised.
    weeks : int
        Weeks of the plan.
    wanted : frozenset of int
        Weeks with an appointment of an earlier plan.

    Returns
    -------
    Ways or None
        The first one has no visits but the fixed ones.
    """
    may = promise.possible & span(0, weeks - 1)
    windows = tuple(held for _end, held in promise.spans)
    return _ways(weeks, promise.gap, may, windows, these(promise.fixed), these(wanted))


@cache
def _ways(weeks: int, gap: int, may: int, windows: tuple[int, ...], fixed: int, wanted: int) -> Ways | None:
    found, broken, changed = [], [], []
    for visits, lost in _walk(weeks, gap, may, windows, fixed, wanted):
        found.append(visits)
        broken.append(lost)
        changed.append((wanted & ~visits).bit_count())
        if len(found) > MOST:
            return None
    return Ways(rows(found, weeks), np.array(broken, dtype="float64"), np.array(changed, dtype="float64"))


def _walk(
    weeks: int, gap: int, may: int, windows: tuple[int, ...], fixed: int, wanted: int
) -> Iterator[tuple[int, int]]:
    """Yield the weeks with a visit as bits, and how many weeks are broken; each visit keeps one or is wanted."""
    free = fixed | wanted
    open_ = [(fixed, 0)]
    while open_:
        visits, first = open_.pop()
        lost, needed = _lost(windows, visits)
        if visits & ~free & ~needed:
            continue  # one of the visits keeps nothing, and never will with more visits
        yield visits, lost
        open_ += [(visits | 1 << week, week + gap) for week in range(first, weeks)
                  if may >> week & 1 and not visits >> week & 1]  # fmt: skip


def _lost(windows: tuple[int, ...], visits: int) -> tuple[int, int]:
    """Count the broken weeks, and return the visits each of which alone keeps one from being broken."""
    lost = needed = 0
    for window in windows:
        held = window & visits
        if not held:
            lost += 1
        elif not held & held - 1:  # a single one
            needed |= held
    return lost, needed
