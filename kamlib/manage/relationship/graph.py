"""People as points and ties as lines: who is joined to whom, and what lies on the ways between them (K12)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd


def pairs(table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Return the names in the first two columns of a table, row by row."""
    return zip(*(table.iloc[:, at].astype("str").tolist() for at in range(2)), strict=True)


def joined(ties: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return whom each person is joined to, both in the order of the names."""
    found: dict[str, set[str]] = {}
    for one, other in ties:
        if one != other:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {person: sorted(found[person]) for person in sorted(found)}


def steps(near: Mapping[str, list[str]], ours: list[str], without: str | None) -> dict[str, int]:
    """Return how many ties away from the nearest of ours each person is; those out of reach are left out."""
    far = dict.fromkeys(ours, 0)
    waiting = deque(ours)
    while waiting:
        person = waiting.popleft()
        for other in near[person]:
            if other not in far and other != without:
                far[other] = far[person] + 1
                waiting.append(other)
    return far


def through(near: Mapping[str, list[str]], start: str) -> dict[str, float]:
    """Return what part of the shortest ways from a person leads through each of the others."""
    far, many, before = {start: 0}, {start: 1.0}, {start: list[str]()}
    order, waiting = [], deque([start])
    while waiting:
        person = waiting.popleft()
        order.append(person)
        for other in near[person]:
            if other not in far:
                far[other], many[other], before[other] = far[person] + 1, 0.0, []
                waiting.append(other)
            if far[other] == far[person] + 1:
                many[other] += many[person]
                before[other].append(person)
    part = dict.fromkeys(order, 0.0)
    for person in reversed(order):
        for earlier in before[person]:
            part[earlier] += many[earlier] / many[person] * (1.0 + part[person])
    part.pop(start)
    return part


def pieces(near: Mapping[str, list[str]], without: str | None) -> int:
    """Count the pieces of a network without a person."""
    left, n = set(near) - {without}, 0
    while left:
        n += 1
        waiting = [left.pop()]
        while waiting:
            reached = [other for other in near[waiting.pop()] if other in left]
            left.difference_update(reached)
            waiting += reached
    return n
