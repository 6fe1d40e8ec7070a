"""The empty workbook that asks a client for data: a sheet a table, explained, with drop-down lists and examples.

The sheets' names and headers are in the language in use; the reader knows both. The explanations are on a sheet
of their own and as notes at the headers, the examples on that sheet too, so that a sheet filled in by the client
holds nothing but the client's rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamlib.tables import fiscal_cell, products
from kamlib.tables.schema import Column, kept, schema
from kamlib.words import _, language, term
from kamlib.words.phrases import enumerated

#: Table → number and text of what its rows refer to.
Lists = Mapping[str, Sequence[tuple[str, str]]]

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Rows below the header that carry formats and drop-down lists.
ROWS = 5_000

#: Row of the first sheet, counted from 0, that asks in which month the fiscal year begins.
YEAR_ROW = 4

_FORMATS = {
    "date": "yyyy-mm-dd",
    "money": "#,##0.00",
    "number": "#,##0.##",
    "share": "0.0%",
    "id": "@",
    "text": "@",
}


def write_template(path: str | Path, *, lists: Lists | None = None) -> Path:
    """Write the workbook.

    Parameters
    ----------
    path : str or Path
        An ``.xlsx`` file; its folder has to exist.
    lists : mapping, optional
        What rows of a table refer to by number, such as the statements of a questionnaire: table → number and
        text of each, written below the columns of the table on the first sheet.

    Returns
    -------
    pathlib.Path
        The file written, whole or not at all.
    """
    from xlsxwriter import Workbook

    path = Path(path)
    unfinished = path.with_name(path.name + ".part")
    book = Workbook(str(unfinished), {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": _("Data request")})
    _explain(book, lists or {})
    for table, columns in asked().items():
        _sheet(book, table, columns)
    book.worksheets()[1].activate()
    book.close()
    return unfinished.replace(path)


def asked() -> dict[str, tuple[Column, ...]]:
    """Return the columns of each sheet: all tables, and the list of products.

    Returns
    -------
    dict
        Table → columns, in the order of the sheets.
    """
    return {table: kept(table) for table in schema()} | {products.TABLE: products.columns()}


def header(column: Column) -> str:
    """Return the header of a column in the language in use: its label, which the reader matches again.

    Parameters
    ----------
    column : Column
        A column of the schema.

    Returns
    -------
    str
        One that the reader takes for this column.
    """
    return term(column.term).label


def offered(column: Column) -> list[str]:
    """Return what a drop-down list offers, in the language in use; the reader takes each for its code.

    Parameters
    ----------
    column : Column
        A column of the schema.

    Returns
    -------
    list of str
        One for each code; empty where anything is allowed.
    """
    said = column.choices_zh if language() == "zh" and column.choices_zh else column.choices
    return [words.split("|")[0] for words in said]


def _examples(column: Column) -> str:
    """Give the examples in the language in use: a code in its words."""
    words = dict(zip(column.choices, offered(column), strict=True))
    given = column.example_zh if language() == "zh" and column.example_zh else column.example
    return _("; ").join(words.get(text, text) for text in given if text)


def _explain(book: Workbook, lists: Lists) -> None:
    """Write the first sheet: what is asked for, column by column, with examples."""
    sheet = book.add_worksheet(fiscal_cell.sheet())
    bold, wrap, head = (book.add_format(f) for f in ({"bold": True}, {"text_wrap": True, "valign": "top"}, _HEAD))
    sheet.write(0, 0, _("Data request"), book.add_format({"bold": True, "font_size": 14}))
    sheet.write(
        1,
        0,
        _(
            "Fill in one sheet per table, with one record per row. Only the orders are required; the other "
            "tables allow further analyses."
        ),
    )
    sheet.write(2, 0, _("Red headers are required. Leave unknown cells empty."))
    sheet.write(YEAR_ROW, 0, fiscal_cell.label(), wrap)
    sheet.write_blank(YEAR_ROW, 1, None, book.add_format({"border": 1, "bg_color": "#FFF9E5"}))
    rule = {"error_title": _("Month"), "error_message": fiscal_cell.label()}
    sheet.data_validation(YEAR_ROW, 1, YEAR_ROW, 1, {"validate": "list", "source": [*range(1, 13)], **rule})
    row = YEAR_ROW + 2
    for table, columns in asked().items():
        sheet.write(row, 0, term(table).label, bold)
        sheet.write(row, 2, term(table).about, wrap)
        for at, name in enumerate((_("Column"), _("Needed"), _("Meaning"), _("Choices"), _("Examples"))):
            sheet.write(row + 1, at, name, head)
        row += 2
        for column in columns:
            words = (
                header(column), _("required") if column.required else "", term(column.term).about,
                enumerated(offered(column)), _examples(column),
            )  # fmt: skip
            for at, text in enumerate(words):
                sheet.write_string(row, at, text, wrap)
            row += 1
        for number, text in lists.get(table, ()):
            sheet.write_string(row, 1, number, wrap)
            sheet.write_string(row, 2, text, wrap)
            row += 1
        row += 1
    for at, width in enumerate((24, 10, 62, 40, 30)):
        sheet.set_column(at, at, width)


_HEAD: dict[str, Any] = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "top"}


def _sheet(book: Workbook, table: str, columns: tuple[Column, ...]) -> None:
    """Write one empty table: headers with notes, formats, drop-down lists."""
    sheet = book.add_worksheet(term(table).label)
    sheet.freeze_panes(1, 1)
    plain, needed = book.add_format(_HEAD), book.add_format(_HEAD | {"font_color": "#C00000"})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, header(column), needed if column.required else plain)
        about = term(column.term).about
        example = _examples(column)
        note = "\n".join([about, _("Examples: {examples}", examples=example)]) if example else about
        sheet.write_comment(0, at, note, {"x_scale": 2})
        wide = max(12, 2 * len(header(column)) if language() == "zh" else len(header(column)) + 2)
        shape = book.add_format({"num_format": _FORMATS.get(column.type, "General")})
        sheet.set_column(at, at, wide, shape)
        _validate(sheet, at, column)


def _validate(sheet: Worksheet, at: int, column: Column) -> None:
    """Offer what can be chosen; refuse text where a date has to be."""
    if column.choices:
        rule: dict[str, Any] = {"validate": "list", "source": offered(column), "error_type": "information"}
        if column.type == "score":
            rule = {"validate": "list", "source": [int(choice) for choice in column.choices]}
    elif column.type == "date":
        import datetime as dt

        rule = {"validate": "date", "criteria": ">=", "value": dt.date(1950, 1, 1), "error_type": "warning"}
    else:
        return
    rule |= {"error_title": header(column), "error_message": term(column.term).about[:255]}
    sheet.data_validation(1, at, ROWS, at, rule)
