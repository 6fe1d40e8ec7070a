"""Picture of single-owner risk: what customers bring a year whom one person alone knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, label, money, n_
from kamlib.words.phrases import short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: Bars that a page has room for.
MOST = 8


def head_bars(rows: pd.DataFrame, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a bar for each person, as long as the contribution of the customers that nobody else knows.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``person``, ``customers`` and ``money`` (currency units a year), most money first.
    currency : str, optional
        ISO code.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    rows = rows.head(MOST)
    with style.drawing(ax, (7.0, 0.7 + 0.42 * len(rows))) as ax:
        places, values = list(range(len(rows))), rows["money"].to_numpy(dtype="float64")
        ax.barh(places, values, 0.6, color=style.LOSS, hatch=style.LOSS_HATCH)
        for place, value in zip(places, values, strict=True):
            style.write(
                ax, money(value, currency), (value, place), away=(4, 0), ha="left", va="center", fontsize=9
            )
        names = [_("{tier} ({n})", tier=short(person), n=count(n))
                 for person, n in zip(rows["person"], rows["customers"], strict=True)]  # fmt: skip
        style.rows(ax, names)
        ax.set_xlim(0, (float(values.max()) or 1.0) * 1.18)
        style.money_axis(ax.xaxis, currency)
        ax.set_xlabel(label("single_money"))
    return ax


def head_bars_alt(rows: pd.DataFrame, *, currency: str | None = None) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `head_bars`.
    currency : str, optional
        ISO code.

    Returns
    -------
    str
    """
    parts = [
        n_("{person}: {n} customer, {money}", "{person}: {n} customers, {money}", int(row["customers"]),
           person=row["person"], money=money(row["money"], currency))
        for row in rows.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _("Bars for each person, by what customers bring a year that nobody else knows. {parts}.",
             parts=_("; ").join(parts))  # fmt: skip
