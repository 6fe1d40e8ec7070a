"""A workbook and its pages: formats by kind, text that stays text, formulas with the result they had."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

from kamlib.reports.cells import Cell, Column
from kamlib.reports.xlsx.rows import Spelling, fit
from kamlib.reports.xlsx.sheet import Package, Sheet
from kamlib.words import language

#: The look of the PDF: one accent, hairlines.
ACCENT, INK, QUIET, HAIR, INPUT = "#0062A0", "#1B2733", "#566472", "#D0D7DE", "#FFF6D6"

#: Number formats by kind of column. Money in full: a workbook is for calculating.
NUMBERS = {
    "money": "#,##0.00;[Red]-#,##0.00", "share": "0.0%", "points": "0.0", "number": "#,##0.00",
    "ratio": "#,##0.00", "count": "#,##0", "days": "#,##0", "score": "0.0", "start": '[>=1E+300]"–";#,##0.00',
}  # fmt: skip

#: What stands for an infinite threshold: Excel knows no infinity.
INFINITE = 9e306

#: The most characters of a sheet's name.
NAME = 31

#: How many rows are spelled at once.
_AT_ONCE = 1_000

#: Size of type and height of a line, in points; the highest row there may be; the widest column of a table.
_SIZE, _LINE, _TALLEST = 10, 13.5, 400
_WIDE = 48


@dataclass(frozen=True)
class Formula:
    """A formula (English function names, no equals sign) and the result it has on the report's figures."""

    text: str
    result: Cell


Value = Cell | Formula


#: Rows that may stay in sight: more would leave none to scroll in.
_HEAD = 12


@dataclass
class Page:
    """A sheet that is filled from the top; rows are written as they come, so that memory stays small."""

    book: Book
    sheet: Any
    name: str
    row: int = 0
    headed: bool = False
    _widths: dict[int, float] = field(default_factory=dict)
    _lines: tuple[int, int] = (0, 1)

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns, in characters."""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
            self._widths[column] = width

    def _make_room(self, column: int, text: str, size: float) -> None:
        """Make the row as high as its longest text: not every program does that when it opens the file."""
        lines = _lines(text, self._widths.get(column, _WIDE) * _SIZE / size)
        tall = max(lines, self._lines[1] if self._lines[0] == self.row else 1)
        self._lines = (self.row, tall)
        if tall > 1:
            self.sheet.set_row(self.row, _height(tall, size))

    def title(self, text: str, note: str = "") -> None:
        """Write the headline of the sheet and a line on how to use it."""
        self.sheet.set_row(self.row, 26)
        self.sheet.write_string(self.row, 0, fit(text), self.book.look(font_size=16, font_color=ACCENT))
        self.row += 1
        if note:
            self.sheet.write_string(self.row, 0, fit(note), self.book.look(font_color=QUIET))
            self.row += 1
        self.row += 1

    def head(self, labels: Sequence[str], numeric: Sequence[bool] | None = None) -> None:
        """Write the header of a table; the first of a page stays in sight."""
        for column, label in enumerate(labels):
            align = "right" if numeric and numeric[column] else "left"
            look = self.book.look(
                font_color=ACCENT, bottom=2, bottom_color=ACCENT, text_wrap=True, valign="bottom", align=align,
                indent=1 if align == "left" else 0,
            )  # fmt: skip
            self.sheet.write_string(self.row, column, fit(label), look)
        self.row += 1
        if not self.headed and self.row <= _HEAD:
            self.sheet.freeze_panes(self.row, 0)
        self.headed = True

    def cells(self, kinds: Sequence[str], values: Sequence[Value], **look: Any) -> None:
        """Write a row; each value as its kind asks for."""
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            self.put(column, kind, value, **look)
        self.row += 1

    def rows(self, kinds: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
        """Write rows as `cells` does, many at a time."""
        self.sheet.finish_before(self.row)
        spelled = Spelling([(kind, self.book.kind(kind)._get_xf_index()) for kind in kinds if rows], self._serial)
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            text = spelled(part, self.row, self._heights(kinds, part))
            self.sheet.write_spelled(self.row, len(part), len(kinds), text)
            self.row += len(part)

    def _heights(self, kinds: Sequence[str], rows: Sequence[Sequence[Value]]) -> dict[int, float]:
        """Return the heights of rows, as `_make_room` has them, that take more than a line."""
        widths = [(at, self._widths.get(at, _WIDE)) for at, kind in enumerate(kinds) if kind == "long"]
        tall = [_lines_of_each([row[at] for row in rows], width) for at, width in widths]
        most = enumerate(map(max, zip(*tall, strict=True)), start=self.row)
        return {row: _height(lines) for row, lines in most if lines > 1}

    def _serial(self, day: str) -> float:
        """Return the number by which the file writes a day."""
        if day not in self.book.serials:
            self.book.serials[day] = self.sheet._convert_date_time(dt.datetime.fromisoformat(day))
        return self.book.serials[day]

    def put(self, column: int, kind: str, value: Value, **look: Any) -> None:
        """Write one cell of the present row."""
        formatted = self.book.kind(kind, **look)
        if isinstance(value, Formula):
            result = value.result if value.result is not None else ""
            self.sheet.write_formula(self.row, column, f"={value.text}", formatted, result)
        elif value is None:
            self.sheet.write_blank(self.row, column, None, formatted)
        elif kind == "flag":
            self.sheet.write_string(self.row, column, "✓" if value else "", formatted)
        elif kind == "date":
            self.sheet.write_datetime(self.row, column, dt.datetime.fromisoformat(str(value)), formatted)
        elif isinstance(value, str):
            if kind == "long":
                self._make_room(column, value, look.get("font_size", _SIZE))
            self.sheet.write_string(self.row, column, fit(value), formatted)
        else:
            self.sheet.write_number(self.row, column, value, formatted)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], *, wide: bool = False) -> None:
        """Write a header that stays in sight, with a filter, and the rows below."""
        top = self.row
        self.head([c.heading(self.book.currency) for c in columns], [c.numeric for c in columns])
        self.sheet.freeze_panes(self.row, 2 if wide else 0)
        self.sheet.repeat_rows(top)
        if rows:
            self.sheet.autofilter(top, 0, top + len(rows), len(columns) - 1)
        longest = [_longest(column, rows, number) for number, column in enumerate(columns)]
        self.widths(*map(_width, columns, longest))
        kinds = [
            "long" if column.kind == "text" and letters > _WIDE else column.kind
            for column, letters in zip(columns, longest, strict=True)
        ]
        self.rows(kinds, rows)

    def at(self, row: int, column: int) -> str:
        """Return the absolute address of a cell of this page, for formulas elsewhere."""
        return self.span(row, row, column).partition(":")[0]

    def span(self, first: int, last: int, column: int) -> str:
        """Return the absolute address of a part of a column of this page."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        cells = [xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (first, last)]
        return f"{quoted(self.name)}!{cells[0]}:{cells[1]}"


@dataclass
class Book:
    """The workbook: formats made once, names of sheets kept apart."""

    target: Path
    currency: str | None
    day: dt.date
    running_head: str = ""
    workbook: Any = None
    _looks: dict[str, Any] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _plain: dict[str, Any] = field(default_factory=dict)
    serials: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "nan_inf_to_errors": False,
        }  # fmt: skip
        self.workbook = Package(str(self.target), options)
        created = dt.datetime(self.day.year, self.day.month, self.day.day, tzinfo=dt.UTC)
        self.workbook.set_properties({"title": self.running_head, "created": created})
        self.workbook.set_calc_mode("auto")

    def page(self, name: str) -> Page:
        """Add a sheet, ready to be printed; its name is made to fit and to be the only one."""
        name = self._free(name)
        sheet = self.workbook.add_worksheet(name, worksheet_class=Sheet)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L&8{self.running_head.replace('&', '&&')[:120]}&R&8&A")
        sheet.set_footer("&R&8&P / &N")
        return Page(self, sheet, name)

    def _free(self, name: str) -> str:
        base = _short(re.sub(r"[\[\]:*?/\\']", " ", name).strip()) or "–"
        free, n = base, 2
        while free.casefold() in self._names:
            free = f"{base[: NAME - 4]} {n}"
            n += 1
        self._names.add(free.casefold())
        return free

    def define(self, name: str, address: str) -> None:
        """Give a cell or a range a name that formulas can use."""
        self.workbook.define_name(name, f"={address}")

    def look(self, **properties: Any) -> Any:
        """Return a format; the same properties give the same one."""
        key = repr(sorted(properties.items()))
        if key not in self._looks:
            base = {"font_name": _font(), "font_size": _SIZE, "font_color": INK, "valign": "top"}
            self._looks[key] = self.workbook.add_format({**base, **properties})
        return self._looks[key]

    def kind(self, kind: str, **properties: Any) -> Any:
        """Return the format of a kind of column."""
        if not properties:  # a million cells ask for it
            if kind not in self._plain:
                self._plain[kind] = self._shaped(kind)
            return self._plain[kind]
        return self._shaped(kind, **properties)

    def _shaped(self, kind: str, **properties: Any) -> Any:
        number = _date_format() if kind == "date" else NUMBERS.get(kind)
        shape: dict[str, Any] = {"bottom": 4, "bottom_color": HAIR}
        if number:
            shape["num_format"] = number
        if number and kind != "date":
            shape["align"] = "right"  # a dash that stands for a figure too
        if kind == "long":
            shape["text_wrap"] = True
        if kind in ("text", "long", "flag"):
            # figures set flush right would touch the text behind them; only text set to a side is indented
            shape |= {"align": "left", "indent": 1}
        return self.look(**{**shape, **properties})

    def close(self) -> None:
        """Write the file."""
        self.workbook.close()


def _short(name: str) -> str:
    """Cut a name to what a sheet may bear, between words where it has any; dots say that it was cut."""
    if len(name) <= NAME:
        return name
    head, _blank, _rest = name[:NAME].rpartition(" ")
    return f"{head if len(head) > NAME // 2 else name[: NAME - 1]}…"


def quoted(name: str) -> str:
    """Return a sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"


def column_of(columns: Sequence[Column], key: str) -> int | None:
    """Return the place of a column, or None where the table lacks it."""
    return next((n for n, column in enumerate(columns) if column.key == key), None)


def _font() -> str:
    return "Microsoft YaHei" if language() == "zh" else "Calibri"


def _date_format() -> str:
    return 'yyyy"年"m"月"d"日"' if language() == "zh" else "d mmm yyyy"


def _width(column: Column, longest: float) -> float:
    """Make a column as wide as its figures need, and text no wider than can be read."""
    head = max((_letters(word) for word in column.label.split()), default=0)
    if column.numeric:
        longest = min(longest, 18)
    return float(min(max(longest + 3, min(head + 3, 16), 8), _WIDE))


def _longest(column: Column, rows: Sequence[Sequence[Value]], number: int) -> float:
    """Return how many letters the longest cell of a column takes, judged by the first rows."""
    shape: dict[str, Callable[[Any], str]] = {"money": lambda v: f"{v:,.2f}", "date": lambda _v: "0000年00月00日"}
    make = shape.get(column.kind, str)
    plain = [row[number] for row in rows[:500]]
    plain = [v.result if isinstance(v, Formula) else v for v in plain]
    return max((_letters(make(v)) for v in plain if v is not None and v != ""), default=0)


def _height(lines: int, size: float = _SIZE) -> float:
    """Return how high a row of so many lines is, in points: whole dots of a screen, as any version writes it."""
    dots = int(min(lines * _LINE * size / _SIZE + 2, _TALLEST) * 4 / 3 + 0.5)
    return dots * 3 / 4


def _lines(text: str, width: float) -> int:
    """Count the lines that a text takes: by words, and by characters where they break anywhere."""
    wide = 0 if text.isascii() else sum(c > "\u2e80" for c in text)
    if wide:
        return math.ceil((1.95 * wide + len(text) - wide) / max(width - 1, 1))
    room = max(int(width), 1)
    if len(text.expandtabs()) <= int(width):
        return 1
    if _HARD.search(text):
        return len(wrap(text, room)) or 1
    return _lines_of_words([len(word) for word in text.split(" ")], room) or len(wrap(text, room))


def _lines_of_each(cells: Sequence[Value], width: float) -> list[int]:
    """Count the lines that each cell takes, of each text once."""
    known = {text: _lines(text, width) for text in set(cells) if isinstance(text, str)}
    return [known[cell] if isinstance(cell, str) else 1 for cell in cells]


#: What a line may break at, next to single blanks.
_HARD = re.compile(r"[-\t\n\v\f\r]|  |^ | $")


def _lines_of_words(words: Sequence[int], room: int) -> int:
    """Count the lines of words of such lengths, as ``textwrap`` does; 0 where one is longer than a line."""
    lines, used = 1, -1
    for length in words:
        if length > room:
            return 0
        lines, used = (lines, used + 1 + length) if used + 1 + length <= room else (lines + 1, length)
    return lines


def _letters(text: str) -> float:
    if text.isascii():
        return sum([1.05] * len(text))
    return sum(1.9 if c > "\u2e80" else 1.05 for c in text)
