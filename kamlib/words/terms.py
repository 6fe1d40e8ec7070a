"""The glossary: one entry per term, English and Chinese, from which every label is taken."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kamlib.words.documents import worded
from kamlib.words.language import LANGUAGES, language

FOLDER = Path(__file__).parent / "glossary"

#: How a figure of this term is written; see ``formats.written``.
KINDS = (
    "money", "share", "points", "number", "ratio", "count", "days", "date", "spans", "text", "flag", "score",
    "none",
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A term of the field: its key in code and tables, its names, its meaning, how its figures are written."""

    key: str
    en: str
    zh: str
    kind: str
    about_en: str
    about_zh: str
    chapter: str

    @property
    def label(self) -> str:
        """The name in the language in use."""
        return worded(self.zh if language() == "zh" else self.en)

    @property
    def about(self) -> str:
        """The meaning in the language in use; empty where the name says it all."""
        return worded(self.about_zh if language() == "zh" else self.about_en)


@cache
def glossary() -> dict[str, Term]:
    """Return every term by key.

    Raises
    ------
    ValueError
        If two chapters define one key, or an entry lacks a name or names an unknown kind.
    KeyError
        If an entry is the `same` as a key that there is not.
    """
    entries: dict[str, tuple[dict[str, Any], str]] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        for key, entry in tomllib.loads(file.read_text("utf-8")).items():
            if key in entries:
                raise ValueError(f"{file.name}: {key} is also defined in {entries[key][1]}.toml")
            entries[key] = entry, file.stem
    return {
        key: _term(key, entries[entry.get("same", key)][0], chapter) for key, (entry, chapter) in entries.items()
    }


def _term(key: str, entry: dict[str, Any], chapter: str) -> Term:
    """Make a term of its entry, or of that of the key that it is the same as."""
    if not all(entry.get(code) for code in LANGUAGES) or entry.get("kind", "none") not in KINDS:
        raise ValueError(f"{chapter}.toml: {key} needs en, zh and a kind out of {', '.join(KINDS)}")
    about = entry.get("about", {})
    return Term(
        key, entry["en"], entry["zh"], entry.get("kind", "none"),
        about.get("en", ""), about.get("zh", ""), chapter,
    )  # fmt: skip


def term(key: str) -> Term:
    """Return a term by key.

    Raises
    ------
    KeyError
        If the glossary lacks it.
    """
    return glossary()[key]


def label(key: str) -> str:
    """Return the name of a term in the language in use.

    Parameters
    ----------
    key : str
        Key of the glossary.

    Returns
    -------
    str

    Examples
    --------
    >>> from kamlib.words import label, speaking
    >>> with speaking("en"):
    ...     label("platinum")
    'Platinum'
    """
    return term(key).label
