"""The fields of account files by the names that people give them: the key, or the name in either language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kamlib.words.terms import glossary

#: What the keys of the glossary begin with.
PREFIX = "file_of_"

_NOT_A_LETTER = re.compile(r"[\W_]+")


def field_key(name: object) -> str | None:
    """Return the key of the field that a name means; None where it is not the name of one.

    Parameters
    ----------
    name : object
        As somebody wrote it.

    Returns
    -------
    str or None
        Such as ``"order_rhythm"``.
    """
    return _names().get(_squeezed(name))


def kind_of(key: str) -> str:
    """Return how the values of a field are written: ``"text"``, ``"date"``, ``"money"``, and so on.

    Parameters
    ----------
    key : str
        Key of a field.

    Returns
    -------
    str
        A kind of the glossary.
    """
    return glossary()[PREFIX + key].kind


@cache
def _names() -> Mapping[str, str]:
    terms = [term for key, term in glossary().items() if key.startswith(PREFIX)]
    names = {_squeezed(word): term.key.removeprefix(PREFIX) for term in terms for word in (term.zh, term.en)}
    return MappingProxyType(names | {_squeezed(term.key.removeprefix(PREFIX)): term.key.removeprefix(PREFIX)
                                     for term in terms})  # fmt: skip


def _squeezed(name: object) -> str:
    return _NOT_A_LETTER.sub("", unicodedata.normalize("NFKC", str(name)).casefold())
