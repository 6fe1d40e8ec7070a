"""A workbook of account files read back: three sides compared, cell by cell; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from kamlib.errors import KamError
from kamlib.manage.files.entries import COLUMNS, WITHDRAWN, latest, parsed
from kamlib.manage.files.entries import stated as stated_of
from kamlib.manage.files.fields import Field, fields
from kamlib.manage.files.workbook import BASE, BETWEEN, DATE, MARK, PERSON, STATED, canonical
from kamlib.manage.year import year_of
from kamlib.words import _

if TYPE_CHECKING:
    from kamlib.book import Book

#: Why a row of the workbook is not used.
REASONS = ("no-customer", "no-field", "formula", "unreadable", "no-day", "not-exported")

_CHANGES = ("customer_id", "field", "before", "after", "date", "person")
_CONFLICTS = ("customer_id", "field", "base", "ours", "theirs", "sheet", "row")
_REFUSED = ("sheet", "row", "cell", "reason", "field")
_EMPTIED = ("customer_id", "field", "value", "sheet", "row")


@dataclass(frozen=True, eq=False)
class Merged:
    """What reading a workbook of account files back gave.

    Attributes
    ----------
    changes : pandas.DataFrame
        What is new in the workbook and was left alone in the book: ``customer_id``, ``field``, ``before``,
        ``after`` (``?`` where it is no longer known), ``date`` and ``person``.
    conflicts : pandas.DataFrame
        What both sides changed, and what two rows of the workbook give differently: ``base``, ``ours`` and
        ``theirs``, with sheet and row. The book's value stays.
    refused : pandas.DataFrame
        Rows that are not used: ``sheet``, ``row``, ``cell``, ``reason`` (one of `REASONS`) and ``field`` (empty
        where it is not one).
    emptied : pandas.DataFrame
        Cells that held something and are blank now; nothing is withdrawn for it.
    rows : int
        Rows of the workbook that were read.
    entries : pandas.DataFrame
        The book's entries followed by the changes: what a new file for ``--files`` holds.
    book : Book
        The book with these entries.
    """

    changes: pd.DataFrame
    conflicts: pd.DataFrame
    refused: pd.DataFrame
    emptied: pd.DataFrame
    rows: int
    entries: pd.DataFrame
    book: Book


@dataclass(frozen=True)
class _Cell:
    """The open cells of one row of the workbook."""

    customer_id: str
    field: Field
    value: Any
    date: Any
    person: str
    sheet: str
    row: int

    @property
    def key(self) -> str:
        return f"{self.customer_id}{BETWEEN}{self.field.key}"

    @property
    def text(self) -> str:
        """The value as it is compared; `WITHDRAWN` where it is no longer known."""
        if str(self.value).strip() == WITHDRAWN:
            return WITHDRAWN
        return canonical(parsed(self.field, self.value))


def merged(book: Book, path: str | Path, person: str) -> Merged:
    """Read the workbook; see ``files.merge``."""
    held = _read(Path(path))
    base = held.cells
    cells, refused, rows = _cells(book, held.sheets, base)
    chosen, twice = _once(cells)
    ours = _ours(book)
    changes, conflicts, emptied = [], list(twice), []
    for cell in chosen:
        was, now, text = base[cell.key], ours.get(cell.key, ""), cell.text
        if text == was:
            continue
        if not text:
            emptied.append((cell.customer_id, cell.field.key, was, cell.sheet, cell.row))
        elif text == now or (text == WITHDRAWN and not now):
            continue
        elif now != was:
            conflicts.append((cell.customer_id, cell.field.key, was, now, text, cell.sheet, cell.row))
        else:
            changes.append((cell.customer_id, cell.field.key, now, text, *_when(cell, held, person)))
    made = pd.DataFrame(changes, columns=[*_CHANGES])
    entries = _with(book, made)
    return Merged(
        made, pd.DataFrame(conflicts, columns=[*_CONFLICTS]), pd.DataFrame(refused, columns=[*_REFUSED]),
        pd.DataFrame(emptied, columns=[*_EMPTIED]), rows, entries, replace(book, files=entries),
    )  # fmt: skip


class _Held(NamedTuple):
    """What a workbook holds: the values, days and persons as written, the sheets as they are now, and its day."""

    cells: dict[str, str]
    days: dict[str, str]
    persons: dict[str, str]
    sheets: dict[str, list[tuple[Any, ...]]]
    day: pd.Timestamp


def _read(path: Path) -> _Held:
    """Read the hidden sheet and the others."""
    import openpyxl

    if not path.is_file():
        raise KamError(_("{file}: no such file.", file=str(path)))
    try:
        made = openpyxl.load_workbook(path, read_only=True, data_only=False)
    except Exception:  # whatever a file that is no workbook makes the reader stumble over
        raise KamError(_("{file} is not a workbook that can be read; save it as .xlsx, or write a new one with "
                         "kam files export.", file=path.name)) from None  # fmt: skip
    try:
        rows = {name: list(made[name].iter_rows(values_only=True)) for name in made.sheetnames}
    finally:
        made.close()
    hidden = rows.pop(BASE, None)
    if not hidden or hidden[0][0] != MARK:
        raise KamError(_("{file} is not a workbook of account files: write one with kam files export.",
                         file=path.name))  # fmt: skip
    kept = [(*row, None, None, None)[:4] for row in hidden[1:] if row[0]]
    values, days, persons = (
        {str(row[0]): "" if row[place] is None else str(row[place]) for row in kept} for place in (1, 2, 3)
    )
    return _Held(values, days, persons, rows, pd.Timestamp(str(hidden[0][1])))


def _cells(
    book: Book, sheets: dict[str, list[tuple[Any, ...]]], base: dict[str, str]
) -> tuple[list[_Cell], list[tuple[str, int, str, str, str]], int]:
    """Return the rows that can be used, those that cannot with the reason, and how many there are."""
    known, every = book.buying_ids, fields()
    cells, refused, rows = [], [], 0
    for sheet, table in sheets.items():
        for at, row in enumerate(table[1:], 2):
            if all(cell is None for cell in row):
                continue
            rows += 1
            key = str(row[0] or "")
            id_, _between, name = key.partition(BETWEEN)
            value = row[STATED] if len(row) > STATED else None
            why = _why_not(id_, name, key, value, base, known)
            if not why and parsed(every[name], value) is None and not _says_nothing(value):
                why = "unreadable"
            if not why and not _says_nothing(day := _at(row, DATE)) and _day(day) is None:
                why, value = "no-day", day
            if why:
                text = "" if value is None else str(value)[:60]
                refused.append((sheet, at, text, why, name if name in every else ""))
            else:
                cells.append(_Cell(id_, every[name], value, _at(row, DATE), str(_at(row, PERSON) or "").strip(),
                                   sheet, at))  # fmt: skip
    return cells, refused, rows


def _at(row: tuple[Any, ...], place: int) -> Any:
    return row[place] if len(row) > place else None


def _says_nothing(value: Any) -> bool:
    return value is None or str(value).strip() in ("", WITHDRAWN)


def _why_not(id_: str, name: str, key: str, value: Any, base: dict[str, str], known: set[str]) -> str:
    """Say why a row cannot be used; empty where it can."""
    if not key:
        return "not-exported"
    if id_ not in known:
        return "no-customer"
    if name not in fields():
        return "no-field"
    if key not in base:
        return "not-exported"
    return "formula" if isinstance(value, str) and value.startswith("=") and value != base[key] else ""


def _once(cells: list[_Cell]) -> tuple[list[_Cell], Iterator[tuple[Any, ...]]]:
    """Keep one row of each customer and field; rows that differ contradict each other and none is used."""
    by: dict[str, list[_Cell]] = {}
    for cell in cells:
        by.setdefault(cell.key, []).append(cell)
    alike = [some[-1] for some in by.values() if len({cell.text for cell in some}) == 1]
    apart = (
        (some[0].customer_id, some[0].field.key, some[0].text, some[0].text, other.text, other.sheet, other.row)
        for some in by.values()
        for other in some[1:]
        if other.text != some[0].text
    )
    return alike, apart


def _ours(book: Book) -> dict[str, str]:
    """Return what the book has today, as a text by customer and field."""
    ids = year_of(book).table.index
    found: dict[str, str] = {}
    for field in fields().values():
        said = zip(ids, stated_of(book, field, ids).column, strict=True)
        found |= {f"{id_}{BETWEEN}{field.key}": canonical(value) for id_, value in said if not pd.isna(value)}
    return found


def _when(cell: _Cell, held: _Held, person: str) -> tuple[pd.Timestamp, str]:
    """Return day and person of a change; what was left as it was written is that of the old value.

    A change is never older than the value that it replaces.
    """
    given, before = _day(cell.date), _day(held.days[cell.key] or None)
    touched = given is not None and given != before
    day = max(one for one in (given, before) if one is not None) if touched else held.day
    return day, cell.person if cell.person != held.persons[cell.key] else person


def _day(value: Any) -> pd.Timestamp | None:
    """Return the day in a cell; None where there is none."""
    found = pd.to_datetime(value, errors="coerce") if value is not None else pd.NaT
    return None if pd.isna(found) else pd.Timestamp(found).normalize()


def _with(book: Book, changes: pd.DataFrame) -> pd.DataFrame:
    """Add the changes at the end of the book's own entries: what was stated before stays."""
    before = book.files if book.files is not None else latest(book)
    new = changes.rename(columns={"after": "value"}).reindex(columns=[*COLUMNS])
    if not len(new):
        return before.reindex(columns=[*COLUMNS])
    whole = pd.concat(
        [before.reindex(columns=[*COLUMNS]).astype("object"), new.astype("object")], ignore_index=True
    )
    return whole.assign(
        customer_id=whole["customer_id"].astype("str"), date=pd.to_datetime(whole["date"]),
        value=whole["value"].astype("str"), field=whole["field"].astype("str"),
        person=whole["person"].fillna("").astype("str"),
    )  # fmt: skip
