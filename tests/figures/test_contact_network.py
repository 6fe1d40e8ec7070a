"""The picture of a contact network: the same each time, words never on words, and no chance in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from kamlib.figures import contacts, style
from kamlib.figures.contact_places import places
from kamlib.manage.relationship import Network, of_pairs, without
from kamlib.words import speaking

ROLES = ("decider", "buyer", "technical", "user", "gatekeeper")


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def made(ours: int, theirs: int, seed: int, name: str = "吕嘉禾上海办事处") -> Network:
    """Return a network of any shape, with long names, further columns and persons out of reach."""
    dice = np.random.default_rng(seed)
    we = [f"{name}{k}" for k in range(ours)]
    they = [f"Wolfeschlegelstein {k:02}" for k in range(theirs)]
    near = max(1, theirs * 2 // 3)
    pairs = [(we[dice.integers(ours)], they[k]) for k in range(near)]
    pairs += [(they[dice.integers(near)], they[k]) for k in range(near, theirs - 2)]
    pairs += [(they[dice.integers(near)], they[dice.integers(near)]) for _ in range(theirs // 4)]
    pairs += [(they[-1], they[-2])]
    found = of_pairs(pd.DataFrame(pairs), we)
    mine = found.people["side"] == "ours"
    people = found.people.assign(
        role=["" if own else ROLES[k % 5] for k, own in enumerate(mine)],
        influence=[float("nan") if own else 1.0 + k % 5 for k, own in enumerate(mine)],
        attitude=[float("nan") if own else 1.0 + 2 * k % 5 for k, own in enumerate(mine)],
    )
    return Network(people, found.ties)


def boxes(found: Network) -> tuple[list[tuple[float, ...]], tuple[float, float]]:
    """Return the boxes of all words (pixels), and the size of the figure."""
    figure = contacts.network(found).get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    return [tuple(text.get_window_extent().extents) for text in texts], (figure.bbox.width, figure.bbox.height)


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    ("language", "ours", "theirs", "seed"),
    [
        ("en", 8, 32, 1), ("zh", 3, 9, 3), ("en", 1, 3, 4),
        *(pytest.param(code, *size, marks=SLOW) for code in ("en", "zh")
          for size in ((1, 39, 0), (20, 20, 2), (12, 28, 7))),
    ],
)  # fmt: skip
def test_words_never_lie_on_words_and_all_lie_on_the_picture(
    language: str, ours: int, theirs: int, seed: int
) -> None:
    with speaking(language):
        found, (width, height) = boxes(made(ours, theirs, seed))
    assert len(found) >= ours + theirs
    for a, b in combinations(found, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for left, low, right, high in found:
        assert 0 <= left < right <= width
        assert 0 <= low < high <= height


def test_the_box_test_sees_words_that_lie_on_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "_HIGH", 0.05)
    found, _size = boxes(made(1, 39, 0))
    assert any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(found, 2))


def test_the_same_network_in_any_order_is_the_same_picture(tmp_path: Path) -> None:
    found = made(4, 14, 5)
    turned = Network(found.people, found.ties.iloc[::-1].set_axis(["other", "one", "strength"], axis=1))
    assert places(found) == places(turned)
    first = style.save(contacts.network(found).figure, tmp_path / "a.png").read_bytes()
    again = style.save(contacts.network(found).figure, tmp_path / "b.png").read_bytes()
    assert first == again


def test_columns_are_steps_from_us_and_rows_follow_those_joined() -> None:
    found = of_pairs(pd.DataFrame([("A", "p"), ("B", "q"), ("p", "x"), ("q", "y"), ("r", "s")]), ["A", "B"])
    where = places(found)
    assert {person: column for person, (column, _row) in where.items()} == {
        "A": 0, "B": 0, "p": 1, "q": 1, "x": 2, "y": 2, "r": 3, "s": 3,
    }  # fmt: skip
    for above, below in ("AB", "pq", "xy"):
        assert where[above][1] < where[below][1]  # no two ties cross


def test_who_must_stay_is_in_words_and_ring_and_the_picture_changes_when_one_leaves() -> None:
    found = of_pairs(pd.DataFrame([("Li", "P1"), ("Li", "P2"), ("P1", "P3")]), ["Li"])
    alt = contacts.network_alt(found)
    assert "without Li nobody of ours reaches 3 other persons" in alt
    assert "without P1 nobody of ours reaches 1 other person" in alt
    assert "without P2" not in alt
    left = without(found, "P1")
    assert "Out of reach: P3." in contacts.network_alt(left)
    texts = [text.get_text() for text in contacts.network(left).texts]
    assert "Out of reach" in texts
    assert not any(text.startswith("P1") for text in texts)


def test_a_network_too_large_for_a_picture_says_so() -> None:
    assert "41 persons" in contacts.network(made(1, 40, 6)).texts[0].get_text()
    assert contacts.network_alt(made(1, 40, 6)).startswith("41 persons")
