"""How much a file may hold: asked before it is unpacked or parsed, so that none can take all memory or all day."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from kamlib.errors import KamError
from kamlib.words import _, count

#: Bytes that a file may have once it is unpacked, where the user says nothing else.
USUAL = 2**30

#: Times its size that a file may unpack to, once it is larger than `SUSPECT`: what a spreadsheet holds shrinks to
#: a tenth, what was made to fill memory to a thousandth.
RATIO, SUSPECT = 150, 2**27

#: Columns that a table may have: each costs time, and orders need some dozens.
WIDEST = 1000

_UNITS = {"": 1, "b": 1, "k": 2**10, "kb": 2**10, "m": 2**20, "mb": 2**20, "g": 2**30, "gb": 2**30}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([kmg]?b?)", re.IGNORECASE)
_told: ContextVar[int | None] = ContextVar("kamlib_max_size", default=None)


def largest() -> int:
    """Return how many bytes a file may have once it is unpacked.

    Returns
    -------
    int
        What was stated with ``--max-size``, else `USUAL`.
    """
    return _told.get() or USUAL


@contextmanager
def allowing(size: str | int | None) -> Generator[None]:
    """Allow files up to a given size within a ``with`` block.

    Parameters
    ----------
    size : str, int or None
        Bytes, or words such as ``500MB`` and ``2GB``; None leaves it as it is.

    Raises
    ------
    KamError
        If it is not a size.
    """
    if size is None:
        yield
        return
    before = _told.set(in_bytes(size))
    try:
        yield
    finally:
        _told.reset(before)


def in_bytes(size: str | int) -> int:
    """Return a size in bytes.

    Parameters
    ----------
    size : str or int
        Bytes, or words such as ``500MB`` and ``2GB``.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    KamError
        If it is not a size.
    """
    found = _SIZE.fullmatch(str(size).strip())
    number = int(float(found[1]) * _UNITS[found[2].lower()]) if found else 0
    if number < 1:
        raise KamError(_("--max-size {size}: use a size such as 500MB or 2GB.", size=str(size)[:40]))
    return number


def refuse_large(size: int, source: str, *, packed: int | None = None) -> None:
    """Refuse a file that is too large, or that unpacks to a suspicious multiple of its size.

    Parameters
    ----------
    size : int
        Bytes, unpacked as far as is known.
    source : str
        The file's name.
    packed : int, optional
        Bytes before it was unpacked.

    Raises
    ------
    KamError
        If it is.
    """
    if size > largest():
        raise KamError(_(
            "{file} contains more than {size}; export only the period needed, or allow more with --max-size.",
            file=source, size=written(largest()),
        ))  # fmt: skip
    if packed is not None and _told.get() is None and size > max(SUSPECT, RATIO * packed):
        raise KamError(_(
            "{file} unpacks to more than {times} times its size, which is unusual for a table; if it is a table, "
            "allow its size with --max-size.", file=source, times=count(RATIO),
        ))  # fmt: skip


def refuse_wide(columns: int, source: str) -> None:
    """Refuse a table with more columns than can be looked through.

    Parameters
    ----------
    columns : int
        How many it has.
    source : str
        The file's name.

    Raises
    ------
    KamError
        If they are too many.
    """
    if columns > WIDEST:
        raise KamError(_(
            "{file} has {columns} columns, more than the limit of {most}; keep the columns for customer, date "
            "and amount.", file=source, columns=count(columns), most=count(WIDEST),
        ))  # fmt: skip


def written(size: int) -> str:
    """Return a size as people write it: ``1 GB``.

    Parameters
    ----------
    size : int
        Bytes.

    Returns
    -------
    str
        In the largest unit of which it is one or more.
    """
    for unit, name in ((2**30, "GB"), (2**20, "MB"), (2**10, "KB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} B"
