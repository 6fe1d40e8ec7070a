"""Words for how a file was opened and its columns were understood."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import say
from kamlib.tables.problems import Problem
from kamlib.tables.say import said
from kamlib.words import _, n_, number


def _multiple(problem: Problem) -> str:
    multiple = float(problem.values["multiple"])
    return number(multiple) if multiple < 1 else number(multiple, 0)


#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    # how the file was opened
    "encoding-doubtful": (
        lambda p: _(
            "The encoding of the file is not certain; it was read as {encoding}.",
            **said(p),
        ),
        lambda p: _("If names look wrong, say --encoding, for example --encoding gbk."),
    ),
    "encoding-damaged": (
        lambda p: n_(
            "{n} character of the file cannot be read as {encoding}.",
            "{n} characters of the file cannot be read as {encoding}.",
            int(p.values["characters"]),
            **said(p),
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
            sheet=say.value(p, "sheet"),
            names=say.value(p, "names"),
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
            sheets=say.value(p, "sheet"),
        ),
        lambda p: _("To read one alone, say --sheet with its name; row numbers are those of each sheet."),
    ),
    "other-sheets": (
        lambda p: _(
            "Sheet {sheet} was read; {names} holds a table too.",
            **said(p),
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
                **said(p),
            )
            if p.money is None
            else n_(
                "{n} line has more cells than the header, or fewer ({place}): {sum} as it was read.",
                "{n} lines have more cells than the header, or fewer (first: {place}): {sum} as they were read.",
                p.rows,
                **said(p),
            )
        ),
        say.at_source,
    ),
    "thousands-joined": (
        lambda p: n_(
            "In {n} line a comma within a number divided it ({sum}; {place}); it was put together again.",
            "In {n} lines a comma within a number divided it ({sum}; first: {place}); they were put together "
            "again.",
            p.rows,
            **said(p),
        ),
        lambda p: _("Export the file with quotation marks, or as .xlsx, to be safe."),
    ),
    "stray-quotes": (
        lambda p: _("The file has quotation marks that do not close; they were read as plain characters."),
        lambda p: _("Check the rows around them, or export the file again."),
    ),
    # how the file was understood
    "near-name": (
        lambda p: _(
            "Column {column} was taken for {ours}, because the names are nearly the same.",
            **said(p),
        ),
        lambda p: _("If it is another one, say --map {ours}=…", ours=str(p.values["ours"])),
    ),
    "not-held": (
        lambda p: _(
            "Column {column} is named like {ours} but does not hold it (first cell: {cell}); it was set aside.",
            column=say.column(p),
            ours=say.ours(p),
            cell=say.value(p, "cell"),
        ),
        lambda p: _(
            "Correct it in the file, or name another one: --map {ours}=… (--map {ours}=- for none).",
            ours=str(p.values["ours"]),
        ),
    ),
    "several-columns": (
        lambda p: _(
            "Column {column} was taken for {ours}; it could also have been {others}.",
            **said(p),
        ),
        lambda p: _("To take another one, say --map {ours}=…", ours=str(p.values["ours"])),
    ),
    "no-order-id": (
        lambda p: _("There is no order number; what a customer bought on one day was taken as one order."),
        lambda p: _("If a column has it, say --map order_id=…"),
    ),
    "order-id-missing": (
        lambda p: n_(
            "{n} row has no order number ({sum}); what a customer bought on one day was taken as one order.",
            "{n} rows have no order number ({sum}); what a customer bought on one day was taken as one order.",
            p.rows,
            **said(p),
        ),
        say.nothing,
    ),
    "amount-without-tax": (
        lambda p: _(
            "Of the amounts, the one without tax was taken: {taken}, not {other}.",
            **said(p),
        ),
        lambda p: _("To count amounts with tax, say --map revenue={other}", **said(p)),
    ),
    "tax-mismatch": (
        lambda p: n_(
            "In {n} row, amount and tax do not add up to {column} ({place}).",
            "In {n} rows, amount and tax do not add up to {column} (first: {place}).",
            p.rows,
            **said(p),
        ),
        say.at_source,
    ),
    "tax-taken-off": (
        lambda p: _("Revenue is {column} less {tax}.", **said(p)),
        say.nothing,
    ),
    "tax-by-rate": (
        lambda p: _(
            "Revenue is {column} less tax at the rate of column {rate} ({sum} of tax).",
            column=say.column(p),
            rate=say.value(p, "rate"),
            sum=say.amount(p),
        ),
        say.nothing,
    ),
    "shop-orders": (
        lambda p: _(
            "An export of orders by Shopify: each line has its share of Total less Taxes and Shipping ({sum}).",
            **said(p),
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
            **said(p),
        ),
        say.nothing,
    ),
    "whole-orders": (
        lambda p: _("{column} is the amount of the whole order: it was spread over the order's lines.", **said(p)),
        say.nothing,
    ),
    "amazon-prices": (
        lambda p: _(
            "A report of Amazon: item-price is of the whole line; promotions were taken off, and item-tax where "
            "it is in the price ({sum}).",
            **said(p),
        ),
        lambda p: _("To take other amounts, say --map revenue=…"),
    ),
    "tax-included": (
        lambda p: _(
            "The only amounts are with tax ({column}): revenue and profit are too high by the tax.",
            **said(p),
        ),
        lambda p: _("Add a column with the amount before tax, or one with the tax."),
    ),
    "amount-from-quantity": (
        lambda p: _("Revenue is {quantity} × {price}.", **said(p)),
        lambda p: _("If a column has the amount, say --map revenue=…"),
    ),
    "amount-less-discount": (
        lambda p: _(
            "Revenue is {quantity} × {price} less {discount}, taken as {kind}.",
            **said(p),
        ),
        lambda p: _(
            "If the discount is meant in another way, say --map discount=… (money), --map discount_rate=… (share "
            "or percent taken off) or --map paid_rate=… (share or percent paid)."
        ),
    ),
    "quantity-by-unit": (
        lambda p: _(
            "{price} is a price of the unit of {column}: revenue is {column} × {price}, not {quantity} × {price}.",
            **said(p),
        ),
        lambda p: _("To take another quantity, say --map quantity=…"),
    ),
    "cost-from-quantity": (
        lambda p: _("Cost is {quantity} × {cost}.", **said(p)),
        lambda p: _("If a column has the cost of the row, say --map cost=…"),
    ),
    "cost-from-profit": (
        lambda p: _("Cost is revenue less {column}.", **said(p)),
        say.nothing,
    ),
    "rates-mixed": (
        lambda p: n_(
            "{n} row of column {column} has a rate that is hardly percent, such as {example} ({sum}; {place}); "
            "it was taken as percent like the others.",
            "{n} rows of column {column} have rates that are hardly percent, such as {example} ({sum}; first: "
            "{place}); they were taken as percent like the others.",
            p.rows,
            column=say.column(p),
            example=say.value(p, "example"),
            sum=say.amount(p),
            place=say.place(p),
        ),
        lambda p: _("Write all rates of column {column} in the same way.", **said(p)),
    ),
    "discount-is-share": (
        lambda p: n_(
            "{column} is a share that is already in the amount ({n} row, {sum}).",
            "{column} is a share that is already in the amount ({n} rows, {sum}).",
            p.rows,
            **said(p),
        ),
        say.nothing,
    ),
    "discount-unclear": (
        lambda p: _(
            "{column} may be money or percent; it was left aside, revenue is the amount as it stands.",
            **said(p),
        ),
        lambda p: _(
            "Say --map discount={column} (money), --map discount_rate={column} (share or percent taken off) or "
            "--map paid_rate={column} (share or percent paid).",
            **said(p),
        ),
    ),
    "discount-from-list": (
        lambda p: n_(
            "Discount is how far {price} lies below {list} ({n} row, {sum}).",
            "Discount is how far {price} lies below {list} ({n} rows, {sum}).",
            p.rows,
            **said(p),
        ),
        say.nothing,
    ),
    "statuses": (
        lambda p: _("By their status, these rows count: {counted} (column {column}).", **said(p)),
        say.nothing,
    ),
    "multiplied": (
        lambda p: _(
            "Column {column} was multiplied by {multiple}, the unit that its header names.",
            column=say.column(p),
            multiple=_multiple(p),
        ),
        say.nothing,
    ),
    "unit-from-title": (
        lambda p: (
            _(
                "Amounts of {columns} were multiplied by {multiple}, the unit that the table is in ({unit}).",
                columns=say.value(p, "columns"),
                multiple=number(p.values["multiple"], 0),
                unit=say.value(p, "unit"),
            )
            if p.money is None
            else _(
                "Amounts of {columns} were multiplied by {multiple}, the unit that the table is in ({unit}): "
                "{sum} in all.",
                columns=say.value(p, "columns"),
                multiple=number(p.values["multiple"], 0),
                unit=say.value(p, "unit"),
                sum=say.amount(p),
            )
        ),
        lambda p: _("If they are in another unit, say --unit 1, 1000 or 10000 (in Python unit=…)."),
    ),
    "unit-given": (
        lambda p: _(
            "Amounts of {columns} were multiplied by {multiple}, as asked.",
            columns=say.value(p, "columns"),
            multiple=_multiple(p),
        ),
        say.nothing,
    ),
    "units-apart": (
        lambda p: (
            _(
                "Column {column} is usually {times} times {revenue}: the two are hardly in the same unit.",
                column=say.column(p),
                revenue=say.value(p, "revenue"),
                times=number(p.values["ratio"], 0),
            )
            if p.values["larger"]
            else _(
                "Column {revenue} is usually {times} times {column}: the two are hardly in the same unit.",
                column=say.column(p),
                revenue=say.value(p, "revenue"),
                times=number(p.values["ratio"], 0),
            )
        ),
        lambda p: _(
            "Write the unit into both headers, or say --unit 1, 1000 or 10000 for the columns that name none "
            "(in Python unit=…)."
        ),
    ),
    "price-apart": (
        lambda p: _(
            "Column {column} is usually {times} times {quantity} × {price}: one of the three is something else, "
            "such as a weight, or a price of many pieces.",
            column=say.column(p),
            times=number(p.values["ratio"], 2),
            quantity=say.value(p, "quantity"),
            price=say.value(p, "price"),
        ),
        lambda p: _("Say --map revenue=… for the amount of the row, or --map revenue=- for quantity × price."),
    ),
    "ambiguous-column": (
        lambda p: _("Column {column} can be read in two ways, and nothing in it says which.", **said(p)),
        lambda p: _("Say --decimal . or , for amounts, --dayfirst or --monthfirst for dates."),
    ),
    "short-years": (
        lambda p: n_(
            "{n} date of column {column} has a year of two digits; it was taken as 20…",
            "{n} dates of column {column} have a year of two digits; they were taken as 20…",
            p.rows,
            **said(p),
        ),
        lambda p: _("Write years with four digits."),
    ),
    "periods": (
        lambda p: n_(
            "{n} date of column {column} is a month or a quarter; it was taken as its first day.",
            "{n} dates of column {column} are months or quarters; each was taken as its first day.",
            p.rows,
            **said(p),
        ),
        lambda p: _("If another column has the day, say --map date=…"),
    ),
    "epochs": (
        lambda p: n_(
            "{n} date of column {column} counts seconds since 1970; it was read as a day of Universal Time.",
            "{n} dates of column {column} count seconds since 1970; they were read as days of Universal Time.",
            p.rows,
            **said(p),
        ),
        lambda p: _("If days of your own time are meant, write them into the file (such as 2024-03-05)."),
    ),
    "minguo": (
        lambda p: n_(
            "{n} date of column {column} counts years from 1912 (民國); 1911 was added.",
            "{n} dates of column {column} count years from 1912 (民國); 1911 was added.",
            p.rows,
            **said(p),
        ),
        say.nothing,
    ),
    "date-joined": (
        lambda p: _("The date was put together from several columns: {column}.", **said(p)),
        lambda p: _("If one column has the whole date, say --map date=…"),
    ),
    "dates-turned": (
        lambda p: n_(
            "In {n} date of column {column} a spreadsheet had taken the day for the month; it was turned back.",
            "In {n} dates of column {column} a spreadsheet had taken the day for the month: none of them lies "
            "after the 12th, and all that it left as text do; they were turned back.",
            p.rows,
            **said(p),
        ),
        lambda p: _("If they were right as they stood, say --dayfirst or --monthfirst."),
    ),
    "day-numbers": (
        lambda p: n_(
            "{n} date of column {column} is a spreadsheet's day number and was read as such.",
            "{n} dates of column {column} are a spreadsheet's day numbers and were read as such.",
            p.rows,
            **said(p),
        ),
        say.nothing,
    ),
}
