"""Our people: who plays which part, hours for visits, who leaves, and which visits customers are promised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice, Floats
from kamlib.world.names import crew

PEOPLE = ("person", "level", "hours_per_week", "country", "absences", "until")
PROMISES = ("customer_id", "level", "every_weeks", "hours", "person", "value")

#: Days after the last day of the orders on which the seller who leaves is last here.
NOTICE = 90

#: How many of the friendly seller's customers are friends.
FRIENDS = 5

#: Hours of a visit, and how many of the hours that promises take a level has: leaders lack a third.
HOURS, ROOM = 3, {"leadership": 0.65, "technical": 1.5, "business": 1.5}

#: Visits by level: one in so many weeks. The largest are promised the most, whether they earn it or not.
_MOST = {"leadership": 6, "technical": 8, "business": 3}
CADENCE = {
    "key": _MOST, "harsh": _MOST, "growing": {"leadership": 13, "technical": 13, "business": 6},
    "ordinary": {"technical": 26, "business": 13}, "slow": {"technical": 26, "business": 13},
    "costly": {"technical": 8, "business": 13}, "potential": {"business": 13},
}  # fmt: skip


@dataclass(frozen=True)
class Roles:
    """Who plays which part among the sellers, and who the friends are of the one that visits friends."""

    leaving: str
    steady: str
    erratic: str
    friendly: str
    friends: tuple[str, ...]
    lost: dict[str, int]


def roles(who: pd.DataFrame, diary: pd.DataFrame, after: pd.Series, p: Parameters) -> Roles:
    """Cast the sellers: parts are given to those whom they fit, as customers and diary are there already.

    Parameters
    ----------
    who, diary : pandas.DataFrame
        The cast and its activities.
    after : pandas.Series
        What each customer brought after serving, by id.
    p : Parameters

    Returns
    -------
    Roles
        The seller who leaves is the one in whose head most single-owner customers are. The steady one lost the
        smallest share of customers, the erratic one the largest; of the rest, the friendly one's visits follow
        what customers bring the least.
    """
    sellers = crew(p.customers, p.seed)["business"]
    gone = (who["type"] == "leaving").to_numpy()
    size = {one: int((who["owner"] == one).sum()) for one in sellers}
    lost = {one: int((gone & (who["owner"] == one).to_numpy()).sum()) for one in sellers}
    rest = sorted(sellers[1:], key=lambda one: (lost[one] / max(1, size[one]), -size[one], one))
    steady, erratic = rest[0], rest[-1]
    visits = (
        diary[diary["kind"] == "visit"].groupby("customer_id").size().reindex(who["customer_id"], fill_value=0)
    )
    follows = {one: _agreement(visits, after, who["customer_id"][who["owner"] == one]) for one in rest[1:-1]}
    friendly = min(follows, key=lambda one: (follows[one], one))
    small = who[(who["owner"] == friendly) & who["type"].isin(["ordinary", "costly", "slow", "potential"])]
    most = visits.loc[small["customer_id"]].sort_values(ascending=False, kind="stable")
    return Roles(sellers[0], steady, erratic, friendly, tuple(sorted(most.index[:FRIENDS])), lost)


def _agreement(one: pd.Series, other: pd.Series, ids: pd.Series) -> float:
    """Rank correlation over some customers; 1 where there are too few to say."""
    n = len(ids)
    if n < FRIENDS:
        return 1.0
    apart = one.loc[ids].rank().to_numpy() - other.loc[ids].rank().to_numpy()
    return float(1 - 6 * (apart**2).sum() / (n * (n * n - 1)))


def promises(who: pd.DataFrame, book: pd.DataFrame, diary: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """List the visits that customers are promised, with the money that each is about.

    Parameters
    ----------
    who, book, diary : pandas.DataFrame
        The cast, its order lines and its activities.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``PROMISES``, one row per customer and level; value in yuan a year: what the customer brought in the last
        twelve months after serving, not below zero, in thousands.
    """
    worth, ours, days = _last_year(who, book, diary, p), crew(p.customers, p.seed), p.days
    columns = (who[name] for name in ("customer_id", "type", "owner", "benchmark", "stop"))
    rows = []
    for at, (id_, type_, owner, benchmark, stop) in enumerate(zip(*columns, strict=True)):
        kept = _MOST if benchmark else CADENCE.get(type_, {})
        for level, every in kept.items() if stop >= days else ():
            person = owner if level == "business" else ours[level][at % len(ours[level])]
            rows.append((id_, level, every, HOURS, person, worth[at]))
    return pd.DataFrame(rows, columns=list(PROMISES)).astype(
        {"every_weeks": "int64", "hours": "int64", "value": "int64"}
    )


def _last_year(who: pd.DataFrame, book: pd.DataFrame, diary: pd.DataFrame, p: Parameters) -> np.ndarray:
    """Return what each customer brought in the last twelve months after serving, in yuan, rounded to thousands."""
    since = p.last - pd.DateOffset(years=1)
    lines = book[book["date"] > since]
    earned = lines["revenue"] - lines["cost"] - lines["freight"] - lines["quality_loss"]
    brought = earned.groupby(lines["customer_id"]).sum().reindex(who["customer_id"], fill_value=0)
    late = diary[diary["date"] > since]
    spent = late.groupby("customer_id")["cost"].sum().reindex(who["customer_id"], fill_value=0)
    return np.asarray(np.rint(np.maximum(brought - spent, 0).round(2) / 1000) * 1000).astype("int64")


def staff(promised: pd.DataFrame, leaving: str, p: Parameters) -> pd.DataFrame:
    """List our people with the hours a week that they have for promised visits, absences, and who leaves.

    Parameters
    ----------
    promised : pandas.DataFrame
        The promises.
    leaving : str
        The seller who leaves.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``PEOPLE``. Sellers and technicians have hours to spare, leaders lack a third of theirs.
    """
    dice, ours = Dice(p.seed, "staff"), crew(p.customers, p.seed)
    names = [name for level in ours for name in ours[level]]
    level = np.repeat(list(ours), [len(some) for some in ours.values()])
    need = (
        (promised["hours"] / promised["every_weeks"])
        .groupby(promised["person"])
        .sum()
        .reindex(names, fill_value=0)
    )
    room = need.to_numpy() * np.array([ROOM[one] for one in level]) / HOURS
    visits = np.where(level == "leadership", np.rint(room), np.ceil(np.round(room, 6)))
    away = _absences(dice, len(names), p)
    stays = np.array(names) != leaving
    last = pd.Series(p.last + pd.Timedelta(days=NOTICE), index=range(len(names))).astype("datetime64[s]")
    return pd.DataFrame({
        "person": names, "level": level, "hours_per_week": (np.maximum(visits, 1) * HOURS).astype("int64"),
        "country": "CN", "absences": pd.Series(away, dtype="object").where(stays, None), "until": last.mask(stays),
    })  # fmt: skip


def _absences(dice: Dice, n: int, p: Parameters) -> np.ndarray:
    """Write down the days on which people are away in the next half-year, whole weeks for the most part."""
    first, length = dice.whole(10, 150, n), dice.whole(4, 11, n)
    away: Floats = dice.uniform(0, 1, n)
    begins = (p.last + pd.to_timedelta(first, unit="D")).strftime("%Y-%m-%d")
    ends = (p.last + pd.to_timedelta(first + length, unit="D")).strftime("%Y-%m-%d")
    spans = [f"{one} to {other}" for one, other in zip(begins, ends, strict=True)]
    return np.array([one if luck < 0.6 else None for one, luck in zip(spans, away, strict=True)], dtype=object)
