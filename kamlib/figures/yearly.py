"""Picture of the years: what the customers brought in each, and how the last differs from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from kamlib.figures import style
from kamlib.words import _, date, label, money
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.value.yearly import Yearly


def year_bars(
    result: Yearly, *, currency: str | None = None, names: Sequence[str] = (), ax: Axes | None = None
) -> Axes:
    """Draw a bar a year of what the customers brought; losses hatched to the left.

    Parameters
    ----------
    result : Yearly
        From ``value.yearly.year_over_year``.
    currency : str, optional
        ISO 4217 code for the money axis.
    names : sequence of str
        What the bars are called, where they are not years.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    table = result.table
    with style.drawing(ax, (7.0, 1.0 + 0.42 * len(table))) as ax:
        style.gains_and_losses(ax, table[result.basis], height=0.62)
        for place, value in enumerate(table[result.basis]):
            gain = value >= 0
            style.write(ax, money(value, currency), (value, place), away=(4 if gain else -4, 0), va="center",
                        ha="left" if gain else "right", fontsize=9)  # fmt: skip
        style.names(ax.yaxis, range(len(table)), names or [_year(period) for period in table["period"]])
        ax.invert_yaxis()
        ax.axvline(0, color=style.INK, linewidth=0.9)
        ax.margins(x=0.16)
        ax.grid(visible=False, axis="y")
        ax.set_xlabel(label(result.basis))
        style.money_axis(ax.xaxis, currency)
    return ax


def _year(period: str) -> str:
    return _("to {day}", day=date(pd.Timestamp(period)))


def year_bars_alt(result: Yearly, *, currency: str | None = None, names: Sequence[str] = ()) -> str:
    """Say in words what `year_bars` shows.

    Parameters
    ----------
    result : Yearly
        From ``value.yearly.year_over_year``.
    currency : str, optional
        ISO 4217 code for the money.
    names : sequence of str
        What the bars are called, where they are not years.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    if names:
        pairs = zip(names, result.table[result.basis], strict=True)
        told = [_("{name} ({money})", name=name, money=money(value, currency)) for name, value in pairs]
        return _("Bars of {basis} in the same period of two years: {parts}.", basis=lower_first(result.basis),
                 parts=_("; ").join(told))  # fmt: skip
    parts = [
        _(
            "year to {day}: {money}",
            day=date(pd.Timestamp(row["period"])),
            money=money(row[result.basis], currency),
        )
        for row in result.table.to_dict("records")
    ]
    return _("Bars of {basis} by year. {parts}.", basis=lower_first(result.basis), parts=_("; ").join(parts))
