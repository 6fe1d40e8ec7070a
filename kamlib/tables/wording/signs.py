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
            "{n} row, the only one with an amount in column {column}, is negative, as sales are in ledgers: its "
            "sign was reversed and it counts as sales ({sum}).",
            "{n} rows, almost all with an amount in column {column}, are negative, as sales are in ledgers: the "
            "signs were reversed and they count as sales ({sum}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If they are returns, use --map {ours}={column} to use the column unchanged.",
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
        lambda p: _("If they are sales, remove both minus signs from the file."),
    ),
    "costs-turned": (
        lambda p: n_(
            "The cost of {n} row in column {column} has a minus, like expenses in a profit and loss account: its "
            "sign was reversed ({sum}).",
            "The costs of {n} rows in column {column} have the opposite sign to sales, like expenses in a profit "
            "and loss account: the signs of the column were reversed ({sum}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("To go without costs, use --map {ours}=-.", ours=message_parts.value(p, "ours")),
    ),
    "cost-negative": (
        lambda p: n_(
            "{n} sale has a negative cost in column {column} ({sum}; {place}), which increases gross profit.",
            "{n} sales have a negative cost in column {column} ({sum}; first: {place}), which increases gross "
            "profit.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Enter the cost of sales without a minus in the file."),
    ),
    "refunds-taken-off": (
        lambda p: n_(
            "{n} row has a refund in column {column}: it was deducted from the amount ({sum}; {place}).",
            "{n} rows have refunds in column {column}: they were deducted from the amounts ({sum}; first: "
            "{place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are already deducted from the amounts, use --map refunded=-."),
    ),
    "refunds-in-amount": (
        lambda p: n_(
            "{n} row has a refund in column {column} ({sum}); it is already deducted from {revenue}.",
            "{n} rows have refunds in column {column} ({sum}); they are already deducted from {revenue}.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("To deduct them, use --map refunded={column}.", column=message_parts.column(p)),
    ),
    "types-unknown": (
        lambda p: n_(
            "{n} row has an unknown type of document in column {column} ({example}; {sum}); it was counted "
            "unchanged.",
            "{n} rows have unknown types of documents in column {column} ({example}; {sum}); they were counted "
            "unchanged.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are credits or returns, add a minus to their amounts in the file."),
    ),
    "signs-unknown": (
        lambda p: _(
            "Column {column} has no marks for credits; no sign was reversed.", **message_fields(p)
        ),
        lambda p: _(
            "Enter - in column {column} for rows to be deducted, or use --map sign=-.",
            **message_fields(p),
        ),
    ),
    "statuses-unclear": (
        lambda p: n_(
            "{n} row has a status in column {column} that does not show whether the sale took place ({example}; "
            "{sum}; {place}); it was counted.",
            "{n} rows have statuses in column {column} that do not show whether the sale took place ({example}; "
            "{sum}; first: {place}); they were counted.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If they are not sales, enter 'cancelled' in column {column} of these rows.", **message_fields(p)
        ),
    ),
    "filler-dates": (
        lambda p: n_(
            "{n} row has a placeholder date such as 1900-01-01, or one decades before all others; it was left "
            "out ({sum}; {place}).",
            "{n} rows have placeholder dates such as 1900-01-01, or dates decades before all others; they were "
            "left out ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Enter the true date in column {column} in the file, and they will count.",
                    **message_fields(p)),
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
            "To spread the order amount over its lines, use --map whole_order={column}.",
            column=message_parts.column(p),
        ),
    ),
    "discount-large": (
        lambda p: n_(
            "{column} deducts half or more on the one row that has it; {sum} remains.",
            "{column} deducts half or more on each of {n} rows; {sum} remains.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If it is the share that is paid (折), use --map paid_rate={column}.", column=message_parts.column(p)
        ),
    ),
}  # fmt: skip
