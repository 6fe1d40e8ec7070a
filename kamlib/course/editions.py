"""Two editions of one lesson: the code is written in the English text, the other editions mark its places.

``{code}`` on a line of its own in ``lesson_1_2.zh.md`` is the next code fence of ``lesson_1_2.en.md``. An edition
whose sections, code cells, exercises or questions are not those of the English, one after another, is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

#: A code fence, a directive or a heading: what two editions of a lesson share.
_MARK = re.compile(r"^```[^\n]*\n.*?^```$|^\{[^}\n]+\}$|^#{2,6} [^\n]*$", re.S | re.M)

#: Where an edition takes the next code fence of the English.
CODE = "{code}"


@dataclass(frozen=True)
class Mark:
    """A mark of a text: what it must be in each edition, how it is written here, and its line."""

    what: str
    written: str
    line: int

    def __str__(self) -> str:
        return f"{self.written.splitlines()[min(1, self.written.count(chr(10)))]!r} (line {self.line})"


def marks(text: str) -> list[Mark]:
    """Return what the editions of a lesson share, in order: headings by level, code cells and directives.

    Parameters
    ----------
    text : str
        Markdown of a lesson.

    Returns
    -------
    list of Mark
        One a heading, code fence, ``{code}`` or directive.
    """
    return [
        Mark(_what(found[0]), found[0], text.count("\n", 0, found.start()) + 1) for found in _MARK.finditer(text)
    ]


def _what(written: str) -> str:
    if written.startswith("#"):
        return written.partition(" ")[0]
    return CODE if written.startswith("```") else written


def whole(text: str, english: str, name: str) -> str:
    """Put the code of the English text into another edition.

    Parameters
    ----------
    text : str
        Markdown of the other edition, with ``{code}`` where code goes.
    english : str
        Markdown of the English edition, with its code.
    name : str
        What the other edition is called in an error.

    Returns
    -------
    str
        The other edition with its code, as the builder takes it.

    Raises
    ------
    ValueError
        If the edition has code of its own, or its marks are not those of the English; says where.
    """
    own = next((mark for mark in marks(text) if mark.written.startswith("```")), None)
    if own is not None:
        raise ValueError(f"{name}, line {own.line}: code is written in the English text only; put {CODE} here")
    for here, there in zip_longest(marks(text), marks(english)):
        if here is None or there is None or here.what != there.what:
            raise ValueError(f"{name} differs from the English: {here or 'nothing'} where that has "
                             f"{there or 'nothing more'}")  # fmt: skip
    fences = iter([mark.written for mark in marks(english) if mark.what == CODE])
    return re.sub(r"^\{code\}$", lambda _found: next(fences), text, flags=re.M)
