"""The sheets that are read: summary, findings with their evidence, recommendations, data quality, terms."""

from __future__ import annotations

from collections.abc import Sequence

from kamlib.reports.cells import Cell, Column
from kamlib.reports.deck import Deck, Message, Step
from kamlib.reports.deck.build import concerned
from kamlib.reports.results import Results
from kamlib.reports.xlsx.book import ACCENT, QUIET, Page, quoted
from kamlib.words import _, count


def names() -> dict[str, str]:
    """Name the sheets, in their order; evidence follows."""
    return {
        "summary": _("Summary"), "calls": _("Calls"), "findings": _("Findings"),
        "recommendations": _("Recommendations"), "concerned": concerned(),
        "key_accounts": _("Key accounts"), "candidates": _("Candidates"), "tiers": _("Tiers"),
        "concentration": _("Concentration"), "whatif": _("What if"), "accounts": _("Accounts"),
        "ranking": _("Ranking"), "quality": _("Data quality"), "terms": _("Terms"),
    }  # fmt: skip


def write_summary(page: Page, results: Results, deck: Deck) -> None:
    """Write the page for those who read one page."""
    said, cover = deck.first, deck.cover
    page.widths(32, 104)
    page.title(cover.client, cover.title)
    for number in said.numbers:
        _pair(page, number.label, number.written, font_size=14, font_color=ACCENT)
    page.skip()
    parts = {"summary": said.title, "situation": said.situation, "complication": said.complication}
    for name, text in parts.items():
        _pair(page, deck.words[name], text)
    for n, step in enumerate(said.answer, start=1):
        _pair(page, deck.words["answer"] if n == 1 else "", _numbered(n, step))
    page.skip()
    for name, text in cover.facts:
        _pair(page, name, text)
    page.skip()
    if results.ranked:
        _pair(page, _("How to use it"), _(
            "Enter your own figures in the yellow cells: if you change a threshold on the tiers sheet, "
            "everything that depends on it is recalculated."
        ))  # fmt: skip
    _pair(page, deck.words["confidential"], cover.confidential)


def _pair(page: Page, name: str, text: str, **look: object) -> None:
    page.put(0, "long", name, font_color=QUIET)
    page.put(1, "long", text, **look)
    page.row += 1


def _numbered(n: int, step: Step) -> str:
    """Return a step in one cell, with who, until when and which money on a line of its own."""
    text = f"{count(n)}. {step.text}" if step.line else step.text
    return "\n".join(filter(None, (text, step.beside)))


def write_calls(page: Page, results: Results, deck: Deck) -> None:
    """Write the accounts to call with their agendas, and those of a year ago with what became of them."""
    said = results.summary
    page.widths(14, 30, 18, 34, 44, 72, 40)
    lists = [one for one in (said.calls, said.past_calls) if one.rows]
    headed = [(heading, listed) for (heading, _grid), listed in zip(deck.first.calls, lists, strict=True)]
    agendas = [(_("What to raise at the next visit"), said.agendas)] if said.agendas.rows else []
    for heading, listed in [*headed[:1], *agendas, *headed[1:]]:
        page.title(heading)
        page.head(
            [c.heading(results.client.currency) for c in listed.columns], [c.numeric for c in listed.columns]
        )
        for row in listed.rows:
            page.cells(["long" if c.kind == "text" else c.kind for c in listed.columns], row)
        page.skip()


def write_findings(page: Page, deck: Deck, evidence: Sequence[Page | None]) -> None:
    """Write the list of the messages, each with a link to the sheet of its evidence, if it has any."""
    page.widths(6, 44, 72, 30, 34)
    page.head([_("No."), _("Finding"), _("Interpretation"), _("Evidence"), _("Source")])
    page.sheet.freeze_panes(page.row, 0)
    for n, (message, behind) in enumerate(zip(deck.findings, evidence, strict=True), start=1):
        kinds = ("count", "long", "long", "text", "long")
        page.cells(kinds, [n, message.title, message.summary, None, message.source])
        if behind is None:
            continue
        look = page.book.kind("text", font_color=ACCENT, underline=1)
        page.sheet.write_url(page.row - 1, 3, f"internal:{quoted(behind.name)}!A1", look, behind.name)


def write_evidence(page: Page, message: Message) -> None:
    """Write the whole table after a message."""
    page.title(message.title, message.source)
    page.table(message.exhibit.evidence.columns, message.exhibit.evidence.rows)
    page.skip()
    for note in message.notes:
        page.sheet.write_string(page.row, 0, note, page.book.look(font_color=QUIET, font_size=9))
        page.row += 1


def write_recommendations(page: Page, results: Results, deck: Deck) -> None:
    """Write every recommendation with who, until when, what comes back a year, from which days, and how sure."""
    columns = _recommendation_columns(results)
    page.widths(*(width for _label, _kind, width in columns))
    page.head([name for name, _kind, _width in columns], [kind == "money" for _label, kind, _width in columns])
    page.sheet.freeze_panes(page.row, 0)
    page.sheet.autofilter(0, 0, len(deck.advice), len(columns) - 1)
    kinds = [kind for _label, kind, _width in columns]
    for n, step in enumerate(deck.advice, start=1):
        line = step.line
        assert line is not None  # noqa: S101  (each recommendation has its figures)
        values: list[Cell] = [
            n, step.text, step.owner, line.due or step.by, step.value, line.money_a_year, line.low, line.high,
            step.kind, line.method, line.first_date, line.last_date, line.months, step.sure, step.about,
        ]  # fmt: skip
        until = "date" if line.due else "text"
        page.cells([until if at == _UNTIL else kind for at, kind in enumerate(kinds)], values)
    page.skip()
    page.sheet.write_string(
        page.row, 1, deck.section("recommendations").about, page.book.look(font_color=QUIET, font_size=9)
    )


#: Which column of the recommendations says until when.
_UNTIL = 3


def _recommendation_columns(results: Results) -> list[tuple[str, str, float]]:
    """Return of each column its heading, its kind and its width."""
    a_year, low, high = (
        Column(key="", label=name, kind="money").heading(results.client.currency)
        for name in (_("Recoverable a year"), _("Lowest"), _("Highest"))
    )
    return [
        (_("No."), "count", 6), (_("Action"), "long", 62), (_("Owner"), "text", 20), (_("Due"), "text", 16),
        (_("Recoverable"), "text", 26), (a_year, "money", 18), (low, "money", 14), (high, "money", 18),
        (_("Type of amount"), "long", 24), (_("Method"), "long", 44), (_("From"), "date", 14),
        (_("To"), "date", 14), (_("Months"), "points", 9), (_("Confidence"), "long", 30),
        (_("Finding"), "long", 44),
    ]  # fmt: skip


def write_quality(page: Page, results: Results, deck: Deck) -> None:
    """Write what was read, used, left out, assumed, not computed, and computed with nothing to report."""
    quality = results.quality
    page.widths(70, 70, 14, 20)
    page.title(_("Data quality"), deck.section("quality").title)
    money = _("Money")
    _block(page, (_("What was left out"), "", _("Rows"), money), ("long", "long", "count", "money"),
           [[left.reason, None, left.rows, left.money] for left in quality.left_out])  # fmt: skip
    found = (_("Data notes and issues"), _("What to send us"), _("Rows"), money)
    _block(page, found, ("long", "long", "count", "money"),
           [[p.message, p.remedy, p.rows, p.money] for p in quality.problems])  # fmt: skip
    _block(page, (_("Assumption"), _("Source"), _("Value")), ("long", "long", "text"),
           [[a.label, a.taken_from, a.written] for a in results.assumptions])  # fmt: skip
    for id_, labels in (
        ("not-computed", (_("Not computed"), _("Why"))),
        ("nothing-found", (_("Computed, nothing to report"), _("Result"))),
    ):
        grids = [grid for section in deck.sections if section.id == id_ for grid in section.tables]
        _block(page, labels, ("long", "long"), [[c.text for c in row] for grid in grids for row in grid.rows])


def _block(page: Page, labels: Sequence[str], kinds: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Write one of several tables of a sheet; none where it has no rows."""
    if not rows:
        return
    page.head(labels, [kind in ("count", "money") for kind in kinds])
    for values in rows:
        page.cells(kinds, values)
    page.skip()


def write_terms(page: Page, results: Results) -> None:
    """Write what the terms mean."""
    page.widths(30, 110)
    page.head([_("Term"), _("Meaning")])
    page.sheet.freeze_panes(page.row, 0)
    for line in results.glossary:
        page.cells(("text", "long"), [line.label, line.about])
