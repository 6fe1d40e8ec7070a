"""What to raise at the next visit to each account to call, level by level (K10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kamlib.classify import service
from kamlib.findings.call_words import call_list
from kamlib.findings.quarter import quarter
from kamlib.manage.visits.agenda import agendas
from kamlib.words import _, label, money
from kamlib.words.phrases import sentences
from kamlib.words.terms import glossary

if TYPE_CHECKING:
    from kamlib.client import Client

#: Points of an agenda whose amount is the customer's own.
_AMOUNTS = ("overdue", "deal")


def call_agendas(client: Client) -> pd.DataFrame:
    """Say what to raise at the next visit to each account to call.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    pandas.DataFrame
        One row per account and level, in the order of the calls: ``customer_id``,
        ``name``, ``level``, where visits are planned ``next_visit`` and ``person``, and ``agenda_text``. No rows
        where the tables have neither visits nor contacts.

    Examples
    --------
    >>> import kamlib as kam
    >>> from kamlib.findings.call_agenda import call_agendas
    >>> call_agendas(kam.load("machinery"))["customer_id"].nunique()
    5
    """
    called = call_list(client)
    if called.empty or not (client.has("activities.date") or client.has("contacts.contact_id")):
        return pd.DataFrame()
    planned = quarter(client)
    visits = _next_visits(client, called["customer_id"].tolist())
    points = agendas(client, visits, None if planned is None else planned.plan.unmet).table
    points = points[points["topic"] != "aim"]
    said = [_with_amount(client, row["topic"], row["text"], row["money"]) for row in points.to_dict("records")]
    by = points.assign(said=said).groupby(["customer_id", "level"])["said"].agg(list).reset_index()
    rows = called[["customer_id", "name"]].merge(visits.merge(by, on=["customer_id", "level"]), on="customer_id")
    found = pd.DataFrame({
        "customer_id": rows["customer_id"], "name": rows["name"], "level": rows["level"].map(_level),
        "next_visit": rows["date"], "person": rows["person"],
        "agenda_text": [sentences(*parts) for parts in rows["said"]],
    })  # fmt: skip
    return found if found["next_visit"].notna().any() else found.drop(columns=["next_visit", "person"])


def _next_visits(client: Client, who: list[str]) -> pd.DataFrame:
    """Return the next visit that is planned of each level; of an account without any, each level without a day."""
    found, columns = quarter(client), ["customer_id", "level", "person", "date"]
    plan = pd.DataFrame(columns=columns) if found is None else found.plan.table[columns]
    plan = plan[plan["customer_id"].isin(who)].astype({"customer_id": "str", "level": "str", "person": "str"})
    plan = plan.assign(date=pd.to_datetime(plan["date"])).sort_values(["date", "person"])
    plan = plan.drop_duplicates(["customer_id", "level"])
    without = [one for one in who if one not in set(plan["customer_id"])]
    undated = pd.DataFrame(
        [(one, level, "", pd.NaT) for one in without for level in service.LEVELS], columns=columns
    )
    both = pd.concat([plan, undated.astype({"date": "datetime64[ns]"})], ignore_index=True)
    place = {level: at for at, level in enumerate(service.LEVELS)}
    return both.assign(
        _at=both["level"].map(place).fillna(len(place)), customer_id=both["customer_id"].astype("str")
    ).sort_values(["customer_id", "_at", "level"], ignore_index=True)[columns]


def _with_amount(client: Client, topic: str, text: str, amount: float) -> str:
    if topic not in _AMOUNTS or amount != amount:
        return text
    return sentences(text, _("Amount: {money}.", money=money(amount, client.currency)))


def _level(level: str) -> str:
    return label(level) if level in glossary() else level
