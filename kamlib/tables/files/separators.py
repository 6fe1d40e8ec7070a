"""What separates the columns of a text file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Literal

CANDIDATES = ("\t", ";", "|", ",")  # where two serve equally well, the rarer mark in ordinary text goes first
RARE = ("^", "~")  # asked where none of those divides the lines
BLANKS = " "  # columns set apart by blanks, one or many
SAMPLE = 100
_TOLD = re.compile(r'^"?sep=(.)"?[;,]*\s*$', re.IGNORECASE)


def find(head: str) -> str | None:
    """Return the mark between columns, `BLANKS` for white space, None where the lines have one column.

    Parameters
    ----------
    head : str
        The first lines of the file.

    Returns
    -------
    str or None
        The mark.
    """
    lines = [line for line in io.StringIO(head, newline=None) if line.strip()][:SAMPLE]
    if not lines:
        return None
    told = _TOLD.match(lines[0])
    if told:
        return told.group(1)
    for marks in (CANDIDATES, RARE):
        scores = {mark: score for mark in marks if (score := _score(head, mark)) is not None}
        if scores:
            return max(scores, key=lambda mark: scores[mark])
    return BLANKS if _by_blanks(lines) else None


def _score(head: str, mark: str) -> tuple[float, int, int] | None:
    """Return how evenly a mark divides the lines: share of lines alike, how early they begin, columns."""
    counts = [len(row) for row in read(head, mark)[:SAMPLE] if any(cell.strip() for cell in row)]
    several = Counter(count for count in counts if count > 1)
    if not several:
        return None
    columns, lines = max(several.items(), key=lambda item: (item[1], item[0]))
    share = round(lines / len(counts), 1)
    return (share, -counts.index(columns), columns) if share >= 0.3 else None


def read(text: str, mark: str, *, quoted: bool = True) -> list[list[str]]:
    """Return the rows of separated text, cells as they are.

    Parameters
    ----------
    text : str
        The text of a file.
    mark : str
        What is between cells, one character.
    quoted : bool, optional
        Whether quotation marks may enclose a cell.

    Returns
    -------
    list[list[str]]
        One list of cells a row.
    """
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=mark, quoting=quoting))
    except csv.Error:  # a field above csv's limit: a quote that is never closed
        return read(text, mark, quoted=False) if quoted else rows
    return rows


def _by_blanks(lines: list[str]) -> bool:
    counts = Counter(len(line.split()) for line in lines)
    columns, alike = counts.most_common(1)[0]
    return columns > 1 and len(lines) > 1 and alike >= 0.9 * len(lines)


def at_fixed_places(head: str) -> bool:
    """Whether lines hold three columns and more that are set apart by runs of blanks, with blanks in cells too.

    Parameters
    ----------
    head : str
        The first lines of a file.

    Returns
    -------
    bool
        True where most lines do.
    """
    lines = [line.strip() for line in head.splitlines() if line.strip()][:SAMPLE]
    wide = sum(len(re.split(r" {2,}", line)) > 2 for line in lines)
    return len(lines) > 2 and wide >= 0.8 * len(lines)


def inside_texts(head: str) -> tuple[str, int] | None:
    """Find a mark that divides most lines into equally many cells, and occurs more or less often in some.

    Parameters
    ----------
    head : str
        The first lines of a file.

    Returns
    -------
    tuple of str and int, or None
        The mark and the number of the first such row; None where there is no such mark.
    """
    lines = [(at, line) for at, line in enumerate(head.splitlines(), 1) if line.strip()][:SAMPLE]
    for mark in ("|", "¦", ";", "\t", "~", "^"):
        counts = Counter(line.count(mark) for _at, line in lines if mark in line)
        if not counts:
            continue
        usual, alike = counts.most_common(1)[0]
        if usual < 3 or alike < 0.4 * len(lines) or len(counts) < 2:
            continue
        begun = next(n for n, (_at, line) in enumerate(lines) if line.count(mark) == usual)
        return mark, next(at for at, line in lines[begun:] if line.count(mark) not in (0, usual))
    return None
