"""Waterfalls: from revenue to what is left, and from an amount over its changes to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.figures import style
from kamlib.words import _, label, money, percent
from kamlib.words.phrases import enumerated, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes


def chain(before: tuple[str, float], parts: Iterable[tuple[str, float]], after: tuple[str, float]) -> pd.DataFrame:
    """Put two amounts and the changes between them into the steps of a waterfall.

    Parameters
    ----------
    before, after : tuple of str and float
        A term, and its amount (currency units).
    parts : iterable of tuple of str and float
        The changes, in their order.

    Returns
    -------
    pandas.DataFrame
        ``step`` (a term), ``money``, ``level``, ``start`` and ``end`` (currency units); changes of less than a
        cent are left out.

    Examples
    --------
    >>> from kamlib.figures import waterfall as figures
    >>> figures.chain(("part_before", 5.0), [("part_won", 2.0)], ("part_after", 7.0))["end"].tolist()
    [5.0, 7.0, 7.0]
    """
    rows = [(before[0], before[1], True, 0.0, before[1])]
    reached = before[1]
    for part, amount in parts:
        if abs(amount) >= 0.005:
            rows.append((part, amount, False, reached, reached + amount))
            reached += amount
    rows.append((after[0], after[1], True, 0.0, after[1]))
    return pd.DataFrame(rows, columns=["step", "money", "level", "start", "end"])


def waterfall(bars: pd.DataFrame, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the chain from revenue to customer profit: sums start at zero, costs lie between them.

    Parameters
    ----------
    bars : pandas.DataFrame
        From ``CostToServe.waterfall``.
    currency : str, optional
        ISO 4217 code for the money axis.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.figures import waterfall as figures
    >>> client = kam.load("machinery")
    >>> ax = figures.waterfall(client.served.waterfall(), currency="CNY")
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (7.0, 0.7 + 0.26 * max(len(bars), 5))) as ax:
        for place, bar in enumerate(bars.itertuples()):
            _bar(ax, place, bar, currency)
        _links(ax, bars)
        ax.axvline(0, color=style.INK, linewidth=0.9)
        style.rows(ax, [label(step) for step in bars["step"]])
        low, high = min(0.0, *bars["start"], *bars["end"]), max(0.0, *bars["start"], *bars["end"])
        room = (high - low) or 1.0
        ax.set_xlim(low - 0.15 * room * (low < 0), high + 0.15 * room)
        style.money_axis(ax.xaxis, currency)
    return ax


def _bar(ax: Axes, place: int, bar: object, currency: str | None) -> None:
    """Draw one step and write its amount next to it."""
    start, end, amount, level = (getattr(bar, name) for name in ("start", "end", "money", "level"))
    colour = (style.LOSS if amount < 0 else style.GAIN) if level else (style.ORANGE if amount < 0 else style.SKY)
    hatch = style.LOSS_HATCH if level and amount < 0 else ""
    ax.barh(place, end - start, left=start, height=0.66, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
    right = max(start, end) if end >= 0 or not level else min(start, end)
    before = level and end < 0
    style.write(
        ax, money(amount, currency), (right, place), away=(-4 if before else 4, 0),
        ha="right" if before else "left", va="center", fontsize=9,
        color=style.LOSS_TEXT if level and amount < 0 else style.INK,
    )  # fmt: skip


def _links(ax: Axes, bars: pd.DataFrame) -> None:
    """Join the end of each step to the next."""
    for place, end in enumerate(bars["end"].iloc[:-1]):
        ax.plot([end, end], [place + 0.33, place + 0.67], color=style.QUIET, linewidth=0.8)


def waterfall_alt(bars: pd.DataFrame, *, currency: str | None = None) -> str:
    """Say in words what `waterfall` shows.

    Parameters
    ----------
    bars : pandas.DataFrame
        From ``CostToServe.waterfall``.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    if not len(bars):
        return _("There are no cost steps to show.")
    first, last = bars.iloc[0], bars.iloc[-1]
    costs = bars[~bars["level"]]
    share = last["money"] / first["money"] if first["money"] > 0 else None
    if not len(costs):
        return _(
            "Waterfall from {first} of {a} to {last} of {b}.",
            first=lower_first(first["step"]), a=money(first["money"], currency), last=lower_first(last["step"]),
            b=money(last["money"], currency),
        )  # fmt: skip
    largest = costs.sort_values("money").iloc[0]
    return _(
        "Waterfall from {first} of {a} to {last} of {b} ({share}). The largest step is {step} with {money}.",
        first=lower_first(first["step"]), a=money(first["money"], currency), last=lower_first(last["step"]),
        b=money(last["money"], currency), share=percent(share, 1), step=lower_first(largest["step"]),
        money=money(largest["money"], currency),
    )  # fmt: skip


def chain_alt(bars: pd.DataFrame, *, currency: str | None = None) -> str:
    """Say in words what `waterfall` shows of a `chain`.

    Parameters
    ----------
    bars : pandas.DataFrame
        From `chain`.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    parts = [
        _("{name} ({money})", name=lower_first(row["step"]), money=money(row["money"], currency))
        for row in bars.iloc[1:-1].to_dict("records")
    ]
    ends = {"before": money(bars["money"].iloc[0], currency), "after": money(bars["money"].iloc[-1], currency)}
    if not parts:
        return _("Waterfall from {before} to {after}; nothing lies between them.", **ends)
    return _("Waterfall from {before} to {after}: {parts}.", parts=enumerated(parts), **ends)
