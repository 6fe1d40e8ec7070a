"""Words for how a file was opened."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, count, n_

#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "encoding-doubtful": (
        lambda p: _(
            "The encoding of the file is not certain; it was read as {encoding}.",
            **message_fields(p),
        ),
        lambda p: _("If names look wrong, use --encoding, for example --encoding gbk."),
    ),
    "encoding-damaged": (
        lambda p: n_(
            "{n} character of the file cannot be read as {encoding}.",
            "{n} characters of the file cannot be read as {encoding}.",
            int(p.values["characters"]),
            **message_fields(p),
        ),
        lambda p: _("If names look wrong, use --encoding, for example --encoding gbk."),
    ),
    "no-header": (
        lambda p: _("The file has no header; its columns are named column 1, column 2 …"),
        lambda p: _("Assign the columns, for example --map customer_id='column 1', or add a header."),
    ),
    "same-sheets": (
        lambda p: n_(
            "Only sheet {sheet} was read; sheets with the same columns ({n} row) were not: {names}.",
            "Only sheet {sheet} was read; sheets with the same columns ({n} rows) were not: {names}.",
            p.rows,
            sheet=message_parts.value(p, "sheet"),
            names=message_parts.value(p, "names"),
        ),
        lambda p: _(
            'To read them together, use --sheet all (in Python sheet="all"); to read another one, use --sheet.'
        ),
    ),
    "sheets-stacked": (
        lambda p: n_(
            "Sheets with the same columns were combined (rows): {sheets}; {n} row in total.",
            "Sheets with the same columns were combined (rows): {sheets}; {n} rows in total.",
            p.rows,
            sheets=message_parts.value(p, "sheet"),
        ),
        lambda p: _("To read only one, use --sheet with its name; row numbers refer to each sheet."),
    ),
    "files-stacked": (
        lambda p: n_(
            "{files} file was read (rows): {names}; {n} row in total.",
            "{files} files were combined (rows): {names}; {n} rows in total.",
            p.rows,
            files=count(int(p.values["files"])),
            names=message_parts.value(p, "names"),
        ),
        lambda p: _(
            "To read only some of them, use a pattern such as orders-2024-*.csv; row numbers refer to each file."
        ),
    ),
    "lines-added-up": (
        lambda p: _(
            "{rows} lines are more than memory holds; they were added up to {orders} orders before they were "
            "read. Products were not compared.{rest}",
            rows=count(p.rows),
            orders=count(int(p.values["orders"])),
            rest=_(" Columns not used: {names}.", names=message_parts.value(p, "names"))
            if p.values["names"]
            else "",
        ),
        lambda p: _("To read every line, use fewer of them, or allow more memory with --max-size."),
    ),
    "other-sheets": (
        lambda p: _(
            "Sheet {sheet} was read; {names} also contains a table.",
            **message_fields(p),
        ),
        lambda p: _("To read another one, use --sheet."),
    ),
    "merged-numbers": (
        lambda p: n_(
            "{n} merged cell with an amount was counted only once.",
            "{n} merged cells with amounts were counted only once.",
            p.rows,
        ),
        lambda p: _("Unmerge cells in the amount columns."),
    ),
    "ragged-lines": (
        lambda p: (
            n_(
                "{n} line has more or fewer cells than the header ({place}).",
                "{n} lines have more or fewer cells than the header (first: {place}).",
                p.rows,
                **message_fields(p),
            )
            if p.money is None
            else n_(
                "{n} line has more or fewer cells than the header ({place}): {sum} as read.",
                "{n} lines have more or fewer cells than the header (first: {place}): {sum} as read.",
                p.rows,
                **message_fields(p),
            )
        ),
        message_parts.at_source,
    ),
    "thousands-joined": (
        lambda p: n_(
            "In {n} line a comma within a number had split it ({sum}; {place}); it was joined again.",
            "In {n} lines a comma within a number had split it ({sum}; first: {place}); they were joined again.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Export the file with quotation marks, or as .xlsx, to be safe."),
    ),
    "stray-quotes": (
        lambda p: _("The file has unclosed quotation marks; they were read as plain characters."),
        lambda p: _("Check the rows around them, or export the file again."),
    ),
}
