"""Pictures of the review of two dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def score_changes(table: pd.DataFrame, *, rows: int = 20, ax: Axes | None = None) -> Axes:
    """Draw each customer's score at both dates as two points joined by a line.

    Parameters
    ----------
    table : pandas.DataFrame
        ``name``, ``score_before``, ``score_after`` (0–100), in the order to be drawn.
    rows : int
        How many customers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    shown = table.head(rows)
    with style.drawing(ax, (7.0, 1.2 + 0.26 * max(len(shown), 1))) as ax:
        places = np.arange(len(shown))
        before, after = (shown[f"score_{side}"].astype("float64") for side in ("before", "after"))
        ax.hlines(places, before, after, color=style.QUIET, linewidth=1.5, zorder=1)
        ax.scatter(before, places, marker="o", facecolor="white", edgecolor=style.BLUE, label=_("Earlier date"))
        ax.scatter(after, places, marker="o", color=style.BLUE, label=_("Later date"))
        style.names(ax.yaxis, places.tolist(), shown["name"].tolist())
        ax.invert_yaxis()
        ax.set_xlim(0, 100)
        ax.set_xlabel(_("Score (0–100)"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)
    return ax


def score_changes_alt(table: pd.DataFrame) -> str:
    """Say in words what `score_changes` shows.

    Parameters
    ----------
    table : pandas.DataFrame
        ``name``, ``score_before``, ``score_after`` (0–100), in the order to be drawn.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    known = table.dropna(subset=["score_before", "score_after"])
    return _(
        "Pairs of points: each customer's score at the earlier and the later date. {up} of {n} rose, {down} "
        "fell.",
        up=count((known["score_after"] > known["score_before"]).sum()), n=count(len(known)),
        down=count((known["score_after"] < known["score_before"]).sum()),
    )  # fmt: skip
