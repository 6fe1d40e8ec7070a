"""Picture of the plan to keep: what each measure is expected to bring a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamlib.figures import style
from kamlib.words import _, label, money

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

#: How many measures are drawn.
MOST = 12


def plan_bars(table: pd.DataFrame, *, currency: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw a bar for each measure, the largest gain first.

    Parameters
    ----------
    table : pandas.DataFrame
        Of ``keep.plan.Plan``, with ``name``.
    currency : str, optional
        ISO code.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.figures import retention_plan as figures
    >>> table = pd.DataFrame({"name": ["Alpha"], "measure": ["measure_visit"], "gain": [1000.0]})
    >>> figures.plan_bars(table, currency="EUR").has_data()
    True
    """
    shown = table.head(MOST)
    with style.drawing(ax, (7.0, 0.8 + 0.24 * max(len(shown), 2))) as ax:
        ax.barh(range(len(shown)), shown["gain"], 0.65, color=style.GAIN)
        for place, row in enumerate(shown.to_dict("records")):
            style.write(ax, label(str(row["measure"])), (row["gain"], place), away=(4, 0), va="center", fontsize=8)
        style.rows(ax, shown["name"].tolist())
        ax.margins(x=0.3)
        style.money_axis(ax.xaxis, currency)
        ax.set_xlabel(_("Expected gain a year"))
    return ax


def plan_bars_alt(table: pd.DataFrame, *, currency: str | None = None) -> str:
    """Say in words what the bars show.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `plan_bars`.
    currency : str, optional
        ISO code.

    Returns
    -------
    str
    """
    parts = [
        _("{name}: {measure}, {gain}", name=row["name"], measure=label(str(row["measure"])),
          gain=money(row["gain"], currency)) for row in table.head(MOST).to_dict("records")
    ]  # fmt: skip
    return _("Bars of the expected gain of each measure. {parts}.", parts=_("; ").join(parts))
