"""Team chart: mean and spread of reply times, person by person by name, with intervals (K13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kamlib.figures import style
from kamlib.words import _, n_, number
from kamlib.words.phrases import clauses

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def team_chart(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw mean and spread of the reply times of each person, in the order of the names.

    Parameters
    ----------
    table : pandas.DataFrame
        ``Replies.table``.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import replies as figures
    >>> from kamlib.manage.golden_rules.replies import replies
    >>> asked = pd.DataFrame({"person": ["Li", "Max"] * 20, "date": pd.date_range("2024-01-01", periods=40),
    ...                       "reply_hours": [8.0, 1.0, 8.5, 15.0] * 10})
    >>> figures.team_chart(replies(asked).table).has_data()
    True
    """
    with style.drawing(ax, (7.0, 1.0 + 0.3 * max(len(table), 2))) as ax:
        if table.empty:
            return style.say(ax, _("Too few replies to compare anybody."))
        rows = list(enumerate(table.to_dict("records")))
        for part, (low, high, colour, mark, words, off) in enumerate((
            ("mean_low", "mean_high", style.GAIN, "o", _("mean"), -0.15),
            ("spread_low", "spread_high", style.LOSS, "D", _("spread (standard deviation)"), 0.15),
        )):  # fmt: skip
            name = "spread" if part else "mean"
            for place, row in rows:
                ax.plot([row[low], row[high]], [place + off] * 2, color=colour, linewidth=1.6)
                ax.plot([row[name]], [place + off], mark, color=colour, markersize=6,
                        label=None if place else words)  # fmt: skip
        for place, row in rows:
            if row["differs"]:
                right = max(float(row["mean_high"]), float(row["spread_high"]))
                style.write(ax, _said(str(row["differs"])), (right, place), away=(6, 0), ha="left", va="center",
                            fontsize=8)  # fmt: skip
        style.rows(ax, table["person"].tolist())
        ax.set_xlim(0, float(table[["mean_high", "spread_high"]].to_numpy().max()) * 1.3)
        ax.set_xlabel(_("Hours to the first reply, with 95% intervals"))
        ax.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=2, fontsize=8)
    return ax


def _said(differs: str) -> str:
    return {
        "wide": _("spread is wider"), "narrow": _("spread is narrower"), "slow": _("mean is longer"),
        "fast": _("mean is shorter"),
    }[differs]  # fmt: skip


def team_chart_alt(table: pd.DataFrame) -> str:
    """Say in words what the chart shows.

    Parameters
    ----------
    table : pandas.DataFrame
        ``Replies.table``.

    Returns
    -------
    str
    """
    if table.empty:
        return _("Too few replies to compare anybody.")
    first = n_("Reply times of {n} person.", "Reply times of {n} people.", len(table))
    return f"{first} {clauses(_of_person(row) for row in table.to_dict('records'))}"


def _of_person(row: Mapping[Any, Any]) -> str:
    mean, spread = (number(float(row[name]), 1) for name in ("mean", "spread"))
    if not row["differs"]:
        return _("{person}: mean {mean} h, spread {spread} h", person=row["person"], mean=mean, spread=spread)
    return _("{person}: mean {mean} h, spread {spread} h ({words})", person=row["person"], mean=mean,
             spread=spread, words=_said(str(row["differs"])))  # fmt: skip
