"""What customers asked us, how long the first reply took, and who closed it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.world.cast import Parameters
from kamlib.world.dice import Dice, Floats, times
from kamlib.world.staff import Roles

REQUESTS = ("request_id", "customer_id", "date", "person", "kind", "reply_hours", "closed", "closed_by")
KINDS = ("question", "quote", "complaint")

#: Requests a year by type of customer; a bitter customer asks more.
RATES = {"key": 6.0, "harsh": 9.0, "growing": 4.0, "potential": 1.5, "big_ticket": 1.0, "group": 0.7}

#: Hours to the first reply: the usual ones, the erratic seller's quick and slow ones, and how many are slow.
USUAL, QUICK, SLOW, SLOW_PART = 8.0, 2.0, 32.0, 0.2

#: Hours to the first reply of the friendly seller: to friends, and to others.
TO_FRIENDS, TO_OTHERS = 0.8, 12.0

#: Chance that the person who was asked also closes it.
OWN = 0.85


def requests(who: pd.DataFrame, parts: Roles, p: Parameters) -> pd.DataFrame:
    """Write down who asked what, when it was first answered, and who closed it.

    Parameters
    ----------
    who : pandas.DataFrame
        The cast.
    parts : Roles
        The steady and the erratic seller take equally long on average; the erratic one is slow where customers
        later leave.
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        ``REQUESTS``, by day; of those still open on the last day nobody has closed any.
    """
    dice = Dice(p.seed, "requests")
    years = ((who["stop"] - who["start"]) / 365.25).to_numpy()
    rate = who["type"].map(RATES).fillna(2.5).to_numpy() + 2.0 * who["dissatisfied"].to_numpy()
    at = np.repeat(np.arange(len(who)), times(rate * years, dice))
    n = len(at)
    day = np.floor(dice.uniform(who["start"].to_numpy()[at], who["stop"].to_numpy()[at], n)).astype("int64")
    day = np.clip(day - np.maximum(0, (day + p.first.weekday()) % 7 - 4), 0, p.days - 1)
    person = who["owner"].to_numpy()[at]
    hours = _hours(who.iloc[at], day, person, parts, dice)
    ends = day + np.ceil(hours / 24).astype("int64") + dice.whole(0, 12, n)
    shut = ends < p.days
    others = np.array(sorted(set(who["owner"])), dtype=object)
    helper = others[dice.whole(0, len(others) - 1, n)]
    by = np.where(dice.chance(OWN, n), person, helper)
    table = pd.DataFrame({
        "customer_id": who["customer_id"].to_numpy()[at],
        "date": (p.first + pd.to_timedelta(day, unit="D")).to_numpy().astype("datetime64[s]"),
        "person": person,
        "kind": dice.pick(KINDS, n, (5, 3, 2)),
        "reply_hours": hours,
        "closed": pd.Series(p.first + pd.to_timedelta(ends, unit="D")).where(shut).astype("datetime64[s]"),
        "closed_by": pd.Series(by, dtype="object").where(shut, None),
    })  # fmt: skip
    table = table.sort_values(["date", "customer_id"], kind="stable", ignore_index=True)
    width = len(str(n))
    return table.assign(request_id=[f"R{i:0{width}d}" for i in range(1, n + 1)])[list(REQUESTS)]


def _hours(asked: pd.DataFrame, day: np.ndarray, person: np.ndarray, parts: Roles, dice: Dice) -> Floats:
    """Hours to the first reply, in tenths; means of the steady and the erratic seller are the same to a tenth."""
    n = len(person)
    usual, quick, slow = dice.around(USUAL, 0.5, n), dice.around(QUICK, 0.4, n), dice.around(SLOW, 0.3, n)
    even, luck = dice.around(USUAL, 0.2, n), dice.uniform(0, 1, n)
    steady, erratic, friendly = (person == one for one in (parts.steady, parts.erratic, parts.friendly))
    stop = asked["stop"].to_numpy()
    before = (asked["type"] == "leaving").to_numpy() & (day > stop - 365)
    late = np.zeros(n, dtype=bool)
    mine = np.flatnonzero(erratic)
    first = mine[np.argsort(-(luck + before)[mine], kind="stable")]
    late[first[: round(SLOW_PART * len(mine))]] = True
    friend = asked["customer_id"].isin(parts.friends).to_numpy()
    hours = np.where(steady, even, usual)
    hours = np.where(
        friendly, np.where(friend, dice.around(TO_FRIENDS, 0.4, n), dice.around(TO_OTHERS, 0.5, n)), hours
    )
    hours = np.where(erratic, np.where(late, slow, quick), hours)
    if steady.any() and erratic.any():
        hours[erratic] *= round(float(np.rint(hours[steady] * 10).mean() / (10 * hours[erratic].mean())), 6)
    return np.asarray(np.maximum(np.rint(hours * 10), 1) / 10)
