"""The plan that costs least, with the proof of it: a choice among the ways of each promise (K10).

Each promise takes one of its ways; where there are too many, each of its weeks is chosen by itself. The hours of
a week hold them together. Prices of hours (the duals of the model without whole numbers) tell by how much any
plan with a way exceeds the bound. Only the few ways that can be in a plan as good as the best one known are
given to HiGHS; the others are left out with proof.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog
from scipy.sparse import csr_array, diags_array, vstack

from kamlib.manage.visits.bound import least
from kamlib.manage.visits.greedy import greedy
from kamlib.manage.visits.hours import lengths, limits
from kamlib.manage.visits.model import CHANGED, STABLE, Group, Solution
from kamlib.manage.visits.patterns import ways
from kamlib.manage.visits.weeks import rows, these
from kamlib.value.exact import milp

#: Ways for each promise with which the search begins, and how much further it looks where that is too few.
_FIRST, _WIDER = 4, 1.3

#: How close to the bound a plan counts as proven, as a part of its cost.
_SURE = 1e-6

#: What HiGHS answers where the clock stops it, and where no plan obeys all rows.
_LATE, _IMPOSSIBLE = 1, 2

#: Nodes that the search for the plan of a group of people may take in all. They end a search that finds no proof
#: on every machine at the same plan; quarters of five hundred customers take twenty at most.
NODES = 200


@dataclass(eq=False)
class Effort:
    """What a search may still take: nodes, which say when it ends, and a last second, which only stops it."""

    nodes: int
    until: float
    late: bool = False

    def seconds(self) -> float:
        """Return the time that is left for a model."""
        return max(self.until - time.monotonic(), 0.1)

    def spend(self, status: int, nodes: int | None) -> None:
        """Count what a model took; one that ends without a plan and without nodes has used up all of them."""
        self.late = self.late or status == _LATE
        if status != _IMPOSSIBLE:
            self.nodes -= self.nodes if nodes is None else nodes

    def over(self) -> bool:
        """Tell whether the search ends here, unproven."""
        if self.nodes > 0 and time.monotonic() >= self.until:
            self.late = True
        return self.late or self.nodes <= 0


@dataclass(frozen=True, eq=False)
class Columns:
    """What a plan chooses from: promise and weeks of each choice, its price, and the rows that it has to obey.

    Broken are the weeks that a choice breaks although days would allow a visit.
    """

    promise: np.ndarray
    weeks: csr_array
    broken: np.ndarray
    price: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray
    rows: csr_array
    low: np.ndarray
    high: np.ndarray

    def visits(self, chosen: np.ndarray, promises: int) -> np.ndarray:
        """Return the visits by promise and week."""
        taken = np.flatnonzero(chosen > 0.5)
        found = np.zeros((promises, self.weeks.shape[1]), dtype="int64")
        np.add.at(found, self.promise[taken], self.weeks[taken].toarray().astype("int64"))
        return found


class Building:
    """Choices and rows of a group, one promise after another."""

    def __init__(self, group: Group) -> None:
        self.group = group
        self.size = 0
        self._made: list[tuple[np.ndarray, ...]] = []
        self._open: list[tuple[Sequence[int], float, float]] = []
        for at in range(len(group.promises)):
            self._promise(at)

    def _choices(
        self, at: int, weeks: np.ndarray, price: np.ndarray | float, *, broken: np.ndarray | float = 0.0,
        lower: np.ndarray | float = 0.0, upper: np.ndarray | float = 1.0, whole: int = 1,
    ) -> range:  # fmt: skip
        """Add choices of a promise, a row of weeks each, and return their places."""
        every = [np.broadcast_to(one, len(weeks)) for one in (at, broken, price, lower, upper, whole)]
        self._made.append((weeks, *every))
        self.size += len(weeks)
        return range(self.size - len(weeks), self.size)

    def _promise(self, at: int) -> None:
        group = self.group
        listed = ways(group.promises[at], group.weeks, group.wanted[at])
        if listed is None:
            self._by_week(at)
            return
        prices = group.weights[at] * listed.broken + CHANGED * listed.changed
        self._open.append((self._choices(at, listed.visits, prices, broken=listed.broken), 1.0, 1.0))

    def _by_week(self, at: int) -> None:
        one, weeks, wanted = self.group.promises[at], self.group.weeks, self.group.wanted[at]
        fixed, may, asked = (rows([held], weeks)[0] for held in (these(one.fixed), one.possible, these(wanted)))
        cells = self._choices(at, np.eye(weeks, dtype="int64"), -CHANGED * asked, lower=fixed, upper=may)
        for week in range(weeks - 1 if one.gap > 1 else 0):
            pinned = float(fixed[week : week + one.gap].sum())
            self._open.append((cells[week : week + one.gap], -np.inf, max(1.0, pinned)))
        nowhere, weight = np.zeros((1, weeks), dtype="int64"), float(self.group.weights[at])
        for end, held in one.spans:
            can = float(bool(one.possible & held))
            broken = self._choices(at, nowhere, weight, broken=can, whole=0)
            self._open.append(([*cells[max(0, end - one.every) : end + 1], *broken], 1.0, np.inf))
        if wanted:  # what is kept is paid back
            self._choices(at, nowhere, CHANGED * len(wanted), lower=1.0, whole=0)

    def done(self, *, stable: bool = False) -> Columns:
        """Put the rows together: promises, hours of each person and week, and appointments that stay."""
        bare = self.bare()
        parts, highs = _hours(self.group, bare.promise, bare.weeks)
        lows = [np.full(len(high), -np.inf) for high in highs]
        if stable and any(self.group.wanted):
            kept, least = _stable(self.group, bare.promise, bare.weeks)
            parts.append(kept)
            lows.append(np.array([least]))
            highs.append(np.array([np.inf]))
        return replace(bare, rows=csr_array(vstack([bare.rows, *parts])), low=np.concatenate([bare.low, *lows]),
                       high=np.concatenate([bare.high, *highs]))  # fmt: skip

    def bare(self) -> Columns:
        """Put the rows of the promises alone together, as if hours were without end."""
        at = np.repeat(np.arange(len(self._open)), [len(cells) for cells, _low, _high in self._open])
        cells = np.concatenate([np.asarray(cells, dtype="int64") for cells, _low, _high in self._open])
        own = csr_array((np.ones(len(at)), (at, cells)), shape=(len(self._open), self.size))
        weeks, promise, broken, price, lower, upper, whole = map(np.concatenate, zip(*self._made, strict=True))
        return Columns(
            promise, csr_array(weeks.astype("float64")), broken, price, lower.astype("float64"),
            upper.astype("float64"), whole, own, np.array([low for _row, low, _high in self._open]),
            np.array([high for _row, _low, high in self._open]),
        )  # fmt: skip


def _stable(group: Group, promise: np.ndarray, weeks: csr_array) -> tuple[csr_array, float]:
    """Return how many earlier appointments each choice keeps, and how many have to stay."""
    wanted = np.zeros((len(group.promises), group.weeks))
    for at, held in enumerate(group.wanted):
        wanted[at, sorted(held)] = 1.0
    kept = np.asarray(weeks.multiply(wanted[promise]).sum(axis=1)).reshape(1, -1)
    total = sum(len(held) for held in group.wanted)
    return csr_array(kept), float(total - int(STABLE * total))


def _hours(group: Group, promise: np.ndarray, weeks: csr_array) -> tuple[list[csr_array], list[np.ndarray]]:
    """Hold each person to the hours of a week, by the exact limits of what fits where few lengths allow it."""
    parts, highs = [], []
    for name in group.people:
        size, sharing, step = lengths(group, name)
        held: dict[tuple[float, ...], list[tuple[int, float]]] = {}
        for week in range(group.weeks):
            room = float(group.capacity[name][week])
            for weight, high in limits(tuple(size / step), room / step, sharing=sharing):
                held.setdefault(weight, []).append((week, high))
        for weight, rooms in held.items():
            loads = csr_array((diags_array(np.array(weight)[promise]) @ weeks).T)
            parts.append(loads[[week for week, _high in rooms]])
            highs.append(np.array([high for _week, high in rooms]))
    return parts, highs


def _relaxed(columns: Columns, effort: Effort) -> tuple[float, np.ndarray] | None:
    """Return a proven bound by the prices of hours, and what each choice adds to it; None where no plan exists.

    Below zero is what it adds to leave a choice out that is otherwise made.
    """
    same = columns.low == columns.high
    sign = np.where(np.isfinite(columns.low) & ~same, -1.0, 1.0)
    rows = csr_array(diags_array(sign) @ columns.rows)
    most = np.where(sign < 0, -columns.low, columns.high)
    found = linprog(
        columns.price, A_ub=rows[~same], b_ub=most[~same], A_eq=rows[same] if same.any() else None,
        b_eq=most[same] if same.any() else None, bounds=np.c_[columns.lower, columns.upper], method="highs",
        options={"time_limit": effort.seconds()},
    )  # fmt: skip
    effort.late = found.status == _LATE
    if found.status == _IMPOSSIBLE:
        return None
    prices = np.zeros(len(most))
    if found.x is not None and found.status == 0:
        prices[~same] = np.minimum(found.ineqlin.marginals, 0.0)
        prices[same] = found.eqlin.marginals if same.any() else 0.0
    added = columns.price - rows.T @ prices
    bound = float(prices @ most + np.where(added > 0, columns.lower, columns.upper) @ added)
    return bound, added


def _chosen(columns: Columns, added: np.ndarray, reach: float, effort: Effort) -> tuple[np.ndarray | None, float]:
    """Choose among what adds at most `reach` to the bound: the choices, and the bound of such plans."""
    kept = np.flatnonzero((added <= reach) | (columns.lower > 0))
    lower = np.where(added[kept] < -reach, columns.upper[kept], columns.lower[kept])
    found = milp(
        columns.price[kept], integrality=columns.whole[kept], bounds=Bounds(lower, columns.upper[kept]),
        constraints=LinearConstraint(columns.rows[:, kept], columns.low, columns.high),
        options={"mip_rel_gap": 0.0, "node_limit": effort.nodes, "time_limit": effort.seconds()},
    )  # fmt: skip
    effort.spend(found.status, found.mip_node_count)
    if found.status == _IMPOSSIBLE:
        return None, np.inf
    bound = getattr(found, "mip_dual_bound", None)
    low = -np.inf if bound is None or not np.isfinite(bound) else float(bound)
    if found.x is None:
        return None, low
    every = np.zeros(len(columns.price))
    every[kept] = found.x
    return every, low


def _search(
    group: Group, columns: Columns, known: Solution | None, effort: Effort
) -> tuple[np.ndarray | None, float, float]:
    """Return the best plan found, what it costs, and the proven bound."""
    best, cost = (None, np.inf) if known is None else (known.visits, known.cost)
    relaxed = _relaxed(columns, effort)
    if relaxed is None:
        return best, cost, cost
    floor, added = relaxed
    away = np.sort(np.abs(added))
    bound, kept = floor, min(_FIRST * len(group.promises), len(away))
    while not _proven(cost, bound):
        reach = min(float(away[kept - 1]), cost - floor)
        chosen, low = _chosen(columns, added, reach, effort)
        if chosen is not None:
            visits = columns.visits(chosen, len(group.promises))
            best, cost = min(((best, cost), (visits, group.cost(visits))), key=lambda pair: pair[1])
        last = reach >= min(float(away[-1]), cost - floor)
        bound = max(bound, min(low, np.inf if reach >= away[-1] else floor + reach))
        if last or effort.over():
            break
        kept = len(away) if chosen is not None else min(int(_WIDER * kept), len(away))
    return best, cost, cost if _proven(cost, bound) else bound


def _proven(cost: float, bound: float) -> bool:
    return bool(cost - bound <= _SURE * max(1.0, cost)) if np.isfinite(cost) else bool(bound == np.inf)


def solve(group: Group, seconds: float, nodes: int = NODES) -> Solution:
    """Find the plan that costs least, and the bound that proves it, with some nodes and at most some seconds."""
    plain = greedy(group)
    best = Solution(plain, group.cost(plain), 0.0)
    if best.cost == 0.0:
        return best
    tried = None if _changes(group, plain) else best
    if tried is not None and _proven(best.cost, least(group)):
        return replace(best, bound=best.cost)
    building = Building(group)
    effort = Effort(nodes, time.monotonic() + seconds)
    visits, cost, bound = _search(group, building.done(stable=True), tried, effort)
    late = effort.late
    if visits is None and any(group.wanted):  # hours or absences force more changes than a tenth
        effort = Effort(nodes, time.monotonic() + seconds)
        visits, cost, bound = _search(group, building.done(stable=False), best, effort)
        late = late or effort.late
    if visits is None:
        return replace(best, late=late)
    return Solution(visits, cost, min(cost, max(0.0, bound)), late and bound < cost)


def _changes(group: Group, visits: np.ndarray) -> bool:
    """Tell whether a plan changes more appointments than it may."""
    total = sum(len(weeks) for weeks in group.wanted)
    gone = sum(1 for row, weeks in zip(visits, group.wanted, strict=True) for week in weeks if not row[week])
    return gone > int(STABLE * total)


def plan_groups(found: list[Group], seconds: float) -> list[Solution]:
    """Solve each group within the time that is left for it."""
    solutions, begun = [], time.monotonic()
    for at, group in enumerate(found):
        left = seconds - (time.monotonic() - begun)
        solutions.append(solve(group, left / (len(found) - at)))
    return solutions
