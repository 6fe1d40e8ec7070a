"""Messages: English in the code, other languages in ``words/<language>/*.po``, one file per room.

The catalogues are read as they are (Babel reads .po), so that nothing compiled has to be kept in step.
"""

from __future__ import annotations

import gettext
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from kamlib.words.documents import worded
from kamlib.words.language import language

FOLDER = Path(__file__).parent

#: A Chinese character.
_HAN = r"[\u3400-\u9fff]"

#: A day as Chinese writes it.
_DAY = r"[0-9]{4}年"

#: Where a figure or a Latin word was set into Chinese text (the seam is marked): a space stands between them.
_APART = re.compile(rf"(?<={_HAN}) *\0 *(?=[-+A-Za-z0-9$£€¥])|(?<=[A-Za-z0-9%]) *\0 *(?={_HAN})")

#: Where a Chinese text or a day was set into Chinese text: there is no space.
_TOGETHER = re.compile(rf"(?<={_HAN}) *\0 *(?={_HAN}|{_DAY})")


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
    text = worded(translations(language()).gettext(message))
    return _filled(text, values) if values else text


def n_(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Say a message about ``n`` things; ``{n}`` is filled with the number as this language writes it."""
    from kamlib.words.formats import count

    text = worded(translations(language()).ngettext(singular, plural, n))
    return _filled(text, {"n": count(n), **values})


def _filled(text: str, values: dict[str, object]) -> str:
    """Fill the places of a message; in Chinese with a space about figures and Latin words, and none elsewhere.

    A translation cannot know what will be in it: ``1,392`` or ``1,392美元``, a Latin or a Chinese name.
    """
    if language() != "zh":
        return text.format(**values)
    seamed = "".join(
        literal if field is None else f"{literal}\0{format(values[field], spec or '')}\0"
        for literal, field, spec, _conversion in Formatter().parse(text)
    )
    return _APART.sub(" ", _TOGETHER.sub("", seamed)).replace("\0", "")
