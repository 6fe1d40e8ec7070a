"""Picture of satisfaction: the share of satisfied customers in each tier, and what is not known of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def tier_shares(rows: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw for each tier the share of satisfied customers with its interval, over the bounds of what is known.

    Parameters
    ----------
    rows : pandas.DataFrame
        From ``keep.answers.by_tier``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax, (7.0, 2.8)) as ax:
        if not rows["answered"].sum():
            return style.say(ax, _("No answers to show."))
        for place, row in enumerate(rows.to_dict("records")):
            ax.barh(place, row["at_most"] - row["at_least"], 0.6, left=row["at_least"], color="#E3E3E3",
                    label=None if place else _("possible, whatever the others would answer"))  # fmt: skip
            if np.isnan(row["satisfied"]):
                continue
            ax.plot([row["low"], row["high"]], [place, place], color=style.GAIN, linewidth=2.5,
                    label=None if place else _("95% confidence interval"))  # fmt: skip
            ax.plot(row["satisfied"], place, "o", color=style.GAIN, markersize=7,
                    label=None if place else _("of those that answered"))  # fmt: skip
        names = [
            _(
                "{tier} ({n} of {of})",
                tier=label(row["tier"]),
                n=count(row["answered"]),
                of=count(row["customers"]),
            )
            for row in rows.to_dict("records")
        ]
        style.names(ax.yaxis, list(range(len(rows))), names)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_xlim(0, 1)
        ax.grid(visible=False, axis="y")
        style.share_axis(ax.xaxis)
        ax.set_xlabel(_("Satisfied customers"))
        ax.legend(loc="upper center", bbox_to_anchor=(0.4, -0.24), ncols=3, fontsize=8)
    return ax


def tier_shares_alt(rows: pd.DataFrame) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `tier_shares`.

    Returns
    -------
    str
    """
    known = rows[rows["answered"] > 0]
    if known.empty:
        return _("No answers to show.")
    parts = [
        _("{tier}: {share} of {n} that answered", tier=label(row["tier"]), share=percent(row["satisfied"]),
          n=count(row["answered"])) for row in known.to_dict("records")
    ]  # fmt: skip
    return _("Share of satisfied customers by tier. {parts}.", parts=_("; ").join(parts))
