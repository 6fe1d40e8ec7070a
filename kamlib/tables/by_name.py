"""Tables that call customers by other words than the orders do: their ids are found by names that only one has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from kamlib.tables.problems import Problem
from kamlib.tables.readings import Reading
from kamlib.tables.schema import squeeze

#: Name without case, blanks and punctuation → the ids of the orders that have it.
Names = dict[str, set[str]]


def joined(readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """Give rows of the other tables the id that the orders have for their customer.

    Parameters
    ----------
    readings : mapping
        Table → how it was read; the orders are among them.

    Returns
    -------
    dict
        The same, with ids found by name where a row's own id is none of the orders', and a note that says so. A
        name that several customers have is not matched and is a warning.
    """
    orders = readings["orders"]
    ids = set(orders.frame["customer_id"].unique())
    names = _names(((id_, id_) for id_ in ids), _pairs(orders.customers))
    done = dict(readings)
    if "customers" in readings:
        done["customers"] = _joined(readings["customers"], ids, names, by="name")
        old, new = readings["customers"].frame, done["customers"].frame
        aliases = (
            (id_, now) for id_, now in zip(old["customer_id"], new["customer_id"], strict=True) if id_ != now
        )
        names = _names(((id_, id_) for id_ in ids), _pairs(orders.customers), _pairs(new), aliases)
        ids |= set(new["customer_id"])
    rest = (table for table in readings if table not in ("orders", "customers"))
    return done | {table: _joined(readings[table], ids, names) for table in rest}


def _pairs(frame: pd.DataFrame | None) -> Iterable[tuple[str, str]]:
    """Return name and id of each customer of a table that has names."""
    if frame is None or "name" not in frame:
        return ()
    known = frame[["name", "customer_id"]].dropna().drop_duplicates()
    return known.itertuples(index=False, name=None)


def _names(*pairs: Iterable[tuple[str, str]]) -> Names:
    found: Names = defaultdict(set)
    for some in pairs:
        for name, id_ in some:
            if key := squeeze(name):
                found[key].add(id_)
    return dict(found)


def _joined(reading: Reading, ids: set[str], names: Names, by: str = "") -> Reading:
    """Look up customers that are none of the ids: by the id itself as a name, else by their name."""
    frame = reading.frame
    if "customer_id" not in frame:
        return reading
    foreign = frame["customer_id"].notna() & ~frame["customer_id"].isin(ids)
    if not foreign.any():
        return reading
    words = frame.loc[foreign, "customer_id"].astype("object")
    held = words.map(lambda word: names.get(squeeze(word), set()))
    if by in frame:
        named = frame.loc[foreign, by].map(
            lambda word: names.get(squeeze(word), set()) if pd.notna(word) else set()
        )
        held = held.where(held.map(bool), named)
    found = held[held.map(len) == 1].map(lambda one: next(iter(one)))  # pyrefly: ignore[no-matching-overload]  # sets, never NA
    problems = [*_note("joined-by-name", "note", reading, words, found.index),
                *_note("names-ambiguous", "warning", reading, words, held[held.map(len) > 1].index)]  # fmt: skip
    if not len(found):
        return replace(reading, problems=(*reading.problems, *problems))
    new = frame["customer_id"].astype("object")
    new.loc[found.index] = found
    changed = frame.assign(customer_id=new.astype(frame["customer_id"].dtype))
    none = reading.no_customers
    if none is not None:
        now = dict(zip(words.loc[found.index], found, strict=True))
        none = none.assign(customer_id=[now.get(id_, id_) for id_ in none["customer_id"]])
    return replace(reading, frame=changed, problems=(*reading.problems, *problems), no_customers=none)


def _note(code: str, level: str, reading: Reading, words: pd.Series, rows: pd.Index) -> list[Problem]:
    if not len(rows):
        return []
    who = words.loc[rows]
    values = {"n": int(who.nunique()), "example": str(who.iloc[0])}
    return [Problem(code, level, reading.table, len(rows), None, values)]
