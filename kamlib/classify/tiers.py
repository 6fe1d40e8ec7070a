"""K7 tiers: platinum, gold, iron and lead – each with the amount it starts from and the service it is promised.

The customer pyramid is that of Zeithaml, Rust and Lemon, "The customer pyramid: creating and serving profitable
customers", California Management Review 43(4), 2001.
"""

from __future__ import annotations

import difflib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.classify.service import SERVICE_LEVELS, ServiceLevel, as_table
from kamlib.value import ties

#: From the highest to the lowest.
TIERS = ("platinum", "gold", "iron", "lead")

#: What each method cuts by when nothing else is said: platinum, gold, iron.
DEFAULT_CUTS: Mapping[str, tuple[float, float, float]] = {
    "share": (0.5, 0.8, 1.0),  # the first half of what is earned, the next three tenths, the rest that earns
    "headcount": (0.05, 0.2, 0.8),  # 20/60/20: platinum and gold the first fifth, iron three fifths, lead a fifth
}

#: Shares closer to a cut than this are on it: sums of binary fractions are not exact.
_HAIR = 1e-9


@dataclass(frozen=True, eq=False)
class Tiers:
    """Which tier each customer is in, and what that was decided by.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per customer, the best first: ``customer_id``, ``name`` if known, ``contribution`` (the amount
        tiers are cut by), ``rank`` (equal customers share one), ``share_of_positive`` (of all that customers with
        a positive contribution bring), ``tier_by_rule`` and ``tier`` (after overrides).
    summary : pandas.DataFrame
        One row per tier, the empty ones too: ``tier``, ``starts_at``, ``customers``, ``share_of_customers``,
        ``revenue``, ``share_of_revenue``, ``contribution``, ``share_of_contribution``. Shares of money are of
        the net total, so that one can lie above 1 or below 0, and missing where the total is not positive.
        Customers and money add up to the book's totals.
    thresholds : mapping
        Tier → the amount from which it starts. In every method a customer is, by rule, in the first tier
        whose amount its contribution reaches; what reaches none is lead. Infinite where a tier and all above are
        empty.
    overrides : pandas.DataFrame
        Who was moved by hand: ``customer_id``, ``name``, ``from_tier``, ``to_tier``, ``reason``, ``decided_by``.
    service : pandas.DataFrame
        The service level of each tier; see ``service.ServiceLevel``.
    basis : str
        Column of the accounts that contribution was taken from.
    method : str
        ``"share"``, ``"thresholds"`` or ``"headcount"``.
    cuts : tuple of float
        As given, or the default of the method.
    lead_judged : bool
        Whether the lead tier could be judged at all. False on revenue: what a customer costs is not known there.
    """

    table: pd.DataFrame
    summary: pd.DataFrame
    thresholds: Mapping[str, float]
    overrides: pd.DataFrame
    service: pd.DataFrame
    basis: str
    method: str
    cuts: tuple[float, ...]
    lead_judged: bool


def assign(
    accounts: pd.DataFrame,
    *,
    basis: str | None = None,
    method: str = "share",
    cuts: Sequence[float] | None = None,
    overrides: pd.DataFrame | None = None,
    service_levels: Sequence[ServiceLevel] = SERVICE_LEVELS,
) -> Tiers:
    """Put each customer into a tier.

    Parameters
    ----------
    accounts : pandas.DataFrame
        One row per customer: ``customer_id``, ``revenue``, the column named by `basis`; ``name`` if known.
    basis : str, optional
        Column of money that decides: ``"profit"``, ``"revenue"``, or one that was worked out, such as profit after
        cost to serve. By default profit where the accounts have it, else revenue. Customers whose amount is
        missing count as zero.
    method : {"share", "thresholds", "headcount"}
        ``"share"``: cuts are cumulative shares of all positive contributions; the customers that make the first
        half are platinum, and a customer on whom the line falls is above it. Contributions of zero or less
        are lead. ``"thresholds"``: cuts are amounts, and nothing else decides. ``"headcount"``: cuts are
        cumulative shares of the number of customers (20/60/20); who brings nothing stays at iron or below.
    cuts : sequence of three floats, optional
        Platinum, gold, iron. Shares rise, amounts fall. By default ``DEFAULT_CUTS``; amounts must be given.
    overrides : pandas.DataFrame, optional
        Decisions by hand: ``customer_id``, ``tier``, ``reason``; ``decided_by`` if known. They move the
        customer, not the thresholds, and are kept in the result.
    service_levels : sequence of ServiceLevel
        What each tier is promised.

    Returns
    -------
    Tiers

    Raises
    ------
    KeyError
        If a column is missing.
    ValueError
        If the method is unknown, the cuts are not three in order, or an override names nobody, no tier or no
        reason.

    Notes
    -----
    Equal contributions share one tier: a group of ties on the line goes above it as a whole. Shares are of
    positive contributions, not of the net total, so that they stay between 0 and 1 when others lose money. On
    revenue (`basis` = ``"revenue"``) there is no lead tier unless thresholds ask for one: iron holds the rest.

    Examples
    --------
    >>> import pandas as pd
    >>> from kamlib.classify import tiers
    >>> accounts = pd.DataFrame({"customer_id": list("ABCD"), "revenue": [900.0, 500, 300, 100],
    ...                          "profit": [60.0, 25, 15, -20]})
    >>> result = tiers.assign(accounts)
    >>> result.table[["customer_id", "contribution", "tier"]]
      customer_id  contribution      tier
    0           A          60.0  platinum
    1           B          25.0      gold
    2           C          15.0      iron
    3           D         -20.0      lead
    """
    basis = basis or ("profit" if "profit" in accounts else "revenue")
    frame = _ranked(accounts, basis)
    cuts = _checked(method, cuts)
    judged = basis != "revenue" or method == "thresholds"
    values = frame["contribution"].to_numpy()
    starts = _starts(values, frame["_key"].to_numpy(), method, cuts, judged)
    frame["tier_by_rule"] = pd.array(TIERS, dtype="str").take(_places(values, starts))
    moved = _moved(frame, overrides)
    frame["tier"] = frame["tier_by_rule"]
    if len(moved):
        to = moved.set_index("customer_id")["to_tier"]
        frame["tier"] = frame["customer_id"].map(to).fillna(frame["tier_by_rule"])
    summary = _summary(frame, starts)
    columns = ["customer_id", "name", "contribution", "rank", "share_of_positive", "tier_by_rule", "tier"]
    service = as_table(service_levels)
    return Tiers(
        frame[[c for c in columns if c in frame]], summary, starts, moved, service, basis, method, cuts, judged
    )  # fmt: skip


def tier_of(amounts: np.ndarray | pd.Series, thresholds: Mapping[str, float]) -> np.ndarray:
    """Return the tier that each amount reaches: the first whose threshold it is not below, else lead.

    Parameters
    ----------
    amounts : numpy.ndarray or pandas.Series
        Currency units, one a customer.
    thresholds : mapping
        Tier → amount (currency units) from which a customer is in it; all tiers but lead.

    Returns
    -------
    numpy.ndarray
        Names of tiers, as many as amounts.
    """
    names = np.array(TIERS, dtype=object)
    return np.asarray(names[_places(np.asarray(amounts, dtype="float64"), thresholds)])


def _places(amounts: np.ndarray, thresholds: Mapping[str, float]) -> np.ndarray:
    """Return the place of the tier that each amount reaches, from zero at the top."""
    reached = [amounts >= thresholds[tier] for tier in TIERS[:3]]
    return np.asarray(np.select(reached, [0, 1, 2], default=3))


def _ranked(accounts: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Sort by contribution, the best first; equal customers share a rank."""
    for column in ("customer_id", "revenue", basis):
        if column not in accounts:
            raise KeyError(f"accounts lack the column {column!r}; tiers can be cut by profit or by revenue")
    keep = [c for c in ("customer_id", "name", "revenue") if c in accounts]
    frame = accounts[keep].copy()
    frame["contribution"] = accounts[basis].astype("float64").fillna(0.0)
    frame["_key"] = ties.rounded_for_ties(frame["contribution"])
    positive = frame["contribution"].clip(lower=0)
    frame["share_of_positive"] = positive / (positive.sum() or np.nan)
    frame = frame.iloc[ties.places_best_first(frame["_key"], frame["customer_id"])].reset_index(drop=True)
    frame["rank"] = ties.ranks(frame["_key"].to_numpy())
    return frame


def _checked(method: str, cuts: Sequence[float] | None) -> tuple[float, ...]:
    """Refuse cuts that are not three numbers in the method's order."""
    methods = (*DEFAULT_CUTS, "thresholds")
    if method not in methods:
        near = difflib.get_close_matches(method, methods, 1)
        raise ValueError(
            f"method {method!r} is not one of {', '.join(methods)}"
            + "".join(f": did you mean {n!r}?" for n in near)
        )
    if cuts is None:
        if method not in DEFAULT_CUTS:
            raise ValueError(
                "method 'thresholds' needs cuts: the amounts from which platinum, gold and iron start"
            )
        return DEFAULT_CUTS[method]
    given = tuple(float(cut) for cut in cuts)
    falling = method == "thresholds"
    if len(given) != 3 or list(given) != sorted(given, reverse=falling) or not np.isfinite(given).all():
        order = "falling amounts" if falling else "rising shares"
        raise ValueError(f"cuts {given} are not three {order} for platinum, gold and iron")
    if not falling and (given[0] < 0 or given[2] > 1):
        raise ValueError(f"cuts {given} are not shares between 0 and 1")
    return given


def _starts(
    values: np.ndarray, keys: np.ndarray, method: str, cuts: tuple[float, ...], judged: bool
) -> dict[str, float]:
    """Find the amount from which each tier starts: the smallest contribution that the method puts into it."""
    if method == "thresholds":
        return dict(zip(TIERS[:3], cuts, strict=True))
    ahead = _ahead(values, keys, method)
    within = [(ahead < cut - _HAIR) & (values > 0) for cut in cuts]
    if not judged:
        within[2] = np.ones(len(values), dtype=bool)
    elif method == "headcount":
        within[2] = ahead < cuts[2] - _HAIR
    else:
        within[2] = values > 0 if cuts[2] >= 1 else within[2]
    lowest = np.minimum.accumulate([values[w].min() if w.any() else np.inf for w in within])
    return {tier: float(start) for tier, start in zip(TIERS[:3], lowest, strict=True)}


def _ahead(values: np.ndarray, keys: np.ndarray, method: str) -> np.ndarray:
    """Return which share, of money or of customers, lies with customers strictly better than this one."""
    weights = np.clip(values, 0, None) if method == "share" else np.ones(len(values))
    total = weights.sum() or 1.0
    before = np.concatenate([[0.0], np.cumsum(weights)[:-1]]) if len(values) else weights
    first_of_tie = np.searchsorted(-keys, -keys, side="left")
    return np.asarray(before[first_of_tie] / total)


def _moved(frame: pd.DataFrame, overrides: pd.DataFrame | None) -> pd.DataFrame:
    """Check the decisions by hand and log them: who, from where, to where, why."""
    log = ["customer_id", "name", "from_tier", "to_tier", "reason", "decided_by"]
    if overrides is None or not len(overrides):
        return pd.DataFrame(columns=log, dtype="object")
    given = overrides.rename(columns={"tier": "to_tier"})
    known = set(frame["customer_id"])
    for row in given.to_dict("records"):
        _check_override(row, known)
    if given["customer_id"].duplicated().any():
        twice = given.loc[given["customer_id"].duplicated(), "customer_id"].iloc[0]
        raise ValueError(f"overrides name customer {twice!r} more than once")
    has = [c for c in ("customer_id", "name", "tier_by_rule") if c in frame]
    whole = given.drop(columns="name", errors="ignore").merge(frame[has], on="customer_id")
    return whole.rename(columns={"tier_by_rule": "from_tier"}).reindex(columns=log)


def _check_override(row: Mapping[Hashable, object], known: set[object]) -> None:
    who, tier, why = row.get("customer_id"), row.get("to_tier"), row.get("reason")
    if who not in known:
        raise ValueError(f"overrides name customer {who!r}, who is not among the accounts")
    if tier not in TIERS:
        raise ValueError(f"overrides put customer {who!r} into {tier!r}, which is not one of {', '.join(TIERS)}")
    if not isinstance(why, str) or not why.strip():
        raise ValueError(f"overrides move customer {who!r} without a reason")


def _summary(frame: pd.DataFrame, starts: Mapping[str, float]) -> pd.DataFrame:
    """Add up each tier; the sums tie to the book's totals."""
    tiers = pd.Index(TIERS, name="tier")
    by = frame.groupby("tier")
    summary = pd.DataFrame({"customers": by.size().reindex(tiers, fill_value=0)}, index=tiers)
    summary["share_of_customers"] = summary["customers"] / (len(frame) or np.nan)
    for column in ("revenue", "contribution"):
        total = float(frame[column].sum())
        summary[column] = by[column].sum().reindex(tiers, fill_value=0.0).round(4)
        summary[f"share_of_{column}"] = summary[column] / (total if total > 0 else np.nan)
    summary.insert(0, "starts_at", [starts.get(tier, np.nan) for tier in TIERS])
    return summary.reset_index()
