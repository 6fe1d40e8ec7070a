"""Pictures of single-owner risk: what customers that one person alone knows bring a year, and their contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import contacts, style
from kamlib.words import _, count, label, money, n_
from kamlib.words.phrases import WIDEST_NAME, sentences, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.manage.relationship import Network

#: Bars that a page has room for.
MOST = 8

#: Width and height (inches) of the most that a page can show of bars and network without smaller letters.
ROOM = (7.0, 4.6)


def fits(rows: pd.DataFrame, found: Network) -> bool:
    """Say whether the bars and a network find room on one picture.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `head_bars`.
    found : Network
        From ``manage.relationship.network``.

    Returns
    -------
    bool
    """
    wide, high = contacts.size(found)
    return bool(len(found.ties)) and wide <= ROOM[0] and _height(rows) + high <= ROOM[1]


def _height(rows: pd.DataFrame) -> float:
    return 0.7 + 0.42 * len(rows.head(MOST))


def bars_and_network(
    rows: pd.DataFrame, found: Network, name: str, *, currency: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the bars, and below them who talks with whom at one of these customers.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `head_bars`.
    found : Network
        From ``manage.relationship.network``.
    name : str
        Of the customer.
    currency : str, optional
        ISO code.
    ax : Axes, optional
        Where to draw the bars alone; by default both, on a new figure.

    Returns
    -------
    Axes
        Of the bars.
    """
    if ax is not None:
        return head_bars(rows, currency=currency, ax=ax)
    with style.context():
        import matplotlib.pyplot as plt

        parts = [_height(rows), contacts.size(found)[1]]
        both = plt.subplots(2, 1, figsize=(ROOM[0], sum(parts)), height_ratios=parts)[1]
        upper: Axes = both[0]
        lower: Axes = both[1]
        head_bars(rows, currency=currency, ax=upper)
        contacts.network(found, letters=8.0, ax=lower)
        lower.set_title(contacts.heading(name), fontsize=10, loc="left")
    return upper


def bars_and_network_alt(rows: pd.DataFrame, found: Network, name: str, *, currency: str | None = None) -> str:
    """Say in words what both pictures show.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `head_bars`.
    found : Network
        As for `bars_and_network`.
    name : str
        Of the customer.
    currency : str, optional
        ISO code.

    Returns
    -------
    str
    """
    people = _("{name}: {words}", name=name, words=contacts.network_alt(found))
    return sentences(head_bars_alt(rows, currency=currency), people)


def head_bars(rows: pd.DataFrame, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a bar for each person, as long as the contribution of the customers that nobody else knows.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``person``, ``customers`` and ``money`` (currency units a year), most money first.
    currency : str, optional
        ISO code.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    rows = rows.head(MOST)
    with style.drawing(ax, (7.0, _height(rows))) as ax:
        places, values = list(range(len(rows))), rows["money"].to_numpy(dtype="float64")
        ax.barh(places, values, 0.6, color=style.LOSS, hatch=style.LOSS_HATCH)
        for place, value in zip(places, values, strict=True):
            style.write(
                ax, money(value, currency), (value, place), away=(4, 0), ha="left", va="center", fontsize=9
            )
        names = [_("{tier} ({n})", tier=short(person, WIDEST_NAME), n=count(n))
                 for person, n in zip(rows["person"], rows["customers"], strict=True)]  # fmt: skip
        style.rows(ax, names)
        ax.set_xlim(0, (float(values.max()) or 1.0) * 1.18)
        style.money_axis(ax.xaxis, currency)
        ax.set_xlabel(label("single_money"))
    return ax


def head_bars_alt(rows: pd.DataFrame, *, currency: str | None = None) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    rows : pandas.DataFrame
        As for `head_bars`.
    currency : str, optional
        ISO code.

    Returns
    -------
    str
    """
    parts = [
        n_("{person}: {n} customer, {money}", "{person}: {n} customers, {money}", int(row["customers"]),
           person=row["person"], money=money(row["money"], currency))
        for row in rows.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _("Bars for each person, by what customers bring a year that nobody else knows. {parts}.",
             parts=_("; ").join(parts))  # fmt: skip
