"""The results as the parts of a document: every word and figure ready to be set, nothing left to compute."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from kamlib.reports.results import AdviceLine, FindingPage, Results, Table
from kamlib.words import _, count, date, glossary, label, money, n_
from kamlib.words.phrases import inside, width

#: Rows of evidence under a figure, and of evidence that stands alone.
BESIDE, ALONE = 15, 25

#: Accounts that a page can bear; the workbook holds all.
ACCOUNTS = 1000

#: Rows of the list of all that are printed; the style sheet hides those behind them.
PRINTED = 40

#: The file that holds what a page has no room for.
FULL = "report.xlsx"

#: Widths of text (see `width`) from which a column is wide, and one of sentences; a run that may break anywhere.
WIDE, SENTENCE, RUN = 11, 36, 25

#: Characters that would turn round the text behind them.
_TURNING = "\u200e\u200f\u061c" + "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))


@dataclass(frozen=True)
class Grid:
    """A table ready to be set.

    Attributes
    ----------
    columns : list of dict
        Of each its heading, whether it holds figures, and how much room its texts ask for.
    rows : list of list of dict
        Of each cell its text and its sort key.
    left : int
        How many rows are missing.
    elsewhere : str
        A sentence on where the whole table stands, if not in the file that holds everything.
    prose : bool
        Whether its texts are sentences of the report, which are never cut.
    """

    columns: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]
    left: int = 0
    elsewhere: str = ""
    prose: bool = False

    def rest(self, full: str) -> str:
        """Say where the missing rows are; `full` names the file that holds everything."""
        if self.elsewhere or not self.left:
            return self.elsewhere
        return n_("{n} more row in {file}.", "{n} more rows in {file}.", self.left, file=full)


@dataclass(frozen=True)
class Section:
    """A section of the document: its anchor, the small line above, its title, and what it holds."""

    id: str
    kicker: str
    title: str
    kind: str
    parts: dict[str, Any] = field(default_factory=dict)


def _table_section(
    id: str, kicker: str, title: str, table: Grid, about: str = "", *, sortable: bool = False, printed: str = ""
) -> Section:
    parts = {"table": table, "about": about, "sortable": sortable, "printed": printed}
    return Section(id, kicker, title, "table", parts)


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
    sections = [_summary(results), *_chapters(results), _advice(results)]
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
            *_appendix(results, full),
        ],
        "full": full,
        "words": _words(),
    }


def clean(value: Any) -> Any:
    """Drop what has no shape or would turn round the text behind it."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    kept = (c for c in value if c not in _TURNING and (c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")))
    return "".join(kept)


def _words() -> dict[str, str]:
    return {
        "contents": _("Contents"), "skip": _("To the report"), "notes": _("Notes"), "advice": _("What to do"),
        "situation": _("Situation"), "complication": _("Complication"), "answer": _("Answer"),
        "sort": _("Sort by this column"),
    }  # fmt: skip


def _day(iso: str) -> str:
    return date(dt.date.fromisoformat(iso))


def _cover(results: Results) -> dict[str, Any]:
    who = results.client
    facts = [
        (_("Period"), _("{first} to {last}", first=_day(who.first_date), last=_day(who.last_date))),
        (_("Date of the data"), _day(who.as_of)),
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


# -- tables ---------------------------------------------------------------------------------------------------


def grid(table: Table, currency: str | None, rows: int) -> Grid:
    """Return the first rows of a table, without the columns that say nothing."""
    written = Table(columns=table.columns, rows=table.rows[:rows]).written()
    columns = [{"label": column.heading(currency), "numeric": column.numeric} for column in table.columns]
    cells = [
        [_cell(text, raw, column.numeric) for text, raw, column in zip(line, row, table.columns, strict=True)]
        for line, row in zip(written, table.rows, strict=False)
    ]
    return lean(Grid(_roomy(columns, cells), cells, left=len(table.rows) - len(cells)))


def _roomy(columns: list[dict[str, Any]], cells: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Say of each column how much room its texts ask for: ``""``, ``"wide"`` or ``"long"``."""
    widest = [max((width(str(row[at]["text"])) for row in cells), default=0) for at in range(len(columns))]
    return [
        {**column, "room": "" if column["numeric"] or w < WIDE else "wide" if w < SENTENCE else "long"}
        for column, w in zip(columns, widest, strict=True)
    ]


def lean(grid: Grid) -> Grid:
    """Leave out columns that say nothing: empty ones, and one that repeats the one before it in every row."""
    cells = [[row[at]["text"] for row in grid.rows] for at in range(len(grid.columns))]
    kept = [
        at for at, column in enumerate(cells)
        if set(column) - {"", "–"} and not (at and column == cells[at - 1] and not grid.columns[at]["numeric"])
    ]  # fmt: skip
    return replace(
        grid, columns=[grid.columns[at] for at in kept], rows=[[r[at] for at in kept] for r in grid.rows]
    )


def _cell(text: str, raw: Any, numeric: bool) -> dict[str, Any]:
    loss = numeric and isinstance(raw, int | float) and raw < 0
    run = not numeric and any(len(word) > RUN for word in text.split())
    return {"text": text, "sort": "" if raw is None else raw, "numeric": numeric, "loss": loss, "run": run}


def plain(labels: list[str], rows: list[list[str]], numeric: tuple[int, ...] = ()) -> Grid:
    """Return a table that is text already."""
    columns = [{"label": name, "numeric": at in numeric} for at, name in enumerate(labels)]
    cells = [[{**_cell(text, None, at in numeric), "loss": False} for at, text in enumerate(row)] for row in rows]
    return lean(Grid(_roomy(columns, cells), cells, prose=True))


# -- sections -------------------------------------------------------------------------------------------------


def _summary(results: Results) -> Section:
    said = results.summary
    advice = results.advice
    loss = next((finding.facts.get("loss") for finding in results.findings if finding.id == "whale"), None)
    if not isinstance(loss, int | float) or not loss:
        title = n_(
            "{n} recommendation follows from the orders", "{n} recommendations follow from the orders", len(advice)
        )
    else:
        title = n_(
            "Customers below zero lose {value}; {n} recommendation follows from the orders",
            "Customers below zero lose {value}; {n} recommendations follow from the orders",
            len(advice), value=money(loss, results.client.currency),
        )  # fmt: skip
    parts = {
        "situation": said.situation, "complication": said.complication, "answer": said.answer,
        "numbers": said.numbers,
    }  # fmt: skip
    return Section("summary", _("Summary"), title, "summary", parts)


def _chapters(results: Results) -> list[Section]:
    titles = {
        "value": _("What the customers are worth"), "classify": _("Who the key accounts are"),
        "manage": _("How they are managed"), "keep": _("How they are kept"),
        "review": _("What has changed, and why"),
    }  # fmt: skip
    order = list(dict.fromkeys(finding.chapter for finding in results.findings))
    numbered = list(enumerate(_once(results.findings), 1))
    return [
        Section(
            f"chapter-{chapter}", _("Chapter {n}", n=count(at)), titles[chapter], "chapter",
            {"findings": [_finding(results, n, f) for n, f in numbered if f.chapter == chapter]},
        )
        for at, chapter in enumerate(order, 1)
    ]  # fmt: skip


def _once(findings: list[FindingPage]) -> list[FindingPage]:
    """Leave a note where it stands first: what it says of one finding holds for those behind it."""
    said: set[str] = set()
    left = []
    for finding in findings:
        left.append(finding.model_copy(update={"notes": [note for note in finding.notes if note not in said]}))
        said.update(finding.notes)
    return left


def _finding(results: Results, n: int, finding: FindingPage) -> dict[str, Any]:
    term = glossary().get(finding.id)
    name = _("Exhibit {n} · {name}", n=count(n), name=term.label) if term else _("Exhibit {n}", n=count(n))
    return {
        "id": f"finding-{finding.id}", "title": finding.title, "summary": finding.summary, "exhibit": name,
        "figure": finding.figure, "alt": finding.alt or finding.title, "notes": finding.notes,
        "table": _evidence(results, finding),
        "advice": [_step(line, results) for line in finding.advice],
        "source": _("Source: {source}", source=finding.source.written),
    }  # fmt: skip


def _evidence(results: Results, finding: FindingPage) -> Grid:
    """Return a finding's table; that of the key accounts says where the whole list is."""
    table = grid(finding, results.client.currency, BESIDE if finding.figure else ALONE)
    if finding.id != "key_accounts" or not results.key_accounts.rows:
        return table
    return replace(table, elsewhere=_("The whole list is under “{name}”.", name=_("Key accounts")))


def _step(line: AdviceLine, results: Results) -> dict[str, str]:
    value = money(line.value, results.client.currency) if line.value is not None else ""
    return {
        "text": line.text, "owner": line.owner_label, "due": date(results.due(line)), "value": value,
        "by": _("by {date}", date=date(results.due(line))),
        "kind": line.stake_label,
        "stake": _("{kind}: {value}", kind=line.stake_label, value=value) if value else "",
    }  # fmt: skip


def _key_accounts(results: Results) -> Section:
    n = len(results.key_accounts.rows)
    title = n_(
        "{n} customer is a key account, for the reason named",
        "{n} customers are key accounts, each for the reason named",
        n,
    )
    table = grid(results.key_accounts, results.client.currency, ACCOUNTS)
    return _table_section("key-accounts", _("Key accounts"), title, table)


def _candidates(results: Results) -> Section:
    n = len(results.candidates.rows)
    title = n_(
        "{n} customer is a candidate: what speaks for it, and what to watch",
        "{n} customers are candidates: what speaks for each, and what to watch",
        n,
    )
    table = grid(results.candidates, results.client.currency, ACCOUNTS)
    return _table_section("candidates", _("Candidates"), title, table)


def _advice(results: Results) -> Section:
    lines = [_step(line, results) for line in results.advice]
    first = min((results.due(line) for line in results.advice), default=None)
    title = _("There is nothing to recommend yet") if first is None else n_(
        "{n} step, due by {date}", "{n} steps, the first due by {date}", len(lines), date=date(first)
    )  # fmt: skip
    labels = [_("What"), _("Who"), _("Until"), _("Money"), _("What it is")]
    rows = [[line["text"], line["owner"], line["due"], line["value"] or "–", line["kind"]] for line in lines]
    about = _(
        "Losses to stop come first, then what is at risk, what is missing, and what is held today; days count "
        "from the date of the data. The amounts overlap – several steps are about the same customers – and must "
        "not be added up."
    )
    return _table_section("recommendations", _("Recommendations"), title, plain(labels, rows, (3,)), about)


def _accounts(results: Results, full: str) -> Section:
    n = len(results.accounts.rows)
    title = n_("{n} customer in numbers", "{n} customers in numbers, the best first", n)
    table = grid(results.accounts, results.client.currency, ACCOUNTS)
    return _table_section(
        "accounts", _("All accounts"), title, table, _tiers(results), sortable=True, printed=_printed(n, full)
    )


def _reviewed(results: Results, full: str) -> Section:
    """Return everybody at both dates of a review."""
    n = len(results.accounts.rows)
    title = n_("{n} customer at both dates", "{n} customers at both dates, those who moved first", n)
    table = grid(results.accounts, results.client.currency, ACCOUNTS)
    return _table_section(
        "everybody", _("All customers"), title, table, _tiers(results), sortable=True, printed=_printed(n, full)
    )


def _printed(rows: int, full: str) -> str:
    """Say how much of a long list goes to paper, and where all of it is."""
    if rows <= PRINTED:
        return ""
    return _("Printed: the first {n} of {all}, in the order of the screen. All of them are in {file}.",
             n=count(PRINTED), all=count(rows), file=full)  # fmt: skip


def _tiers(results: Results) -> str:
    """Say from which amount each tier starts."""
    currency = results.client.currency
    starts = [
        _("{tier} from {amount}", tier=tier.label, amount=money(tier.value, currency))
        for tier in results.tiers.thresholds
        if tier.value is not None
    ]
    return _("Tiers: {starts}.", starts=_("; ").join(starts)) if starts else ""


# -- appendix -------------------------------------------------------------------------------------------------


def _appendix(results: Results, full: str) -> list[Section]:
    parts = [
        _method(results, full),
        _quality(results),
        _assumptions(results),
        _not_computed(results),
        _terms(results),
    ]
    return [part for part in parts if part]


def _method(results: Results, full: str) -> Section:
    formulas = results.ranked and full == FULL
    text = [
        _("Order lines are added up to accounts, one a customer; returns are netted. What a customer is worth is "
          "measured in {basis}. Equal customers are treated equally, and customers that lose money are always in.",
          basis=inside(results.client.basis)),
        _("Time is counted to the date of the data, not to the day of printing. Figures are rounded for reading; "
          "{file}, which belongs to this report, holds them in full, with the formulas behind them.", file=full)
        if formulas else
        _("Time is counted to the date of the data, not to the day of printing. Figures are rounded for reading; "
          "{file}, which belongs to this report, holds them in full.", file=full),
    ]  # fmt: skip
    title = _("Each figure is added up from the order lines")
    return Section("method", _("Appendix · Method"), title, "appendix", {"text": text, "tables": []})


def _quality(results: Results) -> Section:
    quality, currency = results.quality, results.client.currency
    out = quality.rows_read - quality.rows_used
    title = _("{used} of the {read} rows read are in the report",
              used=count(quality.rows_used), read=count(quality.rows_read))  # fmt: skip
    if not out:
        title = n_("The {n} row read is in the report", "All {n} rows read are in the report", quality.rows_read)
    tables = []
    if quality.left_out:
        rows = [
            [_("Read"), count(quality.rows_read), money(quality.money_read, currency)],
            *([_("Left out: {reason}", reason=left.reason), count(left.rows), money(left.money, currency)]
              for left in quality.left_out),
            [_("In the report"), count(quality.rows_used), money(quality.money_used, currency)],
        ]  # fmt: skip
        tables.append(plain([_("Order lines"), _("Rows"), _("Money")], rows, (1, 2)))
    if quality.problems:
        rows = [[p.message, p.remedy, count(p.rows), money(p.money, currency)] for p in quality.problems]
        tables.append(plain([_("What was found"), _("What can be done"), _("Rows"), _("Money")], rows, (2, 3)))
    return Section("quality", _("Appendix · Data quality"), title, "appendix", {"text": [], "tables": tables})


def _assumptions(results: Results) -> Section | None:
    rows = [[line.label, line.written, line.taken_from] for line in results.assumptions]
    if not rows:
        return None
    title = n_("The report rests on {n} assumption", "The report rests on {n} assumptions", len(rows))
    table = plain([_("Assumption"), _("Value"), _("Taken from")], rows, (1,))
    return Section("assumptions", _("Appendix · Assumptions"), title, "appendix", {"text": [], "tables": [table]})


def _not_computed(results: Results) -> Section | None:
    rows = [[line.label, _(", ").join(line.missing)] for line in results.not_computed]
    if not rows:
        return None
    title = n_("{n} analysis waits for data", "{n} analyses wait for data", len(rows))
    text = [
        _("What the data brought does not allow. With the tables or columns named here the report grows by it.")
    ]
    table = plain([_("What"), _("What is missing")], rows)
    return Section(
        "not-computed", _("Appendix · Not computed"), title, "appendix", {"text": text, "tables": [table]}
    )


def _terms(results: Results) -> Section | None:
    pairs = [(line.label, line.about) for line in results.glossary if line.about]
    if not pairs:
        return None
    return Section("terms", _("Appendix · Terms"), _("What the words mean here"), "terms", {"pairs": pairs})
