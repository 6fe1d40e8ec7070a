"""Terms and names within a sentence, and sentences one after another."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import east_asian_width

from kamlib.words.catalog import _
from kamlib.words.formats import count, percent
from kamlib.words.language import language
from kamlib.words.terms import label

#: Columns that a name may take in a figure, and in a sentence, which goes on in the next line.
WIDEST_NAME, WIDEST_SAID = 26, 60

#: How many customers a sentence names.
LED = 3


def lower_first(key: str) -> str:
    """Return the name of a term for the middle of a sentence: English starts it small, unless it is an acronym."""
    name = label(key)
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def sentences(*parts: str) -> str:
    """Put whole sentences one after another, with a space where the language writes one; empty ones fall away."""
    return ("" if language() == "zh" else " ").join(part for part in parts if part)


def ended(sentence: str) -> str:
    """Put a full stop after a sentence that has none."""
    return sentence if sentence.endswith(tuple(".。!?！？")) else _("{sentence}.", sentence=sentence)


def listed(names: list[str]) -> str:
    """Enumerate names, each cut short."""
    return enumerated([short(name) for name in names])


def leading(names: list[str], most: int = LED) -> str:
    """Name the first few of some customers, for brackets after their number."""
    said = listed([str(name) for name in names[:most]])
    return said if len(names) <= most else _("first {names}", names=said)


def not_quite(share: float | None) -> str:
    """Write a share with a decimal where it would read 100 % and is not all."""
    return percent(share, 1 if share is not None and 0.995 <= share < 1 else 0)


def enumerated(parts: list[str]) -> str:
    """Put parts of a sentence one after another, as the language enumerates."""
    return ("、" if language() == "zh" else ", ").join(parts)


def clauses(parts: Iterable[str]) -> str:
    """Put half sentences one after another, parted as the language parts them."""
    return ("；" if language() == "zh" else "; ").join(parts)


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known name a word could be meant for; where none is near, which there are."""
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return _("Did you mean {name}?", name=close[0])
    return _("Available: {names}.", names=enumerated(names))


def short(name: object, widest: int = WIDEST_SAID) -> str:
    """Cut a name to a width in which a Chinese character counts twice, on one line, with … where it was cut."""
    text = " ".join(str(name).split())
    if width(text) <= widest:
        return text
    while text and width(text) > widest - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def width(text: str) -> int:
    """Width of a text in columns of a terminal: wide characters count twice."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def the_largest(n: int) -> str:
    """Name the group of the largest customers for the middle of a sentence."""
    return _("the largest customer") if n == 1 else _("the {n} largest", n=count(n))


def the_smallest(n: int) -> str:
    """Name the group of the smallest customers for the middle of a sentence."""
    return _("the smallest customer") if n == 1 else _("the {n} smallest", n=count(n))
