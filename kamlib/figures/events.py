"""Picture of exits after events: rate ratios with intervals, over what dates drawn by lot would show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kamlib.figures import style
from kamlib.words import _, glossary, label, number
from kamlib.words.phrases import lower_first

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def ratios(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how many times as often customers leave after each kind of event.

    Parameters
    ----------
    table : pandas.DataFrame
        Of ``keep.events.EventStudy``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        The grey bar is the range at placebo dates; the colour of a dot says whether its event is flagged, and the
        key says so.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import events as figures
    >>> table = pd.DataFrame({"event": ["owner_changed"], "ratio": [3.0], "low": [2.4], "high": [3.8],
    ...                       "placebo_low": [0.7], "placebo_high": [1.4], "flagged": [True]})
    >>> figures.ratios(table).has_data()
    True
    """
    shown = table[table["ratio"] > 0]
    with style.drawing(ax, (7.0, 1.3 + 0.42 * max(len(shown), 2))) as ax:
        if not len(shown):
            return style.say(ax, _("No exits after an event to show."))
        places = np.arange(len(shown))
        _placebos(ax, shown, places)
        for flagged, colour, mark, words in (
            (True, style.LOSS, "D", lower_first("event_flagged")),
            (False, style.QUIET, "o", _("not clearly more often")),
        ):
            _dots(ax, shown, places, shown["flagged"].to_numpy(dtype=bool) == flagged, colour, mark, words)
        ax.axvline(1.0, color=style.INK, linewidth=1.0)
        style.rows(ax, [event_name(one) for one in shown["event"]])
        ax.set_xscale("log")
        low, high = min(0.4, shown["low"].min()), max(2.5, shown["high"].max())
        ticks = [t for t in (0.1, 0.25, 0.5, 1, 2, 3, 4, 6, 10, 20) if low * 0.9 <= t <= high * 1.1]
        ax.set_xticks(ticks, [f"×{number(t, 0 if t >= 1 else 2)}" for t in ticks])
        ax.minorticks_off()
        ax.set_xlabel(_("Exits, times as often as comparable customers"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3, fontsize=8)
    return ax


def _placebos(ax: Axes, shown: pd.DataFrame, places: np.ndarray) -> None:
    """Draw what other customers show at the same dates, where that is known."""
    known = shown["placebo_high"].notna().to_numpy()
    if known.any():
        low = shown["placebo_low"].clip(lower=0.05).to_numpy(dtype="float64")[known]
        high = shown["placebo_high"].to_numpy(dtype="float64")[known]
        ax.barh(places[known], high - low, 0.55, left=low, color="#E3E3E3", label=_("same dates, other customers"))


def _dots(
    ax: Axes, shown: pd.DataFrame, places: np.ndarray, which: np.ndarray, colour: str, mark: str, words: str
) -> None:
    """Draw the ratios of some events with their intervals."""
    if which.any():
        rows, at = shown[which], places[which]
        ax.hlines(at, rows["low"], rows["high"], color=colour, linewidth=2.2)
        ax.plot(rows["ratio"], at, mark, color=colour, markersize=7, label=words)


def ratios_alt(table: pd.DataFrame) -> str:
    """Say in words what the picture shows.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `ratios`.

    Returns
    -------
    str
    """
    parts = [
        _("{event}: {ratio} ({low} to {high}), other customers {placebo_low} to {placebo_high}",
          event=event_name(row["event"]), **{name: number(row[name], 1) for name in
          ("ratio", "low", "high", "placebo_low", "placebo_high")}) for row in table.to_dict("records")
    ]  # fmt: skip
    return _("How many times as often customers leave after events. {parts}.", parts=_("; ").join(parts))


def event_name(event: object) -> str:
    """Name a kind of event in the language in use, where it is one of the usual ones.

    Parameters
    ----------
    event : object
        As `keep.event_dates` names it: a kind of activity may be anything.

    Returns
    -------
    str
    """
    if f"event_{event}" in glossary():
        return label(f"event_{event}")
    activity = f"activity-{str(event).replace(' ', '-')}"
    return lower_first(activity) if activity in glossary() else str(event)
