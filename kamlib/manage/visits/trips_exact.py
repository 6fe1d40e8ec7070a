"""The fewest trips of a small plan of visits, proven by HiGHS (K10)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import coo_array

from kamlib.manage.visits.inputs import place
from kamlib.manage.visits.model import Group, broken_weeks
from kamlib.value.exact import milp

#: Nodes of HiGHS for each group of people; seconds are the last resort.
NODES, SECONDS = 200, 60.0


def fewest(group: Group, now: np.ndarray, held: Mapping[int, list[int]]) -> tuple[np.ndarray | None, int]:
    """Return visits with the fewest trips that were found, and the fewest there can be.

    Parameters
    ----------
    group : Group
        People that share visits.
    now : numpy.ndarray
        Visits by promise and week: as many of each promise remain, and no other week is broken.
    held : mapping
        Weeks that stay, by promise.

    Returns
    -------
    tuple
        The visits (None where none were found), and the bound.
    """
    model = _Model(group, now, held)
    found = milp(
        model.price, integrality=np.ones(model.size), bounds=Bounds(model.lower, model.upper),
        constraints=model.rows(),
        options={"mip_rel_gap": 0.0, "node_limit": NODES, "time_limit": SECONDS},
    )  # fmt: skip
    low = getattr(found, "mip_dual_bound", None)
    alone = sum(int(row.sum()) * len(one.who)
                for one, row in zip(group.promises, now, strict=True) if not one.city)  # fmt: skip
    least = alone + (0 if low is None or not np.isfinite(low) else max(0, math.ceil(low - 1e-6)))
    if found.x is None:
        return None, least
    visits: np.ndarray = (found.x[: now.size] > 0.5).astype("int64").reshape(now.shape)
    return visits, least


class _Model:
    """A choice for each visit and week, and one for each person, city and week."""

    def __init__(self, group: Group, now: np.ndarray, held: Mapping[int, list[int]]) -> None:
        self.group, self.now, self.held = group, now, held
        self.cell = np.arange(now.size).reshape(now.shape)
        keys = sorted({(name, place(one.city), week) for one in group.promises if one.city for name in one.who
                       for week in range(group.weeks)})  # fmt: skip
        self.trip = {key: now.size + at for at, key in enumerate(keys)}
        self.size = now.size + len(keys)
        self.price = np.r_[np.zeros(now.size), np.ones(len(keys))]
        self.lower, self.upper = np.zeros(self.size), np.ones(self.size)
        self._at: list[tuple[int, int, float]] = []
        self._low: list[float] = []
        self._high: list[float] = []
        for at in range(len(group.promises)):
            self._promise(at)
        self._hours()

    def rows(self) -> LinearConstraint:
        """Put the rows together."""
        rows, cells, factors = zip(*self._at, strict=True)
        matrix = coo_array((factors, (rows, cells)), shape=(len(self._low), self.size)).tocsr()
        return LinearConstraint(matrix, np.array(self._low), np.array(self._high))

    def _row(self, cells: list[int], factors: list[float], low: float, high: float) -> None:
        row = len(self._low)
        self._at += [(row, cell, factor) for cell, factor in zip(cells, factors, strict=True)]
        self._low.append(low)
        self._high.append(high)

    def _promise(self, at: int) -> None:
        one, row, cells = self.group.promises[at], self.now[at], self.cell[at].tolist()
        ones = [1.0] * len(cells)
        self.upper[cells] = [float(one.may(week) or bool(row[week])) for week in range(len(cells))]
        self.lower[self.cell[at, self.held[at]]] = 1.0
        self._row(cells, ones, float(row.sum()), float(row.sum()))
        for week in range(len(cells) - one.gap + 1 if one.gap > 1 else 0):
            near = range(week, week + one.gap)
            pinned = float(sum(1 for other in near if other in self.held[at]))
            self._row(cells[week : week + one.gap], ones[: one.gap], -np.inf, max(1.0, pinned))
        lost = set(broken_weeks(one, row))
        for end in set(one.windows) - lost:
            here = cells[max(0, end - one.every) : end + 1]
            self._row(here, ones[: len(here)], 1.0, np.inf)
        for name in one.who if one.city else ():
            for week, cell in enumerate(cells):
                self._row([cell, self.trip[(name, place(one.city), week)]], [1.0, -1.0], -np.inf, 0.0)

    def _hours(self) -> None:
        for name in self.group.people:
            mine = [(at, one) for at, one in enumerate(self.group.promises) if name in one.who]
            for week in range(self.group.weeks):
                used = float(sum(one.hours * self.now[at, week] for at, one in mine))
                room = max(float(self.group.capacity[name][week]), used)
                self._row([int(self.cell[at, week]) for at, _one in mine], [one.hours for _at, one in mine],
                          -np.inf, room + 1e-9)  # fmt: skip
