"""What a report asks of the client about a problem: what to send or to tell, never an option of a command."""

from __future__ import annotations

import re
from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, n_

#: An option, a command, or an argument of Python: words for those who run the kit.
_TECHNICAL = re.compile(r"(?<![\w-])--[a-z]|\bkam [a-z]|\bin Python\b|Python 中")

_If = Callable[[Problem], str]


def fit(text: str) -> bool:
    """Whether a text is fit for those who do not run the kit."""
    return not _TECHNICAL.search(text)


def _count(_p: Problem) -> str:
    return _("Please tell us if these rows should count.")


def _returns(_p: Problem) -> str:
    return _("Please tell us whether these rows are sales or returns.")


def _discount(p: Problem) -> str:
    if not (column := message_parts.value(p, "discount") or message_parts.column(p)):
        return _("Please tell us what the discount is: money, the share taken off, or the share paid.")
    return _(
        "Please tell us what column {column} contains: money, the share taken off, or the share paid.",
        column=column,
    )


def _unit(_p: Problem) -> str:
    return _("Please tell us the unit of these amounts: one, thousands or ten thousands.")


def _which(p: Problem) -> str:
    return _("Please tell us which column contains {ours}.", ours=message_parts.canonical_column(p))


def _other_amounts(_p: Problem) -> str:
    return _("Please tell us if other amounts should be used.")


def _order_date(_p: Problem) -> str:
    return _("Please send us the date of each order, if your system has it.")


def _number(_p: Problem) -> str:
    return _("Please send us the number of each order or invoice, if your system has it.")


def _fill_in(p: Problem) -> str:
    return _("Please send us the file again with column {column} filled in.", **message_fields(p))


def _sheets(_p: Problem) -> str:
    return _("Please tell us which sheets should count.")


def _encoding(_p: Problem) -> str:
    return _("If names look wrong, please send us the file as a workbook (.xlsx).")


def _amount_of_row(_p: Problem) -> str:
    return _("Please send us the amount of each row, if your system has it.")


def _reversed_invoice(p: Problem) -> str:
    if p.values.get("mirrored", 1) == 0:
        return ""
    return _("Please send us the number of the invoice that each credit note reverses.")


def _one_customer(_p: Problem) -> str:
    return _("Please tell us which of them are one customer; counted separately, each looks smaller than it is.")


#: Code → what to send or to tell, where what is said to those who run the kit names an option.
REQUESTS: dict[str, _If] = {
    "void-lines": _count,
    "no-sales": _count,
    "duplicates-dropped": _count,
    "no-customer": _fill_in,
    "no-date": _fill_in,
    "unreadable-dates": lambda p: _(
        "Please send us the file again with dates like 2024-03-05 in column {column}.", **message_fields(p)
    ),
    "unreadable-amounts": lambda p: _(
        "Please send us the file again with plain numbers in column {column}.", **message_fields(p)
    ),
    "other-side": _returns,
    "credits-turned": _returns,
    "sales-negative": _returns,
    "signs-unknown": _returns,
    "duplicate-lines": lambda p: _("Please tell us if they were exported twice; we will then leave them out."),
    "future-dates": lambda p: _("Please check the dates of these rows and send us the file again."),
    "cost-empty": _fill_in,
    "unit-cost-alone": lambda p: _("Please send us the quantity of each row, or the cost of the row."),
    "cost-per-piece": lambda p: _("Please tell us whether it is the cost of one piece or of the row."),
    "costs-turned": lambda p: _(
        "Please tell us if column {column} is not the cost of these sales.", **message_fields(p)
    ),
    "cost-from-quantity": lambda p: _("Please send us the cost of each row, if your system has it."),
    "amount-without-tax": lambda p: _("Please tell us if amounts with tax should be used."),
    "shop-orders": _other_amounts,
    "amazon-prices": _other_amounts,
    "quantity-by-unit": _other_amounts,
    "amount-from-quantity": _amount_of_row,
    "price-apart": _amount_of_row,
    "amount-less-discount": _discount,
    "discount-unclear": _discount,
    "discount-large": _discount,
    "unit-from-title": _unit,
    "units-apart": _unit,
    "near-name": _which,
    "not-held": _which,
    "several-columns": _which,
    "no-order-id": _number,
    "contract-orders": _number,
    "month-end-invoices": lambda p: _(
        "Please send us the dates of purchase or delivery, if your system has them."
    ),
    "thin-end": lambda p: _("Please check whether the last months of the file are complete."),
    "credited-years": _reversed_invoice,
    "red-notes": _reversed_invoice,
    "order-numbers-again": _number,
    "ambiguous-column": lambda p: _(
        "Please tell us how column {column} is written in your system.", **message_fields(p)
    ),
    "periods": _order_date,
    "date-joined": _order_date,
    "dates-turned": lambda p: _(
        "Please tell us the date format of column {column} in your system.", **message_fields(p)
    ),
    "encoding-doubtful": _encoding,
    "encoding-damaged": _encoding,
    "no-header": lambda p: _("Please send us the file again with column headers."),
    "same-sheets": _sheets,
    "sheets-stacked": _sheets,
    "lines-added-up": lambda p: _("Please tell us if products should be compared; we then need a shorter period."),
    "files-stacked": lambda p: _("Please tell us if one of these files should not count."),
    "other-sheets": _sheets,
    "refunds-taken-off": lambda p: _("Please tell us if these refunds are already deducted from the amounts."),
    "refunds-in-amount": lambda p: _("Please tell us if these refunds still have to be deducted."),
    "line-amounts": lambda p: _(
        "Please tell us if the amount of the whole order should be spread over its lines."
    ),
    "id-variants": _one_customer,
    "twin-names": _one_customer,
    "renumbered": lambda p: n_(
        "Please tell us whether this is one customer under a new number: {names}.",
        "Please tell us whether each of these is one customer under a new number: {names}.",
        int(p.values.get("n", 1)),
        names=message_parts.renumbered(p),
    ),
    "groups": lambda p: _("Please tell us whether companies of one group should count as one customer."),
    "nobodys-name": lambda p: _("Please tell us which column contains the customers' names."),
    "one-customer": lambda p: _("Please tell us which column identifies customers."),
    "after-day": lambda p: _("Please tell us if later dates should count."),
}


def request(problem: Problem, remedy: str) -> str:
    """Say what the client is asked for; what is said to those who run the kit where it is fit for all.

    Parameters
    ----------
    problem : Problem
        What was found in a table.
    remedy : str
        What is said to those who run the kit.

    Returns
    -------
    str
        In the language in use; empty where there is nothing to ask.
    """
    if not remedy:
        return ""
    if problem.code in REQUESTS:
        return REQUESTS[problem.code](problem)
    return remedy if fit(remedy) else _("Please tell us if something else is meant.")
