"""Words for rows that count, but are doubtful."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, count, label, money, n_, percent

#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "no-currency": (
        lambda p: n_(
            "{n} row names no currency in a file of several ({sum}; {place}); it was counted as {code}.",
            "{n} rows name no currency in a file of several ({sum}; first: {place}); they were counted as {code}.",
            p.rows,
            sum=message_parts.amount(p),
            place=message_parts.place(p),
            code=message_parts.value(p, "code"),
        ),
        lambda p: _("Write the currency into each row of the file."),
    ),
    "other-side": (
        lambda p: n_(
            "{n} row has an amount in column {other} and none in {column} ({sum}; {place}); it was not counted.",
            "{n} rows have an amount in column {other} and none in {column} ({sum}; first: {place}); they were "
            "not counted.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they take sales back, say --map revenue={net}", net=message_parts.value(p, "net")),
    ),
    "credits-turned": (
        lambda p: (
            n_(
                "{n} row is a credit or return by column {column}, written without a minus: "
                "it was taken off ({sum}; {place}).",
                "{n} rows are credits or returns by column {column}, written without a minus: "
                "they were taken off ({sum}; first: {place}).",
                p.rows,
                **message_fields(p),
            )
            + (
                ""
                if not p.values.get("signed")
                else n_(
                    " {n} other has a minus already and stayed as it is.",
                    " {n} others have a minus already and stayed as they are.",
                    p.values["signed"],
                )
            )
        ),
        lambda p: _(
            "If they are sales, say --map {ours}=-, which sets the column aside.",
            ours=message_parts.value(p, "ours"),
        ),
    ),
    "credit-marks": (
        lambda p: n_(
            "{n} amount of column {column} bears the mark of a credit (CR or DR) and was taken as negative.",
            "{n} amounts of column {column} bear the mark of a credit (CR or DR) and were taken as negative.",
            p.rows,
            column=message_parts.column(p),
        ),
        lambda p: _("If they are sales, take the marks out of the file."),
    ),
    "duplicate-lines": (
        lambda p: n_(
            "{n} row repeats another one exactly ({sum}; {place}); it was kept.",
            "{n} rows repeat others exactly ({sum}; first: {place}); they were kept.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they were exported twice, say --drop-duplicates (in Python drop_duplicates=True)."),
    ),
    "headings": (
        lambda p: n_(
            "{n} heading on a row of its own, such as {example}, was written to the rows below it.",
            "{n} headings on rows of their own, such as {example}, were written to the rows below them.",
            p.values["n"],
            example=message_parts.value(p, "example"),
        ),
        message_parts.nothing,
    ),
    "customer-blocks": (
        lambda p: n_(
            "Column {column} names customers on the first row of their block only; {n} row below was counted as "
            "its customer's ({sum}; {place}).",
            "Column {column} names customers on the first row of their block only; {n} rows below were counted as "
            "their customer's ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If these rows have no customer, write a word such as 'unknown' into column {column}.",
            **message_fields(p),
        ),
    ),
    "hidden-rows": (
        lambda p: (
            n_(
                "{n} row hidden by a filter or by hand was counted too ({sum}; {place}).",
                "{n} rows hidden by a filter or by hand were counted too ({sum}; first: {place}).",
                p.rows,
                **message_fields(p),
            )
            if p.money is not None
            else n_(
                "{n} row hidden by a filter or by hand was counted too ({place}).",
                "{n} rows hidden by a filter or by hand were counted too (first: {place}).",
                p.rows,
                **message_fields(p),
            )
        ),
        lambda p: _("If they are not to count, copy the rows that show into a new workbook."),
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
            "{n} negative row ({sum}) was netted as a credit note; nothing says that goods came back.",
            "{n} negative rows ({sum}) were netted as credit notes; nothing says that goods came back.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "bonuses": (
        lambda p: n_(
            "{n} negative row is a bonus credited later ({sum}): a concession, and no return.",
            "{n} negative rows are bonuses credited later ({sum}): concessions, and no returns.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "month-end-invoices": (
        lambda p: _(
            "{share} of the invoices are dated on day {from} of a month or later ({sum}): bills are written at "
            "the end of the month. Their days say nothing about the rhythm in which customers buy.",
            **message_fields(p) | {"share": percent(p.values["share"])},
        ),
        lambda p: _("Take the days of purchase or delivery, if your system has them: --map date=…"),
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
            "{notes} credit note ({sum}) reverses an invoice of its customer (told by its number: {numbered}, by "
            "the same amount: {mirrored}); it was booked with that invoice, and counts from the day on which it "
            "was issued.",
            "{notes} credit notes ({sum}) reverse invoices of their customers (told by their numbers: {numbered}, "
            "by the same amounts: {mirrored}); they were booked with these invoices, and count from the days on "
            "which they were issued.",
            p.values["n"],
            **message_fields(p)
            | {"notes": count(p.values["n"])}
            | {part: count(p.values[part]) for part in ("numbered", "mirrored")},
        ),
        lambda p: _(
            "A column of orders named {name} pairs credit notes with certainty.", name=label("original_invoice")
        ),
    ),
    "future-dates": (
        lambda p: (
            n_(
                "{n} row is dated after the day on which it was read; it was counted.",
                "{n} rows are dated after the day on which they were read; they were counted.",
                p.rows,
            )
            if p.money is None
            else n_(
                "{n} row is dated after the day on which it was read ({sum}; {place}); it was counted.",
                "{n} rows are dated after the day on which they were read ({sum}; first: {place}); "
                "they were counted.",
                p.rows,
                **message_fields(p),
            )
        ),
        lambda p: _(
            "Check day and month (--dayfirst, --monthfirst) and the year, or say --as-of to "
            "leave later lines out of a report."
        ),
    ),
    "cost-empty": (
        lambda p: _(
            "Column {column} ({ours}) holds no figure, only blanks, errors or formulas without a value: "
            "there is no profit.",
            column=message_parts.column(p),
            ours=message_parts.canonical_column(p),
        ),
        lambda p: _(
            "If it holds formulas, mend them, save the file with their values and read it again; "
            "else name another column: --map {ours}=… (--map {ours}=- for none).",
            ours=str(p.values["ours"]),
        ),
    ),
    "unit-cost-alone": (
        lambda p: _(
            "Column {column} is the cost of one piece, and no column has the quantity: there is no profit.",
            **message_fields(p),
        ),
        lambda p: _(
            "Say --map quantity=… for the pieces, or --map cost={column} if it is the cost of the row.",
            **message_fields(p),
        ),
    ),
    "cost-missing": (
        lambda p: n_(
            "{n} row has no cost ({sum} of revenue); profit is of the other rows.",
            "{n} rows have no cost ({sum} of revenue); profit is of the other rows.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Fill in the cost in the file (first: {place}).", **message_fields(p)),
    ),
    "cost-sign": (
        lambda p: n_(
            "{n} return ({sum}) carries a positive cost, which lowers profit a second time.",
            "{n} returns ({sum}) carry a positive cost, which lowers profit a second time.",
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
        lambda p: _("If it is, say --map unit_cost=… for that column."),
    ),
    "freight-repeated": (
        lambda p: n_(
            "Freight is the same on all rows of each order ({n} row): summed, {over} would be counted twice.",
            "Freight is the same on all rows of each order ({n} rows): summed, {over} would be counted too often.",
            p.rows,
            over=money(p.values["over"], p.values.get("currency")),
        ),
        lambda p: _("If it is freight of the whole order, put it on the first row of the order only."),
    ),
    "several-sellers": (
        lambda p: _("The file holds the sales of {n} companies; all were counted as one.", n=count(p.values["n"])),
        lambda p: _(
            "Cut the file by column {column}, for example {example} alone.",
            **message_fields(p),
        ),
    ),
    "off-scale": (
        lambda p: n_(
            "{n} value of column {column} is not between {low} and {high} and was set aside.",
            "{n} values of column {column} are not between {low} and {high} and were set aside.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Bring column {column} to the scale from {low} to {high}.", **message_fields(p)),
    ),
    "unreadable-cells": (
        lambda p: n_(
            "{n} cell of column {column} cannot be read and was taken as empty ({place}).",
            "{n} cells of column {column} cannot be read and were taken as empty (first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Correct column {column} in the file.", **message_fields(p)),
    ),
    "statuses": (
        lambda p: _("By their status, these rows count: {counted} (column {column}).", **message_fields(p)),
        message_parts.nothing,
    ),
}
