"""Picture of burden against loss: what an account costs a year, and what losing it would cost or save."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, money
from kamlib.words.phrases import short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: How many accounts are drawn.
ROWS = 8


def burden_bars(rows: pd.DataFrame, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw for the largest burdens what each costs a year, and what losing it would cost or save.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``name``, ``burden`` and ``loss_cost`` (currency units a year), the largest burden first.
    currency : str, optional
        ISO code.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    best = rows.head(ROWS)
    with style.drawing(ax, (7.0, 1.1 + 0.3 * len(best))) as ax:
        places = np.arange(len(best))
        ax.barh(places - 0.19, -best["burden"], 0.36, color=style.LOSS, hatch=style.LOSS_HATCH,
                label=_("result with the account"))  # fmt: skip
        ax.barh(places + 0.19, -best["loss_cost"], 0.36, color=style.GAIN, label=_("change if it is lost"))
        style.rows(ax, best["name"].tolist())
        ax.axvline(0, color=style.INK, linewidth=0.9)
        style.money_axis(ax.xaxis, currency)
        ax.set_xlabel(_("Customer profit a year"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)
    return ax


def burden_bars_alt(rows: pd.DataFrame, *, currency: str | None = None) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `burden_bars`.
    currency : str, optional
        ISO code.

    Returns
    -------
    str
    """
    parts = [
        _("{name}: result {burden}, change if lost {change}", name=short(row["name"]),
          burden=money(-row["burden"], currency), change=money(-row["loss_cost"], currency))
        for row in rows.head(ROWS).to_dict("records")
    ]  # fmt: skip
    return _("Two bars for each account: the result of a year with it, and how it changes if it is lost. {parts}.",
             parts=_("; ").join(parts))  # fmt: skip
