"""K8: a buffer against noise – who changes tier only because an amount lies close to a threshold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kamlib.classify.tiers import TIERS


def hold(
    before: pd.DataFrame, after: pd.DataFrame, *, thresholds: Mapping[str, float], buffer: float = 0.1
) -> pd.DataFrame:
    """Let nobody change tier unless the contribution crosses the threshold by more than a buffer.

    Parameters
    ----------
    before : pandas.DataFrame
        ``customer_id``, ``tier`` of the first date.
    after : pandas.DataFrame
        ``customer_id``, ``contribution`` at the second date; missing counts as zero.
    thresholds : mapping
        Tier → least contribution, from the top down; the last tier takes what lies below all.
    buffer : float
        Share of a threshold by which it has to be crossed.

    Returns
    -------
    pandas.DataFrame
        ``customer_id``, ``tier`` (with the buffer), ``tier_unbuffered``, ``held`` (whether the buffer decided);
        customers of the second date; new ones get the tier of their contribution.

    Raises
    ------
    ValueError
        If thresholds do not fall from the top down, or the buffer is negative.
    """
    limits = list(thresholds.values())
    if limits != sorted(limits, reverse=True):
        raise ValueError("thresholds have to fall from the top tier down")
    if buffer < 0:
        raise ValueError("the buffer cannot be negative")
    table = after[["customer_id", "contribution"]].merge(
        before[["customer_id", "tier"]], on="customer_id", how="left"
    )
    names = [*thresholds, next(t for t in TIERS[::-1] if t not in thresholds)]
    money = table["contribution"].fillna(0.0).to_numpy(dtype=float)
    steps = np.where(np.isfinite(limits), np.abs(np.nan_to_num(limits)) * buffer, 0.0)
    plain = _place(money, np.asarray(limits))
    strict, lenient = _place(money, np.asarray(limits) + steps), _place(money, np.asarray(limits) - steps)
    old = table["tier"].map({name: i for i, name in enumerate(names)})
    climbs, falls = strict < old, lenient > old
    kept = np.where(old.isna(), plain, np.where(climbs, strict, np.where(falls, lenient, old)))
    named = pd.array(names, dtype="str")
    table["tier"] = named.take(kept.astype("int64"))
    table["tier_unbuffered"] = named.take(plain)
    table["held"] = table["tier"] != table["tier_unbuffered"]
    return table[["customer_id", "tier", "tier_unbuffered", "held"]]


def _place(money: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Count the thresholds that lie above each amount."""
    return np.asarray((money[:, None] < limits[None, :]).sum(axis=1))
