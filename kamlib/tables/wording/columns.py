"""Words for which column was taken for which."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, count, n_


def _nobodys_name(problem: Problem) -> str:
    customers = count(problem.values["n"])
    if problem.values["other"]:
        return _(
            "Column {column} holds one or two names for {customers} customers ({names}): it is nobody's "
            "name, and {other} was taken.",
            **{**message_fields(problem), "customers": customers},
        )
    return _(
        "Column {column} holds one or two names for {customers} customers ({names}): it is nobody's "
        "name, and was set aside.",
        **{**message_fields(problem), "customers": customers},
    )


#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "near-name": (
        lambda p: _(
            "Column {column} was taken for {ours}, because the names are nearly the same.",
            **message_fields(p),
        ),
        lambda p: _("If it is another one, say --map {ours}=…", ours=str(p.values["ours"])),
    ),
    "not-held": (
        lambda p: _(
            "Column {column} is named like {ours} but does not hold it (first cell: {cell}); it was set aside.",
            column=message_parts.column(p),
            ours=message_parts.canonical_column(p),
            cell=message_parts.value(p, "cell"),
        ),
        lambda p: _(
            "Correct it in the file, or name another one: --map {ours}=… (--map {ours}=- for none).",
            ours=str(p.values["ours"]),
        ),
    ),
    "several-columns": (
        lambda p: _(
            "Column {column} was taken for {ours}; it could also have been {others}.",
            **message_fields(p),
        ),
        lambda p: _("To take another one, say --map {ours}=…", ours=str(p.values["ours"])),
    ),
    "nobodys-name": (
        lambda p: _nobodys_name(p),
        lambda p: (
            _("If it is the customers' name all the same, say --map name={column}", **message_fields(p))
            if p.table == "orders"
            else ""
        ),
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
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "contract-orders": (
        lambda p: _(
            "There is no order number; what a customer bought under one contract (column {column}) on one day was "
            "taken as one order.",
            **message_fields(p),
        ),
        lambda p: _("If a column has it, say --map order_id=…"),
    ),
    "order-numbers-again": (
        lambda p: n_(
            "{numbers} number in column {column} stands for several orders, on days more than a month apart or of "
            "several customers or companies ({n} row, {sum}; for example {example}); these were told apart: "
            "{made} orders.",
            "{numbers} numbers in column {column} stand for several orders each, on days more than a month apart "
            "or of several customers or companies ({n} rows, {sum}; for example {example}); these were told "
            "apart: {made} orders.",
            p.values["n"],
            **{
                **message_fields(p),
                "n": count(p.rows),
                "numbers": count(p.values["n"]),
                "made": count(p.values["made"]),
            },
        ),
        lambda p: _("If another column numbers the orders, say --map order_id=…"),
    ),
    "ambiguous-column": (
        lambda p: _("Column {column} can be read in two ways, and nothing in it says which.", **message_fields(p)),
        lambda p: _("Say --decimal . or , for amounts, --dayfirst or --monthfirst for dates."),
    ),
}
