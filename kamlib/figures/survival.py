"""Picture of survival curves: the share of customers that stays, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.keep.survival import Survival

#: Month at which the curves are read out in words.
READ_AT = 24


def curves(groups: Mapping[str, Survival], *, since: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the curve of each group; those of the first two have their intervals.

    Parameters
    ----------
    groups : mapping
        Name of the group → its curve, in months.
    since : str, optional
        What the months are counted from, as the axis says it; by default the start of each customer.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib.figures.survival import curves
    >>> from kamlib.keep.survival import kaplan_meier
    >>> len(curves({"all": kaplan_meier([3, 5], [True, False])}).lines)
    1
    """
    with style.drawing(ax, (7.0, 3.2)) as ax:
        for (name, curve), colour, dash in zip(groups.items(), style.SERIES, style.DASHES, strict=False):
            table = curve.table
            ax.step([0, *table["time"]], [1, *table["survival"]], where="post", color=colour, linestyle=dash,
                    label=name)  # fmt: skip
            if len(groups) <= 2:
                ax.fill_between(table["time"], table["low"], table["high"], step="post", color=colour, alpha=0.15)
        ax.set_ylim(0, 1)
        style.share_axis(ax.yaxis)
        ax.set_xlabel(since or _("Months since the start"))
        ax.set_ylabel(_("Still a customer"))
        ax.legend(loc="lower left", fontsize=8)
    return ax


def curves_alt(groups: Mapping[str, Survival], *, at: int = READ_AT) -> str:
    """Say in words what the curves show.

    Parameters
    ----------
    groups : mapping
        As for `curves`.
    at : int
        Month at which the curves are read.

    Returns
    -------
    str
    """
    parts = [f"{name} {percent(float(curve.at(at)[0]))}" for name, curve in groups.items()]
    return _("Survival curves; share that is still a customer after {n} months: {parts}.", n=str(at),
             parts=_("; ").join(parts))  # fmt: skip
