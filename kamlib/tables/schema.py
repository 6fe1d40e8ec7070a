"""The tables as data: ``schema.toml`` read into columns, with every name that clients give them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kamlib.tables.values.cells import simplified
from kamlib.words import term

TYPES = ("id", "text", "date", "money", "number", "share", "score", "flag")

#: Columns of orders that the reader makes and no file brings: the day on which a line that is booked earlier
#: became known (a credit note, booked with its invoice), whether the goods of a negative line came back, and
#: whether it is a bonus credited later, which is among the discounts; and how many lines a row has been made of.
INTERNAL = ("known", "goods_back", "bonus", "row_lines")

#: What a column has from the one that it is the same as, next to its names.
_SHARED = ("choices", "choices_zh", "also", "closed")

#: The rank of names that win over all others.
BEST = -1

_NOT_A_LETTER = re.compile(r"[\W_]+")
_NOT_OF_A_NAME = re.compile(r"[^\w{|}]+|_+")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Column:
    """A column of one of the tables that a client can bring.

    Attributes
    ----------
    table, name : str
        Where it belongs and what it is called in frames.
    type : str
        One of `TYPES`.
    required : bool
        Whether the table is of no use without it.
    term : str
        Key of the glossary that explains it.
    names : mapping
        Every squeezed header (see `squeeze`) by which clients call it, with its rank: the lower, the better.
    read_only : bool
        Whether it only serves to derive others and is gone afterwards.
    example, choices : tuple of str
        For the empty workbook: two cells, and the drop-down list, whose values are codes that the wings ask for.
    choices_zh, example_zh : tuple of str
        The same in Chinese; of words for one code, divided by ``|``, the first is shown and all are read.
    also : tuple of str
        Other words for each code, divided by ``|``, that are read.
    closed : bool
        Whether only cells that are words for the choices make a column this one.
    gaps : bool
        Whether a row counts although its cell of this required column is empty.
    least : float or None
        The least that a figure of a table other than the orders can be; what is below is set aside.
    """

    table: str
    name: str
    type: str
    required: bool
    term: str
    names: Mapping[str, int]
    read_only: bool = False
    example: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    choices_zh: tuple[str, ...] = ()
    example_zh: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    closed: bool = False
    gaps: bool = False
    least: float | None = None

    @property
    def key(self) -> str:
        """Table and name in one word: ``"orders.cost"``."""
        return f"{self.table}.{self.name}"

    @cached_property
    def beginnings(self) -> frozenset[tuple[str, int]]:
        """The first two letters and the length of every name: slips of it share them."""
        return frozenset((name[:2], len(name)) for name in self.names)


def squeeze(header: object) -> str:
    """Take case, blanks, punctuation and full-width forms out of a header: ``"Customer-ID "`` → ``customerid``.

    Parameters
    ----------
    header : object
        As given in the file.

    Returns
    -------
    str
        Lower-case letters and figures only.
    """
    return _NOT_A_LETTER.sub("", _folded(str(header)))


def _folded(text: str) -> str:
    return simplified(unicodedata.normalize("NFKC", text).casefold().replace("%", "percent"))


@cache
def schema() -> Mapping[str, Mapping[str, Column]]:
    """Return the columns of every table by name, in the order in which headers are matched.

    Returns
    -------
    mapping
        Table → name of a column → what is known of it; not to be changed.
    """
    tables = tomllib.loads((Path(__file__).parent / "schema.toml").read_text("utf-8"))
    ranked = {
        f"{table}.{name}": _ranked(entry.get("names", {}))
        for table, columns in tables.items() for name, entry in columns.items()
    }  # fmt: skip
    return MappingProxyType({
        table: MappingProxyType({
            name: _column(table, name, entry, tables, ranked) for name, entry in columns.items()
        })
        for table, columns in tables.items()
    })  # fmt: skip


def kept(table: str) -> tuple[Column, ...]:
    """Return the columns that a finished table has: all but those that are read and used up.

    Parameters
    ----------
    table : str
        Name of a table, such as ``orders``.

    Returns
    -------
    tuple of Column
        In the order of the schema.
    """
    return tuple(column for column in schema()[table].values() if not column.read_only)


@cache
def words_of_choices(table: str, name: str) -> Mapping[str, str]:
    """Return every word for a code of a column, squeezed, with the code.

    Parameters
    ----------
    table, name : str
        The column.

    Returns
    -------
    mapping
        Word → code; the codes themselves are among the words.
    """
    column = schema()[table][name]
    words = column.choices_zh or column.choices
    also = column.also or ("",) * len(column.choices)
    return MappingProxyType({
        squeeze(word): code
        for code, shown, others in zip(column.choices, words, also, strict=True)
        for word in (code, *shown.split("|"), *filter(None, others.split("|")))
    })  # fmt: skip


def _column(
    table: str, name: str, entry: Mapping[str, Any], tables: Mapping[str, Any],
    ranked: Mapping[str, dict[str, int]],
) -> Column:  # fmt: skip
    names = dict(ranked[f"{table}.{name}"])
    if "same_as" in entry:
        other_table, _dot, other = entry["same_as"].partition(".")
        model = tables[other_table][other]
        entry = {**{key: model[key] for key in _SHARED if key in model}, **entry}
        names |= ranked[entry["same_as"]] | names
    word = term(entry.get("term", name))
    for own in (name, word.en, word.zh):  # the headers of our own tables and of the empty workbook
        key = squeeze(own)  # a number goes before a name: "Customer No" before "Customer"
        names[key] = names.get(key, 0) if entry["type"] == "id" else 0
    names |= dict.fromkeys(_ranked({"": entry.get("best", [])}), BEST)
    return Column(
        table, name, entry["type"], entry.get("required", False), entry.get("term", name), MappingProxyType(names),
        entry.get("read_only", False), tuple(entry.get("example", ())), tuple(entry.get("choices", ())),
        tuple(entry.get("choices_zh", ())), tuple(entry.get("example_zh", ())), tuple(entry.get("also", ())),
        entry.get("closed", False), entry.get("gaps", False), entry.get("least"),
    )  # fmt: skip


def _ranked(names: Mapping[str, list[str]]) -> dict[str, int]:
    """Give each squeezed name its place in its language's list; the better place where it is listed twice."""
    ranks: dict[str, int] = {}
    for patterns in names.values():
        for rank, pattern in enumerate(patterns):
            for name in _expanded(_NOT_OF_A_NAME.sub("", _folded(pattern))):
                ranks[name] = min(rank, ranks.get(name, rank))
    ranks.pop("", None)
    return ranks


def _expanded(pattern: str) -> Iterable[str]:
    """Write out ``"{a|b}c"`` as ``"ac"`` and ``"bc"``; a choice can hold another."""
    choice = _CHOICE.search(pattern)
    if not choice:
        return (pattern,)
    before, after = pattern[: choice.start()], pattern[choice.end() :]
    words = choice.group(1).split("|")
    if "{" in before or "}" in after:  # it is held by another
        return chain.from_iterable(_expanded(before + word + after) for word in words)
    rest = _expanded(after)
    return [before + word + end for word in words for end in rest]
