"""Many hatched signs in a picture: each has its marks, and looks as a sign with a hatch does."""

from __future__ import annotations

from functools import partial
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kamlib.figures import many
from kamlib.figures.misconceptions import SIGNS

mpl.use("Agg")

HATCHED = [(marker, colour, hatch) for marker, colour, hatch in SIGNS.values() if hatch]
LOOKS: Any = {"s": 70, "edgecolor": "black", "linewidths": 0.8, "zorder": 3, "rasterized": True, "label": "sign"}


def painted(crowd: bool, marker: str, colour: str, hatch: str) -> Any:
    """The mean colour of each of 121 signs, one dot further into the pattern of a hatch each."""
    with mpl.rc_context({"hatch.color": "white", "hatch.linewidth": 0.6}):
        figure = Figure(figsize=(3, 3), dpi=288)
        canvas = FigureCanvasAgg(figure)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        places = np.array([(40 + 73 * i, 40 + 73 * j) for i in range(11) for j in range(11)])
        draw: Any = partial(many.signs, ax) if crowd else ax.scatter
        draw(*places.T, marker=marker, facecolor=colour, hatch=hatch, **LOOKS)
        ax.set(xlim=(0, 864), ylim=(864, 0))
        canvas.draw()
    seen = np.asarray(canvas.buffer_rgba())[..., :3].astype(float)
    return np.array([seen[y - 16 : y + 16, x - 16 : x + 16].mean(axis=(0, 1)) for x, y in places])


@pytest.mark.skipif(
    tuple(map(int, mpl.__version__.split(".")[:2])) < (3, 11),
    reason="matplotlib 3.10 hatches in the colour of the edge",
)
@pytest.mark.parametrize(("marker", "colour", "hatch"), HATCHED)
def test_a_sign_looks_as_one_with_a_hatch(marker: str, colour: str, hatch: str) -> None:
    """Where the lines of a hatch fall on a sign is chance: all signs together are as light, one is as another."""
    plain = painted(False, marker, colour, "")
    hatched = painted(False, marker, colour, hatch)
    marked = painted(True, marker, colour, hatch)
    assert (hatched - plain).mean() > 5
    assert (marked - plain).mean() == pytest.approx((hatched - plain).mean(), rel=0.25)
    assert np.ptp(marked, axis=0).max() < np.ptp(hatched, axis=0).max()


def test_the_legend_has_the_hatch_itself() -> None:
    ax = Figure().subplots()
    marker, colour, hatch = HATCHED[0]
    many.signs(ax, [1.0, 3.0], [2.0, 5.0], marker=marker, facecolor=colour, hatch=hatch, **LOOKS)
    (handle,) = ax.legend().legend_handles
    assert handle.get_hatch() == hatch
    assert ax.get_xlim()[0] < 1.0 < 3.0 < ax.get_xlim()[1]
    assert ax.get_ylim()[0] < 2.0 < 5.0 < ax.get_ylim()[1]
