"""Ids that are one customer: spelt in two ways under one name, or said to be one by the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.checks import variants
from kamlib.tables.files.opening import open_table
from kamlib.tables.problems import Problem
from kamlib.tables.readings import Reading
from kamlib.tables.schema import squeeze
from kamlib.tables.values.ids import clean_ids
from kamlib.words import _
from kamlib.words.phrases import enumerated, nearest

#: Headers of the two columns of a list of ids that are one customer.
_ID = frozenset(
    map(
        squeeze,
        ["id", "old id", "customer id", "customer no", "编号", "客户编号", "客户代码", "原编号", "原客户编号"],
    )
)
_BECOMES = frozenset(
    map(squeeze, ["becomes", "new id", "same as", "is", "归并为", "合并为", "新编号", "现编号", "新客户编号"])
)

#: Columns that hold ids of customers.
_IDS = ("customer_id", "parent_id")


def read(source: str | Path | pd.DataFrame | Mapping[str, str]) -> dict[str, str]:
    """Read a list of ids that are one customer.

    Parameters
    ----------
    source : str, Path, DataFrame or mapping
        A file or frame with the columns ``id`` and ``becomes``, or a mapping of the one to the other.

    Returns
    -------
    dict
        Id → what it becomes, chains followed to their end; an id that is confirmed to be a customer of its own
        becomes itself.

    Raises
    ------
    KamError
        If a column or a cell is missing, an id becomes two customers, or ids go round in a circle.
    """
    if isinstance(source, Mapping):
        return _ends({str(old): str(new) for old, new in source.items()})
    raw = None if isinstance(source, pd.DataFrame) else open_table(source)
    frame, where = (source, _("the frame")) if raw is None else (raw.frame, raw.source)
    assert isinstance(frame, pd.DataFrame)  # noqa: S101  (one of the two)
    held = {key: next((c for c in frame if squeeze(c) in names), None) for key, names in
            (("id", _ID), ("becomes", _BECOMES))}  # fmt: skip
    if None in held.values():
        raise KamError(
            _("{where}: the columns id and becomes are required (current id, and new id); found: {seen}.",
              where=where, seen=enumerated([str(c) for c in frame]))
        )  # fmt: skip
    pairs = pd.DataFrame({key: clean_ids(frame[theirs]) for key, theirs in held.items()})
    pairs = pairs[pairs.notna().any(axis=1)]
    half = pairs.isna().any(axis=1)
    if half.any():
        row = str(half.idxmax())
        raise KamError(_("{where}: row {row} has no id or no new id.", where=where, row=row))
    twice = pairs.drop_duplicates()["id"]
    if twice.duplicated().any():
        who = str(twice[twice.duplicated()].iloc[0])
        raise KamError(_("{where}: {id} becomes two customers; keep one of the rows.", where=where, id=who))
    return _ends(dict(zip(pairs["id"], pairs["becomes"], strict=True)))


def _ends(steps: Mapping[str, str]) -> dict[str, str]:
    """Follow chains to their ends; an id that becomes itself stays as it is."""
    own = {old: new for old, new in steps.items() if old == new}
    steps = {old: new for old, new in steps.items() if old != new}
    ends: dict[str, str] = {}
    for old in steps:
        seen = {old: 0}
        end = old
        while end in steps:
            end = ends.get(steps[end], steps[end])
            if end in seen:
                ids = " → ".join([*[id_ for id_, at in seen.items() if at >= seen[end]], end])
                raise KamError(
                    _("The ids of one customer form a circle: {ids}. Keep one of them unchanged.", ids=ids)
                )
            seen[end] = len(seen)
        ends[old] = end
    return ends | own


def apart(given: Mapping[str, str] | None) -> list[str]:
    """Return the ids that a list confirms to be customers of their own.

    Parameters
    ----------
    given : mapping or None
        Id → what it becomes, from `read`.

    Returns
    -------
    list of str
        Those that become themselves.
    """
    return [old for old, new in (given or {}).items() if old == new]


def merged(readings: Mapping[str, Reading], given: Mapping[str, str] | None = None) -> dict[str, Reading]:
    """Give all tables one id for each customer: as the user says, and where spelling alone differs.

    Parameters
    ----------
    readings : mapping
        Table → how it was read; the orders are among them.
    given : mapping, optional
        Id → what it becomes, from `read`.

    Returns
    -------
    dict
        The same with one id per customer; the orders note rows and money of what was merged.

    Raises
    ------
    KamError
        If an id of the list is known to no table.
    """
    done = dict(readings)
    said = {old: new for old, new in _known(given or {}, done).items() if old != new}
    if said:
        done = _renamed(done, said, _note("same-customer", done["orders"], said, len(said)))
    spelt = _spellings(done)
    if not spelt:
        return done
    return _renamed(done, spelt, _note("ids-merged", done["orders"], spelt, len(set(spelt.values()))))


def _note(code: str, orders: Reading, becomes: Mapping[str, str], n: int) -> Problem:
    """Note rows and money of the order lines whose ids become others."""
    rows = orders.frame["customer_id"].isin(list(becomes))
    values, money = {"n": n, "example": min(becomes.values())}, float(orders.frame.loc[rows, "revenue"].sum())
    note = Problem(code, "note", "orders", int(rows.sum()), money, values)
    return note.in_book(orders.currency, orders.documents)


def _known(given: Mapping[str, str], readings: Mapping[str, Reading]) -> dict[str, str]:
    """Take the ids of the list as the tables have them; refuse those that none has."""
    if not given:
        return {}
    ids = {
        str(id_)
        for reading in readings.values()
        for column in _IDS
        if column in reading.frame
        for id_ in reading.frame[column].dropna().unique()
    }
    for id_ in (*given, *given.values()):
        if id_ not in ids:
            raise KamError(
                _("--same-customer: no table has a customer {id}. {hint}", id=id_, hint=nearest(id_, sorted(ids)))
                if len(ids) <= _SHOWN or _is_near(id_, ids)
                else _("--same-customer: no table has a customer {id}.", id=id_)
            )
    return dict(given)


#: From so many ids on, they are not listed.
_SHOWN = 20


def _is_near(word: str, ids: set[str]) -> bool:
    from difflib import get_close_matches

    return bool(get_close_matches(word, sorted(ids), n=1, cutoff=0.5))


def _spellings(readings: Mapping[str, Reading]) -> dict[str, str]:
    """Return ids of the orders that differ from another in case or blanks only, where both bear one name."""
    orders = readings["orders"]
    ids = pd.Series(orders.frame["customer_id"].unique(), dtype="str")
    key = ids.str.casefold().str.replace(r"\s+", "", regex=True)
    twice = key.duplicated(keep=False)
    if not twice.any():
        return {}
    table = pd.DataFrame({"id": ids[twice], "key": key[twice]})
    names = _names(readings)
    table["name"] = table["id"].map(names)
    by = table.groupby("key")["name"]
    table = table[(by.transform("nunique") == 1) & (by.transform("count") == by.transform("size"))]
    if table.empty:
        return {}
    sums = orders.frame.groupby("customer_id", observed=True)["revenue"].sum()
    listed = readings["customers"].frame["customer_id"] if "customers" in readings else ()
    table = table.assign(listed=table["id"].isin(listed), revenue=table["id"].map(sums).abs())
    table = table.sort_values(["key", "listed", "revenue", "id"], ascending=[True, False, False, True])
    first = table.groupby("key")["id"].transform("first")
    return {old: new for old, new in zip(table["id"], first, strict=True) if old != new}


def _names(readings: Mapping[str, Reading]) -> dict[str, str]:
    """Return each customer's name, squeezed: the customer table's, else that of its order lines."""
    seen = readings["orders"].customers
    table = readings["customers"].frame if "customers" in readings else None
    held: dict[str, str] = {}
    for frame in (seen, table):
        if frame is not None and "name" in frame:
            pairs = frame[["customer_id", "name"]].dropna()
            held |= {id_: squeeze(name) for id_, name in pairs.itertuples(index=False) if squeeze(name)}
    return held


def _renamed(readings: dict[str, Reading], becomes: Mapping[str, str], note: Problem) -> dict[str, Reading]:
    """Write the new ids into all tables, and note what it did to the orders."""
    done = {table: _with_ids(reading, becomes) for table, reading in readings.items()}
    new = done["orders"]
    kept = [problem for problem in new.problems if problem.code != "id-variants"]
    doubtful = variants.check(new.frame) if len(kept) < len(new.problems) else []
    doubtful = [problem.in_book(new.currency, new.documents) for problem in doubtful]
    return done | {"orders": replace(new, problems=(*kept, *doubtful, note))}


def _with_ids(reading: Reading, becomes: Mapping[str, str]) -> Reading:
    frame = with_ids(reading.frame, becomes)
    if reading.table == "orders":
        frame = _with_made_up(reading.frame, frame)
    elif reading.table == "customers":  # the row of the id that stays is the customer's
        old = reading.frame["customer_id"].isin(list(becomes))
        frame = frame.loc[old.sort_values(kind="stable").index].reset_index(drop=True)
    seen = reading.customers
    if seen is not None:
        first = seen["customer_id"].isin(list(becomes)).sort_values(kind="stable").index
        seen = with_ids(seen, becomes).loc[first].drop_duplicates("customer_id")
        seen = seen.sort_values("customer_id", ignore_index=True)
    none, said = reading.no_customers, reading.said
    none = none if none is None else with_ids(none, becomes)
    if said is not None:
        said = with_ids(said.assign(merged=said["customer_id"].isin(list(becomes))), becomes)
    return replace(reading, frame=frame, customers=seen, no_customers=none, said=said)


def with_ids(frame: pd.DataFrame, becomes: Mapping[str, str]) -> pd.DataFrame:
    """Write other ids into a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any of the tables.
    becomes : mapping
        Id → what it becomes.

    Returns
    -------
    pandas.DataFrame
        The frame itself where it holds none of them.
    """
    columns = [column for column in _IDS if column in frame and frame[column].isin(list(becomes)).any()]
    if not columns:
        return frame
    return frame.assign(**{column: _replaced(frame[column], becomes) for column in columns})


def _replaced(ids: pd.Series, becomes: Mapping[str, str]) -> pd.Series:
    plain = ids.astype("object")
    new = plain.map(dict(becomes))
    return plain.where(new.isna(), new).astype(ids.dtype)


def _with_made_up(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Make up order numbers anew where a line had none: what one customer buys on a day is one order."""
    moved = before["customer_id"] != after["customer_id"]
    if "order_id" not in before or not moved.any():
        return after
    day = before["date"].dt.strftime("%Y-%m-%d")
    made = moved & (before["order_id"] == before["customer_id"] + " " + day).fillna(False)
    return after.assign(order_id=after["order_id"].mask(made, after["customer_id"] + " " + day))
