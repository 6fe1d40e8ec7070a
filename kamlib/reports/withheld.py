"""What the reader found, told without a word of the client's files: a message may quote any cell, title or header.

What may be stated is listed, not what may not: figures, days, codes of ours, and pseudonyms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from kamlib.tables.problems import Names, Problem
from kamlib.tables.readings import Reading
from kamlib.tables.schema import schema
from kamlib.words import _, label

#: Values of a problem that are never a client's words: a column of ours, a kind of discount, a day, a codec.
_OUR_WORDS = frozenset({"ours", "kind", "day", "encoding", "documents"})
#: Values of a problem that name a sheet or a file.
_PLACES = ("in_sheet", "in_file")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SEPARATORS = (" / ", ", ")


def without_words(problem: Problem, names: Mapping[str, str], headers: Mapping[str, str]) -> Problem:
    """Return a problem whose message quotes nothing from a file.

    Parameters
    ----------
    problem : Problem
        Of the reader or the checks.
    names : mapping of str to str
        Id or name → pseudonym; names that are alone are replaced by it.
    headers : mapping of str to str
        Their header → what our column is called; other headers are withheld.

    Returns
    -------
    Problem
        The same, with figures as they were.
    """
    known = {**headers, **names}
    told = {key: _told(key, value, known) for key, value in problem.values.items() if key not in _PLACES}
    return replace(problem, values=told | ({"file": label(problem.table)} if "file" in told else {}))


def columns_of(readings: Iterable[Reading]) -> dict[str, str]:
    """Return what the columns of some tables are called by us: their header → our word for it."""
    return {
        " ".join(theirs.split()): label(schema()[reading.table][ours].term)
        for reading in readings
        for theirs, ours in reading.columns.items()
        if ours in schema()[reading.table]
    }


def _told(key: str, value: Any, known: Mapping[str, str]) -> Any:
    """Return what may be known of a value."""
    if isinstance(value, Names):
        return Names.of(dict.fromkeys(_text(part, known) for part in value.parts))
    if isinstance(value, str):
        return value if key in _OUR_WORDS or _is_currency(key, value) else _texts(value, known)
    if isinstance(value, (list, tuple)):
        return type(value)(_told(key, part, known) for part in value)
    return value


def _is_currency(key: str, value: str) -> bool:
    return key in ("currency", "code", "held") and _CURRENCY.fullmatch(value) is not None


def _texts(value: str, known: Mapping[str, str]) -> str:
    """Return a text, or several with a mark between them, as what they may be called."""
    mark = next((mark for mark in _SEPARATORS if mark in value and value not in known), None)
    if mark is None:
        return _text(value, known)
    return mark.join(dict.fromkeys(_text(part, known) for part in value.split(mark)))


def _text(value: str, known: Mapping[str, str]) -> str:
    return known.get(value) or known.get(" ".join(value.split())) or _("[withheld]")
