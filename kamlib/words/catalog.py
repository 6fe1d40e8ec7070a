"""Messages: English in the code, other languages in ``words/<language>/*.po``, one file a room.

The catalogues are read as they are (Babel reads .po), so that nothing compiled has to be kept in step.
"""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from kamlib.words.language import language

FOLDER = Path(__file__).parent


@cache
def translations(code: str) -> gettext.NullTranslations:
    """Return the merged catalogue of a language; English has none and speaks from the code."""
    whole = gettext.NullTranslations()
    files = sorted((FOLDER / code).glob("*.po"))
    if not files:
        return whole
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for file in files:
        binary = BytesIO()
        with file.open("rb") as text:
            write_mo(binary, read_po(text, locale=code))
        binary.seek(0)
        room = gettext.GNUTranslations(binary)
        room.add_fallback(whole)
        whole = room
    return whole


def _(message: str, /, **values: object) -> str:
    """Say a message in the language in use, its ``{named}`` places filled with text made ready before."""
    text = translations(language()).gettext(message)
    return text.format(**values) if values else text


def n_(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Say a message about ``n`` things; ``{n}`` is filled with the number as this language writes it."""
    from kamlib.words.formats import count

    text = translations(language()).ngettext(singular, plural, n)
    return text.format(n=count(n), **values)
