"""Separated text to a raw table: Arrow's parser for what is regular, row by row for what is not."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from kamlib.errors import KamError
from kamlib.tables.files import header, limits, separators, split_thousands
from kamlib.tables.files.body import leave_out
from kamlib.tables.files.raw import LeftOut, RawTable
from kamlib.tables.problems import Problem
from kamlib.tables.values.cells import is_blank, is_data
from kamlib.words import n_

HEAD = 300_000  # bytes in which the header is looked for
BLOCK = 1 << 20  # bytes that Arrow parses at a time
SWALLOWED = 50  # line breaks in one cell that betray a quote which is never closed
#: Lines with data beyond the header's cells that are too many: this many, and this share of all.
FEWEST, SHARE = 3, 0.1
#: Parts into which commas divide a number at most; a row of more cells is none of divided numbers.
PARTS = 5
NOTHING = ["", " ", "  "]


@dataclass(frozen=True)
class Body:
    """The rows below the header: those of regular width in `frame`, the others by their place among all.

    `joined` are the places of those whose numbers the comma had divided.
    """

    frame: pd.DataFrame
    others: dict[int, list[str]]
    joined: tuple[int, ...] = ()


def read(utf8: bytes, *, source: str, separator: str | None) -> RawTable | None:
    """Read separated text.

    Parameters
    ----------
    utf8 : bytes
        The text.
    source : str
        The file's name.
    separator : str, optional
        The mark between columns (a blank: any white space); found when not given.

    Returns
    -------
    RawTable or None
        None if there is no row with a cell.
    """
    head = _head(utf8)
    mark = separator or separators.find(head) or ","
    if mark == separators.BLANKS:
        utf8, mark, shown = _blanks_to_tabs(utf8), "\t", separators.BLANKS
        head = _head(utf8)
    else:
        shown = mark
    top, quoted = _top(head, mark, whole=len(head.encode()) == len(utf8))
    layout = header.find(top)
    if layout is None:
        return None
    width = _usual_width(top, layout)
    limits.refuse_wide(max(width, len(layout.names)), source)
    own = _own_width(layout)
    if mark == "," and own and split_thousands.is_divided(top[layout.after :], own):
        width = own
    start = _offset(head, mark, layout.after, quoted=quoted)
    body, quoted = _body(utf8, start, mark, width, quoted=quoted)
    body = _with_whole_numbers(body, own) if mark == "," and width == own else body
    return _table(body, layout, top, source=source, separator=shown, stray=not quoted and b'"' in utf8)


def _head(utf8: bytes) -> str:
    return utf8[:HEAD].decode(errors="ignore")


def _blanks_to_tabs(utf8: bytes) -> bytes:
    return "\n".join("\t".join(line.split()) for line in io.StringIO(utf8.decode(), newline=None)).encode()


def _top(head: str, mark: str, *, whole: bool) -> tuple[list[list[str]], bool]:
    """Return the first rows, and whether quotes are quotes: not if one of them is never closed."""
    rows = separators.read(head, mark)
    if rows and max(cell.count("\n") for cell in rows[-1] or [""]) > SWALLOWED:
        return separators.read(head, mark, quoted=False)[: header.SAMPLE], False
    return (rows if whole or len(rows) == 1 else rows[:-1])[: header.SAMPLE], True


def _usual_width(top: Sequence[Sequence[str]], layout: header.Layout) -> int:
    widths = [len(row) for row in top[layout.after :] if not all(map(is_blank, row))]
    if not widths:
        return len(layout.names)
    own = _own_width(layout)  # the header's, among equals
    return max(set(widths), key=lambda width: (widths.count(width), width == own, width))


def _own_width(layout: header.Layout) -> int:
    return max((at + 1 for at, has in enumerate(layout.named) if has), default=0)


def _offset(head: str, mark: str, rows: int, *, quoted: bool) -> int:
    """Return where, in bytes, the rows after the first few begin; a quoted cell may hold line breaks."""
    lines = list(io.StringIO(head, newline=""))
    taken, at = 0, 0
    while taken < rows and at < len(lines):
        end = at + 1
        while quoted and end < len(lines) and not _closed("".join(lines[at:end]), mark):
            end += 1
        taken, at = taken + 1, end
    return len("".join(lines[:at]).encode())


def _closed(text: str, mark: str) -> bool:
    return len(separators.read(text + "\n#", mark)) > 1


def _body(utf8: bytes, start: int, mark: str, width: int, *, quoted: bool) -> tuple[Body, bool]:
    """Return the rows below the header, and whether quotes were taken as quotes."""
    quoted = quoted and b'"' in utf8
    try:
        body = _by_arrow(utf8, start, mark, width, quoted=quoted)
    except (pa.ArrowInvalid, pa.ArrowCapacityError, UnicodeError):
        body = _by_hand(utf8[start:], mark, width, quoted=quoted)
    if quoted and (_swallowed(utf8, body) or any(len(row) > limits.WIDEST for row in body.others.values())):
        return _body(utf8, start, mark, width, quoted=False)[0], False
    return body, quoted


def _by_arrow(utf8: bytes, start: int, mark: str, width: int, *, quoted: bool) -> Body:
    rest = pa.py_buffer(utf8).slice(start)
    if not len(rest):
        return Body(_empty(width), {})
    try:
        return Body(_parse(rest, mark, width, quoted=quoted, handler=None).to_pandas(), {})
    except pa.ArrowInvalid:
        odd: list[tuple[int, str]] = []

        def keep(row: Any) -> str:
            odd.append((row.number, row.text))
            return "skip"

        table = _parse(rest, mark, width, quoted=quoted, handler=keep)
        cells = {number - 1: _one_row(text, mark, quoted=quoted) for number, text in odd}
        return Body(table.to_pandas(), cells)


def _parse(rest: pa.Buffer, mark: str, width: int, *, quoted: bool, handler: Any) -> pa.Table:
    names = [f"c{at}" for at in range(width)]
    return arrow_csv.read_csv(
        pa.BufferReader(rest),
        # one thread: several cost a fifth more in all, and gain nothing where reports run side by side
        read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=mark,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=handler,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=True, null_values=NOTHING
        ),
    )


def _one_row(text: str, mark: str, *, quoted: bool) -> list[str]:
    rows = separators.read(text, mark, quoted=quoted)
    return [cell for row in rows for cell in row]


def _empty(width: int) -> pd.DataFrame:
    return pd.DataFrame({f"c{at}": pd.Series([], dtype="str") for at in range(width)})


def _by_hand(rest: bytes, mark: str, width: int, *, quoted: bool) -> Body:
    """Read what Arrow does not: quotes in odd places, rows longer than a block."""
    rows = separators.read(rest.decode(errors="replace"), mark, quoted=quoted)
    regular = [[cell if cell not in NOTHING else None for cell in row] for row in rows if len(row) == width]
    frame = _empty(width) if not regular else pd.DataFrame(regular, columns=_empty(width).columns, dtype="str")
    return Body(frame, {at: row for at, row in enumerate(rows) if len(row) != width})


def _swallowed(utf8: bytes, body: Body) -> bool:
    """Whether a quote that is never closed made one cell of many lines."""
    last = [cell for cell in body.frame.iloc[-1] if isinstance(cell, str)] if len(body.frame) else []
    long = any(cell.count("\n") > 1 for row in (last, *body.others.values()) for cell in row)
    return long and utf8.count(b'"') % 2 == 1


def _with_whole_numbers(body: Body, width: int) -> Body:
    """Put numbers together that the comma divided, where that gives every longer line the header's width."""
    longest = PARTS * width
    likely = {at: row for at, row in body.others.items() if len(row) <= longest}
    wide = {at: row for at, row in likely.items() if split_thousands.length(row) > width}
    usual = body.frame.iloc[: header.SAMPLE].fillna("").to_numpy().tolist() if wide else []
    split = split_thousands.columns([*usual, *list(wide.values())[: header.SAMPLE]], width) if wide else ()
    whole = {at: split_thousands.joined(row, width, split) for at, row in wide.items()} if split else {}
    found = {at: cells for at, cells in whole.items() if cells is not None}
    return Body(body.frame, body.others | found, tuple(found))


def _refuse_surplus(body: Body, width: int, rows: int, source: str, first: int) -> None:
    """Refuse a file many of whose lines have more cells than the header, data among them: out of place."""
    surplus = [at for at, row in body.others.items() if at not in body.joined and any(map(is_data, row[width:]))]
    if len(surplus) >= max(FEWEST, SHARE * rows):
        raise KamError(n_(
            "{file}: {n} line has more cells than the header (row {row}), as if the separator occurred within a "
            "cell; put such cells into quotation marks, or export as .xlsx.",
            "{file}: {n} lines have more cells than the header (first: row {row}), as if the separator occurred "
            "within a cell; put such cells into quotation marks, or export as .xlsx.",
            len(surplus), file=source, row=str(min(surplus) + first),
        ))  # fmt: skip


def _table(
    body: Body, layout: header.Layout, top: list[list[str]], *, source: str, separator: str, stray: bool
) -> RawTable:
    names, named = _names_for(body.frame, layout, len(top[layout.after - 1]) if layout.after else 0)
    expected = max([body.frame.shape[1], *(at + 1 for at, own in enumerate(named) if own)])
    _refuse_surplus(body, expected, len(body.frame) + len(body.others), source, layout.after + 1)
    limits.refuse_wide(max(map(len, body.others.values()), default=0), source)
    frame, ragged = _with_others(body, len(names), expected)
    frame = _trimmed(frame) if any(_is_padded(cell) for row in top for cell in row) else frame
    names, named = _wide_enough(names, named, frame.shape[1])
    frame.columns = pd.Index(names)
    frame.index = pd.RangeIndex(layout.after + 1, layout.after + 1 + len(frame))
    frame = frame.drop(
        columns=[n for n, own in zip(names, named, strict=True) if not own and frame[n].isna().all()]
    )
    written = tuple(name if own else "" for name, own in zip(names, named, strict=True) if name in frame.columns)
    rows = len(frame)
    frame, left_out = leave_out(frame, written)
    gone = {row for part in left_out for row in part.rows}
    ragged = tuple(row for row in (at + layout.after + 1 for at in ragged) if row not in gone)
    joined = tuple(row for row in (at + layout.after + 1 for at in body.joined) if row not in gone)
    problems = tuple(_problems(source, layout, rows, ragged, joined, stray=stray))
    return RawTable(
        frame, source, None, None, separator, layout.after + 1, (*above(layout, top), *left_out), problems,
        titles(layout, top), ragged, joined=joined,
    )  # fmt: skip


def above(layout: header.Layout, top: Sequence[Sequence[Any]]) -> Iterable[LeftOut]:
    """Yield the rows above the data: titles, blank lines, the header's own.

    Parameters
    ----------
    layout : header.Layout
        Where header and data begin.
    top : sequence of Sequence[Any]
        The first rows of the file, as lists of cells.

    Returns
    -------
    iterable of LeftOut
        One a reason, with the numbers of its rows, from 1.
    """
    blank = tuple(at + 1 for at in range(layout.first) if all(map(is_blank, top[at])))
    title = tuple(at + 1 for at in range(layout.first) if at + 1 not in blank)
    own = tuple(range(layout.first + 1, layout.after + 1))
    for reason, rows in (("title", title), ("blank", blank), ("header", own)):
        if rows:
            yield LeftOut(reason, rows)


def titles(layout: header.Layout, top: Sequence[Sequence[Any]]) -> tuple[str, ...]:
    """Return the cells of the title rows above the header.

    Parameters
    ----------
    layout : header.Layout
        Where header and data begin.
    top : sequence of Sequence[Any]
        The first rows of the file, as lists of cells.

    Returns
    -------
    tuple of str
        Texts, row by row; blank cells are left out.
    """
    return tuple(str(cell).strip() for row in top[: layout.first] for cell in row if not is_blank(cell))


def _names_for(
    frame: pd.DataFrame, layout: header.Layout, written: int
) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Return the header's names; one to the right where the rows lead with a column it does not name (R)."""
    names, named = layout.names, layout.named
    if all(named[:written]) and any(named) and frame.shape[1] == written + 1 and frame.iloc[:, -1].notna().any():
        own = ["", *names[:written]]
        return header.unique(own), tuple(map(bool, own))
    return names, named


def _with_others(body: Body, width: int, expected: int) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """Put rows of another width back in their places, and return the places of those that are really odd."""
    frame = body.frame
    widest = max([width, frame.shape[1], *(_last(row) for row in body.others.values())])
    if widest > frame.shape[1]:
        blank = pd.Series(pd.NA, index=frame.index, dtype="str")
        frame = pd.concat([frame, pd.DataFrame({f"c{at}": blank for at in range(frame.shape[1], widest)})], axis=1)
    if not body.others:
        return frame, ()
    total = len(frame) + len(body.others)
    places = np.setdiff1d(np.arange(total), list(body.others))
    padded = [
        [cell if cell not in NOTHING else None for cell in (row + [""] * widest)[:widest]]
        for row in body.others.values()
    ]
    odd = pd.DataFrame(padded, columns=frame.columns, index=list(body.others), dtype="str")
    whole = pd.concat([frame.set_axis(places, axis=0), odd]).sort_index()
    usual = body.frame.shape[1]
    apart = [at for at, row in body.others.items() if _last(row) > expected or 0 < len(row) < usual]
    return whole, tuple(at for at in apart if at not in body.joined)


def _is_padded(cell: str) -> bool:
    return cell.isspace() and cell not in NOTHING


def _trimmed(frame: pd.DataFrame) -> pd.DataFrame:
    """Take off the blanks with which some programs fill columns up; a cell of blanks alone holds nothing."""
    bare: pd.DataFrame = frame.apply(lambda column: column.str.strip())
    return bare.mask(bare == "")


def _last(row: Sequence[str]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def _wide_enough(
    names: tuple[str, ...], named: tuple[bool, ...], width: int
) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    own = [name if has else "" for name, has in zip(names, named, strict=True)] + [""] * (width - len(names))
    return header.unique(own), tuple(map(bool, own))


def _problems(
    source: str, layout: header.Layout, rows: int, ragged: tuple[int, ...], joined: tuple[int, ...], *, stray: bool
) -> Iterable[Problem]:
    if layout.first == layout.after:
        yield Problem("no-header", "warning", rows=rows, values={"file": source, "columns": len(layout.names)})
    if ragged:
        yield Problem(
            "ragged-lines",
            "warning",
            rows=len(ragged),
            values={"file": source, "row": ragged[0], "rows_at": ragged[:10]},
        )
    if joined:
        yield Problem("thousands-joined", "warning", rows=len(joined), values={"file": source, "row": joined[0]})
    if stray:
        yield Problem("stray-quotes", "warning", values={"file": source})
