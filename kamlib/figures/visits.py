"""Picture of a plan of visits: on one page, how many visits each of us makes in each week, and how full it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def plan_page(table: pd.DataFrame, weeks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a row for each person and a cell for each week: visits as a number, hours used as a bar.

    Where the weeks have trips, their number follows that of the visits.

    Parameters
    ----------
    table : pandas.DataFrame
        ``Plan.table``.
    weeks : pandas.DataFrame
        ``Plan.weeks``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    people = list(dict.fromkeys(weeks["person"]))
    made = table.groupby(["person", "week"]).size()
    with style.drawing(ax, (7.5, max(1.8, 0.8 + 0.34 * len(people)))) as ax:
        for row in weeks.to_dict("records"):
            place, week = people.index(row["person"]), int(row["week"])
            used = 0.0 if row["hours"] <= 0 else min(1.0, row["planned"] / row["hours"])
            ax.barh(
                place, 0.92, 0.8, left=week - 0.46, color="#F2F2F2", hatch="..." if row["provisional"] else None
            )
            ax.barh(place, 0.92 * used, 0.8, left=week - 0.46, color=style.SKY)
            visits = int(made.get((row["person"], week), 0))
            if visits:
                said = f"{count(visits)} / {count(row['trips'])}" if "trips" in row else count(visits)
                style.write(ax, said, (week, place), away=(0, 0), ha="center", va="center", fontsize=8)
        style.names(ax.yaxis, list(range(len(people))), people)
        ax.set_ylim(len(people) - 0.5, -0.5)
        numbers = np.arange(1, int(weeks["week"].max()) + 1)
        ax.set_xticks(numbers)
        ax.set_xlim(0.4, len(numbers) + 0.6)
        ax.grid(visible=False)
        ax.set_xlabel(_("Week of the plan; number of visits, and hours used as a bar") if "trips" not in weeks
                      else _("Week of the plan; visits / trips, and hours used as a bar"))  # fmt: skip
    return ax
