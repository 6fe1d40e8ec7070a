"""K2: concentration from period to period, and whether it rose or fell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kamlib import periods
from kamlib.facts.buying import buyers
from kamlib.value.concentration import Concentration, amount_column, measure
from kamlib.value.resampling import Interval, change_of_share

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Digits of the year in the name of a period; what follows is its season.
YEAR = 4

#: A file is a cohort where fewer than so many came after the first period, and fewer than so many are left.
NEWCOMERS, LEFT_OVER = 0.02, 0.5


@dataclass(frozen=True, eq=False)
class Trend:
    """How concentration moved from period to period.

    Attributes
    ----------
    basis : str
        The amount: ``"revenue"``, ``"profit"``, ``"profit_after_serving"``.
    table : pandas.DataFrame
        One row per period: ``period``, ``customers`` (see ``kamlib.accounts.buyers``), the total amount of all
        that is in the period, ``share`` of what its customers bring that the best `top` do, with
        ``share_low`` and ``share_high``, ``customers_for`` (how many bring `goal`), ``gini``, ``hhi``,
        ``whole_period`` (whether the data covers all of it: a part of a year looks more concentrated). Where
        anybody was served in a period without an order line, ``without_order`` (how many) and
        ``without_order_cost``; where a period's total is near nothing (``concentration.NEAR_NOTHING``), so that
        shares are refused, ``earned`` and ``lost`` by those above and below zero.
    first, last : str
        The periods compared: the last whole one, and the first whole one of the same season (any year, the same
        quarter, the same month); empty where there are not two.
    cohort : bool
        Whether the file follows the customers of its first period: almost no others came later, and fewer than
        half of them still buy in the last whole period. Then only the number that is left changes, and
        nothing is judged.
    change, change_interval : float, Interval or None
        Change of the share between them, and its interval.
    verdict : str
        ``"up"``, ``"down"`` (the interval lies above or below zero), ``"steady"`` (it lies within `same` of zero),
        or ``"inconclusive"``.
    top, goal, same : float
        What it was computed under.
    """

    basis: str
    table: pd.DataFrame
    first: str
    last: str
    change: float
    change_interval: Interval | None
    verdict: str
    top: float = 0.2
    goal: float = 0.8
    same: float = 0.1
    cohort: bool = False


def concentration_trend(
    accounts_by_period: pd.DataFrame,
    *,
    basis: str | None = None,
    top: float = 0.2,
    goal: float = 0.8,
    same: float = 0.1,
    confidence: float = 0.95,
    replicates: int = 1000,
    seed: int = 0,
    coverage: periods.Coverage | periods.Window | None = None,
) -> Trend:
    """Measure concentration period by period, and whether it changed.

    Parameters
    ----------
    accounts_by_period : pandas.DataFrame
        One row per customer and period; see ``kamlib.accounts`` with ``period=``. Rows without an order line
        are not customers of the period; their money stays in its total.
    same : float
        A change between minus and plus this counts as steady.
    basis, top, goal, confidence, replicates, seed
        As in ``concentration.measure``. The change is judged on resamples that draw the same customers for both
        periods.
    coverage : periods.Coverage or periods.Window, optional
        First and last day of the data, which say what periods are whole; by default those of the accounts,
        which know the days of orders but not of returns.

    Returns
    -------
    Trend

    Raises
    ------
    KeyError
        If the accounts lack the amount or the period.
    """
    basis = amount_column(accounts_by_period, basis)
    how = partial(
        measure, basis=basis, top=top, goal=goal, heads=(), confidence=confidence, replicates=replicates, seed=seed
    )
    whole = _whole_periods(accounts_by_period, coverage)
    rows = [
        _row(period, how(buyers(everyone)), float(everyone[basis].sum()), len(everyone), period in whole)
        for period, everyone in accounts_by_period.groupby("period", sort=True)
    ]
    table = _told(pd.DataFrame(rows))
    cohort = _cohort(accounts_by_period, whole)
    first, last = _ends(
        [str(row["period"]) for row in rows if row["whole_period"] and row["share"] == row["share"]]
    )
    if not first or cohort:
        return Trend(basis, table, "", "", float("nan"), None, "inconclusive", top, goal, same, cohort)
    before, after = _side_by_side(accounts_by_period, basis, first, last)
    spread = change_of_share(before, after, top, confidence=confidence, replicates=replicates, seed=seed)
    shares = table.set_index("period")["share"]
    change = float(shares[last] - shares[first])
    return Trend(basis, table, first, last, change, spread, _moved(spread, same), top, goal, same)


def _ends(judged: list[str]) -> tuple[str, str]:
    """Choose what to compare: the latest period that has one of its season in another year, and the first such."""
    for last in reversed(judged):
        first = next(period for period in judged if period[YEAR:] == last[YEAR:])
        if first != last:
            return first, last
    return "", ""


def _cohort(accounts_by_period: pd.DataFrame, whole: set[str]) -> bool:
    """Say whether almost no customer came after the first period, and most of those in it are gone."""
    bought, periods = buyers(accounts_by_period), sorted(whole)
    if len(periods) < 2:
        return False
    place, names = pd.factorize(bought["period"], sort=True)
    since = pd.Series(place).groupby(pd.factorize(bought["customer_id"])[0]).min()
    counts = dict(zip(names, np.bincount(place), strict=True))
    came_later = float((since > since.min()).mean())
    if not came_later < NEWCOMERS:
        return False
    return int(counts.get(periods[-1], 0)) < LEFT_OVER * int(counts[names[since.min()]])


def _row(period: object, seen: Concentration, total: float, everyone: int, whole: bool) -> dict[str, object]:
    """Say of a period what its customers' concentration is, and what those without an order line add to it."""
    low, high = (seen.top_interval.low, seen.top_interval.high) if seen.top_interval else (np.nan, np.nan)
    return {
        "period": period, "customers": seen.customers, seen.basis: float(round(total, 4)), "share": seen.top_share,
        "share_low": low, "share_high": high, "gini": seen.gini,
        "customers_for": pd.NA if seen.customers_for is None else seen.customers_for,
        "hhi": seen.hhi, "whole_period": whole, "without_order": everyone - seen.customers,
        "without_order_cost": float(round(seen.total - total, 4)) + 0.0, **_sides(seen),
    }  # fmt: skip


def _side_by_side(
    accounts_by_period: pd.DataFrame, basis: str, first: str, last: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the amounts of two periods in one order of customers; missing where one did not buy."""
    bought = buyers(accounts_by_period)
    wide = bought.pivot_table(index="customer_id", columns="period", values=basis, aggfunc="sum").sort_index()
    return wide[first].to_numpy(float), wide[last].to_numpy(float)


def _sides(seen: Concentration) -> dict[str, object]:
    """Give what is earned and lost in a period, and whether its shares are refused for a total near nothing."""
    amounts = seen.table[seen.basis]
    return {
        "earned": float(round(amounts.clip(lower=0).sum(), 4)), "near_nothing": seen.refused == "total_near_zero",
        "lost": float(round(-amounts.clip(upper=0).sum(), 4)) + 0.0,
    }  # fmt: skip


def _told(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out the columns that say nothing here."""
    if not len(table):
        return table
    idle = [] if table["without_order"].any() else ["without_order", "without_order_cost"]
    idle += [] if table["near_nothing"].any() else ["earned", "lost"]
    return table.drop(columns=[*idle, "near_nothing"]).astype({"customers_for": "Int64"})


def _whole_periods(
    accounts_by_period: pd.DataFrame, coverage: periods.Coverage | periods.Window | None
) -> set[str]:
    """Name the periods that the data covers."""
    first, last = accounts_by_period["first_date"].min(), accounts_by_period["last_date"].max()
    coverage = coverage or periods.Window(first, last)
    labels = {str(label) for label in accounts_by_period["period"].unique()}
    return {label for label in labels if periods.is_complete(periods.calendar(label), coverage)}


def _moved(spread: Interval | None, same: float) -> str:
    """Judge a change by its interval."""
    if spread is None:
        return "inconclusive"
    if spread.low > 0 or spread.high < 0:
        return "up" if spread.low > 0 else "down"
    return "steady" if -same <= spread.low and spread.high <= same else "inconclusive"
