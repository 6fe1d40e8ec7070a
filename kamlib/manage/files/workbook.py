"""Account files as a workbook that people fill in: what tables show in grey, what is missing in yellow.

The columns for what people know are open; all others are there to read. A sheet that nobody sees keeps the
contents of the open cells when the file was written, so that a change differs from a cell that was left alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.errors import KamError
from kamlib.manage.files.assembling import all_files, for_audience
from kamlib.manage.files.entries import RISKY
from kamlib.manage.files.fields import Field, shown_to
from kamlib.words import _, label, term
from kamlib.words.formats import NONE
from kamlib.words.phrases import nearest

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from kamlib.book import Book

#: Layouts: one table for all customers, or a sheet for each.
LAYOUTS = ("table", "account")

#: Sheets that one workbook holds at most, one a customer.
MOST_SHEETS = 200

#: The sheet that nobody sees, and what its first cell says.
BASE, MARK = "_base", "kamlib account files 1"

#: The columns of a sheet, by key of the glossary; the first is hidden and names customer and field.
HEAD = (
    "key", "customer_id", "name", "file_group", "file_label", "file_tables", "file_stated", "file_date",
    "file_person", "file_state", "file_usual", "file_decides", "file_money",
)  # fmt: skip

#: Places of the columns that people fill in.
STATED, DATE, PERSON = 6, 7, 8

#: What parts customer and field in the hidden column.
BETWEEN = "\u241f"

_COLOURS = {"unknown": "#FFF2A8", "stale": "#FCE4C8", "contradicted": "#F6C7C3", "known": "#FFFFFF"}

_SHAPES = {
    "money": "#,##0.00", "share": "0.0%", "number": "#,##0.##", "count": "#,##0", "days": "#,##0", "score": "0.0",
    "date": "yyyy-mm-dd",
}  # fmt: skip

#: Columns of what is decided, which no customer sees.
_OURS = ("file_decides", "file_money")

#: The number of the paper's size in a workbook.
_A4 = 9

_WIDTHS = (2, 11, 24, 18, 30, 24, 30, 12, 16, 18, 20, 14, 16)


def write(
    book: Book, path: str | Path, *, audience: str, customers: list[str] | None, personal: bool, by: str
) -> Path:
    """Write the workbook; see ``files.export``."""
    ids = _ids(book, audience, customers, by)
    allowed = {field.key: field for field in shown_to(audience, personal=personal)}
    table = all_files(book)
    rows = table[table["customer_id"].isin(ids) & table["field"].isin(list(allowed))]
    rows = for_audience(pd.DataFrame(rows), audience)
    return _written(book, Path(path), rows, allowed, audience, by)


def _ids(book: Book, audience: str, customers: list[str] | None, by: str) -> list[str]:
    """Check what is asked for, and return the customers."""
    if by not in LAYOUTS:
        raise KamError(_("Unknown layout {name}. {hint}", name=by, hint=nearest(by, LAYOUTS)))
    ids = sorted(book.buying_ids) if customers is None else list(dict.fromkeys(customers))
    for one in ids:
        if one not in book.buying_ids:
            raise KamError(_("Unknown customer {name}. {hint}", name=one, hint=nearest(one, book.buying_ids)))
    if audience == "client" and len(ids) != 1:
        raise KamError(_("A file for a customer is about that customer alone; name one with --customer."))
    if by == "account" and len(ids) > MOST_SHEETS:
        raise KamError(
            _("{n} customers are too many for one sheet each; use one table, or fewer customers.", n=len(ids))
        )
    return ids


def _written(
    book: Book, path: Path, rows: pd.DataFrame, allowed: dict[str, Field], audience: str, by: str
) -> Path:
    import xlsxwriter

    if path.suffix.lower() != ".xlsx":
        raise KamError(_("{file}: use a workbook name that ends in .xlsx", file=path.name))
    if not path.absolute().parent.is_dir():
        raise KamError(_("{file}: no such folder; create it first.", file=str(path.parent)))
    unfinished = path.with_name(path.name + ".part")
    made = xlsxwriter.Workbook(str(unfinished), {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    })  # fmt: skip
    made.set_properties({"title": _("Account files"), "created": book.as_of.to_pydatetime()})
    names = _names(rows)
    looks = Looks(made)
    if by == "table":
        _sheet(made, label("files"), rows, allowed, names, looks, audience)
    else:
        for at, (id_, part) in enumerate(rows.groupby("customer_id", sort=False), 1):
            _sheet(made, _sheet_name(at, str(id_)), part, allowed, names, looks, audience)
    _base(made, book, rows, audience)
    made.close()
    return unfinished.replace(path)


def _sheet_name(at: int, id_: str) -> str:
    """Return a name that a sheet may have, and that no other sheet of the workbook has."""
    plain = "".join(char for char in id_ if char not in "[]:*?/\\'")
    return f"{at} {plain}"[:31].strip()


def _names(rows: pd.DataFrame) -> dict[str, str]:
    known = rows.loc[rows["field"] == "name", ["customer_id", "value"]]
    return {str(id_): str(name) for id_, name in known.itertuples(index=False) if isinstance(name, str)}


class Looks:
    """The formats of a workbook, made once each."""

    def __init__(self, made: Workbook) -> None:
        self.made = made
        self._kept: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        """Return a format; the same properties give the same one."""
        key = tuple(sorted(properties.items()))
        if key not in self._kept:
            self._kept[key] = self.made.add_format({"valign": "top", "font_size": 10, **properties})
        return self._kept[key]


def _sheet(
    made: Workbook, name: str, rows: pd.DataFrame, allowed: dict[str, Field], names: dict[str, str],
    looks: Looks, audience: str,
) -> None:  # fmt: skip
    sheet = made.add_worksheet(name)
    _headed(sheet, looks, audience)
    said = {key: (label(f"file_group_{field.group}"), field.label) for key, field in allowed.items()}
    for at, row in enumerate(rows.to_dict("records"), 1):
        field = allowed[str(row["field"])]
        id_ = str(row["customer_id"])
        group, named = said[field.key]
        for place, text in enumerate((f"{id_}{BETWEEN}{field.key}", id_, names.get(id_, id_), group, named)):
            _put(sheet, at, place, text, {}, looks)
        _row(sheet, at, row, field, looks)
        _dropdown(sheet, at, field)
    if len(rows):
        sheet.autofilter(0, 0, len(rows), len(HEAD) - 1)


def _colours() -> str:
    return _(
        "Colour of the cell to fill in: yellow if not known, orange if too old, red if the tables contradict it."
    )


def _headed(sheet: Worksheet, looks: Looks, audience: str) -> None:
    """Write the headers, what each asks for as a comment, and fit the page; a customer gets no empty columns."""
    for at, (key, width) in enumerate(zip(HEAD, _WIDTHS, strict=True)):
        unseen = at == 0 or (audience == "client" and key in _OURS)
        sheet.set_column(at, at, width, None, {"hidden": unseen})
        head = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True}
        sheet.write_string(0, at, "key" if key == "key" else label(key), looks.of(**head))
        note = _colours() if key == "file_state" else term(key).about if key != "key" else ""
        if note and not unseen:
            sheet.write_comment(0, at, note, {"x_scale": 2})
    sheet.freeze_panes(1, 5)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _row(sheet: Worksheet, at: int, row: dict[Any, Any], field: Field, looks: Looks) -> None:
    """Write the cells of one field, those that people fill in with the colour of its state."""
    shape = {"num_format": _SHAPES[field.type]} if field.type in _SHAPES else {}
    open_ = {"bg_color": _COLOURS[str(row["state"])], "border": 1, "border_color": "#D0D7DE", "locked": False}
    _put(sheet, at, 5, _shown(row), {**shape, "font_color": "#566472"}, looks)
    _put(sheet, at, STATED, row["stated"], {**shape, **open_}, looks)
    _put(sheet, at, DATE, row["said_on"], {**open_, "num_format": _SHAPES["date"]}, looks)
    _put(sheet, at, PERSON, row["person"] or None, open_, looks)
    _put(sheet, at, 9, label(f"file_{row['state']}"), {}, looks)
    _put(sheet, at, 10, row["usual"], {**shape, "font_color": "#566472"}, looks)
    _put(sheet, at, 11, label(f"file_decides_{row['decides']}") if row["decides"] else None, {}, looks)
    _put(sheet, at, 12, row["money"], {"num_format": _SHAPES["money"]}, looks)


def _shown(row: dict[Any, Any]) -> Any:
    """Return what the tables show; a dash where they are complete and hold nothing of this customer."""
    empty = pd.isna(row["shown"]) and pd.isna(row["stated"])
    return NONE if empty and row["state"] == "known" else row["shown"]


def _put(sheet: Worksheet, row: int, column: int, value: Any, look: dict[str, Any], looks: Looks) -> None:
    """Write a cell; a text that looks like a formula is marked as a text."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        if look:
            sheet.write_blank(row, column, None, looks.of(**look))
    elif isinstance(value, pd.Timestamp):
        sheet.write_datetime(row, column, value.to_pydatetime(), looks.of(**look))
    elif isinstance(value, str):
        risky = {"quote_prefix": True} if value.startswith(RISKY) else {}
        sheet.write_string(row, column, value[:32_767], looks.of(**look, **risky))
    else:
        sheet.write_number(row, column, float(value), looks.of(**look))


def _dropdown(sheet: Worksheet, at: int, field: Field) -> None:
    """Offer what can be chosen, and say what the cell takes."""
    if field.type == "score":
        sheet.data_validation(at, STATED, at, STATED, {
            "validate": "list", "source": ["1", "2", "3", "4", "5", "?"], "error_type": "information",
        })  # fmt: skip
    elif field.key == "order_rhythm":
        offered = [_("weekly"), _("monthly"), _("quarterly"), _("half-yearly"), _("yearly"), "?"]
        sheet.data_validation(at, STATED, at, STATED, {
            "validate": "list", "source": offered, "error_type": "information",
        })  # fmt: skip


def _base(made: Workbook, book: Book, rows: pd.DataFrame, audience: str) -> None:
    """Write the sheet that nobody sees: customer, field, what was stated, when and by whom."""
    sheet = made.add_worksheet(BASE)
    sheet.very_hidden()
    sheet.write_row(0, 0, [MARK, f"{book.as_of:%Y-%m-%d}", audience])
    columns = (rows[name] for name in ("customer_id", "field", "stated", "said_on", "person"))
    for at, (id_, field, *said) in enumerate(zip(*columns, strict=True), 1):
        sheet.write_string(at, 0, f"{id_}{BETWEEN}{field}")
        for place, value in enumerate(said, 1):
            text = canonical(value)
            if text:
                sheet.write_string(at, place, text)


def canonical(value: Any) -> str:
    """Return a value as a text that is the same for what counts as the same; empty for none."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        return " ".join(value.split())
    return f"{float(value):.10g}"
