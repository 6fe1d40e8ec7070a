"""Cells to values: each matched column as its type asks, with what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.columns.headers import Header, take_apart
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import ambiguous
from kamlib.tables.conversion.discount import kind_by_name, with_percent_signs
from kamlib.tables.conversion.units import Unit, factors
from kamlib.tables.problems import Names, Problem
from kamlib.tables.schema import schema
from kamlib.tables.values.parsed import Parsed

NUMERIC = frozenset({"money", "number", "share", "score"})
#: Figures from here on are slips, not figures; sums over them would hold nothing else.
HUGE = 1e15
#: Rows from which threads are worth their while.
MANY = 100_000


@dataclass(frozen=True)
class Converted:
    """A table in our columns.

    Attributes
    ----------
    frame : pandas.DataFrame
        Matched columns under our names: text, float64, datetime64; on the rows' own index.
    parsed : mapping
        Of the columns with amounts and dates, what their reading said.
    cells : mapping
        The cells of those columns as given in the file.
    header_currency : str or None
        ISO code that the header of an amount names.
    problems : tuple of Problem
        What the conversion had to assume.
    """

    frame: pd.DataFrame
    parsed: Mapping[str, Parsed] = field(default_factory=dict)
    cells: Mapping[str, pd.Series] = field(default_factory=dict)
    header_currency: str | None = None
    problems: tuple[Problem, ...] = ()


def convert(
    rows: pd.DataFrame, match: Match, *, decimal: str | None = None, dayfirst: bool | None = None,
    unit: Unit | None = None, where: str = "",
) -> Converted:  # fmt: skip
    """Turn the matched columns into values.

    Parameters
    ----------
    rows : pandas.DataFrame
        The table as given in the file.
    match : Match
        Which column is which.
    decimal : {".", ","}, optional
        The decimal mark of all columns.
    dayfirst : bool, optional
        Whether ``3/4/2024`` is the third of April.
    unit : Unit, optional
        The unit of amounts whose header names none.
    where : str
        File and sheet, for messages.

    Returns
    -------
    Converted
        One column for each of ours that was matched; what could not be read is missing in it.

    Raises
    ------
    KamError
        If a column that decides can be read in two ways and nothing settles which, or units contradict each other.
    """
    from kamlib.tables.values.ids import clean_ids

    known = schema()[match.table]
    types = {ours: known[ours].type for ours in match.chosen}
    cells = {ours: rows[choice.source_column] for ours, choice in match.chosen.items()}
    dates = {ours: cells[ours] for ours, type_ in types.items() if type_ == "date"}
    amounts = {ours: cells[ours] for ours, type_ in types.items() if type_ in NUMERIC}
    parsed = _amounts(amounts, decimal) | _dates(dates, dayfirst)
    ambiguous.refuse(parsed, cells, match, where)
    headers = {ours: take_apart(match.source_column(ours)) for ours in amounts}
    multiples = _multiples({o: headers[o] for o in amounts if types[o] == "money"}, unit, match, where)
    columns: dict[str, pd.Series] = {}
    texts = _side_by_side(clean_ids, {ours: cells[ours] for ours in types if ours not in parsed})
    for ours, type_ in types.items():
        if ours in parsed:
            factor = multiples.get(ours, 1.0)
            values = parsed[ours].values  # noqa: PD011 (a field of Parsed)
            values = values * factor if factor != 1.0 else values
            if type_ == "share":
                values = with_percent_signs(values, cells[ours], str(match.source_column(ours)))
            columns[ours] = values if type_ == "date" else measured(values)
        else:
            columns[ours] = _yes(texts[ours]) if type_ == "flag" else texts[ours]
    return Converted(
        pd.DataFrame(columns, index=rows.index, copy=False), parsed, amounts,
        next((headers[o].currency for o in headers if types[o] == "money" and headers[o].currency), None)
        or (unit.currency if unit else None),
        (*_assumed(match, parsed, headers, rows.index), *_by_unit(match, unit, headers, multiples, columns)),
    )  # fmt: skip


def _multiples(headers: Mapping[str, Header], unit: Unit | None, match: Match, where: str) -> dict[str, float]:
    """Say what each column of money is to be multiplied by; a discount may be a share, which has no unit."""
    names = {ours: match.header(ours) for ours in headers}
    shares = {"discount"} if kind_by_name(names.get("discount", "")) != "money" else set()
    return factors(headers, unit, names, amounts_only=shares, where=where)


def _by_unit(
    match: Match, unit: Unit | None, headers: Mapping[str, Header], multiples: Mapping[str, float],
    columns: Mapping[str, pd.Series],
) -> list[Problem]:  # fmt: skip
    """Name the columns that were multiplied by the title's unit, or by the user's."""
    done = [ours for ours, multiple in multiples.items() if multiple != 1.0 and not headers[ours].stated]
    if unit is None or not done:
        return []
    values = {
        "columns": Names.of(match.header(ours) for ours in done),
        "multiple": unit.multiple, "unit": unit.words,
    }  # fmt: skip
    rows = len(next(iter(columns.values())))
    if unit.words:
        return [Problem("unit-from-title", "note", match.table, rows, None, values)]
    return [Problem("unit-given", "note", match.table, rows, None, values)]


def measured(amounts: pd.Series) -> pd.Series:
    """Take figures that no company ever had as unknown.

    Parameters
    ----------
    amounts : pandas.Series
        Figures in currency units or pieces.

    Returns
    -------
    pandas.Series
        The same, missing where they are beyond all measure.
    """
    if not (np.abs(amounts.to_numpy()) >= HUGE).any():
        return amounts
    return amounts.where(amounts.abs() < HUGE)


def _side_by_side(understand: Callable[[pd.Series], Any], cells: Mapping[str, pd.Series]) -> dict[str, Any]:
    """Understand columns at the same time: most of the work is Arrow's, which leaves other threads free."""
    if not cells or len(next(iter(cells.values()))) < MANY:
        return {ours: understand(column) for ours, column in cells.items()}
    with ThreadPoolExecutor() as threads:
        return dict(zip(cells, threads.map(understand, cells.values()), strict=True))


def _amounts(cells: Mapping[str, pd.Series], decimal: str | None) -> dict[str, Parsed]:
    """Read the columns of amounts; one that does not tell its decimal mark takes it from the others."""
    from kamlib.tables.values.amounts import parse_amounts

    parsed = _side_by_side(lambda column: parse_amounts(column, decimal=decimal), cells)
    marks = {p.decimal for p in parsed.values() if p.decimal and not p.ambiguous}
    if len(marks) == 1:
        for ours in [ours for ours, p in parsed.items() if p.ambiguous]:
            parsed[ours] = parse_amounts(cells[ours], decimal=next(iter(marks)))
    return parsed


def _dates(cells: Mapping[str, pd.Series], dayfirst: bool | None) -> dict[str, Parsed]:
    """Read the columns of dates; one that does not tell the order of day and month takes it from the others."""
    from kamlib.tables.values.dates import parse_dates

    parsed = _side_by_side(lambda column: parse_dates(column, dayfirst=dayfirst), cells)
    orders = {p.dayfirst for p in parsed.values() if p.dayfirst is not None and not p.ambiguous}
    if len(orders) == 1:
        for ours in [ours for ours, p in parsed.items() if p.ambiguous]:
            parsed[ours] = parse_dates(cells[ours], dayfirst=next(iter(orders)))
    return parsed


def _yes(text: pd.Series) -> pd.Series:
    """Read yes and no."""
    yes = dict.fromkeys(("yes", "y", "true", "1", "x", "是", "ja", "✓", "√"), True)
    no = dict.fromkeys(("no", "n", "false", "0", "否", "nein"), False)
    return text.str.casefold().map(yes | no).astype("boolean")


def _by_calendar(result: Parsed, table: str, column: str) -> list[Problem]:
    """Name dates that are not written as days of the usual calendar."""
    problems = [
        Problem("periods", "note", table, result.periods, None, {"column": column}),
        Problem("epochs", "note", table, result.epochs, None, {"column": column}),
        Problem("minguo", "note", table, result.minguo, None, {"column": column}),
    ]
    return [problem for problem in problems if problem.rows]


def _assumed(
    match: Match, parsed: Mapping[str, Parsed], headers: Mapping[str, Any], index: pd.Index
) -> list[Problem]:
    """Name what was assumed about the cells."""
    problems = []
    for ours, result in parsed.items():
        column = str(match.source_column(ours))
        if result.ambiguous:
            problems.append(
                Problem("ambiguous-column", "warning", match.table, len(index), None, {"column": column})
            )
        if result.short_years:
            problems.append(
                Problem("short-years", "note", match.table, result.short_years, None, {"column": column})
            )
        if result.serials and ours == "date":
            problems.append(Problem("day-numbers", "note", match.table, result.serials, None, {"column": column}))
        problems += _by_calendar(result, match.table, column) if ours == "date" else []
        if result.turned:
            values = {"column": column}
            problems.append(Problem("dates-turned", "warning", match.table, result.turned, None, values))
        if result.credits:
            values = {"column": column}
            problems.append(Problem("credit-marks", "note", match.table, result.credits, None, values))
        if ours in headers and headers[ours].multiple != 1.0 and schema()[match.table][ours].type == "money":
            values = {"column": column, "multiple": headers[ours].multiple}
            problems.append(Problem("multiplied", "note", match.table, len(index), None, values))
    return problems
