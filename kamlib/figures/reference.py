"""Pictures of the reference facts: several companies side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, glossary, label, percent
from kamlib.words.phrases import clauses

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def side_by_side(facts: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what the best fifth brings in several companies, each with its interval, against the 80/20 rule.

    Parameters
    ----------
    facts : pandas.DataFrame
        ``data_set``, ``of``, ``top_share``, ``share_low``, ``share_high``; see ``course.reference.table``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib.course import reference
    >>> from kamlib.figures import reference as figures
    >>> facts = reference.table("concentration")
    >>> ax = figures.side_by_side(facts[facts["real"]])
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        rows = facts.sort_values("top_share").reset_index(drop=True)
        ax.axvline(0.8, color=style.ORANGE, linestyle="--")
        ax.hlines(rows.index, rows["share_low"], rows["share_high"], color=style.GAIN, linewidth=6, alpha=0.35)
        ax.plot(rows["top_share"], rows.index, "o", color=style.INK)
        for place, share in enumerate(rows["top_share"]):
            style.write(ax, percent(share), (share, place), away=(0, 7), ha="center", fontsize=9)
        style.write(ax, _("the 80/20 rule"), (0.8, len(rows) - 0.6), away=(5, 0), fontsize=9)
        ax.set_yticks(list(rows.index), [_named(name) for name in rows["data_set"]])
        ax.set_ylim(-0.6, len(rows) - 0.3)
        ax.set_xlim(0, max(1.0, float(rows["top_share"].max()) * 1.05))
        ax.set_xlabel(_("Share of the top fifth of customers"))
        style.share_axis(ax.xaxis)
    return ax


def side_by_side_alt(facts: pd.DataFrame) -> str:
    """Say in words what `side_by_side` shows.

    Parameters
    ----------
    facts : pandas.DataFrame
        ``data_set``, ``of``, ``top_share``, ``share_low``, ``share_high``; see ``course.reference.table``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    rows = facts.sort_values("top_share", ascending=False)
    shares = zip(rows["data_set"], rows["top_share"], strict=True)
    each = clauses(f"{_named(name)} {percent(share)}" for name, share in shares)
    crossing = int(((rows["share_low"] <= 0.8) & (rows["share_high"] >= 0.8)).sum())
    return _(
        "Share of the top fifth of customers in {n} companies: {each}. The 80/20 rule lies inside the interval "
        "of {crossing} of them.", n=count(len(rows)), each=each, crossing=count(crossing),
    )  # fmt: skip


def whales(curves: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the whale curves of several companies, each as shares of its own total.

    Parameters
    ----------
    curves : pandas.DataFrame
        ``data_set``, ``percentile``, ``whale``; see ``course.reference.table``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib.course import reference
    >>> from kamlib.figures import reference as figures
    >>> curves = reference.table("curves")
    >>> ax = figures.whales(curves[curves["data_set"] == "set_adventureworks"])
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        ax.axhline(1, color=style.INK, linestyle="--", linewidth=1.1)
        colours = (style.GAIN, style.LOSS, style.ORANGE, style.SKY)
        for (name, points), colour in zip(curves.groupby("data_set", sort=False), colours, strict=False):
            ax.plot(points["percentile"] / 100, points["whale"], color=colour)
            middle = float(points["whale"].median())
            above = middle > 1
            style.write(
                ax, _named(str(name)), (0.5, middle), away=(0, 6 if above else -9), ha="center",
                va="bottom" if above else "top", color=colour,
            )  # fmt: skip
        ax.set_xlim(0, 1)
        ax.set_ylim(min(0.0, float(curves["whale"].min())), 1.15 * float(curves["whale"].max()))
        ax.set_xlabel(_("Customers, best first"))
        ax.set_ylabel(_("Cumulative profit, share of the total"))
        style.share_axis(ax.xaxis)
        style.share_axis(ax.yaxis)
    return ax


def whales_alt(curves: pd.DataFrame) -> str:
    """Say in words what `whales` shows.

    Parameters
    ----------
    curves : pandas.DataFrame
        ``data_set``, ``percentile``, ``whale``; see ``course.reference.table``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    tops = curves.loc[curves.groupby("data_set", sort=False)["whale"].idxmax()]
    peaks = zip(tops["data_set"], tops["whale"], tops["percentile"], strict=True)
    each = clauses(
        _("{name}: peak at {share} of the total with {best} of the customers",
          name=_named(name), share=percent(share), best=percent(at / 100)) for name, share, at in peaks
    )  # fmt: skip
    return _("Whale curves of {n} companies. {each}.", n=count(tops.shape[0]), each=each)


def _named(name: str) -> str:
    """Name a set as the glossary does, else by its own name."""
    return label(name) if name in glossary() else name
