"""What words in cells and headers mean, read from ``vocabulary.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from kamlib.tables.values.cells import simplified

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def fold(text: object) -> str:
    """Remove case, punctuation, full width and traditional characters: ``"Is_Opening"`` → ``is opening``."""
    plain = _CAMEL.sub(" ", unicodedata.normalize("NFKC", str(text)))
    return _NOT_A_LETTER.sub(" ", simplified(plain.casefold())).strip()


def meaning(section: str, text: object) -> str | None:
    """Return the concept of a section that a text names; None where the text is none of its words."""
    folded = fold(text)
    exact, patterns = _section(section)
    if folded in exact:
        return exact[folded]
    return next((concept for pattern, concept in patterns if pattern.search(folded)), None)


def concepts(section: str) -> tuple[str, ...]:
    """Return the concepts of a section in the order of the file."""
    return tuple(_entries()[section])


def listed(section: str, concept: str) -> frozenset[str]:
    """Return the words of a concept as the file has them, signs such as ``√`` too."""
    return frozenset(word for each in _entries()[section][concept].values() for word in each)


def words(section: str) -> frozenset[str]:
    """Return all words of a section, folded."""
    return frozenset(_section(section)[0])


@cache
def _entries() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text("utf-8"))


@cache
def _section(section: str) -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    """Return a section's whole words, and its patterns, each with their concept."""
    words = [
        (word, concept)
        for concept, by_language in _entries()[section].items()
        for listed in by_language.values()
        for word in listed
    ]
    exact = {fold(word): concept for word, concept in words}
    patterns: dict[str, list[str]] = {}
    for word, concept in words:
        if "*" in word:
            patterns.setdefault(concept, []).append(_pattern(word).pattern)
    return exact, tuple((re.compile("|".join(each)), concept) for concept, each in patterns.items())


def _pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of a word with asterisks; Chinese knows no word boundaries.

    ``word*`` is a beginning, ``*word*`` a whole word anywhere; at an end with ``**`` the word may go on.
    """
    core = re.escape(fold(word))
    edge = "" if _HAN.search(core) else r"\b"
    before = "" if word.startswith("**") else edge if word.startswith("*") else "^"
    return re.compile(f"{before}{core}{'' if word.endswith('**') else edge}")
