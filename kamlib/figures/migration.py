"""Pictures of the periodic review: who moved, and where each tier leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, number, percent
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.classify.migration import Migration, Review


def chances(result: Migration, *, ax: Axes | None = None) -> Axes:
    """Draw the chances of moving from each tier (rows) to each (columns) as a shaded table.

    Parameters
    ----------
    result : Migration
        From ``classify.migration.migrate``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.context():
        ax = style.axes(ax, (6.2, 4.2))
        ax.grid(visible=False)
        values, counts = result.chances.to_numpy(), result.counts.to_numpy()
        ax.imshow(values, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
        for (row, column), share in np.ndenumerate(values):
            if counts[row].sum() == 0:
                continue
            text = f"{percent(share)}\n({count(counts[row, column])})"
            ax.text(column, row, text, ha="center", va="center", fontsize=9,
                    color="white" if share > 0.55 else style.INK)  # fmt: skip
        names = [label(state) for state in result.chances.index]
        style.names(ax.xaxis, list(range(len(names))), names)
        style.names(ax.yaxis, list(range(len(names))), names)
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_xlabel(_("to"))
        ax.set_ylabel(_("from"))
        for spine in ax.spines.values():
            spine.set_visible(False)
    return ax


def chances_alt(result: Migration) -> str:
    """Say in words what `chances` shows."""
    top = result.chances.index[0]
    row = result.chances.loc[top]
    text = _(
        "A table of the chances of moving between tiers from one period to the next. Of the customers in {tier}, "
        "{stay} stay and {gone} are no longer customers.",
        tier=label(top), stay=percent(row[top]), gone=percent(row.iloc[-1]),
    )  # fmt: skip
    if result.half_life is None:
        return text
    return sentences(text, _("Half of them have left it in {n} periods.", n=number(result.half_life, 1)))


def moves(result: Review, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many customers were promoted, demoted, entered, left or stayed.

    Parameters
    ----------
    result : Review
        From ``classify.migration.review``.
    currency : str, optional
        ISO 4217 code of the money.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    from kamlib.words import money

    with style.context():
        ax = style.axes(ax, (7.0, 3.0))
        table, places = result.moves, np.arange(len(result.moves))
        down = table["move"].isin(["demoted", "left"])
        ax.barh(
            places, table["customers"], color=np.where(down, style.LOSS, style.GAIN).tolist(),
            hatch=np.where(down, style.LOSS_HATCH, "").tolist(),
        )  # fmt: skip
        for place, n, change in zip(
            places, table["customers"], table.get("change", [None] * len(table)), strict=True
        ):
            text = count(n) if change is None else _("{n}: {money}", n=count(n), money=money(change, currency))
            ax.annotate(text, (n, float(place)), xytext=(5, 0), textcoords="offset points", va="center")
        style.names(ax.yaxis, places.tolist(), [label(f"move_{m}") for m in table["move"]])
        ax.invert_yaxis()
        ax.margins(x=0.2)
        ax.set_xlabel(_("Customers, and what they bring more or less than before"))
    return ax


def moves_alt(result: Review, *, currency: str | None = None) -> str:
    """Say in words what `moves` shows."""
    n = dict(zip(result.moves["move"], result.moves["customers"], strict=True))
    return _(
        "Bars of customers by move: {promoted} promoted, {demoted} demoted, {stayed} stayed, {entered} entered, "
        "{left} left.",
        **{move: count(n[move]) for move in n},
    )  # fmt: skip
