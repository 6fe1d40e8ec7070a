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
            "{n} row has a customer number that a spreadsheet program has cut off, such as {example} ({sum}; "
            "{place}): several customers may have become one.",
            "{n} rows have customer numbers that a spreadsheet program has cut off, such as {example} ({sum}; "
            "first: {place}): several customers may have become one.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Export column {column} as text from the original system.", **message_fields(p)),
    ),
    "id-variants": (
        lambda p: n_(
            "Customers that may appear under several spellings: {groups}, for example {example} ({n} row, "
            "{sum}); they were not merged.",
            "Customers that may appear under several spellings: {groups}, for example {example} ({n} rows, "
            "{sum}); they were not merged.",
            p.rows,
            groups=count(p.values["n"]),
            example=str(p.values["example"]),
            sum=message_parts.amount(p),
        ),
        lambda p: _(
            "List the ids that belong to one customer in a file with the columns id and becomes: "
            "--same-customer FILE."
        ),
    ),
    "ids-merged": (
        lambda p: n_(
            "{n} customer had ids that differ only in capitals or blanks and share one name, for example "
            "{example}; they were merged ({sum}; rows: {rows}).",
            "{n} customers had ids that differ only in capitals or blanks and share one name, for example "
            "{example}; the ids of each were merged ({sum}; rows: {rows}).",
            p.values["n"],
            example=str(p.values["example"]),
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        message_parts.nothing,
    ),
    "same-customer": (
        lambda p: n_(
            "According to the list of merged ids, {n} id was replaced by another ({sum}; rows: {rows}).",
            "According to the list of merged ids, {n} ids were replaced by others ({sum}; rows: {rows}).",
            p.values["n"],
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        message_parts.nothing,
    ),
    "groups": (
        _groups,
        lambda p: (
            _("To count companies one by one, use --count-by company.")
            if p.values.get("grouped")
            else _("To count each group as one customer, use --count-by group.")
        ),
    ),
    "no-groups": (
        lambda p: n_(
            "All customers are in {n} group: it was treated as a category of customers, not as a company group.",
            "All customers are in {n} groups: they were treated as categories of customers, not as company "
            "groups.",
            p.values["n"],
        ),
        message_parts.nothing,
    ),
    "renumbered": (
        lambda p: n_(
            "{n} customer probably continues under a new number ({sum}): {names}. One number stops and the other "
            "starts within a month, with similar order rhythm, amounts and name or code. Reports count them as "
            "one.",
            "{n} customers probably continue under a new number ({sum}): {names}. One number stops and the other "
            "starts within a month, with similar order rhythm, amounts and name or code. Reports count them as "
            "one.",
            p.values["n"],
            names=message_parts.renumbered(p),
            sum=message_parts.amount(p),
        ),
        lambda p: _(
            "If so, use --same-customer FILE, with the columns id,becomes and these lines: {lines}. If they are "
            "two customers, write the old id in both columns: {apart}",
            lines=" · ".join(map(",".join, message_parts.both_ids(p))),
            apart=" · ".join(f"{old},{old}" for old, _new in message_parts.both_ids(p)[:1]),
        ),
    ),
    "one-customer": (
        lambda p: _("All rows belong to one customer, {example}, by column {column}.", **message_fields(p)),
        lambda p: _("If another column identifies customers, use --map customer_id=…"),
    ),
    "walk-in": (
        lambda p: n_(
            "{n} customer represents unnamed buyers: {names} ({sum}; rows: {rows}); it was kept.",
            "{n} customers represent unnamed buyers: {names} ({sum}; rows: {rows}); they were kept.",
            p.values["n"],
            names=message_parts.value(p, "names"),
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        lambda p: _(
            "Many buyers under one name are not one customer, but may appear to be the largest. To leave them "
            "out, clear the customer cell in their rows: they are then listed as rows without a customer."
        ),
    ),
    "without-sales": (
        lambda p: n_(
            "{n} customer has no net sales above zero, but samples, or credits as high as purchases ({sum}; "
            "rows: {rows}): {names}. It is not counted in shares, but its amount stays in the total.",
            "{n} customers have no net sales above zero, but samples, or credits as high as purchases ({sum}; "
            "rows: {rows}), such as {names}. They are not counted in shares, but their amounts stay in the total.",
            p.values["n"],
            names=message_parts.value(p, "names"),
            rows=count(p.rows),
            sum=message_parts.amount(p),
        ),
        message_parts.nothing,
    ),
    "several-names": (
        lambda p: n_(
            "{ids} customer id has several names ({sum} in total), for example {example}: {names}.",
            "{ids} customer ids have several names each ({sum} in total), for example {example}: {names}.",
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
            "{groups} name has several customer ids ({sum} in total), for example {name}: {ids}; they were not "
            "merged.",
            "{groups} names have several customer ids each ({sum} in total), for example {name}: {ids}; they "
            "were not merged.",
            p.values["n"],
            groups=count(p.values["n"]),
            name=str(p.values["example"]),
            ids=str(p.values["ids"]),
            sum=message_parts.amount(p),
        ),
        lambda p: _(
            "If they are one customer, list them in a file with the columns id and becomes: --same-customer "
            "FILE; counted separately, each looks smaller than it is."
        ),
    ),
    "customer-twice": (
        lambda p: n_(
            "{n} customer appears twice in the table, for example {example}; the first row counts.",
            "{n} customers appear twice in the table, for example {example}; the first row of each counts.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Keep one row per customer."),
    ),
    "key-twice": (
        lambda p: n_(
            "{n} row repeats the id or name of a row above, for example {example}; both rows count.",
            "{n} rows repeat the id or name of a row above, for example {example}; all rows count.",
            p.rows,
            example=message_parts.value(p, "example"),
        ),
        lambda p: _("Keep one row for each, or give each row an id or name of its own."),
    ),
    "prospects-unknown": (
        lambda p: n_(
            "{n} deal refers to a prospect that the table of prospects does not list, for example {example}.",
            "{n} deals refer to prospects that the table of prospects does not list, for example {example}.",
            p.rows,
            example=message_parts.value(p, "example"),
        ),
        lambda p: _("Check that both files write ids in the same way."),
    ),
    "without-day": (
        lambda p: n_(
            "{n} deal without {column} counts ({place}); its age is not known.",
            "{n} deals without {column} count (first: {place}); their age is not known.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("To count their days, fill in column {column} in the file.", **message_fields(p)),
    ),
    "owners-unknown": (
        lambda p: n_(
            "{n} salesperson responsible for customers, deals or prospects is not in the table of people: "
            "{names}.",
            "{n} salespeople responsible for customers, deals or prospects are not in the table of people, for "
            "example {names}.",
            p.rows,
            names=message_parts.value(p, "names"),
        ),
        lambda p: _("Add them, or check that the tables write names in the same way."),
    ),
    "sheet-passed-over": (
        lambda p: _(
            "Sheet {sheet} is named like this table but lacks required columns; it was not read.",
            sheet=message_parts.value(p, "sheet"),
        ),
        lambda p: _("If it is this table, use the headers of the data request."),
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
            "Of {buying} customers with orders, only {met} are in the customer table, which has {listed}; the "
            "missing customers account for {sum} of revenue, for example {example}.",
            **{**message_fields(p), **{name: count(p.values[name]) for name in ("buying", "met", "listed")}},
        ),
        lambda p: _(
            "Check that both files write ids in the same way, and that the table belongs to this company."
        ),
    ),
    "joined-by-name": (
        lambda p: n_(
            "{n} row identifies its customer differently from the orders, such as {example}; it was matched by "
            "name ({customers} customers in all).",
            "{n} rows identify their customers differently from the orders, such as {example}; they were matched "
            "by name ({customers} customers in all).",
            p.rows,
            customers=count(p.values["n"]),
            example=message_parts.value(p, "example"),
        ),
        message_parts.nothing,
    ),
    "names-ambiguous": (
        lambda p: n_(
            "{n} row gives a name that several customers share, such as {example}; it was not matched to any of "
            "them.",
            "{n} rows give names that several customers share, such as {example}; they were not matched to any "
            "of them.",
            p.rows,
            example=message_parts.value(p, "example"),
        ),
        lambda p: _("Enter the customer id used in the orders in these rows."),
    ),
    "products-unknown": (
        lambda p: n_(
            "{n} order line ({sum}) has a product that the list of products lacks, for example {example}; it "
            "keeps its id.",
            "{n} order lines ({sum}) have products that the list of products lacks, for example {example}; "
            "they keep their ids.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Add these products to the list, or check that both files write ids in the same way."),
    ),
    "products-passed-over": (
        lambda p: _(
            "Sheet {sheet} was not used as the list of products: it has to give products of the orders, by their "
            "ids, one name or category each.",
            sheet=message_parts.value(p, "sheet"),
        ),
        lambda p: _("Correct the sheet, or leave it empty."),
    ),
    "others-unknown": (
        lambda p: n_(
            "{n} row of this table refers to an unknown customer, for example {example}.",
            "{n} rows of this table refer to unknown customers, for example {example}.",
            p.rows,
            **message_fields(p),
        ),
        lambda p: _("Check that both files write ids in the same way."),
    ),
}
