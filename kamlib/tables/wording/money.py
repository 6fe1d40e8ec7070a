"""Words for how amounts, taxes, costs, discounts and units were understood."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, n_, number


def _multiple(problem: Problem) -> str:
    multiple = float(problem.values["multiple"])
    return number(multiple) if multiple < 1 else number(multiple, 0)


#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "amount-without-tax": (
        lambda p: _(
            "The amount without tax was used: {taken}, not {other}.",
            **message_fields(p),
        ),
        lambda p: _("To use amounts with tax, use --map revenue={other}", **message_fields(p)),
    ),
    "tax-mismatch": (
        lambda p: n_(
            "In {n} row, amount and tax do not add up to {column} ({place}).",
            "In {n} rows, amount and tax do not add up to {column} (first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.at_source,
    ),
    "tax-taken-off": (
        lambda p: _("Revenue is {column} less {tax}.", **message_fields(p)),
        message_parts.nothing,
    ),
    "tax-by-rate": (
        lambda p: _(
            "Revenue is {column} less tax at the rate of column {rate} ({sum} of tax).",
            column=message_parts.column(p),
            rate=message_parts.value(p, "rate"),
            sum=message_parts.amount(p),
        ),
        message_parts.nothing,
    ),
    "shop-orders": (
        lambda p: _(
            "Shopify order export: each line gets its share of Total less Taxes and Shipping ({sum}).",
            **message_fields(p),
        ),
        lambda p: _(
            "To use other amounts, use --map revenue=…; to identify customers by a column other than Email, use "
            "--map customer_id=…"
        ),
    ),
    "shop-refunds": (
        lambda p: n_(
            "{n} order was partly refunded; the refund was deducted from its lines ({sum}; {place}).",
            "{n} orders were partly refunded; the refunds were deducted from their lines ({sum}; first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "whole-orders": (
        lambda p: _(
            "{column} is the amount of the whole order: it was spread over the order's lines.", **message_fields(p)
        ),
        message_parts.nothing,
    ),
    "amazon-prices": (
        lambda p: _(
            "Amazon report: item-price covers the whole line; promotions were deducted, and item-tax if included "
            "in the price ({sum}).",
            **message_fields(p),
        ),
        lambda p: _("To use other amounts, use --map revenue=…"),
    ),
    "tax-included": (
        lambda p: _(
            "All amounts include tax ({column}): revenue and gross profit are too high by the tax.",
            **message_fields(p),
        ),
        lambda p: _("Add a column with the amount before tax, or one with the tax."),
    ),
    "amount-from-quantity": (
        lambda p: _("Revenue is {quantity} × {price}.", **message_fields(p)),
        lambda p: _("If a column has the amount, use --map revenue=…"),
    ),
    "amount-less-discount": (
        lambda p: _(
            "Revenue is {quantity} × {price} less {discount}, treated as {kind}.",
            **message_fields(p),
        ),
        lambda p: _(
            "If the discount has another meaning, use --map discount=… (money), --map discount_rate=… (share or "
            "percent taken off) or --map paid_rate=… (share or percent paid)."
        ),
    ),
    "quantity-by-unit": (
        lambda p: _(
            "{price} is a price per unit of {column}: revenue is {column} × {price}, not {quantity} × {price}.",
            **message_fields(p),
        ),
        lambda p: _("To use another quantity, use --map quantity=…"),
    ),
    "cost-from-quantity": (
        lambda p: _("Cost is {quantity} × {cost}.", **message_fields(p)),
        lambda p: _("If a column has the cost of the row, use --map cost=…"),
    ),
    "cost-from-profit": (
        lambda p: _("Cost is revenue less {column}.", **message_fields(p)),
        message_parts.nothing,
    ),
    "rates-mixed": (
        lambda p: n_(
            "{n} row of column {column} has an unlikely percentage, such as {example} ({sum}; {place}); it was "
            "treated as a percentage like the others.",
            "{n} rows of column {column} have unlikely percentages, such as {example} ({sum}; first: {place}); "
            "they were treated as percentages like the others.",
            p.rows,
            column=message_parts.column(p),
            example=message_parts.value(p, "example"),
            sum=message_parts.amount(p),
            place=message_parts.place(p),
        ),
        lambda p: _("Write all rates in column {column} in the same way.", **message_fields(p)),
    ),
    "discount-is-share": (
        lambda p: n_(
            "{column} is a share that is already in the amount ({n} row, {sum}).",
            "{column} is a share that is already in the amount ({n} rows, {sum}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "discount-unclear": (
        lambda p: _(
            "{column} may be money or percent; it was ignored, and revenue is the amount as given.",
            **message_fields(p),
        ),
        lambda p: _(
            "Use --map discount={column} (money), --map discount_rate={column} (share or percent taken off) or "
            "--map paid_rate={column} (share or percent paid).",
            **message_fields(p),
        ),
    ),
    "discount-from-list": (
        lambda p: n_(
            "Discount is the difference between {list} and {price} ({n} row, {sum}).",
            "Discount is the difference between {list} and {price} ({n} rows, {sum}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "multiplied": (
        lambda p: _(
            "Column {column} was multiplied by {multiple}, the unit in its header.",
            column=message_parts.column(p),
            multiple=_multiple(p),
        ),
        message_parts.nothing,
    ),
    "hundredths-of-none": (
        lambda p: _(
            "Amounts of {columns} were divided by 100, as their header says; {code} has no hundredths.",
            **message_fields(p),
        ),
        lambda p: _(
            "If they are whole units of {code}, name the unit so in the header of {columns} in the file, for "
            "example Amount ({code}).",
            **message_fields(p),
        ),
    ),
    "minor-units": (
        lambda p: (
            _(
                "Amounts of {columns} are in the smallest unit of {code}, which is {code} 1: they were not "
                "divided.",
                **message_fields(p),
            )
            if p.values["divisor"] == 1
            else _(
                "Amounts of {columns} are in the smallest unit of {code}: they were divided by {divisor}.",
                **message_fields(p),
            )
        ),
        message_parts.nothing,
    ),
    "unit-from-title": (
        lambda p: (
            _(
                "Amounts of {columns} were multiplied by {multiple}, the unit of the table ({unit}).",
                columns=message_parts.value(p, "columns"),
                multiple=_multiple(p),
                unit=message_parts.value(p, "unit"),
            )
            if p.money is None
            else _(
                "Amounts of {columns} were multiplied by {multiple}, the unit of the table ({unit}): {sum} in "
                "total.",
                columns=message_parts.value(p, "columns"),
                multiple=_multiple(p),
                unit=message_parts.value(p, "unit"),
                sum=message_parts.amount(p),
            )
        ),
        lambda p: _("If they are in another unit, use --unit 1, 1000 or 10000 (in Python unit=…)."),
    ),
    "unit-given": (
        lambda p: _(
            "Amounts of {columns} were multiplied by {multiple}, as requested.",
            columns=message_parts.value(p, "columns"),
            multiple=_multiple(p),
        ),
        message_parts.nothing,
    ),
    "units-apart": (
        lambda p: (
            _(
                "Column {column} is usually {times} times {revenue}: the two are probably not in the same unit.",
                column=message_parts.column(p),
                revenue=message_parts.value(p, "revenue"),
                times=number(p.values["ratio"], 0),
            )
            if p.values["larger"]
            else _(
                "Column {revenue} is usually {times} times {column}: the two are probably not in the same unit.",
                column=message_parts.column(p),
                revenue=message_parts.value(p, "revenue"),
                times=number(p.values["ratio"], 0),
            )
        ),
        lambda p: _(
            "Add the unit to both headers, or use --unit 1, 1000 or 10000 for columns without a unit (in Python "
            "unit=…)."
        ),
    ),
    "drafts-wait": (
        lambda p: n_(
            "{n} row is paid by draft ({sum}; {place}): it counts as paid on the due date of the draft in column "
            "{column}.",
            "{n} rows are paid by draft ({sum}; first: {place}): they count as paid on the due date of the draft "
            "in column {column}.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If drafts are endorsed or discounted at once, clear the dates in column {column}.",
            **message_fields(p),
        ),
    ),
    "drafts-undated": (
        lambda p: n_(
            "{n} row is paid by draft without a due date of the draft ({sum}; {place}): it counts as paid on the "
            "day of receipt.",
            "{n} rows are paid by draft without a due date of the draft ({sum}; first: {place}): they count as "
            "paid on the day of receipt.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Add a column with the due date of each draft."),
    ),
    "rebates-taken-off": (
        lambda p: n_(
            "{n} row has a rebate in column {column}: it was deducted from revenue as a concession ({sum}; "
            "{place}).",
            "{n} rows have rebates in column {column}: they were deducted from revenue as concessions ({sum}; "
            "first: {place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If they are already deducted from the amounts, clear column {column}.", **message_fields(p)),
    ),
    "rebates-large": (
        lambda p: n_(
            "Column {column} ({sum}; {place}) is more than half of the amount on its row: it was not treated as "
            "a rebate on that row.",
            "Column {column} ({sum}; {n} rows, first: {place}) is more than half of the amounts on its rows: it "
            "was not treated as rebates on these rows.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Enter the rebate accrued for each row in column {column}.", **message_fields(p)),
    ),
    "price-less-tax": (
        lambda p: _("Column {column} is a price with tax; the tax was deducted.", **message_fields(p)),
        message_parts.nothing,
    ),
    "payments-less-tax": (
        lambda p: n_(
            "{n} payment in column {column} is of an amount with tax; the tax was deducted to compare it with "
            "revenue.",
            "{n} payments in column {column} are of amounts with tax; the tax was deducted to compare them with "
            "revenue.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "price-apart": (
        lambda p: _(
            "Column {column} is usually {times} times {quantity} × {price}: one of the three has another "
            "meaning, such as a weight, or a price for several pieces.",
            column=message_parts.column(p),
            times=number(p.values["ratio"], 2),
            quantity=message_parts.value(p, "quantity"),
            price=message_parts.value(p, "price"),
        ),
        lambda p: _("Use --map revenue=… for the amount of the row, or --map revenue=- for quantity × price."),
    ),
}
