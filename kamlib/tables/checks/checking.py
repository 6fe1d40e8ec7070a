"""What is doubtful about lines that can be read: each check names its rows, its money and its remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kamlib.tables.checks import lacking, variants
from kamlib.tables.checks.plausible import check_costs, check_freight
from kamlib.tables.columns import choices
from kamlib.tables.columns.matching import Match
from kamlib.tables.conversion.convert import HUGE, Converted
from kamlib.tables.lines.orders import REASONS, ClassifiedLines, of_rows
from kamlib.tables.problems import Names, Problem
from kamlib.tables.schema import schema
from kamlib.tables.values.cells import is_missing

#: Which of our columns a reason for leaving rows out is about.
_ABOUT = {
    "void-lines": "status", "no-sales": "order_type", "other-currency": "currency", "no-customer": "customer_id",
    "no-date": "date", "filler-dates": "date",
    "unreadable-dates": "date", "infinite-amounts": "revenue", "unreadable-amounts": "revenue",
    "no-amount": "revenue",
}  # fmt: skip
#: Columns whose unreadable cells leave the row out: they are named there.
_ESSENTIAL = {"orders": ("date", "revenue", "revenue_with_tax", "quantity", "unit_price")}
#: Tables of which each row is something else, by the column that says what.
_KEYS = {
    "customers": "customer_id", "deals": "deal_id", "prospects": "prospect_id", "people": "person",
    "requests": "request_id",
}  # fmt: skip
#: Lines from which a file of one customer is odd; first lines, which mostly tell.
MANY, SAMPLE = 20, 1_000
_CUT = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
#: Reasons that are as they should be; the others are warnings.
_EXPECTED = frozenset({"total-rows", "group-rows", "void-lines", "other-currency", "duplicates-dropped"})


def check_match(found: Match, rows: pd.DataFrame) -> list[Problem]:
    """Name columns taken by a near name, others that would have done, and those that hold something else.

    Parameters
    ----------
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    list of Problem
        At most one of each kind a column.
    """
    problems = []
    for ours, names in found.rejected.items():
        for theirs in (name for name in names[:1] if str(name) not in found.columns):
            filled = next((cell for cell in rows[theirs] if not is_missing(cell)), None)
            if filled is not None:
                values = {"column": str(theirs), "ours": ours, "cell": " ".join(str(filled).split())[:40]}
                problems.append(Problem("not-held", "warning", found.table, len(rows), None, values))
    for ours, choice in found.chosen.items():
        if choice.score < 0.8:
            values = {"column": str(choice.source_column), "ours": ours}
            problems.append(Problem("near-name", "warning", found.table, 0, None, values))
    return problems + choices.check(found)


def check_left_out(sorted_: ClassifiedLines, found: Match, rows: pd.DataFrame) -> list[Problem]:
    """Give one problem for each reason for which rows were left out.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    found : Match
        Which column is which.
    rows : pandas.DataFrame
        The table as given in the file.

    Returns
    -------
    list of Problem
        With the rows and their money (currency units).
    """
    problems = []
    parts = sorted_.left_out()
    for i, reason in enumerate(REASONS, 1):
        if reason not in parts:
            continue
        mine, about = sorted_.reason == i, _ABOUT.get(reason, "")
        theirs = found.amount_column if about == "revenue" else found.source_column(about)
        theirs = sorted_.by.get(reason) or theirs
        values = {"column": str(theirs or ""), "row": int(sorted_.lines.index[mine][0]), "deals": sorted_.deals}
        values |= {"held": tuple(sorted_.others.items())} if reason == "other-currency" else {}
        values |= {"names": Names.of(words)} if (words := sorted_.words.get(reason)) else {}
        values |= lacking.what_tells(reason, rows, mine, found)
        level = "note" if reason in _EXPECTED else "warning"
        problems.append(Problem(reason, level, "orders", parts[reason].rows, parts[reason].money, values))
    return problems


def check_repeated(sorted_: ClassifiedLines, repeats: np.ndarray) -> list[Problem]:
    """Name lines that repeat another one exactly, and were kept.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    repeats : numpy.ndarray
        Which rows repeat another (bool), one a row.

    Returns
    -------
    list of Problem
        One, or none where nothing repeats.
    """
    return of_rows("duplicate-lines", "warning", sorted_, repeats)


def check_hidden(sorted_: ClassifiedLines, hidden: Sequence[int]) -> list[Problem]:
    """Name lines that count although the workbook hides their rows.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    hidden : sequence of int
        Numbers of the hidden rows in the file.

    Returns
    -------
    list of Problem
        One, or none where nothing is hidden.
    """
    return of_rows("hidden-rows", "note", sorted_, sorted_.lines.index.isin(hidden)) if hidden else []


def check_lines(sorted_: ClassifiedLines, found: Match, *, now: pd.Timestamp) -> list[Problem]:
    """Check the lines that count: returns, dates to come, missing and odd costs, ids that are nearly the same.

    Parameters
    ----------
    sorted_ : ClassifiedLines
        The lines with the reason for which each is left out.
    found : Match
        Which column is which.
    now : pandas.Timestamp
        The moment after which dates are to come.

    Returns
    -------
    list of Problem
        Empty where there is nothing to say.
    """
    lines = sorted_.lines
    revenue = lines["revenue"].to_numpy("float64")
    problems = of_rows(
        "future-dates",
        "warning",
        sorted_,
        (lines["date"] >= now + pd.Timedelta(days=1)).to_numpy(),
    )
    problems += check_costs(sorted_, revenue)
    problems += check_freight(sorted_)
    problems += _sellers(sorted_, str(found.source_column("seller")))
    ids = lines.loc[sorted_.used, "customer_id"].unique()
    problems += _damaged(sorted_, ids, str(found.source_column("customer_id")))
    problems += variants.check(lines.loc[sorted_.used, ["customer_id", "revenue"]], ids)
    return problems + _one_customer(sorted_, found)


def _one_customer(sorted_: ClassifiedLines, found: Match) -> list[Problem]:
    """Name a file of one customer: mostly, the column is none of customers."""
    head = sorted_.lines["customer_id"].iloc[:SAMPLE]
    if (head.dropna() != head.iloc[0]).any() or found.by_hand("customer_id"):
        return []
    ids = sorted_.lines.loc[sorted_.used, "customer_id"]
    if len(ids) < MANY or (ids != ids.iloc[0]).any():
        return []
    values = {"example": str(ids.iloc[0]), "column": str(found.source_column("customer_id"))}
    return of_rows("one-customer", "warning", sorted_, sorted_.used, **values)


def check_other(table: str, frame: pd.DataFrame, *, now: pd.Timestamp) -> list[Problem]:
    """Check a table other than orders: ids that appear twice or vary, scores off the scale, dates to come.

    Parameters
    ----------
    table : str
        Name of the table: ``customers``, ``activities``, ``survey`` …
    frame : pandas.DataFrame
        Its rows, in our columns.
    now : pandas.Timestamp
        The moment after which dates are to come.

    Returns
    -------
    list of Problem
        Empty where there is nothing to say.
    """
    problems = []
    if table in _KEYS and (twice := frame[_KEYS[table]].duplicated()).any():
        rows, values = int(twice.sum()), {"example": str(frame.loc[twice, _KEYS[table]].iloc[0])}
        problems.append(
            Problem("customer-twice", "warning", table, rows, None, values)
            if table == "customers"
            else Problem("key-twice", "warning", table, rows, None, values)
        )
    for column in (name for name in ("date", "opened") if name in frame):
        future = frame[column] >= now + pd.Timedelta(days=1)
        if future.any():
            problems.append(Problem("future-dates", "warning", table, int(future.sum()), None, {}))
    return problems


def _damaged(sorted_: ClassifiedLines, ids: np.ndarray, column: str) -> list[Problem]:
    """Name customers' numbers that a spreadsheet has cut to their first digits: several may have become one."""
    cut = list(filter(_CUT.fullmatch, ids)) if "+" in "".join(ids) else []
    if not cut:
        return []
    rows = sorted_.lines["customer_id"].isin(cut).to_numpy(bool)
    return of_rows("ids-cut", "warning", sorted_, rows, column=column, example=cut[0])


def check_cells(converted: Converted, found: Match) -> list[Problem]:
    """Name cells that cannot be read in columns that are not required: they count as empty.

    Parameters
    ----------
    converted : Converted
        All rows in our columns, as read.
    found : Match
        Which column is which.

    Returns
    -------
    list of Problem
        At most one a column.
    """
    problems = []
    for ours, parsed in converted.parsed.items():
        rows = parsed.unreadable.to_numpy(bool)
        if ours in converted.cells:  # what no company ever had is taken as unknown
            rows = rows | (parsed.values.abs() >= HUGE).fillna(False).to_numpy(bool)  # noqa: PD011 (a field of Parsed)
        if ours in _ESSENTIAL.get(found.table, ()) or not rows.any():
            continue
        values: dict[str, Any] = {
            "column": str(found.source_column(ours)),
            "row": int(parsed.unreadable.index[rows][0]),
        }
        problems.append(Problem("unreadable-cells", "warning", found.table, int(rows.sum()), None, values))
    return problems


def on_scale(table: str, frame: pd.DataFrame, found: Match) -> tuple[pd.DataFrame, list[Problem]]:
    """Set figures aside that cannot be: scores outside of their scale, and what is below its least; rows are kept.

    Parameters
    ----------
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Its rows, in our columns.
    found : Match
        Which column is which.

    Returns
    -------
    pandas.DataFrame, list of Problem
        The rows, with such figures missing, and at most one problem a column.
    """
    problems = []
    for column in (c for c in schema()[table].values() if c.least is not None and c.name in frame):
        below = (frame[column.name] < column.least).fillna(False).astype("bool")
        if below.any():
            values: dict[str, Any] = {"column": str(found.source_column(column.name)), "low": f"{column.least:g}"}
            problems.append(Problem("below-least", "warning", table, int(below.sum()), None, values))
            frame = frame.assign(**{column.name: frame[column.name].mask(below)})
    for column in (c for c in schema()[table].values() if c.type == "score" and c.name in frame):
        low, high = int(column.choices[0]), int(column.choices[-1])
        off = frame[column.name].notna() & ~frame[column.name].between(low, high)
        if off.any():
            values = {"column": str(found.source_column(column.name)), "low": low, "high": high}
            problems.append(Problem("off-scale", "warning", table, int(off.sum()), None, values))
            frame = frame.assign(**{column.name: frame[column.name].mask(off)})
    return frame, problems


def _sellers(sorted_: ClassifiedLines, column: str) -> list[Problem]:
    """Name several sellers in one file: their customers are not one company's."""
    if "seller" not in sorted_.lines:
        return []
    sellers = sorted_.lines.loc[sorted_.used, "seller"].value_counts()
    if len(sellers) < 2:
        return []
    values = {"column": column, "n": len(sellers), "example": str(sellers.index[0])}
    rows = int(sellers.iloc[1:].sum())
    return [Problem("several-sellers", "warning", "orders", rows, None, values)]
