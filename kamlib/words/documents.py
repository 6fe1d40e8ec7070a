"""What the rows of a book are called: orders, or invoices where the client's columns say so.

Messages are written of orders. Of a book of invoices each message is reworded by the phrase book
``documents.toml``, in one place; placeholders of a message stay as they are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from kamlib.words.language import language

#: What a book can be of.
KINDS = ("orders", "invoices")

_current: ContextVar[str] = ContextVar("kamlib_documents", default="orders")

#: Places of a message, options and names in code: never said otherwise.
_FIXED = re.compile(r"(\{[^{}]*\}|--[a-z-]+(?: \w+)?|\b\w+_\w+\b)")


def documents() -> str:
    """Return what the rows in question are: ``"orders"`` or ``"invoices"``."""
    return _current.get()


@contextmanager
def speaking_of(kind: str) -> Generator[None]:
    """Speak of orders or of invoices within a ``with`` block only.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if kind not in KINDS:
        raise ValueError(f"documents {kind!r} are not one of {', '.join(KINDS)}")
    token = _current.set(kind)
    try:
        yield
    finally:
        _current.reset(token)


def worded(text: str) -> str:
    """Say a message of the language in use about the documents in question."""
    return text if documents() == "orders" else _of_invoices(text, language())


@cache
def _of_invoices(text: str, code: str) -> str:
    parts = _FIXED.split(text)
    for pattern, instead in _phrases(code):
        parts = [part if at % 2 else pattern.sub(instead, part) for at, part in enumerate(parts)]
    return "".join(parts)


@cache
def _phrases(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the phrases of a language and their replacements, in the order of the book."""
    book = tomllib.loads((Path(__file__).parent / "documents.toml").read_text("utf-8"))
    return tuple((re.compile(pattern), instead) for pattern, instead in book["invoices"][code])
