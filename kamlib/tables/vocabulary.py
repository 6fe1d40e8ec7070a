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
    patterns = [(_pattern(word), concept) for word, concept in words if "*" in word]
    return exact, tuple(patterns)


def _pattern(word: str) -> re.Pattern[str]:
    """Return the pattern of ``word*`` (a beginning) or ``*word*`` (anywhere); Chinese knows no word boundaries."""
    core = re.escape(fold(word))
    edge = "" if _HAN.search(core) else r"\b"
    return re.compile(f"{edge}{core}{edge}" if word.startswith("*") else f"^{core}{edge}")
