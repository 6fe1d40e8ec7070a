"""Months and days of the week by their names in any language of business (CLDR's, by Babel)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

#: Languages whose names are known; one that means two months in two of them (``lis``) is read in none.
LANGUAGES = (
    "en", "de", "fr", "es", "pt", "it", "nl", "da", "sv", "nb", "fi", "pl", "cs", "ro", "hu", "tr", "id", "ca",
    "ru", "uk",
)  # fmt: skip
#: A name is known by its first letters too, from this many on, where they begin one month's only.
FEWEST = 3
_WORD = re.compile(r"[^\W\d_]+\.?")
_HALF = re.compile(r"\b([ap])\.?\s?m\b\.?")
#: What is written between day, month and year: ``9 de enero de 2024``, ``9 января 2024 г.``.
_PARTICLES = frozenset({"de", "del", "di", "den", "der", "of", "le", "el", "il", "la", "d", "the", "г", "р", "r"})
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def in_english(text: str) -> str:
    """Write the month in English, and leave out the day of the week and particles.

    Parameters
    ----------
    text : str
        A date in small letters: ``martes, 9 de enero de 2024``.

    Returns
    -------
    str
        ``9 jan 2024``; words that are none of these stay.
    """
    text = _HALF.sub(r"\1m", text)
    words = list(_WORD.finditer(text))
    months = [word for word in words if month_of(word[0])]
    # "mar. 12 mars": the one that may be a day of the week is one
    days = {word.start() for word in months[:-1] if _plain(word[0]) in _names()[2]}
    parts, at = [], 0
    for word in words:
        parts += [text[at : word.start()], "" if word.start() in days else _written(word[0])]
        at = word.end()
    return " ".join("".join([*parts, text[at:]]).replace(" ,", " ").strip(" ,-").split())


def _written(word: str) -> str:
    month, bare = month_of(word), _plain(word)
    if month:
        return _ENGLISH[month - 1]
    return "" if bare in _PARTICLES or bare in _names()[2] else word


@cache
def month_of(word: str) -> int:
    """Return the month that a word names.

    Parameters
    ----------
    word : str
        A name or its beginning, with or without a point.

    Returns
    -------
    int
        1 to 12; 0 where it names none, or two in different languages.
    """
    whole, begun, _days = _names()
    found = whole.get(_plain(word)) or begun.get(_plain(word)) or frozenset()
    return next(iter(found)) if len(found) == 1 else 0


def _plain(name: str) -> str:
    """Return a name without accents, capitals and points."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip(".")


@cache
def _names() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]], frozenset[str]]:
    """Return months by their names, by what names begin with, and the names of days of the week."""
    whole: dict[str, set[int]] = defaultdict(set)
    begun: dict[str, set[int]] = defaultdict(set)
    days: set[str] = set()
    for is_month, at, name in _of_locales():
        if is_month:
            whole[name].add(at)
            for end in range(FEWEST, len(name)):
                begun[name[:end]].add(at)
        else:
            days.add(name)
    return _frozen(whole), _frozen(begun), frozenset(days)


def _frozen(names: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {name: frozenset(months) for name, months in names.items()}


def _of_locales() -> Iterator[tuple[bool, int, str]]:
    from babel.dates import get_day_names, get_month_names

    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for is_month, get in ((True, get_month_names), (False, get_day_names)):
                    for at, name in get(width, context, language).items():
                        last = re.split(r"[\s’'-]", _plain(name))  # Catalan: "de gener", Portuguese: "terça-feira"
                        yield from ((is_month, at, part) for part in (last[-1:] if is_month else last) if part)
