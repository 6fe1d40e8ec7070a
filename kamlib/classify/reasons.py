"""K8: what a move between tiers is put down to – revenue or margin, by what each did to it in money."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

#: Changes of the contribution smaller than this part of it are what sums of binary fractions leave behind.
_HAIR = 1e-9


def effects(
    revenue_before: pd.Series, revenue_after: pd.Series, before: pd.Series, after: pd.Series
) -> pd.DataFrame:
    """Split the change of a contribution into what revenue and what margin did to it.

    Parameters
    ----------
    revenue_before, revenue_after : pandas.Series
        Revenue at both dates, currency units.
    before, after : pandas.Series
        Contribution at both dates, currency units.

    Returns
    -------
    pandas.DataFrame
        ``revenue`` and ``margin``, currency units; they add up to the change. Missing where one is.

    Notes
    -----
    The revenue that came or went counts at the margin of the date at which it was there; a change of margin counts
    on the revenue that both dates have. Looked at from the other date, either effect is the same with its sign
    turned, as in Bennet, "The theory of measurement of changes in cost of living", Journal of the Royal
    Statistical Society 83 (1920); but his means would count a thin margin on the little that is left as if it
    applied to half of what went. Where one of the revenues is not positive there is no margin, and the whole
    change is revenue's.
    """
    change, more = after - before, revenue_after - revenue_before
    both = (revenue_before > 0) & (revenue_after > 0)
    larger = (before / revenue_before).where(revenue_before >= revenue_after, after / revenue_after)
    by_revenue = (more * larger).where(both, change)
    return pd.DataFrame({"revenue": by_revenue, "margin": change - by_revenue})


def attribute_change(
    old: pd.DataFrame, new: pd.DataFrame, money: pd.DataFrame | None, *, lower_is_better: Sequence[str] = ()
) -> pd.DataFrame:
    """Name the criterion that a change is put down to.

    Parameters
    ----------
    old, new : pandas.DataFrame
        Criteria at both dates, one row per customer in the same order; missing where it was none.
    money : pandas.DataFrame, optional
        Contribution of the same customers: ``before``, ``after``, ``change``.
    lower_is_better : sequence of str
        Criteria that are better when they fall.

    Returns
    -------
    pandas.DataFrame
        ``reason``, ``reason_before``, ``reason_after``, ``reason_change``; missing where nothing is known.

    Notes
    -----
    Where the contribution changed, and revenue is among the criteria, it is revenue or margin, whichever did more
    to it in money (see `effects`). Else it is the criterion that moved most against its spread in the book at the
    first date, out of those that agree with the change where any does.
    """
    names = [str(name) for name in old]
    moved = (new - old) / old.std(ddof=0).replace(0.0, np.nan)
    most = _by_spread(moved, None if money is None else money["change"], names, lower_is_better)
    if money is not None:
        most = _by_money(most, old, new, money)
    rows, known = np.arange(len(old)), moved.notna().any(axis=1) | (old.notna() & new.notna()).any(axis=1)
    return pd.DataFrame(
        {
            "reason": pd.Series(np.array(names, dtype=object)[most]).where(known),
            "reason_before": pd.Series(old.to_numpy()[rows, most]).where(known),
            "reason_after": pd.Series(new.to_numpy()[rows, most]).where(known),
            "reason_change": pd.Series((new - old).to_numpy()[rows, most]).where(known),
        }
    )


def _by_spread(
    moved: pd.DataFrame, change: pd.Series | None, names: list[str], falling: Sequence[str]
) -> np.ndarray:
    """Find the criterion that moved most, more orders being no reason for a fall."""
    size = moved.abs().fillna(-1.0)
    if change is not None:
        better = moved * [-1.0 if name in falling else 1.0 for name in names]
        agrees = better.gt(0).eq(change.gt(0), axis=0) & better.abs().gt(0)
        size = size.where(agrees | ~agrees.any(axis=1).to_numpy()[:, None], -1.0)
    return np.asarray(size.to_numpy().argmax(axis=1))


def _by_money(most: np.ndarray, old: pd.DataFrame, new: pd.DataFrame, money: pd.DataFrame) -> np.ndarray:
    """Put revenue or margin in the place of what moved most, where one of them moved the contribution."""
    names = [str(name) for name in old]
    if "revenue" not in names:
        return most
    split = effects(old["revenue"], new["revenue"], money["before"], money["after"])
    toward = split.mul(np.sign(money["change"]), axis=0)
    largest = money[["before", "after"]].abs().max(axis=1)
    decided = (money["change"].abs() > _HAIR * largest) & toward["revenue"].notna()
    thinner = pd.Series(False, index=old.index)
    margin = next((c for c in names if c.startswith("margin")), None)
    if margin:
        told = old[margin].notna() & new[margin].notna()
        thinner = told & (toward["margin"] > toward["revenue"] + _HAIR * largest)
    places = np.where(thinner, names.index(margin) if margin else 0, names.index("revenue"))
    return np.where(decided, places, most)
