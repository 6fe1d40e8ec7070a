"""Every text of a figure stands out from what lies behind it: the paper, a bar, a cell of a heat map."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib import colors
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.text import Text

from kamlib.client import Client
from kamlib.figures import style
from kamlib.findings import IDS, build

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.contrast import LARGE, TEXT, ratio
from tests.embedded import embedded
from tests.findings.test_pipeline import deals
from tests.findings.test_whole import NOT_HERE, TABLES


@pytest.fixture(scope="module")
def client() -> Client:
    return replace(embedded(), deals=deals())


def behind(text: Text, figure: Any) -> str:
    """The colour behind the middle of a text: of its own solid box, else of the top-most filled shape or picture
    there, else of the paper.
    """
    own = text.get_bbox_patch()
    if own is not None and own.get_visible() and own.get_facecolor()[3] == 1:
        return solid(own.get_facecolor())
    box = text.get_window_extent()
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    found = [(-1.0, "#ffffff")]
    for axes in figure.axes:
        shapes = [patch for patch in axes.patches if patch.get_visible() and patch.get_fill()]
        inside = [patch for patch in shapes if patch.contains_point((x, y))]
        found += [(patch.get_zorder(), solid(patch.get_facecolor())) for patch in inside]
        for mesh in axes.collections:
            found += [(mesh.get_zorder(), colour) for colour in cells(mesh, x, y)]
        for image in axes.images:
            found += [(image.get_zorder(), colour) for colour in pixels(image, x, y)]
    below = [part for part in found if part[0] <= text.get_zorder()]
    return max(below, key=lambda part: part[0])[1]


def solid(colour: Any) -> str:
    """A colour as it looks on white paper."""
    *parts, alpha = colors.to_rgba(colour)
    return colors.to_hex([1 - alpha * (1 - part) for part in parts])


def cells(mesh: Any, x: float, y: float) -> Iterator[str]:
    if isinstance(mesh, PolyCollection | QuadMesh):
        for path, colour in zip(mesh.get_paths(), mesh.get_facecolors(), strict=False):
            if path.contains_point(mesh.axes.transData.inverted().transform((x, y))):
                yield solid(colour)


def pixels(image: Any, x: float, y: float) -> Iterator[str]:
    column, row = image.axes.transData.inverted().transform((x, y))
    data = image.get_array()
    if image.get_window_extent().contains(x, y):
        yield solid(image.cmap(image.norm(data[round(row), round(column)])))


@pytest.mark.parametrize("id_", [id_ for id_ in IDS if id_ not in TABLES | NOT_HERE])
def test_every_text_of_a_figure_stands_out(client: Client, id_: str) -> None:
    import matplotlib.pyplot as plt

    with style.context():
        draw = build(id_)(client).draw
        assert draw is not None
        figure = draw().get_figure(root=True)
        assert figure is not None
        figure.canvas.draw()
        weak = []
        for text in figure.findobj(Text):
            if not (text.get_visible() and text.get_text().strip()):
                continue
            colour, ground = solid(text.get_color()), behind(text, figure)
            if ratio(colour, ground) < (LARGE if text.get_fontsize() >= 18 else TEXT):
                weak.append((text.get_text(), colour, ground, round(ratio(colour, ground), 2)))
        plt.close(figure)
    assert weak == []
