"""What any plan costs at least, told without a solver: a careful planner's is proven where it costs no more (K10).

At the end of each week some promises ask for a visit since a week before. The hours of these weeks are known; of
the promises that they do not hold, those are broken that are worth least an hour, in part where that is enough.
The model without whole numbers never tells less, so nothing is proven here that it would not prove.
"""

from __future__ import annotations

from itertools import accumulate

from kamlib.manage.visits.hours import lengths, rooms
from kamlib.manage.visits.model import Group

#: The first week in which a visit would do, its length and what a broken week costs.
_Asked = tuple[int, float, float]


def least(group: Group) -> float:
    """Return what the broken weeks of any plan cost at least."""
    return sum(_of_person(group, name, room) for name, room in zip(group.people, rooms(group), strict=True))


def _of_person(group: Group, name: str, room: tuple[float, ...]) -> float:
    """Add up the weeks of the promises whose visits a person makes, alone or first of several."""
    size, _sharing, step = lengths(group, name)
    asked: list[list[_Asked]] = [[] for _week in room]
    lost = 0.0
    for at, one in enumerate(group.promises):
        weight = float(group.weights[at])
        for end, span in one.spans if one.who[0] == name else ():
            if one.possible & span:
                asked[end].append((max(0, end - one.every), float(size[at]) / step, weight))
            else:
                lost += weight
    until = [0.0, *accumulate(room)]
    return lost + sum(_of_week(each, until, end) for end, each in enumerate(asked))


def _of_week(asked: list[_Asked], until: list[float], end: int) -> float:
    """Return what is broken at the end of a week at least, by the hours since one week before or another."""
    asked = sorted(asked, key=lambda one: -one[2] / one[1])
    most = 0.0
    for since in {first for first, _hours, _weight in asked}:
        left, broken = until[end + 1] - until[since], 0.0
        for first, hours, weight in asked:
            if first >= since:
                kept = min(hours, left)
                left, broken = left - kept, broken + weight * (1 - kept / hours)
        most = max(most, broken)
    return most
