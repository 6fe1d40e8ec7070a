"""Other names for customers and people, so that a report can be shown to those who must not know them.

Customers are numbered by revenue, the largest first, so that the same data gives the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from kamlib import chosen as choosing
from kamlib.book import TABLES
from kamlib.client import Client
from kamlib.reports.withheld import columns_of, without_words
from kamlib.words import _, label
from kamlib.words.file_fields import field_key, kind_of

#: Columns that name people or companies of the client's own, and what their numbers start with.
PEOPLE = {
    "owner": "P", "employee": "P", "known_by": "P", "person": "P", "closed_by": "P", "one": "P", "respondent": "P",
    "seller": "S", "contact_id": "K", "other": "K",
}  # fmt: skip

#: Columns whose values number the rows of one table, and what the new numbers start with.
NUMBERED = {"order_id": "O", "deal_id": "D", "request_id": "R"}

#: Columns of free text or private facts, which no number can stand for, and numbers of papers that served to read
#: the orders only.
PRIVATE = (
    "city", "comment", "outcome", "birthday", "name", "group", "need", "source", "absences", "until", "proof",
    "contract_id", "original_invoice",
)  # fmt: skip

#: Letters of scripts that put no blanks between words.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f"

#: Short numbers are no names: every third text holds one.
_NUMBER = re.compile(r"\d{1,4}")


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
        Messages of the reader quote no cell; names within other columns (a product made for a customer) are
        replaced.
    """
    ids = customer_ids(client)
    people = _people(client)
    prospects = _prospect_ids(client)
    names = people | prospects | _prospect_names(client, prospects) | known_names(client)
    tables: dict[str, Any] = {}
    for table in TABLES:
        frame = _figures_alone(getattr(client, table)) if table == "files" else getattr(client, table)
        tables[table] = None if frame is None else _masked(frame, ids, people, prospects, names)
        if table != "customers" and frame is not None and "name" in frame:
            tables[table] = tables[table].drop(columns="name")
    if tables["customers"] is not None:
        called = {new: _("Customer {id}", id=new[1:]) for new in ids.values()}
        tables["customers"] = tables["customers"].assign(name=tables["customers"]["customer_id"].map(called))
    if tables["prospects"] is not None:
        called = {new: _("Prospect {id}", id=new[1:]) for new in prospects.values()}
        tables["prospects"] = tables["prospects"].assign(name=tables["prospects"]["prospect_id"].map(called))
    headers = columns_of(client.readings.values())
    problems = tuple(without_words(problem, names, headers) for problem in client.problems)
    name = _("Client (anonymised)")
    silent: dict[str, Any] = {
        "name": name,
        "source": label("orders"),
        "problems": problems,
        "policy": _policy(client, names),
    }
    groups = client.groups
    if groups is not None:
        numbered = [_("Group {n}", n=at) for at in range(1, len(groups) + 1)]
        groups = groups.assign(group=numbered, name=numbered)
    chosen = client.choices and {key: value for key, value in client.choices.items() if key not in choosing.TABLES}
    silent |= {"choices": chosen, "continued": _earlier(client.continued, ids)}
    return replace(client, **tables, **silent, readings=_silent_readings(client), groups=groups)


def _earlier(pairs: pd.DataFrame | None, ids: Mapping[str, str]) -> pd.DataFrame | None:
    """Call the earlier number of a customer by the pseudonym of the one it has now."""
    if pairs is None:
        return None
    new = pairs["new"].map(ids)
    old = [_("Earlier number of {id}", id=id_) for id_ in new]
    return pairs.assign(old=old, old_name=old, new=new)


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
    return _numbers(order, "C")


def scrub(text: str, names: Mapping[str, str]) -> str:
    """Replace names within a text.

    Parameters
    ----------
    text : str
        Any text.
    names : mapping
        Id or name → pseudonym. Names are found in any case; Chinese ones anywhere, others as whole words.

    Returns
    -------
    str
        Short numbers that are ids are left: they are parts of too many texts.
    """
    return _scrubbed([text], names)[text]


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


def _scrubbed(texts: list[str], names: Mapping[str, str]) -> dict[str, str]:
    """Replace names within several texts at once; names that share no pair of letters with them are not tried."""
    whole = "\n".join(texts).lower()
    pairs = {whole[at : at + 2] for at in range(len(whole))} | set(whole)
    sought = [name for name in names if name.strip() and not _NUMBER.fullmatch(name)]
    found = [name for name in sought if _may_hold(pairs, name.lower()) and name.lower() in whole]
    if not found:
        return {text: text for text in texts}
    called = {name.lower(): names[name] for name in found} | {name: names[name] for name in found}
    parts = "|".join(map(_pattern, sorted(found, key=lambda name: (-len(name), name))))
    any_name = re.compile(parts, re.IGNORECASE)

    def other(hit: re.Match[str]) -> str:
        return called.get(hit[0]) or called.get(hit[0].lower()) or _("[withheld]")

    return {text: any_name.sub(other, text) for text in texts}


def _may_hold(pairs: set[str], name: str) -> bool:
    return all(name[at : at + 2] in pairs for at in range(max(1, len(name) - 1)))


def _pattern(name: str) -> str:
    """Return what finds a name: whole words, except where it begins or ends in a script without blanks."""
    word = rf"[^\W{_UNSPACED}]"
    before = rf"(?<!{word})" if re.match(word, name[0]) else ""
    after = rf"(?!{word})" if re.match(word, name[-1]) else ""
    return f"{before}{re.escape(name)}{after}"


def _others(client: Client) -> list[str]:
    """Ids that stand only in other tables, parents included."""
    found: set[str] = set()
    for table in TABLES:
        frame = getattr(client, table)
        for column in ("customer_id", "parent_id"):
            if frame is not None and column in frame:
                found |= set(frame[column].dropna().astype("str"))
    return sorted(found)


def _people(client: Client) -> dict[str, str]:
    """Give each person, and whatever else is identified by a number, one number over all tables."""
    found: dict[str, set[str]] = {letter: set() for letter in PEOPLE.values()}
    for table in TABLES:
        frame = getattr(client, table)
        for column, letter in PEOPLE.items():
            if frame is not None and column in frame:
                found[letter] |= set(frame[column].dropna().astype("str"))
    found["P"] -= found["K"]  # one end of a tie may be a contact
    return {old: new for letter, values in found.items() for old, new in _numbers(sorted(values), letter).items()}


def _prospect_ids(client: Client) -> dict[str, str]:
    """Give each prospect one number over all tables."""
    tables = [frame for frame in (client.deals, client.prospects) if frame is not None and "prospect_id" in frame]
    return _numbers(sorted({str(id_) for frame in tables for id_ in frame["prospect_id"].dropna()}), "T")


def _prospect_names(client: Client, ids: Mapping[str, str]) -> dict[str, str]:
    """Return the name of each prospect with its number."""
    if client.prospects is None:
        return {}
    pairs = client.prospects[["prospect_id", "name"]].dropna().itertuples(index=False)
    return {str(name): ids[str(id_)] for id_, name in pairs}


def _numbers(values: list[Any], letter: str) -> dict[str, str]:
    digits = max(3, len(str(len(values))))
    return {str(value): f"{letter}{at:0{digits}d}" for at, value in enumerate(values, 1)}


def _policy(client: Client, names: Mapping[str, str]) -> Any:
    """Return the client's rates; a channel is called as the orders now call it."""
    if client.policy is None or not client.policy.channel_fees:
        return client.policy
    fees = {scrub(channel, names): rate for channel, rate in client.policy.channel_fees.items()}
    return replace(client.policy, channel_fees=fees)


def _silent_readings(client: Client) -> dict[str, Any]:
    """Return how the tables were read, without their headers, sheets and files."""
    return {
        table: replace(
            reading, columns={}, unused=(), source=label(table), sheet=None, problems=(), customers=None
        )
        for table, reading in client.readings.items()
    }


def _masked(
    frame: pd.DataFrame, ids: Mapping[str, str], people: Mapping[str, str], prospects: Mapping[str, str],
    names: Mapping[str, str],
) -> pd.DataFrame:  # fmt: skip
    masked = frame.copy()
    for column in masked.columns:
        if column in ("customer_id", "parent_id"):
            masked[column] = masked[column].map(ids)
        elif column in PEOPLE:
            masked[column] = masked[column].astype("str").where(masked[column].notna()).map(people)
        elif column == "prospect_id":
            masked[column] = masked[column].map(prospects)
        elif column in NUMBERED:
            masked[column] = masked[column].map(
                _numbers(sorted(masked[column].dropna().unique()), NUMBERED[column])
            )
        elif column not in PRIVATE:
            masked[column] = _without_names(masked[column], names)
    return masked.drop(columns=[c for c in PRIVATE if c in masked and c != "name"])


def _figures_alone(entries: pd.DataFrame | None) -> pd.DataFrame | None:
    """Keep what was stated about customers in figures and days: a text may name anybody."""
    if entries is None:
        return None
    keys = entries["field"].map(field_key)
    return pd.DataFrame(entries[[key is not None and kind_of(key) != "text" for key in keys]])


def _without_names(values: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """Return a column with other names where its texts hold one."""
    texts = [value for value in values.dropna().unique() if isinstance(value, str)]
    new = {old: now for old, now in _scrubbed(texts, names).items() if old != now}
    if not new:
        return values
    plain = values.astype("object") if isinstance(values.dtype, pd.CategoricalDtype) else values
    return plain.replace(new)
