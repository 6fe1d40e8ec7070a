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
    return _("Tell us if these rows are to count.")


def _returns(_p: Problem) -> str:
    return _("Tell us whether these rows are sales or returns.")


def _discount(p: Problem) -> str:
    if not (column := message_parts.value(p, "discount") or message_parts.column(p)):
        return _("Tell us what the discount is: money, the share taken off, or the share paid.")
    return _("Tell us what column {column} holds: money, the share taken off, or the share paid.", column=column)


def _unit(_p: Problem) -> str:
    return _("Tell us the unit of these amounts: one, thousands or ten thousands.")


def _which(p: Problem) -> str:
    return _("Tell us which column holds {ours}.", ours=message_parts.canonical_column(p))


def _other_amounts(_p: Problem) -> str:
    return _("Tell us if other amounts are to count.")


def _order_date(_p: Problem) -> str:
    return _("Send us the day of each order, if your system has it.")


def _number(_p: Problem) -> str:
    return _("Send us the number of each order or invoice, if your system has it.")


def _fill_in(p: Problem) -> str:
    return _("Send us the file with column {column} filled in.", **message_fields(p))


def _sheets(_p: Problem) -> str:
    return _("Tell us which sheets are to count.")


def _encoding(_p: Problem) -> str:
    return _("If names look wrong, send us the file as a workbook (.xlsx).")


def _amount_of_row(_p: Problem) -> str:
    return _("Send us the amount of each row, if your system has it.")


def _one_customer(_p: Problem) -> str:
    return _("Tell us which of them are one customer; apart, each looks smaller than it is.")


#: Code → what to send or to tell, where what is said to those who run the kit names an option.
REQUESTS: dict[str, _If] = {
    "void-lines": _count,
    "no-sales": _count,
    "duplicates-dropped": _count,
    "no-customer": _fill_in,
    "no-date": _fill_in,
    "unreadable-dates": lambda p: _(
        "Send us the file with dates like 2024-03-05 in column {column}.", **message_fields(p)
    ),
    "unreadable-amounts": lambda p: _(
        "Send us the file with plain numbers in column {column}.", **message_fields(p)
    ),
    "other-side": _returns,
    "credits-turned": _returns,
    "sales-negative": _returns,
    "signs-unknown": _returns,
    "duplicate-lines": lambda p: _("Tell us if they were exported twice; they are then left out."),
    "future-dates": lambda p: _("Check day, month and year of these rows, and send us the file again."),
    "cost-empty": _fill_in,
    "unit-cost-alone": lambda p: _("Send us the number of pieces of each row, or the cost of the row."),
    "cost-per-piece": lambda p: _("Tell us whether it is the cost of one piece or of the row."),
    "costs-turned": lambda p: _(
        "Tell us if column {column} does not hold the cost of these sales.", **message_fields(p)
    ),
    "cost-from-quantity": lambda p: _("Send us the cost of each row, if your system has it."),
    "amount-without-tax": lambda p: _("Tell us if amounts with tax are to count."),
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
    "month-end-invoices": lambda p: _("Send us the days of purchase or delivery, if your system has them."),
    "credited-years": lambda p: _("Send us the number of the invoice that each credit note reverses."),
    "red-notes": lambda p: _("Send us the number of the invoice that each credit note reverses."),
    "order-numbers-again": _number,
    "ambiguous-column": lambda p: _("Tell us how column {column} is written in your system.", **message_fields(p)),
    "periods": _order_date,
    "date-joined": _order_date,
    "dates-turned": lambda p: _(
        "Tell us how the dates of column {column} stand in your system.", **message_fields(p)
    ),
    "encoding-doubtful": _encoding,
    "encoding-damaged": _encoding,
    "no-header": lambda p: _("Send us the file with a header above its columns."),
    "same-sheets": _sheets,
    "sheets-stacked": _sheets,
    "other-sheets": _sheets,
    "refunds-taken-off": lambda p: _("Tell us if the amounts are without these refunds already."),
    "refunds-in-amount": lambda p: _("Tell us if these refunds are still to be taken off."),
    "line-amounts": lambda p: _("Tell us if the amount of the whole order is to be spread over its lines."),
    "id-variants": _one_customer,
    "twin-names": _one_customer,
    "renumbered": lambda p: n_(
        "Tell us whether this is one customer under a new number: {names}.",
        "Tell us whether these are one customer each under a new number: {names}.",
        int(p.values.get("n", 1)),
        names=message_parts.renumbered(p),
    ),
    "groups": lambda p: _("Tell us whether companies of one group are to count as one customer."),
    "nobodys-name": lambda p: _("Tell us which column holds the customers' names."),
    "one-customer": lambda p: _("Tell us which column tells customers apart."),
    "after-day": lambda p: _("Tell us if later days are to count."),
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
    return remedy if fit(remedy) else _("Tell us if something else is meant.")
