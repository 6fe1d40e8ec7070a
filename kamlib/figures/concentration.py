"""Pictures of concentration: the curve of 80/20, the ranked customers, the trend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import many, style
from kamlib.value.concentration import FEWEST
from kamlib.words import _, count, label, money, n_, number, percent, period
from kamlib.words.phrases import lower_first, short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.value.concentration import Concentration
    from kamlib.value.trend import Trend

#: A share above this is drawn at the upper edge.
TOO_MUCH = 1.5


def share_curve(result: Concentration, *, ax: Axes | None = None) -> Axes:
    """Draw the share of the total against the share of customers, best first, with the 80/20 point.

    Parameters
    ----------
    result : Concentration
        From ``value.concentration.measure``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.figures import concentration as figures
    >>> from kamlib.value import concentration
    >>> result = concentration.measure(kam.load("machinery").accounts, replicates=0)
    >>> ax = figures.share_curve(result)
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        if result.refused:
            return style.say(ax, share_curve_alt(result))
        points = result.lorenz.iloc[::-1]
        across, up = 1 - points["cumulative_customers"], 1 - points["cumulative_share"]
        ax.plot([0, 1], [0, 1], color=style.QUIET, linestyle="--", linewidth=1.2)
        style.write(ax, _("all customers equal"), (0.62, 0.62), away=(4, -12), color=style.QUIET_TEXT)
        ax.plot(across, up, color=style.GAIN)
        places, shares = many.thinned(across, up)
        ax.fill_between(places, shares, places, color=style.GAIN, alpha=0.08)
        if result.customers >= FEWEST:
            _mark_top(ax, result)
        ax.set_xlim(0, 1)
        high = result.top_interval.high if result.top_interval and result.customers >= FEWEST else 0.0
        ax.set_ylim(min(0.0, float(up.min())), max(1.02, float(up.max()) * 1.05, min(high * 1.03, TOO_MUCH)))
        ax.set_xlabel(_("Cumulative share of customers, best first"))
        ax.set_ylabel(_("Share of {basis}", basis=lower_first(result.basis)))
        style.share_axis(ax.xaxis)
        style.share_axis(ax.yaxis)
    return ax


def _mark_top(ax: Axes, result: Concentration) -> None:
    """Mark the share of the best fifth with its interval, with the rule that it is compared with."""
    ax.plot([0, result.top, result.top], [result.goal, result.goal, 0], color=style.ORANGE, linestyle=":")
    if result.top_interval:
        ends = [result.top_interval.low, result.top_interval.high]
        ax.plot([result.top] * 2, ends, color=style.INK, linewidth=5, alpha=0.35, solid_capstyle="butt")
    ax.plot([result.top], [result.top_share], marker="o", color=style.INK)
    text = _("{top} of customers: {share}", top=percent(result.top), share=percent(result.top_share))
    style.write(ax, text, (result.top, result.top_share), away=(10, -14))


def share_curve_alt(result: Concentration) -> str:
    """Say in words what `share_curve` shows.

    Parameters
    ----------
    result : Concentration
        From ``value.concentration.measure``.

    Returns
    -------
    str
        Alternative text, in the language in use.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.figures import concentration as figures
    >>> from kamlib.value import concentration
    >>> result = concentration.measure(kam.load("machinery").accounts, replicates=0)
    >>> "63%" in figures.share_curve_alt(result)
    True
    """
    basis = lower_first(result.basis)
    if result.refused == "empty":
        return _("There are no customers to compare.")
    if result.refused == "total_near_zero":
        return _(
            "Losses offset nearly all positive {basis}, so shares of the remainder are meaningless.", basis=basis
        )
    if result.refused:
        return _("The customers' {basis} in total is not positive, so shares cannot be computed.", basis=basis)
    if result.customers < FEWEST:
        return n_(
            "Curve of the share of {basis} against the share of the one customer.",
            "Curve of the share of {basis} against the share of the {n} customers, best first. The best one "
            "brings {share}.",
            result.customers, basis=basis, share=percent(result.table["share"].iloc[0]),
        )  # fmt: skip
    return _(
        "Curve of the share of {basis} against the share of customers, best first. The best {top} of {n} "
        "customers bring {share}; {goal} come from {few}. Gini coefficient {gini}.",
        basis=basis, top=percent(result.top), n=count(result.customers), share=percent(result.top_share),
        goal=percent(result.goal), few=count(result.customers_for), gini=number(result.gini),
    )  # fmt: skip


def ranked_bars(
    result: Concentration, *, best: int = 20, currency: str | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the best customers' amounts with the share that they bring together (a Pareto chart).

    Parameters
    ----------
    result : Concentration
        From ``value.concentration.measure``.
    best : int
        How many customers.
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
    >>> from kamlib.figures import concentration as figures
    >>> from kamlib.value import concentration
    >>> result = concentration.measure(kam.load("machinery").accounts, replicates=0)
    >>> len(figures.ranked_bars(result).get_yticklabels())
    20
    """
    table = result.table.head(best)
    with style.drawing(ax, (7.0, max(1.8, 0.9 + 0.27 * len(table)))) as ax:
        if not len(table):
            return style.say(ax, share_curve_alt(result))
        style.gains_and_losses(ax, table[result.basis], height=0.7)
        for place, (value, share) in enumerate(zip(table[result.basis], table["cumulative_share"], strict=True)):
            style.write(ax, percent(share), (max(value, 0.0), place), away=(4, 0), va="center", fontsize=9)
        style.rows(ax, table["name" if "name" in table else "customer_id"].tolist())
        ax.margins(x=0.1)
        basis = label(result.basis)
        ax.set_xlabel(_("{basis}; labels show the cumulative share of the total", basis=basis))
        style.money_axis(ax.xaxis, currency)
    return ax


def ranked_bars_alt(result: Concentration, *, best: int = 20, currency: str | None = None) -> str:
    """Say in words what `ranked_bars` shows.

    Parameters
    ----------
    result : Concentration
        From ``value.concentration.measure``.
    best : int
        How many customers.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    table = result.table.head(best)
    if not len(table):
        return share_curve_alt(result)
    names = table["name" if "name" in table else "customer_id"]
    return n_(
        "One bar, of the best customer by {basis}: {first} with {a}, which is {share}.",
        "Bars of the {n} best customers by {basis}, from {first} with {a} to {last} with {b}; together {share}.",
        len(table), basis=lower_first(result.basis), first=short(names.iloc[0]),
        a=money(table[result.basis].iloc[0], currency), last=short(names.iloc[-1]),
        b=money(table[result.basis].iloc[-1], currency), share=percent(table["cumulative_share"].iloc[-1]),
    )  # fmt: skip


def trend_lines(result: Trend, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the share of the best fifth from period to period with its interval, next to the rule.

    Shares far above 100 % – the total is close to zero – are drawn at the upper edge, with their figure; an
    interval that is cut there ends in an arrow. Where losses leave no share in half of the periods or more, what
    was earned and lost is drawn instead.

    Parameters
    ----------
    result : Trend
        From ``value.trend.concentration_trend``.
    currency : str, optional
        ISO 4217 code for a money axis.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    table = result.table
    with style.drawing(ax) as ax:
        known = table["share"].dropna()
        if known.empty:
            return style.say(ax, trend_lines_alt(result))
        if in_money(result):
            return _earned_and_lost(ax, result, currency)
        tall = table["share_high"].where(np.isfinite(table["share_high"].astype(float))).max()
        roof = min(TOO_MUCH, max(1.0, *(float(x) + 0.08 for x in (known.max(), tall) if x == x)))
        places = range(len(table))
        drawn = table["share"].clip(upper=roof)
        ax.axhline(result.goal, color=style.ORANGE, linestyle=":", zorder=1)
        ax.vlines(places, table["share_low"].clip(upper=roof), table["share_high"].clip(upper=roof),
                  color=style.GAIN, alpha=0.35, linewidth=6)  # fmt: skip
        ax.plot(places, drawn, color=style.GAIN, marker="o", zorder=3)
        cut = [place for place, high in zip(places, table["share_high"], strict=True) if high > roof]
        ax.plot(cut, [roof] * len(cut), color=style.GAIN, linestyle="", marker="^", markersize=8)
        tops = table["share_high"].fillna(table["share"]).clip(upper=roof)
        for place, (share, height) in enumerate(zip(table["share"], tops, strict=True)):
            text = percent(share) if share == share else _("no positive total")
            at = height if share == share else 0.02
            style.write(ax, text, (place, at), away=(0, 6), ha="center", fontsize=9)
        ax.set_xticks(places, _periods(table))
        ax.set_xlim(-0.4, len(table) - 0.4)
        ax.set_ylim(0, roof * 1.1)
        ax.grid(visible=False, axis="x")
        words = {"top": percent(result.top), "basis": lower_first(result.basis)}
        ax.set_ylabel(_("Share of {basis} of the best {top}", **words))
        style.share_axis(ax.yaxis)
    return ax


def _periods(table: pd.DataFrame) -> list[str]:
    """Name the periods, and say below which the data covers only in part."""
    return [
        str(row.period) if row.whole_period else "\n".join((str(row.period), _("(part)")))
        for row in table.itertuples()
    ]


def in_money(result: Trend) -> bool:
    """Tell whether a trend is drawn in money, since half of its periods or more have no share.

    Parameters
    ----------
    result : Trend
        From ``value.trend.concentration_trend``.

    Returns
    -------
    bool
    """
    table = result.table
    return "earned" in table and bool(2 * table["share"].isna().sum() >= len(table))


def _earned_and_lost(ax: Axes, result: Trend, currency: str | None) -> Axes:
    """Draw what those above zero earn in each period, and what those below lose."""
    table = result.table
    places = range(len(table))
    earned, lost = table["earned"].astype(float), -table["lost"].astype(float)
    ax.bar(places, earned, 0.6, color=style.GAIN, label=label("earned"))
    ax.bar(places, lost, 0.6, color=style.LOSS, hatch=style.LOSS_HATCH, edgecolor="white", linewidth=0,
           label=label("lost"))  # fmt: skip
    for place, up, down in zip(places, earned, lost, strict=True):
        style.write(ax, money(up, currency), (place, up), away=(0, 4), ha="center", fontsize=9)
        style.write(ax, money(down, currency), (place, down), away=(0, -4), ha="center", va="top", fontsize=9,
                    color=style.LOSS_TEXT)  # fmt: skip
    ax.axhline(0, color=style.INK, linewidth=0.9)
    ax.set_xticks(places, _periods(table))
    ax.margins(y=0.15)
    ax.grid(visible=False, axis="x")
    ax.set_ylabel(label(result.basis))
    style.money_axis(ax.yaxis, currency)
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2)
    return ax


def trend_lines_alt(result: Trend, *, currency: str | None = None) -> str:
    """Say in words what `trend_lines` shows.

    Parameters
    ----------
    result : Trend
        From ``value.trend.concentration_trend``.
    currency : str, optional
        ISO 4217 code for the money.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    known = result.table.dropna(subset=["share"])
    words = {"top": percent(result.top), "basis": lower_first(result.basis)}
    if known.empty:
        return _("Total {basis} is not positive in any period.", basis=words["basis"])
    if in_money(result):
        parts = [
            _("{period}: {earned} earned, {lost} lost", period=period(row["period"]),
              earned=money(row["earned"], currency), lost=money(row["lost"], currency))
            for row in result.table.to_dict("records")
        ]  # fmt: skip
        return _("Bars of gains and losses. {parts}.", parts=_("; ").join(parts))
    compared = known[known["period"].isin([result.first, result.last])]
    first, last = (compared if len(compared) == 2 else known).iloc[[0, -1]].to_dict("records")
    return _(
        "Line of the share of {basis} that the best {top} bring: {a} in {first}, {b} in {last}.",
        a=percent(first["share"]), first=period(first["period"]), b=percent(last["share"]),
        last=period(last["period"]), **words,
    )  # fmt: skip
