"""Map of accounts by their two legs: relationship upward, competence to the right (K12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamlib.figures import style
from kamlib.figures.fonts import drawable
from kamlib.figures.free_places import bars_of, free_places
from kamlib.words import _, count, label, n_
from kamlib.words.phrases import clauses, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

#: Accounts that are named on the map.
NAMED = 5

#: Points that the number of an account takes.
_NUMBER = (6.0, 9.0)


def leg_map(table: pd.DataFrame, *, names: Mapping[str, str] | None = None, ax: Axes | None = None) -> Axes:
    """Draw each account by its two legs; those with a weaker leg have a colour and a shape.

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
        Of the accounts with a weaker leg, those with the most money have a number, their intervals, and their name
        next to the map.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.figures import legs as figures
    >>> from kamlib.manage.relationship.legs import two_legs
    >>> figures.leg_map(two_legs(kam.load("machinery")).table).has_data()
    True
    """
    with style.drawing(ax, (7.0, 3.1)) as ax:
        known = table.dropna(subset=["relationship", "competence"])
        if known.empty:
            return style.say(ax, _("Only one of the two legs can be seen in the tables."))
        named = known[known["weaker"] != ""].head(NAMED)
        for weaker, colour, mark, words in (
            ("", style.QUIET, "o", _("no leg weaker beyond noise")),
            ("relationship", style.LOSS, "v", _("relationship is weaker")),
            ("competence", style.GAIN, "s", _("competence is weaker")),
        ):
            _marks(ax, known[known["weaker"] == weaker], colour, mark, words)
            _intervals(ax, named[named["weaker"] == weaker], colour, mark)
        ax.plot([0, 100], [0, 100], color=style.INK, linewidth=0.8, linestyle="--", zorder=1)
        ax.set_xlim(0, 100)
        ax.set_ylim(0, 100)
        ax.set_xlabel(label("leg_competence"))
        ax.set_ylabel(label("leg_relationship"))
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, fontsize=8)
        _key(ax, [(names or {}).get(who, who) for who in named["customer_id"]])
        _number(ax, known, named)
    return ax


def _marks(ax: Axes, rows: pd.DataFrame, colour: str, mark: str, words: str) -> None:
    if len(rows):
        ax.scatter(rows["competence"], rows["relationship"], s=14 if mark == "o" else 24, marker=mark, label=words,
                   color=colour, edgecolors="white", linewidths=0.4, zorder=3)  # fmt: skip


def _intervals(ax: Axes, rows: pd.DataFrame, colour: str, mark: str) -> None:
    """Draw the accounts of the key over all others, each with its two intervals."""
    if len(rows):
        ax.errorbar(
            rows["competence"], rows["relationship"], fmt=mark, color=colour, markersize=7, elinewidth=0.8,
            markeredgecolor=style.INK, markeredgewidth=0.8, zorder=4,
            xerr=_reach(rows, "competence"), yerr=_reach(rows, "relationship"),
        )  # fmt: skip


def _reach(rows: pd.DataFrame, leg: str) -> list[list[float]]:
    return [(rows[leg] - rows[f"{leg}_low"]).tolist(), (rows[f"{leg}_high"] - rows[leg]).tolist()]


def _number(ax: Axes, known: pd.DataFrame, named: pd.DataFrame) -> None:
    """Write a number next to each mark that the key names, where it covers no interval and, if it can, no mark."""
    room = style.room(ax)
    places, low, high = (_points(named, room, end) for end in ("", "_low", "_high"))
    bars = [bar for ends in zip(low, high, places, strict=True) for bar in bars_of(*ends)]
    marks = [(x - 4, y - 4, x + 4, y + 4) for x, y in places]
    ways = free_places(places, [_NUMBER] * len(places), [*bars, *marks], room, dots=_points(known, room))
    for at, (row, away) in enumerate(zip(named.to_dict("records"), ways, strict=True), 1):
        line = {"arrowstyle": "-", "color": style.INK, "linewidth": 0.5, "shrinkA": 4}
        style.write(ax, count(at), (row["competence"], row["relationship"]), away=away, ha="center", va="center",
                    fontsize=8, zorder=5, arrowprops=line if max(map(abs, away)) > 13 else None)  # fmt: skip


def _points(rows: pd.DataFrame, room: tuple[float, float], end: str = "") -> list[tuple[float, float]]:
    x, y = rows[f"competence{end}"] * room[0] / 100, rows[f"relationship{end}"] * room[1] / 100
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _key(ax: Axes, names: list[str]) -> None:
    """Write the names on the right of the map, each with its number."""
    if not names:
        return
    lines = [f"{count(at)}  {drawable(short(name))}" for at, name in enumerate(names, 1)]
    lines.append(_("Lines: 95% intervals"))
    for at, line in enumerate(lines):
        ax.annotate(line, (1.0, 0.97 - 0.095 * at), xycoords="axes fraction", xytext=(10, 0), fontsize=8,
                    textcoords="offset points", ha="left", va="center")  # fmt: skip


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


def _of_account(row: Mapping[Any, Any], name: object) -> str:
    one, other = (count(round(float(row[leg]))) for leg in ("relationship", "competence"))
    return _("{name}: relationship {one}, competence {other}", name=name, one=one, other=other)
