"""The cast: who the customers of a world are, before any of them has bought anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kamlib.world import names
from kamlib.world.dice import Dice, Flags, Ints
from kamlib.world.types import RANGES, SHARES, TRAITS, TYPES


@dataclass(frozen=True)
class Parameters:
    """What a world is made from.

    Attributes
    ----------
    seed : int
        Same seed and parameters, same world to the byte.
    customers, years, lines : int
        How many customers, calendar years and order lines.
    end : str
        Last day of the world.
    shares : mapping
        Part of the customers of each planted type; the rest are ordinary.
    traits : mapping
        Parts of the traits planted over the types.
    """

    seed: int = 20240
    customers: int = 150
    years: int = 4
    lines: int = 8000
    end: str = "2024-12-31"
    shares: Mapping[str, float] = field(default_factory=lambda: dict(SHARES))
    traits: Mapping[str, float] = field(default_factory=lambda: dict(TRAITS))

    def __post_init__(self) -> None:
        """Refuse what no world can be made from."""
        if self.customers < 1 or self.years < 1 or self.seed < 0:
            raise ValueError("customers and years are at least 1, and seed is not negative")
        if self.lines < 12 * self.customers:
            raise ValueError(
                f"lines={self.lines} is below 12 a customer: {12 * self.customers} or more are needed"
            )
        unknown = (set(self.shares) - set(SHARES)) | (set(self.traits) - set(TRAITS))
        if unknown:
            raise ValueError(f"no such type or trait: {', '.join(sorted(unknown))}")
        if sum(self.shares.values()) > 1:
            raise ValueError("shares of the types add up to more than 1")

    @property
    def first(self) -> pd.Timestamp:
        """First day of the world."""
        return self.last + pd.Timedelta(days=1) - pd.DateOffset(years=self.years)

    @property
    def last(self) -> pd.Timestamp:
        """Last day of the world."""
        return pd.Timestamp(self.end)

    @property
    def days(self) -> int:
        """Length of the world in days."""
        return int((self.last - self.first).days) + 1


def cast(p: Parameters) -> pd.DataFrame:
    """Draw the customers: one row each, with type, traits, and every parameter of its behaviour.

    Parameters
    ----------
    p : Parameters

    Returns
    -------
    pandas.DataFrame
        By customer id; columns: the type, the flags of the traits, the figures of ``types.RANGES``, first and
        last day (``start``, ``stop``, days from the first day of the world), and what the customer table shows.
    """
    dice = Dice(p.seed, "cast")
    types = _types(p, dice)
    width = len(str(p.customers))
    who = pd.DataFrame({"customer_id": [f"C{i:0{width}d}" for i in range(1, p.customers + 1)], "type": types})
    for column in RANGES:
        low, high = (np.array([getattr(TYPES[t], column)[i] for t in types], dtype=np.float64) for i in (0, 1))
        who[column] = dice.uniform(low, high, p.customers)
    who["terms"] = (np.rint(who["terms"] / 15) * 15).astype("int64")
    who["breadth"] = np.rint(who["breadth"]).astype("int64")
    who = _traits(who, p)
    who = _spans(who, p)
    return _facts(who, p)


def _types(p: Parameters, dice: Dice) -> NDArray[np.object_]:
    """Give every customer a type: the shares exactly, in random places."""
    counts = {key: round(share * p.customers) for key, share in p.shares.items()}
    types = [key for key, n in counts.items() for _ in range(n)][: p.customers]
    types += ["ordinary"] * (p.customers - len(types))
    return np.array(types, dtype=object)[dice.shuffled(p.customers)]


def _some(where: Flags, share: float, dice: Dice) -> Flags:
    """Flag a share of those that qualify, at least one where any does and the share is above zero."""
    candidates = np.flatnonzero(where)
    n = min(len(candidates), max(1, round(share * len(candidates)))) if share > 0 else 0
    flags = np.zeros(len(where), dtype=bool)
    flags[candidates[dice.shuffled(len(candidates))[:n]]] = True
    return flags


def _traits(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Plant what lies over the types: kinds of value, benchmarks, single owners, newcomers, dissatisfaction."""
    dice, n, type_ = Dice(p.seed, "traits"), len(who), who["type"].to_numpy()
    share = {**TRAITS, **p.traits}
    steady = np.isin(type_, ["key", "ordinary", "growing"])
    who["benchmark"] = _some(steady, min(1.0, share["benchmark"] * n / max(1, steady.sum())), dice)
    who["single_owner"] = _some(
        np.isin(type_, ["key", "ordinary", "slow", "growing"]), share["single_owner"], dice
    )
    who["new"] = _some(type_ == "ordinary", share["new"], dice)
    who["dissatisfied"] = _some(type_ == "leaving", share["dissatisfied"], dice)
    who["project"] = _some(type_ == "key", 0.1, dice)
    who["hard_price"] = _some((type_ == "key") & ~who["project"].to_numpy(), share["hard_price"], dice)
    who.loc[who["hard_price"], "discount"] = who["discount"] + 0.11
    strategic = _some(type_ == "key", share["strategic"], dice)
    on_price = (type_ == "harsh") | _some(~strategic & (type_ != "harsh"), share["intrinsic"], dice)
    who["value_kind"] = np.where(strategic, "strategic", np.where(on_price, "intrinsic", "extrinsic"))
    who.loc[who["value_kind"] == "intrinsic", "breadth"] = (who["breadth"] / 2).round().clip(2).astype("int64")
    who.loc[(who["value_kind"] == "intrinsic") & (type_ != "harsh"), "discount"] += 0.02
    # The largest of those who leave were key accounts once: the list of the 20 % is not fixed.
    once = _some(type_ == "leaving", 0.15, dice)
    who.loc[once, ["rate", "ticket"]] = who.loc[once, ["rate", "ticket"]] * [1.5, 2.0]
    who["once_key"] = once
    return who


def _spans(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """When each customer starts to buy and stops."""
    dice, n = Dice(p.seed, "spans"), len(who)
    late = who["new"].to_numpy()
    leaves = (who["type"] == "leaving").to_numpy()
    who["start"] = np.where(late, dice.whole(p.days // 3, p.days * 3 // 4, n), 0)
    who["stop"] = np.where(leaves, dice.whole(p.days // 2, p.days * 4 // 5, n), p.days)
    before = dice.whole(200, 3600, n)
    after = dice.whole(0, 12, n)
    who["since"] = p.first + pd.to_timedelta(np.where(late, who["start"] - after, -before), unit="D")
    return who


def _facts(who: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Add what the customer table shows: name, industry, region, owner, influence, reputation."""
    dice, n = Dice(p.seed, "facts"), len(who)
    who["industry"] = dice.pick(list(names.TRADES), n)
    native = dice.chance(0.8, n)
    home, abroad = dice.pick(names.CHINA, n, (5, 4, 3, 2, 2)), dice.pick(names.ABROAD, n, (3, 2, 2))
    who["region"] = np.where(native, home, abroad)
    who["name"] = names.companies(who["industry"].to_numpy(), native, p.seed)
    who["native"] = native
    sellers = names.people(max(8, n // 20), p.seed, "sellers")
    who["owner"] = dice.pick(sellers, n)
    # Of those whose knowledge sits in one head, two thirds sit in the same.
    who.loc[_some(who["single_owner"].to_numpy(), 0.67, dice), "owner"] = sellers[0]
    who["influence"] = _stars(dice, n, who["type"].isin(["key", "harsh"]).to_numpy())
    who.loc[who["benchmark"], "influence"] = 5
    who["reputation"] = _stars(dice, n, (~who["type"].isin(["harsh", "slow"])).to_numpy()) + dice.chance(0.1, n)
    who["parent_id"] = _parents(who, dice)
    return who


def _stars(dice: Dice, n: int, better: Flags) -> Ints:
    """Give stars from 1 to 4, one more on the whole for the better; five are kept for benchmarks."""
    return np.clip(dice.whole(1, 3, n) + better, 1, 4)


def _parents(who: pd.DataFrame, dice: Dice) -> NDArray[np.object_]:
    """Hang one ordinary customer in fifteen under a key account or a giant."""
    heads = who.loc[who["type"].isin(["key", "harsh"]), "customer_id"].to_list()
    hung = (who["type"] == "ordinary").to_numpy() & dice.chance(0.07, len(who)) & bool(heads)
    parents = pd.Series(dice.pick(heads or [""], len(who)), dtype=object)
    return parents.where(hung).to_numpy(dtype=object)
