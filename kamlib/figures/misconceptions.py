"""Picture of the three misconceptions: what a customer's size suggests against what it lastingly brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, label, money, n_
from kamlib.words.phrases import short, width

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.classify.misconceptions import Misconceptions

#: Shape, colour and hatch of each, so that they are told apart in grey too.
SIGNS = {
    "big_ticket": ("^", style.ORANGE, ""),
    "group_purchase": ("s", style.SKY, "...."),
    "harsh_terms": ("D", style.VERMILION, "////"),
}
_NAMED = 6
#: Room that a name takes, as parts of the picture: the height of a line, the width of a letter.
_HIGH, _LETTER = 0.05, 0.011


def misconception_map(
    result: Misconceptions, *, currency: str | None = None, named: bool = True, ax: Axes | None = None
) -> Axes:
    """Draw each customer: expected from its rank by purchases across, what it lastingly brings upwards.

    Who lies on the line is worth what its size suggests; the drop below it is what is at stake.

    Parameters
    ----------
    result : Misconceptions
        From ``classify.misconceptions.diagnose``.
    currency : str, optional
        ISO 4217 code for the axes.
    named : bool
        Whether to write the names of those with the most at stake.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax) as ax:
        if result.customers.empty:
            return style.say(ax, _("There are no customers to show."))
        flagged = result.table.drop_duplicates(["customer_id", "misconception"])
        quiet = result.customers[~result.customers["customer_id"].isin(flagged["customer_id"])]
        ax.scatter(quiet["expected"], quiet["contribution"], s=14, color=style.QUIET, linewidths=0,
                   label=label("not_flagged"), zorder=2)  # fmt: skip
        for name, (marker, colour, hatch) in SIGNS.items():
            rows = flagged[flagged["misconception"] == name]
            if len(rows):
                ax.scatter(rows["expected"], rows["lasting"], s=70, marker=marker, facecolor=colour, hatch=hatch,
                           edgecolor="black", linewidths=0.8, label=label(name), zorder=3)  # fmt: skip
        _line(ax, result.customers)
        if named:
            _names(ax, flagged, result.customers)
        ax.set_xlabel(label("expected"))
        ax.set_ylabel(label("lasting"))
        style.money_axis(ax.xaxis, currency)
        style.money_axis(ax.yaxis, currency)
        ax.legend(loc="upper left")
    return ax


def _line(ax: Axes, customers: pd.DataFrame) -> None:
    """Draw where contribution is what the size suggests, and zero."""
    ends = [min(0.0, float(customers["expected"].min())), float(customers["expected"].max())]
    ax.plot(ends, ends, "--", color=style.INK, linewidth=1, zorder=1, label=label("as_expected"))
    ax.axhline(0, color=style.INK, linewidth=0.8, zorder=1)


def _names(ax: Axes, flagged: pd.DataFrame, customers: pd.DataFrame) -> None:
    """Name those with the most at stake, each once, above its sign, where neither sign nor name is in the way."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    across = (flagged["expected"] - left) / (right - left)
    up = (flagged["lasting"] - low) / (high - low)
    dots = (customers["expected"] - left) / (right - left), (customers["contribution"] - low) / (high - low)
    taken: list[tuple[float, float, float]] = []
    rows = flagged.assign(across=across, up=up).dropna(subset="at_stake").drop_duplicates("customer_id")
    for row in rows.head(_NAMED).to_dict("records"):
        text = style.drawable(short(row.get("name", row["customer_id"]), 18))
        wide = width(text) * _LETTER
        start = row["across"] - (wide if row["across"] > 0.5 else 0.0)
        signs = any(
            (x.between(start - 0.01, start + wide + 0.01) & (y - row["up"]).between(0.01, 2 * _HIGH)).any()
            for x, y in ((across, up), dots)
        )
        if signs or any(
            abs(row["up"] - y) < 1.6 * _HIGH and start < x + w + _LETTER and x < start + wide + _LETTER
            for x, y, w in taken
        ):
            continue
        taken.append((start, row["up"], wide))
        style.write(
            ax, text, (row["expected"], row["lasting"]), away=(0, 7), fontsize=8,
            va="bottom", ha="right" if row["across"] > 0.5 else "left", parse_math=False,
        )  # fmt: skip


def misconception_map_alt(result: Misconceptions, *, currency: str | None = None) -> str:
    """Say in words what the map shows.

    Parameters
    ----------
    result : Misconceptions
    currency : str, optional

    Returns
    -------
    str
    """
    if result.table.empty:
        return n_(
            "Scatter of {n} customer: nobody is flagged.", "Scatter of {n} customers: nobody is flagged.",
            len(result.customers),
        )  # fmt: skip
    parts = []
    for name in SIGNS:
        rows = result.table[result.table["misconception"] == name]
        if len(rows):
            parts.append(_("{name}: {n}", name=label(name), n=count(len(rows))))
    once = result.table.drop_duplicates("customer_id")
    return n_(
        "Scatter of {n} customer by what its size suggests and what it lastingly brings. Flagged – {parts}. "
        "Together they lie {stake} below the line.",
        "Scatter of {n} customers by what their size suggests and what they lastingly bring. Flagged – {parts}. "
        "Together they lie {stake} below the line.",
        len(result.customers), parts=_("; ").join(parts), stake=money(once["at_stake"].sum(), currency),
    )  # fmt: skip
