"""The terms that a report explains: names of its exhibits, its columns, and the words in its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from kamlib.classify.kinds import KINDS
from kamlib.classify.misconceptions import MISCONCEPTIONS
from kamlib.classify.tiers import TIERS
from kamlib.reports.cells import Cell, Table
from kamlib.reports.results import FindingPage, GlossaryLine
from kamlib.words import glossary, label, language

#: Code values that stand in cells by their names, beside the tiers.
_CODES = ("exception", *MISCONCEPTIONS, *(f"kind_{kind}" for kind in KINDS))

#: Columns that every reader knows; what is said of them tells a client how to fill in a table.
_PLAIN = (
    "name", "customer_id", "customers", "date", "deal_id", "deal_owner", "deal_stage", "file_stated", "order_id",
    "person", "product",
)  # fmt: skip


def terms(pages: Sequence[FindingPage], lists: Iterable[Table]) -> list[GlossaryLine]:
    """Explain the terms of a report in the order of the reader's alphabet, the tiers together from the top down.

    Parameters
    ----------
    pages : sequence of FindingPage
        The findings.
    lists : iterable of Table
        The other tables of the report.

    Returns
    -------
    list of GlossaryLine
        Each name once, those whose name says it all left out.
    """
    tables = [*pages, *lists]
    written = set(chain.from_iterable(_words(part) for part in tables))
    named = {key for key in (*TIERS, *_CODES) if label(key) in written}
    exhibits = {page.id for page in pages if not page.silent}
    keys = {column.key for part in tables for column in part.columns} | exhibits | named
    known = [glossary()[key] for key in sorted(keys - set(_PLAIN)) if key in glossary()]
    lines = {t.label: GlossaryLine(key=t.key, label=t.label, about=t.about) for t in known if t.about}
    return sorted(lines.values(), key=_place)


def _words(part: Table) -> Iterator[Cell]:
    """Return the cells of the columns that hold words."""
    places = [at for at, column in enumerate(part.columns) if not column.numeric]
    return (row[at] for at in places for row in part.rows)


def _place(line: GlossaryLine) -> tuple[bytes, int, str]:
    """Return what a term is sorted by: letters, in Chinese the sound of its characters."""
    tier = line.key in TIERS
    name = label(TIERS[0]) if tier else line.label
    return _sound(name), TIERS.index(line.key) if tier else -1, line.key


def _sound(text: str) -> bytes:
    """Return a key that sorts by the alphabet: GB 18030 has the common characters in the order of pinyin."""
    return text.casefold().encode("gb18030" if language() == "zh" else "utf-8")
