"""Product × customer between two years: what each cell's volume, price and cost changed, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

#: What a number of each cell is kept in.
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of two years: of each year quantity, revenue, cost, and whether the year has the cell.

    ``product`` and ``customer`` number what each cell is of.
    """

    product: Codes
    customer: Codes
    quantity: tuple[Numbers, Numbers]
    revenue: tuple[Numbers, Numbers]
    cost: tuple[Numbers, Numbers]
    sold: tuple[Numbers, Numbers]

    @property
    def profit(self) -> tuple[Numbers, Numbers]:
        """Revenue less cost of both years."""
        return self.revenue[0] - self.cost[0], self.revenue[1] - self.cost[1]

    @property
    def change(self) -> Numbers:
        """Profit of the later year less that of the earlier."""
        before, after = self.profit
        return after - before

    def by_product(self, values: Numbers) -> Numbers:
        """Return of each cell the sum over all cells of its product."""
        return _sums(self.product, values)

    @property
    def won_and_lost(self) -> tuple[Flags, Flags]:
        """Whether its customer was won or lost: a customer of a year has net sales above zero in it."""
        was, is_ = (np.round(_sums(self.customer, revenue), 2) > 0 for revenue in self.revenue)
        return ~was & is_, was & ~is_


def _sums(codes: Codes, values: Numbers) -> Numbers:
    sums: Numbers = np.bincount(codes, weights=values, minlength=1).astype("float64")
    return sums[codes]


def split(cells: Cells) -> pd.DataFrame:
    """Split the change of each cell's profit into price, cost, and the volume that is the rest.

    Parameters
    ----------
    cells : Cells
        Both years.

    Returns
    -------
    pandas.DataFrame
        One row per cell, currency units: ``volume``, ``price``, ``cost``, ``entered``, ``left`` and ``unsplit``,
        which add up to its change; and ``priced``, whether its product has a quantity in both years.

    Notes
    -----
    A product that no customer bought in one of the years has entered or left with its profit. A cell with a
    quantity above zero in both years has its own prices. One that a customer only begins to buy changes by what
    the product's price and cost changed where they can be compared; the rest is volume.
    """
    was, is_ = (cells.by_product(sold) > 0 for sold in cells.sold)
    sums = [cells.by_product(quantity) for quantity in cells.quantity]
    priced = was & is_ & (sums[0] > 0) & (sums[1] > 0)
    change = cells.change
    price, cost = (_moved(cells, priced, sums, amounts) for amounts in (cells.revenue, cells.cost))
    return pd.DataFrame({
        "volume": np.where(priced, change - price + cost, 0.0), "price": price, "cost": -cost,
        "entered": np.where(was, 0.0, change), "left": np.where(is_, 0.0, change),
        "unsplit": np.where(was & is_ & ~priced, change, 0.0), "priced": priced,
    })  # fmt: skip


def _moved(cells: Cells, priced: Flags, sums: list[Numbers], amounts: tuple[Numbers, Numbers]) -> Numbers:
    """Return what the change of an amount per unit makes of each cell's later amount."""
    (q0, q1), (before, after) = cells.quantity, amounts
    matched = priced & (q0 > 0) & (q1 > 0)
    begun = priced & ~(q0 > 0) & (q1 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(matched, after - before / q0 * q1, 0.0)
        compared = cells.by_product(own) / cells.by_product(np.where(matched, q1, 0.0))
        average = cells.by_product(after) / sums[1] - cells.by_product(before) / sums[0]
    unit = np.where(np.isfinite(compared), compared, average)
    return np.where(begun, np.where(begun, unit, 0.0) * q1, own)


def growth(cells: Cells, counted: Flags) -> float:
    """Return by what part the quantities of some cells grew; 0 where there were none before."""
    before, after = (float(quantity[counted].sum()) for quantity in cells.quantity)
    return after / before - 1 if before > 0 else 0.0


def volumes(cells: Cells, seen: pd.DataFrame, won: Flags, lost: Flags, grown: float) -> pd.DataFrame:
    """Tell volume by whose it is: customers won and lost, and of the others quantity and mix.

    Parameters
    ----------
    cells : Cells
        Both years.
    seen : pandas.DataFrame
        From `split`.
    won, lost : numpy.ndarray
        Which cells are of a customer won, and of one lost.
    grown : float
        Growth of the quantities of all others, as a fraction.

    Returns
    -------
    pandas.DataFrame
        One row per cell, currency units: ``quantity``, ``mix``, ``won`` and ``lost``, which add up to ``volume``.
    """
    kept = ~won & ~lost
    counted = kept & seen["priced"].to_numpy()
    volume = seen["volume"].to_numpy()
    quantity = np.where(counted, cells.profit[0], 0.0) * grown
    return pd.DataFrame({
        "quantity": quantity, "mix": np.where(kept, volume, 0.0) - quantity,
        "won": np.where(won, volume, 0.0), "lost": np.where(lost, volume, 0.0),
    })  # fmt: skip
