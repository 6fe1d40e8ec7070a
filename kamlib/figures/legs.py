"""Map of accounts by their two legs: relationship upward, competence to the right (K12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, label, n_
from kamlib.words.phrases import clauses, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

#: Accounts that are named on the map.
NAMED = 5


def leg_map(table: pd.DataFrame, *, names: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw each account by its two legs; those with a weaker leg have a colour, a shape and their interval.

    Parameters
    ----------
    table : pandas.DataFrame
        ``Legs.table``, most money first.
    names : mapping, optional
        Customer id → name.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.figures import legs as figures
    >>> from kamlib.manage.relationship.legs import two_legs
    >>> figures.leg_map(two_legs(kam.load("machinery")).table).has_data()
    True
    """
    with style.drawing(ax, (7.0, 4.4)) as ax:
        known = table.dropna(subset=["relationship", "competence"])
        if known.empty:
            return style.say(ax, _("Only one of the two legs can be seen in the tables."))
        parts = (
            ("", style.QUIET, "o", _("no leg weaker beyond noise")),
            ("relationship", style.LOSS, "v", _("relationship is weaker")),
            ("competence", style.GAIN, "s", _("competence is weaker")),
        )
        for weaker, colour, mark, words in parts:
            rows = known[known["weaker"] == weaker]
            if rows.empty:
                continue
            if weaker:
                ax.errorbar(
                    rows["competence"], rows["relationship"], ecolor=colour, elinewidth=0.6, fmt="none", alpha=0.6,
                    xerr=_reach(rows, "competence"), yerr=_reach(rows, "relationship"), zorder=2,
                )  # fmt: skip
            ax.scatter(rows["competence"], rows["relationship"], s=36 if weaker else 14, marker=mark, color=colour,
                       edgecolors="white", linewidths=0.4, zorder=3,
                       label=words)  # fmt: skip
        _names(ax, known, names or {})
        ax.plot([0, 100], [0, 100], color=style.INK, linewidth=0.8, linestyle="--", zorder=1)
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 100)
        ax.set_xlabel(label("leg_competence"))
        ax.set_ylabel(label("leg_relationship"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=3, fontsize=8)
    return ax


def _reach(rows: pd.DataFrame, leg: str) -> list[list[float]]:
    return [(rows[leg] - rows[f"{leg}_low"]).tolist(), (rows[f"{leg}_high"] - rows[leg]).tolist()]


def _names(ax: Axes, known: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Write the names of those with the most money, away from those written before."""
    taken: list[tuple[float, float]] = []
    for row in known[known["weaker"] != ""].head(NAMED).to_dict("records"):
        x, y = float(row["competence"]), float(row["relationship"])
        left = x > 55
        place = next(
            (
                y + step
                for step in (2, -4, 8, -10, 14, -16)
                if all(abs(y + step - other) > 5 or abs(x - at) > 45 for at, other in taken) and 2 < y + step < 96
            ),
            None,
        )
        if place is None:
            continue
        taken.append((x, place))
        who = str(row["customer_id"])
        style.write(ax, style.drawable(short(names.get(who, who))), (x, place), away=(-6 if left else 6, 0),
                    ha="right" if left else "left", va="center", fontsize=8)  # fmt: skip


def leg_map_alt(table: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> str:
    """Say in words what the map shows.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `leg_map`.
    names : mapping, optional
        Customer id → name.

    Returns
    -------
    str
    """
    known = table.dropna(subset=["relationship", "competence"])
    if known.empty:
        return _("Only one of the two legs can be seen in the tables.")
    first = n_("Map of {n} account by relationship and competence.",
               "Map of {n} accounts by relationship and competence.", len(known))  # fmt: skip
    named = known[known["weaker"] != ""].head(NAMED)
    parts = [_of_account(row, (names or {}).get(row["customer_id"], row["customer_id"]))
             for row in named.to_dict("records")]  # fmt: skip
    return " ".join([first, *([_("Weaker on one leg: {parts}.", parts=clauses(parts))] if parts else [])])


def _of_account(row: dict[object, object], name: object) -> str:
    one, other = (count(round(float(row[leg]))) for leg in ("relationship", "competence"))  # type: ignore[arg-type]
    return _("{name}: relationship {one}, competence {other}", name=name, one=one, other=other)
