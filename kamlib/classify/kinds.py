"""K6: three kinds of customers by what they value – intrinsic, extrinsic, strategic – judged by what they do.

Intrinsic: knows the product and buys on cost. Extrinsic: wants what the product does for its business. Strategic:
develops jointly, shares interests; few.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib import periods

KINDS = ("intrinsic", "extrinsic", "strategic")

#: Kinds of activity that speak for each kind of customer, as clients write them in their diaries.
SIGNS: dict[str, frozenset[str]] = {
    "tender": frozenset({"tender", "bid", "price negotiation", "投标", "招标", "询价", "议价"}),
    "help": frozenset({"training", "consulting", "seminar", "培训", "咨询", "方案"}),
    "joint": frozenset(
        {"joint-project", "joint project", "joint development", "联合开发", "联合研发", "合作项目"}
    ),
}

#: What counts for a kind (+1) or against it (−1); strategic is decided by joint projects, see `classify`.
_FOR: dict[str, dict[str, int]] = {
    "intrinsic": {"discount_rate": 1, "tenders_a_year": 1, "products": -1, "help_a_year": -1},
    "extrinsic": {"discount_rate": -1, "tenders_a_year": -1, "products": 1, "help_a_year": 1},
}


@dataclass(frozen=True, eq=False)
class Kinds:
    """What kind each customer is, with the reason.

    Attributes
    ----------
    table : pandas.DataFrame
        ``customer_id``, ``kind`` (one of `KINDS`, or ``"unknown"``), ``clearness`` (0–1: how far the kinds lie
        apart), ``reason`` (the observation that speaks most for the kind) and each observation that the tables
        allow: ``discount_rate``, ``products``, ``tenders_a_year``, ``help_a_year``, ``joint_a_year``,
        ``leadership_share``.
    observed : tuple of str
        Observations that the verdicts rest on.
    not_observed : tuple of str
        Observations that the tables do not allow.
    joint_from : float
        Joint projects a year from which a customer is strategic.
    """

    table: pd.DataFrame
    observed: tuple[str, ...]
    not_observed: tuple[str, ...]
    joint_from: float


def classify(
    orders: pd.DataFrame,
    activities: pd.DataFrame | None = None,
    *,
    joint_from: float = 1.0,
    clear_from: float = 0.1,
) -> Kinds:
    """Tell the kind of each customer from discounts, breadth and what our people did there.

    Parameters
    ----------
    orders : pandas.DataFrame
        ``customer_id``, ``date``, ``revenue``; ``discount`` (money), ``product`` where known.
    activities : pandas.DataFrame, optional
        ``customer_id``, ``date``, ``kind`` and ``level``; those from the first to the last day of the orders
        count.
    joint_from : float
        Joint projects a year from which a customer is strategic.
    clear_from : float
        Distance between the two scores (0–1) below which the kind is ``"unknown"``.

    Returns
    -------
    Kinds
        One row per customer of the orders, by id. Without a single observation every kind is unknown.

    Notes
    -----
    The three kinds are those of Rackham and DeVincentis (1999), *Rethinking the Sales Force*. Each observation is
    compared with the other customers' by its mean rank, so that units and sizes of companies do not matter.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.classify import kinds
    >>> client = kam.load("machinery")
    >>> kinds.classify(client.orders, client.activities).table.groupby("kind").size()
    kind
    extrinsic    74
    intrinsic    67
    strategic     4
    unknown       5
    dtype: int64
    """
    seen = observe(orders, activities)
    names = [c for c in seen.columns if c != "customer_id"]
    known = [c for c in names if seen[c].min() < seen[c].max()]
    ranks = seen[known].rank(pct=True, method="average") - (0.5 + 0.5 / max(len(seen), 1))
    scores = {kind: _score(ranks, signs) for kind, signs in _FOR.items()}
    apart = scores["intrinsic"] - scores["extrinsic"]
    joint = seen["joint_a_year"] >= joint_from if "joint_a_year" in seen else pd.Series(False, index=seen.index)
    kind = np.select(
        [joint, apart >= clear_from, apart <= -clear_from], ["strategic", "intrinsic", "extrinsic"], "unknown"
    )
    table = seen[["customer_id"]].assign(kind=kind, clearness=apart.abs().clip(upper=1.0).where(~joint, 1.0))
    table["reason"] = _reasons(ranks, kind)
    missing = tuple(c for c in ("discount_rate", "products", "tenders_a_year", "help_a_year", "joint_a_year")
                    if c not in names)  # fmt: skip
    return Kinds(table.join(seen[names]), tuple(known), missing, joint_from)


def observe(orders: pd.DataFrame, activities: pd.DataFrame | None = None) -> pd.DataFrame:
    """Measure what can be observed of each customer's way of buying.

    Parameters
    ----------
    orders, activities : pandas.DataFrame
        As for `classify`.

    Returns
    -------
    pandas.DataFrame
        ``customer_id`` and the observations at hand; a customer without activities has none of them.
    """
    by, activities = orders.groupby("customer_id"), _within(activities, orders["date"])
    seen = pd.DataFrame(index=by.size().index)
    if "discount" in orders and orders["discount"].notna().any():
        given, paid = by["discount"].sum(), by["revenue"].sum()
        seen["discount_rate"] = (given / (paid + given)).where(paid + given > 0)
    if "product" in orders and orders["product"].notna().any():
        seen["products"] = by["product"].nunique()
    if activities is not None and len(activities) and "kind" in activities:
        span = periods.years(orders["date"].min(), orders["date"].max())
        kinds = activities["kind"].astype("str").str.strip().str.lower()
        for column, sign in (("tenders_a_year", "tender"), ("help_a_year", "help"), ("joint_a_year", "joint")):
            seen[column] = _times(activities, kinds, SIGNS[sign], seen.index) / span
    if activities is not None and len(activities) and "level" in activities:
        led = (activities["level"] == "leadership").groupby(activities["customer_id"]).mean()
        seen["leadership_share"] = led.reindex(seen.index).fillna(0.0)
    return seen.rename_axis("customer_id").reset_index()


def _within(activities: pd.DataFrame | None, ordered: pd.Series) -> pd.DataFrame | None:
    """Keep what was done while the orders came in: over their years rates are taken."""
    if activities is None or "date" not in activities:
        return activities
    return periods.filter_window(activities, periods.coverage(ordered).days)


def _times(
    activities: pd.DataFrame, kinds: pd.Series[str], wanted: Collection[str], customers: pd.Index[str]
) -> pd.Series[float]:
    """Count activities of the wanted kinds for each customer."""
    counts = activities.loc[kinds.isin(list(wanted)), "customer_id"].value_counts()
    return counts.reindex(customers).fillna(0.0).astype("float64")


def _score(ranks: pd.DataFrame, signs: dict[str, int]) -> pd.Series[float]:
    """Mean of the observations that speak for a kind; nil where there are none."""
    there = [c for c in signs if c in ranks]
    if not there:
        return pd.Series(0.0, index=ranks.index)
    return sum((ranks[c].fillna(0.0) * signs[c] for c in there), pd.Series(0.0, index=ranks.index)) / len(there)


def _reasons(ranks: pd.DataFrame, kind: np.ndarray) -> list[str]:
    """Name the observation that speaks most for the verdict."""
    reasons = []
    for row, verdict in zip(ranks.to_dict("index").values(), kind, strict=True):
        signs = _FOR.get(verdict, {})
        speaking = {str(c): row[c] * signs[c] for c in row if c in signs and row[c] == row[c]}
        best = max(speaking, key=lambda c: (speaking[c], c)) if speaking else ""
        reasons.append("joint_a_year" if verdict == "strategic" else best)
    return reasons
