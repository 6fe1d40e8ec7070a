"""Words for how dates were understood."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, n_

#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "short-years": (
        lambda p: n_(
            "{n} date of column {column} has a two-digit year; it was read as 20…",
            "{n} dates of column {column} have two-digit years; they were read as 20…",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Use four-digit years."),
    ),
    "periods": (
        lambda p: n_(
            "{n} date of column {column} is a month or a quarter; its first day was used.",
            "{n} dates of column {column} are months or quarters; their first day was used.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If another column has the day, use --map date=…"),
    ),
    "epochs": (
        lambda p: n_(
            "{n} date of column {column} is in seconds since 1970; it was read as a date in Universal Time.",
            "{n} dates of column {column} are in seconds since 1970; they were read as dates in Universal Time.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If local dates are meant, enter them in the file (such as 2024-03-05)."),
    ),
    "minguo": (
        lambda p: n_(
            "{n} date of column {column} counts years from 1912 (民國); 1911 was added.",
            "{n} dates of column {column} count years from 1912 (民國); 1911 was added.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "date-joined": (
        lambda p: _("The date was combined from several columns: {column}.", **message_fields(p)),
        lambda p: _("If one column has the whole date, use --map date=…"),
    ),
    "dates-turned": (
        lambda p: n_(
            "In {n} date of column {column} a spreadsheet program had swapped day and month; it was corrected.",
            "In {n} dates of column {column} a spreadsheet program had swapped day and month: none of them is "
            "after the 12th, and all dates left as text are; they were corrected.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they were right, use --dayfirst or --monthfirst."),
    ),
    "day-numbers": (
        lambda p: n_(
            "{n} date of column {column} is a spreadsheet date number and was converted.",
            "{n} dates of column {column} are spreadsheet date numbers and were converted.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
}
