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
            "{n} date of column {column} has a year of two digits; it was taken as 20…",
            "{n} dates of column {column} have a year of two digits; they were taken as 20…",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Write years with four digits."),
    ),
    "periods": (
        lambda p: n_(
            "{n} date of column {column} is a month or a quarter; it was taken as its first day.",
            "{n} dates of column {column} are months or quarters; each was taken as its first day.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If another column has the day, say --map date=…"),
    ),
    "epochs": (
        lambda p: n_(
            "{n} date of column {column} counts seconds since 1970; it was read as a day of Universal Time.",
            "{n} dates of column {column} count seconds since 1970; they were read as days of Universal Time.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If days of your own time are meant, write them into the file (such as 2024-03-05)."),
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
        lambda p: _("The date was put together from several columns: {column}.", **message_fields(p)),
        lambda p: _("If one column has the whole date, say --map date=…"),
    ),
    "dates-turned": (
        lambda p: n_(
            "In {n} date of column {column} a spreadsheet had taken the day for the month; it was turned back.",
            "In {n} dates of column {column} a spreadsheet had taken the day for the month: none of them lies "
            "after the 12th, and all that it left as text do; they were turned back.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they were right as they stood, say --dayfirst or --monthfirst."),
    ),
    "day-numbers": (
        lambda p: n_(
            "{n} date of column {column} is a spreadsheet's day number and was read as such.",
            "{n} dates of column {column} are a spreadsheet's day numbers and were read as such.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
}
