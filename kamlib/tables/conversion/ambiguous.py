"""Columns that can be read in two ways where nothing settles which: nobody may choose for the user."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion import worth
from kamlib.tables.files.raw import STRIDE
from kamlib.tables.schema import schema
from kamlib.tables.values.amounts import parse_amounts
from kamlib.tables.values.calendar_text import read_day
from kamlib.tables.values.parsed import Parsed
from kamlib.words import money, n_, number

#: Columns that decide about money or time.
DECISIVE = frozenset(
    {"revenue", "revenue_with_tax", "cost", "unit_cost", "profit", "unit_price", "quantity", "date"}
)


def refuse(parsed: Mapping[str, Parsed], cells: Mapping[str, pd.Series], match: Match, where: str) -> None:
    """Refuse a column that decides and can be read in two ways.

    Parameters
    ----------
    parsed : mapping
        Ours → what the reading of the column said.
    cells : mapping
        Ours → its cells as given in the file.
    match : Match
        Which column is which.
    where : str
        File and sheet, for messages.

    Raises
    ------
    KamError
        Naming the column, its rows, what they come to, and the options.
    """
    for ours in (ours for ours, result in parsed.items() if result.ambiguous and ours in DECISIVE):
        column = match.header(ours)
        raise KamError(_days(parsed, cells[ours], column, where) if ours == "date" else
                       _amounts(cells[ours], schema()[match.table][ours].type, column, where))  # fmt: skip


def _days(parsed: Mapping[str, Parsed], cells: pd.Series, column: str, where: str) -> str:
    rows = _some(cells.isin([cell for cell in cells.dropna().unique() if _is_open(cell)]), cells)
    known = {ours: result.values for ours, result in parsed.items() if not result.ambiguous}  # noqa: PD011 (a field)
    amounts = worth.of(known)
    return n_(
        "{where}: {n} date of column {column} is ambiguous in day and month ({cell} in row {row}; {sum}); use "
        "--dayfirst or --monthfirst (in Python dayfirst=True or False).",
        "{where}: {n} dates of column {column} are ambiguous in day and month (first {cell} in row {row}; {sum} "
        "in total); use --dayfirst or --monthfirst (in Python dayfirst=True or False).",
        int(rows.sum()), where=where, column=column, **_first(cells[rows]),
        sum=money(None if amounts is None else float(amounts[rows].sum())),
    )  # fmt: skip


def _amounts(cells: pd.Series, type_: str, column: str, where: str) -> str:
    rows = _some(cells.astype("str").str.contains("[.,]", regex=True), cells)
    sums = [float(parse_amounts(cells[rows], decimal=mark).values.sum()) for mark in (".", ",")]  # noqa: PD011 (a field)
    small, large = (money(sum_) if type_ == "money" else number(sum_) for sum_ in sorted(sums))
    return n_(
        "{where}: {n} cell of column {column} does not distinguish thousands from decimals ({cell} in row "
        "{row}): it is {small} or {large}; use --decimal . or --decimal , (in Python decimal=\".\" or \",\").",
        "{where}: {n} cells of column {column} do not distinguish thousands from decimals (first {cell} in row "
        "{row}): the total is {small} or {large}; use --decimal . or --decimal , (in Python decimal=\".\" or "
        "\",\").",
        int(rows.sum()), where=where, column=column, **_first(cells[rows]), small=small, large=large,
    )  # fmt: skip


def _is_open(cell: object) -> bool:
    day = read_day(cell)
    return day is not None and day.first is not None and day.is_open


def _some(open_: pd.Series, cells: pd.Series) -> np.ndarray:
    """Return the rows that are open by themselves; all that are filled where it takes them together."""
    rows = open_.to_numpy(dtype=bool, na_value=False)
    return rows if rows.any() else cells.notna().to_numpy()


def _first(cells: pd.Series) -> dict[str, str]:
    """Return the first of some cells, and the number of its row."""
    return {"cell": str(cells.iloc[0]).strip(), "row": str(int(cells.index[0]) % STRIDE)}
