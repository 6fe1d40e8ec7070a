"""Picture of the three misconceptions: the contribution that size suggests against the lasting one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from kamlib.figures import many, style
from kamlib.figures.fonts import drawable
from kamlib.words import _, count, label, money, n_
from kamlib.words.phrases import short

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from kamlib.classify.misconceptions import Misconceptions

#: Shape, colour and hatch of each, so that they can be distinguished in grey too.
SIGNS = {
    "big_ticket": ("^", style.ORANGE, ""),
    "group_purchase": ("s", style.SKY, "...."),
    "harsh_terms": ("D", style.VERMILION, "////"),
}
#: So many are numbered and named in the key.
_NAMED = 12

#: Where a number may be placed next to its sign (points), and how near, as a part of the picture, is in the way.
_BESIDE = ((8, 0), (-8, 0), (0, 8), (0, -8), (7, 7), (-7, 7), (7, -7), (-7, -7))
_NEAR = (0.034, 0.05)

#: A point, with half of a number next to it, as a part of the picture.
_POINT = (0.006, 0.0075)

#: What lies further across from a sign is in no number's way.
_REACH = _NEAR[0] + _POINT[0] * max(abs(across) for across, _up in _BESIDE)


def misconception_map(
    result: Misconceptions, *, currency: str | None = None, named: bool = True, ax: Axes | None = None
) -> Axes:
    """Draw each customer: contribution expected from its rank by purchases across, lasting contribution upwards.

    Who lies on the line is worth what its size suggests; the drop below it is what is at stake.

    Parameters
    ----------
    result : Misconceptions
        From ``classify.misconceptions.diagnose``.
    currency : str, optional
        ISO 4217 code for the axes.
    named : bool
        Whether to number those on harsh terms, and else those with the most at stake, and name them in a key.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import misconceptions
    >>> from kamlib.figures import misconceptions as figures
    >>> client = kam.load("machinery")
    >>> seen = misconceptions.diagnose(client.orders, client.accounts, basis="profit")
    >>> ax = figures.misconception_map(seen, currency="CNY")
    >>> ax.has_data()
    True
    """
    with style.drawing(ax, (7.0, 3.8)) as ax:
        if result.customers.empty:
            return style.say(ax, _("There are no customers to show."))
        flagged = result.table.drop_duplicates(["customer_id", "misconception"])
        crowded = len(result.customers) > many.POINTS or len(flagged) > many.SIGNS
        quiet = result.customers[~result.customers["customer_id"].isin(flagged["customer_id"])]
        ax.scatter(quiet["expected"], quiet["contribution"], s=14, color=style.QUIET, linewidths=0,
                   label=label("not_flagged"), zorder=2, rasterized=crowded)  # fmt: skip
        for name, (marker, colour, hatch) in SIGNS.items():
            rows = flagged[flagged["misconception"] == name]
            if len(rows):
                draw: Any = partial(many.signs, ax) if crowded and hatch else ax.scatter
                draw(rows["expected"], rows["lasting"], s=70, marker=marker, facecolor=colour, hatch=hatch,
                     edgecolor="black", linewidths=0.8, label=label(name), zorder=3,
                     rasterized=crowded)  # fmt: skip
        _line(ax, result.customers)
        if named:
            _names(ax, flagged, result.customers)
        ax.set_xlabel(label("expected"))
        ax.set_ylabel(label("lasting"))
        style.money_axis(ax.xaxis, currency)
        style.money_axis(ax.yaxis, currency)
        for handle in filter(None, ax.legend(loc="upper left").legend_handles):
            handle.set_rasterized(False)
    return ax


def _line(ax: Axes, customers: pd.DataFrame) -> None:
    """Draw where contribution is what the size suggests, and zero."""
    ends = [min(0.0, float(customers["expected"].min())), float(customers["expected"].max())]
    ax.plot(ends, ends, "--", color=style.INK, linewidth=1, zorder=1, label=label("as_expected"))
    ax.axhline(0, color=style.INK, linewidth=0.8, zorder=1)


def _names(ax: Axes, flagged: pd.DataFrame, customers: pd.DataFrame) -> None:
    """Write numbers next to signs, of heavy buyers on harsh terms first, and next to the picture who they are.

    Who stands so close among others that no number has room stays without one.
    """
    rows = flagged.dropna(subset="at_stake").drop_duplicates("customer_id")
    rows = rows.assign(_light=rows["misconception"] != "harsh_terms").sort_values("_light", kind="stable")
    edges = np.array([ax.get_xlim(), ax.get_ylim()])
    parts = _parts(edges, rows[["expected", "lasting"]])
    taken = np.vstack([
        _parts(edges, flagged[["expected", "lasting"]]), _parts(edges, customers[["expected", "contribution"]])
    ])  # fmt: skip
    named: list[str] = []
    for row, at in zip(rows.to_dict("records"), parts, strict=True):
        if len(named) == _NAMED:
            break
        away = _free(at, taken)
        if away is None:
            continue
        named.append(drawable(short(row.get("name", row["customer_id"]), 22)))
        across = "left" if away[0] > 0 else "right" if away[0] < 0 else "center"
        up = "bottom" if away[1] > 0 else "top" if away[1] < 0 else "center"
        place = (row["expected"], row["lasting"])
        style.write(ax, count(len(named)), place, away=away, ha=across, va=up, fontsize=9)
        taken = np.vstack([taken, _spot(at, away)])
    key = "\n".join(f"{count(n)}  {name}" for n, name in enumerate(named, start=1))
    ax.text(1.02, 1.0, key, transform=ax.transAxes, va="top", ha="left", fontsize=9, linespacing=1.5,
            parse_math=False)  # fmt: skip


def _parts(edges: NDArray[np.float64], places: pd.DataFrame) -> NDArray[np.float64]:
    """Return places in the axes' units as parts of the picture, between its edges."""
    parts: NDArray[np.float64] = (places.to_numpy(float) - edges[:, 0]) / (edges[:, 1] - edges[:, 0])
    return parts


def _spot(at: NDArray[np.float64], away: tuple[float, float]) -> NDArray[np.float64]:
    """Return the middle of a number so many points from a place, as parts of the picture."""
    return at + np.array(away) * _POINT


def _free(at: NDArray[np.float64], taken: NDArray[np.float64]) -> tuple[float, float] | None:
    """Return how many points from its sign a number is clear of all signs and numbers; None where it never is."""
    near = taken[np.abs(taken[:, 0] - at[0]) < _REACH]
    for away in _BESIDE:
        if not (np.abs(near - _spot(at, away)) < _NEAR).all(axis=1).any():
            return away
    return None


def misconception_map_alt(result: Misconceptions, *, currency: str | None = None) -> str:
    """Say in words what the map shows.

    Parameters
    ----------
    result : Misconceptions
    currency : str, optional

    Returns
    -------
    str
    """
    if result.table.empty:
        return n_(
            "Scatter plot of {n} customer: none is flagged.", "Scatter plot of {n} customers: none is flagged.",
            len(result.customers),
        )  # fmt: skip
    parts = []
    for name in SIGNS:
        rows = result.table[result.table["misconception"] == name]
        if len(rows):
            parts.append(_("{name}: {n}", name=label(name), n=count(len(rows))))
    once = result.table.drop_duplicates("customer_id")
    return n_(
        "Scatter plot of {n} customer by expected and lasting contribution. Flagged: {parts}. Together they lie "
        "{stake} below the line.",
        "Scatter plot of {n} customers by expected and lasting contribution. Flagged: {parts}. Together they lie "
        "{stake} below the line.",
        len(result.customers), parts=_("; ").join(parts), stake=money(once["at_stake"].sum(), currency),
    )  # fmt: skip
