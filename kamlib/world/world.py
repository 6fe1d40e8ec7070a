"""The world: the tables of one invented company with a known truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kamlib.world import noted, selling
from kamlib.world.asked import requests
from kamlib.world.cast import Parameters, cast
from kamlib.world.dice import Dice
from kamlib.world.orders import orders
from kamlib.world.service import activities
from kamlib.world.staff import Roles, promises, roles, staff
from kamlib.world.ties import network
from kamlib.world.truth import served, truth
from kamlib.world.types import SHARES, TRAITS
from kamlib.world.voices import contacts, exits, survey

#: The tables that every made-up client has.
TABLES = ("orders", "customers", "activities", "contacts", "survey", "exits")

CUSTOMERS = (
    "customer_id", "name", "industry", "region", "owner", "since", "influence", "reputation",
    "potential", "parent_id",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class World:
    """Tables with canonical columns, and the truth about them.

    Attributes
    ----------
    orders, customers, activities, contacts, survey, exits : pandas.DataFrame
        As in the domain's table of tables; money in CNY.
    truth : dict
        Who is what; see ``truth.truth``.
    further : mapping
        What a world has beyond these six, by name: people, promises, deals, prospects, network, requests, files.
    """

    orders: pd.DataFrame
    customers: pd.DataFrame
    activities: pd.DataFrame
    contacts: pd.DataFrame
    survey: pd.DataFrame
    exits: pd.DataFrame
    truth: dict[str, Any]
    further: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        return {name: getattr(self, name) for name in TABLES} | dict(self.further)


def make(
    *,
    seed: int = 20240,
    customers: int = 150,
    years: int = 4,
    lines: int = 8000,
    end: str = "2024-12-31",
    shares: Mapping[str, float] | None = None,
    traits: Mapping[str, float] | None = None,
) -> World:
    """Make the synthetic client: a maker of pumps and drives with customers of known types.

    Parameters
    ----------
    seed : int
        Same seed and parameters, same world to the byte.
    customers, years, lines : int
        How many customers, calendar years and order lines; at least twelve lines a customer.
    end : str
        Last day.
    shares, traits : mapping, optional
        Part of the customers of each planted type (``types.SHARES``) and trait (``types.TRAITS``); what is not
        named keeps its default.

    Returns
    -------
    World

    Raises
    ------
    ValueError
        If the parameters contradict each other; the message names them.
    """
    p = Parameters(seed, customers, years, lines, end, {**SHARES, **(shares or {})}, {**TRAITS, **(traits or {})})
    who = cast(p)
    book = orders(who, p)
    tables: dict[str, pd.DataFrame] = {
        "orders": book,
        "customers": _customers(who, book, p),
        "activities": activities(who, p),
        "contacts": contacts(who, p),
        "survey": survey(who, p),
        "exits": exits(who, book, p),
    }
    further, planted = _further(who, tables, p)
    return World(**tables, truth=truth(who, tables, p) | planted, further=further)


def _further(
    who: pd.DataFrame, tables: dict[str, pd.DataFrame], p: Parameters
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Draw what the company knows of its people and its selling, and say what is planted in it."""
    diary, book = tables["activities"], tables["orders"]
    parts = roles(who, diary, served(who, tables), p)
    promised = promises(who, book, diary, p)
    targets = selling.prospects(who, p)
    ties, brokers = network(who, tables["contacts"], parts, p)
    asked = requests(who, parts, p)
    files, notes = noted.notes(who, book, parts, p)
    ours = staff(promised, parts.leaving, p)
    further = {
        "people": ours, "promises": promised, "deals": selling.deals(who, targets, p), "prospects": targets,
        "network": ties, "requests": asked, "files": files,
    }  # fmt: skip
    planted = {**_parts(parts, ours, asked), "brokers": brokers, "deals": selling.truth(), "notes": notes}
    return further, planted


def _parts(parts: Roles, ours: pd.DataFrame, asked: pd.DataFrame) -> dict[str, Any]:
    """Say which seller plays which part, and what shows it."""
    mean = asked.groupby("person")["reply_hours"].mean().round(2)
    return {
        "roles": {
            "leaving_seller": parts.leaving, "until": f"{ours['until'].max():%Y-%m-%d}",
            "steady_seller": parts.steady, "erratic_seller": parts.erratic, "friendly_seller": parts.friendly,
        },
        "friends": list(parts.friends),
        "lost_by_seller": parts.lost,
        "reply_mean_hours": {str(one): float(hours) for one, hours in mean.items()},
    }  # fmt: skip


def _customers(who: pd.DataFrame, book: pd.DataFrame, p: Parameters) -> pd.DataFrame:
    """Tell what the company knows of its customers; potential is yearly spend at all suppliers, in thousands."""
    dice, yearly = (
        Dice(p.seed, "potential"),
        book.groupby("customer_id")["revenue"].sum().reindex(who["customer_id"]),
    )
    active = ((who["stop"] - who["start"]) / 365.25).clip(lower=1).to_numpy()
    potential = np.maximum(yearly.to_numpy() / active, 1000) / who["wallet"].to_numpy()
    known = who["type"].isin(["key", "harsh", "potential"]).to_numpy() | dice.chance(0.85, len(who))
    table = who.assign(potential=np.where(known, np.rint(potential / 1000) * 1000, np.nan))
    table["since"] = table["since"].astype("datetime64[s]")
    return table[list(CUSTOMERS)]
