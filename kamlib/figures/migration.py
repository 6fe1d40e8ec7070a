"""Pictures of the periodic review: who moved, and where each tier leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, number, percent
from kamlib.words.phrases import sentences

#: Buffers closer than this are the same; shades of the tiers from the top down, and of those away.
_SAME = 1e-9
_SHADES = (style.BLUE, style.ORANGE, style.SKY, style.VERMILION, "#D9D9D9")

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from kamlib.classify.migration import Migration, Review


def chances(result: Migration, *, ax: Axes | None = None) -> Axes:
    """Draw the chances of moving from each tier (rows) to each (columns) as a shaded table.

    Parameters
    ----------
    result : Migration
        From ``classify.migration.migrate``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history, migration
    >>> from kamlib.figures import migration as figures
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> ax = figures.chances(migration.migrate(seen.table))
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (6.2, 4.2)) as ax:
        ax.grid(visible=False)
        values, counts = result.chances.to_numpy(), result.counts.to_numpy()
        empty = np.broadcast_to(counts.sum(axis=1, keepdims=True) == 0, values.shape)
        texts = [[f"{percent(share)}\n({count(n)})" for share, n in zip(*pair, strict=True)]
                 for pair in zip(values, counts, strict=True)]  # fmt: skip
        _shaded(ax, np.ma.masked_array(values, empty), texts)
        _without_a_case(ax, np.flatnonzero(empty[:, 0]), values.shape[1])
        names = [label(state) for state in result.chances.index]
        places = (np.arange(len(names)) + 0.5).tolist()
        style.names(ax.xaxis, places, names)
        style.names(ax.yaxis, places, names)
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.set_xlabel(_("to"), labelpad=12)
        ax.set_ylabel(_("from"))
    return ax


def _shaded(ax: Axes, shares: np.ma.MaskedArray[Any, Any], texts: list[list[str]]) -> None:
    """Shade a field for each share and write in it, from the top down. Seaborn takes two seconds to load."""
    high, wide = shares.shape
    mesh = ax.pcolormesh(shares, cmap="Blues", vmin=0.0, vmax=1.0, linewidths=1.0, edgecolor="white")
    ax.set(xlim=(0, wide), ylim=(high, 0))
    ax.spines[:].set_visible(False)
    for row, column in zip(*np.nonzero(~np.ma.getmaskarray(shares)), strict=True):
        ground = mesh.cmap(float(shares[row, column]))
        ax.text(column + 0.5, row + 0.5, texts[row][column], ha="center", va="center", fontsize=9,
                color=style.ink_on(ground[:3]))  # fmt: skip


def _without_a_case(ax: Axes, rows: NDArray[np.intp], columns: int) -> None:
    """Hatch the rows of tiers from which nobody came, and say so."""
    for row in map(int, rows):
        ax.barh(row + 0.5, columns, 1.0, color="#F0F0F0", edgecolor=style.QUIET, hatch="//", linewidth=0.0)
        ax.text(columns / 2, row + 0.5, _("no case"), ha="center", va="center", fontsize=10,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 2})  # fmt: skip


def chances_alt(result: Migration) -> str:
    """Say in words what `chances` shows.

    Parameters
    ----------
    result : Migration
        From ``classify.migration.migrate``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    top = result.chances.index[0]
    row = result.chances.loc[top]
    if not result.counts.loc[top].sum():
        return _(
            "A table of transition probabilities between tiers from one period to the next, all periods pooled."
        )
    text = _(
        "A table of transition probabilities between tiers from one period to the next, all periods pooled. Of "
        "the customers in {tier}, {stay} stay and {gone} are no longer customers.",
        tier=label(top), stay=percent(row[top]), gone=percent(row.iloc[-1]),
    )  # fmt: skip
    if result.half_life is None or result.half_life < 1:
        return text
    return sentences(text, _("If the same share left each time, half of them would be gone after {n} periods.",
                             n=number(result.half_life, 1)))  # fmt: skip


def moves(result: Review, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw by how much those promoted, demoted, entered, left or stayed changed what the customers bring.

    A bar is as long as the money; where the review holds no money it is as long as the number of customers.

    Parameters
    ----------
    result : Review
        From ``classify.migration.review``.
    currency : str, optional
        ISO 4217 code of the money.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history
    >>> from kamlib.figures import migration as figures
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> ax = figures.moves(seen.compared())
    >>> ax.has_data()
    True
    """
    from kamlib.words import money

    with style.drawing(ax, (7.0, 3.0)) as ax:
        table, places = result.moves, np.arange(len(result.moves))
        in_money = "change" in table
        length = table["change" if in_money else "customers"].to_numpy(dtype="float64")
        down = length < 0 if in_money else table["move"].isin(["demoted", "left"]).to_numpy()
        ax.barh(
            places, length, color=np.where(down, style.LOSS, style.GAIN).tolist(),
            hatch=np.where(down, style.LOSS_HATCH, "").tolist(),
        )  # fmt: skip
        for place, n, size in zip(places, table["customers"], length, strict=True):
            text = _("{n}: {money}", n=count(n), money=money(size, currency)) if in_money else count(n)
            side = -5 if size < 0 else 5
            style.write(ax, text, (size, float(place)), away=(side, 0), ha="right" if size < 0 else "left",
                        va="center")  # fmt: skip
        style.names(ax.yaxis, places.tolist(), [label(f"move_{m}") for m in table["move"]])
        ax.invert_yaxis()
        ax.axvline(0, color=style.INK, linewidth=0.9)
        ax.margins(x=0.3)
        if in_money:
            style.money_axis(ax.xaxis, currency)
        ax.set_xlabel(_("Change in contribution; the number in front is that of the customers"))
    return ax


def moves_alt(result: Review, *, currency: str | None = None) -> str:
    """Say in words what `moves` shows.

    Parameters
    ----------
    result : Review
        From ``classify.migration.review``.
    currency : str, optional
        ISO 4217 code of the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    from kamlib.words import money

    n = dict(zip(result.moves["move"], result.moves["customers"], strict=True))
    said = _(
        "Bars of customers by move: {promoted} promoted, {demoted} demoted, {stayed} stayed, {entered} entered, "
        "{left} left.",
        **{move: count(n[move]) for move in n},
    )  # fmt: skip
    if "change" not in result.moves:
        return said
    parts = [
        _("{name}: {money}", name=label(f"move_{move}"), money=money(change, currency))
        for move, change in zip(result.moves["move"], result.moves["change"], strict=True)
    ]
    return sentences(said, _("Change in contribution: {parts}.", parts=_("; ").join(parts)))


def buffers(result: pd.DataFrame, *, marked: float | None = None, ax: Axes | None = None) -> Axes:
    """Draw how many moves each buffer leaves, and how many of those the next review reverses.

    Parameters
    ----------
    result : pandas.DataFrame
        From ``classify.history.weigh_buffers``.
    marked : float, optional
        The buffer that is highlighted.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history
    >>> from kamlib.figures import migration as figures
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> ax = figures.buffers(history.weigh_buffers(seen, (0.0, 0.1)), marked=0.1)
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (7.0, 3.6)) as ax:
        ax.grid(visible=False, axis="x")
        places = np.arange(len(result))
        lasting = result["moves"] - result["taken_back"]
        plain = [style.GAIN if marked is None or abs(b - marked) < _SAME else style.SKY for b in result["buffer"]]
        ax.bar(places, lasting, color=plain, label=_("Lasting moves"))
        ax.bar(
            places, result["taken_back"], bottom=lasting, color=style.LOSS, hatch=style.LOSS_HATCH,
            label=_("Reversed at the next review"),
        )  # fmt: skip
        for place, moves, back in zip(places, result["moves"], result["taken_back"], strict=True):
            text = _("{n} ({back})", n=count(moves), back=count(back))
            style.write(ax, text, (float(place), moves), away=(0, 3), ha="center", fontsize=9)
        style.names(ax.xaxis, places.tolist(), [percent(b) for b in result["buffer"]])
        style.count_axis(ax.yaxis)
        ax.margins(y=0.25)
        ax.set_xlabel(_("Buffer: by how much a threshold has to be crossed"))
        ax.set_ylabel(_("Moves between tiers"))
        ax.legend(loc="upper right", ncols=2)
    return ax


def buffers_alt(result: pd.DataFrame, *, marked: float | None = None) -> str:
    """Say in words what `buffers` shows: without a buffer, and with the one marked or else the widest.

    Parameters
    ----------
    result : pandas.DataFrame
        From ``classify.history.weigh_buffers``.
    marked : float, optional
        The buffer that is highlighted.

    Returns
    -------
    str
        Alternative text, in the language in use.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history
    >>> from kamlib.figures import migration as figures
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> "89" in figures.buffers_alt(history.weigh_buffers(seen, (0.0, 0.1)), marked=0.1)
    True
    """
    first, other = result.iloc[0], result.iloc[-1]
    if marked is not None:
        other = result.iloc[int((result["buffer"] - marked).abs().argmin())]
    return _(
        "Bars of the moves between tiers by buffer. With {a}: {moves} moves, {back} of them reversed at the next "
        "review. With {b}: {moves_b} moves, {back_b} reversed; {held} times the buffer kept a tier.",
        a=percent(first["buffer"]), moves=count(first["moves"]), back=count(first["taken_back"]),
        b=percent(other["buffer"]), moves_b=count(other["moves"]), back_b=count(other["taken_back"]),
        held=count(other["held"]),
    )  # fmt: skip


def ahead(result: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw where the customers of the top tier will be, if chances stay as they are.

    Parameters
    ----------
    result : pandas.DataFrame
        From ``classify.migration.ahead``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import history, migration
    >>> from kamlib.figures import migration as figures
    >>> client = kam.load("machinery")
    >>> seen = history.tier_history(client.accounts_trailing(), basis=client.basis)
    >>> ax = figures.ahead(migration.ahead(migration.migrate(seen.table)))
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (7.0, 3.6)) as ax:
        under = np.zeros(len(result))
        for place, state in enumerate(result):
            share = result[state].to_numpy(dtype=float)
            ax.bar(range(len(result)), share, bottom=under, width=0.9, edgecolor="white",
                   color=_SHADES[place % len(_SHADES)], label=label(str(state)))  # fmt: skip
            under = under + share
        ax.margins(x=0.01)
        style.share_axis(ax.yaxis)
        style.count_axis(ax.xaxis)
        ax.set_xlabel(_("Periods ahead"))
        ax.set_ylabel(_("Of today's {tier}", tier=label(str(result.columns[0]))))
        ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return ax


def ahead_alt(result: pd.DataFrame) -> str:
    """Say in words what `ahead` shows.

    Parameters
    ----------
    result : pandas.DataFrame
        From ``classify.migration.ahead``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    later = result.iloc[-1]
    return _(
        "Stacked bars: where the customers now in {tier} will be, period by period. After {n}, {stay} are in "
        "{tier} and {gone} are no longer customers.",
        tier=label(str(result.columns[0])), n=count(len(result) - 1), stay=percent(later.iloc[0]),
        gone=percent(later.iloc[-1]),
    )  # fmt: skip
