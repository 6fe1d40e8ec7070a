"""Picture of a contact network: our people, theirs, who talks with whom, and who must not leave (K12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.figures.contact_places import places
from kamlib.figures.fonts import drawable
from kamlib.manage.relationship import AGAINST, FOR
from kamlib.words import _, count, label, n_
from kamlib.words.phrases import WIDEST_NAME, clauses, enumerated, listed, sentences, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.manage.relationship import Network

#: Persons whom a picture has room for.
MOST = 40

#: Marks of the roles; ours have a mark of their own.
MARKS = {"decider": "D", "buyer": "s", "technical": "^", "user": "o", "gatekeeper": "h"}
_OURS, _OTHER = "P", "o"

#: Inches of a column and of a row; a label has two lines of the row's height.
_WIDE, _HIGH = 1.9, 0.34

#: Letters of a name that a column has room for.
_LETTERS = 16


def network(found: Network, *, letters: float = 6.5, ax: Axes | None = None) -> Axes:
    """Draw who talks with whom: ours on the left, theirs by the number of ties from us.

    Parameters
    ----------
    found : Network
        From ``manage.relationship.network``, of at most `MOST` persons.
    letters : float, optional
        Size of the words next to a person (points).
    ax : Axes, optional
        Where to draw; by default a new figure, as large as the network needs.

    Returns
    -------
    Axes

    Notes
    -----
    The shape is the role, the size the influence, the colour the attitude, and words next to each mark say all
    three. The same network gives the same picture each time.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import contacts as figures
    >>> from kamlib.manage.relationship import of_pairs
    >>> found = of_pairs(pd.DataFrame({"a": ["Li", "P1"], "b": ["P1", "P2"]}), ours=["Li"])
    >>> figures.network(found).texts[1].get_text()
    'P1: indispensable'
    """
    where = places(found)
    if not where or len(where) > MOST:
        with style.drawing(ax, size(found)) as ax:
            return style.say(ax, _too_many(len(where)))
    columns = 1 + max(column for column, _row in where.values())
    rows = max(row for _column, row in where.values()) + 1
    with style.drawing(ax, size(found)) as ax:
        _lines(ax, found, where)
        for person in found.people.to_dict("records"):
            _person(ax, person, where[str(person["person"])], letters)
        _heads(ax, found, columns)
        ax.set_xlim(-0.12, columns - 0.02)
        ax.set_ylim(rows, -1.3)
        ax.set_axis_off()
    return ax


def size(found: Network) -> tuple[float, float]:
    """Return the width and height that a network needs.

    Parameters
    ----------
    found : Network
        As for `network`.

    Returns
    -------
    float, float
        In inches.
    """
    where = places(found)
    if not where or len(where) > MOST:
        return 7.0, 1.6
    columns, rows = (1 + max(place[axis] for place in where.values()) for axis in (0, 1))
    return 0.3 + _WIDE * columns, 0.7 + _HIGH * (rows + 1)


def heading(name: str) -> str:
    """Return what stands over the network of a customer.

    Parameters
    ----------
    name : str
        Of the customer.

    Returns
    -------
    str
    """
    return _("Who talks with whom at {name}", name=drawable(short(name, WIDEST_NAME)))


def _too_many(n: int) -> str:
    if not n:
        return _("Nobody is in this network.")
    return _("{n} persons are more than a picture has room for ({most}).", n=count(n), most=count(MOST))


def _lines(ax: Axes, found: Network, where: dict[str, tuple[int, float]]) -> None:
    """Draw the ties; one within a column swings out to the left, where no words are."""
    from matplotlib.patches import FancyArrowPatch

    for one, other, strength in zip(found.ties["one"], found.ties["other"], found.ties["strength"], strict=True):
        a, b = where[one], where[other]
        start, end = sorted((a, b), key=lambda place: (-place[1], place[0]))
        same = a[0] == b[0]
        bend = -min(0.45, 0.9 / max(abs(a[1] - b[1]), 1.0)) if same else 0.0
        ax.add_patch(FancyArrowPatch(
            start, end, connectionstyle=f"arc3,rad={bend:.4f}", arrowstyle="-", color=style.QUIET, zorder=1,
            linewidth=0.5 + 0.35 * (strength if strength == strength else 2.0), shrinkA=0, shrinkB=0,
        ))  # fmt: skip


def _person(ax: Axes, person: dict[object, object], place: tuple[int, float], letters: float) -> None:
    """Draw the mark of a person and the words next to it."""
    column, row = place
    influence = _figure(person["influence"])
    area = 40.0 if influence is None else 14.0 + 22.0 * influence
    ours = person["side"] == "ours"
    mark = _OURS if ours else MARKS.get(str(person["role"]), _OTHER)
    ax.scatter([column], [row], s=area, marker=mark, color=style.INK if ours else _colour(person), zorder=3,
               edgecolors="white", linewidths=0.6)  # fmt: skip
    if person["loses"]:
        ax.scatter([column], [row], s=area + 110.0, marker="o", facecolors="none", edgecolors=style.LOSS,
                   linewidths=1.4, zorder=2)  # fmt: skip
    style.write(
        ax, "\n".join(_words(person)), (column, row), away=(13 if person["loses"] else 9, 0), ha="left",
        va="center", fontsize=letters, linespacing=1.05, zorder=4,
        color=style.LOSS_TEXT if person["loses"] else style.INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
    )  # fmt: skip


def _colour(person: dict[object, object]) -> str:
    attitude = _figure(person["attitude"])
    if attitude is None or AGAINST < attitude < FOR:
        return style.QUIET
    return style.GAIN if attitude >= FOR else style.LOSS


def _figure(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value == value else None


def _words(person: dict[object, object]) -> list[str]:
    """Return the lines next to a person: the name, and what the mark says."""
    name = drawable(short(person["person"], _LETTERS))
    loses = person["loses"]
    first = _("{name}: indispensable", name=name) if loses else name
    return [first, _said(person)] if _said(person) else [first]


def _said(person: dict[object, object]) -> str:
    parts = []
    if person["role"]:
        role = str(person["role"])
        parts.append(label(f"contact_{role}") if role in MARKS else drawable(short(role, _LETTERS)))
    influence, attitude = _figure(person["influence"]), _figure(person["attitude"])
    if influence is not None:
        parts.append(_("power {n}", n=count(influence)))
    if attitude is not None:
        parts.append(_attitude(attitude))
    return enumerated(parts)


def _attitude(attitude: float) -> str:
    return _("for us") if attitude >= FOR else _("against") if attitude <= AGAINST else _("neutral")


def _heads(ax: Axes, found: Network, columns: int) -> None:
    """Write over each column whom it holds."""
    people = found.people
    theirs = people[people["side"] == "theirs"]["steps"]
    heads = [
        (_("Our people"), (people["side"] == "ours").any()), (_("One tie from us"), (theirs == 1).any()),
        (_("Through others"), (theirs > 1).any()), (_("Out of reach"), theirs.isna().any()),
    ]  # fmt: skip
    shown = [text for text, there in heads if there]
    for column in range(columns):
        style.write(ax, shown[column], (column, -1.0), away=(-4, 0), ha="left", va="center", fontsize=9)


def network_alt(found: Network) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    found : Network
        As for `network`.

    Returns
    -------
    str
    """
    people = found.people
    if not 0 < len(people) <= MOST:
        return _too_many(len(people))
    ours, theirs = people[people["side"] == "ours"], people[people["side"] == "theirs"]
    first = _("Contact network of {ours} of our people and {theirs} of theirs, {ties} ties.",
              ours=count(len(ours)), theirs=count(len(theirs)), ties=count(len(found.ties)))  # fmt: skip
    parts = [
        n_("without {person} nobody of ours reaches {n} other person",
           "without {person} nobody of ours reaches {n} other persons", int(row["loses"]), person=row["person"])
        for row in people[people["loses"] > 0].to_dict("records")
    ]  # fmt: skip
    lost = _("Must stay: {parts}.", parts=clauses(parts)) if parts else _("Nobody holds it together alone.")
    out = found.not_reached
    return sentences(
        first, lost, *([_("Out of reach: {names}.", names=listed(list(out)))] if out else []),
        *(_("{person}: {words}.", person=row["person"], words=_said(row))
          for row in theirs.to_dict("records") if _said(row)),
    )  # fmt: skip
