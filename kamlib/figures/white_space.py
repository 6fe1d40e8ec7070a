"""Picture of the white space: accounts and products, what is bought already and what is likely next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kamlib.figures import style
from kamlib.words import _, count, money, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kamlib.manage.development.white_space import WhiteSpace

#: Ground of the likeliest cell; others are lighter in proportion to their chance.
_STRONG = (0.0, 0.447, 0.698)
_HELD = "#E3E3E3"


def matrix(
    cells: pd.DataFrame,
    found: WhiteSpace,
    *,
    accounts: int = 15,
    products: int = 10,
    currency: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the accounts with the most expected money and the products that make it.

    Parameters
    ----------
    cells : pandas.DataFrame
        Rows of ``WhiteSpace.table``, with ``name``.
    found : WhiteSpace
        From ``development.white_space``.
    accounts, products : int
        How many are shown at most.
    currency : str, optional
        ISO code.
    ax : Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    Axes
    """
    who, goods = _shown(cells, accounts, products)
    with style.drawing(ax, (7.4, 1.1 + 0.21 * max(len(who), 3))) as ax:
        if not len(who):
            return style.say(ax, _("There are no customers to show."))
        held = found.buys(who["customer_id"].tolist(), goods)
        rows, columns = {c: i for i, c in enumerate(who["customer_id"])}, {p: j for j, p in enumerate(goods)}
        grounds: dict[Any, Any] = dict.fromkeys(zip(*np.nonzero(held), strict=True), _HELD)
        top = float(cells["probability"].max())
        drawn = cells["customer_id"].isin(rows) & cells["product"].isin(columns)
        for cell in cells[drawn].to_dict("records"):
            i, j = rows[cell["customer_id"]], columns[cell["product"]]
            ground = grounds[i, j] = _shade(float(cell["probability"]) / top)
            ax.text(j, i, money(cell["expected"], currency), ha="center", va="center", fontsize=7.5,
                    color=style.ink_on(ground), parse_math=False, in_layout=False)  # fmt: skip
        _squares(ax, grounds)
        style.names(ax.yaxis, list(range(len(who))), who["name"].tolist())
        style.names(ax.xaxis, list(range(len(goods))), goods)
        ax.tick_params(axis="x", rotation=35)
        for text in ax.get_xticklabels():
            text.set_horizontalalignment("right")
            text.set_rotation_mode("anchor")
        ax.set_xlim(-0.5, len(goods) - 0.5)
        ax.set_ylim(len(who) - 0.5, -0.5)
        ax.grid(visible=False)
        ax.set_title(_("Expected a year; the darker, the likelier. Grey: bought before."), loc="left", fontsize=9)
    return ax


def matrix_alt(cells: pd.DataFrame, *, accounts: int = 15, products: int = 10, currency: str | None = None) -> str:
    """Say in words what the matrix shows.

    Parameters
    ----------
    cells : pandas.DataFrame
        As for `matrix`.
    accounts, products : int
        As for `matrix`.
    currency : str, optional
        ISO code.

    Returns
    -------
    str
    """
    who, goods = _shown(cells, accounts, products)
    if not len(cells):
        return _("There are no customers to show.")
    first = cells.iloc[0]
    return _("Matrix of {accounts} accounts and {products} products. The most expected money, {money} a year at a "
             "chance of {chance}, is {product} at {name}.", accounts=count(len(who)), products=count(len(goods)),
             money=money(first["expected"], currency), chance=percent(first["probability"], 0),
             product=first["product"], name=first["name"])  # fmt: skip


def _shown(cells: pd.DataFrame, accounts: int, products: int) -> tuple[pd.DataFrame, list[str]]:
    """Choose the accounts and then the products with the most expected money among these."""
    sums = pd.DataFrame(cells.groupby(["customer_id", "name"], as_index=False)["expected"].sum())
    who = sums.sort_values(["expected", "customer_id"], ascending=[False, True]).head(accounts)
    mine = cells[cells["customer_id"].isin(who["customer_id"])]
    goods = pd.DataFrame(mine.groupby("product", as_index=False)["expected"].sum())
    goods = goods.sort_values(["expected", "product"], ascending=[False, True]).head(products)
    return who.reset_index(drop=True), [str(name) for name in goods["product"]]


def _shade(part: float) -> tuple[float, float, float]:
    """Mix the strong colour with white."""
    part = 0.15 + 0.85 * min(1.0, max(0.0, part))
    red, green, blue = (1 - part * (1 - channel) for channel in _STRONG)
    return red, green, blue


def _squares(ax: Axes, grounds: dict[Any, Any]) -> None:
    """Colour squares by row and column, all as one thing to draw."""
    from matplotlib.collections import PolyCollection

    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    middles = np.array([(column, row) for row, column in grounds], dtype=float).reshape(-1, 1, 2)
    squares: Any = middles + corners
    ax.add_artist(  # add_collection would work out limits, which are given
        PolyCollection(
            squares, facecolors=list(grounds.values()), edgecolors="white", linewidths=1.2, joinstyle="miter",
        )
    )  # fmt: skip
