"""Words on a map of marks with intervals: none covers an interval, another word, or the edge of the picture."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from kamlib.figures import legs, satisfaction
from kamlib.figures.free_places import free_places
from kamlib.manage.relationship.legs import two_legs
from kamlib.words import speaking
from tests.embedded import embedded

Box = tuple[float, ...]


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def words(ax: Axes) -> list[Box]:
    """The boxes of all words that are written on the map or next to it (pixels)."""
    figure: Any = ax.get_figure(root=True)
    figure.draw_without_rendering()
    boxes = [plt.Text.get_window_extent(text).extents for text in ax.texts]
    assert all(0 <= left < right <= figure.bbox.width for left, _low, right, _high in boxes)
    assert all(0 <= low < high <= figure.bbox.height for _left, low, _right, high in boxes)
    return [tuple(box) for box in boxes]


def bars(ax: Axes) -> list[Box]:
    """The intervals as boxes of no breadth (pixels)."""
    errors = [
        part for found in ax.collections if isinstance(found, LineCollection) for part in found.get_segments()
    ]
    lines = [line.get_xydata() for line in ax.lines if line.get_linewidth() == 1.8]  # those of importance
    ends = [ax.transData.transform(part) for part in [*errors, *lines]]
    return [(*part.min(axis=0), *part.max(axis=0)) for part in ends]


def touching(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def account(who: str, money: float, relationship: float, competence: float, reach: float = 15.0) -> dict[str, Any]:
    weaker = "" if abs(relationship - competence) < 30 else (
        "relationship" if relationship < competence else "competence")  # fmt: skip
    row: dict[str, Any] = {"customer_id": who, "money": money, "weaker": weaker}
    for leg, value in (("relationship", relationship), ("competence", competence)):
        row |= {leg: value, f"{leg}_low": max(value - reach, 0.5), f"{leg}_high": min(value + reach, 99.5)}
    return row


CROWDED = pd.DataFrame([
    account("吕梁重型机械制造有限公司", 9.0, 20, 60), account("B", 8.0, 21, 61), account("C", 7.0, 20, 60),
    account("D", 6.0, 3, 98), account("E", 5.0, 97, 2), account("F", 4.0, 22, 62), account("G", 3.0, 50, 52),
])  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["crowded", "embedded"])
def test_numbers_and_names_of_the_legs_cover_no_interval_and_no_other_word(language: str, kind: str) -> None:
    table = CROWDED if kind == "crowded" else two_legs(embedded()).table
    with speaking(language):
        ax = legs.leg_map(table)
        found, lines = words(ax), bars(ax)
    assert len(lines) == 2 * legs.NAMED  # of those that have a name only
    assert [text.get_text() for text in ax.texts][-5:] == list("12345")
    assert not any(touching(a, b) for a in found for b in lines)
    assert not any(touching(a, b) for a, b in combinations(found, 2))


def test_the_key_names_those_with_the_most_money_by_the_numbers_at_their_marks() -> None:
    ax = legs.leg_map(CROWDED, names={"B": "Beta"})
    said = {text.get_text(): text.xy for text in ax.texts}
    assert [text for text in said if text[1:3] == "  "] == [
        "1  吕梁重型机械制造有限公司", "2  Beta", "3  C", "4  D", "5  E"]  # fmt: skip
    assert said["2"] == (61, 21)
    assert said["5"] == (2, 97)


QUESTIONS = pd.DataFrame({
    "driver": ["price", "service", "product", "delivery", "contact"], "share": [0.30, 0.29, 0.26, 0.15, 0.15],
    "low": [0.20, 0.18, 0.16, 0.08, 0.08], "high": [0.42, 0.41, 0.38, 0.24, 0.24],
    "mean": [3.60, 3.80, 3.75, 3.78, 3.70], "mean_low": [3.50, 3.70, 3.65, 3.69, 3.60],
    "mean_high": [3.70, 3.90, 3.85, 3.87, 3.80], "group": [1, 2, 3, 4, 4],
})  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_questions_cover_no_interval_and_no_other_question(language: str) -> None:
    with speaking(language):
        ax = satisfaction.importance(QUESTIONS)
        found, lines = words(ax), bars(ax)
    assert len(lines) == 2 * len(QUESTIONS)
    assert len(found) == 4
    assert not any(touching(a, b) for a in found for b in lines)
    assert not any(touching(a, b) for a, b in combinations(found, 2))


def test_places_by_hand() -> None:
    # words of 20 by 10 points stand 3 points off the mark: 10 + 3 across, 5 + 3 up; else in the next free corner
    cross = [(50.0, 20.0, 50.0, 80.0), (20.0, 50.0, 80.0, 50.0)]
    assert free_places([(50, 50)], [(20, 10)], cross, (100, 100)) == [(13, 8)]
    assert free_places([(90, 50)], [(20, 10)], [], (100, 100)) == [(-13, 8)]  # the right edge is near
    assert free_places([(50, 50)], [(20, 10)], cross, (100, 100), dots=[(60, 60)]) == [(13, -8)]
    assert free_places([(50, 50)] * 2, [(20, 10)] * 2, cross, (100, 100)) == [(13, 8), (13, -8)]
    assert free_places([(50, 50)], [(20, 10)], [(0, 50, 100, 100)], (100, 100)) == [(13, -8)]
