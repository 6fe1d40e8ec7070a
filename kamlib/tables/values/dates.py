"""Dates as people write them, to dates: ``2024/3/5``, ``2024年3月5日``, ``05.03.2024``, ``Mar 5, 2024``, 45356.

The order of day and month is found from the whole column; where nothing in it decides, the result says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.tables.values import bare_dates
from kamlib.tables.values.calendar_text import Day, days_for_years, lacks_year, read_day, turned_by_spreadsheet
from kamlib.tables.values.cells import is_missing, positions
from kamlib.tables.values.parsed import Parsed

__all__ = ["Parsed", "parse_dates"]

UNIT: Literal["datetime64[us]"] = "datetime64[us]"
FIRST, END = np.datetime64("1900-01-01", "us"), np.datetime64("2200-01-01", "us")
#: Different cells from which days and times of day are read apart: there are few days, and times need no thought.
MANY = 5_000
#: How many times further dates have to reach in one reading for the other to be the right one.
CLOSER = 1.5
CLOCK = r"^(?P<day>[^ T]{6,11})[ T](?P<hour>[0-9]{1,2}):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?$"
FAST = (
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d"),
    (r"[0-9]{4}/[0-9]{2}/[0-9]{2}", "%Y/%m/%d"),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", "%Y-%m-%d %H:%M:%S"),
    (r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", "%Y-%m-%dT%H:%M:%S"),
)


def parse_dates(column: pd.Series, *, dayfirst: bool | None = None) -> Parsed:
    """Read a column of dates.

    Parameters
    ----------
    column : pandas.Series
        Text, dates, or numbers (``20240305``, a spreadsheet's day numbers).
    dayfirst : bool, optional
        Whether ``3/4/2024`` is the third of April; found from the whole column when not given. Cells that
        contradict a given order (``3/14/2024``) are unreadable.

    Returns
    -------
    Parsed
        `values` in datetime64[us], without time zone; years 1900 to 2199, anything else is unreadable.
        A month alone is its first day.
    """
    if pd.api.types.is_datetime64_any_dtype(column):
        return _of_dates(column)
    plain = _of_plain(column)
    if plain is not None:
        return plain
    if (seconds := bare_dates.of_epochs(column)) is not None:
        return seconds
    codes, uniques = positions(column)
    quick = _of_iso(uniques)
    if quick is not None:
        return _spread(column, codes, quick, np.zeros(len(uniques), dtype=bool))
    if len(uniques) > MANY and (timed := _with_clocks(column, dayfirst)) is not None:
        return timed
    uniques, minguo = bare_dates.respelt(uniques)
    days = [read_day(cell) for cell in uniques]
    if any(day is not None and day.short_year for day in days) and days_for_years(uniques):
        days = [None if lacks_year(cell) else day for cell, day in zip(uniques, days, strict=True)]
    turned = turned_by_spreadsheet(uniques, days) if dayfirst is None else []
    for at in turned:
        days[at] = _turned(days[at])
    blank = np.array([is_missing(cell) or _is_void(cell) for cell in uniques], dtype=bool)
    order = Order.of(days) if dayfirst is None else Order(dayfirst, dotted=dayfirst)
    values = np.array([order.value(day, strict=dayfirst is not None) for day in days], dtype=UNIT)
    counts = np.bincount(codes[codes >= 0], minlength=len(uniques))
    spread = _spread(column, codes, values, blank, order=order, days=days, counts=counts)
    return replace(spread, turned=int(counts[turned].sum()), minguo=int(counts[minguo].sum()))


def _turned(day: Day | None) -> Day | None:
    return None if day is None else replace(day, month=day.day, day=day.month)


def _of_plain(column: pd.Series) -> Parsed | None:
    """Cast a column of nothing but ``2024-03-05``; None for any other, blanks and odd years among them."""
    if not isinstance(column.dtype, pd.StringDtype) or not len(column):
        return None
    texts = pa.array(column, from_pandas=True)
    try:
        days = texts.cast(pa.date32())
    except pa.ArrowInvalid:
        return None
    moments = np.asarray(days).astype(UNIT)
    blank = np.isnat(moments)
    if blank.all() or ((moments < FIRST) | (moments >= END)).any():
        return None
    return _parsed(column, moments, blank)


def _with_clocks(column: pd.Series, dayfirst: bool | None) -> Parsed | None:
    """Read a column of text with a time of day in every cell; None for any other."""
    if not isinstance(column.dtype, pd.StringDtype):
        return None
    texts = pa.array(column, from_pandas=True)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    parts = pc.extract_regex(texts, CLOCK)
    if parts.null_count > texts.null_count:
        return None

    def part(name: str) -> np.ndarray:
        digits = pc.struct_field(parts, name)
        numbers = pc.if_else(pc.equal(digits, ""), "0", digits).cast(pa.int64())
        return np.asarray(pc.fill_null(numbers, 0).to_numpy(zero_copy_only=False))

    hours = part("hour")
    if (hours > 23).any():
        return None
    days = pc.if_else(pc.is_valid(texts), pc.struct_field(parts, "day"), None)
    parsed = parse_dates(pd.Series(days.to_pandas(), dtype="str").set_axis(column.index), dayfirst=dayfirst)
    seconds = hours * 3600 + part("minute") * 60 + part("second")
    moments = parsed.values + pd.to_timedelta(seconds, unit="s").as_unit("us")  # noqa: PD011 - a field of Parsed
    return replace(parsed, values=moments)


def _is_void(cell: object) -> bool:
    """Whether a date is one that data bases write for none."""
    return str(cell).strip()[:10] in {"0000-00-00", "0000/00/00", "1900-01-00", "00.00.0000", "0"}


def _of_dates(column: pd.Series) -> Parsed:
    naive = column.dt.tz_localize(None) if column.dt.tz is not None else column
    values = naive.astype(UNIT)
    blank = column.isna()
    fine = values.dt.year.between(1900, 2199)
    return Parsed(values.where(fine), ~fine & ~blank, blank)


def _of_iso(uniques: Sequence[object]) -> np.ndarray | None:
    """Cast dates that a program wrote; None where they are written in any other or in several ways."""
    texts = pd.Series([cell for cell in uniques if isinstance(cell, str)], dtype="str")
    if texts.empty or len(texts) < len(uniques):
        return None
    for shape, form in FAST:
        if texts.iloc[[0, -1]].str.fullmatch(shape).all():
            values = pd.to_datetime(texts, format=form, errors="coerce", exact=True)
            fine = values.notna().all() and values.dt.year.between(1900, 2199).all()
            return values.to_numpy().astype(UNIT) if fine else None
    return None


@dataclass(frozen=True)
class Order:
    """The order of day, month and short year in a column, and whether it was a guess.

    `dotted` is the order where the mark is a dot: the day comes first unless a cell shows otherwise.
    """

    dayfirst: bool | None
    ambiguous: bool = False
    dotted: bool = True
    yearfirst: bool = False

    @classmethod
    def of(cls, days: Sequence[Day | None]) -> Order:
        """Find the order from all different cells of a column.

        Parameters
        ----------
        days : sequence of Day | None
            What each different cell tells of its date; None where it is none.

        Returns
        -------
        Order
            Marked as ambiguous where the cells leave it open.
        """
        yearfirst = _years_lead(days)
        if yearfirst is None:
            return cls(False, ambiguous=True)
        undecided = [day for day in days if day is not None and day.first is not None]
        if yearfirst:
            undecided = [day for day in undecided if not day.short_year]
        dotted = [day for day in undecided if day.mark == "."]
        others = [day for day in undecided if day.mark != "."]
        by_dots = not any(day.month_leads for day in dotted) or any(day.day_leads for day in dotted)
        if not others:
            return cls(by_dots if dotted else None, dotted=by_dots, yearfirst=yearfirst)
        day_leads, month_leads = any(day.day_leads for day in others), any(day.month_leads for day in others)
        if day_leads != month_leads:
            return cls(day_leads, dotted=by_dots, yearfirst=yearfirst)
        return cls(False, any(day.is_open for day in others), dotted=by_dots, yearfirst=yearfirst)

    def value(self, day: Day | None, *, strict: bool) -> np.datetime64:
        """Return a cell's date under this order; a cell that allows one order only is read so.

        Parameters
        ----------
        day : Day or None
            What a cell tells of its date; None where it is none.
        strict : bool
            Refuse a cell that the order does not fit.

        Returns
        -------
        numpy.datetime64
            NaT where there is no such day.
        """
        if day is None:
            return np.datetime64("NaT", "us")
        if self.yearfirst and day.first is not None and day.short_year:
            day = day.turned()
        return day.date(self.dotted if day.mark == "." else bool(self.dayfirst), strict=strict)


def _years_lead(days: Sequence[Day | None]) -> bool | None:
    """Whether short dates are year, month, day (``24/3/15``); None where nothing tells.

    One of them says so, or they lie much closer together when they are read so.
    """
    if any(day is not None and day.short_year and day.mark == "y" for day in days):
        return True
    short = [day for day in days if day is not None and day.short_year and day.first is not None]
    if any((day.first or 0) > 31 for day in short):
        return True
    leads = any(day.day_leads for day in short)
    by_years, by_days = _span(day.turned() for day in short), _span(short, dayfirst=leads)
    if by_years is None or by_days is None or not (by_years or by_days):
        return by_days is None and by_years is not None
    closer = max(by_years, by_days) > CLOSER * min(by_years, by_days)
    return by_years < by_days if closer else None


def _span(days: Iterable[Day], *, dayfirst: bool = True) -> int | None:
    """Return over how many days dates reach; None where one of them is none, or there are none."""
    dates = np.array([day.date(dayfirst, strict=False) for day in days], dtype="datetime64[D]")
    return None if not len(dates) or np.isnat(dates).any() else int((dates.max() - dates.min()).astype(int))


def _spread(
    column: pd.Series,
    codes: np.ndarray,
    values: np.ndarray,
    blank: np.ndarray,
    *,
    order: Order | None = None,
    days: Sequence[Day | None] = (),
    counts: np.ndarray | None = None,
) -> Parsed:
    """Give each cell of the column what was found for its text."""
    dates = np.append(values, np.datetime64("NaT", "us"))[codes]
    empty = np.append(blank, True)[codes]
    tally = list(zip(days, counts, strict=True)) if counts is not None else []
    return replace(
        _parsed(column, dates, empty),
        ambiguous=order is not None and order.ambiguous,
        dayfirst=None if order is None else order.dayfirst,
        serials=sum(int(count) for day, count in tally if day is not None and day.serial),
        short_years=sum(int(count) for day, count in tally if day is not None and day.short_year),
        periods=sum(int(count) for day, count in tally if day is not None and day.period),
    )


def _parsed(column: pd.Series, dates: np.ndarray, blank: np.ndarray) -> Parsed:
    """Return dates, and which cells hold none, on the column's index."""

    def series(data: np.ndarray) -> pd.Series:
        return pd.Series(data, index=column.index, name=column.name)

    return Parsed(values=series(dates), unreadable=series(np.isnat(dates) & ~blank), blank=series(blank))
