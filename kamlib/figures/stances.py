"""Picture of the stances: what the customers of each bring in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, label, money, n_
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def stance_bars(sums: pd.DataFrame, *, basis: str, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a bar for each stance, as long as the contribution of its customers in the last year.

    Parameters
    ----------
    sums : pandas.DataFrame
        By stance, or ``left``: ``size`` (customers) and ``sum`` (currency units a year).
    basis : str
        What the contribution is.
    currency : str, optional
        ISO code.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax, (7.0, 2.8)) as ax:
        places, values = list(range(len(sums))), sums["sum"].to_numpy(dtype="float64")
        up, down = values.clip(min=0), values.clip(max=0)
        ax.barh(places, up, 0.6, color=style.GAIN)
        ax.barh(places, down, 0.6, color=style.LOSS, hatch=style.LOSS_HATCH)
        for place, value in zip(places, values, strict=True):
            right = value >= 0
            style.write(ax, money(value, currency), (value, place), away=(4 if right else -4, 0),
                        ha="left" if right else "right", va="center", fontsize=9)  # fmt: skip
        names = [_("{tier} ({n})", tier=label(str(stance)), n=count(n))
                 for stance, n in zip(sums.index, sums["size"], strict=True)]  # fmt: skip
        style.rows(ax, names)
        ax.axvline(0, color=style.INK, linewidth=0.9)
        low, high = min(0.0, *values), max(0.0, *values)
        room = 0.16 * ((high - low) or 1.0)
        ax.set_xlim(low - (room if low < 0 else 0), high + room)
        style.money_axis(ax.xaxis, currency)
        ax.set_xlabel(_("{basis}, last 12 months", basis=label(basis)))
    return ax


def stance_bars_alt(sums: pd.DataFrame, *, basis: str, currency: str | None = None) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    sums : pandas.DataFrame
        As for `stance_bars`.
    basis : str
        What the contribution is.
    currency : str, optional
        ISO code.

    Returns
    -------
    str
    """
    parts = [
        n_("{stance}: {n} customer, {money}", "{stance}: {n} customers, {money}", int(row["size"]),
           stance=label(str(stance)), money=money(row["sum"], currency))
        for stance, row in sums.iterrows()
    ]  # fmt: skip
    return _("Bars for each stance by {basis} of the last 12 months. {parts}.", basis=lower_first(basis),
             parts=_("; ").join(parts))  # fmt: skip
