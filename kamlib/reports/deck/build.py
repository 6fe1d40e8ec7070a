"""From the results to the deck: every word and figure ready to be set, nothing left to compute."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from kamlib.datasets.catalogue import OWN
from kamlib.findings.weight import HEADLINE
from kamlib.reports import steps
from kamlib.reports.cells import Table
from kamlib.reports.deck.appendix import appendix
from kamlib.reports.deck.grids import (
    BRIEF,
    BRIEF_COLUMNS,
    BRIEF_LIST,
    BRIEF_NAMED,
    FULL,
    LISTED,
    SHOWN,
    Grid,
    grid,
    plain,
    printed_part,
)  # fmt: skip
from kamlib.reports.deck.parts import Cover, Deck, Exhibit, FirstPage, Message, Section, Step
from kamlib.reports.results import AdviceLine, FindingPage, Results
from kamlib.words import _, count, currency_name, date, glossary, label, money, n_, percent, span
from kamlib.words.phrases import sentences

#: Labels of a customer that pages leave to the workbook: they show tier and stance.
WORKBOOK_ONLY = ("verdict", "object")


def build(results: Results, full: str = FULL) -> Deck:
    """Return the whole report as a deck; to be called in the language of the report.

    Parameters
    ----------
    results : Results
        What the report says.
    full : str
        Name of the file next to it that holds what a page has no room for.

    Returns
    -------
    Deck
        The same for the same results.
    """
    origin = {id(line): finding for finding in results.findings for line in finding.advice}
    advice = [_step(line, results, origin[id(line)]) for line in results.advice]
    findings = _findings(results)
    sections = [
        _first_page(results), *_chapters(results, findings, full), *_lists(results),
        _recommendations(results, advice, full), _everybody(results, full), *_annex(findings, full),
        *appendix(results, full),
    ]  # fmt: skip
    return Deck(
        language={"en": "en", "zh": "zh-CN"}[results.language], cover=_cover(results),
        sections=sections, advice=advice, findings=findings, full=full, words=_words(),
    )  # fmt: skip


def concerned() -> str:
    """Name the sheet of the workbook that says whom each recommendation is about."""
    return _("Customers by step")


def _words() -> dict[str, str]:
    return {
        "contents": _("Contents"), "skip": _("To the report"), "notes": _("Notes"), "advice": _("What to do"),
        "situation": _("Situation"), "complication": _("Complication"), "answer": _("Answer"),
        "sort": _("Sort by this column"), "confidential": _("Confidential"), "page": _("Page"),
        "summary": _("Summary"),
    }  # fmt: skip


def _day(iso: str) -> str:
    return date(dt.date.fromisoformat(iso))


def _cover(results: Results) -> Cover:
    who = results.client
    facts = [
        (_("Period"), span(dt.date.fromisoformat(who.first_date), dt.date.fromisoformat(who.last_date))),
        (_("Date of the data"), _day(who.as_of)),
        (_("Date of issue"), _day(who.issued) if who.issued else ""),
        (_("Compared with"), _day(who.since) if who.since else ""),
        (_("Customers"), count(who.customers)),
        (_("Order lines"), count(who.lines)),
        (_("Measured in"), label(who.basis)),
        (
            _("Currency"),
            currency_name(who.currency)
            if who.currency
            else _("not stated in the data; amounts are shown without a currency"),
        ),
        (_("Source files"), _("built-in example data") if who.source in OWN else who.source),
        (_("Prepared by"), who.prepared_by or ""),
    ]
    name = who.name or _("The client")
    return Cover(
        kind=_("Key account management"), title=results.title, client=name,
        heading=_("{title} – {client}", title=results.title, client=name),
        facts=[fact for fact in facts if fact[1]],
        confidential=_(
            "Confidential. Made for {client}; it names customers and their contributions. Share it only with "
            "people who need it for their work.",
            client=who.name or _("the client"),
        ),
    )  # fmt: skip


# -- recommendations ------------------------------------------------------------------------------------------


def _step(line: AdviceLine, results: Results, origin: FindingPage | None = None) -> Step:
    """Say a step; `origin` is the finding that it follows from."""
    about = {} if origin is None else {"origin": f"finding-{origin.id}", "about": origin.title}
    return Step(**steps.said(line, results.client.currency), **about, line=line)


def _answer(results: Results) -> list[Step]:
    """Return the steps of the first page, or what is missing for any."""
    nothing = _("Provide the data listed in the appendix, so that recommendations can be made.")
    return [_step(line, results) for line in results.summary.answer] or [Step(nothing)]


def _recommendations(results: Results, advice: list[Step], full: str) -> Section:
    lines = results.advice[: _steps_on_pages(results, full)]
    first = min(lines, key=lambda line: (line.due or "", line.within_days), default=None)
    title = _("There is nothing to recommend yet") if first is None else n_(
        "{n} step, due {by}", "{n} steps, the first due {by}", len(lines), by=steps.by(first)
    )  # fmt: skip
    labels = [
        _("No."),
        _("Action"),
        _("Owner"),
        _("Due"),
        _("Recoverable a year"),
        _("Type of amount, and period"),
    ]
    rows = [
        [count(n), step.text, step.owner, step.due, steps.in_column(line, results.client.currency),
         steps.explained(line)]
        for n, (step, line) in enumerate(zip(advice, lines, strict=False), start=1)
    ]  # fmt: skip
    about = steps.about(lines)
    if full == FULL and any(line.customers for line in results.advice):
        each = _("The customers concerned by each step are listed on the sheet “{name}” of {file}.",
                 name=concerned(), file=full)  # fmt: skip
        about = sentences(about, each)
    return _listed("recommendations", _("Recommendations"), title, plain(labels, rows, (0,)), about)


def _steps_on_pages(results: Results, full: str) -> int:
    """Count the recommendations that pages have; those of the annex are in the workbook, where there is one."""
    return sum(len(finding.advice) for finding in results.findings if not finding.annex or full != FULL)


# -- sections -------------------------------------------------------------------------------------------------


def _first_page(results: Results) -> Section:
    said = results.summary
    page = FirstPage(
        said.title, said.numbers, said.situation, said.complication, _answer(results), _calls(results)
    )
    return Section("summary", _("Summary"), said.title, "summary", first=page)


def _calls(results: Results) -> list[tuple[str, Grid]]:
    """Return the accounts to call, and those of a year ago, each with its heading, where there are any."""
    said, currency = results.summary, results.client.currency
    then = _("Amounts as known then. Of a customer that was silent then: what it brought in the 12 months to its "
             "last order.")  # fmt: skip
    headed = [
        (n_("The account to call", "The {n} accounts to call", len(said.calls.rows)), said.calls, ""),
        (_("Named by this rule a year ago, and what became of them"), said.past_calls, then),
    ]
    return [
        (heading, replace(grid(listed, currency, len(listed.rows), without=_ids(listed)), elsewhere=note))
        for heading, listed, note in headed if listed.rows
    ]  # fmt: skip


def _ids(listed: Table) -> tuple[str, ...]:
    """Return the column of customers' numbers, which is left to the workbook where they have names."""
    nameless = listed.column("customer_id") == listed.column("name")
    return () if nameless else ("customer_id",)


def _findings(results: Results) -> list[Message]:
    """Return all that was found; exhibits of what is known are numbered, and a note is where it is first."""
    told = [finding for finding in _in_order(results) if not finding.silent]
    exhibits = (finding.id for finding in told if finding.figure or finding.rows)
    places = {id_: at for at, id_ in enumerate(exhibits, 1)}
    said: set[str] = set()
    made = {finding.id: _message(results, places.get(finding.id), finding, said) for finding in _in_order(results)}
    return [
        replace(made[finding.id], sheet=f"{n} {made[finding.id].name}")
        for n, finding in enumerate(results.findings, start=1)
    ]


def _in_order(results: Results) -> list[FindingPage]:
    """Return the findings of the pages, then those of the annex."""
    return sorted(results.findings, key=lambda finding: finding.annex)


def _message(results: Results, n: int | None, finding: FindingPage, said: set[str]) -> Message:
    notes = [*dict.fromkeys(line.method for line in finding.advice if line.method), *finding.notes]
    fresh = [note for note in notes if note not in said]
    if not finding.silent:
        said.update(notes)
    exhibit = Exhibit(
        caption=_caption(n, finding), figure=finding.figure, alt=finding.alt or finding.title,
        table=_evidence(results, finding), evidence=finding,
        whole=finding.whole, listed=bool(finding.lists),
    )  # fmt: skip
    return Message(
        id=f"finding-{finding.id}", name=glossary()[finding.id].label if finding.id in glossary() else finding.id,
        chapter=finding.chapter, title=finding.title, summary=finding.summary, exhibit=exhibit,
        advice=[_step(line, results, finding) for line in finding.advice],
        notes=fresh, source=_("Source: {source}", source=finding.source.written), silent=finding.silent,
        annex=finding.annex,
    )  # fmt: skip


def _caption(n: int | None, finding: FindingPage) -> str:
    """Name what a finding shows, with its number; nothing where it shows nothing."""
    term = glossary().get(finding.id)
    if n is None:
        return ""
    return _("Exhibit {n} · {name}", n=count(n), name=term.label) if term else _("Exhibit {n}", n=count(n))


def _evidence(results: Results, finding: FindingPage) -> Grid:
    """Return a finding's table; that of the key accounts says where the whole list is."""
    rows, brief = (len(finding.rows), 0) if finding.whole else (SHOWN, BRIEF)
    table = grid(finding, results.client.currency, rows, brief)
    if finding.lists != "key_accounts" or not results.key_accounts.rows:
        return table
    return replace(table, elsewhere=_("The whole list is under “{name}”.", name=_("Key accounts")))


def _chapters(results: Results, findings: list[Message], full: str) -> list[Section]:
    """Return the chapters; where there is no workbook to hold it, the annex is the last of them."""
    told = [message for message in findings if not message.silent and not message.annex]
    rest = [message for message in findings if message.annex]
    order = list(dict.fromkeys(message.chapter for message in told))
    return [
        Section(
            f"chapter-{chapter}", _("Chapter {n}", n=count(at)), _called(chapter, results), "chapter",
            messages=[message for message in told if message.chapter == chapter],
        )
        for at, chapter in enumerate(order, 1)
    ] + [
        Section("chapter-annex", _("Annex"), _("Further checks"), "chapter", messages=rest)
        for _once in range(bool(rest) and full != FULL)
    ]  # fmt: skip


def _called(chapter: str, results: Results) -> str:
    """Return the title of a chapter: where nothing but revenue is measured, none speaks of profit."""
    return label(
        "chapter_revenue" if (chapter, results.client.basis) == ("profit", "revenue") else f"chapter_{chapter}"
    )


def _annex(findings: list[Message], full: str) -> list[Section]:
    """Say what was checked besides, and on which sheet of the workbook it is."""
    rest = [message for message in findings if message.annex]
    if not rest or full != FULL:
        return []
    title = n_("{n} further check is in the workbook", "{n} further checks are in the workbook", len(rest))
    about = _("No money, or less than {share} of what profitable customers bring in a year, can be recovered by "
              "these. Their tables and steps are in {file}.", share=percent(HEADLINE), file=full)  # fmt: skip
    table = plain([_("Finding"), _("Sheet")], [[message.title, message.sheet] for message in rest])
    return [Section("annex", _("Annex"), title, "appendix", text=[about], tables=[table])]


def _listed(
    id: str, kicker: str, title: str, table: Grid, about: str = "", *, sortable: bool = False, printed: str = ""
) -> Section:
    """Return a section that is one table, with a sentence on it and one on how much of it is printed."""
    return Section(
        id, kicker, title, "table", about=about, tables=[table], sortable=sortable, printed=printed
    )  # fmt: skip


def _lists(results: Results) -> list[Section]:
    """Return the lists of key accounts and of candidates, those that name anybody."""
    lists = ((results.key_accounts, _key_accounts), (results.candidates, _candidates))
    return [make(results) for listed, make in lists if listed.rows]


def _key_accounts(results: Results) -> Section:
    n = len(results.key_accounts.rows)
    even = any(f.facts.get("even") for f in results.findings if f.lists == "key_accounts")
    title = n_(
        "{n} customer meets the criteria of a key account; the others are very similar",
        "The first {n} customers that meet the criteria of a key account; the others are very similar",
        n,
    ) if even else n_(
        "{n} customer is a key account, for the reason given",
        "{n} customers are key accounts, each for the reason given",
        n,
    )  # fmt: skip
    table = grid(results.key_accounts, results.client.currency, LISTED, BRIEF_NAMED)
    return _listed("key-accounts", _("Key accounts"), title, table)


def _candidates(results: Results) -> Section:
    n = len(results.candidates.rows)
    title = n_(
        "{n} customer is a candidate: strengths and points to watch",
        "{n} customers are candidates: strengths and points to watch",
        n,
    )
    table = grid(results.candidates, results.client.currency, LISTED, BRIEF_NAMED)
    return _listed("candidates", _("Candidates"), title, table)


def _everybody(results: Results, full: str) -> Section:
    """Return all customers in figures; in a review, those of either year."""
    n = len(results.accounts.rows)
    id_, kicker, title = (
        "everybody", _("All customers"),
        n_("{n} customer before and after", "{n} customers before and after, largest changes first", n),
    ) if results.client.since else (
        "accounts", _("All accounts"), n_("{n} customer in figures", "{n} customers in figures, best first", n),
    )  # fmt: skip
    table = grid(results.accounts, results.client.currency, LISTED, BRIEF_LIST, WORKBOOK_ONLY)
    printed = _printed(n, table, full)
    return _listed(id_, kicker, title, table, _tiers(results), sortable=True, printed=printed)


def _printed(rows: int, table: Grid, full: str) -> str:
    """Say how much of a long or wide list goes to paper, and where all of it is."""
    wide = len(table.columns) - BRIEF_COLUMNS
    return sentences(
        printed_part(BRIEF_LIST, rows, full) if rows > BRIEF_LIST else "",
        n_("{n} more column in {file}.", "{n} more columns in {file}.", wide, file=full) if wide > 0 else "",
    )  # fmt: skip


def _tiers(results: Results) -> str:
    """Say from which amount the upper tiers start; the lowest amount of the others is not a line anybody drew."""
    currency = results.client.currency
    starts = [
        _("{tier} from {amount}", tier=tier.label, amount=money(tier.value, currency))
        for tier in results.tiers.thresholds
        if tier.value is not None and tier.key in ("platinum", "gold")
    ]
    return _("Tiers: {starts}.", starts=_("; ").join(starts)) if starts else ""
