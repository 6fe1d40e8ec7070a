"""One table, from any file to canonical columns, with everything that was found on the way."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kamlib.errors import KamError
from kamlib.tables import other_rows
from kamlib.tables.adapters import adapt
from kamlib.tables.checks import (
    checking,
    credit_years,
    kinds,
    looks,
    month_ends,
    neighbours,
    plausible,
    several_names,
)
from kamlib.tables.columns import billed, nobodys, required
from kamlib.tables.columns.matching import Match, match
from kamlib.tables.conversion import base_currency, blocks, codes, date_parts, minor_units, units
from kamlib.tables.conversion.convert import Converted, convert
from kamlib.tables.conversion.units import Unit, named_in
from kamlib.tables.files import limits
from kamlib.tables.files.raw import LeftOut, RawTable
from kamlib.tables.files.workbook import sheets_by_table
from kamlib.tables.lines import (
    asides,
    beside_tax,
    credit_kinds,
    credits,
    drafts,
    ledger,
    order_totals,
    orders,
    per_unit,
    rebates,
    refunds,
    signs,
    states,
    tax_inside,
)
from kamlib.tables.lines.duplicates import find_alike, of_doubt, repeated
from kamlib.tables.lines.revenue import derive
from kamlib.tables.lines.wanted import Wanted, wanted
from kamlib.tables.messages import reasons
from kamlib.tables.problems import Problem
from kamlib.tables.readings import Reading
from kamlib.tables.schema import schema
from kamlib.tables.sources.opening import open_source
from kamlib.words import _


def read(
    source: Any,
    table: str = "orders",
    *,
    db_table: str | None = None,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    dayfirst: bool | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
    currency: str | None = None,
    unit: float | None = None,
    drop_duplicates: bool = False,
    keep: Collection[str] | None = None,
    drop: Collection[str] | None = None,
    today: str | dt.date | None = None,
    max_size: str | int | None = None,
) -> Reading:
    """Read one of the tables that a client can bring.

    Parameters
    ----------
    source : str, Path or frame
        A file of any kind that clients send; a folder of files, or a pattern; a database file or the address of a
        database; a frame of pandas, Polars, DuckDB or PySpark.
    table : str
        Which table it is: ``"orders"``, ``"customers"``, ``"activities"``, ``"contacts"``, ``"survey"``,
        ``"exits"``, ``"deals"``, ``"prospects"``, ``"people"``, ``"promises"``, ``"network"``, ``"requests"``,
        ``"rules"``, ``"files"``, ``"answers"`` or ``"ratings"``.
    db_table : str, optional
        Name of the table in a database; by default its only one, or the one that bears the name of ours.
    columns : mapping, optional
        Ours → theirs, for columns that are not found by their names: ``{"revenue": "Net amount"}``; ``"-"`` sets
        one aside: ``{"status": "-"}``.
    encoding, separator, sheet : str, optional
        How the file is to be opened; found from the file by default. Sheet ``"all"`` puts the sheets of a
        workbook that have the same columns together.
    dayfirst : bool, optional
        Whether ``3/4/2024`` is the third of April; found from the dates by default.
    decimal : {".", ","}, optional
        The decimal mark; found from the amounts by default.
    currency : str, optional
        ISO 4217 code of the lines to take, where there are several.
    unit : float, optional
        What amounts are in whose header names no unit, a power of ten: 1, 1000, 10000 …; by default what the
        rows above the table, the remarks below it or the sheet's name say (单位：万元, in thousands), else 1.
    drop_duplicates : bool
        Whether lines that repeat another exactly are left out; they are kept, and reported, by default.
    keep, drop : collection of str, optional
        Kinds of rows that count, or are left out, whatever the reader makes of them: ``"sums"`` of orders,
        ``"deposit"``, ``"opening"``, ``"internal"``, ``"test"``, ``"draft"``, ``"documents"`` (those before the
        invoice) and ``"repeats"`` (rows that differ in the sales person, the payment or the contact only).
    today : str or date, optional
        The day after which dates are said to lie in the future; by default the day of the computer's clock.
    max_size : str or int, optional
        Bytes that a file may have once it is unpacked, or words such as ``2GB``; 1 GB by default.

    Returns
    -------
    Reading

    Raises
    ------
    KamError
        If the table cannot be used; the message says what is wrong, where and what to do.
    ValueError
        If there is no such table.
    """
    if table not in schema():
        raise ValueError(f"table {table!r} is not one of {', '.join(schema())}")
    with limits.allowing(max_size):
        if sheet is None and isinstance(source, (str, os.PathLike)):
            sheet = sheets_by_table(source).get(table)
        raw = _raw(source, table, wanted=db_table, sheet=sheet, encoding=encoding, separator=separator)
        raw = blocks.without_headings(raw)
    where = _where(raw)
    rows, totals = _with_totals(raw)
    if not len(rows):
        raise KamError(_("{where}: there are no rows below the header.", where=where))
    columns, whole = order_totals.asked(columns)
    word = wanted(keep, drop, columns)
    raw, rows, columns, found = _understood(raw, rows, table, columns, decimal)
    meant = named_in(_beside(raw), where) if unit is None else Unit(units.given(unit))
    as_said = partial(convert, decimal=decimal, dayfirst=dayfirst, unit=meant, where=where)
    raw, found, converted = _converted(raw, rows, columns, found, as_said, whole=whole)
    now = pd.Timestamp(today) if today is not None else pd.Timestamp(dt.date.today())
    if table != "orders":
        return replace(other_rows.finish(raw, rows, totals, found, converted, now=now), digest=raw.digest)
    _refuse_misleading(raw, rows, totals, found, converted)
    done = _orders(
        raw, rows, totals, found, converted, currency=currency, drop=drop_duplicates, word=word, now=now
    )
    return replace(done, digest=raw.digest)


def understood(source: str | Path, table: str, reading: Mapping[str, Any]) -> Match:
    """Tell which column is which without reading the cells; refuse a table that lacks what it needs.

    Parameters
    ----------
    source : str or Path
        A file.
    table : str
        Which table it is.
    reading : mapping
        Keywords of `read`.

    Returns
    -------
    Match
        Their columns for ours.

    Raises
    ------
    KamError
        If a required column is missing.
    """
    sheet = reading.get("sheet") or sheets_by_table(source).get(table)
    how = {name: reading.get(name) for name in ("encoding", "separator")}
    raw = blocks.without_headings(_raw(source, table, wanted=reading.get("table"), sheet=sheet, **how))
    columns, _whole = order_totals.asked(reading.get("columns"))
    rows, _totals = _with_totals(raw)
    return _understood(raw, rows, table, columns, reading.get("decimal"))[3]


def _understood(
    raw: RawTable, rows: pd.DataFrame, table: str, columns: Mapping[str, str], decimal: str | None
) -> tuple[RawTable, pd.DataFrame, Mapping[str, str], Match]:
    """Tell which column is which; rows and columns come back as a shop's export or a ledger have to be read."""
    where, problems = _where(raw), list(raw.problems)
    if (known := adapt(rows, table)) is not None:
        rows, columns = known.rows, {**known.columns, **columns}
        problems += known.problems
    if table == "orders":
        rows, columns = ledger.netted(rows, columns, decimal)
    dated = date_parts.join(rows, match(rows, table, columns), columns)
    ledger.refuse(dated.found, dated.rows, where)
    required.refuse_lacking(dated.found, dated.rows, where, like=looks.like)
    found, settled = _agreed(dated.found, dated.rows, where)
    return replace(raw, problems=(*problems, *dated.problems, *settled)), dated.rows, columns, found


def _converted(
    raw: RawTable,
    rows: pd.DataFrame,
    columns: Mapping[str, str],
    found: Match,
    as_said: Callable[[pd.DataFrame, Match], Converted],
    *,
    whole: bool,
) -> tuple[RawTable, Match, Converted]:
    """Read the cells; of order lines let the figures say what the headers left open, and read them again."""
    converted = as_said(rows, found)
    if found.table != "orders":
        return raw, found, converted
    settled, told = _settled(converted, found, rows, columns, whole=whole)
    if settled is not found:
        found, converted = settled, as_said(rows, settled)
    if whole:
        converted, note = order_totals.spread(converted, found.header("revenue"))
        told = (*told, note)
    return replace(raw, problems=(*raw.problems, *told)), found, converted


def _agreed(found: Match, rows: pd.DataFrame, where: str) -> tuple[Match, list[Problem]]:
    """Let columns settle between them which is meant: the one currency, the quantity that the price is of."""
    found, passed = nobodys.pass_over(found, rows)
    if found.table != "orders":
        return found, passed
    found, told = per_unit.agree(base_currency.prefer(found, rows), rows, where)
    return found, [*passed, *told]


def _settled(
    converted: Converted, found: Match, rows: pd.DataFrame, columns: Mapping[str, str], *, whole: bool
) -> tuple[Match, tuple[Problem, ...]]:
    """Let the figures say what headers left open: whether tax is inside, and which amount is that of the line."""
    settled = tax_inside.settle(converted, found, rows)
    line = None if whole else order_totals.of_lines(converted, settled, rows)
    if not line:
        return settled, ()
    note = order_totals.said(settled, line, len(rows))
    return match(rows, settled.table, {**columns, **line}), (note,)


def _refuse_misleading(
    raw: RawTable, rows: pd.DataFrame, totals: np.ndarray, found: Match, converted: Converted
) -> None:
    """Refuse tables whose sums would be wrong without anything looking wrong."""
    where = _where(raw)
    neighbours.refuse_beside(rows, found, where)
    neighbours.refuse_below(raw, rows, converted, totals)
    order_totals.refuse(converted, found, rows, where)
    plausible.refuse_shares(converted, found, where)
    units.refuse_by_row(rows, where)
    units.refuse_price_units(rows, found.chosen, where)


def _beside(raw: RawTable) -> tuple[str, ...]:
    """Return the texts around a table that may name its unit: titles, remarks below it, the sheet's own name."""
    return (*raw.titles, *raw.notes, *([raw.sheet] if raw.sheet and not raw.sheets else []))


def _raw(source: Any, table: str, **how: str | None) -> RawTable:
    if not isinstance(source, pd.DataFrame):
        return open_source(source, table, **how)
    frame = source.copy(deep=False)
    frame.columns = pd.Index([str(name) for name in frame.columns])
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return RawTable(frame, _("the frame"), None, None, None, 2, (LeftOut("header", (1,)),), ())


def _where(raw: RawTable) -> str:
    if raw.sheet:
        return _("{file}, sheet {sheet}", file=raw.source, sheet=raw.sheet)
    return raw.source


def _with_totals(raw: RawTable) -> tuple[pd.DataFrame, np.ndarray]:
    """Put the rows of totals after the others, so that their money is known; say which they are."""
    parts = [
        part.frame
        for part in raw.left_out
        if part.reason == "total" and part.frame is not None and len(part.frame)
    ]
    totals = np.zeros(len(raw.frame) + sum(len(part) for part in parts), dtype=bool)
    totals[len(raw.frame) :] = True
    if not parts:
        return raw.frame, totals
    same = [
        part.reindex(columns=raw.frame.columns).astype(raw.frame.dtypes.to_dict(), errors="ignore")
        for part in parts
    ]
    return pd.concat([raw.frame, *same]), totals


def _orders(
    raw: RawTable, rows: pd.DataFrame, totals: np.ndarray, found: Match, converted: Converted, *,
    currency: str | None, drop: bool, word: Wanted, now: pd.Timestamp,
) -> Reading:  # fmt: skip
    where, names = _where(raw), orders.by_header(found)
    converted, filled = blocks.fill(minor_units.settle(converted, found, currency), found, totals)
    marks = credits.mark(converted, found, rows)
    converted, straightened = signs.straighten(converted, found, totals, marks.values())
    converted, turned = credits.turn(converted, found, marks)
    settled = [ours for ours in names if found.by_hand(ours)]
    money = derive(converted.frame, names, where, settled=settled, totals=totals)
    judged = states.judge_all(states.gather(found, rows, converted.frame), money.revenue)
    alike = find_alike(converted.frame)
    apart = asides.find(found, rows, converted.frame, asides.Known(judged, word, totals, money.revenue, alike))
    aside = apart.rows | judged.out
    converted, netted = beside_tax.settle(converted, found, money.revenue, aside=aside)
    money = refunds.take_off(converted.frame, money, found, rows, aside=aside)
    money = rebates.take_off(converted.frame, money, found, aside=aside)
    converted, waiting = drafts.wait(converted, found, money.revenue, aside=aside)
    repeats = repeated(rows, alike)
    sorted_ = orders.classify_lines(
        converted, money, apart.totals, match=found, currency=currency, repeated=repeats if drop else None,
        judged=judged, aside=apart, where=where,
    )  # fmt: skip
    credited = credit_kinds.tell(sorted_.lines, sorted_.used, found, rows, marks)
    doubt = of_doubt(repeats, sorted_.lines.get("order_id"), apart.rows)
    frame, derived = orders.finish(sorted_, found, credited)
    frame = codes.coded(frame, "orders")
    if not len(frame):
        raise KamError(_("{where}: no line can be counted; {why}.", where=where, why=reasons(sorted_.left_out())))
    spoken = "invoices" if billed.are_invoices(found) else "orders"
    problems = [
        *_of_file(raw, sorted_), *filled, *straightened, *turned, *_with_sum(converted.problems, frame),
        *money.problems, *netted, *waiting,
        *sorted_.problems, *derived,
        *several_names.check(sorted_),
        *plausible.check_scale(converted, money, found), *plausible.check_price(converted, money, found),
        *checking.check_match(found, rows), *checking.check_cells(converted, found),
        *ledger.check(found, rows, totals), *checking.check_left_out(sorted_, found, rows),
        *checking.check_lines(sorted_, found, now=now),
        *([] if drop else checking.check_repeated(sorted_, doubt)), *kinds.check(sorted_, apart, word),
        *checking.check_hidden(sorted_, raw.hidden), *plausible.check_cost(sorted_, found, rows),
        *month_ends.check(frame, spoken), *credit_years.check(frame, spoken),
    ]  # fmt: skip
    problems = [problem.in_book(sorted_.currency, spoken) for problem in problems]
    said = orders.said_of_customers(sorted_)
    return Reading(
        frame, "orders", asides.with_read(found, apart) | dict.fromkeys(judged.columns, "status"), len(rows),
        sorted_.left_out(), float(money.revenue.sum()),
        raw.placed(problems), sorted_.currency, raw.source, raw.sheet, raw.encoding,
        None if said is None else orders.attributes(said),
        tuple(name for name in found.unused if name not in {*judged.columns, *apart.columns_read}), spoken,
        said=said,
    )  # fmt: skip


def _of_file(raw: RawTable, sorted_: orders.ClassifiedLines) -> list[Problem]:
    """Tell the problems of lines of another length what those of them that count come to."""
    rows = {"ragged-lines": raw.ragged, "thousands-joined": raw.joined}
    counted = sorted_.lines.loc[sorted_.used, "revenue"]
    sums = {code: float(counted[counted.index.isin(rows[code])].sum()) for code in rows if rows[code]}
    return [replace(p, money=sums.get(p.code, p.money)) for p in raw.problems]


def _with_sum(problems: tuple[Problem, ...], frame: pd.DataFrame) -> list[Problem]:
    """Tell a problem about the unit of all amounts what they come to."""
    total = float(frame["revenue"].sum())
    return [replace(p, money=total) if p.code.startswith("unit-") else p for p in problems]
