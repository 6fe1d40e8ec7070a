"""Picture of the three kinds: how many customers, and how much revenue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, n_, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def mix(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the share of revenue of each kind of customer, with how many they are.

    Parameters
    ----------
    table : pandas.DataFrame
        ``kind``, ``customers``, ``revenue_share``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax, (7.0, 2.8)) as ax:
        places = np.arange(len(table))
        quiet = table["kind"] == "unknown"
        ax.barh(
            places, table["revenue_share"].fillna(0.0), color=np.where(quiet, style.QUIET, style.GAIN).tolist()
        )
        for place, n, share in zip(places, table["customers"], table["revenue_share"], strict=True):
            text = _("{share} of revenue, {n} customers", share=percent(share), n=count(n))
            style.write(
                ax, text, (share if share == share else 0.0, float(place)), away=(5, 0), va="center", fontsize=9
            )
        style.names(ax.yaxis, places.tolist(), [label(f"kind_{k}") for k in table["kind"]])
        ax.invert_yaxis()
        ax.grid(visible=False, axis="y")
        ax.set_xlim(0, 1.8 * (float(table["revenue_share"].max()) or 1.0))
        ax.set_xticks([tick / 5 for tick in range(6) if tick / 5 <= ax.get_xlim()[1]])
        style.share_axis(ax.xaxis)
        ax.set_xlabel(_("Share of revenue"))
    return ax


def mix_alt(table: pd.DataFrame) -> str:
    """Say in words what `mix` shows.

    Parameters
    ----------
    table : pandas.DataFrame
        ``kind``, ``customers``, ``revenue_share``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    parts = [
        n_("{kind}: {n} customer with {share} of revenue", "{kind}: {n} customers with {share} of revenue", int(n),
           kind=label(f"kind_{k}"), share=percent(s))
        for k, n, s in zip(table["kind"], table["customers"], table["revenue_share"], strict=True)
        if n
    ]  # fmt: skip
    return _("Bars of the share of revenue by kind of customer. {parts}.", parts=_("; ").join(parts))
