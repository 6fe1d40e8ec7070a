"""On which days somebody works: weekends, public holidays, make-up working days, and own absences (K10)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import holidays
import pandas as pd

from kamlib.errors import KamError
from kamlib.words import _

#: Working days of a week in which hours a week are given.
DAYS = 5

_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}")


@cache
def official(country: str, first: int, last: int) -> Any:
    """Return the public holidays of a country for some years; an unknown country is refused in one line."""
    try:
        return holidays.country_holidays(country.strip().upper(), years=range(first, last + 1))
    except NotImplementedError:
        raise KamError(_("Country {country}: write its code of two letters, for example CN.",
                         country=country)) from None  # fmt: skip


def known_until(country: str, year: int) -> dt.date | None:
    """Return the last day for which working days are official; None where the law fixes them for every year.

    China moves working days each year by an order of its State Council: until it is out, only the statutory
    holidays of a year are known.
    """
    days = official(country, year, year)
    if not getattr(days, "has_substituted_holidays", False):
        return None
    years = [int(one) for one in getattr(days, "special_public_holidays", {})]
    return dt.date(max(years), 12, 31) if years else dt.date(year - 1, 12, 31)


@cache
def is_working(country: str | None, day: dt.date) -> bool:
    """Tell whether people work in a country on a day; Monday to Friday where none is given."""
    if not country:
        return day.weekday() < DAYS
    return bool(official(country, day.year - 1, day.year + 1).is_working_day(day))


def away(said: object) -> list[tuple[dt.date, dt.date]]:
    """Read absences as they are written in a table of people: ``2026-07-06 to 2026-07-17; 2026-08-03``."""
    spans = []
    for part in re.split(r"[;；,，、\n]", "" if said is None or said is pd.NA or said != said else str(said)):
        days = [pd.Timestamp(day).date() for day in _DAY.findall(part)]
        if days:
            spans.append((days[0], days[-1]))
    return spans


def working(days: Iterable[dt.date], country: str | None, spans: list[tuple[dt.date, dt.date]]) -> list[dt.date]:
    """Keep the days on which somebody works and is not away."""
    return [
        day for day in days
        if is_working(country, day) and not any(first <= day <= last for first, last in spans)
    ]  # fmt: skip
