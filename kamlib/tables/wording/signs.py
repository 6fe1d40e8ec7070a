"""Words for signs that were turned, for what was paid back, and for documents and states that are not known."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, n_

#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "sales-negative": (
        lambda p: n_(
            "{n} row, all that has an amount in column {column}, is negative, as ledgers write sales: it "
            "was turned "
            "and counts as sales ({sum}).",
            "{n} rows, almost all that have an amount in column {column}, are negative, as ledgers write sales: "
            "all were turned and count as sales ({sum}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If they are returns, say --map {ours}={column}, which takes the column as it stands.",
            ours=message_parts.value(p, "ours"), column=message_parts.column(p),
        ),
    ),
    "minus-twice": (
        lambda p: n_(
            "{n} row has a minus both in {quantity} and in {column}: it was counted as a return ({sum}; {place}).",
            "{n} rows have a minus both in {quantity} and in {column}: they were counted as returns ({sum}; "
            "first: "
            "{place}).",
            p.rows,
            **{**message_fields(p), "quantity": message_parts.value(p, "quantity")},
        ),
        lambda p: _("If they are sales, take both minus signs out of the file."),
    ),
    "costs-turned": (
        lambda p: n_(
            "The cost of {n} row in column {column} has a minus, as expenses have in a profit and loss "
            "account: it "
            "was turned ({sum}).",
            "The costs of {n} rows in column {column} have the other sign than sales, as expenses have in a "
            "profit "
            "and loss account: the column was turned ({sum}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("To do without costs, say --map {ours}=-.", ours=message_parts.value(p, "ours")),
    ),
    "cost-negative": (
        lambda p: n_(
            "{n} sale has a negative cost in column {column} ({sum}; {place}), which raises profit.",
            "{n} sales have a negative cost in column {column} ({sum}; first: {place}), which raises profit.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Write the cost of sales without a minus in the file."),
    ),
    "refunds-taken-off": (
        lambda p: n_(
            "{n} row has a refund in column {column}: it was taken off the amount ({sum}; {place}).",
            "{n} rows have refunds in column {column}: they were taken off the amounts ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If the amounts are without them already, say --map refunded=-."),
    ),
    "refunds-in-amount": (
        lambda p: n_(
            "{n} row has a refund in column {column} ({sum}); {revenue} is without it already.",
            "{n} rows have refunds in column {column} ({sum}); {revenue} is without them already.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("To take them off, say --map refunded={column}.", column=message_parts.column(p)),
    ),
    "types-unknown": (
        lambda p: n_(
            "{n} row is of a kind of document that is not known by column {column} ({example}; {sum}); it "
            "was counted "
            "as it stands.",
            "{n} rows are of kinds of documents that are not known by column {column} ({example}; {sum}); "
            "they were "
            "counted as they stand.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are credits or returns, give their amounts a minus in the file."),
    ),
    "signs-unknown": (
        lambda p: _(
            "Column {column} has no mark that says which rows are credits; no row was turned.", **message_fields(p)
        ),
        lambda p: _(
            "Write - into column {column} of the rows that are to be taken off, or say --map sign=-.",
            **message_fields(p),
        ),
    ),
    "statuses-unclear": (
        lambda p: n_(
            "{n} row has a state in column {column} that does not say whether the sale came about "
            "({example}; {sum}; "
            "{place}); it was counted.",
            "{n} rows have states in column {column} that do not say whether the sale came about "
            "({example}; {sum}; "
            "first: {place}); they were counted.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If they are no sales, write 'cancelled' into column {column} of these rows.", **message_fields(p)
        ),
    ),
    "filler-dates": (
        lambda p: n_(
            "{n} row has a date that stands for none, such as 1900-01-01, or lies decades before all "
            "others; it was "
            "left out ({sum}; {place}).",
            "{n} rows have dates that stand for none, such as 1900-01-01, or lie decades before all others; they "
            "were left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Write the true day into column {column} in the file, and they count.", **message_fields(p)),
    ),
    "line-amounts": (
        lambda p: (
            _("Revenue is {quantity} × {price}; {column} is the amount of whole orders.", **message_fields(p))
            if p.values["taken"] == "-"
            else _(
                "Revenue is the amount of each line, {taken}; {column} is the amount of whole orders.",
                **message_fields(p),
            )
        ),
        lambda p: _(
            "To spread the order's amount over its lines, say --map whole_order={column}.",
            column=message_parts.column(p),
        ),
    ),
    "discount-large": (
        lambda p: n_(
            "{column} takes half or more off the one row that has it; what is left is {sum}.",
            "{column} takes half or more off each of {n} rows; what is left is {sum}.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If it is the share that is paid (折), say --map paid_rate={column}.", column=message_parts.column(p)
        ),
    ),
}  # fmt: skip
