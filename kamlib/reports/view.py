"""The results as the parts of a document: every word and figure ready to be set, nothing left to compute."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import replace
from typing import Any

from kamlib.reports import steps
from kamlib.reports.appendix import appendix
from kamlib.reports.parts import FULL, SHOWN, SPARED, Grid, Section, concerned, grid, plain, table_section
from kamlib.reports.results import TURNING, FindingPage, Results
from kamlib.words import _, count, date, glossary, label, money, n_, span
from kamlib.words.phrases import sentences

#: Accounts that a page can bear; the workbook holds all.
ACCOUNTS = 1000

#: Rows and columns of the list of all that are printed; the style sheet hides those behind them.
PRINTED, PRINTED_COLUMNS = 36, 12

#: Rows of a finding's table that the page prints; the style sheet hides those behind them.
PRINTED_EVIDENCE = 8


def document(results: Results, full: str = FULL) -> dict[str, Any]:
    """Return the whole document; to be called in the language of the report.

    Parameters
    ----------
    results : Results
        What the report says.
    full : str
        Name of the file beside it that holds what a page has no room for.

    Returns
    -------
    dict
        Its language, its cover, its sections in order, and the words of the layout.
    """
    sections = [_summary(results), *_chapters(results, full), _advice(results, full)]
    if results.key_accounts.rows:
        sections.insert(-1, _key_accounts(results))
    if results.candidates.rows:
        sections.insert(-1, _candidates(results))
    return {
        "language": {"en": "en", "zh": "zh-CN"}[results.language],
        "cover": _cover(results),
        "sections": [
            *sections,
            _reviewed(results, full) if results.client.since else _accounts(results, full),
            *appendix(results, full),
        ],
        "full": full,
        "words": _words(),
    }


def clean(value: Any) -> Any:
    """Drop what has no shape or would turn round the text behind it."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    kept = (c for c in value if c not in TURNING and (c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")))
    return "".join(kept)


def _words() -> dict[str, str]:
    return {
        "contents": _("Contents"), "skip": _("To the report"), "notes": _("Notes"), "advice": _("What to do"),
        "situation": _("Situation"), "complication": _("Complication"), "answer": _("Answer"),
        "sort": _("Sort by this column"),
    }  # fmt: skip


def _day(iso: str) -> str:
    return date(dt.date.fromisoformat(iso))


def _days(first: str, last: str) -> str:
    return span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def _cover(results: Results) -> dict[str, Any]:
    who = results.client
    facts = [
        (_("Period"), _days(who.first_date, who.last_date)),
        (_("Date of the data"), _day(who.as_of)),
        (_("Date of issue"), _day(who.issued) if who.issued else ""),
        (_("Compared with"), _day(who.since) if who.since else ""),
        (_("Customers"), count(who.customers)),
        (_("Order lines"), count(who.lines)),
        (_("Measured in"), label(who.basis)),
        (_("Currency"), who.currency or _("not stated")),
        (_("Made from"), who.source),
    ]
    name = who.name or _("The client")
    return {
        "kind": _("Key account management"), "title": results.title, "client": name,
        "long": len(name) > 40, "facts": [fact for fact in facts if fact[1]],
        "confidential": _(
            "Confidential. Made for {client}; it names customers and what they bring. Pass it on only to those "
            "who need it for their work.",
            client=name,
        ),
    }  # fmt: skip


# -- sections -------------------------------------------------------------------------------------------------


def _summary(results: Results) -> Section:
    said = results.summary
    parts = {
        "situation": said.situation, "complication": said.complication, "answer": steps.answer(results),
        "numbers": said.numbers,
    }  # fmt: skip
    return Section("summary", _("Summary"), said.title, "summary", parts)


def _chapters(results: Results, full: str) -> list[Section]:
    told = [finding for finding in results.findings if not finding.silent]
    order = list(dict.fromkeys(finding.chapter for finding in told))
    numbered = _numbered(_once(told))
    return [
        Section(
            f"chapter-{chapter}", _("Chapter {n}", n=count(at)), label(f"chapter_{chapter}"), "chapter",
            {"findings": [_finding(results, n, f, full) for n, f in numbered if f.chapter == chapter]},
        )
        for at, chapter in enumerate(order, 1)
    ]  # fmt: skip


def _numbered(findings: list[FindingPage]) -> list[tuple[int | None, FindingPage]]:
    """Give a number to each finding that shows something; words alone are no exhibit."""
    exhibits = (found.id for found in findings if found.figure or found.rows)
    places = {id_: at for at, id_ in enumerate(exhibits, 1)}
    return [(places.get(found.id), found) for found in findings]


def _once(findings: list[FindingPage]) -> list[FindingPage]:
    """Leave a note where it stands first: what it says of one finding holds for those behind it."""
    said: set[str] = set()
    left = []
    for finding in findings:
        left.append(finding.model_copy(update={"notes": [note for note in finding.notes if note not in said]}))
        said.update(finding.notes)
    return left


def _exhibit(n: int | None, finding: FindingPage) -> str:
    """Name what a finding shows, with its number; nothing where it shows nothing."""
    term = glossary().get(finding.id)
    if n is None:
        return ""
    return _("Exhibit {n} · {name}", n=count(n), name=term.label) if term else _("Exhibit {n}", n=count(n))


def _finding(results: Results, n: int | None, finding: FindingPage, full: str) -> dict[str, Any]:
    table = _evidence(results, finding)
    return {
        "id": f"finding-{finding.id}", "title": finding.title, "summary": finding.summary,
        "exhibit": _exhibit(n, finding),
        "whole": finding.whole, "listed": bool(finding.lists),
        "figure": finding.figure, "alt": finding.alt or finding.title,
        "notes": [*dict.fromkeys(line.method for line in finding.advice if line.method), *finding.notes],
        "table": table, "printed": "" if finding.whole else _printed_evidence(table, full),
        "advice": [steps.said(line, results) for line in finding.advice],
        "source": _("Source: {source}", source=finding.source.written),
    }  # fmt: skip


def _printed_evidence(table: Grid, full: str) -> str:
    """Say how much of a finding's table goes to paper, where that is not all of it."""
    if len(table.rows) <= PRINTED_EVIDENCE + SPARED:
        return ""
    return table.elsewhere or _(
        "Printed: the first {n} of {all}, in the order of the screen. All of them are in {file}.",
        n=count(PRINTED_EVIDENCE), all=count(len(table.rows) + table.left), file=full,
    )  # fmt: skip


def _evidence(results: Results, finding: FindingPage) -> Grid:
    """Return a finding's table; that of the key accounts says where the whole list is."""
    table = grid(finding, results.client.currency, len(finding.rows) if finding.whole else SHOWN)
    if finding.lists != "key_accounts" or not results.key_accounts.rows:
        return table
    return replace(table, elsewhere=_("The whole list is under “{name}”.", name=_("Key accounts")))


def _key_accounts(results: Results) -> Section:
    n = len(results.key_accounts.rows)
    even = any(f.facts.get("even") for f in results.findings if f.lists == "key_accounts")
    title = n_(
        "{n} customer meets the rule of a key account, among others much like it",
        "The first {n} who meet the rule of a key account, among others much like them",
        n,
    ) if even else n_(
        "{n} customer is a key account, for the reason named",
        "{n} customers are key accounts, each for the reason named",
        n,
    )  # fmt: skip
    table = grid(results.key_accounts, results.client.currency, ACCOUNTS)
    return table_section("key-accounts", _("Key accounts"), title, table)


def _candidates(results: Results) -> Section:
    n = len(results.candidates.rows)
    title = n_(
        "{n} customer is a candidate: what speaks for it, and what to watch",
        "{n} customers are candidates: what speaks for each, and what to watch",
        n,
    )
    table = grid(results.candidates, results.client.currency, ACCOUNTS)
    return table_section("candidates", _("Candidates"), title, table)


def _advice(results: Results, full: str) -> Section:
    lines = [steps.said(line, results) for line in results.advice]
    first = min(results.advice, key=lambda line: (line.due or "", line.within_days), default=None)
    title = _("There is nothing to recommend yet") if first is None else n_(
        "{n} step, due {by}", "{n} steps, the first due {by}", len(lines), by=steps.by(first)
    )  # fmt: skip
    labels = [_("No."), _("What"), _("Who"), _("Until"), _("To get back"), _("What it is, and from when")]
    rows = [
        [count(n), line["text"], line["owner"], line["due"], line["value"] or "–", steps.explained(line)]
        for n, line in enumerate(lines, start=1)
    ]
    about = _(
        "Amounts are what can be got back in a year, at today's rate; “at most” where nobody states what part of "
        "it comes back. Losses to stop come first, then what is at risk and what is missing. A customer that "
        "loses money stands in one step, so that its loss is counted once. The other amounts overlap – several "
        "steps are about the same customers – and must not be added up."
    )
    if full == FULL and any(line.customers for line in results.advice):
        each = _("Whom each step is about, one by one, stands on the sheet “{name}” of {file}.",
                 name=concerned(), file=full)  # fmt: skip
        about = sentences(about, each)
    return table_section("recommendations", _("Recommendations"), title, plain(labels, rows, (0,)), about)


def _accounts(results: Results, full: str) -> Section:
    n = len(results.accounts.rows)
    title = n_("{n} customer in numbers", "{n} customers in numbers, the best first", n)
    table = grid(results.accounts, results.client.currency, ACCOUNTS)
    return table_section(
        "accounts",
        _("All accounts"),
        title,
        table,
        _tiers(results),
        sortable=True,
        printed=_printed(n, table, full),
    )


def _reviewed(results: Results, full: str) -> Section:
    """Return everybody at both dates of a review."""
    n = len(results.accounts.rows)
    title = n_("{n} customer at both dates", "{n} customers at both dates, those who moved first", n)
    table = grid(results.accounts, results.client.currency, ACCOUNTS)
    return table_section(
        "everybody",
        _("All customers"),
        title,
        table,
        _tiers(results),
        sortable=True,
        printed=_printed(n, table, full),
    )


def _printed(rows: int, table: Grid, full: str) -> str:
    """Say how much of a long or wide list goes to paper, and where all of it is."""
    wide = len(table.columns) - PRINTED_COLUMNS
    return sentences(
        _("Printed: the first {n} of {all}, in the order of the screen. All of them are in {file}.",
          n=count(PRINTED), all=count(rows), file=full) if rows > PRINTED else "",
        n_("{n} more column in {file}.", "{n} more columns in {file}.", wide, file=full) if wide > 0 else "",
    )  # fmt: skip


def _tiers(results: Results) -> str:
    """Say from which amount the upper tiers start; the lowest amount of the others is no line anybody drew."""
    currency = results.client.currency
    starts = [
        _("{tier} from {amount}", tier=tier.label, amount=money(tier.value, currency))
        for tier in results.tiers.thresholds
        if tier.value is not None and tier.key in ("platinum", "gold")
    ]
    return _("Tiers: {starts}.", starts=_("; ").join(starts)) if starts else ""
