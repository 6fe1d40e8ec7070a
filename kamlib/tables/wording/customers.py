"""Words for customers that may be one, or two, or none."""

from __future__ import annotations

from collections.abc import Callable

from kamlib.tables import message_parts
from kamlib.tables.message_parts import message_fields
from kamlib.tables.problems import Problem
from kamlib.words import _, count, money, n_
from kamlib.words.phrases import enumerated


def _groups(problem: Problem) -> str:
    """Name the largest groups, and how they were counted."""
    values, currency = problem.values, problem.values.get("currency")
    largest = [
        n_("{name} ({n} company, {sum})", "{name} ({n} companies, {sum})", int(values[f"companies_{at}"]),
           name=str(values[f"name_{at}"]), sum=money(values[f"sum_{at}"], currency))
        for at in (1, 2, 3) if f"name_{at}" in values
    ]  # fmt: skip
    words = {"names": enumerated(largest), "companies": count(problem.rows), "sum": message_parts.amount(problem)}
    if values.get("grouped"):
        return n_("{companies} customers belong to {n} group ({sum}); its companies were counted as one customer. "
                  "The largest: {names}.",
                  "{companies} customers belong to {n} groups ({sum}); the companies of each were counted as one "
                  "customer. The largest: {names}.", values["n"], **words)  # fmt: skip
    return n_("{companies} customers belong to {n} group ({sum}); its companies were counted one by one. "
              "The largest: {names}.",
              "{companies} customers belong to {n} groups ({sum}); their companies were counted one by one. "
              "The largest: {names}.", values["n"], **words)  # fmt: skip


#: Code → (what is wrong and what was done, what to do).
WORDS: dict[str, tuple[Callable[[Problem], str], Callable[[Problem], str]]] = {
    "ids-cut": (
        lambda p: n_(
            "{n} row has a customer number that a spreadsheet has cut short, such as {example} ({sum}; {place}): "
            "several customers may have become one.",
            "{n} rows have customer numbers that a spreadsheet has cut short, such as {example} ({sum}; first: "
            "{place}): several customers may have become one.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Get column {column} as text from where the file came from.", **message_fields(p)),
    ),
    "id-variants": (
        lambda p: n_(
            "Customers that may stand under several spellings: {groups}, for example {example} "
            "({n} row, {sum}); they were not merged.",
            "Customers that may stand under several spellings: {groups}, for example {example} "
            "({n} rows, {sum}); they were not merged.",
            p.rows,
            groups=count(p.values["n"]),
            example=str(p.values["example"]),
            sum=message_parts.amount(p),
        ),
        lambda p: _("Say which are one customer in a list with the columns id and becomes: --same-customer FILE."),
    ),
    "ids-merged": (
        lambda p: n_(
            "{n} customer stood under ids that differ only in capitals or blanks and bear one name, as {example} "
            "does; they were made one ({sum}; rows: {rows}).",
            "{n} customers stood under ids that differ only in capitals or blanks and bear one name, as {example} "
            "does; they were made one each ({sum}; rows: {rows}).",
            p.values["n"],
            example=str(p.values["example"]),
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        message_parts.nothing,
    ),
    "same-customer": (
        lambda p: n_(
            "By the list of ids that are one customer, {n} id was given to another ({sum}; rows: {rows}).",
            "By the list of ids that are one customer, {n} ids were given to others ({sum}; rows: {rows}).",
            p.values["n"],
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        message_parts.nothing,
    ),
    "groups": (
        _groups,
        lambda p: (
            _("To count companies one by one, say --count-by company.")
            if p.values.get("grouped")
            else _("To count each group as one customer, say --count-by group.")
        ),
    ),
    "no-groups": (
        lambda p: n_(
            "All customers stand in {n} group: it was taken for a class of customers.",
            "All customers stand in {n} groups: they were taken for classes of customers.",
            p.values["n"],
        ),
        message_parts.nothing,
    ),
    "renumbered": (
        lambda p: n_(
            "{n} customer probably goes on under a new number ({sum}): {names}. One stops, the other begins "
            "within a month, alike in rhythm, size and name or code. They were not merged.",
            "{n} customers probably go on under a new number ({sum}): {names}. One stops, the other begins "
            "within a month, alike in rhythm, size and name or code. They were not merged.",
            p.values["n"],
            names=message_parts.renumbered(p),
            sum=message_parts.amount(p),
        ),
        lambda p: _(
            "If so, say --same-customer FILE, with the columns id,becomes and these lines: {lines}",
            lines=" · ".join(map(",".join, message_parts.both_ids(p))),
        ),
    ),
    "one-customer": (
        lambda p: _("All rows are of one customer, {example}, by column {column}.", **message_fields(p)),
        lambda p: _("If another column tells customers apart, say --map customer_id=…"),
    ),
    "walk-in": (
        lambda p: n_(
            "{n} customer stands for buyers without a name: {names} ({sum}; rows: {rows}); it was kept.",
            "{n} customers stand for buyers without a name: {names} ({sum}; rows: {rows}); they were kept.",
            p.values["n"],
            names=message_parts.value(p, "names"),
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        lambda p: _(
            "Many buyers under one name are no account, and may look like the largest. To leave them out, "
            "empty the customer's cell in their rows: these are then named as rows without a customer."
        ),
    ),
    "without-sales": (
        lambda p: n_(
            "{n} customer has samples or credits only and no net sales above zero ({sum}; rows: {rows}): {names}. "
            "It counts in no share, and its money stays in the total.",
            "{n} customers have samples or credits only and no net sales above zero ({sum}; rows: {rows}), such "
            "as {names}. They count in no share, and their money stays in the total.",
            p.values["n"],
            names=message_parts.value(p, "names"),
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        message_parts.nothing,
    ),
    "several-names": (
        lambda p: n_(
            "{ids} customer id stands beside several names ({sum} in all), for example {example}: {names}.",
            "{ids} customer ids stand beside several names each ({sum} in all), for example {example}: {names}.",
            p.values["n"],
            ids=count(p.values["n"]),
            example=str(p.values["example"]),
            names=str(p.values["names"]),
            sum=message_parts.amount(p),
        ),
        lambda p: _("If they are different customers, give each an id of its own in the file."),
    ),
    "twin-names": (
        lambda p: n_(
            "{groups} name stands under several customer ids ({sum} in all), for example {name}: {ids}; "
            "they were not merged.",
            "{groups} names stand under several customer ids each ({sum} in all), for example {name}: {ids}; "
            "they were not merged.",
            p.values["n"],
            groups=count(p.values["n"]),
            name=str(p.values["example"]),
            ids=str(p.values["ids"]),
            sum=message_parts.amount(p),
        ),
        lambda p: _(
            "If they are one customer, say so in a list with the columns id and becomes: --same-customer FILE; "
            "apart, each looks smaller than it is."
        ),
    ),
    "customer-twice": (
        lambda p: n_(
            "{n} customer stands twice in the table, for example {example}; the first row counts.",
            "{n} customers stand twice in the table, for example {example}; the first row of each counts.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Keep one row a customer."),
    ),
    "customers-unknown": (
        lambda p: n_(
            "{n} customer with orders is not in the customer table ({sum}), for example {example}.",
            "{n} customers with orders are not in the customer table ({sum}), for example {example}.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Add them, or check that both files write ids in the same way."),
    ),
    "customers-few": (
        lambda p: _(
            "Of {buying} customers with orders only {met} are in the customer table, which has {listed}; {sum} of "
            "revenue is of customers that it lacks, for example {example}.",
            **{**message_fields(p), **{name: count(p.values[name]) for name in ("buying", "met", "listed")}},
        ),
        lambda p: _("Check that both files write ids in the same way, and that the table is of this company."),
    ),
    "joined-by-name": (
        lambda p: n_(
            "{n} row names its customer by another word than the orders, such as {example}; the customer was "
            "found by its name ({customers} in all).",
            "{n} rows name their customers by other words than the orders, such as {example}; the customers "
            "were found by their names ({customers} in all).",
            p.rows,
            customers=count(p.values["n"]),
            example=message_parts.value(p, "example"),
        ),
        message_parts.nothing,
    ),
    "names-ambiguous": (
        lambda p: n_(
            "{n} row names its customer by a name that several customers bear, such as {example}; it was joined "
            "to none of them.",
            "{n} rows name their customers by names that several customers bear, such as {example}; they were "
            "joined to none of them.",
            p.rows,
            example=message_parts.value(p, "example"),
        ),
        lambda p: _("Write the id that the orders have for the customer into these rows."),
    ),
    "others-unknown": (
        lambda p: n_(
            "{n} row of this table is about a customer nobody knows, for example {example}.",
            "{n} rows of this table are about customers nobody knows, for example {example}.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Check that both files write ids in the same way."),
    ),
}
