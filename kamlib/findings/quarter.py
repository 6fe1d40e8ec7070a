"""The plan of visits of the next quarter, made once for all who ask: what is promised and cannot be kept (K10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kamlib._client_cache import cached_per_client
from kamlib.classify import service
from kamlib.errors import KamError
from kamlib.findings.visit_promises import promises_of_tiers, with_cities
from kamlib.manage import visits
from kamlib.manage.visits.inputs import YEAR
from kamlib.tables.checks.promised import unplannable

if TYPE_CHECKING:
    from kamlib.client import Client
    from kamlib.manage.visits import Plan

#: Weeks of the plan in a report. Its search ends by its nodes, on every machine alike; the seconds only stop one
#: that would never end, and the report says so.
WEEKS, SECONDS = 12, 600.0

#: What a plan needs of each promise and of each person.
_PROMISE, _PERSON = ("customer_id", "level", "every_weeks", "hours", "person"), ("person", "hours_per_week")


@dataclass(frozen=True, eq=False)
class Quarter:
    """The plan, the promises that it is made for, and how many of the client's rows cannot be planned.

    Attributes
    ----------
    plan : Plan
        Of `WEEKS` weeks, from the Monday after the last day in the data.
    promises : pandas.DataFrame
        As ``manage.visits.plan`` takes them.
    people : pandas.DataFrame
        Those with a name and hours.
    given : bool
        Whether the client brought the promises; else they are those of the tiers.
    left_out : int
        Promises without a person, hours or weeks, of a customer that is not in the orders, or that a later row
        repeats.
    """

    plan: Plan
    promises: pd.DataFrame
    people: pd.DataFrame
    given: bool
    left_out: int

    @cached_property
    def by_person(self) -> pd.DataFrame:
        """The hours that promises ask of each person next to those there are.

        ``person``, ``level`` (of most of the promises), ``promise_count``, ``hours_asked``, ``hours_there`` and
        ``hours_missing`` (of the weeks of the plan), ``promises_unkept`` (broken in a week of the best plan) and
        ``money_unkept`` (currency units in those weeks), most hours missing first.
        """
        asked = self.promises.assign(hours_asked=_rate(self.promises))
        rows = asked.groupby("person").agg(
            level=("level", lambda levels: levels.mode().iloc[0]), promise_count=("level", "size"),
            hours_asked=("hours_asked", "sum"),
        )  # fmt: skip
        rows["hours_there"] = self.plan.weeks.groupby("person")["hours"].sum()
        rows["hours_missing"] = (rows["hours_asked"] - rows["hours_there"]).clip(lower=0.0).round(6)
        lost = self.plan.unmet.groupby("person")["at_stake"].agg(["size", "sum"])
        rows["promises_unkept"] = lost["size"].reindex(rows.index).fillna(0).astype("int64")
        rows["money_unkept"] = lost["sum"].reindex(rows.index).fillna(0.0)
        return rows.reset_index().sort_values(["hours_missing", "money_unkept", "person"],
                                              ascending=[False, False, True], ignore_index=True)  # fmt: skip

    @cached_property
    def dropped(self) -> pd.DataFrame:
        """The promises that cost the least to give up so that the hours of everybody suffice.

        ``customer_id``, ``level``, ``person``, ``part`` (of the visits, 1 for all) and ``money`` (currency units a
        year of that part), for each person the least money an hour first.
        """
        rows = []
        promises = self.promises.assign(asked=_rate(self.promises))
        promises = promises.assign(worth=promises["value"] / promises["asked"])
        promises = promises.sort_values(["worth", "customer_id", "level"])
        missing = self.by_person.set_index("person")["hours_missing"].to_dict()
        for row in promises.to_dict("records"):
            given = min(missing[row["person"]], row["asked"])
            if given > 0:
                missing[row["person"]] -= given
                part = given / row["asked"]
                rows.append((row["customer_id"], row["level"], row["person"], part, part * row["value"]))
        return pd.DataFrame(rows, columns=["customer_id", "level", "person", "part", "money"])


@cached_per_client
def quarter(client: Client) -> Quarter | None:
    """Plan the visits of the next twelve weeks.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    Quarter or None
        None without people that have hours, or without a promise that can be planned.
    """
    people = _people(client)
    if people is None:
        return None
    try:
        asked = client.promises if client.promises is not None else promises_of_tiers(client, people)
    except KamError:  # no tier with a customer is promised visits
        return None
    able = _able(asked, people, set(client.accounts["customer_id"]))
    if not len(able):
        return None
    start = client.as_of + pd.offsets.Week(weekday=0)
    plan = visits.plan(
        with_cities(client, able), people, start=start.date(), weeks=WEEKS, done=made(client), seconds=SECONDS
    )
    return Quarter(plan, able, people, client.promises is not None, len(asked) - len(able))


def made(client: Client) -> pd.DataFrame | None:
    """Return the visits that were made, by customer and level.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame or None
        ``customer_id``, ``level``, ``date``; None where the diary does not say the level.
    """
    diary = client.activities
    if diary is None or "level" not in diary or not client.has("activities.date"):
        return None
    return service.visits(diary)[["customer_id", "level", "date"]].dropna()


@cached_per_client
def unkept(client: Client) -> dict[str, float]:
    """Return what customers bring in weeks with a broken promise of somebody whose hours do not suffice.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → currency units in the weeks of the plan; of several levels the one with the most.
    """
    found = quarter(client)
    if found is None:
        return {}
    rows = found.by_person
    few = set(rows.loc[rows["hours_missing"] > 0, "person"])
    lost = found.plan.unmet[found.plan.unmet["person"].isin(few)]
    most = lost.groupby("customer_id")["at_stake"].max()
    return {str(who): float(money) for who, money in most.items() if money > 0}


def _rate(promises: pd.DataFrame) -> pd.Series:
    """Return the hours that promises ask for in the weeks of the plan, where each is kept at its rate."""
    return pd.Series(promises["hours"].astype("float64") / promises["every_weeks"] * WEEKS)


def _people(client: Client) -> pd.DataFrame | None:
    people = client.people
    if people is None or any(column not in people for column in _PERSON):
        return None
    hours = pd.to_numeric(people["hours_per_week"], errors="coerce")
    known = people[people["person"].notna() & (hours > 0)].drop_duplicates("person")
    return known if len(known) else None


def _able(promises: pd.DataFrame, people: pd.DataFrame, customers: set[str]) -> pd.DataFrame:
    """Keep the promises that can be planned, of customers and people that are known."""
    if any(column not in promises for column in _PROMISE):
        return promises.head(0)
    value = promises["value"] if "value" in promises else pd.Series(0.0, index=promises.index)
    worth = pd.to_numeric(value, errors="coerce").fillna(0.0).clip(lower=0.0)
    known = promises["person"].isin(set(people["person"])) & promises["customer_id"].isin(customers)
    return promises.assign(value=worth)[known & ~unplannable(promises)]


def kept_share(found: Quarter) -> float | None:
    """Return the part of the promised money whose promise is kept, week by week.

    Parameters
    ----------
    found : Quarter
        The plan of a quarter.

    Returns
    -------
    float or None
        None where no promise has a value.
    """
    whole = float(found.promises["value"].sum()) * WEEKS / YEAR
    return None if whole <= 0 else 1.0 - float(found.plan.unmet["at_stake"].sum()) / whole
