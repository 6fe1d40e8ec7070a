"""Other names for customers and people, so that a report can be shown to those who must not know them.

Customers are numbered by revenue, the largest first, so that the same data gives the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from kamlib.client import TABLES, Client
from kamlib.tables.problems import Problem
from kamlib.words import _, label

#: Columns that name the client's own people, and what their numbers start with.
PEOPLE = ("owner", "employee", "known_by")

#: Columns of free text or private facts, which no number can stand for.
PRIVATE = ("comment", "outcome", "birthday", "name")

#: Names shorter than this are not looked for within messages: they are parts of too many words.
_SHORTEST = 3


def anonymise(client: Client) -> Client:
    """Return the client with pseudonyms for customers, contacts and sellers, and without free text.

    Parameters
    ----------
    client : Client
        As it was loaded.

    Returns
    -------
    Client
        With ids ``C001`` … by falling revenue, names to match, and a name and a source that say nothing.
    """
    ids = customer_ids(client)
    tables: dict[str, Any] = {}
    for table in TABLES:
        frame = getattr(client, table)
        tables[table] = None if frame is None else _masked(frame, ids)
    if tables["customers"] is not None:
        names = {new: _("Customer {id}", id=new[1:]) for new in ids.values()}
        tables["customers"] = tables["customers"].assign(name=tables["customers"]["customer_id"].map(names))
    problems = tuple(_silenced(problem, known_names(client)) for problem in client.problems)
    name = _("Client (anonymised)")
    return replace(client, **tables, name=name, source=label("orders"), problems=problems)


def customer_ids(client: Client) -> dict[str, str]:
    """Give each customer of any table its number: by falling revenue, those without orders last.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Customer id → number, such as ``C001``.
    """
    by = client.orders.groupby("customer_id", observed=True)["revenue"].sum()
    ranked = by.reset_index().sort_values(["revenue", "customer_id"], ascending=[False, True])
    order = list(dict.fromkeys([*ranked["customer_id"], *_others(client)]))
    digits = max(3, len(str(len(order))))
    return {str(old): f"C{at:0{digits}d}" for at, old in enumerate(order, 1)}


def scrub(text: str, names: Mapping[str, str]) -> str:
    """Replace names within a text: a message of the reader can quote one.

    Parameters
    ----------
    text : str
        Any text.
    names : mapping
        Id or name → pseudonym.

    Returns
    -------
    str
        Names of one or two letters are left: they may be parts of words.
    """
    found = sorted((name for name in names if len(name) >= _SHORTEST and name in text), key=len, reverse=True)
    for name in found:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", names[name], text)
    return text


def known_names(client: Client) -> dict[str, str]:
    """Return every id and name of a customer with its pseudonym.

    Parameters
    ----------
    client : Client
        The client's tables.

    Returns
    -------
    dict
        Id or name → pseudonym.
    """
    ids = customer_ids(client)
    named = dict(ids)
    if client.has("customers.name") and client.customers is not None:
        pairs = client.customers[["customer_id", "name"]].dropna()
        named |= {str(name): ids[str(old)] for old, name in pairs.itertuples(index=False) if str(old) in ids}
    return named


def _others(client: Client) -> list[str]:
    """Ids that stand only in other tables, parents included."""
    found: set[str] = set()
    for table in TABLES:
        frame = getattr(client, table)
        for column in ("customer_id", "parent_id"):
            if frame is not None and column in frame:
                found |= set(frame[column].dropna().astype("str"))
    return sorted(found)


def _silenced(problem: Problem, names: Mapping[str, str]) -> Problem:
    """Return a problem of the reader whose message quotes no name and no file."""
    quoted = dict(problem.values)
    values = {key: scrub(value, names) if isinstance(value, str) else value for key, value in quoted.items()}
    return replace(problem, values=values | ({"file": label(problem.table)} if "file" in values else {}))


def _masked(frame: pd.DataFrame, ids: Mapping[str, str]) -> pd.DataFrame:
    masked = frame.copy()
    for column in ("customer_id", "parent_id"):
        if column in masked:
            masked[column] = masked[column].map(ids)
    for column in PEOPLE:
        if column in masked:
            masked[column] = _numbered(masked[column], "P")
    if "contact_id" in masked:
        masked["contact_id"] = _numbered(masked["contact_id"], "K")
    return masked.drop(columns=[c for c in PRIVATE if c in masked and c != "name"])


def _numbered(values: pd.Series, letter: str) -> pd.Series:
    known = {
        value: f"{letter}{at:03d}" for at, value in enumerate(sorted(values.dropna().astype("str").unique()), 1)
    }
    return values.astype("str").where(values.notna()).map(known)
