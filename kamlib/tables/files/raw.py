"""What the reader hands on before anything is known about columns: a raw table and the rows left out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from kamlib.tables.problems import LEVELS, Problem


@dataclass(frozen=True)
class LeftOut:
    """Rows of a file that are not data, by the reason for it.

    Attributes
    ----------
    reason : str
        ``"title"`` (above the header), ``"header"`` (the header's own rows), ``"blank"``, ``"total"``,
        ``"repeated-header"`` or ``"note"`` (a lone remark below the table).
    rows : tuple of int
        Row numbers as a spreadsheet shows them, from 1.
    frame : pandas.DataFrame or None
        The rows themselves, with the table's columns; only for totals and notes.
    """

    reason: str
    rows: tuple[int, ...]
    frame: pd.DataFrame | None = None


#: Numbers that the rows of one of several sheets or files may have: more than any of them has rows.
STRIDE = 1 << 40


@dataclass(frozen=True)
class RawTable:
    """A table as given in a file: its own column names, its own cells.

    Attributes
    ----------
    frame : pandas.DataFrame
        Columns are the file's header names (text, trimmed, made unique). Cells are text for text files and
        typed for workbooks and parquet. The index holds each row's number in the file, from 1, as a
        spreadsheet shows it (a quoted cell with a line break is one row).
    source : str
        The file's name without its folder.
    sheet, encoding, separator : str or None
        Where and how it was read; None where that does not apply.
    first_row : int
        Number of the first data row (of the row after the header, if there is none).
    left_out : tuple of LeftOut
        All rows of the file that are not in `frame`: the two add up to the file's rows.
    problems : tuple of Problem
        What the reader was not sure of.
    titles : tuple of str
        The cells of the rows above the header.
    ragged : tuple of int
        Row numbers of the lines of a text file that have more cells than the header, or fewer.
    joined : tuple of int
        Row numbers of the lines of a text file whose numbers a comma divided; they were put together again.
    sheets : tuple of str
        Names of the sheets, or files, that were put together; empty where there is one (see `numbered`, `place`).
    hidden : tuple of int
        Numbers of the rows that a workbook hides; they are in `frame` like any others.
    of_files : bool
        Whether `sheets` are files of a folder.
    digest : str or None
        Hash of the rows of a source that cannot be hashed later.
    """

    frame: pd.DataFrame
    source: str
    sheet: str | None
    encoding: str | None
    separator: str | None
    first_row: int
    left_out: tuple[LeftOut, ...]
    problems: tuple[Problem, ...]
    titles: tuple[str, ...] = ()
    ragged: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    joined: tuple[int, ...] = ()
    of_files: bool = False
    digest: str | None = None

    @property
    def rows_in_file(self) -> int:
        """Rows of the file or sheet up to its last row with a cell: data and left out."""
        return len(self.frame) + sum(len(part.rows) for part in self.left_out)

    def rows_left_out(self, reason: str) -> int:
        """How many rows were left out for this reason (see `LeftOut`).

        Parameters
        ----------
        reason : str
            Id of a reason.

        Returns
        -------
        int
            Number of rows; 0 where none was.
        """
        return sum(len(part.rows) for part in self.left_out if part.reason == reason)

    @property
    def notes(self) -> tuple[str, ...]:
        """The cells of the remarks below the table."""
        frames = [part.frame for part in self.left_out if part.reason == "note" and part.frame is not None]
        return tuple(cell for frame in frames for cell in frame.to_numpy().ravel() if isinstance(cell, str))

    def place(self, number: int) -> tuple[str | None, int]:
        """Return in which of several sheets a row is, and its number there.

        Parameters
        ----------
        number : int
            Number of a row in the table put together.

        Returns
        -------
        str or None, int
            Name of the sheet, None where there is one only, and the row's number in it.
        """
        if not self.sheets:
            return None, number
        sheet, row = divmod(number, STRIDE)
        return self.sheets[sheet], row

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems of these rows, the gravest first, each with its row as the sheet or file numbers it.

        Parameters
        ----------
        problems : iterable of Problem
            In any order.

        Returns
        -------
        tuple of Problem
            All of them; of several sheets or files, each names its own.
        """
        told = [self._placed(problem) for problem in problems]
        return tuple(sorted(told, key=lambda p: (LEVELS.index(p.level), -abs(p.money or 0.0), -p.rows, p.code)))

    def _placed(self, problem: Problem) -> Problem:
        told = dict(problem.values)
        number = told.get("row")
        if not self.sheets or not isinstance(number, int):
            return problem
        sheet, row = self.place(number)
        key = "in_file" if self.of_files else "in_sheet"
        return replace(problem, values=told | {"row": row, key: sheet})


def numbered(raws: Sequence[RawTable]) -> list[RawTable]:
    """Give the rows of sheets that are put together numbers that no two of them share.

    Parameters
    ----------
    raws : sequence of RawTable
        Tables of several sheets, in order.

    Returns
    -------
    list of RawTable
        The same, with numbers that tell the sheet; see ``RawTable.place``.
    """
    return [
        replace(
            raw, frame=_moved(raw.frame, at), left_out=_parts(raw, at), ragged=_rows(raw.ragged, at),
            hidden=_rows(raw.hidden, at), joined=_rows(raw.joined, at),
        )
        for at, raw in enumerate(raws)
    ]  # fmt: skip


def _rows(rows: tuple[int, ...], at: int) -> tuple[int, ...]:
    return tuple(row + at * STRIDE for row in rows)


def _moved(frame: pd.DataFrame, at: int) -> pd.DataFrame:
    return frame.set_axis(frame.index + at * STRIDE, axis=0)


def _parts(raw: RawTable, at: int) -> tuple[LeftOut, ...]:
    return tuple(
        part if part.frame is None else replace(part, frame=_moved(part.frame, at)) for part in raw.left_out
    )
