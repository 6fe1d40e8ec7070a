"""A deal marked on the break-even curve, in the picture and in words."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes

from kamlib.classify import concessions
from kamlib.figures import concessions as figures


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_the_mark_says_what_the_deal_needs() -> None:
    table = concessions.break_even(margins=(0.25,))
    # 5 % off a margin of 25 %: a quarter more
    assert "+25%" in texts(figures.break_even_curves(table, at=0.05))
    assert "25% more volume" in figures.break_even_curves_alt(table, at=0.05)


def test_a_discount_of_the_whole_margin_is_marked_as_never_paid_for() -> None:
    table = concessions.break_even(margins=(0.1,))
    assert "no volume pays for it" in texts(figures.break_even_curves(table, at=0.1))
    assert "no volume pays" in figures.break_even_curves_alt(table, at=0.1)


def test_without_a_deal_nothing_is_marked() -> None:
    assert texts(figures.break_even_curves(concessions.break_even())) == ["twice the volume"]
