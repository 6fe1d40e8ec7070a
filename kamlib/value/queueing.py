"""Queues at counters: a short event simulation.

Customers wait in lines, first come first served within a line; each counter serves its lines in an order of its
own; a customer whose patience runs out walks away. Enough for a bank hall; its tests compare it with the
theory of queues.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Served:
    """What happened to each customer, in the order given.

    Attributes
    ----------
    wait : numpy.ndarray
        Minutes waited: until served, or until walking away.
    start : numpy.ndarray
        Minute at which the service began; missing for who walked away.
    walked : numpy.ndarray of bool
        Who walked away unserved.
    busy : numpy.ndarray
        Minutes that each counter was busy.
    """

    wait: NDArray[np.float64]
    start: NDArray[np.float64]
    walked: NDArray[np.bool_]
    busy: NDArray[np.float64]


class _Hall:
    """Who waits, who is served and which counters are idle, from one event to the next."""

    def __init__(
        self,
        arrive: NDArray[np.float64],
        need: NDArray[np.float64],
        bear: NDArray[np.float64],
        lines: list[str],
        counters: Sequence[Sequence[str]],
    ) -> None:
        if not counters or not all(counters):
            raise ValueError("there has to be a counter, and each has to serve a line")
        if not len(arrive) == len(need) == len(bear) == len(lines):
            raise ValueError("minute, service, line and patience have to be of one length")
        orphans = sorted(set(lines) - {name for serves in counters for name in serves})
        if orphans:
            raise ValueError(f"no counter serves the line {orphans[0]!r}")
        self.arrive, self.need, self.gone = arrive, need, arrive + bear
        self.lines, self.counters = lines, counters
        self.waiting: dict[str, deque[int]] = {name: deque() for serves in counters for name in serves}
        self.start = np.full(len(arrive), np.nan)
        self.busy = np.zeros(len(counters))
        self.idle = list(range(len(counters)))
        self.done: list[tuple[float, int]] = []

    def work_until(self, minute: float) -> None:
        """Let the counters that have done by a minute call whom they serve next, in the order of the clock."""
        while self.done and self.done[0][0] <= minute:
            now, counter = heapq.heappop(self.done)
            who = self._next_of(counter, now)
            if who is None:
                self.idle.append(counter)
            else:
                self._begin(who, counter, now)

    def enter(self, who: int) -> None:
        """Send who arrives to the idle counter that serves the line as its most pressing, else into the line."""
        line = self.lines[who]
        able = [c for c in self.idle if line in self.counters[c]]
        if not able:
            self.waiting[line].append(who)
            return
        best = min(able, key=lambda c: (self.counters[c].index(line), c))
        self.idle.remove(best)
        self._begin(who, best, self.arrive[who])

    def _next_of(self, counter: int, now: float) -> int | None:
        """Call from a counter's lines, most pressing first; who is out of patience does not come."""
        for name in self.counters[counter]:
            queue = self.waiting[name]
            while queue:
                who = queue.popleft()
                if now <= self.gone[who]:
                    return who
        return None

    def _begin(self, who: int, counter: int, now: float) -> None:
        self.start[who] = now
        self.busy[counter] += self.need[who]
        heapq.heappush(self.done, (now + self.need[who], counter))


def simulate(
    minute: ArrayLike,
    service: ArrayLike,
    *,
    counters: Sequence[Sequence[str]],
    line: Sequence[str] | None = None,
    patience: ArrayLike | None = None,
) -> Served:
    """Let customers queue.

    Parameters
    ----------
    minute : array
        When each arrives, in minutes.
    service : array
        Minutes that each needs at the counter.
    counters : sequence of sequences of str
        For each counter the lines it serves, most pressing first: ``[["all"]] * 10``.
    line : sequence of str, optional
        The line each joins; by default the first line of the first counter.
    patience : array, optional
        Minutes each is willing to wait; by default for ever.

    Returns
    -------
    Served

    Raises
    ------
    ValueError
        If there is no counter, a line that no counter serves, or lengths differ.
    """
    arrive, need = np.asarray(minute, dtype=float), np.asarray(service, dtype=float)
    lines = [counters[0][0]] * len(arrive) if line is None and counters else list(line or ())
    bear = np.full(len(arrive), np.inf) if patience is None else np.asarray(patience, dtype=float)
    hall = _Hall(arrive, need, bear, lines, counters)
    for who in np.argsort(arrive, kind="stable"):
        hall.work_until(arrive[who])
        hall.enter(int(who))
    hall.work_until(np.inf)
    walked = np.isnan(hall.start)
    return Served(np.where(walked, bear, hall.start - arrive), hall.start, walked, hall.busy)
