"""Tables of a deck: cut to what a page may show, every cell in words with its figure after it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kamlib.classify.tiers import TIERS
from kamlib.reports.cells import Cell, Table
from kamlib.words import _, count, label, n_
from kamlib.words.phrases import sentences

#: The file that holds what a page has no room for.
FULL = "report.xlsx"

#: Rows of an exhibit's table at the most, and where there is less room.
SHOWN, BRIEF = 20, 8

#: Rows of a list that has pages to itself at the most; where there is less room, rows of the lists of key accounts
#: and candidates, rows of the list of all, and its columns.
LISTED, BRIEF_NAMED, BRIEF_LIST, BRIEF_COLUMNS = 1000, 60, 36, 12

#: So many rows more are shown: to say that they are left out takes as much room.
SPARED = 2


@dataclass(frozen=True)
class Heading:
    """A column: its name with its unit, the kind of its cells, and whether they are figures."""

    label: str
    numeric: bool = False
    kind: str = "text"


@dataclass(frozen=True)
class Shown:
    """A cell: its text, the figure after it, what it is sorted by, and whether it is a loss."""

    text: str
    value: Cell = None
    sort: Cell = ""
    loss: bool = False


@dataclass(frozen=True)
class Grid:
    """A table ready to be set.

    Attributes
    ----------
    columns : list of Heading
    rows : list of list of Shown
    left : int
        How many rows are missing.
    elsewhere : str
        A sentence on where the whole table stands, if not in the file that holds everything.
    prose : bool
        Whether its texts are sentences of the report, which are never cut.
    brief : int
        How many of its rows are shown where there is less room; none for all.
    """

    columns: list[Heading]
    rows: list[list[Shown]]
    left: int = 0
    elsewhere: str = ""
    prose: bool = False
    brief: int = 0

    @property
    def whole(self) -> int:
        """How many rows there are, shown or not."""
        return len(self.rows) + self.left

    def cut(self, rows: int) -> Grid:
        """Return its first rows; so few are spared that to say of them takes as much room."""
        if not self.left and len(self.rows) <= rows + SPARED:
            rows = len(self.rows)
        return self.first(rows)

    def first(self, rows: int) -> Grid:
        """Return exactly so many of its rows."""
        shown = self.rows[:rows]
        return replace(self, rows=shown, left=self.whole - len(shown))

    def rest(self, full: str, columns: int = 0) -> str:
        """Say where the missing rows, and so many missing columns, are; `full` is the file with everything."""
        wide = n_("{n} more column in {file}.", "{n} more columns in {file}.", columns, file=full)
        if self.elsewhere or not self.left:
            return sentences(self.elsewhere, wide if columns > 0 else "")
        if columns > 0:
            return _("{rows} and {columns} more in {file}.", rows=n_("{n} row", "{n} rows", self.left),
                     columns=n_("{n} column", "{n} columns", columns), file=full)  # fmt: skip
        return n_("{n} more row in {file}.", "{n} more rows in {file}.", self.left, file=full)

    def briefly(self, full: str) -> str:
        """Say how much of it is shown where there is less room, and where the rest is; empty where that is all."""
        if not self.brief or len(self.rows) <= self.brief + SPARED:
            return ""
        return self.elsewhere or printed_part(self.brief, self.whole, full)


def printed_part(n: int, whole: int, full: str) -> str:
    """Say how many rows of a table go to paper, and which file holds all of them."""
    return _("Printed: the first {n} of {all}, in the order of the screen. All of them are in {file}.",
             n=count(n), all=count(whole), file=full)  # fmt: skip


def grid(table: Table, currency: str | None, rows: int, brief: int = 0, without: Collection[str] = ()) -> Grid:
    """Return the first rows of a table, without the columns that say nothing, and those named by their keys."""
    kept = [(at, column) for at, column in enumerate(table.columns) if column.key not in without]
    columns = [Heading(column.heading(currency), column.numeric, column.kind) for _at, column in kept]
    cells = [
        [_shown(line[at], row[at], column.numeric, column.key) for at, column in kept]
        for line, row in zip(table.written(rows), table.rows[:rows], strict=True)
    ]
    return lean(Grid(columns, cells, left=len(table.rows) - len(cells), brief=brief))


def plain(labels: list[str], rows: list[list[str]], numeric: tuple[int, ...] = ()) -> Grid:
    """Return a table that is text already."""
    columns = [Heading(name, at in numeric) for at, name in enumerate(labels)]
    return lean(Grid(columns, [[Shown(text) for text in row] for row in rows], prose=True))


def lean(grid: Grid) -> Grid:
    """Leave out columns that say nothing: empty ones, and one that repeats the one before it in every row."""
    cells = [[row[at].text for row in grid.rows] for at in range(len(grid.columns))]
    kept = [
        at for at, column in enumerate(cells)
        if set(column) - {"", "–"} and not (at and column == cells[at - 1] and not grid.columns[at].numeric)
    ]  # fmt: skip
    return replace(
        grid, columns=[grid.columns[at] for at in kept], rows=[[r[at] for at in kept] for r in grid.rows]
    )


def _shown(text: str, raw: Cell, numeric: bool, key: str) -> Shown:
    """Return a cell; a tier is sorted by its place from the top, not by its letters."""
    places = {label(tier): place for place, tier in enumerate(TIERS)} if key.startswith("tier") else {}
    sort = places.get(text, "" if raw is None else raw)
    return Shown(text, raw, sort, loss=numeric and isinstance(raw, int | float) and raw < 0)
