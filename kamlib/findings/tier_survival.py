"""How long the customers of each tier stay, from the first day on which tiers were judged (K16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify.tiers import TIERS
from kamlib.findings.past_tiers import past_tiers
from kamlib.findings.recoverable import today
from kamlib.keep.staying import from_tiers
from kamlib.keep.survival import Survival, kaplan_meier, log_rank
from kamlib.words import _, count, date, label, percent
from kamlib.words.phrases import clauses, sentences

if TYPE_CHECKING:
    from kamlib.client import Client

#: Customers below which a tier has no curve.
LEAST = 10

#: Months after which the curves are read, where the orders span as many after the day of the tiers.
READ_AT = 24

#: Fewest months after the day of the tiers for a curve.
_SHORTEST = 12

#: Chance below which tiers differ.
REAL = 0.05


@dataclass(frozen=True, eq=False)
class TierSurvival:
    """Who stayed, by the tier on a day.

    Attributes
    ----------
    day : pandas.Timestamp
        Last day of the first twelve months of the book: tiers are by what was known on it.
    curves : mapping
        Tier → its curve, best tier first; tiers of fewer than `LEAST` customers have none.
    read_at : int
        Months after the day at which the curves are read.
    p_value : float
        Chance of curves that differ so much if the tiers leave alike; missing with a single curve.
    table : pandas.DataFrame
        One row per curve: ``tier``, ``customers``, ``left``, ``share`` (that still buys after `read_at` months),
        ``low`` and ``high`` (missing where all or none stayed).
    """

    day: pd.Timestamp
    curves: Mapping[str, Survival]
    read_at: int
    p_value: float
    table: pd.DataFrame


@cached_per_client
def tier_survival(client: Client) -> TierSurvival | None:
    """Follow the customers of each tier from the first day on which tiers can be judged.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    TierSurvival or None
        None where fewer than twelve months can be followed, or no tier has enough customers.
    """
    end = today(client).base.last
    past = past_tiers(client)
    if not past.periods:
        return None
    first = past.table[past.table["period"] == past.periods[0]]
    first = first[first["customer_id"].isin(client.buyers["customer_id"])]
    day = pd.Timestamp(past.periods[0])
    last = client.accounts["last_date"]
    days = dict(zip(client.accounts["customer_id"], last.where(last <= end, end), strict=True))
    lives = from_tiers(days, dict(zip(first["customer_id"], first["tier"], strict=True)), day, end)
    return curves_of(lives, day)


def curves_of(lives: pd.DataFrame, day: pd.Timestamp) -> TierSurvival | None:
    """Draw the curves out of what ``keep.staying.from_tiers`` gives.

    Parameters
    ----------
    lives : pandas.DataFrame
        ``tier``, ``months`` and ``left`` of each customer.
    day : pandas.Timestamp
        Day of the tiers.

    Returns
    -------
    TierSurvival or None
        None where fewer than twelve months can be followed, or no tier has enough customers.
    """
    sizes = lives["tier"].value_counts()
    shown = [tier for tier in TIERS if sizes.get(tier, 0) >= LEAST]
    lives = lives[lives["tier"].isin(shown)]
    followed = float(lives["months"].max()) if len(lives) else 0.0
    if followed < _SHORTEST:
        return None
    curves = {tier: kaplan_meier(part["months"], part["left"]) for tier in shown
              for part in [lives[lives["tier"] == tier]]}  # fmt: skip
    read_at = min(READ_AT, int(followed))
    tested = len(shown) > 1 and bool(lives["left"].any())
    p_value = log_rank(lives["months"], lives["left"], lives["tier"]).p_value if tested else float("nan")
    rows = [{"tier": tier, **_read(curve, read_at)} for tier, curve in curves.items()]
    return TierSurvival(day, curves, read_at, p_value, pd.DataFrame(rows))


def _read(curve: Survival, at: int) -> dict[str, float]:
    until = curve.table[curve.table["time"] <= at].tail(1)
    share = float(curve.at(at)[0])
    sure = until.empty or share in (0.0, 1.0)
    low, high = (float("nan") if sure else float(until[end].iloc[0]) for end in ("low", "high"))
    customers = int(curve.table["at_risk"].iloc[0])
    return {
        "customers": customers,
        "left": int(curve.table["events"].sum()),
        "share": share,
        "low": low,
        "high": high,
    }


def survival_said(found: TierSurvival) -> str:
    """Say how many of each tier stayed, and whether the tiers differ.

    Parameters
    ----------
    found : TierSurvival
        From `tier_survival`.

    Returns
    -------
    str
    """
    shares = _("Of the customers of each tier on {day}, this share still bought {n} months later, with 95% "
               "intervals: {parts}.",
               day=date(found.day), n=count(found.read_at),
               parts=clauses(_row(row) for row in found.table.to_dict("records")))  # fmt: skip
    if found.p_value != found.p_value:
        return shares
    return sentences(shares, _("The tiers differ by more than chance.") if found.p_value < REAL else
                     _("The tiers do not differ by more than chance."))  # fmt: skip


def _row(row: Mapping[Any, Any]) -> str:
    tier, share = label(str(row["tier"])), percent(row["share"])
    if row["low"] != row["low"]:
        return _("{tier} {share}", tier=tier, share=share)
    return _("{tier} {share} ({low} to {high})", tier=tier, share=share,
             low=percent(row["low"]), high=percent(row["high"]))  # fmt: skip


def survival_table(found: TierSurvival) -> pd.DataFrame:
    """Return the table that a workbook shows, with terms of the glossary as columns.

    Parameters
    ----------
    found : TierSurvival
        From `tier_survival`.

    Returns
    -------
    pandas.DataFrame
    """
    return pd.DataFrame({
        "tier": [label(tier) for tier in found.table["tier"]], "customer_count": found.table["customers"],
        "tier_left": found.table["left"], "still_months": found.read_at, "still_share": found.table["share"],
        "share_low": found.table["low"], "share_high": found.table["high"],
    })  # fmt: skip
