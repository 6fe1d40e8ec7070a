"""Parts of a document, ready to be set: its sections, and its tables with every cell in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from kamlib.classify.tiers import TIERS
from kamlib.reports.results import Table
from kamlib.words import _, label, n_
from kamlib.words.phrases import sentences, width

#: The file that holds what a page has no room for.
FULL = "report.xlsx"

#: Rows of a finding's table that a page shows at the most; the workbook holds all.
SHOWN = 20

#: So many rows more are shown: to say that they are left out takes as much room.
SPARED = 2

#: Widths of text (see `width`) from which a column is wide, and one of sentences; a run that may break anywhere.
WIDE, SENTENCE, RUN = 11, 36, 25


@dataclass(frozen=True)
class Grid:
    """A table ready to be set.

    Attributes
    ----------
    columns : list of dict
        Of each its heading, whether it holds figures, and how much room its texts ask for.
    rows : list of list of dict
        Of each cell its text and its sort key, and what it is: figures, a loss, one long run, a day.
    left : int
        How many rows are missing.
    elsewhere : str
        A sentence on where the whole table stands, if not in the file that holds everything.
    prose : bool
        Whether its texts are sentences of the report, which are never cut.
    """

    columns: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]
    left: int = 0
    elsewhere: str = ""
    prose: bool = False

    def rest(self, full: str, columns: int = 0) -> str:
        """Say where the missing rows, and so many missing columns, are; `full` is the file with everything."""
        wide = n_("{n} more column in {file}.", "{n} more columns in {file}.", columns, file=full)
        if self.elsewhere or not self.left:
            return sentences(self.elsewhere, wide if columns > 0 else "")
        if columns > 0:
            return _("{rows} and {columns} more in {file}.", rows=n_("{n} row", "{n} rows", self.left),
                     columns=n_("{n} column", "{n} columns", columns), file=full)  # fmt: skip
        return n_("{n} more row in {file}.", "{n} more rows in {file}.", self.left, file=full)


@dataclass(frozen=True)
class Section:
    """A section of the document: its anchor, the small line above, its title, and what it holds."""

    id: str
    kicker: str
    title: str
    kind: str
    parts: dict[str, Any] = field(default_factory=dict)


def concerned() -> str:
    """Name the sheet of the workbook that says whom each recommendation is about."""
    return _("Who each step is about")


def table_section(
    id: str, kicker: str, title: str, table: Grid, about: str = "", *, sortable: bool = False, printed: str = ""
) -> Section:
    """Return a section that is one table, with a sentence on it and one on how much of it is printed."""
    parts = {"table": table, "about": about, "sortable": sortable, "printed": printed}
    return Section(id, kicker, title, "table", parts)


def grid(table: Table, currency: str | None, rows: int) -> Grid:
    """Return the first rows of a table, without the columns that say nothing."""
    written = Table(columns=table.columns, rows=table.rows[:rows]).written()
    columns = [{"label": column.heading(currency), "numeric": column.numeric} for column in table.columns]
    cells = [
        [
            {**_cell(text, raw, column.numeric), **_in_order(column.key, text), "day": column.kind == "date"}
            for text, raw, column in zip(line, row, table.columns, strict=True)
        ]
        for line, row in zip(written, table.rows, strict=False)
    ]
    return lean(Grid(_roomy(columns, cells), cells, left=len(table.rows) - len(cells)))


def plain(labels: list[str], rows: list[list[str]], numeric: tuple[int, ...] = ()) -> Grid:
    """Return a table that is text already."""
    columns = [{"label": name, "numeric": at in numeric} for at, name in enumerate(labels)]
    cells = [[{**_cell(text, None, at in numeric), "loss": False} for at, text in enumerate(row)] for row in rows]
    return lean(Grid(_roomy(columns, cells), cells, prose=True))


def lean(grid: Grid) -> Grid:
    """Leave out columns that say nothing: empty ones, and one that repeats the one before it in every row."""
    cells = [[row[at]["text"] for row in grid.rows] for at in range(len(grid.columns))]
    kept = [
        at for at, column in enumerate(cells)
        if set(column) - {"", "–"} and not (at and column == cells[at - 1] and not grid.columns[at]["numeric"])
    ]  # fmt: skip
    return replace(
        grid, columns=[grid.columns[at] for at in kept], rows=[[r[at] for at in kept] for r in grid.rows]
    )


def _roomy(columns: list[dict[str, Any]], cells: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Say of each column how much room its texts ask for: ``""``, ``"wide"`` or ``"long"``."""
    widest = [max((width(str(row[at]["text"])) for row in cells), default=0) for at in range(len(columns))]
    return [
        {**column, "room": "" if column["numeric"] or w < WIDE else "wide" if w < SENTENCE else "long"}
        for column, w in zip(columns, widest, strict=True)
    ]


def _in_order(key: str, text: str) -> dict[str, str]:
    """Sort a tier by its place from the top, not by its letters."""
    places = {label(tier): str(place) for place, tier in enumerate(TIERS)} if key.startswith("tier") else {}
    return {"sort": places[text]} if text in places else {}


def _cell(text: str, raw: Any, numeric: bool) -> dict[str, Any]:
    loss = numeric and isinstance(raw, int | float) and raw < 0
    run = not numeric and any(len(word) > RUN for word in text.split())
    sort = "" if raw is None else raw
    return {"text": text, "sort": sort, "numeric": numeric, "loss": loss, "run": run, "day": False}
