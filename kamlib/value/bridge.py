"""The bridge from one year's profit to the next: quantity, mix, price, cost, products entered and left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What products of both years change whose quantity is not above zero in both: no price can be told.
UNSPLIT = "unsplit"


@dataclass(frozen=True, eq=False)
class Bridge:
    """Why profit changed between two years.

    Attributes
    ----------
    before, after : float
        Profit of the two years; revenue where no cost is known (currency units).
    effects : pandas.Series
        Effect → money. ``quantity, mix, price, cost, entered, left``; they add up to ``after - before``. Where a
        column is missing the effects that need it stand together as one, for example ``quantity_mix_price_cost``.
        ``unsplit`` follows where products have no quantity above zero in one of the years.
    table : pandas.DataFrame
        One row per product, in the order of the names: ``product``, the effects, and ``change``.
    missing : tuple of str
        Columns without which effects could not be distinguished.
    """

    before: float
    after: float
    effects: pd.Series
    table: pd.DataFrame
    missing: tuple[str, ...] = ()

    @property
    def change(self) -> float:
        """Profit of the later year less that of the earlier."""
        return self.after - self.before


def decompose(before: pd.DataFrame, after: pd.DataFrame) -> Bridge:
    """Decompose the change of profit between two years by product.

    Parameters
    ----------
    before, after : pandas.DataFrame
        One row per product of each year: ``product``, ``quantity`` (units), ``revenue`` and ``cost`` (currency
        units). Without ``cost`` the change of revenue is decomposed; without ``quantity`` its four effects stand
        together.

    Returns
    -------
    Bridge
        The effects and the same by product.

    Raises
    ------
    ValueError
        If a column is missing that cannot be done without, a product is missing or appears twice in a year, or an
        amount is missing.

    Notes
    -----
    For the products sold in both years, with quantities q, their sums Q, unit prices p, unit costs c and unit
    margins m = p − c::

        quantity = (Q₁ − Q₀) · (q₀ / Q₀) · m₀        mix  = Q₁ · (q₁ / Q₁ − q₀ / Q₀) · m₀
        price    = q₁ · (p₁ − p₀)                    cost = −q₁ · (c₁ − c₀)

    Quantity and mix are the sales-quantity and sales-mix variances, price and cost the selling-price and cost
    variances of Horngren, Datar and Rajan, *Cost Accounting*, 14th ed. (2012), ch. 14. A product of one year only
    has entered with its profit, or has left with it. Quantities of different units are added up, as in the source:
    where that makes no sense, quantity and mix are to be read together.

    Examples
    --------
    >>> import pandas as pd
    >>> before = pd.DataFrame({"product": ["A"], "quantity": [10.0], "revenue": [100.0], "cost": [60.0]})
    >>> after = pd.DataFrame({"product": ["A"], "quantity": [12.0], "revenue": [114.0], "cost": [78.0]})
    >>> decompose(before, after).effects.round(2).to_dict()
    {'quantity': 8.0, 'mix': 0.0, 'price': -6.0, 'cost': -6.0, 'entered': 0.0, 'left': 0.0}
    """
    both = _side_by_side(before, after)
    costed, counted = ({column} <= set(before.columns) & set(after.columns) for column in ("cost", "quantity"))
    missing = tuple(c for c, known in (("quantity", counted), ("cost", costed)) if not known)
    profit = {year: both[f"revenue_{year}"] - both[f"cost_{year}"] for year in ("before", "after")}
    change = profit["after"].fillna(0.0) - profit["before"].fillna(0.0)
    table = _split(both, profit) if counted else pd.DataFrame(index=both.index)
    stayed = both["revenue_before"].notna() & both["revenue_after"].notna()
    table["entered"] = profit["after"].where(both["revenue_before"].isna(), 0.0).fillna(0.0)
    table["left"] = -profit["before"].where(both["revenue_after"].isna(), 0.0).fillna(0.0)
    if not counted:
        table.insert(0, "quantity_mix_price_cost" if costed else "quantity_mix_price", change.where(stayed, 0.0))
    elif not costed:
        table = table.drop(columns="cost")
    table["change"] = change
    names = [column for column in table if column != "change"]
    effects = pd.Series({name: float(table[name].sum()) for name in names}, name="effect")
    first, second = (float(profit[year].fillna(0.0).sum()) for year in ("before", "after"))
    return Bridge(first, second, effects, table.rename_axis("product").reset_index(), missing)


def _side_by_side(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return one row per product of either year, with the columns of both years, in the order of the names."""
    frames = []
    for year, frame in (("before", before), ("after", after)):
        _check(frame, year)
        known = [c for c in ("quantity", "revenue", "cost") if c in frame]
        ours = frame.set_index("product")[known].astype("float64")
        if "cost" not in before or "cost" not in after:
            ours["cost"] = 0.0
        frames.append(ours.add_suffix(f"_{year}"))
    return frames[0].join(frames[1], how="outer").sort_index()


def _check(frame: pd.DataFrame, year: str) -> None:
    """Refuse a year that cannot be decomposed."""
    lacking = [column for column in ("product", "revenue") if column not in frame]
    if lacking:
        raise ValueError(f"{year}: the column {lacking[0]} is missing")
    if frame["product"].isna().any():
        raise ValueError(f"{year}: a row names no product")
    if frame["product"].duplicated().any():
        twice = frame.loc[frame["product"].duplicated(), "product"].iloc[0]
        raise ValueError(f"{year}: product {twice!r} stands twice; add its rows up first")
    for column in (c for c in ("quantity", "revenue", "cost") if c in frame):
        if not np.isfinite(frame[column].to_numpy(dtype="float64")).all():
            raise ValueError(f"{year}: an amount is missing in the column {column}")


def _split(both: pd.DataFrame, profit: dict[str, pd.Series]) -> pd.DataFrame:
    """Return quantity, mix, price and cost of each product that has a quantity above zero in both years."""
    sold = [both[f"quantity_{year}"] for year in ("before", "after")]
    split = (sold[0] > 0) & (sold[1] > 0)
    q0, q1 = (quantity.where(split) for quantity in sold)
    whole0, whole1 = float(q0.sum()), float(q1.sum())
    margin = profit["before"] / q0
    price, cost = (both[f"{c}_after"] - both[f"{c}_before"] / q0 * q1 for c in ("revenue", "cost"))
    at_old_mix = whole1 * q0 / whole0 if whole0 > 0 else q0
    table = pd.DataFrame({
        "quantity": (at_old_mix - q0) * margin, "mix": (q1 - at_old_mix) * margin, "price": price, "cost": -cost,
    }).where(split, 0.0)  # fmt: skip
    stayed = both["revenue_before"].notna() & both["revenue_after"].notna() & ~split
    if stayed.any():
        table[UNSPLIT] = (profit["after"] - profit["before"]).where(stayed, 0.0)
    return _last(table, [UNSPLIT])


def _last(table: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Return the table with some of its columns, where they are there, after the others."""
    behind = [name for name in names if name in table]
    return table[[*(c for c in table if c not in behind), *behind]]
