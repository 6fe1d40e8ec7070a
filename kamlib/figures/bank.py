"""Pictures of the bank case: whom the rule turns away, what the manager sees, and five designs of the hall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, count, label, money, number, percent
from kamlib.words.phrases import listed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from kamlib.value.bank import Comparison, RuleCheck


def rule(result: RuleCheck, *, ax: Axes | None = None) -> Axes:
    """Draw how many valuable customers the rule takes and turns away, by each standard of worth.

    Parameters
    ----------
    result : RuleCheck
        From ``value.bank.judge``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.figures import bank as figures
    >>> from kamlib.value import bank
    >>> judged = bank.judge(*datasets.bank(), threshold=3000)
    >>> ax = figures.rule(judged)
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        table, places = result.table, np.arange(len(result.table))
        ax.barh(places, table["valuable_accepted"], color=style.GAIN, label=_("valuable, served"))
        ax.barh(
            places, table["valuable_turned_away"], left=table["valuable_accepted"], color=style.LOSS,
            hatch=style.LOSS_HATCH, label=_("valuable, turned away"),
        )  # fmt: skip
        for place, recall in zip(places, table["recall"], strict=True):
            text = _("{recall} of the valuable are served", recall=percent(recall))
            style.write(ax, text, (0, float(place)), away=(6, 0), va="center", color="white")
        style.names(ax.yaxis, places.tolist(), [label(f"standard_{s}") for s in table["standard"]])
        ax.invert_yaxis()
        ax.set_xlabel(_("Valuable customers that day"))
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=2)
    return ax


def rule_alt(result: RuleCheck) -> str:
    """Say in words what `rule` shows.

    Parameters
    ----------
    result : RuleCheck
        From ``value.bank.judge``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    row = result.table.iloc[0]
    return _(
        "Bars of the valuable customers served and turned away by the rule of {threshold} yuan. By yearly profit "
        "it turns away {lost} of them: recall {recall}, precision {precision}, compared with {chance} for a "
        "random draw.",
        threshold=count(result.threshold), lost=count(row["valuable_turned_away"]), recall=percent(row["recall"]),
        precision=percent(row["precision"]), chance=percent(row["precision_by_chance"]),
    )  # fmt: skip


def full_hall(hours: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw hour by hour how busy the counters are, and how many valuable customers went unserved.

    Parameters
    ----------
    hours : pandas.DataFrame
        From ``value.bank.hall``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.figures import bank as figures
    >>> from kamlib.value import bank
    >>> ax = figures.full_hall(bank.hall(*datasets.bank()))
    >>> ax.has_data()
    True
    """
    with style.drawing(ax) as ax:
        opening = hours[hours["came"] >= 10]
        names = [_clock(hour) for hour in opening["hour"]]
        places = np.arange(len(opening))
        ax.bar(places, opening["valuable_unserved"], color=style.LOSS, hatch=style.LOSS_HATCH, width=0.6)
        ax.set_ylabel(_("Valuable customers unserved"))
        style.names(ax.xaxis, places.tolist(), names)
        ax.set_xlabel(_("Hour from"))
        other = ax.twinx()
        other.plot(places, opening["counters_busy"], color=style.INK, marker="o", linewidth=1.8)
        other.set_ylim(0, 1.08)
        style.share_axis(other.yaxis)
        other.set_ylabel(_("Counters busy"))
        other.grid(visible=False)
        other.spines[["top", "left"]].set_visible(False)
        other.tick_params(length=0, labelsize=9, labelcolor=style.INK)
    return ax


def _clock(hour: int) -> str:
    """Hours are counted from half past eight."""
    return f"{8 + hour}:30"


def full_hall_alt(hours: pd.DataFrame) -> str:
    """Say in words what `full_hall` shows.

    Parameters
    ----------
    hours : pandas.DataFrame
        From ``value.bank.hall``.

    Returns
    -------
    str
        Alternative text, in the language in use.
    """
    busiest = hours.sort_values(["counters_busy", "valuable_unserved"]).iloc[-1]
    return _(
        "Bars of valuable customers unserved in each hour, with a line of how busy the counters are. From {hour} "
        "on the counters are busy {busy} of the time, and {lost} valuable customers go unserved in that hour; "
        "{all} in the day.",
        hour=_clock(int(busiest["hour"])), busy=percent(busiest["counters_busy"]),
        lost=count(busiest["valuable_unserved"]), all=count(hours["valuable_unserved"].sum()),
    )  # fmt: skip


def designs(result: Comparison, *, ax: Axes | None = None) -> Axes:
    """Draw what each design loses against the best over one and five years, with intervals and waits by class.

    Parameters
    ----------
    result : Comparison
        From ``value.bank.compare``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.figures import bank as figures
    >>> from kamlib.value import bank
    >>> ax = figures.designs(bank.compare(*datasets.bank(), days=1))
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (style.SIZE[0], 1.2 + 0.72 * len(result.table))) as ax:
        table = result.table.sort_values("profit_5", ascending=False, ignore_index=True)
        places = np.arange(len(table))
        for years, up, color in ((5, -0.2, style.GAIN), (1, 0.2, style.SKY)):
            half = (table[f"profit_{years}_high"] - table[f"profit_{years}_low"]) / 2
            ax.barh(
                places + up, table[f"lost_{years}"], 0.38, xerr=half, color=color, ecolor=style.INK, capsize=3,
                hatch="" if years == 5 else "..", label=_("in five years") if years == 5 else _("in one year"),
            )  # fmt: skip
        _beside(ax, table)
        style.names(ax.yaxis, places.tolist(), [label(f"design_{d}") for d in table["design"]])
        ax.invert_yaxis()
        ax.set_xlim(0, float(table["lost_5"].max()) * 1.75 or 1.0)
        style.money_axis(ax.xaxis, "CNY")
        ax.set_xlabel(_("Profit lost compared with the best design, from one day's customers"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    return ax


def _beside(ax: Axes, table: pd.DataFrame) -> None:
    """Write waits by class and who went unserved next to each design."""
    columns = ["lost_5", "wait_valuable", "wait_other", "valuable_lost"]
    for place, less, valued, others, gone in zip(range(len(table)), *(table[c] for c in columns), strict=True):
        text = _(
            "wait: valuable {valued}, others {others} min\n{lost} valuable unserved",
            valued=number(valued, 0), others=number(others, 0), lost=number(gone, 0),
        )  # fmt: skip
        style.write(ax, text, (less, float(place)), away=(12, 0), va="center", fontsize=9)


def designs_alt(result: Comparison) -> str:
    """Say in words what `designs` shows.

    Parameters
    ----------
    result : Comparison
        From ``value.bank.compare``.

    Returns
    -------
    str
        Alternative text, in the language in use.

    Examples
    --------
    >>> from kamlib import datasets
    >>> from kamlib.figures import bank as figures
    >>> from kamlib.value import bank
    >>> len(figures.designs_alt(bank.compare(*datasets.bank(), days=1))) > 60
    True
    """
    table = result.table.sort_values("profit_5", ascending=False)
    best, worst = table.iloc[0], table.iloc[-1]
    return _(
        "Bars of the profit that each design of the branch loses compared with the best. Best to worst: {order}. "
        "{worst} loses {lost} over five years at a mean wait of {wait} minutes; with the best, {best}, it is "
        "{best_wait}.",
        order=listed([label(f"design_{d}") for d in table["design"]]), worst=label(f"design_{worst['design']}"),
        lost=money(worst["lost_5"], "CNY"), wait=number(worst["wait"], 0),
        best=label(f"design_{best['design']}"), best_wait=number(best["wait"], 0),
    )  # fmt: skip
