"""Figures of many points: how they stay small, in a file, without a loss to the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike, NDArray

#: Points above which they are drawn as a picture, and curves are thinned.
POINTS = 2_000

#: Hatched signs above which they are drawn as a picture: each takes as much room in a PDF as some pages of text.
SIGNS = 100

#: What a hatch leaves on a square or diamond of 70 square points, in the unit square that it is made from.
_MARKS = {
    "////": [Path([(0, up), (1, up)]) for up in (0.25, 0.75)],
    "....": [
        Path.circle((across, up), 0.036)
        for up, places in ((0.14, (0.32, 0.68)), (0.5, (0.14, 0.5, 0.86)), (0.86, (0.32, 0.68)))
        for across in places
    ],
}

#: Steps of an axis, of which the eye does not see one.
_STEPS = 2_000


def thinned(across: ArrayLike, up: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points of a curve without those that lie where the one before lies, to the eye.

    Parameters
    ----------
    across, up : array-like of float
        The points in the order of the curve.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        The same where there are not many; the first and the last are always kept.
    """
    points = np.array([across, up], dtype=float)
    if points.shape[1] <= POINTS:
        return points[0], points[1]
    low = points.min(axis=1, keepdims=True)
    span = points.max(axis=1, keepdims=True) - low
    places = np.floor((points - low) / np.where(span > 0, span, 1.0) * _STEPS)
    kept = np.concatenate([[True], (np.diff(places, axis=1) != 0).any(axis=0)])
    kept[-1] = True
    return points[0, kept], points[1, kept]


def signs(
    ax: Axes, across: ArrayLike, up: ArrayLike, *, s: float, marker: str, facecolor: str, hatch: str,
    edgecolor: str, linewidths: float, zorder: float, rasterized: bool, **legend: Any,
) -> None:  # fmt: skip
    """Draw hatched signs as ``Axes.scatter`` does, a thousand times as fast: the hatch is marks on each sign.

    In a picture a hatch is painted anew for each sign, and cut out in its shape, which takes 2 ms.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    across, up : array-like of float
        The places.
    s, marker, facecolor, hatch, edgecolor, linewidths, zorder, rasterized, **legend : object
        As for ``Axes.scatter``; the marker is a square or a diamond.
    """
    common: Any = {"zorder": zorder, "rasterized": rasterized, "sizes": [s]}
    ax.scatter([], [], s=s, marker=marker, facecolor=facecolor, hatch=hatch, edgecolor=edgecolor,
               linewidths=linewidths, **legend)  # fmt: skip
    style = MarkerStyle(marker)
    marks = Path.make_compound_path(*_MARKS[hatch])
    drawn = PathCollection(
        [path.transformed(style.get_transform()) for path in (style.get_path(), marks)],
        offsets=np.repeat(np.column_stack([across, up]), 2, axis=0), offset_transform=ax.transData,
        facecolors=[facecolor, "white"], edgecolors=[edgecolor, "white"], linewidths=[linewidths, 0.6], **common,
    )  # fmt: skip
    drawn.set_transform(IdentityTransform())
    ax.add_collection(drawn)
    ax.autoscale_view()
