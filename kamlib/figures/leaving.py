"""Picture of a report card, what became of a list of warnings, and of how long the customers of each tier stay."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from kamlib.figures import style, survival
from kamlib.words import _, count, label
from kamlib.words.phrases import sentences

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.keep.survival import Survival

#: The lists that are compared, by their columns in the report card.
LISTS = ("listed", "longest_silent")


def card_bars(card: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a bar for each list: how many on it left, and how many did not.

    Parameters
    ----------
    card : pandas.DataFrame
        From ``keep.leaving.warn``: ``listed``, ``longest_silent`` and ``left`` of each customer.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    with style.drawing(ax, (7.0, 2.4)) as ax:
        shown = _shown(card)
        for place, name in enumerate(shown):
            left = int((card[name] & card["left"]).sum())
            stayed = int(card[name].sum()) - left
            ax.barh(place, left, 0.6, color=style.LOSS, hatch=style.LOSS_HATCH,
                    label=None if place else _("left"))  # fmt: skip
            ax.barh(place, stayed, 0.6, left=left, color=style.QUIET, label=None if place else _("did not leave"))
            style.write(ax, _("{left} left, {stayed} did not", left=count(left), stayed=count(stayed)),
                        (left + stayed, place), away=(4, 0), va="center", fontsize=9)  # fmt: skip
        style.rows(ax, [label(f"card_{name}") for name in shown])
        ax.margins(x=0.3)
        style.count_axis(ax.xaxis)
        ax.set_xlabel(label("customer_count"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2)
    return ax


def card_and_curves(
    card: pd.DataFrame | None, tiers: Mapping[str, Survival], *, ax: Axes | None = None
) -> Axes:  # fmt: skip
    """Draw what became of a list, and next to it how long the customers of each tier stay.

    Parameters
    ----------
    card : pandas.DataFrame or None
        As for `card_bars`.
    tiers : mapping
        Tier → its curve; without any the bars are alone.
    ax : Axes, optional
        Where to draw the first alone; by default both, on a new figure.

    Returns
    -------
    Axes
    """
    if not tiers:
        assert card is not None  # noqa: S101  (one of the two is there)
        return card_bars(card, ax=ax)
    draw = partial(survival.curves, _named(tiers), since=_("Months since the tiers were judged"))
    return draw(ax=ax) if card is None else style.pair(partial(card_bars, card), draw, ax=ax, size=(7.0, 2.8))


def card_and_curves_alt(card: pd.DataFrame | None, tiers: Mapping[str, Survival], *, at: int) -> str:
    """Say in words what both pictures show.

    Parameters
    ----------
    card : pandas.DataFrame or None
        As for `card_bars`.
    tiers : mapping
        As for `card_and_curves`.
    at : int
        Month at which the curves are read.

    Returns
    -------
    str
    """
    return sentences("" if card is None else card_bars_alt(card),
                     survival.curves_alt(_named(tiers), at=at) if tiers else "")  # fmt: skip


def _named(tiers: Mapping[str, Survival]) -> dict[str, Survival]:
    """Name each tier with its customers: nobody enters later."""
    return {_("{tier} ({n})", tier=label(tier), n=count(curve.table["at_risk"].iloc[0])): curve
            for tier, curve in tiers.items()}  # fmt: skip


def _shown(card: pd.DataFrame) -> list[str]:
    """Return the lists to show: one, where both name the same customers."""
    return list(LISTS[:1]) if (card["listed"] == card["longest_silent"]).all() else list(LISTS)


def card_bars_alt(card: pd.DataFrame) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    card : pandas.DataFrame
        As for `card_bars`.

    Returns
    -------
    str
    """
    parts = [
        _("{name}: {left} of {n} left", name=label(f"card_{name}"),
          left=count(int((card[name] & card["left"]).sum())), n=count(int(card[name].sum())))
        for name in _shown(card)
    ]  # fmt: skip
    return _("Bars of how many customers on a list left. {parts}.", parts=_("; ").join(parts))
