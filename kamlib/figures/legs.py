"""Map of accounts by their two legs: relationship upward, competence to the right (K12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamlib.figures import contacts, numbered, style
from kamlib.figures.free_places import bars_of
from kamlib.words import _, count, label, n_
from kamlib.words.phrases import clauses, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.manage.relationship import Network

#: Accounts that are named on the map.
NAMED = 5

#: Width and height (inches) of the most that a page can show of map and network without smaller letters, and the
#: least height of the map.
ROOM = (7.0, 4.6)
LEAST = 2.3


def fits(found: Network, *, mapped: bool = True) -> bool:
    """Say whether a network finds room on one picture with the map.

    Parameters
    ----------
    found : Network
        From ``manage.relationship.network``.
    mapped : bool, optional
        Whether there is a map.

    Returns
    -------
    bool
    """
    wide, high = contacts.size(found)
    return bool(len(found.ties)) and wide <= ROOM[0] and high + (LEAST if mapped else 0.0) <= ROOM[1]


def map_and_network(
    table: pd.DataFrame, found: Network, name: str, *, names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw the map, and below it who talks with whom at one account.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `leg_map`.
    found : Network
        From ``manage.relationship.network``.
    name : str
        Of the account.
    names : mapping, optional
        Customer id → name.
    ax : Axes, optional
        Where to draw the map alone; by default both, on a new figure.

    Returns
    -------
    Axes
        Of the map.
    """
    if ax is not None:
        return leg_map(table, names=names, ax=ax)
    with style.context():
        import matplotlib.pyplot as plt

        low = contacts.size(found)[1]
        parts = [min(3.1, ROOM[1] - low), low]
        both = plt.subplots(2, 1, figsize=(ROOM[0], sum(parts)), height_ratios=parts)[1]
        upper: Axes = both[0]
        network_of(found, name, ax=both[1])
        leg_map(table, names=names, ax=upper)
    return upper


def network_of(found: Network, name: str, *, ax: Axes | None = None) -> Axes:
    """Draw who talks with whom at one account, under its name.

    Parameters
    ----------
    found : Network
        From ``manage.relationship.network``.
    name : str
        Of the account.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.context():
        ax = contacts.network(found, letters=8.0, ax=ax)
        ax.set_title(contacts.heading(name), fontsize=10, loc="left")
    return ax


def network_of_alt(found: Network, name: str) -> str:
    """Say in words what `network_of` shows.

    Parameters
    ----------
    found : Network
        As for `network_of`.
    name : str
        Of the account.

    Returns
    -------
    str
    """
    return _("{name}: {words}", name=name, words=contacts.network_alt(found))


def map_and_network_alt(
    table: pd.DataFrame, found: Network, name: str, *, names: Mapping[str, str] | None = None
) -> str:
    """Say in words what both pictures show.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `leg_map`.
    found : Network
        As for `map_and_network`.
    name : str
        Of the account.
    names : mapping, optional
        Customer id → name.

    Returns
    -------
    str
    """
    return sentences(leg_map_alt(table, names=names), network_of_alt(found, name))


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
        numbered.key(ax, [(names or {}).get(who, who) for who in named["customer_id"]], _("Lines: 95% intervals"))
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
    bars = [bar for row in named.to_dict("records") for bar in bars_of(*(_ends(row)))]
    both = ["competence", "relationship"]
    numbered.number(ax, named[both], known[both], bars)


def _ends(row: Mapping[Any, Any]) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """Return the low and the high ends of both intervals of an account, and its place."""
    low, high, at = ((row[f"competence{e}"], row[f"relationship{e}"]) for e in ("_low", "_high", ""))
    return low, high, at


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
    return sentences(first, _("Weaker on one leg: {parts}.", parts=clauses(parts)) if parts else "")


def _of_account(row: Mapping[Any, Any], name: object) -> str:
    one, other = (count(round(float(row[leg]))) for leg in ("relationship", "competence"))
    return _("{name}: relationship {one}, competence {other}", name=name, one=one, other=other)
