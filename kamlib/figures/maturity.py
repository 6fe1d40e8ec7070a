"""Picture of the maturity map: three failures by four basics, two numbers in each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamlib.figures import style
from kamlib.words import _, label, number
from kamlib.words.formats import NONE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def maturity_map(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a cell for each failure and basic with what was answered and what is proven.

    Parameters
    ----------
    table : pandas.DataFrame
        ``failure``, ``basic``, ``stated``, ``proven`` and ``contradicted`` (``Maturity.table``).
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
        Without any answer the cells say what is proven, and nothing of answers.
    """
    from matplotlib.patches import Rectangle

    words = _words(table)
    failures, basics = list(dict.fromkeys(table["failure"])), list(dict.fromkeys(table["basic"]))
    with style.drawing(ax, (7.0, 3.0)) as ax:
        for row, said in zip(table.to_dict("records"), words, strict=True):
            x, y = basics.index(row["basic"]), failures.index(row["failure"])
            seen = row["proven"] == row["proven"]
            colour = style.LOSS if row["contradicted"] else style.GAIN
            ax.add_patch(Rectangle(
                (x + 0.03, y + 0.05), 0.94, 0.9, facecolor="none", edgecolor=colour if seen else style.INK,
                linewidth=2.2 if row["contradicted"] else 0.9, linestyle="-" if seen else ":",
            ))  # fmt: skip
            style.write(ax, said, (x + 0.5, y + 0.5), away=(0, 0), ha="center", va="center", fontsize=8)
        style.names(ax.xaxis, [x + 0.5 for x in range(len(basics))], [label(f"basic_{b}") for b in basics])
        style.names(ax.yaxis, [y + 0.5 for y in range(len(failures))], [label(f"failure_{f}") for f in failures])
        ax.set_xlim(0, len(basics))
        ax.set_ylim(len(failures), 0)
        ax.grid(visible=False)
        ax.tick_params(length=0)
        for side in ax.spines.values():
            side.set_visible(False)
    return ax


def _words(table: pd.DataFrame) -> list[str]:
    """Return the lines of each cell; answers have a line where anybody gave one to any cell."""
    asked = bool(table["stated"].notna().any())
    return ["\n".join(_lines(row, asked)) for row in table.to_dict("records")]


def _lines(row: Any, asked: bool) -> list[str]:
    stated, proven = row["stated"], row["proven"]
    said = [_("answers {n}", n=number(stated, 1) if stated == stated else NONE)] if asked else []
    if proven != proven:
        return [*said, _("cannot be seen")]
    shown = [*said, _("tables {n}", n=number(proven, 1))]
    return [*shown, _("contradicted")] if row["contradicted"] else shown


def maturity_map_alt(table: pd.DataFrame) -> str:
    """Say in words what the map shows.

    Parameters
    ----------
    table : pandas.DataFrame
        As for `maturity_map`.

    Returns
    -------
    str
    """
    parts = [
        _("{basis}, {failure}: {words}", basis=label(f"basic_{row['basic']}"),
          failure=label(f"failure_{row['failure']}"), words=said.replace("\n", " "))
        for row, said in zip(table.to_dict("records"), _words(table), strict=True)
    ]  # fmt: skip
    return _("Map of three failures by four basics. {parts}.", parts=_("; ").join(parts))
