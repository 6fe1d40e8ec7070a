"""Words for how a file was opened."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, n_

#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "encoding-doubtful": (
        lambda p: _(
            "The encoding of the file is not certain; it was read as {encoding}.",
            **message_fields(p),
        ),
        lambda p: _("If names look wrong, say --encoding, for example --encoding gbk."),
    ),
    "encoding-damaged": (
        lambda p: n_(
            "{n} character of the file cannot be read as {encoding}.",
            "{n} characters of the file cannot be read as {encoding}.",
            int(p.values["characters"]),
            **message_fields(p),
        ),
        lambda p: _("If names look wrong, say --encoding, for example --encoding gbk."),
    ),
    "no-header": (
        lambda p: _("The file has no header; its columns are called column 1, column 2 …"),
        lambda p: _("Say which is which, for example --map customer_id='column 1', or add a header."),
    ),
    "same-sheets": (
        lambda p: n_(
            "Only sheet {sheet} was read; sheets of the same columns, with {n} row, were not: {names}.",
            "Only sheet {sheet} was read; sheets of the same columns, with {n} rows, were not: {names}.",
            p.rows,
            sheet=message_parts.value(p, "sheet"),
            names=message_parts.value(p, "names"),
        ),
        lambda p: _(
            'To read them together, say --sheet all (in Python sheet="all"); to read another one, --sheet.'
        ),
    ),
    "sheets-stacked": (
        lambda p: n_(
            "Sheets of the same columns were put together, with their rows: {sheets}; {n} row in all.",
            "Sheets of the same columns were put together, with their rows: {sheets}; {n} rows in all.",
            p.rows,
            sheets=message_parts.value(p, "sheet"),
        ),
        lambda p: _("To read one alone, say --sheet with its name; row numbers are those of each sheet."),
    ),
    "other-sheets": (
        lambda p: _(
            "Sheet {sheet} was read; {names} holds a table too.",
            **message_fields(p),
        ),
        lambda p: _("To read another one, say --sheet."),
    ),
    "merged-numbers": (
        lambda p: n_(
            "{n} merged cell with an amount was counted once only.",
            "{n} merged cells with amounts were counted once only.",
            p.rows,
        ),
        lambda p: _("Undo merged cells in the columns of amounts."),
    ),
    "ragged-lines": (
        lambda p: (
            n_(
                "{n} line has more cells than the header, or fewer ({place}).",
                "{n} lines have more cells than the header, or fewer (first: {place}).",
                p.rows,
                **message_fields(p),
            )
            if p.money is None
            else n_(
                "{n} line has more cells than the header, or fewer ({place}): {sum} as it was read.",
                "{n} lines have more cells than the header, or fewer (first: {place}): {sum} as they were read.",
                p.rows,
                **message_fields(p),
            )
        ),
        message_parts.at_source,
    ),
    "thousands-joined": (
        lambda p: n_(
            "In {n} line a comma within a number divided it ({sum}; {place}); it was put together again.",
            "In {n} lines a comma within a number divided it ({sum}; first: {place}); they were put together "
            "again.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Export the file with quotation marks, or as .xlsx, to be safe."),
    ),
    "stray-quotes": (
        lambda p: _("The file has quotation marks that do not close; they were read as plain characters."),
        lambda p: _("Check the rows around them, or export the file again."),
    ),
}
