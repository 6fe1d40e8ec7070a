"""Problem codes to words: what is wrong and what was done, and what to do if that is not what was meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kamlib.tables.problems import Problem
from kamlib.tables.readings import Part
from kamlib.words import _, count, label, money, n_, number

Say = Callable[[Problem], str]


def message(problem: Problem) -> str:
    """Say what is wrong and what was done with it, in the language in use."""
    return _said(problem, 0)


def remedy(problem: Problem) -> str:
    """Say what to do if that is not what was meant; empty where there is nothing to do."""
    return _said(problem, 1)


def reasons(left_out: Mapping[str, Part]) -> str:
    """Say in a few words why rows were left out: ``void 12, without a customer 3``."""
    return ", ".join(f"{reason(code)} {count(part.rows)}" for code, part in left_out.items())


def reason(code: str) -> str:
    """Return the short name of a reason for leaving rows out."""
    names: dict[str, Callable[[], str]] = {
        "total-rows": lambda: _("totals"), "void-lines": lambda: _("void or not won"),
        "other-currency": lambda: _("another currency"), "no-customer": lambda: _("without a customer"),
        "no-date": lambda: _("without a date"), "unreadable-dates": lambda: _("unreadable date"),
        "infinite-amounts": lambda: _("infinite amount"), "unreadable-amounts": lambda: _("unreadable amount"),
        "no-amount": lambda: _("without an amount"), "duplicates-dropped": lambda: _("repeated lines"),
        "lacks-required": lambda: _("lacking what is required"),
    }  # fmt: skip
    return names[code]()


def _said(problem: Problem, part: int) -> str:
    if problem.code not in MESSAGES:
        return problem.code if part == 0 else ""
    return MESSAGES[problem.code][part](problem)


def _sum(problem: Problem) -> str:
    return money(None if problem.money is None else round(problem.money, 2), problem.values.get("currency"))


def _column(problem: Problem) -> str:
    return str(problem.values.get("column", ""))


def _row(problem: Problem) -> str:
    return str(problem.values.get("row", ""))


def _value(problem: Problem, key: str) -> str:
    return str(problem.values.get(key) or "")


def _nothing(_problem: Problem) -> str:
    return ""


def _at_source(problem: Problem) -> str:
    return _("Correct row {row} and the like in the file.", row=_row(problem))


#: Code → (what is wrong and what was done, what to do).
MESSAGES: dict[str, tuple[Say, Say]] = {
    # left out
    "total-rows": (
        lambda p: n_(
            "{n} row is a total of others and was left out ({sum}).",
            "{n} rows are totals of others and were left out ({sum}).",
            p.rows,
            sum=_sum(p),
        ),
        _nothing,
    ),
    "void-lines": (
        lambda p: (
            n_(
                "{n} deal that is not won was left out ({sum}).",
                "{n} deals that are not won were left out ({sum}).",
                p.rows,
                sum=_sum(p),
            )
            if p.values.get("deals")
            else n_(
                "{n} void or cancelled row was left out ({sum}, by column {column}).",
                "{n} void or cancelled rows were left out ({sum}, by column {column}).",
                p.rows,
                sum=_sum(p),
                column=_column(p),
            )
        ),
        lambda p: _("If they count, rename column {column} in the file.", column=_column(p)),
    ),
    "other-currency": (
        lambda p: n_(
            "{n} row in another currency was left out.", "{n} rows in other currencies were left out.", p.rows
        ),
        lambda p: _("Convert the amounts to one currency in the file, if they are to count."),
    ),
    "no-customer": (
        lambda p: n_(
            "{n} row without a customer was left out ({sum}; first: row {row}).",
            "{n} rows without a customer were left out ({sum}; first: row {row}).",
            p.rows,
            sum=_sum(p),
            row=_row(p),
        ),
        lambda p: _(
            "Fill in column {column} in the file, or map another one: --map customer_id=…", column=_column(p)
        ),
    ),
    "no-date": (
        lambda p: n_(
            "{n} row without a date was left out ({sum}; first: row {row}).",
            "{n} rows without a date were left out ({sum}; first: row {row}).",
            p.rows,
            sum=_sum(p),
            row=_row(p),
        ),
        lambda p: _("Fill in column {column} in the file, or map another one: --map date=…", column=_column(p)),
    ),
    "unreadable-dates": (
        lambda p: n_(
            "{n} row whose date cannot be read was left out ({sum}; first: row {row}).",
            "{n} rows whose date cannot be read were left out ({sum}; first: row {row}).",
            p.rows,
            sum=_sum(p),
            row=_row(p),
        ),
        lambda p: _(
            "Correct column {column} in the file; if day and month are swapped, say --dayfirst or --monthfirst.",
            column=_column(p),
        ),
    ),
    "infinite-amounts": (
        lambda p: n_(
            "{n} row with an infinite amount was left out (row {row}).",
            "{n} rows with an infinite amount were left out (first: row {row}).",
            p.rows,
            row=_row(p),
        ),
        _at_source,
    ),
    "unreadable-amounts": (
        lambda p: n_(
            "{n} row whose amount cannot be read was left out (row {row}).",
            "{n} rows whose amount cannot be read were left out (first: row {row}).",
            p.rows,
            row=_row(p),
        ),
        lambda p: _(
            "Correct column {column} in the file; if the decimal mark was mistaken, say "
            "--decimal . or --decimal ,",
            column=_column(p),
        ),
    ),
    "no-amount": (
        lambda p: n_(
            "{n} row without an amount was left out (row {row}).",
            "{n} rows without an amount were left out (first: row {row}).",
            p.rows,
            row=_row(p),
        ),
        lambda p: _("Fill in column {column} in the file, if these rows are sales.", column=_column(p)),
    ),
    "duplicates-dropped": (
        lambda p: n_(
            "{n} row that repeats another one exactly was left out ({sum}).",
            "{n} rows that repeat others exactly were left out ({sum}).",
            p.rows,
            sum=_sum(p),
        ),
        lambda p: _("Leave away --drop-duplicates to keep them."),
    ),
    "lacks-required": (
        lambda p: n_(
            "{n} row without {column} was left out (row {row}).",
            "{n} rows without {column} were left out (first: row {row}).",
            p.rows,
            column=_column(p),
            row=_row(p),
        ),
        lambda p: _("Fill in column {column} in the file.", column=_column(p)),
    ),
    # counted, but doubtful
    "duplicate-lines": (
        lambda p: n_(
            "{n} row repeats another one exactly ({sum}); it was kept.",
            "{n} rows repeat others exactly ({sum}); they were kept.",
            p.rows,
            sum=_sum(p),
        ),
        lambda p: _("If they were exported twice, say --drop-duplicates (in Python drop_duplicates=True)."),
    ),
    "returns": (
        lambda p: n_(
            "{n} negative row ({sum}) was netted as a return.",
            "{n} negative rows ({sum}) were netted as returns.",
            p.rows,
            sum=_sum(p),
        ),
        _nothing,
    ),
    "future-dates": (
        lambda p: n_(
            "{n} row is dated after {day} ({sum}); it was counted.",
            "{n} rows are dated after {day} ({sum}); they were counted.",
            p.rows,
            day=str(p.values["day"]),
            sum=_sum(p),
        ),
        lambda p: _(
            "Check day and month (--dayfirst, --monthfirst) and the year, or say --as-of to "
            "leave later lines out of a report."
        ),
    ),
    "cost-missing": (
        lambda p: n_(
            "{n} row has no cost ({sum} of revenue); profit is of the other rows.",
            "{n} rows have no cost ({sum} of revenue); profit is of the other rows.",
            p.rows,
            sum=_sum(p),
        ),
        lambda p: _("Fill in the cost in the file (first: row {row}).", row=_row(p)),
    ),
    "cost-sign": (
        lambda p: n_(
            "{n} return ({sum}) carries a positive cost, which lowers profit a second time.",
            "{n} returns ({sum}) carry a positive cost, which lowers profit a second time.",
            p.rows,
            sum=_sum(p),
        ),
        lambda p: _(
            "Give returned goods a negative cost in the file, unless they were scrapped (first: row {row}).",
            row=_row(p),
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
            column=_column(p),
            example=str(p.values["example"]),
        ),
    ),
    "id-variants": (
        lambda p: n_(
            "{groups} customers may stand under several spellings, for example {example} "
            "({n} row, {sum}); they were not merged.",
            "{groups} customers may stand under several spellings, for example {example} "
            "({n} rows, {sum}); they were not merged.",
            p.rows,
            groups=count(p.values["n"]),
            example=str(p.values["example"]),
            sum=_sum(p),
        ),
        lambda p: _("Give each customer one id in the file."),
    ),
    "customer-twice": (
        lambda p: n_(
            "{n} customer stands twice in the table, for example {example}; the first row counts.",
            "{n} customers stand twice in the table, for example {example}; the first row of each counts.",
            p.rows,
            example=str(p.values["example"]),
        ),
        lambda p: _("Keep one row a customer."),
    ),
    "customers-unknown": (
        lambda p: n_(
            "{n} customer with orders is not in the customer table ({sum}), for example {example}.",
            "{n} customers with orders are not in the customer table ({sum}), for example {example}.",
            p.rows,
            sum=_sum(p),
            example=str(p.values["example"]),
        ),
        lambda p: _("Add them, or check that both files write ids in the same way."),
    ),
    "others-unknown": (
        lambda p: n_(
            "{n} row of this table is about a customer nobody knows, for example {example}.",
            "{n} rows of this table are about customers nobody knows, for example {example}.",
            p.rows,
            example=str(p.values["example"]),
        ),
        lambda p: _("Check that both files write ids in the same way."),
    ),
    "off-scale": (
        lambda p: n_(
            "{n} value of column {column} is not between 1 and 5 and was set aside.",
            "{n} values of column {column} are not between 1 and 5 and were set aside.",
            p.rows,
            column=_column(p),
        ),
        lambda p: _("Bring column {column} to the scale from 1 to 5.", column=_column(p)),
    ),
    "unreadable-cells": (
        lambda p: n_(
            "{n} cell of column {column} cannot be read and was taken as empty (row {row}).",
            "{n} cells of column {column} cannot be read and were taken as empty (first: row {row}).",
            p.rows,
            column=_column(p),
            row=_row(p),
        ),
        lambda p: _("Correct column {column} in the file.", column=_column(p)),
    ),
    # how the file was opened
    "encoding-doubtful": (
        lambda p: _(
            "The encoding of the file is not certain; it was read as {encoding}.", encoding=_value(p, "encoding")
        ),
        lambda p: _("If names look wrong, say --encoding, for example --encoding gbk."),
    ),
    "encoding-damaged": (
        lambda p: n_(
            "{n} character of the file cannot be read as {encoding}.",
            "{n} characters of the file cannot be read as {encoding}.",
            int(p.values["characters"]),
            encoding=_value(p, "encoding"),
        ),
        lambda p: _("If names look wrong, say --encoding, for example --encoding gbk."),
    ),
    "no-header": (
        lambda p: _("The file has no header; its columns are called column 1, column 2 …"),
        lambda p: _("Say which is which, for example --map customer_id='column 1', or add a header."),
    ),
    "same-sheets": (
        lambda p: _(
            "Only sheet {sheet} was read; {names} has the same columns.",
            sheet=_value(p, "sheet"),
            names=_value(p, "names"),
        ),
        lambda p: _("To read another one, say --sheet; to read them together, put them into one sheet."),
    ),
    "other-sheets": (
        lambda p: _(
            "Sheet {sheet} was read; {names} holds a table too.",
            sheet=_value(p, "sheet"),
            names=_value(p, "names"),
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
        lambda p: n_(
            "{n} line has more cells than the header, or fewer (row {row}).",
            "{n} lines have more cells than the header, or fewer (first: row {row}).",
            p.rows,
            row=_row(p),
        ),
        _at_source,
    ),
    "stray-quotes": (
        lambda p: _("The file has quotation marks that do not close; they were read as plain characters."),
        lambda p: _("Check the rows around them, or export the file again."),
    ),
    # how the file was understood
    "near-name": (
        lambda p: _(
            "Column {column} was taken for {ours}, because the names are nearly the same.",
            column=_column(p),
            ours=_ours(p),
        ),
        lambda p: _("If it is another one, say --map {ours}=…", ours=str(p.values["ours"])),
    ),
    "several-columns": (
        lambda p: _(
            "Column {column} was taken for {ours}; it could also have been {others}.",
            column=_column(p),
            ours=_ours(p),
            others=str(p.values["others"]),
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
            sum=_sum(p),
        ),
        _nothing,
    ),
    "amount-without-tax": (
        lambda p: _(
            "Of the amounts, the one without tax was taken: {taken}, not {other}.",
            taken=str(p.values["taken"]),
            other=str(p.values["other"]),
        ),
        lambda p: _("To count amounts with tax, say --map revenue={other}", other=str(p.values["other"])),
    ),
    "tax-mismatch": (
        lambda p: n_(
            "In {n} row, amount and tax do not add up to {column} (row {row}).",
            "In {n} rows, amount and tax do not add up to {column} (first: row {row}).",
            p.rows,
            column=_column(p),
            row=_row(p),
        ),
        _at_source,
    ),
    "tax-taken-off": (
        lambda p: _("Revenue is {column} less {tax}.", column=_column(p), tax=str(p.values["tax"])),
        _nothing,
    ),
    "tax-included": (
        lambda p: _(
            "The only amounts are with tax ({column}): revenue and profit are too high by the tax.",
            column=_column(p),
        ),
        lambda p: _("Add a column with the amount before tax, or one with the tax."),
    ),
    "amount-from-quantity": (
        lambda p: _(
            "Revenue is {quantity} × {price}.", quantity=str(p.values["quantity"]), price=str(p.values["price"])
        ),
        lambda p: _("If a column has the amount, say --map revenue=…"),
    ),
    "amount-less-discount": (
        lambda p: _(
            "Revenue is {quantity} × {price} less {discount}, taken as {kind}.",
            quantity=str(p.values["quantity"]),
            price=str(p.values["price"]),
            discount=str(p.values["discount"]),
            kind=_kind(p),
        ),
        lambda p: _(
            "If the discount is meant in another way, say --map discount=… (money) or --map "
            "discount_rate=… (share or percent)."
        ),
    ),
    "cost-from-quantity": (
        lambda p: _(
            "Cost is {quantity} × {cost}.", quantity=str(p.values["quantity"]), cost=str(p.values["cost"])
        ),
        lambda p: _("If a column has the cost of the row, say --map cost=…"),
    ),
    "cost-from-profit": (
        lambda p: _("Cost is revenue less {column}.", column=_column(p)),
        _nothing,
    ),
    "discount-is-share": (
        lambda p: n_(
            "{column} is a share that is already in the amount ({n} row, {sum}).",
            "{column} is a share that is already in the amount ({n} rows, {sum}).",
            p.rows,
            column=_column(p),
            sum=_sum(p),
        ),
        _nothing,
    ),
    "discount-unclear": (
        lambda p: _(
            "{column} may be money or percent; it was left aside, revenue is the amount as it stands.",
            column=_column(p),
        ),
        lambda p: _(
            "Say --map discount={column} (money) or --map discount_rate={column} (share or percent).",
            column=_column(p),
        ),
    ),
    "discount-from-list": (
        lambda p: n_(
            "Discount is how far {price} lies below {list} ({n} row, {sum}).",
            "Discount is how far {price} lies below {list} ({n} rows, {sum}).",
            p.rows,
            price=str(p.values["price"]),
            list=str(p.values["list"]),
            sum=_sum(p),
        ),
        _nothing,
    ),
    "statuses": (
        lambda p: _("By their status, these rows count: {counted}.", counted=str(p.values["counted"])),
        _nothing,
    ),
    "multiplied": (
        lambda p: _(
            "Column {column} was multiplied by {multiple}, the unit that its header names.",
            column=_column(p),
            multiple=number(p.values["multiple"], 0),
        ),
        _nothing,
    ),
    "ambiguous-column": (
        lambda p: _("Column {column} can be read in two ways, and nothing in it says which.", column=_column(p)),
        lambda p: _("Say --decimal . or , for amounts, --dayfirst or --monthfirst for dates."),
    ),
    "short-years": (
        lambda p: n_(
            "{n} date of column {column} has a year of two digits; it was taken as 20…",
            "{n} dates of column {column} have a year of two digits; they were taken as 20…",
            p.rows,
            column=_column(p),
        ),
        lambda p: _("Write years with four digits."),
    ),
    "day-numbers": (
        lambda p: n_(
            "{n} date of column {column} is a spreadsheet's day number and was read as such.",
            "{n} dates of column {column} are a spreadsheet's day numbers and were read as such.",
            p.rows,
            column=_column(p),
        ),
        _nothing,
    ),
}


def _ours(problem: Problem) -> str:
    from kamlib.tables.schema import schema

    return label(schema()[problem.table][str(problem.values["ours"])].term)


def _kind(problem: Problem) -> str:
    kinds = {"money": _("money"), "share": _("a share"), "percent": _("percent")}
    return kinds[str(problem.values["kind"])]
