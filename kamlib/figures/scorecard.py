"""Pictures of the scorecard: what each score is made of, and how firmly the list stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, n_, number, percent
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from kamlib.classify.scorecard import Robustness, Scorecard

#: Second sign next to the colour of each criterion, for readers in grey.
_HATCHES = ("", "//", "..", "\\\\", "xx", "", "++", "oo")


def score_bars(
    card: Scorecard, *, names: Mapping[str, str] | None = None, rows: int = 10, ax: Axes | None = None
) -> Axes:
    """Draw the best scores as bars made of their weighted criteria.

    Parameters
    ----------
    card : Scorecard
        From ``classify.scorecard.score``.
    names : mapping, optional
        Customer id → name.
    rows : int
        How many customers.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import scorecard
    >>> from kamlib.figures import scorecard as figures
    >>> measured = pd.DataFrame({"customer_id": list("ABC"), "revenue": [300.0, 200, 100], "influence": [3, 2, 1]})
    >>> ax = figures.score_bars(scorecard.score(measured))
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (7.0, 1.7 + 0.3 * min(rows, len(card.table)))) as ax:
        best, start = card.parts.head(rows), np.zeros(min(rows, len(card.table)))
        places = np.arange(len(best))
        for i, criterion in enumerate(card.weights):
            ax.barh(
                places, best[criterion], left=start, label=label(criterion), edgecolor="white", linewidth=0.6,
                color=style.SERIES[i % len(style.SERIES)], hatch=_HATCHES[i % len(_HATCHES)],
            )  # fmt: skip
            start = start + best[criterion].to_numpy()
        known = names or {}
        style.names(ax.yaxis, places.tolist(), [known.get(c, c) for c in best["customer_id"]])
        ax.invert_yaxis()
        ax.set_xlim(0, 100)
        ax.set_xlabel(_("Score (0–100)"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3)
    return ax


def score_bars_alt(card: Scorecard, *, names: Mapping[str, str] | None = None, rows: int = 10) -> str:
    """Say in words what `score_bars` shows.

    Parameters
    ----------
    card : Scorecard
        From ``classify.scorecard.score``.
    names : mapping, optional
        Customer id → name.
    rows : int
        How many customers.

    Returns
    -------
    str
        Alternative text, in the language in use.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import scorecard
    >>> from kamlib.figures import scorecard as figures
    >>> measured = pd.DataFrame({"customer_id": list("ABC"), "revenue": [300.0, 200, 100], "influence": [3, 2, 1]})
    >>> "67%" in figures.score_bars_alt(scorecard.score(measured))
    True
    """
    first = card.table.iloc[0]
    heaviest = max(card.weights, key=lambda c: card.weights[c])
    return n_(
        "Stacked bar of the one score: {name} with {score} of 100; the heaviest criterion is {criterion} with a "
        "weight of {weight}.",
        "Stacked bars of the {n} best scores. First is {name} with {score} of 100; the heaviest criterion is "
        "{criterion} with a weight of {weight}.",
        min(rows, len(card.table)), name=(names or {}).get(first["customer_id"], first["customer_id"]),
        score=number(first["score"], 0), criterion=lower_first(heaviest), weight=percent(card.weights[heaviest]),
    )  # fmt: skip


def firmness(
    shaken: Robustness, *, names: Mapping[str, str] | None = None, rows: int = 24, ax: Axes | None = None
) -> Axes:
    """Draw how often each customer is on the list when the weights are drawn at random, about the end of the list.

    Parameters
    ----------
    shaken : Robustness
        From ``classify.scorecard.weight_sensitivity``.
    names : mapping, optional
        Customer id → name.
    rows : int
        How many customers: those whose place is least sure.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import scorecard
    >>> from kamlib.figures import scorecard as figures
    >>> measured = pd.DataFrame({"customer_id": list("ABC"), "revenue": [300.0, 200, 100], "influence": [3, 1, 2]})
    >>> shaken = scorecard.weight_sensitivity(scorecard.score(measured), draws=100)
    >>> ax = figures.firmness(shaken)
    >>> ax.has_data()
    True
    """
    shown = shaken.unsure(rows)
    with style.drawing(ax, (7.0, 1.2 + 0.26 * max(len(shown), 4))) as ax:
        places = np.arange(len(shown))
        for on, colour, marker in ((True, style.GAIN, "o"), (False, style.LOSS, "s")):
            part = shown["on_list"].to_numpy() == on
            text = _("on the list") if on else _("not on it")
            ax.plot(
                shown["stays_share"][part], places[part], linestyle="", marker=marker, color=colour, label=text
            )
        ax.axvline(0.5, color=style.QUIET, linestyle="--", linewidth=1.0)
        known = names or {}
        style.names(ax.yaxis, places.tolist(), [known.get(c, c) for c in shown["customer_id"]])
        ax.invert_yaxis()
        ax.set_xlim(-0.02, 1.02)
        style.share_axis(ax.xaxis)
        ax.set_xlabel(_("Share of random weightings that put the customer on the list"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return ax


def firmness_alt(shaken: Robustness, *, names: Mapping[str, str] | None = None, rows: int = 24) -> str:
    """Say in words what `firmness` shows.

    Parameters
    ----------
    shaken : Robustness
        From ``classify.scorecard.weight_sensitivity``.
    names : mapping, optional
        Not used: here so that `firmness` and this are called alike.
    rows : int
        Not used: here so that `firmness` and this are called alike.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    listed = shaken.table[shaken.table["on_list"]]
    return _(
        "Dots of how often each customer is on the list under {draws} random weightings. Of the {n} on the list, "
        "{firm} stay in at least nine of ten draws.",
        draws=count(shaken.draws), n=count(len(listed)), firm=count((listed["stays_share"] >= 0.9).sum()),
    )  # fmt: skip
