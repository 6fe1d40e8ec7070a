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
            "Of the amounts, the one without tax was taken: {taken}, not {other}.",
            **message_fields(p),
        ),
        lambda p: _("To count amounts with tax, say --map revenue={other}", **message_fields(p)),
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
            "An export of orders by Shopify: each line has its share of Total less Taxes and Shipping ({sum}).",
            **message_fields(p),
        ),
        lambda p: _(
            "To take other amounts, say --map revenue=…; to tell customers otherwise than by Email, "
            "--map customer_id=…"
        ),
    ),
    "shop-refunds": (
        lambda p: n_(
            "{n} order was paid back in part; that part was taken off its lines ({sum}; {place}).",
            "{n} orders were paid back in part; that part was taken off their lines ({sum}; first: {place}).",
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
            "A report of Amazon: item-price is of the whole line; promotions were taken off, and item-tax where "
            "it is in the price ({sum}).",
            **message_fields(p),
        ),
        lambda p: _("To take other amounts, say --map revenue=…"),
    ),
    "tax-included": (
        lambda p: _(
            "The only amounts are with tax ({column}): revenue and profit are too high by the tax.",
            **message_fields(p),
        ),
        lambda p: _("Add a column with the amount before tax, or one with the tax."),
    ),
    "amount-from-quantity": (
        lambda p: _("Revenue is {quantity} × {price}.", **message_fields(p)),
        lambda p: _("If a column has the amount, say --map revenue=…"),
    ),
    "amount-less-discount": (
        lambda p: _(
            "Revenue is {quantity} × {price} less {discount}, taken as {kind}.",
            **message_fields(p),
        ),
        lambda p: _(
            "If the discount is meant in another way, say --map discount=… (money), --map discount_rate=… (share "
            "or percent taken off) or --map paid_rate=… (share or percent paid)."
        ),
    ),
    "quantity-by-unit": (
        lambda p: _(
            "{price} is a price of the unit of {column}: revenue is {column} × {price}, not {quantity} × {price}.",
            **message_fields(p),
        ),
        lambda p: _("To take another quantity, say --map quantity=…"),
    ),
    "cost-from-quantity": (
        lambda p: _("Cost is {quantity} × {cost}.", **message_fields(p)),
        lambda p: _("If a column has the cost of the row, say --map cost=…"),
    ),
    "cost-from-profit": (
        lambda p: _("Cost is revenue less {column}.", **message_fields(p)),
        message_parts.nothing,
    ),
    "rates-mixed": (
        lambda p: n_(
            "{n} row of column {column} has a rate that is hardly percent, such as {example} ({sum}; {place}); "
            "it was taken as percent like the others.",
            "{n} rows of column {column} have rates that are hardly percent, such as {example} ({sum}; first: "
            "{place}); they were taken as percent like the others.",
            p.rows,
            column=message_parts.column(p),
            example=message_parts.value(p, "example"),
            sum=message_parts.amount(p),
            place=message_parts.place(p),
        ),
        lambda p: _("Write all rates of column {column} in the same way.", **message_fields(p)),
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
            "{column} may be money or percent; it was left aside, revenue is the amount as it stands.",
            **message_fields(p),
        ),
        lambda p: _(
            "Say --map discount={column} (money), --map discount_rate={column} (share or percent taken off) or "
            "--map paid_rate={column} (share or percent paid).",
            **message_fields(p),
        ),
    ),
    "discount-from-list": (
        lambda p: n_(
            "Discount is how far {price} lies below {list} ({n} row, {sum}).",
            "Discount is how far {price} lies below {list} ({n} rows, {sum}).",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "multiplied": (
        lambda p: _(
            "Column {column} was multiplied by {multiple}, the unit that its header names.",
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
                "Amounts of {columns} were multiplied by {multiple}, the unit that the table is in ({unit}).",
                columns=message_parts.value(p, "columns"),
                multiple=_multiple(p),
                unit=message_parts.value(p, "unit"),
            )
            if p.money is None
            else _(
                "Amounts of {columns} were multiplied by {multiple}, the unit that the table is in ({unit}): "
                "{sum} in all.",
                columns=message_parts.value(p, "columns"),
                multiple=_multiple(p),
                unit=message_parts.value(p, "unit"),
                sum=message_parts.amount(p),
            )
        ),
        lambda p: _("If they are in another unit, say --unit 1, 1000 or 10000 (in Python unit=…)."),
    ),
    "unit-given": (
        lambda p: _(
            "Amounts of {columns} were multiplied by {multiple}, as asked.",
            columns=message_parts.value(p, "columns"),
            multiple=_multiple(p),
        ),
        message_parts.nothing,
    ),
    "units-apart": (
        lambda p: (
            _(
                "Column {column} is usually {times} times {revenue}: the two are hardly in the same unit.",
                column=message_parts.column(p),
                revenue=message_parts.value(p, "revenue"),
                times=number(p.values["ratio"], 0),
            )
            if p.values["larger"]
            else _(
                "Column {revenue} is usually {times} times {column}: the two are hardly in the same unit.",
                column=message_parts.column(p),
                revenue=message_parts.value(p, "revenue"),
                times=number(p.values["ratio"], 0),
            )
        ),
        lambda p: _(
            "Write the unit into both headers, or say --unit 1, 1000 or 10000 for the columns that name none "
            "(in Python unit=…)."
        ),
    ),
    "drafts-wait": (
        lambda p: n_(
            "{n} row is paid by draft ({sum}; {place}): it counts as paid on the day in column {column}, on which "
            "the draft falls due.",
            "{n} rows are paid by draft ({sum}; first: {place}): they count as paid on the day in column "
            "{column}, on which the draft falls due.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _(
            "If drafts are passed on or discounted at once, empty the days in column {column}.",
            **message_fields(p),
        ),
    ),
    "drafts-undated": (
        lambda p: n_(
            "{n} row is paid by draft and names no day on which the draft falls due ({sum}; {place}): it counts "
            "as paid on the day of receipt.",
            "{n} rows are paid by draft and name no day on which the draft falls due ({sum}; first: {place}): "
            "they count as paid on the day of receipt.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Add a column with the day on which each draft falls due."),
    ),
    "rebates-taken-off": (
        lambda p: n_(
            "{n} row has a rebate in column {column}: it was taken off revenue as a concession ({sum}; {place}).",
            "{n} rows have rebates in column {column}: they were taken off revenue as concessions ({sum}; first: "
            "{place}).",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("If the amounts are without them already, empty column {column}.", **message_fields(p)),
    ),
    "rebates-large": (
        lambda p: n_(
            "Column {column} ({sum}; {place}) comes to more than half of the amount beside it: it was not taken "
            "for a rebate of that row.",
            "Column {column} ({sum}; {n} rows, first: {place}) comes to more than half of the amounts beside it: "
            "it was not taken for rebates of these rows.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Write into column {column} what is set aside for each row.", **message_fields(p)),
    ),
    "price-less-tax": (
        lambda p: _("Column {column} is a price with tax; the tax was taken off.", **message_fields(p)),
        message_parts.nothing,
    ),
    "payments-less-tax": (
        lambda p: n_(
            "{n} payment in column {column} is of an amount with tax; the tax was taken off to compare it with "
            "revenue.",
            "{n} payments in column {column} are of amounts with tax; the tax was taken off to compare them with "
            "revenue.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "price-apart": (
        lambda p: _(
            "Column {column} is usually {times} times {quantity} × {price}: one of the three is something else, "
            "such as a weight, or a price of many pieces.",
            column=message_parts.column(p),
            times=number(p.values["ratio"], 2),
            quantity=message_parts.value(p, "quantity"),
            price=message_parts.value(p, "price"),
        ),
        lambda p: _("Say --map revenue=… for the amount of the row, or --map revenue=- for quantity × price."),
    ),
}
