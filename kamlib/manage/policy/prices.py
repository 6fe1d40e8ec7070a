"""The best price of each tier from a table that says which share of customers leaves at which price (K11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib.errors import KamError
from kamlib.words import _

#: Prices that a table needs: fewer show no noise.
LEAST = 3

#: Two prices whose profits lie closer than so many standard errors are not distinguished (95 %).
_APART = 1.96

#: A profit that much below the best, in parts of it, is the same number but for rounding.
_ROUNDING = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BestPrices:
    """The price at which each tier brings most.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per tier, in the order of the columns: ``tier``, ``price``, ``loss`` (share of customers that
        leaves at it), ``profit`` with ``profit_low`` and ``profit_high``, ``low`` and ``high`` (lowest and highest
        price whose profit differs from the best by no more than the noise) and ``edge`` (``"lowest"`` or
        ``"highest"`` where the best price is an end of the table and a better one may lie beyond; else empty).
    curve : pandas.DataFrame
        One row per tier and price: ``tier``, ``price``, ``loss`` as given, ``smoothed`` and ``profit``.
    one_price : float
        The best price if all tiers pay the same.
    one_profit : float
        What all tiers bring at it.
    """

    table: pd.DataFrame
    curve: pd.DataFrame
    one_price: float
    one_profit: float

    @property
    def gain(self) -> float:
        """What a price by tier brings more than one price for all, if customers behave as in the table."""
        return float(self.table["profit"].sum()) - self.one_profit


def best_prices(
    losses: pd.DataFrame, *, cost: float | Mapping[str, float] = 0.0, volume: float | Mapping[str, float] = 1.0
) -> BestPrices:
    """Find the price at which each tier brings most, from the shares of customers that leave.

    Parameters
    ----------
    losses : pandas.DataFrame
        ``price``, and one column per tier with the share of its customers that leaves at that price (0 to 1).
    cost : float or mapping
        What a unit costs us, in the unit of the price; by tier where tiers differ.
    volume : float or mapping
        Units that a tier buys while nobody has left; by tier where tiers differ.

    Returns
    -------
    BestPrices
        Price, profit and limits by tier, and what one price for all would bring.

    Raises
    ------
    KamError
        If the table names no price or no tier, has fewer than three prices or one of them twice, or holds a share
        below 0 or above 1.

    Notes
    -----
    Profit at a price is (price − cost) × (1 − loss) × volume. Where fewer customers leave at a higher price the
    table is noisy: neighbours are averaged until losses never fall (isotonic regression). The size of the noise is
    taken from how far each loss lies from the line between its neighbours. Of prices with the same profit the
    lowest is the best, since it keeps more customers. A table of losses says nothing of what a competitor answers.

    References
    ----------
    Gasser, Sroka and Jennen-Steinmetz, "Residual variance and residual pattern in nonlinear regression"
    (Biometrika, 1986), for the noise.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.manage import policy
    >>> asked = pd.DataFrame({"price": [100, 110, 120, 130], "gold": [0.0, 0.02, 0.1, 0.3],
    ...                       "iron": [0.0, 0.2, 0.5, 0.8]})
    >>> found = policy.best_prices(asked, cost=80)
    >>> found.table[["tier", "price"]].values.tolist()
    [['gold', 120.0], ['iron', 110.0]]
    """
    prices, shares = _checked(losses)
    rows, curves = [], []
    for tier in map(str, shares):
        one_cost, units = _of(cost, tier), _of(volume, tier)
        given = shares[tier].to_numpy(dtype=np.float64)
        curve = _curve(prices, given, one_cost, units)
        rows.append({"tier": tier, **_best(prices, curve, _noise(prices, given), one_cost, units)})
        curves.append(curve.assign(tier=tier)[["tier", "price", "loss", "smoothed", "profit"]])
    every = pd.concat(curves, ignore_index=True)
    together = every.groupby("price")["profit"].sum()
    at = _first_best(together.to_numpy(dtype=np.float64))
    return BestPrices(pd.DataFrame(rows), every, float(together.index[at]), float(together.iloc[at]))


def _of(given: float | Mapping[str, float], tier: str) -> float:
    """Return the number of a tier; one number holds for all."""
    if not isinstance(given, Mapping):
        return float(given)
    if tier not in given:
        raise KamError(_("Cost or volume is given by tier, but not for {tier}.", tier=tier))
    return float(given[tier])


def _checked(losses: pd.DataFrame) -> tuple[Floats, pd.DataFrame]:
    """Return the prices in rising order and the shares by tier; refuse any other table."""
    if "price" not in losses or losses.shape[1] < 2:
        raise KamError(_("A table of losses has a column price, and one column of shares for each tier."))
    table = losses.rename(columns=str).apply(pd.to_numeric, errors="coerce")
    tiers = [column for column in table if column != "price"]
    for column in ["price", *tiers]:
        wrong = table[column].isna() | (~table[column].between(0, 1) if column != "price" else False)
        if wrong.any():
            what = _("a number") if column == "price" else _("a share from 0 to 1")
            row = int(wrong.argmax()) + 2
            raise KamError(_("Losses, row {row}: {column} is to be {what}.", row=row, column=column, what=what))
    table = table.sort_values("price", ignore_index=True)
    if table["price"].duplicated().any() or len(table) < LEAST:
        raise KamError(_("A table of losses needs {n} prices or more, each of them once.", n=LEAST))
    return table["price"].to_numpy(dtype=np.float64), table[tiers]


def _curve(prices: Floats, given: Floats, cost: float, units: float) -> pd.DataFrame:
    """Return losses that never fall with the price, and the profit at each price."""
    from scipy.optimize import isotonic_regression

    smoothed = np.asarray(isotonic_regression(given).x, dtype=np.float64)
    profit = (prices - cost) * (1 - smoothed) * units
    return pd.DataFrame({"price": prices, "loss": given, "smoothed": smoothed, "profit": profit})


def _noise(prices: Floats, given: Floats) -> float:
    """Return the standard error of a loss, from how far each lies from the line between its neighbours."""
    left, right = np.diff(prices)[:-1], np.diff(prices)[1:]
    a, b = right / (left + right), left / (left + right)
    away = (a * given[:-2] + b * given[2:] - given[1:-1]) ** 2 / (a**2 + b**2 + 1)
    return float(np.sqrt(away.mean()))


def _first_best(profit: Floats) -> int:
    """Return the first of the prices with the highest profit."""
    most = float(profit.max())
    return int(np.flatnonzero(profit >= most - _ROUNDING * abs(most))[0])


def _best(prices: Floats, curve: pd.DataFrame, noise: float, cost: float, units: float) -> dict[str, object]:
    """Return the best price of a tier, with the prices that differ from it by no more than the noise."""
    profit = curve["profit"].to_numpy(dtype=np.float64)
    at = _first_best(profit)
    error = np.abs(prices - cost) * noise * units
    near = np.flatnonzero(profit[at] - profit <= _APART * np.hypot(error, error[at]))
    spread = _APART * float(error[at])
    edge = "lowest" if at == 0 else "highest" if at == len(prices) - 1 else ""
    return {
        "price": prices[at], "loss": float(curve["smoothed"].iloc[at]), "profit": float(profit[at]),
        "profit_low": float(profit[at]) - spread, "profit_high": float(profit[at]) + spread,
        "low": prices[near[0]], "high": prices[near[-1]], "edge": edge,
    }  # fmt: skip
