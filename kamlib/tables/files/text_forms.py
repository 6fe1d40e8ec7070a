"""Separated text in unusual dress, made usual: single quotes, whole lines in quotes, rules, full-width commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from kamlib.tables.files import separators

HEAD = 65_536
#: Share of the first lines that have to be so.
MOST = 0.9
_MARKS = "".join(separators.CANDIDATES)
_OPENS = re.compile(rf"(?:^|(?<=[{_MARKS}]))\s?'")
_CLOSES = re.compile(rf"'(?=[{_MARKS}]|\r?$)")
_AT_MARKS = re.compile(rf"(?:^|(?<=[{_MARKS}]))[ ]?'|'(?=[{_MARKS}]|\r?$)", re.MULTILINE)
#: The line under a header: ``|---|---:|``, ``+-----+-----+``.
_RULE = re.compile(r"^[ \t]*(?=[^\r\n]*[|+])(?=[^\r\n]*--)[-=|+: \t]+(?=\r?$)", re.MULTILINE)
_WIDE = ("，", "；")


def usual(utf8: bytes) -> bytes:
    """Return separated text as most programs write it; what is usual already stays as it is.

    Parameters
    ----------
    utf8 : bytes
        The text of a file.

    Returns
    -------
    bytes
        With as many lines, so that the numbers of rows are those of the file.
    """
    head = utf8[:HEAD].decode(errors="ignore")
    lines = [line.rstrip("\r") for line in head.split("\n") if line.strip()][: separators.SAMPLE]
    if len(lines) < 2:
        return utf8
    if _RULE.search(head):
        utf8 = _RULE.sub("", utf8.decode(errors="replace")).encode()
    if _share(_in_quotes(line) for line in lines) >= MOST:
        return "\n".join(_unwrapped(line) for line in utf8.decode(errors="replace").split("\n")).encode()
    if '"' not in head and _share(_in_single_quotes(line) for line in lines) >= MOST:
        return _AT_MARKS.sub('"', utf8.decode(errors="replace")).replace("''", "'").encode()
    wide = next((mark for mark in _WIDE if _divides(mark, lines)), None)
    if wide is not None and separators.find(head) in (None, separators.BLANKS):
        return utf8.replace(wide.encode(), b"\t")
    return utf8


def _share(which: Iterable[bool]) -> float:
    return float(np.mean(list(which)))


def _in_quotes(line: str) -> bool:
    """Whether a line is one cell in quotes that holds several."""
    inner = line.strip()[1:-1]
    whole = len(line) > 2 and line.strip()[0] == line.strip()[-1] == '"'
    return whole and '"' not in inner.replace('""', "") and any(mark in inner for mark in separators.CANDIDATES)


def _unwrapped(line: str) -> str:
    bare = line.strip()
    return bare[1:-1].replace('""', '"') if len(bare) > 1 and bare[0] == bare[-1] == '"' else line


def _in_single_quotes(line: str) -> bool:
    opens = len(_OPENS.findall(line))
    return 0 < opens == len(_CLOSES.findall(line))


def _divides(mark: str, lines: Sequence[str]) -> bool:
    counts = [line.count(mark) for line in lines]
    return counts[0] > 0 and counts.count(counts[0]) >= MOST * len(counts)
