"""The appendix of a document: method, quality of the data, assumptions, what is not known or not there, terms."""

from __future__ import annotations

import math

from kamlib.reports.deck.grids import FULL, plain
from kamlib.reports.deck.parts import Section
from kamlib.reports.results import Results
from kamlib.words import _, count, label, money, n_
from kamlib.words.phrases import lower_first


def appendix(results: Results, full: str) -> list[Section]:
    """Return the sections of the appendix that have something to say; `full` as in ``build``."""
    parts = [
        _method(results, full),
        _quality(results),
        _assumptions(results),
        _not_computed(results),
        _nothing_found(results),
        _terms(results),
    ]
    return [part for part in parts if part]


def _method(results: Results, full: str) -> Section:
    formulas = results.ranked and full == FULL
    text = [
        _("Order lines are added up by customer; returns and credit notes are netted. The contribution of a "
          "customer is measured in {basis}. Equal customers are treated equally, and loss-making customers are "
          "always included.",
          basis=lower_first(results.client.basis)),
        _("All periods run up to the date of the data, not to the day of printing. Figures are rounded for "
          "reading; the exact values are in {file}, which is part of this report, with the formulas "
          "used.", file=full)
        if formulas else
        _("All periods run up to the date of the data, not to the day of printing. Figures are rounded for "
          "reading; the exact values are in {file}, which is part of this report.", file=full),
    ]  # fmt: skip
    title = _("All figures are derived from the order lines")
    return Section("method", _("Appendix · Method"), title, "appendix", text=text)


def _quality(results: Results) -> Section:
    quality, currency = results.quality, results.client.currency
    out = quality.rows_read - quality.rows_used
    title = _("{used} of the {read} rows read are included in the report",
              used=count(quality.rows_used), read=count(quality.rows_read))  # fmt: skip
    if not out:
        title = n_(
            "The {n} row read is included in the report",
            "All {n} rows read are included in the report",
            quality.rows_read,
        )
    tables = []
    if quality.left_out:
        rows = [
            [_("Read"), count(quality.rows_read), money(quality.money_read, currency)],
            *([_("Left out: {reason}", reason=left.reason), count(left.rows), money(left.money, currency)]
              for left in quality.left_out),
            [_("Included"), count(quality.rows_used), money(quality.money_used, currency)],
        ]  # fmt: skip
        tables.append(plain([_("Order lines"), _("Rows"), _("Money")], rows, (1, 2)))
    if quality.problems:
        rows = [
            [p.message, p.remedy, count(p.rows) if p.rows else "–", money(p.money, currency)]
            for p in quality.problems
        ]
        tables.append(
            plain([_("Data notes and issues"), _("What to send us"), _("Rows"), _("Money")], rows, (2, 3))
        )
    text = _of_others(results)
    return Section("quality", _("Appendix · Data quality"), title, "appendix", text=text, tables=tables)


def _of_others(results: Results) -> list[str]:
    """Say what of the money is that of customers, and what of those who are none."""
    if not results.others.rows or "revenue" not in [column.key for column in results.others.columns]:
        return []
    held, rest = (
        math.fsum(value for value in part.column("revenue") if isinstance(value, int | float))
        for part in (results.accounts, results.others)
    )
    currency = results.client.currency
    return [
        n_("Customers are those with net sales above zero: they bring {held} of revenue. {n} more has none "
           "(visits, samples, or credits as high as purchases), {rest} in total; it is not in counts or shares, "
           "and is listed below the accounts in the workbook.",
           "Customers are those with net sales above zero: they bring {held} of revenue. {n} more have none "
           "(visits, samples, or credits as high as purchases), {rest} in total; they are not in counts or "
           "shares, and are listed below the accounts in the workbook.",
           len(results.others.rows), held=money(held, currency, full=True), rest=money(rest, currency, full=True))
    ]  # fmt: skip


def _assumptions(results: Results) -> Section | None:
    rows = [[line.label, line.written, line.taken_from] for line in results.assumptions]
    if not rows:
        return None
    title = n_("The report is based on {n} assumption", "The report is based on {n} assumptions", len(rows))
    table = plain([_("Assumption"), _("Value"), _("Source")], rows, (1,))
    return Section("assumptions", _("Appendix · Assumptions"), title, "appendix", tables=[table])


def _not_computed(results: Results) -> Section | None:
    """List what the data does not suffice for: it says too little, or lacks a table or column."""
    rows = [[line.label, _("The data lacks: {missing}.", missing=_(", ").join(line.missing))]
            for line in results.not_computed]  # fmt: skip
    every = [*_silent(results, unknown=True), *rows]
    if not every:
        return None
    title = n_("{n} analysis could not be computed", "{n} analyses could not be computed", len(every))
    text = [
        _("The data does not allow these analyses. With the tables or columns listed here the report will "
          "include them.")
    ] if rows else []  # fmt: skip
    table = plain([_("Analysis"), _("Why")], every)
    return Section("not-computed", _("Appendix · Not computed"), title, "appendix", text=text, tables=[table])


def _nothing_found(results: Results) -> Section | None:
    """List what was computed and has nothing to show, each with how it was looked for."""
    rows = _silent(results, unknown=False)
    if not rows:
        return None
    title = n_("{n} analysis was computed and has nothing to report",
               "{n} analyses were computed and have nothing to report", len(rows))  # fmt: skip
    table = plain([_("Analysis"), _("Result")], rows)
    return Section("nothing-found", _("Appendix · Computed, nothing to report"), title, "appendix", tables=[table])


def _silent(results: Results, *, unknown: bool) -> list[list[str]]:
    return [
        [label(found.id), _("{title}: {why}", title=found.title, why=found.summary)]
        for found in results.findings
        if found.silent and found.unknown == unknown
    ]


def _terms(results: Results) -> Section | None:
    pairs = [(line.label, line.about) for line in results.glossary if line.about]
    if not pairs:
        return None
    return Section("terms", _("Appendix · Terms"), _("Terms used in this report"), "terms", pairs=pairs)
