"""Figure of hours for visits: what promises ask of each person, and what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, label, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: Most people in the figure.
MOST = 10


def hour_bars(rows: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw two bars for each person: the hours that promises ask for, and the hours there are.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``person``, ``hours_asked`` and ``hours_there``, most hours missing first.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    rows = rows.head(MOST)
    with style.drawing(ax, (7.0, 0.9 + 0.27 * max(len(rows), 2))) as ax:
        places = np.arange(len(rows), dtype="float64")
        asked, there = (rows[name].to_numpy(dtype="float64") for name in ("hours_asked", "hours_there"))
        ax.barh(places - 0.2, asked, 0.36, color=style.BLUE, label=label("hours_asked"))
        ax.barh(places + 0.2, there, 0.36, color=style.SKY, label=label("hours_there"))
        for place, one, other in zip(places, asked, there, strict=True):
            for value, away in ((one, -0.2), (other, 0.2)):
                style.write(ax, number(value, 0), (value, place + away), away=(4, 0), ha="left", va="center",
                            fontsize=8)  # fmt: skip
        style.rows(ax, rows["person"].tolist())
        ax.set_xlim(0, (float(max(asked.max(), there.max())) or 1.0) * 1.15)
        ax.set_xlabel(label("hours"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)
    return ax


def hour_bars_alt(rows: pd.DataFrame) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `hour_bars`.

    Returns
    -------
    str
    """
    parts = [
        _("{person} {asked} of {there}", person=row["person"], asked=number(row["hours_asked"], 0),
          there=number(row["hours_there"], 0)) for row in rows.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _("Two bars for each person: hours that promises ask for, and hours there are. {parts}.",
             parts=_("; ").join(parts))  # fmt: skip
