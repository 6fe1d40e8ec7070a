"""One cell of a date column: a year, a month, a day, or two numbers whose order the whole column has to tell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from kamlib.tables.values import month_names
from kamlib.tables.values.cells import is_blank, tidy

SERIALS = (20_000, 80_000)  # 1954 to 2119 as day numbers of a spreadsheet
YEARS = (1900, 2199)
_EPOCH = dt.datetime(1899, 12, 30)  # day 0 of spreadsheets, their 29 February 1900 allowed for
MONTHS = {
    **dict.fromkeys(("jan", "january", "januar", "jän", "jänner", "janvier", "一月"), 1),
    **dict.fromkeys(("feb", "february", "februar", "fév", "février", "二月"), 2),
    **dict.fromkeys(("mar", "march", "märz", "mär", "mrz", "mars", "三月"), 3),
    **dict.fromkeys(("apr", "april", "avr", "avril", "四月"), 4),
    **dict.fromkeys(("may", "mai", "五月"), 5),
    **dict.fromkeys(("jun", "june", "juni", "juin", "六月"), 6),
    **dict.fromkeys(("jul", "july", "juli", "juil", "juillet", "七月"), 7),
    **dict.fromkeys(("aug", "august", "août", "八月"), 8),
    **dict.fromkeys(("sep", "sept", "september", "septembre", "九月"), 9),
    **dict.fromkeys(("oct", "october", "okt", "oktober", "octobre", "十月"), 10),
    **dict.fromkeys(("nov", "november", "novembre", "十一月"), 11),
    **dict.fromkeys(("dec", "december", "dez", "dezember", "déc", "décembre", "十二月"), 12),
}
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|mo|di|mi|do|fr|sa|so)[.,]+ "
_LOOSE = re.compile(rf"^{_WEEKDAY}|\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\s*")
_TIME = (
    r"(?:(?:,?[t\s]\s*|-|(?<=日)|(?<=号))(?P<half1>上午|下午|am|pm)?\s*(?P<hour>\d{1,2})[:.时点](?P<minute>\d{1,2})分?"
    r"(?:[:.]?(?P<second>\d{1,2})秒?(?:[.,](?P<part>\d{1,9}))?)?\s*(?P<half2>am|pm|a\.m\.|p\.m\.|uhr)?"
    r"\s*(?:z|(?:utc|gmt)?(?:[+-]\d{2}(?::?\d{2})?)?)(?:\s?\([a-z ]+\)?)?)?"
)
_NAME = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_FORMS = tuple(
    form + tail
    for form, tail in (
        (r"(?P<year>\d{4})\s?[-/._年]\s?(?P<month>\d{1,2})\s?[-/._月]\s?(?P<day>\d{1,2})\s?[日号]?", _TIME),
        (r"(?P<year>\d{4})\.(?P<month>\d{1,2})\.(?P<day>\d{1,2})\.", ""),
        (r"(?P<year>\d{4})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?:\.0+)?", _TIME),
        (
            r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[t\s_-]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?",
            "",
        ),
        (r"(?P<first>\d{1,2})(?P<mark>)(?P<second_>\d{2})(?P<year>(?:19|20|21)\d{2})", _TIME),
        (r"(?P<first>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<second_>\d{1,2})\s?[-/.]\s?(?P<year>\d{4}|\d{2})", _TIME),
        (r"(?P<short>\d{2})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d)[日号]?", _TIME),
        (r"(?P<short>\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?", _TIME),
        (
            rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|o)?\.?[-\s/]*(?P<name>{_NAME})\.?,?[-\s/]*(?P<year>\d{{4}}|\d{{2}})",
            _TIME,
        ),
        (
            rf"(?P<name>{_NAME})\.?[-\s/]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[-\s/]+(?P<year>\d{{4}}|\d{{2}})",
            _TIME,
        ),
        (rf"(?P<year>\d{{4}})[-\s/]*(?P<name>{_NAME})\.?,?[-\s/]*(?P<day>\d{{1,2}})", _TIME),
        (r"(?P<day>\d{1,2})-(?P<month>\d{1,2})月\s?-(?P<year>\d{4}|\d{2})", _TIME),
        (rf"(?P<name>{_NAME})\.?,?[-\s/]*(?P<year>\d{{4}})", ""),
        (rf"(?P<name>{_NAME})[-\s]'?(?P<year>\d{{2}})", ""),
        (rf"(?P<year>\d{{4}})[-\s/]*(?P<name>{_NAME})", ""),
        (r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?月?", ""),
        (r"(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})", ""),
        (r"(?P<year>\d{4})\s?[-/年]?\s?(?:q(?P<quarter>[1-4])|第?(?P<quarter_>[1-4一二三四])季度?)", ""),
        (r"(?:q(?P<quarter>[1-4])|(?P<quarter_>[1-4])\.?\s?(?:q|quartal|quarter|qtr))[-/\s]*(?P<year>\d{4})", ""),
        (r"(?P<year>(?:19|20|21)\d{2})(?P<month>0[1-9]|1[0-2])", ""),
    )
)
#: Day and month, in either order, and no year: ``0503``, ``05.03.``, ``5/3``, ``3月5日``, ``05-Mar``.
_NO_YEAR = re.compile(
    rf"(?P<both>\d{{3,4}})(?:\.0+)?|(?P<one>\d{{1,2}})\s?[-/.月]\s?(?P<other>\d{{1,2}})\s?[日号.]?"
    rf"|\d{{1,2}}\.?[-\s]?(?:{_NAME})\.?|(?:{_NAME})\.?[-\s]?\d{{1,2}}\.?"
)
_MONTH_AND_TWO = re.compile(rf"(?:{_NAME})[-\s]'?(?P<two>\d{{2}})")
#: Different dates, none after the 12th, next to text from the 13th on: not by chance.
TURNED = 5
#: Years that a table of months may span; days of months that are taken for years span more.
SPAN = 12
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_WORD, _DIGIT = re.compile(r"[^\W\d_]{3}"), re.compile(r"\d")


@dataclass(frozen=True)
class Day:
    """A date as far as its own cell tells.

    `first` and `second` are set, and `month` and `day` are not, where the order of the two is open.
    `mark` is the mark between them, or "y" where a short year leads (``24/3/5``). `period` is a cell without a
    day: a month or a quarter.
    """

    year: int
    month: int = 0
    day: int = 0
    first: int | None = None
    second: int = 0
    mark: str = ""
    clock: dt.timedelta = dt.timedelta()
    serial: bool = False
    short_year: bool = False
    period: bool = False

    @property
    def day_leads(self) -> bool:
        """Whether this cell alone shows that the day comes first."""
        return (self.first or 0) > 12 >= self.second

    @property
    def month_leads(self) -> bool:
        """Whether this cell alone shows that the month comes first."""
        return self.second > 12 >= (self.first or 0)

    @property
    def is_open(self) -> bool:
        """Whether both orders give a day, and not the same."""
        return self.first != self.second and max(self.first or 0, self.second) <= 12

    def turned(self) -> Day:
        """Return ``24/3/15`` read as year, month and day.

        Returns
        -------
        Day
            The same cell, with the short year first and nothing open.
        """
        year = _full_year(self.first or 0)
        return replace(self, year=year, month=self.second, day=self.year % 100, first=None, second=0, mark="")

    def date(self, dayfirst: bool, *, strict: bool) -> np.datetime64:
        """Return the date under an order of day and month, NaT if there is no such day.

        Parameters
        ----------
        dayfirst : bool
            The column's order.
        strict : bool
            Refuse a cell that the order does not fit; otherwise it is read in the only order that fits.

        Returns
        -------
        numpy.datetime64
            With the time of day where the cell tells it; to the microsecond.
        """
        month, day = self.month, self.day
        if self.first is not None:
            day, month = (self.first, self.second) if dayfirst else (self.second, self.first)
            if month > 12 and not strict:
                day, month = month, day
        try:
            return np.datetime64(dt.datetime(self.year, month, day) + self.clock, "us")
        except (ValueError, OverflowError):
            return np.datetime64("NaT", "us")


def read_day(cell: Any) -> Day | None:
    """Read one cell; None where it is blank or no date.

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    Day or None
        What the cell tells of its date.
    """
    if is_blank(cell) or isinstance(cell, bool | np.bool_ | dt.time | dt.timedelta | np.timedelta64):
        return None
    if isinstance(cell, np.datetime64):
        cell = cell.astype("datetime64[us]").item()
    if isinstance(cell, dt.date):
        return _of_date(cell)
    if isinstance(cell, int | float | np.integer | np.floating):
        return _of_number(float(cell))
    text = _LOOSE.sub(lambda found: " " if found.start() else "", tidy(cell).casefold()).strip()
    if _SERIAL.fullmatch(text):
        return _of_number(float(text))
    return _of_text(text) if text[:1] and len(text) <= 60 else None


def lacks_year(cell: Any) -> bool:
    """Whether a cell holds a day and a month only.

    Parameters
    ----------
    cell : object
        A cell as given in the file, of any type.

    Returns
    -------
    bool
        False where it is blank or no date.
    """
    found = None if is_blank(cell) else _NO_YEAR.fullmatch(tidy(cell).casefold())
    if found is None:
        return False
    both = (found["both"] or "").zfill(4)
    one, other = int(found["one"] or both[:2] or 0), int(found["other"] or both[2:] or 0)
    return not (found["both"] or found["one"]) or (0 < min(one, other) <= 12 and max(one, other) <= 31)


def days_for_years(cells: Sequence[Any]) -> bool:
    """Whether what looks like months of years of two digits (``Mar 05``) is a column of days of a year.

    Parameters
    ----------
    cells : sequence of Any
        Different cells of a column.

    Returns
    -------
    bool
        True where the numbers are days of a month and lie far apart.
    """
    texts = (tidy(cell).casefold() for cell in cells if isinstance(cell, str))
    twos = {int(found["two"]) for found in map(_MONTH_AND_TWO.fullmatch, texts) if found is not None}
    return bool(twos) and 1 <= min(twos) <= max(twos) <= 31 and max(twos) - min(twos) > SPAN


def names_years(cells: Sequence[Any]) -> bool:
    """Whether cells that could be a month and a day (``Sep-24``) are months of years, by all of them together.

    Parameters
    ----------
    cells : sequence of Any
        Different cells of a column.

    Returns
    -------
    bool
        True where the numbers follow one another as years do, are few next to the months, and one is not an
        early day.
    """
    texts = [tidy(cell).casefold() for cell in cells if isinstance(cell, str)]
    found = [match for match in map(_MONTH_AND_TWO.fullmatch, texts) if match is not None]
    years = sorted({_full_year(int(match["two"])) for match in found})
    follow = bool(years) and years[-1] - years[0] < len(years) <= max(1, len(found) // 2)
    return follow and len(found) == len(texts) and (years[-1] % 100 > 12)


def turned_by_spreadsheet(cells: Sequence[Any], days: Sequence[Day | None]) -> list[int]:
    """Return the places of dates whose day a spreadsheet has taken for their month.

    It does so as it opens ``5/3/2024`` where the other order is usual, and leaves ``25/3/2024`` as text: no date
    lies after the 12th then, and every text does.

    Parameters
    ----------
    cells : sequence of Any
        Different cells of a column.
    days : sequence of Day | None
        What each of them tells of its date; None where it is none.

    Returns
    -------
    list of int
        Places in `cells`; empty where nothing shows it.
    """
    real = [at for at, cell in enumerate(cells) if isinstance(cell, dt.date) and days[at] is not None]
    texts = [day for cell, day in zip(cells, days, strict=True) if isinstance(cell, str) and day is not None]
    split = all(day.day_leads for day in texts) or all(day.month_leads for day in texts)
    if len(real) < TURNED or len(texts) < 2 or not split:
        return []
    months = {day.day for at in real if (day := days[at]) is not None}  # if they are turned
    others = {day.second if day.day_leads else day.first for day in texts}
    return real if max(months) <= 12 and (len(months) > 2 or months == others) else []


def _of_date(cell: dt.date) -> Day | None:
    if not YEARS[0] <= cell.year <= YEARS[1]:
        return None
    clock = dt.timedelta()
    if isinstance(cell, dt.datetime):
        clock = dt.timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
        )
    return Day(cell.year, cell.month, cell.day, clock=clock)


def _of_number(number: float) -> Day | None:
    if SERIALS[0] <= number <= SERIALS[1]:
        moment = _EPOCH + dt.timedelta(seconds=round(number * 86_400))
        day = _of_date(moment)
        return None if day is None else Day(day.year, day.month, day.day, clock=day.clock, serial=True)
    return _of_text(str(int(number))) if number.is_integer() and 0 < number < 1e15 else None


def _of_text(text: str) -> Day | None:
    found = _as_written(text)
    if found is None and _WORD.search(text) and _DIGIT.search(text):
        found = _as_written(month_names.in_english(text))
    return found


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Return the forms made ready, where a column asks for them: those of computers are read without."""
    return tuple(map(re.compile, _FORMS))


def _as_written(text: str) -> Day | None:
    for form in _forms():
        found = form.fullmatch(text)
        if found is not None:
            return _of_parts(found.groupdict())
    return None


def _of_parts(parts: dict[str, str | None]) -> Day | None:
    written = parts.get("year") or parts.get("short") or ""
    year = int(written)
    if len(written) == 2:
        year = _full_year(year)
    clock = _clock(parts)
    if clock is None or not YEARS[0] <= year <= YEARS[1]:
        return None
    short = len(written) == 2
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second_"] or 0)
        return Day(year, first=first, second=second, mark=parts["mark"] or "", clock=clock, short_year=short)
    mark, period = "y" if parts.get("short") else "", not parts.get("day")
    return Day(
        year, _month(parts), int(parts.get("day") or 1), mark=mark, clock=clock, short_year=short, period=period
    )


def _month(parts: dict[str, str | None]) -> int:
    """Return the month that a cell names, of a quarter the first one."""
    if quarter := parts.get("quarter") or parts.get("quarter_"):
        return 3 * ("一二三四".find(quarter) + 1 or int(quarter)) - 2
    return MONTHS[parts["name"] or ""] if parts.get("name") else int(parts["month"] or 0)


def _full_year(year: int) -> int:
    """Return the year of two digits as POSIX has it: 69 to 99 are of the last century."""
    return year + (2000 if year < 69 else 1900)


def _clock(parts: dict[str, str | None]) -> dt.timedelta | None:
    """Return the time of day; None if there is no such time."""
    if not parts.get("hour"):
        return dt.timedelta()
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    half = (parts.get("half1") or parts.get("half2") or "").replace(".", "")
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    elif half in ("am", "上午") and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or second > 59:
        return None
    part = int(((parts.get("part") or "") + "000000")[:6])
    return dt.timedelta(hours=hour, minutes=minute, seconds=second, microseconds=part)
