"""Numbers, money and dates as the reader's language writes them (Babel's locale data)."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, SupportsFloat

from kamlib.words.language import language
from kamlib.words.terms import glossary

#: What stands where there is no figure.
NONE = "–"

#: Where a language starts a new short unit: thousand, million, billion, trillion; 万, 亿, 万亿.
_STEPS = {"en": (1e12, 1e9, 1e6, 1e3), "zh": (1e12, 1e8, 1e4)}

#: Below this an amount that is not whole is written to the cent.
_CENTS = 100

#: What a table writes between the first and the last day of a span.
_BETWEEN = re.compile(r"(?<=\d) *(?:to|至|到) *(?=\d)")

#: What it writes between two of them.
_THEN = re.compile(r" *[;；] *")

#: What Chinese calls its short units.
_UNITS = {1e12: "万亿", 1e8: "亿", 1e4: "万", 1.0: ""}


def _locale() -> Any:
    return _locale_of(language())


@cache
def _locale_of(code: str) -> Any:
    """Return Babel's own locale: a name would be looked for among a thousand, for each figure again."""
    from babel import Locale

    return Locale.parse({"en": "en", "zh": "zh_CN"}[code])


def _missing(value: object) -> bool:
    """Tell None, NaN, NaT, NA and infinity from figures."""
    return value is None or str(value) in {"nan", "NaT", "<NA>", "inf", "-inf"}


def _figure(value: SupportsFloat | None) -> float | None:
    """Return what there is to write; None for what is missing."""
    return None if value is None or _missing(value) else float(value)


def money(value: SupportsFloat | None, currency: str | None = None, *, full: bool = False) -> str:
    """Write an amount: short (``CN¥1.23M``, ``123万元``) for sentences, or in full to the cent.

    Parameters
    ----------
    value : float or None
        Amount in units of the currency; missing gives a dash.
    currency : str, optional
        ISO 4217 code; without one, the bare number.
    full : bool
        Whether to write every digit.
    """
    amount = _figure(value)
    if amount is None:
        return NONE
    if full:
        if currency:
            from babel import numbers

            return str(numbers.format_currency(amount, currency, locale=_locale()))
        return _grouped(amount, 2, 2)
    amount, digits = _short(amount)
    if abs(amount) < _CENTS and amount != int(amount):
        return _with_cents(amount, currency)
    if language() == "zh":
        return _in_chinese(amount, digits) + (unit(currency) if currency else "")
    return _compact(amount, digits, currency)


def _compact(amount: float, digits: int, currency: str | None) -> str:
    """Write a rounded amount with the short unit and the sign of the currency, as Babel does in English."""
    step = next((step for step in _STEPS["en"] if abs(amount) >= step), 1.0)
    before, after = _around(step, currency, amount < 0)
    figure = _grouped(abs(amount) / step, 0, digits).replace(",", "")
    return f"{before}{figure}{after}"


@cache
def _around(step: float, currency: str | None, minus: bool) -> tuple[str, str]:
    """Return what Babel writes before and after the figure of a short amount."""
    from babel import numbers

    one = -step if minus else step
    if currency:
        text = str(numbers.format_compact_currency(one, currency, locale=_locale_of("en"), fraction_digits=0))
    else:
        text = str(numbers.format_compact_decimal(one, locale=_locale_of("en"), fraction_digits=0))
    before, _one, after = text.partition("1")
    return before, after


def _grouped(value: float, least: int, most: int) -> str:
    """Write a number with from `least` to `most` decimals, as Babel does in both languages, in less time.

    Both group thousands by commas and round half to even, judged by the shortest decimal that is the float.
    """
    text = f"{Decimal(str(value)):,.{most}f}"
    if most > least:
        whole, _point, part = text.partition(".")
        part = part[:least] + part[least:].rstrip("0")
        text = f"{whole}.{part}" if part else whole
    return text


def _with_cents(amount: float, currency: str | None) -> str:
    """Write a small amount as a till does: ``$77.90``, never ``$77.9``."""
    bare = _grouped(amount, 2, 2)
    if not currency:
        return bare
    if language() == "zh":
        return bare + unit(currency)
    from babel import numbers

    return str(
        numbers.format_currency(amount, currency, locale=_locale(), currency_digits=False, format="¤#,##0.00")
    )


def unit(currency: str) -> str:
    """Name a currency as a unit after an amount or in a heading: ``CNY``; in Chinese ``元``, ``美元``."""
    from babel import numbers

    if language() != "zh":
        return currency
    return "元" if currency == "CNY" else str(numbers.get_currency_name(currency, locale=_locale()))


def currency_name(currency: str) -> str:
    """Name a currency by itself: ``CNY``; in Chinese ``人民币（元）``, ``美元``."""
    from babel import numbers

    if language() != "zh":
        return currency
    name, one = str(numbers.get_currency_name(currency, locale=_locale())), unit(currency)
    return name if name == one else f"{name}（{one}）"


def _in_chinese(amount: float, digits: int) -> str:
    """Write a rounded amount with 万, 亿 or 万亿 and a comma at the thousands, as business papers do."""
    step = next((step for step in _STEPS["zh"] if abs(amount) >= step), 1.0)
    return _grouped(round(amount / step, digits), 0, digits) + _UNITS[step]


def _short(amount: float) -> tuple[float, int]:
    """Round to the three figures that a sentence needs (1.03 and 1.29 are not both 1), and count the decimals.

    Rounded first: 999,960 is one million, not a thousand thousands; and below the first unit Babel writes every
    decimal there is.
    """
    unit = next((step for step in _STEPS[language()] if abs(amount) >= step), 1.0)
    head = abs(amount) / unit
    digits = 2 if head < 9.995 or (unit == 1.0 and head < _CENTS) else 1 if head < 99.95 else 0
    return (round(amount / unit, digits) + 0.0) * unit, digits


def _no_minus(value: float, digits: int) -> float:
    """Take the sign from what is written as zero: ``0.0%``, never ``-0.0%``."""
    return value if round(value, digits) else 0.0


def percent(value: SupportsFloat | None, digits: int = 0) -> str:
    """Write a share (0.8) as a percentage (80 %)."""
    figure = _figure(value)
    if figure is None:
        return NONE
    points = Decimal(str(_no_minus(figure, digits + 2))).scaleb(2)
    return f"{points:,.{digits}f}%"


def percents(parts: Sequence[float]) -> list[str]:
    """Write the parts of a whole so that the percentages add up to its own: largest remainders are rounded up.

    Parameters
    ----------
    parts : sequence of float
        Fractions, of 1 or of less.

    Returns
    -------
    list of str
        One percentage without decimals a part, in their order; of equal remainders the first is rounded up.
    """
    points = [100 * part for part in parts]
    down = [math.floor(point + 1e-9) for point in points]
    most = sorted(range(len(points)), key=lambda at: (round(down[at] - points[at], 9), at))
    up = set(most[: round(sum(points)) - sum(down)])
    return [percent((whole + (at in up)) / 100) for at, whole in enumerate(down)]


def number(value: SupportsFloat | None, digits: int = 2) -> str:
    """Write a number with a stated count of decimals."""
    figure = _figure(value)
    return NONE if figure is None else _grouped(_no_minus(figure, digits), digits, digits)


def count(value: SupportsFloat | None) -> str:
    """Write a whole number."""
    return number(value, 0)


def date(value: dt.date | None) -> str:
    """Write a day: ``5 Mar 2024``, ``2024年3月5日``."""
    from babel import dates

    if _missing(value) or value is None:
        return NONE
    pattern = "y年M月d日" if language() == "zh" else "d MMM y"
    return str(dates.format_date(value, pattern, locale=_locale()))


def span(first: dt.date, last: dt.date) -> str:
    """Write a span of days, the year once: ``1 Mar to 31 Dec 2024``, ``2024年3月1日至12月31日``."""
    from babel import dates

    if language() == "zh":
        end = dates.format_date(last, "M月d日", locale=_locale()) if first.year == last.year else date(last)
        return f"{date(first)}至{end}"
    begin = dates.format_date(first, "d MMM", locale=_locale()) if first.year == last.year else date(first)
    return f"{begin} to {date(last)}"


def spans(text: object) -> str:
    """Write days and spans of days that a table lists: ``2026-07-06 to 2026-07-17``; in Chinese with ``至``."""
    between, then = ("至", "；") if language() == "zh" else (" to ", "; ")
    return _THEN.sub(then, _BETWEEN.sub(between, str(text)))


def year_to(day: dt.date) -> str:
    """Write a year by its last day: ``the year to 31 Dec 2024``; in Chinese that of the calendar is ``2024年``."""
    if language() != "zh":
        return f"the year to {date(day)}"
    return f"{day.year}年" if (day.month, day.day) == (12, 31) else f"截至{date(day)}的一年"


def period(text: str) -> str:
    """Write a year (``2024``) or a quarter (``2024-Q1``); in Chinese ``2024年``, ``2024年第1季度``."""
    year, _dash, quarter = text.partition("-Q")
    if language() != "zh" or not year.isdigit():
        return text
    return f"{year}年第{quarter}季度" if quarter else f"{year}年"


def written(key: str, value: Any, currency: str | None = None) -> str:
    """Write a figure of a term of the glossary as its kind asks for."""
    found = glossary().get(key)
    kind = found.kind if found else "none"
    if _missing(value):
        return NONE
    if kind == "money":
        return money(value, currency, full=False)
    return _WRITERS.get(kind, str)(value)


#: How a figure of each kind is written in a table.
_WRITERS: dict[str, Callable[[Any], str]] = {
    "share": lambda value: percent(value, 1),
    "points": lambda value: number(value, 1),
    "number": number,
    "ratio": number,
    "score": lambda value: number(value, 1),
    "count": count,
    "days": count,
    "date": date,
    "flag": lambda value: "✓" if value else "",
    "spans": spans,
}
