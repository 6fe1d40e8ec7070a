"""The workbook of a plan of visits as people read it: sheets, columns and values in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from kamlib.manage.visits import topics
from kamlib.words import _, glossary, label

#: Sheet of each table.
_SHEETS: Mapping[str, Callable[[], str]] = {
    "plan": lambda: _("Visits planned"), "unmet": lambda: _("Promises not kept"),
    "remedies": lambda: _("Remedies"), "weeks": lambda: _("Hours by week"),
    "trips": lambda: label("trips"), "agenda": lambda: _("Agendas"), "requests": lambda: label("requests"),
    "outcomes": lambda: _("Outcomes of the last year"),
}  # fmt: skip

#: Head of each column that the glossary does not name, or names after something else.
_HEADS: Mapping[str, Callable[[], str]] = {
    "week": lambda: _("Week of the plan"),
    "first_week": lambda: _("First week"), "last_week": lambda: _("Last week"), "weeks": lambda: _("Broken weeks"),
    "value": lambda: _("Money a year"), "at_stake": lambda: _("Money at stake"),
    "helper": lambda: _("Who has hours left"), "visits": lambda: _("Number of visits"),
    "trips_apart": lambda: _("Trips without sharing"),
    "monday": lambda: _("Monday"), "planned": lambda: _("Planned hours"),
    "provisional": lambda: _("Holidays not yet announced"),
    "point": lambda: _("Point"), "topic": lambda: _("Topic"), "text": lambda: _("What to talk about"),
    "money": lambda: _("Amount that it is about"), "source": lambda: _("From the table"),
    "became": lambda: _("What became of it"), "next_visit": lambda: _("On the agenda of"),
}  # fmt: skip

#: Columns whose values are keys of the glossary: levels of visits, and tables.
_KEYS = ("level", "source")


def worded(tables: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Write the tables of a plan as people read them.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables by name, with the columns that code knows.
    names : mapping of str to str
        Name of each customer; next to its id where it has one.

    Returns
    -------
    dict of str to pandas.DataFrame
        By the name of the sheet.
    """
    return {_SHEETS[key](): _sheet(table, names) for key, table in tables.items()}


def _sheet(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    shown = pd.DataFrame({column: _cells(str(column), table[column]) for column in table})
    shown = shown.rename(columns=_head)
    if "customer_id" in table and any(names.get(who, who) != who for who in table["customer_id"].astype("str")):
        known = table["customer_id"].astype("str").map(lambda who: names.get(who, ""))  # pyrefly: ignore[no-matching-overload]  # text, never NA
        shown.insert(list(table.columns).index("customer_id") + 1, label("name"), known)
    return shown


def _head(column: str) -> str:
    return _HEADS[column]() if column in _HEADS else label(column)


def _cells(column: str, cells: pd.Series) -> pd.Series:
    """Return values in words; what is not a name of ours stays as the client wrote it."""
    if column in _KEYS:
        return cells.map(lambda key: label(key) if key in glossary() else key)
    words = _words(column)
    if not words:
        return cells
    return cells.map(lambda key: words.get(key, key))  # pyrefly: ignore[no-matching-overload]  # text, never NA


def _words(column: str) -> Mapping[str, str]:
    if column == "topic":
        return topics.names()
    if column == "outcome":
        return topics.outcomes()
    if column == "kind":  # of a request, or of a remedy
        return {**topics.kinds(), "hours": _("more hours"), "lend": _("hours of somebody else"),
                "drop": _("fewer visits")}  # fmt: skip
    return {}
