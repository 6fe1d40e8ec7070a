"""Pictures of the four misconceptions of companies: what a discount needs, what each size earns, how lists age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.facts.margins import margin_name
from kamlib.figures import style
from kamlib.words import _, count, label, number, percent
from kamlib.words.phrases import lower_first, sentences, the_largest, the_smallest

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.classify.list_life import ListLife


#: Above this extra volume the curves are not drawn: three times as much again is no plan.
_HIGHEST = 3.0


def break_even_curves(table: pd.DataFrame, *, at: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw the extra volume that pays for a discount, one curve a margin.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``classify.concessions.break_even``.
    at : float, optional
        A discount to mark on each curve.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib.classify import concessions
    >>> from kamlib.figures import concessions as figures
    >>> ax = figures.break_even_curves(concessions.break_even(margins=(0.2,)), at=0.05)
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        ax.set_xlim(0, float(table["discount_rate"].max()))
        for i, margin in enumerate(sorted(set(table["margin"]))):
            curve = table[table["margin"] == margin]
            bound = curve[curve["extra_volume"] <= _HIGHEST]
            ax.plot(
                bound["discount_rate"], bound["extra_volume"], color=style.SERIES[i % len(style.SERIES)],
                linestyle=style.DASHES[i % len(style.DASHES)], label=_("gross margin {margin}",
                                                                       margin=percent(margin)),
            )  # fmt: skip
            if at is not None:
                _mark(ax, _nearest(curve, at))
        ax.axhline(1.0, color=style.QUIET, linewidth=1.0, linestyle=":")
        style.write(ax, _("twice the volume"), (0.0, 1.0), away=(4, 4), color=style.QUIET_TEXT, fontsize=9)
        ax.set_ylim(0, _HIGHEST)
        style.share_axis(ax.xaxis)
        style.share_axis(ax.yaxis)
        ax.set_xlabel(_("Discount on the price"))
        ax.set_ylabel(_("Extra volume needed"))
        ax.legend(loc="upper left")
    return ax


def _nearest(curve: pd.DataFrame, discount: float) -> pd.Series:
    """Return the row of a curve that is nearest to a discount."""
    return curve.iloc[int((curve["discount_rate"] - discount).abs().to_numpy().argmin())]


def _mark(ax: Axes, point: pd.Series) -> None:
    """Mark a point of a curve and write next to it what it needs; on the upper edge where it lies above."""
    needed = float(point["extra_volume"])
    place = (float(point["discount_rate"]), min(needed, _HIGHEST))
    text = _("+{volume}", volume=percent(needed)) if np.isfinite(needed) else _("no volume pays for it")
    ax.plot(*place, linestyle="", marker="o", markersize=9, color=style.INK, clip_on=False)
    right = place[0] > 0.6 * ax.get_xlim()[1]
    style.write(
        ax, text, place, away=(-10 if right else 10, -12), ha="right" if right else "left", va="center",
        fontsize=12,
    )  # fmt: skip


def break_even_curves_alt(table: pd.DataFrame, *, at: float | None = None) -> str:
    """Say in words what `break_even_curves` shows.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``classify.concessions.break_even``.
    at : float, optional
        A discount to mark on each curve.

    Returns
    -------
    str
        Alternative text, in the language in use.

    Examples
    --------
    >>> from kamlib.classify import concessions
    >>> from kamlib.figures import concessions as figures
    >>> "33%" in figures.break_even_curves_alt(concessions.break_even(margins=(0.2,)), at=0.05)
    True
    """
    near = _nearest(table[table["margin"] == table["margin"].min()], 0.05 if at is None else at)
    curves = _("Curves of the extra volume that pays for a discount; the lower the gross margin, the steeper.")
    words = {"margin": percent(near["margin"]), "discount": percent(near["discount_rate"], 1)}
    if not np.isfinite(near["extra_volume"]):
        needs = _("At a gross margin of {margin}, no volume pays for a discount of {discount}.", **words)
    else:
        needs = _("At a gross margin of {margin}, a discount of {discount} needs {volume} more volume.",
                  **words, volume=percent(near["extra_volume"]))  # fmt: skip
    return sentences(curves, needs)


def size_bars(table: pd.DataFrame, *, basis: str = "profit", ax: Axes | None = None) -> Axes:
    """Draw the margin that customers of each size earn, with their part of revenue and profit.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``classify.concessions.by_size``, with profit.
    basis : str
        Key of that profit: ``"profit"`` or ``"profit_after_serving"``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import concessions
    >>> from kamlib.figures import concessions as figures
    >>> sizes = concessions.by_size(kam.load("machinery").accounts)
    >>> ax = figures.size_bars(sizes)
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        places, width = np.arange(len(table)), 0.38
        ax.bar(places - width / 2, table["revenue_share"], width, color=style.SKY, label=label("revenue"))
        ax.bar(places + width / 2, table["profit_share"], width, color=style.GAIN, hatch="..",
               label=label(basis) if table["profit_share"].notna().any() else "")  # fmt: skip
        for place, margin, end in zip(places, table["margin"], table["profit_share"].fillna(0.0), strict=True):
            style.write(
                ax, percent(margin, 1), (float(place), end), away=(1, 4 if end >= 0 else -4), ha="left",
                va="bottom" if end >= 0 else "top", fontsize=9,
            )  # fmt: skip
        names = [
            _("{size} ({n})", size=label(f"size_{s}"), n=count(n))
            for s, n in zip(table["size"], table["customers"], strict=True)
        ]
        style.names(ax.xaxis, places.tolist(), names)
        ax.axhline(0, color=style.INK, linewidth=0.8)
        style.share_axis(ax.yaxis)
        ax.set_ylabel(_("Share of the company total"))
        margins = lower_first(margin_name(basis))
        ax.set_xlabel(_("Customers by size (how many); labels show the {margin}", margin=margins))
        ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2)
        ax.margins(y=0.18)
    return ax


def size_bars_alt(table: pd.DataFrame, *, basis: str = "profit") -> str:
    """Say in words what `size_bars` shows.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``classify.concessions.by_size``, with profit.
    basis : str
        Key of that profit: ``"profit"`` or ``"profit_after_serving"``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    first, last = table.iloc[0], table.iloc[-1]
    return _(
        "Bars of the share of revenue and {basis} by size of customer. {margin}: {big} for {large}, {small} "
        "for {least}.", margin=label(margin_name(basis)),
        basis=lower_first(basis), large=the_largest(first["customers"]), least=the_smallest(last["customers"]),
        big=percent(first["margin"], 1), small=percent(last["margin"], 1),
    )  # fmt: skip


def list_survival(life: ListLife, *, ax: Axes | None = None) -> Axes:
    """Draw which share of a list of the largest is still on it, years later.

    Parameters
    ----------
    life : ListLife
        From ``classify.list_life.list_life``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax) as ax:
        ax.plot(life.table["years_later"], life.table["kept_share"], color=style.GAIN, marker="o")
        ax.axhline(0.5, color=style.QUIET, linestyle="--", linewidth=1.0)
        for year, kept in zip(life.table["years_later"], life.table["kept_share"], strict=True):
            style.write(ax, percent(kept), (year, kept), away=(6, 6))
        ax.set_ylim(0, 1.1)
        ax.set_xlim(-0.1, float(life.table["years_later"].max()) + 0.4)
        ax.set_xticks(life.table["years_later"].tolist())
        style.share_axis(ax.yaxis)
        ax.set_xlabel(_("Years later"))
        ax.set_ylabel(_("Still among the {n} best", n=count(life.top)))
    return ax


def list_survival_alt(life: ListLife) -> str:
    """Say in words what `list_survival` shows.

    Parameters
    ----------
    life : ListLife
        From ``classify.list_life.list_life``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    if len(life.table) < 2:
        return _("There is only one year: how long the list lasts cannot be judged.")
    kept = life.table["kept_share"]
    if life.half_life is None and len(kept) > 2 and kept.iloc[1] > 0:
        return _(
            "A line: of the {n} best customers of a year, {kept} are still among them a year later, {last} after "
            "{years} years.",
            n=count(life.top), kept=percent(kept.iloc[1]), last=percent(kept.iloc[-1]), years=count(len(kept) - 1),
        )  # fmt: skip
    if life.half_life is None or life.half_life < 1:
        return _("A line showing how much of the list of the {n} best remains in later years.", n=count(life.top))
    return _(
        "A falling line: of the {n} best customers of a year, {kept} are still among them a year later; half "
        "of the list is replaced in {years} years.",
        n=count(life.top), kept=percent(kept.iloc[1]), years=number(life.half_life, 1),
    )  # fmt: skip
