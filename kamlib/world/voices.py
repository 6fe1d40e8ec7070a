"""The customers' people and what they say: contacts, satisfaction, interviews with those who left."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice, Floats, Ints, within
from kamlib.world.names import people

CONTACTS = ("customer_id", "contact_id", "role", "influence", "attitude", "birthday", "known_by")
SURVEY = ("customer_id", "date", "dimension", "score", "comment")
EXITS = ("customer_id", "date", "reason", "competitor", "preventable")
ROLES = ("buyer", "technical", "decider", "user", "gatekeeper")
DIMENSIONS = ("overall", "product", "delivery", "service", "price")
RIVALS = ("Norvane Pumps", "Tessmark Drives", "岭沣泵业", "翊涧传动")
SAID = {
    True: {1: "故障反复出现，没有人负责", 2: "售后响应太慢", 4: "交货准时", 5: "合作很愉快"},
    False: {1: "the same fault again and nobody takes charge", 2: "service answers too late",
            4: "delivers on time", 5: "a pleasure to work with"},
}  # fmt: skip


class Seeded(Protocol):
    """Parameters of which the seed is looked at."""

    @property
    def seed(self) -> int:
        """Of the random numbers."""
        ...


def contacts(who: pd.DataFrame, p: Seeded) -> pd.DataFrame:
    """List the people at each customer and who of ours knows them.

    Parameters
    ----------
    who : pandas.DataFrame
        One row per customer, with what is planted in it; see ``cast``.
    p : Seeded
        Its seed is looked at.

    Returns
    -------
    pandas.DataFrame
        ``CONTACTS``; ``known_by`` holds names parted by ``; ``, one name only where knowledge is in one head.
    """
    dice, n = Dice(p.seed, "contacts"), len(who)
    large = who["type"].isin(["key", "harsh", "growing"]).to_numpy()
    count = dice.whole(1, 3, n) + 2 * large + who["single_owner"].to_numpy()
    at = np.repeat(np.arange(n), count)
    m = len(at)
    owner = who["owner"].to_numpy()[at]
    others = people(max(8, n // 20), p.seed, "sellers")
    second = dice.pick(others, m)
    # Someone else knows the first contact of everyone but those in one head.
    shared = ~who["single_owner"].to_numpy()[at] & (dice.chance(0.35, m) | (within(at) == 0))
    clash = second == owner
    second = np.where(clash, np.where(owner == others[0], others[1], others[0]), second)
    born = pd.Timestamp("1964-01-01") + pd.to_timedelta(dice.whole(0, 11_500, m), unit="D")
    known = dice.chance(0.7, m)
    width = len(str(m))
    return pd.DataFrame({
        "customer_id": who["customer_id"].to_numpy()[at],
        "contact_id": [f"P{i:0{width}d}" for i in range(1, m + 1)],
        "role": np.array(ROLES, dtype=object)[(within(at) + at) % len(ROLES)],
        "influence": dice.whole(1, 5, m),
        "attitude": _attitudes(who, at, dice),
        "birthday": pd.Series(born).where(known).astype("datetime64[s]"),
        "known_by": np.where(shared, owner + "; " + second, owner),
    })  # fmt: skip


def _attitudes(who: pd.DataFrame, at: Ints, dice: Dice) -> Ints:
    """From 1 (against us) to 5 (for us): lower with the dissatisfied, higher at key accounts."""
    tilt = np.where(who["dissatisfied"], -1.3, np.where(who["type"] == "key", 0.7, 0.0))[at]
    score = np.clip(np.rint(3.3 + tilt + 0.8 * dice.bell(len(at))), 1, 5)
    return np.asarray(score, dtype=np.int64)


def survey(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Ask about half of the customers each year; the dissatisfied are bitter in the year before they go.

    Parameters
    ----------
    who : pandas.DataFrame
        One row per customer, with what is planted in it; see ``cast``.
    p : Parameters
        Seed, first day and number of years and days are looked at.

    Returns
    -------
    pandas.DataFrame
        ``SURVEY``, one row per answer; scores from 1 to 5.
    """
    dice, n = Dice(p.seed, "survey"), len(who)
    at, year = np.repeat(np.arange(n), p.years), np.tile(np.arange(p.years), n)
    day = np.minimum(year * 365 + dice.whole(60, 330, len(at)), p.days - 1)
    start, stop = who["start"].to_numpy()[at], who["stop"].to_numpy()[at]
    bitter = who["dissatisfied"].to_numpy()[at]
    last = bitter & (day > stop - 500)
    day = np.where(last, np.minimum(day, stop - dice.whole(20, 90, len(at))), day)
    asked = (dice.chance(0.5, len(at)) | last) & (day >= start) & (day < stop) & (year <= stop // 365)
    at, day, last = at[asked], day[asked], last[asked]
    mood = _moods(who, dice)[at] - np.where(last, 1.9, 0.0)
    m, k = len(at), len(DIMENSIONS)
    tilt = np.where(who["value_kind"].to_numpy()[at] == "intrinsic", -0.5, 0.0)
    scores = [mood + 0.55 * dice.bell(m) + (tilt if d == "price" else 0) for d in DIMENSIONS]
    score = np.clip(np.rint(np.stack(scores, axis=1)), 1, 5).astype("int64").ravel()
    said = np.repeat(who["native"].to_numpy()[at], k)
    speaks = dice.chance(0.15, m * k)
    return pd.DataFrame({
        "customer_id": np.repeat(who["customer_id"].to_numpy()[at], k),
        "date": np.repeat((p.first + pd.to_timedelta(day, unit="D")).to_numpy().astype("datetime64[s]"), k),
        "dimension": np.tile(np.array(DIMENSIONS, dtype=object), m),
        "score": score,
        "comment": [SAID[c].get(s) if t else None for c, s, t in zip(said, score, speaks, strict=True)],
    }).sort_values(["date", "customer_id"], kind="stable", ignore_index=True)  # fmt: skip


def _moods(who: pd.DataFrame, dice: Dice) -> Floats:
    """How satisfied a customer is on the whole, before anything goes wrong."""
    base = who["type"].map({"key": 4.3, "growing": 4.2, "harsh": 3.3, "costly": 3.6}).fillna(3.9).to_numpy()
    return np.asarray(base + 0.3 * dice.bell(len(who)))


def exits(who: pd.DataFrame, book: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Interview seven in ten of those who left, and all who were dissatisfied.

    Parameters
    ----------
    who, book : pandas.DataFrame
        The cast and its order lines.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``EXITS``, by date, some two to five months after the last order.
    """
    dice, gone = Dice(p.seed, "exits"), who[who["type"] == "leaving"]
    n = len(gone)
    bitter = gone["dissatisfied"].to_numpy()
    reason = np.where(
        bitter, dice.pick(("service", "quality", "delivery"), n, (3, 3, 1)),
        dice.pick(("price", "no need", "contact person left"), n, (3, 2, 2)),
    )  # fmt: skip
    last = book.groupby("customer_id")["date"].max().reindex(gone["customer_id"]).to_numpy()
    day = last + dice.whole(60, 150, n).astype("timedelta64[D]")
    table = pd.DataFrame({
        "customer_id": gone["customer_id"].to_numpy(),
        "date": np.minimum(day, p.last.to_datetime64()).astype("datetime64[s]"),
        "reason": reason,
        "competitor": pd.Series(dice.pick(RIVALS, n)).where(reason != "no need").to_numpy(),
        "preventable": np.where(bitter | (reason == "contact person left"), "yes", "no"),
    })  # fmt: skip
    return table[bitter | dice.chance(0.7, n)].sort_values(["date", "customer_id"], ignore_index=True)
