"""Picture of what keeping is worth: lifetime value gained by five points, and by five per cent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.value.lifetimes import gains
from kamlib.words import _, percent
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: What is often claimed of five per cent.
CLAIMED = (0.25, 0.85)


def retention_map(
    stays: float, interval: tuple[float, float] | None = None, *, discount: float = 0.10, ax: Axes | None = None
) -> Axes:
    """Draw the gain in lifetime value over the retention, with the client's own place.

    Parameters
    ----------
    stays : float
        Share of the client's customers that buys again a year later.
    interval : tuple of float, optional
        Its interval. Without one the place is nobody's: the gains there are written at it.
    discount : float
        A year.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib.figures import lifetime as figures
    >>> figures.retention_map(0.85, (0.83, 0.87)).has_data()
    True
    """
    with style.drawing(ax, (7.0, 3.4)) as ax:
        rates = np.arange(0.40, 0.9501, 0.005)
        ax.axhspan(*CLAIMED, color="#EFEFEF", label=_("the claim: 25–85%"))
        ax.plot(rates, [gains(float(r), discount) for r in rates], color=style.GAIN, label=_("five points"))
        ax.plot(rates, [gains(float(r), discount, points=False) for r in rates], color=style.LOSS, linestyle="--",
                label=_("five per cent"))  # fmt: skip
        if interval is None:
            _write_gains(ax, stays, discount)
        else:
            ax.axvspan(interval[0], interval[1], color=style.QUIET, alpha=0.4, label=_("this company"))
        ax.axvline(stays, color=style.INK, linewidth=1.0)
        ax.set_xlim(min(0.40, stays - 0.05), max(0.96, stays + 0.02))
        ax.set_ylim(0, 1)
        style.share_axis(ax.xaxis)
        style.share_axis(ax.yaxis)
        ax.set_xlabel(_("Retention a year"))
        ax.set_ylabel(_("Gain in lifetime value"))
        ax.legend(loc="upper left", fontsize=8)
    return ax


def _write_gains(ax: Axes, stays: float, discount: float) -> None:
    """Write what five points and five per cent are worth at a place."""
    for points in (True, False):
        gain = gains(stays, discount, points=points)
        if not np.isnan(gain) and gain <= 1:
            style.write(ax, f"+{percent(gain)}", (stays, gain), away=(-4, 3), ha="right", va="bottom", fontsize=9)


def retention_map_alt(stays: float, interval: tuple[float, float] | None = None, *, discount: float = 0.10) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    stays : float
        Share of the client's customers that buys again a year later.
    interval : tuple of float, optional
        Its interval.
    discount : float
        A year.

    Returns
    -------
    str

    Examples
    --------
    >>> from kamlib.figures import lifetime as figures
    >>> "five points add 41%, five per cent fewer defections 3.1%" in figures.retention_map_alt(0.9)
    True
    """
    ends = "" if interval is None else _("Interval of this company: {low} to {high}.", low=percent(interval[0]),
                                         high=percent(interval[1]))  # fmt: skip
    return sentences(_gains_said(stays, discount), ends)


def _gains_said(stays: float, discount: float) -> str:
    if np.isnan(gains(stays, discount)):  # five points more would be more than all
        return _("Curves of the gain in lifetime value over retention, at a discount of {rate} a year; here "
                 "{stays} of the customers stay.", rate=percent(discount), stays=percent(stays))  # fmt: skip
    return _("Curves of the gain in lifetime value over retention, at a discount of {rate} a year. At {stays} "
             "five points add {points}, five per cent fewer defections {less}.", rate=percent(discount),
             stays=percent(stays), points=percent(gains(stays, discount)),
             less=percent(gains(stays, discount, points=False), 1))  # fmt: skip
