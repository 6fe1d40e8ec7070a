"""Dates that are in several columns: year, month and day, or year and month, or year and quarter."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.tables.columns.matching import Match, holds, match
from kamlib.tables.problems import Problem
from kamlib.tables.schema import squeeze
from kamlib.tables.values.calendar_text import MONTHS, YEARS
from kamlib.tables.values.cells import tidy
from kamlib.tables.values.month_names import month_of

_WHOLE = re.compile(r"\d{1,4}(?:\.0+)?", re.ASCII)
#: Headers of each part, squeezed.
NAMES = {
    "year": frozenset([
        "year", "years", "yr", "yyyy", "orderyear", "invoiceyear", "salesyear", "calendaryear", "年", "年份",
        "年度", "jahr", "kalenderjahr", "année", "annee", "an", "año", "ano", "anno",
    ]),
    "month": frozenset([
        "month", "months", "mon", "mm", "monthname", "monthno", "monthnumber", "ordermonth", "invoicemonth",
        "salesmonth", "calendarmonth", "月", "月份", "monat", "kalendermonat", "mois", "mes", "mês", "mese",
    ]),
    "quarter": frozenset(["quarter", "qtr", "季", "季度", "quartal", "trimestre"]),
    "day": frozenset([
        "day", "dd", "dayofmonth", "日", "日期", "天", "号", "tag", "jour", "dia", "día", "giorno",
    ]),
}  # fmt: skip


@dataclass(frozen=True)
class Joined:
    """A table whose date was put together: its rows, which column is which, and what to say of it."""

    rows: pd.DataFrame
    found: Match
    problems: tuple[Problem, ...] = ()


def join(rows: pd.DataFrame, found: Match, columns: Mapping[str, str]) -> Joined:
    """Put a date together from the columns that hold its parts, where no column holds it whole.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.
    found : Match
        Which column is which.
    columns : mapping
        Ours → theirs, as the user has it.

    Returns
    -------
    Joined
        As it was, where a column holds dates, or there is no year next to a month or a quarter.
    """
    parts = _parts(rows)
    theirs = found.source_column("date")
    whole = theirs is not None and (theirs not in parts.values() or holds(rows[theirs], "date"))
    if whole or found.table != "orders" or "year" not in parts or not {"month", "quarter"} & set(parts):
        return Joined(rows, found)
    texts = _texts({part: rows[name] for part, name in parts.items()})
    if texts is None:
        return Joined(rows, found)
    name = " + ".join(str(name) for name in parts.values())
    asked = {theirs.strip() for ours, theirs in columns.items() if ours != "date"}
    used_up = [part for part in parts.values() if str(part) not in asked]
    rest = rows.drop(columns=used_up).assign(**{name: texts})
    note = Problem("date-joined", "note", found.table, len(rows), None, {"column": name})
    return Joined(rest, match(rest, found.table, {**columns, "date": name}), (note,))


def _parts(rows: pd.DataFrame) -> dict[str, Hashable]:
    """Find the columns of the parts by their names; a quarter next to a month says nothing more."""
    squeezed = {name: squeeze(name) for name in rows.columns}
    found: dict[str, Hashable] = {}
    for part, known in NAMES.items():
        fitting = [name for name, text in squeezed.items() if text in known]
        if fitting:
            found[part] = fitting[0]
    if "month" in found:
        found.pop("quarter", None)
    else:
        found.pop("day", None)
    return {part: found[part] for part in ("year", "month", "quarter", "day") if part in found}


def _texts(cells: Mapping[str, pd.Series]) -> pd.Series | None:
    """Write the parts as ``20240305``, ``202403`` or ``2024Q1``; None where they hold something else."""
    numbers = {part: _numbers(part, column) for part, column in cells.items()}
    limits = {"year": YEARS, "month": (1, 12), "quarter": (1, 4), "day": (1, 31)}
    fine = {part: numbers[part].between(*limits[part]).to_numpy(bool) for part in numbers}
    filled = np.logical_and.reduce([column.notna().to_numpy() for column in cells.values()])
    whole = np.logical_and.reduce(list(fine.values()))
    if not filled.any() or whole[filled].mean() < 0.5:
        return None
    written = {part: numbers[part].where(whole, 0).astype("int64").astype("str") for part in numbers}
    text = written["year"]
    for part in ("month", "day"):
        text = text + written[part].str.zfill(2) if part in written else text
    text = text + "Q" + written["quarter"] if "quarter" in written else text
    plain = pd.DataFrame({part: column.astype("str").fillna("") for part, column in cells.items()})
    return text.where(whole, plain.agg(" ".join, axis=1).where(filled)).astype("str")


def _numbers(part: str, column: pd.Series) -> pd.Series:
    """Return years, months, quarters or days as numbers; ``2024年``, ``March``, ``Q1`` too."""
    different = column.dropna().unique()
    known = {cell: _number(part, tidy(cell).casefold()) for cell in different}
    numbers: pd.Series = column.map(known).astype("float64")
    return numbers


def _number(part: str, text: str) -> float:
    bare = text.strip("年月日号季度第q ")
    if _WHOLE.fullmatch(bare):
        number = float(bare)
        return number + 2000 if part == "year" and number < 69 else number
    if part == "month":
        return float(MONTHS.get(text, 0) or month_of(text)) or np.nan
    return float("一二三四".find(bare) + 1) or np.nan if part == "quarter" and len(bare) == 1 else np.nan
