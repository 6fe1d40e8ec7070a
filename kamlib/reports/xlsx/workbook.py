"""Which sheets a workbook has, in which order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kamlib.reports.deck import Deck, build
from kamlib.reports.results import Results
from kamlib.reports.xlsx import accounts, concentration, concerned, front, ranking, scores, tiers, whatif
from kamlib.reports.xlsx.book import Book
from kamlib.words import speaking, speaking_of


def write(results: Results, folder: Path, target: Path, *, deck: Deck | None = None) -> Path:
    """Write the workbook of a report.

    Parameters
    ----------
    results : Results
        What the report says.
    folder : Path
        Folder of the figures; not used, since the workbook draws its own charts from its cells.
    target : Path
        The file to write.
    deck : Deck, optional
        Built from the results; without one it is built here, for a report with a workbook.

    Returns
    -------
    Path
        `target`. The same results give the same bytes: the date in the file is that of issue, or of the data.
    """
    with speaking(results.language), speaking_of(results.client.documents):
        whole = deck or build(results)
        day = dt.date.fromisoformat(results.client.issued or results.client.as_of)
        book = Book(target, results.client.currency, day, whole.cover.heading[:120])
        _sheets(book, results, whole)
        book.close()
    return target


def _sheets(book: Book, results: Results, deck: Deck) -> None:
    """Write the sheets: what was found, what can be moved, what it was made from.

    Sheets refer to each other, so all pages are added first; each is then filled from the top.
    """
    ledger = ranking.read(results)
    names = front.names()
    pages = {key: book.page(name) for key, name in names.items() if _wanted(key, results, ledger)}
    evidence = [None if message.silent else book.page(message.sheet) for message in deck.findings]
    front.write_findings(pages["findings"], deck, evidence)
    writers = {
        "summary": front.write_summary, "calls": front.write_calls,
        "recommendations": front.write_recommendations, "concerned": concerned.write,
    }  # fmt: skip
    for key in (key for key in writers if key in pages):
        writers[key](pages[key], results, deck)
    for key, listed in (("key_accounts", results.key_accounts), ("candidates", results.candidates)):
        if key in pages:
            pages[key].table(listed.columns, listed.rows)
    if ledger is not None:
        rank = ranking.write(pages["ranking"], ledger, pages["accounts"].name)
        cut = tiers.write(pages["tiers"], ledger, rank, pages["accounts"].name) if ledger.tiers else None
        concentration.write(pages["concentration"], ledger, rank)
        whatif.write(pages["whatif"], ledger, rank, pages["accounts"].name)
        accounts.write(pages["accounts"], ledger, cut)
    elif "accounts" in pages:
        pages["accounts"].table(results.accounts.columns, results.accounts.rows, wide=True)
    if "accounts" in pages:
        accounts.below(pages["accounts"], results.accounts, results.others)
    front.write_quality(pages["quality"], results, deck)
    front.write_terms(pages["terms"], results)
    for page, message in zip(evidence, deck.findings, strict=True):
        if page is not None:
            front.write_evidence(page, message)
    _write_behind(book, results)


def _write_behind(book: Book, results: Results) -> None:
    """Write the further tables of the findings, each on a sheet of its own, after all others."""
    for finding in results.findings:
        for more in (table for table in finding.behind if table.rows):
            page = book.page(more.label)
            if more.key == scores.POINTS:
                scores.write(page, more, finding.facts, finding.title)
                continue
            page.title(finding.title, more.label)
            page.table(more.columns, more.rows)


def _wanted(key: str, results: Results, ledger: ranking.Ledger | None) -> bool:
    """Say whether a sheet has something to hold."""
    there = {
        "calls": bool(results.summary.calls.rows or results.summary.past_calls.rows),
        "recommendations": bool(results.advice), "concerned": any(line.customers for line in results.advice),
        "key_accounts": bool(results.key_accounts.rows),
        "candidates": bool(results.candidates.rows),
        "accounts": bool(results.accounts.rows), "tiers": ledger is not None and bool(ledger.tiers),
        "concentration": ledger is not None, "whatif": ledger is not None, "ranking": ledger is not None,
    }  # fmt: skip
    return there.get(key, True)
