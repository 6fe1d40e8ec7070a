"""Picture of service levels: visits proposed for each tier next to those that it got."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_HEIGHT = 0.36


def promise_bars(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw two bars a tier: visits a customer and year, proposed and received.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``classify.service.by_tier``: ``tier``, ``customer_count``, ``promised``, ``received``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import service as figures
    >>> table = pd.DataFrame({"tier": ["platinum", "iron"], "customer_count": [2, 9], "promised": [24.0, 2.0],
    ...                       "received": [18.0, 3.5]})
    >>> [text.get_text() for text in figures.promise_bars(table).get_yticklabels()]
    ['Platinum (2)', 'Iron (9)']
    """
    with style.drawing(ax, (7.0, 3.4)) as ax:
        if table.empty:
            return style.say(ax, _("There are no customers to show."))
        places = np.arange(len(table), dtype="float64")
        looks = {"promised": (style.QUIET, -1), "received": (style.GAIN, 1)}
        for column, (colour, side) in looks.items():
            at = places + side * _HEIGHT / 2
            ax.barh(at, table[column], _HEIGHT, color=colour, label=label(column))
            for place, value in zip(at, table[column], strict=True):
                style.write(ax, number(value, 1), (value, place), away=(4, 0), va="center", fontsize=9)
        names = [
            _("{tier} ({n})", tier=label(t), n=count(n))
            for t, n in zip(table["tier"], table["customer_count"], strict=True)
        ]
        style.names(ax.yaxis, places.tolist(), names)
        ax.invert_yaxis()
        ax.margins(x=0.1)
        ax.grid(visible=False, axis="y")
        style.count_axis(ax.xaxis)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2)
    return ax


def promise_bars_alt(table: pd.DataFrame) -> str:
    """Say in words what `promise_bars` shows.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``classify.service.by_tier``: ``tier``, ``customer_count``, ``promised``, ``received``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    parts = [
        _("{tier}: {promised} proposed, {received} received", tier=label(row["tier"]),
          promised=number(row["promised"], 0), received=number(row["received"], 1))
        for row in table.to_dict("records")
        if row["customer_count"]
    ]  # fmt: skip
    return _("Bars of visits per customer and year for each tier. {parts}.", parts=_("; ").join(parts))


def usual_bars(rows: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar a tier: the visits that its customers usually get in a year.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``tier``, ``customer_count``, ``usual``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax, (7.0, 2.8)) as ax:
        places = np.arange(len(rows), dtype="float64")
        ax.barh(places, rows["usual"], 0.6, color=style.GAIN)
        for place, value in zip(places, rows["usual"], strict=True):
            style.write(ax, number(value, 1), (value, place), away=(4, 0), va="center", fontsize=9)
        names = [
            _("{tier} ({n})", tier=label(t), n=count(n))
            for t, n in zip(rows["tier"], rows["customer_count"], strict=True)
        ]
        style.names(ax.yaxis, places.tolist(), names)
        ax.invert_yaxis()
        ax.margins(x=0.1)
        ax.grid(visible=False, axis="y")
        style.count_axis(ax.xaxis)
        ax.set_xlabel(label("usual"))
    return ax


def usual_bars_alt(rows: pd.DataFrame) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `usual_bars`.

    Returns
    -------
    str
    """
    parts = [
        _("{tier} {visits}", tier=label(str(t)), visits=number(u, 1))
        for t, u in zip(rows["tier"], rows["usual"], strict=True)
    ]
    return _("Bars of the visits that customers of each tier usually get in a year: {parts}.",
             parts=_("; ").join(parts))  # fmt: skip
