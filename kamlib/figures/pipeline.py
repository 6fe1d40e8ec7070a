"""Picture of the pipeline: what becomes of deals, by the days since they were opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.manage.development.pipeline import Pipeline

#: Part of the ends of deals that the picture reaches to: the last few stretch it without a change.
SHOWN = 0.995


def ends(found: Pipeline, *, ax: Axes | None = None) -> Axes:
    """Draw the shares of deals won, lost and still open, by the days since they were opened.

    Parameters
    ----------
    found : Pipeline
        From ``development.pipeline``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax, (7.0, 3.4)) as ax:
        table = _reached(found)
        days = table["days"].to_numpy().clip(min=0)
        won, lost = table["won"].to_numpy(), table["lost"].to_numpy()
        ax.fill_between(days, 0, won, step="post", color=style.GAIN, linewidth=0)
        ax.fill_between(
            days,
            1 - lost,
            1,
            step="post",
            color=style.LOSS,
            hatch=style.LOSS_HATCH,
            edgecolor="white",
            linewidth=0,
        )
        ax.fill_between(days, won, 1 - lost, step="post", color=style.QUIET, linewidth=0)
        last = float(days[-1]) or 1.0
        parts = {"deal_won": won[-1], "deal_open": 1 - won[-1] - lost[-1], "deal_lost": lost[-1]}
        middles = np.cumsum(list(parts.values())) - np.array(list(parts.values())) / 2
        for (key, share), place in zip(parts.items(), _apart(middles.tolist()), strict=True):
            style.write(ax, _("{name} {share}", name=label(key), share=percent(share)), (last, place), away=(5, 0),
                        ha="left", va="center", fontsize=9, annotation_clip=False)  # fmt: skip
        ax.set_xlim(0, last)
        ax.set_ylim(0, 1)
        ax.grid(visible=False)
        style.share_axis(ax.yaxis)
        style.count_axis(ax.xaxis)
        ax.set_xlabel(_("Days since the deal was opened"))
        ax.set_ylabel(_("Share of deals"))
    return ax


def ends_alt(found: Pipeline) -> str:
    """Say in words what the areas show.

    Parameters
    ----------
    found : Pipeline
        From ``development.pipeline``.

    Returns
    -------
    str
    """
    row = _reached(found).iloc[-1]
    return _("Areas by the days since a deal was opened. After {days} days {won} are won, {lost} lost and {open} "
             "still open.", days=count(row["days"]), won=percent(row["won"]), lost=percent(row["lost"]),
             open=percent(row["open"]))  # fmt: skip


def _reached(found: Pipeline) -> pd.DataFrame:
    """Return the shares up to the age at which nearly all that end have ended."""
    table = found.incidence
    ended = (table["won"] + table["lost"]).to_numpy()
    until = int(np.searchsorted(ended, SHOWN * ended[-1]))
    return table.iloc[: max(until, 1) + 1]


def _apart(places: list[float], least: float = 0.085) -> list[float]:
    """Move labels apart that would overlap, from below upwards."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + least) if moved else place)
    return moved
