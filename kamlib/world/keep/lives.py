"""What happens to each customer month by month, and who leaves when, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib.world.dice import Dice, Flags, Floats, Ints
from kamlib.world.keep.laws import LAWS, KeepParameters
from kamlib.world.keep.people import sellers

#: The reason, as an exit interview would name it, of an exit that an event has caused.
REASONS = {"owner": "contact person left", "price": "price", "complaints": "service"}

#: Why a customer leaves that nothing of the planted has driven away, though it could have been kept.
OTHERWISE = ("quality", "delivery", "service")


@dataclass(frozen=True, eq=False)
class Lives:
    """The lives of all customers.

    Attributes
    ----------
    events : dict
        Event → flags, customer × month.
    answered : numpy.ndarray
        Whether the complaint of a customer in a month was answered.
    seller : numpy.ndarray
        Number of the seller, customer × month.
    prices : numpy.ndarray
        Factor on the price that a customer paid first, customer × month, without the yearly rise for all.
    fates : pandas.DataFrame
        A row a customer: ``left`` (month, or the number of months where it stayed), ``day`` of leaving, ``stop``
        (day after which it orders nothing), ``cause``, ``reason``, ``preventable``, ``quiet``, ``shrinking``.
    factors : numpy.ndarray
        Factor of all events on the hazard, customer × month.
    """

    events: dict[str, Flags]
    answered: Flags
    seller: Ints
    prices: Floats
    fates: pd.DataFrame
    factors: Floats


def lives(who: pd.DataFrame, p: KeepParameters) -> Lives:
    """Let the customers live."""
    events, answered, seller, prices = _events(who, p)
    parts = {name: np.where(at_work(events, answered, name), LAWS.effects[name], 1.0) for name in LAWS.effects}
    factors = np.prod(np.stack(list(parts.values())), axis=0)
    fates = _fates(who, parts, factors, events["complaints"], p)
    return Lives(events, answered, seller, prices, fates, factors)


def _events(who: pd.DataFrame, p: KeepParameters) -> tuple[dict[str, Flags], Flags, Ints, Floats]:
    """Draw the events of all months, as if nobody left."""
    dice, shape = Dice(p.seed, "keep events"), (len(who), p.months)
    size = shape[0] * shape[1]

    def often(rate: NDArray[np.float64] | float) -> Flags:
        each = np.repeat(np.broadcast_to(rate, shape[0]), shape[1])
        return dice.chance(each, size).reshape(shape)

    complaints = often(np.where(who["poor_service"], 0.25, 0.03))
    answered = dice.chance(0.5, size).reshape(shape)
    rises = often(0.03)
    rises &= np.cumsum(rises, axis=1) == 1  # one a customer
    care = often(0.02) & (np.arange(p.months) >= p.months // 2)
    seller = _sellers(who, dice, p)
    owner = np.zeros(shape, dtype=bool)
    owner[:, 1:] = seller[:, 1:] != seller[:, :-1]
    by = 1 + dice.uniform(0.06, 0.11, shape[0])
    prices = np.where(np.cumsum(rises, axis=1) > 0, by[:, None], 1.0)
    events = {"owner": owner, "price": rises, "complaints": complaints, "training": often(0.02), "care": care}
    return events, answered, seller, prices


def _sellers(who: pd.DataFrame, dice: Dice, p: KeepParameters) -> Ints:
    """Say who of ours looks after whom: four sellers in ten leave once, and some customers are handed over."""
    count, n = len(sellers(p)), len(who)
    seller = np.repeat(who["seller"].to_numpy()[:, None], p.months, axis=1)
    leaves = np.where(dice.chance(0.4, count), dice.whole(6, p.months - 8, count), p.months)
    for number in np.flatnonzero(leaves < p.months):
        month = leaves[number]
        theirs = np.flatnonzero(seller[:, month] == number)
        heirs = (number + dice.whole(1, count - 1, len(theirs))) % count
        seller[theirs, month:] = heirs[:, None]
    handed = np.where(dice.chance(0.08, n), dice.whole(6, p.months - 8, n), p.months)
    for at in np.flatnonzero(handed < p.months):
        seller[at, handed[at] :] = (seller[at, handed[at]] + 1) % count
    return seller


def at_work(events: dict[str, Flags], answered: Flags, name: str) -> Flags:
    """Say where an effect is at work: in the months after the event, not in that of the event itself."""
    if name == "complaints":
        return _counted(events[name] & ~answered) >= 2
    return _counted(events[name]) >= 1


def _counted(flags: Flags) -> Ints:
    """Count the events of the months before."""
    total = np.concatenate([np.zeros((len(flags), 1), np.int64), np.cumsum(flags, axis=1)], axis=1)
    month = np.arange(flags.shape[1])
    return np.asarray(total[:, month] - total[:, np.maximum(0, month - LAWS.months)])


def _fates(
    who: pd.DataFrame, parts: dict[str, Floats], factors: Floats, complaints: Flags, p: KeepParameters
) -> pd.DataFrame:
    """Draw who leaves when, and why."""
    dice, n = Dice(p.seed, "keep fates"), len(who)
    hazard = who["hazard"].to_numpy()[:, None] * factors
    young = np.arange(p.months) < who["start"].to_numpy()[:, None] + 3
    leaves = dice.chance(np.where(young, 0.0, hazard).ravel(), n * p.months).reshape(n, p.months)
    left = np.where(leaves.any(axis=1), leaves.argmax(axis=1), p.months)
    gone = left < p.months
    lived = ~young & (np.arange(p.months) <= left[:, None])
    # Of the plain hazard so much is unpreventable that the planted share of all exits is.
    plain = np.broadcast_to(who["hazard"].to_numpy()[:, None], hazard.shape)[lived].sum()
    fixed = LAWS.unpreventable * hazard[lived].sum() / plain
    cause = _causes(parts, np.minimum(left, p.months - 1), min(fixed, 1.0), dice)
    starts = p.month_starts
    at = np.minimum(left, p.months - 1)
    day = starts[at] + np.floor(dice.uniform(0, starts[at + 1] - starts[at], n)).astype("int64")
    preventable = gone & (cause != "closed")
    reason = np.array([REASONS.get(c, "no need" if c == "closed" else "") for c in cause], dtype=object)
    reason = np.where(reason == "", dice.pick(OTHERWISE, n), reason)
    return pd.DataFrame({
        "left": left,
        "day": np.where(gone, day, p.days),
        "stop": np.where(gone, day, p.days),
        "cause": np.where(gone, cause, ""),
        "reason": np.where(gone, reason, ""),
        "preventable": preventable,
        "quiet": _quiet(preventable, complaints, left, dice),
        "shrinking": preventable & dice.chance(LAWS.shrinking, n),
    })  # fmt: skip


def _quiet(preventable: Flags, complaints: Flags, left: Ints, dice: Dice) -> Flags:
    """Flag the preventable leavers that go without a complaint in their last three quarters."""
    month = np.arange(complaints.shape[1])
    last = (month >= left[:, None] - 9) & (month <= left[:, None])
    silent = preventable & ~(complaints & last).any(axis=1)
    return silent & dice.chance(min(1.0, LAWS.quiet * preventable.sum() / max(1, silent.sum())), len(left))


def _causes(parts: dict[str, Floats], at: Ints, fixed: float, dice: Dice) -> NDArray[np.object_]:
    """Name the cause of each exit: each part of the hazard in the month of leaving in proportion to its size."""
    rows = np.arange(len(at))
    names = ("closed", "otherwise", *REASONS)
    added = [np.maximum(0.0, parts[name][rows, at] - 1) for name in REASONS]
    weights = np.stack([np.full(len(at), fixed), np.full(len(at), 1 - fixed), *added], axis=1)
    edges = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    drawn = (dice.uniform(0, 1, len(at))[:, None] >= edges).sum(axis=1)
    return np.asarray(np.array(names, dtype=object)[np.minimum(drawn, len(names) - 1)])
