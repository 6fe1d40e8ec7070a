"""Figures of many points: how they stay small, in a file, without a loss to the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

#: Points above which they are drawn as a picture, and curves are thinned.
POINTS = 2_000

#: Hatched signs above which they are drawn as a picture: each takes as much room in a PDF as some pages of text.
SIGNS = 100

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
