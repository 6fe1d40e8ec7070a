"""Picture of the tiers: how many customers each holds, and what they bring."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from kamlib.figures import style
from kamlib.words import _, count, label, percent
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from kamlib.classify.tiers import Tiers

_HEIGHT = 0.36


def tier_bars(result: Tiers, *, ax: Axes | None = None) -> Axes:
    """Draw two bars a tier, platinum on top: its share of the customers and of what they bring.

    Parameters
    ----------
    result : Tiers
        From ``classify.tiers.assign``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import tiers
    >>> from kamlib.figures import tiers as figures
    >>> client = kam.load("machinery")
    >>> ax = figures.tier_bars(tiers.assign(client.accounts, basis=client.basis))
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['Platinum (16)', 'Gold (33)', 'Iron (77)', 'Lead (24)']
    """
    with style.drawing(ax, (7.0, 3.6)) as ax:
        rows = _shown(result)
        if rows.empty:
            return style.say(ax, _("There are no customers to show."))
        places = list(range(len(rows)))
        heads = rows["share_of_customers"].to_numpy()
        brings = rows["share_of_contribution"].fillna(0.0).to_numpy()
        up, down = [p - _HEIGHT / 2 for p in places], [p + _HEIGHT / 2 for p in places]
        ax.barh(up, heads, _HEIGHT, color=style.QUIET, label=label("share_of_customers"))
        basis = _("Share of {basis}", basis=lower_first(shown_as(result.basis)))
        if rows["share_of_contribution"].notna().any():
            if (brings > 0).any():
                ax.barh(down, brings.clip(min=0), _HEIGHT, color=style.GAIN, label=basis)
            if (brings < 0).any():
                below, lost = brings.clip(max=0), label("loss")
                ax.barh(down, below, _HEIGHT, color=style.LOSS, hatch=style.LOSS_HATCH, label=lost)
            _beside(ax, down, brings)
        _beside(ax, up, heads)
        ax.axvline(0, color=style.INK, linewidth=0.9)
        names = [
            _("{tier} ({n})", tier=label(t), n=count(n))
            for t, n in zip(rows["tier"], rows["customers"], strict=True)
        ]
        style.names(ax.yaxis, places, names)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        low, high = min(0.0, *brings), max(*heads, *brings)
        ax.set_xlim(low - (0.12 * (high - low) if low < 0 else 0), high + 0.12 * (high - low))
        ax.grid(visible=False, axis="y")
        style.share_axis(ax.xaxis)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=3)
    return ax


def shown_as(basis: str) -> str:
    """Return the term for what contribution was taken from: its own, where the glossary has it, else profit.

    Parameters
    ----------
    basis : str
        Key of the amount that contribution was taken from.

    Returns
    -------
    str
        A key of the glossary.
    """
    from kamlib.words import glossary

    return basis if basis in glossary() else "profit"


def _shown(result: Tiers) -> pd.DataFrame:
    """Leave out a lead tier that could not be judged."""
    table = result.summary
    keep = table[(table["tier"] != "lead") | (table["customers"] > 0) | result.lead_judged]
    return keep if table["customers"].sum() else keep.iloc[:0]


def _beside(ax: Axes, places: list[float], values: NDArray[np.float64]) -> None:
    """Write each share at the end of its bar."""
    for place, value in zip(places, values, strict=True):
        right = value >= 0
        style.write(
            ax, percent(value), (value, place), away=(4 if right else -4, 0),
            ha="left" if right else "right", va="center", fontsize=9,
        )  # fmt: skip


def tier_bars_alt(result: Tiers) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    result : Tiers

    Returns
    -------
    str

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import tiers
    >>> from kamlib.figures import tiers as figures
    >>> client = kam.load("machinery")
    >>> "64%" in figures.tier_bars_alt(tiers.assign(client.accounts, basis=client.basis))
    True
    """
    rows = _shown(result).to_dict("records")
    parts = [_in_words(row, lower_first(shown_as(result.basis))) for row in rows if row["customers"]]
    return _("Bars for each tier. {parts}.", parts=_("; ").join(parts))


def _in_words(row: Mapping[Hashable, Any], basis: str) -> str:
    """Say what share of the customers a tier holds, and what share they bring, where there is one."""
    words = {"tier": label(str(row["tier"])), "heads": percent(row["share_of_customers"])}
    if isnan(row["share_of_contribution"]):
        return _("{tier}: {heads} of the customers", **words)
    return _("{tier}: {heads} of the customers, {brings} of {basis}", brings=percent(row["share_of_contribution"]),
             basis=basis, **words)  # fmt: skip
