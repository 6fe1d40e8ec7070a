"""Pictures of satisfaction: the share of satisfied customers in each tier, and what moves it against its grade."""

from __future__ import annotations

from functools import partial
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.figures.free_places import bars_of, free_places
from kamlib.words import _, count, glossary, label, number, percent
from kamlib.words.phrases import enumerated, sentences, width

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def tier_shares(rows: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw for each tier the share of satisfied customers with its interval, over the bounds of what is known.

    Parameters
    ----------
    rows : pandas.DataFrame
        From ``keep.answers.by_tier``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import satisfaction as figures
    >>> from kamlib.keep import answers
    >>> given = pd.DataFrame({"score": [5.0, 2.0]}, index=["A", "B"])
    >>> customers = pd.DataFrame({"customer_id": ["A", "B", "C"], "tier": "gold", "year": [9.0, 4.0, 7.0]})
    >>> figures.tier_shares(answers.by_tier(given, customers)).has_data()
    True
    """
    with style.drawing(ax, (7.0, 2.8)) as ax:
        if not rows["answered"].sum():
            return style.say(ax, _("No answers to show."))
        places, known = np.arange(len(rows)), rows["satisfied"].notna().to_numpy()
        seen, at = rows[known], places[known]
        ax.barh(places, rows["at_most"] - rows["at_least"], 0.6, left=rows["at_least"], color="#E3E3E3",
                label=_("possible, whatever the others would answer"))  # fmt: skip
        ax.hlines(at, seen["low"], seen["high"], color=style.GAIN, linewidth=2.5,
                  label=_("95% confidence interval"))  # fmt: skip
        ax.plot(seen["satisfied"], at, "o", color=style.GAIN, markersize=7, label=_("of those that answered"))
        names = [
            _(
                "{tier} ({n} of {of})",
                tier=label(row["tier"]),
                n=count(row["answered"]),
                of=count(row["customers"]),
            )
            for row in rows.to_dict("records")
        ]
        style.rows(ax, names)
        ax.set_xlim(0, 1)
        style.share_axis(ax.xaxis)
        ax.set_xlabel(_("Satisfied customers"))
        ax.legend(
            loc="upper center", bbox_to_anchor=(0.4, -0.24), ncols=3 if style.room(ax)[0] > 300 else 1, fontsize=8
        )
    return ax


def tier_shares_alt(rows: pd.DataFrame) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `tier_shares`.

    Returns
    -------
    str
    """
    known = rows[rows["answered"] > 0]
    if known.empty:
        return _("No answers to show.")
    parts = [
        _("{tier}: {share} of {n} that answered", tier=label(row["tier"]), share=percent(row["satisfied"]),
          n=count(row["answered"])) for row in known.to_dict("records")
    ]  # fmt: skip
    return _("Share of satisfied customers by tier. {parts}.", parts=_("; ").join(parts))


def shares_and_importance(rows: pd.DataFrame, moved: pd.DataFrame | None, *, ax: Axes | None = None) -> Axes:
    """Draw the shares of the tiers, and next to them what moves satisfaction, where that is known.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `tier_shares`.
    moved : pandas.DataFrame or None
        As for `importance`.
    ax : Axes, optional
        Where to draw the shares alone; by default both, on a new figure.

    Returns
    -------
    Axes
        Of the shares.
    """
    if moved is None:
        return tier_shares(rows, ax=ax)
    return style.pair(partial(tier_shares, rows), partial(importance, moved), ax=ax, size=(7.0, 3.2))


def shares_and_importance_alt(rows: pd.DataFrame, moved: pd.DataFrame | None) -> str:
    """Say in words what both pictures show.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `tier_shares`.
    moved : pandas.DataFrame or None
        As for `importance`.

    Returns
    -------
    str
    """
    return sentences(tier_shares_alt(rows), importance_alt(moved) if moved is not None else "")


def importance(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what each question moves against its grade, both with intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        Of ``keep.satisfaction.Drivers``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        Questions that cannot be distinguished are joined by a dashed line. Thin lines mark the mean grade and an
        equal part for each question.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import satisfaction as figures
    >>> from kamlib.keep.satisfaction import drivers
    >>> answers = pd.DataFrame({"delivery": [1, 2, 3, 4, 5, 1, 5], "price": [3, 1, 4, 1, 5, 2, 2]})
    >>> answers["overall"] = 2 * answers["delivery"] + answers["price"]
    >>> found = drivers(answers, "overall", ["delivery", "price"], replicates=50)
    >>> figures.importance(found.table).has_data()
    True
    """
    with style.drawing(ax, (7.0, 3.4)) as ax:
        ax.axvline(float(table["mean"].mean()), color=style.QUIET, linewidth=0.8)
        ax.axhline(1 / len(table), color=style.QUIET, linewidth=0.8)
        for _group, part in table.groupby("group"):
            ax.plot(part["mean"], part["share"], linestyle="--", linewidth=1.0, color=style.INK)
        for row in table.to_dict("records"):
            ax.plot([row["mean_low"], row["mean_high"]], [row["share"]] * 2, color=style.GAIN, linewidth=1.8)
            ax.plot([row["mean"]] * 2, [row["low"], row["high"]], color=style.GAIN, linewidth=1.8)
        ax.set_ylim(0, min(1.0, float(table["high"].max()) + 0.1))
        ax.margins(x=0.12)
        style.share_axis(ax.yaxis)
        ax.set_xlabel(_("Mean grade"))
        ax.set_ylabel(fill(_("Part of what the questions explain"), 20))
        _questions(ax, table)
    return ax


def _questions(ax: Axes, table: pd.DataFrame) -> None:
    """Write the questions of each group next to its middle, where they cover no interval."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    room = style.room(ax)
    across, up = room[0] / (right - left), room[1] / (high - low)

    def place(x: float, y: float) -> tuple[float, float]:
        return (x - left) * across, (y - low) * up

    middles, words = [], []
    for _group, part in table.groupby("group"):
        middles.append((float(part["mean"].mean()), float(part["share"].mean())))
        words.append(enumerated([_question(one) for one in part["driver"]]))
    bars = [
        bar for row in table.to_dict("records")
        for bar in bars_of(place(row["mean_low"], row["low"]), place(row["mean_high"], row["high"]),
                           place(row["mean"], row["share"]))
    ]  # fmt: skip
    sizes = [(4.7 * width(text) + 4, 12.0) for text in words]
    ways = free_places([place(x, y) for x, y in middles], sizes, bars, room)
    for text, middle, away in zip(words, middles, ways, strict=True):
        style.write(ax, text, middle, away=away, ha="center", va="center", fontsize=9)


def importance_alt(table: pd.DataFrame) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `importance`.

    Returns
    -------
    str
    """
    parts = [
        _("{question}: {share}, mean grade {grade}", question=_question(row["driver"]),
          share=percent(row["share"]), grade=number(row["mean"], 2)) for row in table.to_dict("records")
    ]  # fmt: skip
    return _("What each question moves against its grade. {parts}.", parts=_("; ").join(parts))


def _question(name: object) -> str:
    """Name a question, in the language in use where it is one of the usual ones."""
    key = f"dimension_{name}"
    return label(key) if key in glossary() else str(name)
