"""Picture of terms by size: what is left of the list price, against volume, and whom size does not explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib.figures import many, numbered, style
from kamlib.words import _, label, n_, percent
from kamlib.words.phrases import clauses, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kamlib.classify.terms_by_size import TermsBySize

#: Customers that are named next to the picture.
NAMED = 6

#: Part of the customers below which the lowest are counted and not drawn: one alone would press the others flat.
FEW = 0.02

#: What a customer's better terms are: without a reason, with one; all others are for comparison.
FAVOURED, REASON = "favoured", "reason"


def terms_scatter(
    found: TermsBySize, standing: Mapping[str, str], *, names: Mapping[str, str] | None = None,
    currency: str | None = None, ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw what is left of each customer's list price after all terms, against its volume.

    Parameters
    ----------
    found : TermsBySize
        From ``classify.terms_by_size.compare_terms``.
    standing : mapping
        Customer id → `FAVOURED` or `REASON`, for those with better terms than their size.
    names : mapping, optional
        Customer id → name.
    currency : str, optional
        ISO 4217 code for the axis.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        Lines are what all of a size keep together, and the band the middle half of its customers; a drop reaches
        from what the others of a size keep to a customer with better terms and no reason for them.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify.terms_by_size import compare_terms
    >>> from kamlib.figures import terms_by_size as figures
    >>> served = pd.DataFrame({
    ...     "customer_id": list("ABCDE"), "gross_revenue": [100.0] * 5, "revenue": [70.0, 90, 90, 90, 90],
    ...     "discount": [30.0, 10, 10, 10, 10],
    ... })
    >>> figures.terms_scatter(compare_terms(served), {"A": "favoured"}).has_data()
    True
    """
    with style.drawing(ax, (7.0, 3.3)) as ax:
        table = _kept(found, standing)
        if table.empty:
            return style.say(ax, _("There are no customers to show."))
        ax.set_xscale("log")
        floor = _floor(found, table)
        _sizes(ax, found)
        for name, colour, mark, words in (
            ("", style.QUIET, "o", _("customer")),
            (REASON, style.GAIN, "s", _("better terms, with a reason")),
            (FAVOURED, style.LOSS, "v", _("better terms, without a reason")),
        ):
            _marks(ax, table[(table["standing"] == name) & (table["kept"] >= floor)], colour, mark, words)
        first = table[table["standing"] == FAVOURED].head(NAMED)
        ax.vlines(first["gross_revenue"], first["kept"], 1 - first["class_share"], color=style.LOSS, linewidth=1.2)
        _axes(ax, table, floor, currency)
        numbered.key(ax, [(names or {}).get(who, who) for who in first["customer_id"]])
        both = ["gross_revenue", "kept"]
        drops = [(x, low, x, 1 - share) for x, low, share in first[[*both, "class_share"]].to_numpy()]
        numbered.number(ax, first[both], table.loc[table["kept"] >= floor, both], drops)
    return ax


def _kept(found: TermsBySize, standing: Mapping[str, str]) -> pd.DataFrame:
    """Return the customers with what is left of their list price, those of the largest excess first."""
    table = found.customers
    stands = [standing.get(str(who), "") for who in table["customer_id"]]
    return table.assign(kept=1 - table["terms_share"], standing=pd.Series(stands, index=table.index, dtype="str"))


def _floor(found: TermsBySize, table: pd.DataFrame) -> float:
    """Return the lowest share that is drawn: of the others the few lowest, and those below 0, are counted."""
    told = [1 - found.sizes["terms_share"], found.sizes["kept_low"], table.loc[table["standing"] != "", "kept"]]
    few = max(float(table["kept"].quantile(FEW, interpolation="lower")), 0.0)
    return float(np.nanmin([few, *np.concatenate(told)]))


def _sizes(ax: Axes, found: TermsBySize) -> None:
    """Draw for each size what all of it keep, over the band of the middle half of its customers."""
    reach = found.customers.groupby("size")["gross_revenue"].agg(["min", "max"])
    for at, row in enumerate(found.sizes.to_dict("records")):
        low, high = reach.loc[row["size"], ["min", "max"]]
        ends = [low / 1.03, high * 1.03]
        ax.plot(ends, [1 - row["terms_share"]] * 2, color=style.INK, linewidth=1.2, zorder=2,
                label=_("all of a size together") if not at else None)  # fmt: skip
        ax.fill_between(ends, row["kept_low"], row["kept_high"], color=style.SKY, alpha=0.3, linewidth=0, zorder=1)
    if found.sizes["kept_low"].notna().any():
        ax.fill_between([], [], color=style.SKY, alpha=0.3, linewidth=0, label=_("middle half of a size"))


def _marks(ax: Axes, rows: pd.DataFrame, colour: str, mark: str, words: str) -> None:
    if len(rows):
        ax.scatter(rows["gross_revenue"], rows["kept"], s=12 if mark == "o" else 34, marker=mark, color=colour,
                   edgecolors="white", linewidths=0.4, label=words, zorder=3,
                   rasterized=len(rows) > many.POINTS)  # fmt: skip


def _axes(ax: Axes, table: pd.DataFrame, floor: float, currency: str | None) -> None:
    """Label the axes, and count who lies below the picture."""
    from matplotlib.ticker import LogLocator, NullFormatter, NullLocator

    top = float(table["kept"].max())
    room = max(top - floor, 0.02)
    ax.set_ylim(floor - 0.06 * room, top + 0.06 * room)
    below = int((table["kept"] < floor).sum())
    if below:
        ax.annotate(n_("{n} customer lies lower", "{n} customers lie lower", below), (0.0, 0.0), fontsize=8,
                    xycoords="axes fraction", xytext=(4, 4), textcoords="offset points")  # fmt: skip
    style.money_axis(ax.xaxis, currency)
    wide = float(table["gross_revenue"].max() / table["gross_revenue"].min())
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0,) if wide > 300 else (1.0, 3.0) if wide > 10 else (1, 2, 5)))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    style.share_axis(ax.yaxis)
    ax.set_xlabel(_("{measure} a year", measure=label("gross_revenue")))
    ax.set_ylabel(_("Left of it after all terms"))
    ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, fontsize=8)


def terms_scatter_alt(
    found: TermsBySize, standing: Mapping[str, str], *, names: Mapping[str, str] | None = None
) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    found : TermsBySize
        As for `terms_scatter`.
    standing : mapping
        Customer id → `FAVOURED` or `REASON`.
    names : mapping, optional
        Customer id → name.

    Returns
    -------
    str
    """
    table = _kept(found, standing)
    if table.empty:
        return _("There are no customers to show.")
    first = n_("Scatter plot of {n} customer by volume and by what is left of its list price after all terms.",
               "Scatter plot of {n} customers by volume and by what is left of their list price after all terms.",
               len(table))  # fmt: skip
    sizes = [_("{name}: {words}", name=label(f"size_{row['size']}"), words=percent(1 - row["terms_share"], 1))
             for row in found.sizes.to_dict("records")]  # fmt: skip
    named = [
        _("{name} {own}, others {others}", name=(names or {}).get(row["customer_id"], row["customer_id"]),
          own=percent(row["kept"], 1), others=percent(1 - row["class_share"], 1))
        for row in table[table["standing"] == FAVOURED].head(NAMED).to_dict("records")
    ]  # fmt: skip
    return sentences(
        first, _("By size: {parts}.", parts=clauses(sizes)),
        _("Lower without a reason: {parts}.", parts=clauses(named)) if named else "",
    )  # fmt: skip
