"""What we did at the customers, what they answered, and what they said when they left."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world.dice import Dice, Flags, Floats, Ints
from kamlib.world.keep.laws import LAWS, KeepParameters
from kamlib.world.keep.lives import Lives
from kamlib.world.keep.people import sellers
from kamlib.world.voices import RIVALS

ACTIVITIES = ("customer_id", "date", "level", "kind", "hours", "cost", "employee", "outcome")
SURVEY = ("customer_id", "date", "dimension", "score")
EXITS = ("customer_id", "date", "reason", "competitor", "preventable")

#: Visits and calls a month, by class.
HABITS = {"A": (0.45, 0.5), "B": (0.25, 0.35), "C": (0.12, 0.2), "D": (0.05, 0.1)}
#: Hours and cost in CNY of an activity, by kind.
EFFORT = {"visit": (3.0, 1300), "call": (0.5, 120), "complaint": (4.0, 1400), "training": (6.0, 2400)}


def activities(who: pd.DataFrame, known: Lives, p: KeepParameters) -> pd.DataFrame:
    """Write the diary: visits and calls by class, complaints, trainings (the decoy), and visits to keep."""
    dice, shape = Dice(p.seed, "keep diary"), known.seller.shape
    size = shape[0] * shape[1]
    rates = np.array([HABITS[c] for c in who["class"]])
    visits = dice.chance(np.repeat(rates[:, 0], shape[1]), size).reshape(shape)
    calls = dice.chance(np.repeat(rates[:, 1], shape[1]), size).reshape(shape)
    complaints, answered = known.events["complaints"], known.answered
    parts = [
        _diary(visits, "visit", "none"), _diary(calls, "call", "none"),
        _diary(complaints & answered, "complaint", "solved"), _diary(complaints & ~answered, "complaint", "open"),
        _diary(known.events["training"], "training", "done"), _diary(known.events["care"], "visit", "retention"),
        _late_complaints(known, dice, p),
    ]  # fmt: skip
    diary = pd.concat(parts, ignore_index=True)
    return _dated(diary, who, known, dice, p)


def _diary(flags: Flags, kind: str, outcome: str) -> pd.DataFrame:
    at, month = np.nonzero(flags)
    return pd.DataFrame({"at": at, "month": month, "kind": kind, "outcome": outcome})


def _late_complaints(known: Lives, dice: Dice, p: KeepParameters) -> pd.DataFrame:
    """Let those who leave, and are not quiet about it, complain once, one to three quarters before; in vain."""
    fates = known.fates
    at = np.flatnonzero(fates["preventable"] & ~fates["quiet"] & (fates["cause"] != "complaints"))
    month = fates["left"].to_numpy()[at] - dice.whole(3, 9, len(at))
    return pd.DataFrame({"at": at, "month": month, "kind": "complaint", "outcome": "solved"})[month >= 0]


def _dated(diary: pd.DataFrame, who: pd.DataFrame, known: Lives, dice: Dice, p: KeepParameters) -> pd.DataFrame:
    """Put in days, people and cost; nothing happens before a customer's first month or after it has left."""
    at, month, starts = diary["at"].to_numpy(), diary["month"].to_numpy(), p.month_starts
    length = starts[month + 1] - starts[month]
    diary["day"] = starts[month] + np.floor(dice.uniform(0, length, len(diary))).astype("int64")
    lived = (month >= who["start"].to_numpy()[at]) & (diary["day"] < known.fates["day"].to_numpy()[at])
    technical = diary["kind"].isin(["complaint", "training"])
    diary["level"] = np.where(technical, "technical", "business")
    diary["hours"] = diary["kind"].map({kind: hours for kind, (hours, _cost) in EFFORT.items()})
    diary["cost"] = diary["kind"].map({kind: float(cost) for kind, (_hours, cost) in EFFORT.items()})
    diary["employee"] = np.array(sellers(p), dtype=object)[known.seller[at, month]]
    diary["customer_id"] = who["customer_id"].to_numpy()[at]
    diary["date"] = (p.first + pd.to_timedelta(diary["day"], unit="D")).astype("datetime64[s]")
    diary = diary[lived].sort_values(["day", "at", "kind", "outcome"], kind="stable", ignore_index=True)
    return diary[list(ACTIVITIES)]


def survey(who: pd.DataFrame, known: Lives, p: KeepParameters) -> pd.DataFrame:
    """Ask every customer each October; the less satisfied answer less often."""
    dice = Dice(p.seed, "keep survey")
    waves = [_wave(who, known, month, dice, p) for month in range(9, p.months, 12)]
    return pd.concat(waves, ignore_index=True)


def _wave(who: pd.DataFrame, known: Lives, month: int, dice: Dice, p: KeepParameters) -> pd.DataFrame:
    n, drivers = len(who), dict(LAWS.drivers)
    moods = {name: 3.8 + 0.7 * dice.bell(n) for name in ("delivery", "service", "product", "price")}
    moods["service"] -= _troubles(known, month)
    moods["delivery"] -= np.where(_leaves_soon(known, month), 1.0, 0.0)
    moods["contact"] = moods["service"] + 0.12 * dice.bell(n)
    overall = sum(weight * moods[name] for name, weight in drivers.items()) + 0.2 * dice.bell(n)
    answers = dice.chance(np.clip(0.15 * overall, 0.1, 0.9), n)
    asked = (who["start"].to_numpy() <= month) & (known.fates["left"].to_numpy() > month) & answers
    at = np.flatnonzero(asked)
    day = p.month_starts[month] + dice.whole(0, 27, len(at))
    scores = {"overall": overall, **moods}
    rows = [
        pd.DataFrame({
            "customer_id": who["customer_id"].to_numpy()[at],
            "date": (p.first + pd.to_timedelta(day, unit="D")).astype("datetime64[s]"),
            "dimension": name,
            "score": np.clip(np.rint(mood[at]), 1, 5).astype("int64"),
        })
        for name, mood in scores.items()
    ]  # fmt: skip
    return pd.concat(rows).sort_values(["date", "customer_id"], kind="stable", ignore_index=True)[list(SURVEY)]


def _troubles(known: Lives, month: int) -> Floats:
    """By how much unanswered complaints of the last half year lower what a customer thinks of our service."""
    open_ = known.events["complaints"] & ~known.answered
    return np.asarray(0.8 * np.minimum(2, open_[:, max(0, month - LAWS.months) : month].sum(axis=1)))


def _leaves_soon(known: Lives, month: int) -> Flags:
    """Say who leaves within half a year for a reason that could have been prevented."""
    left = known.fates["left"].to_numpy()
    return np.asarray(known.fates["preventable"].to_numpy() & (left > month) & (left <= month + 6))


def exits(who: pd.DataFrame, known: Lives, p: KeepParameters) -> pd.DataFrame:
    """Interview seven in ten of those who left, some two to five months later; a third does not say why."""
    dice, n = Dice(p.seed, "keep exits"), len(who)
    fates, last = known.fates, p.days
    day = fates["day"].to_numpy() + dice.whole(60, 150, n)
    true = fates["reason"].to_numpy(dtype=object)
    excuse = np.where(true == "price", "no need", "price")
    said = np.where(dice.chance(LAWS.misreported, n), excuse, true)
    asked = (fates["left"].to_numpy() < p.months) & dice.chance(0.7, n) & (day < last)
    table = pd.DataFrame({
        "customer_id": who["customer_id"],
        "date": (p.first + pd.to_timedelta(np.minimum(day, last - 1), unit="D")).astype("datetime64[s]"),
        "reason": said,
        "competitor": pd.Series(dice.pick(RIVALS, n)).where(said != "no need"),
        "preventable": np.where(said == "no need", "no", "yes"),
    })  # fmt: skip
    return table[asked].sort_values(["date", "customer_id"], ignore_index=True)[list(EXITS)]


def stays(known: Lives, p: KeepParameters) -> Ints:
    """Return the numbers of the customers that have not left."""
    return np.flatnonzero(known.fates["left"].to_numpy() == p.months)
