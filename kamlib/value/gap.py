"""K2, K3: why some customers lose: how far the goods, and how far the serving, set them apart from the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.value.resampling import Interval, resamples


@dataclass(frozen=True)
class Gap:
    """The customer profit margin of those who earn, less that of those who lose, in its two parts.

    The parts add up to the gap. All are fractions of revenue, but the discount, which is one of the list amount.

    Attributes
    ----------
    goods_losers, goods_others : float
        Gross profit.
    serving_losers, serving_others : float
        What serving takes of it.
    goods_part : float
        Part of the gap that lies in the goods; above 1 where the loss makers are served more cheaply, below 0
        where their goods earn more.
    discount_losers, discount_others : float
        Money given away against list; missing where that is not known.
    """

    goods_losers: float
    goods_others: float
    serving_losers: float
    serving_others: float
    goods_part: float
    discount_losers: float
    discount_others: float


def decompose_margin_gap(accounts: pd.DataFrame) -> Gap | None:
    """Compare those who lose money after cost to serve with all others, by what they do with a unit of revenue.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer: ``revenue``, ``profit``, ``profit_after_serving``; ``discount`` where known.

    Returns
    -------
    Gap or None
        None where one side has no positive revenue, or there is no gap.
    """
    losing = accounts["profit_after_serving"] < 0
    sides = accounts[losing], accounts[~losing]
    revenue = [float(side["revenue"].sum()) for side in sides]
    if min(revenue) <= 0:
        return None
    goods = [float(side["profit"].sum()) / sold for side, sold in zip(sides, revenue, strict=True)]
    left = [float(side["profit_after_serving"].sum()) / sold for side, sold in zip(sides, revenue, strict=True)]
    if not left[1] > left[0]:
        return None
    part = (goods[1] - goods[0]) / (left[1] - left[0])
    given = [_discount(side) for side in sides]
    return Gap(goods[0], goods[1], goods[0] - left[0], goods[1] - left[1], part, given[0], given[1])


def goods_part_interval(
    accounts: pd.DataFrame, *, confidence: float = 0.95, replicates: int = 500, seed: int = 1
) -> Interval | None:
    """Say how sure the part of the gap that lies in the goods is, had the customers been another draw of the kind.

    Parameters
    ----------
    accounts : pandas.DataFrame
        As for `decompose_margin_gap`.
    confidence, replicates, seed : float, int, int
        Of the bootstrap by customers: its percentiles.

    Returns
    -------
    Interval or None
        Within 0 and 1; None where fewer than half of the draws have a gap.
    """
    columns = ["profit_after_serving", "revenue", "profit"]
    rows = accounts.sort_values(columns, kind="stable")[columns].to_numpy("float64")
    parts = []
    for times in resamples(len(rows), replicates, seed):
        losing = rows[:, 0] < 0
        served, sold, goods = (
            np.stack([times[:, side] @ rows[side, k] for side in (losing, ~losing)]) for k in range(3)
        )
        both = (sold > 0).all(axis=0)
        rate, left = goods[:, both] / sold[:, both], served[:, both] / sold[:, both]
        gap = left[1] - left[0]
        parts.append((rate[1] - rate[0])[gap > 0] / gap[gap > 0])
    seen = np.concatenate(parts) if parts else np.empty(0)
    if len(seen) < replicates / 2:
        return None
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.clip(seen, 0.0, 1.0), [tail, 1 - tail])
    return Interval(float(low), float(high))


def _discount(side: pd.DataFrame) -> float:
    """Money given away, as a fraction of the list amount."""
    given = float(side["discount"].sum()) if "discount" in side else float("nan")
    listed = float(side["revenue"].sum()) + given
    return given / listed if listed > 0 else np.nan
