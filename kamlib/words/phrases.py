"""Terms as they stand within a sentence."""

from __future__ import annotations

from kamlib.words.terms import label


def inside(key: str) -> str:
    """Return the name of a term for the middle of a sentence: English starts it small, unless it is an acronym."""
    name = label(key)
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
