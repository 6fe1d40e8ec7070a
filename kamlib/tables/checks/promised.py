"""Promised visits, people, networks and requests: unknown people and contacts, and figures that cannot be."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kamlib.tables import message_parts
from kamlib.tables.problems import Names, Problem
from kamlib.words import _, n_

#: Names that a message gives.
NAMED = 3


def check(frames: Mapping[str, pd.DataFrame | None]) -> list[Problem]:
    """Name promises and people that cannot be planned, unknown people and contacts, and impossible replies.

    Parameters
    ----------
    frames : mapping
        The client's tables by name.

    Returns
    -------
    list of Problem
        Promises that cannot be planned are left out of plans; all other rows count.
    """
    promises, network, requests, people = (
        frames.get(name) for name in ("promises", "network", "requests", "people")
    )
    found = [] if promises is None else [*_promises(promises), *_strangers(promises, people)]
    found += [] if people is None else _idle(people)
    found += [] if network is None else _contacts(network, frames.get("contacts"))
    return found + ([] if requests is None else _replies(requests))


def unplannable(promises: pd.DataFrame) -> pd.Series:
    """Tell which promises name no interval of a week or more, no hours, or nobody.

    Parameters
    ----------
    promises : pandas.DataFrame
        The promises of a client.

    Returns
    -------
    pandas.Series of bool
        On its rows; of two promises of one customer and level the earlier one is among them.
    """
    weeks, hours = (pd.to_numeric(promises[name], errors="coerce") for name in ("every_weeks", "hours"))
    nobody = promises["person"].isna() | promises["customer_id"].isna() | promises["level"].isna()
    wrong = ~(weeks >= 1) | ~(hours > 0) | nobody
    again = promises[~wrong].duplicated(["customer_id", "level"], keep="last")
    unplanned: pd.Series = wrong | again.reindex(promises.index, fill_value=False)
    return unplanned


def _promises(promises: pd.DataFrame) -> list[Problem]:
    return _named("promises-unplannable", "promises", promises.loc[unplannable(promises), "customer_id"])


def _strangers(promises: pd.DataFrame, people: pd.DataFrame | None) -> list[Problem]:
    """Name those who are promised to customers and are not in the table of people."""
    if people is None:
        return []
    known = set(people["person"].dropna().astype("str"))
    named = promises["person"].dropna().astype("str")
    return _named("promises-nobody", "promises", named[~named.isin(known)])


def _idle(people: pd.DataFrame) -> list[Problem]:
    """Name people without hours above 0, where the table has a column of hours."""
    if "hours_per_week" not in people:
        return []
    idle = ~(people["hours_per_week"] > 0).fillna(False).astype("bool") & people["person"].notna()
    return _named("people-idle", "people", people.loc[idle, "person"])


def _contacts(network: pd.DataFrame, contacts: pd.DataFrame | None) -> list[Problem]:
    if contacts is None:
        return []
    known = set(contacts["contact_id"].dropna().astype("str"))
    named = network["other"].dropna().astype("str")
    return _named("ties-unknown", "network", named[~named.isin(known)])


def _replies(requests: pd.DataFrame) -> list[Problem]:
    """Name requests that were answered or closed before they were made."""
    early = pd.Series(False, index=requests.index)
    if "reply_hours" in requests:
        early |= requests["reply_hours"] < 0
    if "closed" in requests:
        early |= requests["closed"] < requests["date"].dt.normalize()
    return _named("replies-early", "requests", requests.loc[early, "request_id"])


def _named(code: str, table: str, names: pd.Series) -> list[Problem]:
    if names.empty:
        return []
    shown = [str(name) for name in names.drop_duplicates()[:NAMED]]
    return [Problem(code, "warning", table, len(names), None, {"names": Names.of(shown)})]


#: Code → (what is wrong and what was done, what to do).
WORDS = {
    "promises-unplannable": (
        lambda p: n_(
            "{n} promise is left out of plans, because weeks, hours or person are missing, or a later row "
            "repeats it: {names}.",
            "{n} promises are left out of plans, because weeks, hours or person are missing, or a later row "
            "repeats them, for example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Keep one row for each customer and level, with weeks from 1 and hours above 0."),
    ),
    "promises-nobody": (
        lambda p: n_(
            "{n} promise names a person who is not in the table of people: {names}.",
            "{n} promises name people who are not in the table of people, for example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Add them, or check that the tables write names in the same way."),
    ),
    "people-idle": (
        lambda p: n_(
            "{n} person has no hours a week above 0 and is in no plan of visits: {names}.",
            "{n} people have no hours a week above 0 and are in no plan of visits, for example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Enter the hours a week that each of them has for promised visits."),
    ),
    "ties-unknown": (
        lambda p: n_(
            "{n} row leads to a contact that is not in the table of contacts: {names}.",
            "{n} rows lead to contacts that are not in the table of contacts, for example {names}.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Check that both files write ids in the same way."),
    ),
    "replies-early": (
        lambda p: n_(
            "{n} request was answered or closed before it was made: {names}. Such a reply does not count as a "
            "reply in time.",
            "{n} requests were answered or closed before they were made, for example {names}. Such replies do not "
            "count as replies in time.",
            p.rows, names=message_parts.value(p, "names"),
        ),
        lambda p: _("Check the days and hours in the file."),
    ),
}  # fmt: skip
