"""Every word of a figure lies on it, and the words along an axis do not touch, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

from kamlib import load
from kamlib.classify import scorecard
from kamlib.findings import build
from kamlib.words import speaking
from tests.embedded import embedded


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def boxes(ax: Axes, texts: list[plt.Text]) -> list[tuple[float, float, float, float]]:
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    return [tuple(text.get_window_extent().extents) for text in texts if text.get_text()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_legend_of_all_criteria_lies_on_the_picture(language: str) -> None:
    with speaking(language):
        draw = build("scorecard")(embedded()).draw
        assert draw is not None
        ax = draw()
        legend, figure = ax.get_legend(), ax.get_figure(root=True)
        assert legend is not None
        assert figure is not None
        assert len(legend.get_texts()) == len(scorecard.WEIGHTS)
        for left, low, right, high in boxes(ax, legend.get_texts()):
            assert 0 <= left < right <= figure.bbox.width
            assert 0 <= low < high <= figure.bbox.height


@pytest.mark.parametrize("language", ["en", "zh"])
def test_eight_quarters_stand_side_by_side_though_the_last_is_a_part(language: str) -> None:
    days = pd.date_range("2022-07-01", "2024-05-20", freq="9D")
    orders = pd.DataFrame({
        "customer_id": [f"c{i % 11}" for i in range(len(days))], "order_id": [f"o{i}" for i in range(len(days))],
        "date": days, "revenue": [100.0 + 17 * (i % 13) for i in range(len(days))],
    })  # fmt: skip
    with speaking(language):
        draw = build("concentration_trend")(load(orders)).draw
        assert draw is not None
        ax = draw()
        placed = boxes(ax, ax.get_xticklabels())
    assert len(placed) >= 7
    assert all(a[2] < b[0] for a, b in pairwise(placed))
