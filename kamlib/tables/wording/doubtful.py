"""Words for rows that count, but are doubtful."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, count, date, label, money, n_, percent

#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "no-currency": (
        lambda p: n_(
            "{n} row has no currency in a file with several currencies ({sum}; {place}); it was counted as "
            "{code}.",
            "{n} rows have no currency in a file with several currencies ({sum}; first: {place}); they were "
            "counted as {code}.",
            p.rows,
            sum=message_parts.amount(p),
            place=message_parts.place(p),
            code=message_parts.value(p, "code"),
        ),
        lambda p: _("Enter the currency in each row of the file."),
    ),
    "other-side": (
        lambda p: n_(
            "{n} row has an amount in column {other} and none in {column} ({sum}; {place}); it was not counted.",
            "{n} rows have an amount in column {other} and none in {column} ({sum}; first: {place}); they were "
            "not counted.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they reverse sales, use --map revenue={net}", net=message_parts.value(p, "net")),
    ),
    "credits-turned": (
        lambda p: (
            n_(
                "{n} row is a credit or return by column {column}, without a minus sign: it was deducted ({sum}; "
                "{place}).",
                "{n} rows are credits or returns by column {column}, without a minus sign: they were deducted "
                "({sum}; first: {place}).",
                p.rows,
                **message_fields(p),
            )
            + (
                ""
                if not p.values.get("signed")
                else n_(
                    " {n} other already has a minus and was left unchanged.",
                    " {n} others already have a minus and were left unchanged.",
                    p.values["signed"],
                )
            )
        ),
        lambda p: _(
            "If they are sales, use --map {ours}=- to ignore the column.",
            ours=message_parts.value(p, "ours"),
        ),
    ),
    "credit-marks": (
        lambda p: n_(
            "{n} amount of column {column} has a credit mark (CR or DR) and was treated as negative.",
            "{n} amounts of column {column} have a credit mark (CR or DR) and were treated as negative.",
            p.rows,
            column=message_parts.column(p),
        ),
        lambda p: _("If they are sales, remove the marks from the file."),
    ),
    "duplicate-lines": (
        lambda p: n_(
            "{n} row repeats another one exactly ({sum}; {place}); it was kept.",
            "{n} rows repeat others exactly ({sum}; first: {place}); they were kept.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they were exported twice, use --drop-duplicates (in Python drop_duplicates=True)."),
    ),
    "headings": (
        lambda p: n_(
            "{n} heading on a separate row, such as {example}, was copied to the rows below it.",
            "{n} headings on separate rows, such as {example}, were copied to the rows below them.",
            p.values["n"],
            example=message_parts.value(p, "example"),
        ),
        message_parts.nothing,
    ),
    "customer-blocks": (
        lambda p: n_(
            "Column {column} names customers on the first row of their block only; {n} row below was assigned to "
            "that customer ({sum}; {place}).",
            "Column {column} names customers on the first row of their block only; {n} rows below were assigned "
            "to that customer ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If these rows have no customer, enter a word such as 'unknown' in column {column}.",
            **message_fields(p),
        ),
    ),
    "hidden-rows": (
        lambda p: (
            n_(
                "{n} row hidden by a filter or manually was also counted ({sum}; {place}).",
                "{n} rows hidden by a filter or manually were also counted ({sum}; first: {place}).",
                p.rows,
                **message_fields(p),
            )
            if p.money is not None
            else n_(
                "{n} row hidden by a filter or manually was also counted ({place}).",
                "{n} rows hidden by a filter or manually were also counted (first: {place}).",
                p.rows,
                **message_fields(p),
            )
        ),
        lambda p: _("If they should not count, copy the visible rows to a new workbook."),
    ),
    "returns": (
        lambda p: n_(
            "{n} negative row ({sum}) was netted as a return.",
            "{n} negative rows ({sum}) were netted as returns.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "credit-notes": (
        lambda p: n_(
            "{n} negative row ({sum}) was netted as a credit note; nothing indicates a return of goods.",
            "{n} negative rows ({sum}) were netted as credit notes; nothing indicates a return of goods.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "bonuses": (
        lambda p: n_(
            "{n} negative row is a bonus credited later ({sum}): a concession, not a return.",
            "{n} negative rows are bonuses credited later ({sum}): concessions, not returns.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "month-end-invoices": (
        lambda p: _(
            "{share} of the invoices are dated on day {from} of a month or later ({sum}): invoices are issued at "
            "the end of the month. Their dates do not show how regularly customers buy.",
            **message_fields(p) | {"share": percent(p.values["share"])},
        ),
        lambda p: _("Use the dates of purchase or delivery, if your system has them: --map date=…"),
    ),
    "thin-end": (
        lambda p: _(
            "From {since} on, at most {now} customers a month have sales ({sum}); before, {usual} is usual. The "
            "file may lack part of its last months. Until this is clear, falls in the last 12 months and lost "
            "customers are in doubt.",
            **message_fields(p) | {"since": date(dt.date.fromisoformat(p.values["since"]))},
        ),
        lambda p: _(
            "Check that the file covers these months; --as-of {until} ends the report before them.",
            **message_fields(p),
        ),
    ),
    "credited-years": (
        lambda p: n_(
            "{n} customer has a calendar year of negative revenue ({sum}), by credit notes without an invoice of "
            "that amount: {names}. They may reverse invoices of an earlier year.",
            "{n} customers have calendar years of negative revenue ({sum}), by credit notes without an invoice of "
            "that amount, such as {names}. They may reverse invoices of earlier years.",
            p.values["n"],
            names=message_parts.value(p, "names"),
            sum=message_parts.amount(p),
        ),
        lambda p: _("Add a column with the number of the invoice that each credit note reverses."),
    ),
    "red-notes": (
        lambda p: n_(
            "{notes} credit note ({sum}) reverses an invoice of its customer (matched by number: {numbered}, by "
            "the same amount: {mirrored}); it was booked with that invoice and takes effect on its date of "
            "issue.",
            "{notes} credit notes ({sum}) reverse invoices of their customers (matched by number: {numbered}, by "
            "the same amount: {mirrored}); they were booked with these invoices and take effect on their dates "
            "of issue.",
            p.values["n"],
            **message_fields(p)
            | {"notes": count(p.values["n"])}
            | {part: count(p.values[part]) for part in ("numbered", "mirrored")},
        ),
        lambda p: (
            _(
                "A column {name} in the orders would match credit notes with certainty.",
                name=label("original_invoice"),
            )
            if p.values["mirrored"]
            else ""
        ),
    ),
    "future-dates": (
        lambda p: (
            n_(
                "{n} row is dated after the day of reading; it was counted.",
                "{n} rows are dated after the day of reading; they were counted.",
                p.rows,
            )
            if p.money is None
            else n_(
                "{n} row is dated after the day of reading ({sum}; {place}); it was counted.",
                "{n} rows are dated after the day of reading ({sum}; first: {place}); they were counted.",
                p.rows,
                **message_fields(p),
            )
        ),
        lambda p: _(
            "Check day and month (--dayfirst, --monthfirst) and the year, or use --as-of to leave later lines "
            "out of a report."
        ),
    ),
    "cost-empty": (
        lambda p: _(
            "Column {column} ({ours}) contains no figures, only blanks, errors or formulas without a value: "
            "gross profit cannot be computed.",
            column=message_parts.column(p),
            ours=message_parts.canonical_column(p),
        ),
        lambda p: _(
            "If it contains formulas, correct them, save the file with their values and read it again; otherwise "
            "select another column: --map {ours}=… (--map {ours}=- for none).",
            ours=str(p.values["ours"]),
        ),
    ),
    "unit-cost-alone": (
        lambda p: _(
            "Column {column} is the cost of one piece, and no column has the quantity: gross profit cannot be "
            "computed.",
            **message_fields(p),
        ),
        lambda p: _(
            "Use --map quantity=… for the number of pieces, or --map cost={column} if it is the cost of the row.",
            **message_fields(p),
        ),
    ),
    "cost-missing": (
        lambda p: n_(
            "{n} row has no cost ({sum} of revenue); gross profit covers the other rows only.",
            "{n} rows have no cost ({sum} of revenue); gross profit covers the other rows only.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Fill in the cost in the file (first: {place}).", **message_fields(p)),
    ),
    "cost-sign": (
        lambda p: n_(
            "{n} return ({sum}) has a positive cost, which reduces gross profit a second time.",
            "{n} returns ({sum}) have a positive cost, which reduces gross profit a second time.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "Give returned goods a negative cost in the file, unless they were scrapped (first: {place}).",
            **message_fields(p),
        ),
    ),
    "cost-per-piece": (
        lambda p: n_(
            "The cost of {n} row looks like the cost of one piece.",
            "The cost of {n} rows looks like the cost of one piece.",
            p.rows,
        ),
        lambda p: _("If so, use --map unit_cost=… for that column."),
    ),
    "freight-repeated": (
        lambda p: n_(
            "Freight is the same on all rows of each order ({n} row): added up, {over} would be counted twice.",
            "Freight is the same on all rows of each order ({n} rows): added up, {over} would be counted too "
            "often.",
            p.rows,
            over=money(p.values["over"], p.values.get("currency")),
        ),
        lambda p: _("If it is the freight of the whole order, enter it only on the first row of the order."),
    ),
    "several-sellers": (
        lambda p: _(
            "The file contains the sales of {n} companies; all were counted as one.", n=count(p.values["n"])
        ),
        lambda p: _(
            "Split the file by column {column}, for example {example} only.",
            **message_fields(p),
        ),
    ),
    "off-scale": (
        lambda p: n_(
            "{n} value of column {column} is not between {low} and {high} and was ignored.",
            "{n} values of column {column} are not between {low} and {high} and were ignored.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Convert column {column} to the scale from {low} to {high}.", **message_fields(p)),
    ),
    "below-least": (
        lambda p: n_(
            "{n} value of column {column} is below {low} and was ignored.",
            "{n} values of column {column} are below {low} and were ignored.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Correct column {column} in the file.", **message_fields(p)),
    ),
    "unreadable-cells": (
        lambda p: n_(
            "{n} cell of column {column} cannot be read and was treated as empty ({place}).",
            "{n} cells of column {column} cannot be read and were treated as empty (first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Correct column {column} in the file.", **message_fields(p)),
    ),
    "statuses": (
        lambda p: _("Rows counted by status: {counted} (column {column}).", **message_fields(p)),
        message_parts.nothing,
    ),
}
