"""Words for rows that were left out."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, money, n_
from kamlib.words.phrases import enumerated

#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "total-rows": (
        lambda p: n_(
            "{n} row is a total of others and was left out ({sum}).",
            "{n} rows are totals of others and were left out ({sum}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "group-rows": (
        lambda p: n_(
            "{n} row is a group heading and repeats the total of the rows below it; it was left out ({sum}; "
            "{place}).",
            "{n} rows are group headings and repeat the totals of the rows below them; they were left out "
            "({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "void-lines": (
        lambda p: (
            n_(
                "{n} deal that is not won was left out ({sum}).",
                "{n} deals that are not won were left out ({sum}).",
                p.rows,
                **message_fields(p),
            )
            if p.values.get("deals")
            else n_(
                "{n} void, cancelled or draft row was left out ({sum}, by column {column}).",
                "{n} void, cancelled or draft rows were left out ({sum}, by column {column}).",
                p.rows,
                **message_fields(p),
            )
        ),
        lambda p: _(
            "If they should count, use --map status=- to ignore column {column}; --map status=… uses another "
            "column only.",
            **message_fields(p),
        ),
    ),
    "no-sales": (
        lambda p: n_(
            "{n} row is an offer or a payment by column {column} and was left out ({sum}).",
            "{n} rows are offers or payments by column {column} and were left out ({sum}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If they should count, use --map order_type=- to ignore column {column}.", **message_fields(p)
        ),
    ),
    "other-currency": (
        lambda p: n_(
            "{n} row in another currency was left out ({sum}).",
            "{n} rows in other currencies were left out ({sum}).",
            p.rows,
            sum=enumerated([money(sum_, code) for code, sum_ in p.values.get("held", ())]),
        ),
        lambda p: _("Convert the amounts to one currency in the file if they should count."),
    ),
    "no-customer": (
        lambda p: n_(
            "{n} row without a customer was left out ({sum}; first: {place}).",
            "{n} rows without a customer were left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: (
            _(
                "If {orders} is the order number, and the customer is given only on the first row of each order, "
                "use --map order_id={orders}; otherwise fill in column {column} in the file.",
                column=message_parts.column(p),
                orders=message_parts.value(p, "orders"),
            )
            if message_parts.value(p, "orders")
            else _(
                "Fill in column {column} in the file, or map another one: --map customer_id=…", **message_fields(p)
            )
        ),
    ),
    "no-date": (
        lambda p: n_(
            "{n} row without a date was left out ({sum}; first: {place}).",
            "{n} rows without a date were left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Fill in column {column} in the file, or map another one: --map date=…", **message_fields(p)),
    ),
    "unreadable-dates": (
        lambda p: n_(
            "{n} row whose date cannot be read was left out ({sum}; first: {place}).",
            "{n} rows whose date cannot be read were left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: (
            _("Write dates like 2024-03-05 in column {column} of the file, not like {cell}.", **message_fields(p))
            if message_parts.value(p, "cell")
            else _(
                "Correct column {column} in the file; if day and month are swapped, use --dayfirst or "
                "--monthfirst.",
                **message_fields(p),
            )
        ),
    ),
    "infinite-amounts": (
        lambda p: n_(
            "{n} row with an infinite amount was left out ({place}).",
            "{n} rows with an infinite amount were left out (first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.at_source,
    ),
    "unreadable-amounts": (
        lambda p: n_(
            "{n} row whose amount cannot be read was left out ({place}).",
            "{n} rows whose amount cannot be read were left out (first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "Correct column {column} in the file; if the decimal mark was misread, use --decimal . or --decimal ,",
            **message_fields(p),
        ),
    ),
    "no-amount": (
        lambda p: n_(
            "{n} row without an amount was left out ({place}).",
            "{n} rows without an amount were left out (first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Fill in column {column} in the file, if these rows are sales.", **message_fields(p)),
    ),
    "duplicates-dropped": (
        lambda p: n_(
            "{n} row that repeats another one exactly was left out ({sum}).",
            "{n} rows that repeat others exactly were left out ({sum}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Remove --drop-duplicates to keep them."),
    ),
    "lacks-required": (
        lambda p: n_(
            "{n} row without {column} was left out ({place}).",
            "{n} rows without {column} were left out (first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Fill in column {column} in the file.", **message_fields(p)),
    ),
}
