"""What a table looks like that lacks what it needs: which of the other tables it could be, and by what."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd

from kamlib.tables.adapters import adapt
from kamlib.tables.columns.matching import Match, match
from kamlib.tables.values.cells import is_missing
from kamlib.words import _, label

#: Rows looked at.
SAMPLE = 5_000


def like(found: Match, rows: pd.DataFrame) -> str:
    """Say what the table looks like.

    Parameters
    ----------
    found : Match
        Which column is which, as the table that it was taken for.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    str
        A sentence with the option for the table that it could be; empty where it is like none of them.
    """
    sample = rows.iloc[:SAMPLE]
    as_ = cache(lambda table: _as(sample, table))
    for table, fits, words in _KINDS:
        if table != found.table and fits(as_, sample):
            return _like(table, words())
    return ""


def _as(rows: pd.DataFrame, table: str) -> Match:
    """Match the table as another one, as its adapter would make it ready."""
    known = adapt(rows, table)
    return match(rows, table) if known is None else match(known.rows, table, known.columns)


def _like(table: str, seen: str) -> str:
    if table == "orders":
        return _("It looks like {table}: {seen}.", table=label(table), seen=seen)
    return _(
        "It looks like {table}: {seen}. Use --{option} to give it together with the orders, or --table {option} "
        "to check it alone.",
        table=label(table), seen=seen, option=table,
    )  # fmt: skip


_As = Callable[[str], Match]


def _amounts(as_: _As) -> bool:
    return bool({"revenue", "revenue_with_tax"} & set(as_("orders").chosen))


def _sure(as_: _As, table: str, *columns: str) -> bool:
    """Whether a table has these columns, under names as the schema has them."""
    chosen = as_(table).chosen
    return all(name in chosen and chosen[name].score > 0.9 for name in columns)


def _own(as_: _As, table: str, column: str) -> bool:
    """Whether a table has the number of its rows, under a name that numbers nothing else."""
    chosen = as_(table).chosen
    return column in chosen and chosen[column].score > 0.99


def _once(as_: _As, rows: pd.DataFrame, table: str = "customers") -> bool:
    """Whether no customer appears twice."""
    theirs = as_(table).source_column("customer_id")
    if theirs is None:
        return False
    filled = rows[theirs][[not is_missing(cell) for cell in rows[theirs]]]
    return len(filled) > 0 and not filled.duplicated().any()


def _orders(as_: _As, _rows: pd.DataFrame) -> bool:
    return _sure(as_, "orders", "customer_id", "date") and _amounts(as_)


def _deals(as_: _As, _rows: pd.DataFrame) -> bool:
    return _own(as_, "deals", "deal_id") and _sure(as_, "deals", "stage", "opened")


def _prospects(as_: _As, rows: pd.DataFrame) -> bool:
    return _own(as_, "prospects", "prospect_id") and _sure(as_, "prospects", "name") and not _amounts(as_)


def _people(as_: _As, _rows: pd.DataFrame) -> bool:
    own = any(_sure(as_, "people", name) for name in ("hours_per_week", "absences"))
    return _sure(as_, "people", "person") and own and "date" not in as_("activities").chosen


def _promises(as_: _As, _rows: pd.DataFrame) -> bool:
    return _sure(as_, "promises", "customer_id", "level", "every_weeks") and not _amounts(as_)


def _requests(as_: _As, _rows: pd.DataFrame) -> bool:
    return _own(as_, "requests", "request_id") and _sure(as_, "requests", "customer_id", "date", "reply_hours")


def _rules(as_: _As, _rows: pd.DataFrame) -> bool:
    return _sure(as_, "rules", "rule", "grants") and "customer_id" not in as_("orders").chosen


def _exits(as_: _As, _rows: pd.DataFrame) -> bool:
    return _sure(as_, "exits", "customer_id", "date", "reason") and not _amounts(as_)


def _survey(as_: _As, _rows: pd.DataFrame) -> bool:
    return _sure(as_, "survey", "customer_id", "date", "score") and not _amounts(as_)


def _contacts(as_: _As, rows: pd.DataFrame) -> bool:
    if _once(as_, rows):
        return False
    own = any(_sure(as_, "contacts", name) for name in ("role", "birthday", "attitude"))
    return _sure(as_, "contacts", "customer_id", "contact_id") and own and "date" not in as_("activities").chosen


def _activities(as_: _As, _rows: pd.DataFrame) -> bool:
    return _sure(as_, "activities", "customer_id", "date") and not _amounts(as_)


def _customers(as_: _As, rows: pd.DataFrame) -> bool:
    return "date" not in as_("orders").chosen and _once(as_, rows)


#: Table → whether it fits, and by what it is known: the first that fits is named.
_KINDS: tuple[tuple[str, Callable[[_As, pd.DataFrame], bool], Callable[[], str]], ...] = (
    ("orders", _orders, lambda: _("customers, dates and amounts")),
    ("deals", _deals, lambda: _("deals, their stages and the days on which they were opened")),
    ("prospects", _prospects, lambda: _("companies with numbers of prospects, no amounts")),
    ("promises", _promises, lambda: _("promised visits: customers, weeks between visits, hours")),
    ("people", _people, lambda: _("people and their hours, no dates")),
    ("requests", _requests, lambda: _("requests with numbers and hours to the first reply")),
    ("rules", _rules, lambda: _("rules: what is granted, and from which value on")),
    ("exits", _exits, lambda: _("dates and reasons, no amounts")),
    ("survey", _survey, lambda: _("dates and scores, no amounts")),
    ("contacts", _contacts, lambda: _("people and their roles, no dates")),
    ("activities", _activities, lambda: _("customers and dates, no amounts")),
    ("customers", _customers, lambda: _("one row per customer, no dates")),
)
