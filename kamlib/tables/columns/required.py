"""What a table cannot do without: where it is missing, one line says what was seen and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import Match
from kamlib.tables.schema import Column, schema
from kamlib.tables.values.calendar_text import lacks_year, names_years, read_day
from kamlib.tables.values.cells import is_missing, is_period
from kamlib.words import _, label
from kamlib.words.phrases import enumerated

#: Columns called by periods that make a wide table.
WIDE = 2
_SHOWN = 30


class LacksColumnsError(KamError):
    """A table lacks columns that are required."""


def refuse_lacking(
    found: Match, rows: pd.DataFrame, where: str, like: Callable[[Match, pd.DataFrame], str] | None = None
) -> None:
    """Refuse a table that lacks required columns: all of them at once, what was seen, what the table looks like.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.
    where : str
        File and sheet, for messages.
    like : callable, optional
        Says what a table that lacks columns looks like.

    Raises
    ------
    KamError
        If a column is missing, is empty or holds something else; if dates have no year; if periods are columns.
    """
    known = schema()[found.table]
    _refuse_days_without_years(found, rows, where)
    missing, said = [], []
    for ours, column in known.items():
        if not column.required or ours in found.chosen or (ours == "revenue" and _has_amount(found)):
            continue
        parts = (ours, "quantity", "unit_price") if ours == "revenue" and found.table == "orders" else (ours,)
        named = next((part for part in parts if part in found.rejected), None)
        if named is None:
            missing.append(column)
        else:
            said.append(_not_held(found, rows, known[named], where))
    if missing:
        said.insert(0, _missing(found, missing, where))
    if said:
        raise LacksColumnsError(" ".join(part for part in [*said, like(found, rows) if like else ""] if part))


def _has_amount(found: Match) -> bool:
    return "revenue_with_tax" in found.chosen or {"quantity", "unit_price"} <= set(found.chosen)


def _not_held(found: Match, rows: pd.DataFrame, column: Column, where: str) -> str:
    theirs = found.rejected[column.name][0]
    if rows[theirs].isna().all():
        return _(
            "{where}: column {theirs} ({what}) is empty; if it holds formulas, open the file in a spreadsheet "
            "program, save it and read it again; otherwise use --map {ours}=… for the correct column.",
            where=where, theirs=_listed((theirs,)), what=label(column.term), ours=column.name,
        )  # fmt: skip
    first = next((str(cell) for cell in rows[theirs] if str(cell).strip() and not pd.isna(cell)), "")
    return _(
        "{where}: column {theirs} is named like {what} but does not contain it (first cell: {cell}); write it "
        "like {example} in the file, or use --map {ours}=… for the correct column.",
        where=where, theirs=_listed((theirs,)), what=label(column.term), cell=_listed((first,)) or "–",
        ours=column.name, example=column.example[0],
    )  # fmt: skip


def _missing(found: Match, columns: list[Column], where: str) -> str:
    periods = [name for name in found.seen if is_period(str(name)) or read_day(str(name)) is not None]
    if {"date", "revenue"} & {column.name for column in columns} and len(periods) >= WIDE:
        return _(
            "{where}: periods are arranged as columns ({names}); one row for each customer and date is needed. "
            "Unpivot these columns in a spreadsheet program (Power Query), or export order lines.",
            where=where, names=_listed(tuple(periods), 4),
        )  # fmt: skip
    if len(columns) > 1:
        what = enumerated([_("{what} ({ours})", what=label(c.term), ours=c.name) for c in columns])
        maps = " ".join(f"--map {c.name}=…" for c in columns)
        return _(
            "{where}: found no columns for {what} among: {seen}. If they are there, use {maps}.",
            where=where, what=what, seen=_listed(found.seen), maps=maps,
        )  # fmt: skip
    column = columns[0]
    return _(
        "{where}: found no column for {what} ({ours}) among: {seen}. If one of them is correct, use --map "
        "{ours}=…",
        where=where, what=label(column.term), ours=column.name, seen=_listed(found.seen),
    )  # fmt: skip


def _refuse_days_without_years(found: Match, rows: pd.DataFrame, where: str) -> None:
    """Refuse dates of day and month only: no year may be guessed."""
    theirs = (
        found.source_column("date") if found.by_hand("date") else next(iter(found.rejected.get("date", ())), None)
    )
    if theirs is None or not _no_years(rows[theirs]):
        return
    raise KamError(_(
        "{where}: the dates in column {theirs} are day and month only ({cell} …): the year is missing. Add it to "
        "the dates in the file (such as 2024-03-05), or select another column: --map date=…",
        where=where, theirs=_listed((theirs,)), cell=str(rows[theirs].dropna().iloc[0]).strip(),
    ))  # fmt: skip


def _no_years(cells: pd.Series) -> bool:
    """Whether most of a column's cells are days of a year that they do not name."""
    filled = [cell for cell in cells.dropna().unique()[:200] if not is_missing(cell)]
    return bool(filled) and sum(map(lacks_year, filled)) > len(filled) / 2 and not names_years(filled)


def _listed(names: tuple[object, ...], limit: int = _SHOWN) -> str:
    shown = enumerated([" ".join(str(name).split())[:40] for name in names[:limit]])
    return shown + (" …" if len(names) > limit else "")
