"""The visits that tiers are promised, with who makes them, how long they take and what they are worth (K10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import service
from kamlib.errors import KamError
from kamlib.findings.judgement import judged
from kamlib.findings.recoverable import today
from kamlib.manage.owners import owner_of
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.client import Client

#: Hours of a visit by level, with the way there, where the client's own visits do not say.
HOURS = {"leadership": 4.0, "technical": 3.0, "business": 2.0}

#: Weeks of a year.
YEAR = 52


def promises_of_tiers(client: Client, people: pd.DataFrame) -> pd.DataFrame:
    """Return a promise for each customer and level that its tier is promised visits of.

    The customer's salesperson makes the visits of the own level; others go to whom of that level has the least.

    Parameters
    ----------
    client : Client
        The client's tables.
    people : pandas.DataFrame
        ``person`` and ``hours_per_week``; ``level`` where known.

    Returns
    -------
    pandas.DataFrame
        As ``manage.visits.plan`` takes it. One-off customers are promised nothing.

    Raises
    ------
    KamError
        If no tier with a promise has a customer.
    """
    known = judged(client)
    tiers = known.tiers.table[~known.tiers.table["customer_id"].isin(list(known.one_offs))]
    levels = known.tiers.service.rename(columns={f"{level}_visits": level for level in service.LEVELS})
    visits = levels.melt("tier", list(service.LEVELS), "level", "visits")
    table = tiers[["customer_id", "tier"]].merge(visits[visits["visits"] > 0], on="tier")
    if not len(table):
        raise KamError(_("No customer has a tier with promised visits; give the promises with --promises."))
    who = table["customer_id"].drop_duplicates().tolist()
    year = dict(zip(who, today(client).a_year(who, client.basis).clip(lower=0.0), strict=True))
    table["value"] = table["customer_id"].map(year).round(2)
    table["every_weeks"] = (YEAR / table["visits"]).astype("int64").clip(lower=1)
    table["hours"] = table["level"].map(_hours(client))
    table = table.sort_values(["value", "customer_id", "level"], ascending=[False, True, True], ignore_index=True)
    table["person"] = _assigned(table, people, owner_of(client))
    return table[["customer_id", "level", "every_weeks", "hours", "person", "value"]]


def with_cities(client: Client, promises: pd.DataFrame) -> pd.DataFrame:
    """Return promises with the city of each customer, where the table of customers or the promises say it.

    Parameters
    ----------
    client : Client
        The client's tables.
    promises : pandas.DataFrame
        ``customer_id``, and ``city`` where the promises say it themselves.

    Returns
    -------
    pandas.DataFrame
        The same rows; without any city the same columns.
    """
    if "city" in promises or client.customers is None or not client.has("customers.city"):
        return promises
    known = client.customers.dropna(subset=["city"]).drop_duplicates("customer_id")
    of = dict(zip(known["customer_id"].astype("str"), known["city"].astype("str"), strict=True))
    return promises.assign(city=promises["customer_id"].astype("str").map(of))


def _hours(client: Client) -> dict[str, float]:
    """Return the usual hours of a visit by level: the median of the client's own, else a proposal."""
    found = dict(HOURS)
    if client.activities is not None and client.has("activities.hours") and client.has("activities.level"):
        made = service.visits(client.activities)
        usual = made[made["hours"] > 0].groupby("level")["hours"].median()
        found |= {str(level): round(float(hours), 1) for level, hours in usual.items()}
    return found


def _assigned(table: pd.DataFrame, people: pd.DataFrame, owned: dict[str, str]) -> list[str]:
    """Choose who makes the visits of each row."""
    staff = people.dropna(subset=["person"]).drop_duplicates("person").sort_values("person")
    names = staff["person"].astype("str").str.strip().tolist()
    if not names:
        raise KamError(_("The table of people names nobody."))
    said = staff["level"].tolist() if "level" in staff else [None] * len(names)
    level = {name: "" if pd.isna(one) else str(one) for name, one in zip(names, said, strict=True)}
    room = dict(zip(names, pd.to_numeric(staff["hours_per_week"], errors="coerce").fillna(1.0), strict=True))
    load = dict.fromkeys(names, 0.0)
    found = []
    for row in table.to_dict("records"):
        fit = (
            [name for name in names if level[name] == row["level"]] or [n for n in names if not level[n]] or names
        )
        owner = owned.get(str(row["customer_id"]), "")
        chosen = owner if owner in fit else min(fit, key=lambda name: (load[name] / max(room[name], 0.1), name))
        load[chosen] += row["hours"] / row["every_weeks"]
        found.append(chosen)
    return found
