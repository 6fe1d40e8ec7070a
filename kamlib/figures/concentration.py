"""Pictures of concentration: the Lorenz curve of 80/20."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, number, percent
from kamlib.words.phrases import inside

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.value.concentration import Concentration


def share_curve(result: Concentration, *, ax: Axes | None = None) -> Axes:
    """Draw the share of the total against the share of customers, best first, with the 80/20 point.

    Parameters
    ----------
    result : Concentration
        From ``value.concentration.measure``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.context():
        ax = style.axes(ax)
        if result.refused:
            return style.say(ax, share_curve_alt(result))
        points = result.lorenz.iloc[::-1]
        across, up = 1 - points["cumulative_customers"], 1 - points["cumulative_share"]
        ax.plot([0, 1], [0, 1], color=style.QUIET, linestyle="--", linewidth=1.2)
        ax.annotate(
            _("all customers equal"), (0.62, 0.62), xytext=(4, -12), textcoords="offset points", color=style.QUIET
        )
        ax.plot(across, up, color=style.GAIN)
        ax.fill_between(across, up, across, color=style.GAIN, alpha=0.08)
        _mark_top(ax, result)
        ax.set_xlim(0, 1)
        ax.set_ylim(min(0.0, float(up.min())), max(1.02, float(up.max()) * 1.05))
        ax.set_xlabel(_("Share of customers, best first"))
        ax.set_ylabel(_("Share of {basis}", basis=inside(result.of)))
        style.share_axis(ax.xaxis)
        style.share_axis(ax.yaxis)
    return ax


def _mark_top(ax: Axes, result: Concentration) -> None:
    """Mark the share of the best fifth with its interval, beside the rule that it is held against."""
    ax.plot([0, result.top, result.top], [result.goal, result.goal, 0], color=style.ORANGE, linestyle=":")
    if result.top_interval:
        ends = [result.top_interval.low, result.top_interval.high]
        ax.plot([result.top] * 2, ends, color=style.INK, linewidth=5, alpha=0.35, solid_capstyle="butt")
    ax.plot([result.top], [result.top_share], marker="o", color=style.INK)
    text = _("{top} of customers: {share}", top=percent(result.top), share=percent(result.top_share))
    ax.annotate(text, (result.top, result.top_share), xytext=(10, -14), textcoords="offset points")


def share_curve_alt(result: Concentration) -> str:
    """Say in words what `share_curve` shows."""
    basis = inside(result.of)
    if result.refused == "empty":
        return _("There are no customers to compare.")
    if result.refused:
        return _("The customers' {basis} in total is not positive, so nobody has a share of it.", basis=basis)
    return _(
        "Curve of the share of {basis} against the share of customers, best first. The best {top} of {n} "
        "customers bring {share}; {goal} come from {few}. Gini coefficient {gini}.",
        basis=basis, top=percent(result.top), n=count(result.customers), share=percent(result.top_share),
        goal=percent(result.goal), few=count(result.customers_for), gini=number(result.gini),
    )  # fmt: skip
