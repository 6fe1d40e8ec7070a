"""Pictures of profitable and loss-making customers: the whale curve, and what the largest customers earn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, count, label, money, n_, percent
from kamlib.words.phrases import lower_first, sentences, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.value.whale import Whale


#: Room that an amount takes, as a part of the axis.
_LABEL = 0.17

#: Ground of a text that lies on lines.
_PATCH = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}


def whale_curve(
    result: Whale, *, goods: Whale | None = None, currency: str | None = None, ax: Axes | None = None
) -> Axes:  # fmt: skip
    """Draw cumulative profit, best customer first, with its peak, the total and the zone of losses.

    Parameters
    ----------
    result : Whale
        From ``value.whale.curve``.
    goods : Whale, optional
        The same customers by their gross profit alone, drawn as a thin line.
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
    >>> from kamlib.figures import whale as figures
    >>> from kamlib.value import whale
    >>> client = kam.load("machinery")
    >>> ax = figures.whale_curve(whale.curve(client.accounts, basis=client.basis), currency="CNY")
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        if not result.customers:
            return style.say(ax, whale_curve_alt(result, currency=currency))
        across = [0, *range(1, result.customers + 1)]
        up = [0.0, *result.table["cumulative"]]
        marker = "o" if result.customers <= 20 else None
        ax.plot(across, up, color=style.GAIN, marker=marker, markersize=4, zorder=3)
        ax.axhline(result.total, color=style.INK, linestyle="--", linewidth=1.1)
        behind = [0.0, *goods.table["cumulative"]] if goods is not None else []
        if behind:
            ax.plot(range(len(behind)), behind, color=style.QUIET, linewidth=1.2, linestyle=":", zorder=2,
                    label=_("by gross profit, before cost to serve"))  # fmt: skip
            ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0))
        _loss_zone(ax, result, across, up)
        _marks(ax, result, currency)
        ax.set_xlim(0, result.customers)
        low, high = min(0.0, *up, *behind), max(0.0, *up, *behind)
        room = (high - low) or 1.0
        ax.set_ylim(low - 0.06 * room * (low < 0), high + 0.16 * room)
        ax.set_xlabel(_("Customers, best first"))
        ax.set_ylabel(_("Cumulative {basis}", basis=lower_first(result.basis)))
        style.count_axis(ax.xaxis)
        style.money_axis(ax.yaxis, currency)
    return ax


def _loss_zone(ax: Axes, result: Whale, across: list[int], up: list[float]) -> None:
    """Shade from the first customer that loses money to the last."""
    if not result.loss_makers:
        return
    first = result.customers - result.loss_makers
    ax.fill_between(
        across[first:], up[first:], result.peak, facecolor=style.LOSS, alpha=0.25, hatch=style.LOSS_HATCH,
        edgecolor="white", linewidth=0, zorder=2,
    )  # fmt: skip


def _marks(ax: Axes, result: Whale, currency: str | None) -> None:
    """Write the peak, the total and the losses next to where they are."""
    total = _("total {money} = 100%", money=money(result.total, currency))
    if not result.total > 0:
        total = _("total {money}", money=money(result.total, currency))
    style.write(
        ax, total, (0.9, result.total), xycoords=("axes fraction", "data"), away=(0, -5), ha="right", va="top",
        color=style.INK, fontsize=9,
    )  # fmt: skip
    if not result.loss_makers:
        return
    ax.plot([result.peak_customers], [result.peak], marker="o", color=style.INK, zorder=4)
    words = {"n": count(result.peak_customers), "money": money(result.peak, currency)}
    peak = _("peak {money} with {n} customers", **words)
    if result.total > 0:
        peak = _("peak {money} ({share}) with {n} customers", share=percent(result.peak_share), **words)
    right = result.peak_customers > 0.55 * result.customers
    style.write(
        ax, peak, (result.peak_customers, result.peak), away=(-4 if right else 4, 7),
        ha="right" if right else "left", zorder=5, bbox=_PATCH,
    )  # fmt: skip
    lost = n_("{n} loses {money}", "{n} lose {money}", result.loss_makers, money=money(result.loss, currency))
    ax.annotate(lost, (0.98, 0.97), xycoords="axes fraction", ha="right", va="top", color=style.LOSS_TEXT)


def whale_curve_alt(result: Whale, *, goods: Whale | None = None, currency: str | None = None) -> str:
    """Say in words what `whale_curve` shows.

    Parameters
    ----------
    result : Whale
        From ``value.whale.curve``.
    goods : Whale, optional
        The same customers by their gross profit alone.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    if not result.customers:
        return _("There are no customers to compare.")
    said = _curve_in_words(result, currency)
    if goods is None:
        return said
    thin = _(
        "A thin second line shows gross profit alone: it peaks at {peak} and ends at {total}.",
        peak=money(goods.peak, currency), total=money(goods.total, currency),
    )  # fmt: skip
    return sentences(said, thin)


def _curve_in_words(result: Whale, currency: str | None) -> str:
    basis = lower_first(result.basis)
    if not result.loss_makers:
        return n_(
            "Whale curve of cumulative {basis} of the one customer: it rises to {total}.",
            "Whale curve of cumulative {basis}, best of {n} customers first: it rises to {total} and never "
            "falls, since no customer loses money.",
            result.customers, basis=basis, total=money(result.total, currency),
        )  # fmt: skip
    if result.peak <= 0:
        return n_(
            "Whale curve of cumulative {basis} of the one customer: it falls to {total}.",
            "Whale curve of cumulative {basis} of {n} customers: none is profitable, so it falls from the start, "
            "to {total}.",
            result.customers, basis=basis, total=money(result.total, currency),
        )  # fmt: skip
    return n_(
        "Whale curve of cumulative {basis}, best of {all} customers first: it peaks at {peak} with customer "
        "{best}, then the one loss-making customer brings it down to {total}.",
        "Whale curve of cumulative {basis}, best of {all} customers first: it peaks at {peak} with customer "
        "{best}, then {n} loss-making customers bring it down to {total}.",
        result.loss_makers, basis=basis, all=count(result.customers), peak=money(result.peak, currency),
        best=count(result.peak_customers), total=money(result.total, currency),
    )  # fmt: skip


def largest_customers(
    table: pd.DataFrame, *, basis: str = "profit", currency: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw what the largest customers earn: bars to the right, losses hatched to the left.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``value.concentration.largest``: ``customer_id``, ``name`` (if known), ``revenue`` and the amount.
    basis : str
        The amount that is drawn.
    currency : str, optional
        ISO 4217 code for the money axis.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import whale as figures
    >>> ten = pd.DataFrame({"customer_id": ["A", "B"], "name": ["Ace", "Best"], "revenue": [900.0, 500.0],
    ...                     "profit": [-40.0, 120.0]})
    >>> ax = figures.largest_customers(ten, basis="profit", currency="EUR")
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (7.0, max(1.8, 0.9 + 0.34 * len(table)))) as ax:
        if not len(table):
            return style.say(ax, _("There are no customers to compare."))
        style.gains_and_losses(ax, table[basis], height=0.68).set_label(label(basis))
        _write_amounts(ax, table, basis, currency)
        ax.axvline(0, color=style.INK, linewidth=0.9)
        names = table["name" if "name" in table else "customer_id"]
        sizes = [money(value, currency) for value in table["revenue"]]
        style.names(ax.yaxis, range(len(table)), names.tolist(), sizes if basis != "revenue" else None)
        ax.invert_yaxis()
        ax.grid(visible=False, axis="y")
        ax.set_xlabel(_("{basis} of the largest customers by revenue", basis=label(basis)))
        style.money_axis(ax.xaxis, currency)
    return ax


def _write_amounts(ax: Axes, table: pd.DataFrame, basis: str, currency: str | None) -> None:
    """Write each amount at its bar, make room for it, and mark the other profit."""
    amounts = table[basis].tolist()
    other = "profit_after_serving" if basis == "profit" else "profit"
    left = table[other].tolist() if other in table and basis != "revenue" else []
    if left:
        ax.plot(left, range(len(left)), linestyle="", marker="D", markersize=5, color=style.INK,
                markerfacecolor="white", label=label(other), zorder=4)  # fmt: skip
        ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1, ncols=2)
    low, high = min(0.0, *amounts, *left), max(0.0, *amounts, *left)
    room = (high - low) or 1.0
    ax.set_xlim(low - 0.24 * room * (low < 0), high + 0.17 * room * (high > 0))
    for place, value in enumerate(amounts):
        mark = left[place] if left else None
        out = 1 if value >= 0 else -1
        taken = mark is not None and -0.03 * room < out * (mark - value) < _LABEL * room
        inside_it = taken and value > 1.1 * _LABEL * room  # hatches would run through it
        # the mark would seem to be what the figure says: it goes into its bar, or to the other side of zero
        end = value if inside_it or not taken else 0.0
        ahead = out if not taken else -out
        style.write(
            ax, money(value, currency), (end, place), away=(5 * ahead, 0), ha="left" if ahead > 0 else "right",
            va="center", fontsize=9, zorder=5,
            color="white" if inside_it else style.INK if value >= 0 else style.LOSS_TEXT,
        )  # fmt: skip


def largest_customers_alt(table: pd.DataFrame, *, basis: str = "profit", currency: str | None = None) -> str:
    """Say in words what `largest_customers` shows.

    Parameters
    ----------
    table : pandas.DataFrame
        From ``value.concentration.largest``: ``customer_id``, ``name`` (if known), ``revenue`` and the
        amount.
    basis : str
        The amount that is drawn.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    if not len(table):
        return _("There are no customers to compare.")
    losing = table[table[basis] < 0]
    names = table["name" if "name" in table else "customer_id"]
    bars = n_(
        "Bar of the {basis} of the largest customer by revenue, {name}: {money}.",
        "Bars of the {basis} of the {n} largest customers by revenue; the largest, {name}, brings {money}.",
        len(table), basis=lower_first(basis), name=short(names.iloc[0]),
        money=money(table[basis].iloc[0], currency),
    )  # fmt: skip
    below = n_(
        "{n} is below zero, at {lost}.", "{n} are below zero, together {lost}.", len(losing),
        lost=money(losing[basis].sum(), currency),
    )  # fmt: skip
    return sentences(bars, below if len(losing) else "")
