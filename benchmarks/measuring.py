"""Medians of CPU seconds, taken in turns: a busy machine is busy for all of them, and ratios are what counts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def medians(actions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of each action; a round before the first does not count."""
    for action in actions.values():
        action()
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for _round in range(rounds):
        for name, action in actions.items():
            begun = time.process_time()
            action()
            taken[name].append(time.process_time() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}


def show(seconds: Mapping[str, float], by: str, against: str, goal: float | None = None) -> None:
    """Print one row of the table: what, against what, the ratio, and what it should be at most."""
    ratio = seconds[by] / seconds[against]
    print(f"| {by} | {against} | {ratio:.2f} | {goal or '–'} | {seconds[by]:.3f} s, {seconds[against]:.3f} s |")
