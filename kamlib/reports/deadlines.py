"""Until when: days counted from the day of issue, never to a weekend or a public holiday; else no date at all.

A report does not look at the clock: without a day of issue a deadline is a number of days from its delivery.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kamlib.errors import KamError
from kamlib.reports.results import AdviceLine, Assumption
from kamlib.words import _, date, language
from kamlib.words.phrases import enumerated

if TYPE_CHECKING:
    from holidays import HolidayBase

#: Monday is 0; where a country's calendar says nothing else, these are no working days.
_WEEKEND = {5, 6}

#: How the calendar names a day off that China's government moved to it: only years announced have such days.
_MOVED = "Day off (substituted from"

#: Days that China has had off around its two long holidays, from the eve of the new year or from 1 October on.
_LONG_HOLIDAY = {"Chinese New Year's Eve": 8, "National Day": 7}


def supported(code: str) -> str:
    """Return the code of a country whose public holidays are known, in capitals.

    Raises
    ------
    KamError
        If they are not.
    """
    asked = code.strip().upper()
    if asked in _known():
        return asked
    raise KamError(
        _(
            "--country {code}: give the two letters of a country (ISO 3166), for example CN, DE, GB or US.",
            code=code,
        )
    )


def _known() -> Collection[str]:
    from holidays import list_supported_countries

    return [code for code in list_supported_countries() if len(code) == 2]


def country_of(currency: str | None) -> str | None:
    """Return the country that a currency names by its first two letters: EUR and those of unions name none."""
    if currency is None or currency[:2] not in _known():
        return None
    return currency[:2]


@dataclass(frozen=True)
class Deadlines:
    """From which day deadlines are counted, and by the holidays of which country; None where neither is known."""

    issued: dt.date | None = None
    country: str | None = None
    stated: bool = False

    def due(self, days: int) -> dt.date | None:
        """Return the last day to do something: so many days on, or the next day on which the country works."""
        if self.issued is None:
            return None
        day = self.issued + dt.timedelta(days=days)
        while not self._works(day):
            day += dt.timedelta(days=1)
        return day

    def dated(self, lines: Iterable[AdviceLine]) -> list[AdviceLine]:
        """Write the deadline of each recommendation, where there is a day to count from."""
        ends = [(line, self.due(line.within_days)) for line in lines]
        return [line.model_copy(update={"due": None if day is None else day.isoformat()}) for line, day in ends]

    def assumptions(self, lines: Iterable[AdviceLine]) -> list[Assumption]:
        """Say from which day deadlines are counted, and by which calendar."""
        ends = [dt.date.fromisoformat(line.due) for line in lines if line.due]
        if self.issued is None:
            delivered = _("the day on which the report is delivered")
            return [
                Assumption(label=_("Deadlines: counted from"), value=None, written=delivered, source="default")
            ]
        made = [
            Assumption(label=_("Deadlines: counted from"), value=self.issued.isoformat(),
                       written=date(self.issued), source="stated"),
            Assumption(label=_("Deadlines: moved to the next working day if they fall on"), value=self.country,
                       written=self._calendar(), source="stated" if self.stated else "default"),
        ]  # fmt: skip
        years = sorted({day.year for day in ends if not self._announced(day.year)})
        if years:
            words = _("Deadlines in {years}: public holidays in China not yet announced, assumed to be",
                      years=enumerated([str(year) for year in years]))  # fmt: skip
            taken = _("the eve of the Chinese New Year and seven days after it, 1 to 7 October")
            made.append(Assumption(label=words, value=None, written=taken, source="default"))
        return made

    def _calendar(self) -> str:
        if self.country is None:
            return _("weekends; public holidays are unknown because no country is set")
        from babel import Locale

        names = Locale.parse({"en": "en", "zh": "zh_CN"}[language()]).territories
        return _("weekends and public holidays ({country})", country=names.get(self.country, self.country))

    @cached_property
    def _holidays(self) -> HolidayBase | None:
        """Take the names in English whatever the machine speaks: they are looked at, and never shown."""
        if self.country is None:
            return None
        from holidays import country_holidays

        return country_holidays(self.country, language="en_US" if self.country == "CN" else None)

    @cached_property
    def _of_parts(self) -> list[HolidayBase]:
        """Holidays of the country's parts: Easter Monday is one in England, and none in Scotland."""
        if self._holidays is None or self.country is None:
            return []
        from holidays import country_holidays

        return [country_holidays(self.country, subdiv=part) for part in self._holidays.subdivisions]

    def _works(self, day: dt.date) -> bool:
        known = self._holidays
        if known is None:
            return day.weekday() not in _WEEKEND
        if day.weekday() in known.weekend or day in known or self._off_by_custom(day):
            return False
        return not any(day in part for part in self._of_parts)

    def _announced(self, year: int) -> bool:
        """Whether a country's days off are known: those of China only when the government has moved them about."""
        if self.country != "CN" or self._holidays is None:
            return True
        day = dt.date(year, 1, 1)
        whole = (day + dt.timedelta(days=at) for at in range(366))
        return any(self._holidays.get(one, "").startswith(_MOVED) for one in whole if one.year == year)

    def _off_by_custom(self, day: dt.date) -> bool:
        """Whether a day lies in a long holiday of China in a year whose days off are not announced yet."""
        if self._holidays is None or self._announced(day.year):
            return False
        return any(
            (begin := day - dt.timedelta(days=back)).year == day.year
            and name in self._holidays.get(begin, "")
            and (name != "National Day" or begin.day == 1)
            for name, length in _LONG_HOLIDAY.items()
            for back in range(length)
        )
