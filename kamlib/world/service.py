"""Visits, calls and service: who of ours was where, for how long, at what cost.

Visits follow the sellers' habits, not the customers' worth. That is the lesson that lies in them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice, Floats, times
from kamlib.world.names import crew

COLUMNS = ("customer_id", "date", "level", "kind", "hours", "cost", "employee", "outcome")

#: What an hour costs by level, and the way there for those who travel, in yuan.
HOURLY = {"leadership": 900, "technical": 320, "business": 240}
TRAVEL = {
    "visit": 600,
    "service": 180,
    "training": 500,
    "joint project": 800,
    "tender": 0,
    "call": 0,
    "complaint": 0,
}
OUTCOMES = {
    "visit": ("order", "lead", "none"), "call": ("lead", "none"), "service": ("solved", "open"),
    "complaint": ("solved", "open"), "training": ("done",), "joint project": ("done", "lead"),
    "tender": ("order", "lost"),
}  # fmt: skip


def activities(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Write the diary of visits and service of a cast.

    Parameters
    ----------
    who : pandas.DataFrame
        The cast.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``, by date; hours in halves, cost in yuan.
    """
    dice = Dice(p.seed, "habits")
    years = ((who["stop"] - who["start"]) / 365.25).to_numpy()
    parts = [_some(kind, rate * years, who, p) for kind, rate in _rates(who, dice).items()]
    diary = pd.concat(parts, ignore_index=True)
    diary = diary.sort_values(["day", "at", "kind", "hours"], kind="stable", ignore_index=True)
    diary["customer_id"] = who["customer_id"].to_numpy()[diary["at"]]
    diary["date"] = (p.first + pd.to_timedelta(diary["day"], unit="D")).astype("datetime64[s]")
    return diary[list(COLUMNS)]


def _rates(who: pd.DataFrame, dice: Dice) -> dict[str, Floats]:
    """Expect so many contacts a year by kind; visits come from the seller's habit and the customer's company."""
    n, kind, type_ = len(who), who["value_kind"].to_numpy(), who["type"].to_numpy()
    owners, seller = np.unique(who["owner"].to_numpy(dtype=str), return_inverse=True)
    habit = dice.uniform(0.5, 1.6, len(owners))[seller]
    liked = dice.around(4.0, 0.6, n)
    busy = np.where(np.isin(type_, ["key", "harsh"]), 1.3, np.where(type_ == "group", 0.4, 1.0))
    return {
        "visit": habit * liked * busy,
        "call": dice.uniform(1, 5, n),
        "service": who["tickets"].to_numpy(),
        "complaint": np.where(who["dissatisfied"] | (type_ == "harsh"), 3.0, 0.3),
        "training": np.where(kind == "extrinsic", dice.uniform(0.8, 2.5, n), 0.15),
        "joint project": np.where(kind == "strategic", dice.uniform(3.0, 7.0, n), 0.03),
        "tender": np.where(kind == "intrinsic", dice.uniform(1.0, 3.0, n), 0.2),
    }


def _some(kind: str, expected: Floats, who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """All activities of one kind."""
    dice = Dice(p.seed, f"activities {kind}")
    at = np.repeat(np.arange(len(who)), times(expected, dice))
    n = len(at)
    day = np.floor(dice.uniform(who["start"].to_numpy()[at], who["stop"].to_numpy()[at], n)).astype("int64")
    weekday = (day + p.first.weekday()) % 7
    day = np.clip(day - np.maximum(0, weekday - 4), 0, p.days - 1)
    level = _levels(kind, who["value_kind"].to_numpy()[at], dice)
    service = kind in ("service", "complaint")
    typical = who["hours"].to_numpy()[at] if service else np.full(n, 1.0 if kind == "call" else 3.0)
    hours = np.maximum(1, np.rint(2 * typical * dice.uniform(0.6, 1.4, n))) / 2
    hourly = pd.Series(level).map(HOURLY).to_numpy(dtype=np.float64)
    cost = np.rint(hours * hourly) + TRAVEL[kind]
    employee = _staff(level, who["owner"].to_numpy()[at], dice, p)
    weights = (3, 1) if len(OUTCOMES[kind]) == 2 else None
    outcome = dice.pick(OUTCOMES[kind], n, weights)
    return pd.DataFrame({
        "at": at, "day": day, "kind": kind, "level": level, "hours": hours, "cost": cost,
        "employee": employee, "outcome": outcome,
    })  # fmt: skip


def _levels(kind: str, value_kind: np.ndarray, dice: Dice) -> np.ndarray:
    """Who goes: technicians to service, leaders now and then, sellers else."""
    n = len(value_kind)
    if kind in ("service", "complaint", "training"):
        return np.full(n, "technical", dtype=object)
    shares = {"joint project": (0.25, 0.65, 0.1), "visit": (0.07, 0.23, 0.7)}.get(kind, (0.0, 0.0, 1.0))
    level = dice.pick(("leadership", "technical", "business"), n, shares)
    led = (value_kind == "strategic") & (kind == "visit") & dice.chance(0.25, n)
    return np.where(led, "leadership", level)


def _staff(level: np.ndarray, owner: np.ndarray, dice: Dice, p: Parameters) -> np.ndarray:
    """Name the person: the owner for business, one of the technicians or leaders else."""
    ours = {of: np.array(who, dtype=object) for of, who in crew(p.customers, p.seed).items()}
    technical, leading = dice.pick(ours["technical"], len(level)), dice.pick(ours["leadership"], len(level))
    return np.where(level == "business", owner, np.where(level == "technical", technical, leading))
