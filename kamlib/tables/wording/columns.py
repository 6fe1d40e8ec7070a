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
            "Column {column} has only one or two names for {customers} customers ({names}): it is not the "
            "customer's name, and {other} was used.",
            **{**message_fields(problem), "customers": customers},
        )
    return _(
        "Column {column} has only one or two names for {customers} customers ({names}): it is not the customer's "
        "name, and was ignored.",
        **{**message_fields(problem), "customers": customers},
    )


#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "near-name": (
        lambda p: _(
            "Column {column} was used as {ours} because the names are nearly the same.",
            **message_fields(p),
        ),
        lambda p: _("If this is wrong, use --map {ours}=…", ours=str(p.values["ours"])),
    ),
    "not-held": (
        lambda p: _(
            "Column {column} is named like {ours} but does not contain it (first cell: {cell}); it was ignored.",
            column=message_parts.column(p),
            ours=message_parts.canonical_column(p),
            cell=message_parts.value(p, "cell"),
        ),
        lambda p: _(
            "Correct it in the file, or select another one: --map {ours}=… (--map {ours}=- for none).",
            ours=str(p.values["ours"]),
        ),
    ),
    "several-columns": (
        lambda p: _(
            "Column {column} was used as {ours}; other possible columns: {others}.",
            **message_fields(p),
        ),
        lambda p: _("To use another one, use --map {ours}=…", ours=str(p.values["ours"])),
    ),
    "nobodys-name": (
        lambda p: _nobodys_name(p),
        lambda p: (
            _("If it is the customers' name after all, use --map name={column}", **message_fields(p))
            if p.table == "orders"
            else ""
        ),
    ),
    "no-order-id": (
        lambda p: _("There is no order number; all lines of a customer on one day were treated as one order."),
        lambda p: _("If a column has it, use --map order_id=…"),
    ),
    "order-id-missing": (
        lambda p: n_(
            "{n} row has no order number ({sum}); all lines of a customer on one day were treated as one order.",
            "{n} rows have no order number ({sum}); all lines of a customer on one day were treated as one order.",
            p.rows,
            **message_fields(p),
        ),
        message_parts.nothing,
    ),
    "contract-orders": (
        lambda p: _(
            "There is no order number; all lines of a customer under one contract (column {column}) on one day "
            "were treated as one order.",
            **message_fields(p),
        ),
        lambda p: _("If a column has it, use --map order_id=…"),
    ),
    "order-numbers-again": (
        lambda p: n_(
            "{numbers} number in column {column} is used for several orders, on days more than a month apart or "
            "of several customers or companies (rows: {n}; {sum}; for example {example}); they were separated "
            "into {made} orders.",
            "{numbers} numbers in column {column} are used for several orders each, on days more than a month "
            "apart or of several customers or companies ({n} rows, {sum}; for example {example}); they were "
            "separated into {made} orders.",
            p.values["n"],
            **{
                **message_fields(p),
                "n": count(p.rows),
                "numbers": count(p.values["n"]),
                "made": count(p.values["made"]),
            },
        ),
        lambda p: _("If another column has the order numbers, use --map order_id=…"),
    ),
    "ambiguous-column": (
        lambda p: _(
            "Column {column} can be read in two ways, and its content does not show which.", **message_fields(p)
        ),
        lambda p: _("Use --decimal . or , for amounts, --dayfirst or --monthfirst for dates."),
    ),
}
