"""The report as a PDF, set by typst from the findings themselves.

The template knows layout only. Words and figures are made ready here and handed over as data, so that a name like
``#eval(…)`` or ``$x$`` is set as it stands and nothing in it is executed.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from kamlib.reports import results as contract
from kamlib.reports.results import AdviceLine, FindingPage, Results, Table
from kamlib.words import _, count, date, glossary, money, n_, speaking

TEMPLATES = Path(__file__).parent / "typst"

#: Rows of evidence under a figure, of evidence without one, and of a table that has pages to itself.
ROWS_BESIDE, ROWS_ALONE, ROWS_LIST = 10, 24, 60

#: Columns a page can hold, and characters of one cell.
COLUMNS, CELL = 9, 120

#: A run without a blank that is too long for a column, outside the scripts that break anywhere.
_RUN = re.compile("[^\\s\u2e80-\u9fff\uff00-\uffef]{25,}")

Json = dict[str, Any]


def write(results: Results, folder: Path, target: Path) -> Path:
    """Set a report.

    Parameters
    ----------
    results : Results
        What the report says.
    folder : Path
        Folder with ``figures/<stem>.svg``.
    target : Path
        The file to write.

    Returns
    -------
    Path
        `target`. The same results give the same bytes: the date in the file is that of the data.
    """
    with speaking(results.language):
        whole = document(results, folder)
    day = dt.date.fromisoformat(results.client.as_of)
    target.write_bytes(_compiled(whole, dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)))
    return target


def document(results: Results, folder: Path) -> Json:
    """Return everything that is printed, in the order of the pages, as text that is ready to be set."""
    pages = _chapters(results, folder)
    whole = {
        "lang": results.language,
        "region": "cn" if results.language == "zh" else "gb",
        "words": _words(results),
        **_cover(results),
        "summary": _summary(results),
        "chapters": pages,
        "key_accounts": _table(results.key_accounts, results.client.currency, ROWS_LIST),
        "recommendations": _recommendations(results),
        "appendix": _appendix(results),
    }
    return {key: _clean(value) for key, value in whole.items()}


def _compiled(whole: Json, timestamp: dt.datetime) -> bytes:
    """Set the document as PDF/UA where its characters allow it, else as a tagged PDF that claims no standard."""
    import typst

    def compiled(standard: Literal["ua-1"] | None) -> bytes:
        return typst.compile(
            TEMPLATES / "main.typ", root=TEMPLATES, format="pdf", timestamp=timestamp, font_paths=[_fonts()],
            ignore_system_fonts=True, sys_inputs={"document": json.dumps(whole, ensure_ascii=False)},
            pdf_standards=standard,
        )  # fmt: skip

    try:
        return compiled("ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return compiled(
            None
        )  # PDF/UA forbids characters that no font holds, such as an emoji in a customer's name


def _fonts() -> Path:
    """Return the folder of Noto Sans SC. The package that carries it is not imported: it would pull matplotlib."""
    found = importlib.util.find_spec("zhplot")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("zhplot, which carries the font of the report, is not installed")
    return Path(found.origin).parent / "fonts"


# -- text -----------------------------------------------------------------------------------------------------


def _clean(value: Any, key: str = "") -> Any:
    """Make text safe to set: no control characters, and long runs may break. Pictures stay as they are."""
    if isinstance(value, str):
        return value if key == "svg" else _breakable(_printable(value))
    if isinstance(value, dict):
        return {k: _clean(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_clean(v) for v in value]
    return value


def _printable(text: str) -> str:
    """Drop what has no shape: control characters, and marks that would reverse the text behind them."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") or c in "\n\u200b")


def _breakable(text: str) -> str:
    """Let a run of 25 or more characters without a blank break after every tenth."""
    return _RUN.sub(lambda run: "\u200b".join(re.findall(".{1,10}", run.group())), text)


def _shortened(text: str, size: int = CELL) -> str:
    text = " ".join(text.split())
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"


# -- tables ---------------------------------------------------------------------------------------------------


def _table(table: Table, currency: str | None, rows: int) -> Json:
    """Return the head of a table with the widths of its columns, and a sentence about what is not shown."""
    columns = table.columns[:COLUMNS]
    shown = [
        [_shortened(contract.write(c.kind, cell, currency)) for c, cell in zip(columns, row, strict=False)]
        for row in table.rows[:rows]
    ]
    return {
        "name": "",
        "columns": [
            {
                "label": c.label,
                "align": "end" if c.numeric else "start",
                "width": _width(c.label, c.numeric, cells),
            }
            for c, cells in zip(columns, _columns(shown, len(columns)), strict=True)
        ],
        "rows": shown,
        "more": _not_shown(table, shown, rows),
    }


def _columns(rows: list[list[str]], n: int) -> list[list[str]]:
    return [[row[i] for row in rows] for i in range(n)]


def _width(label: str, numeric: bool, cells: Sequence[str]) -> float:
    """Weigh a column by its longest word and, if it holds text, by the length of what it holds."""
    words = max((_letters(word) for word in label.split()), default=0)
    longest = max((_letters(cell) for cell in cells), default=0)
    if numeric:
        return max(longest, min(words, 14), _letters(label) / 3, 5) + 2
    typical = sorted(_letters(cell) for cell in cells)[len(cells) * 3 // 4] if cells else 0
    return max(min(typical, 44), min(longest, 16), min(words, 14), 6) + 2


def _letters(text: str) -> float:
    """Count widths: a Chinese character takes nearly two."""
    return sum(1.8 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _not_shown(table: Table, shown: list[list[str]], rows: int) -> str:
    """Say what of a table is left to the workbook: rows, columns, ends of long texts."""
    said = []
    if len(table.rows) > rows:
        said.append(n_("{n} more row in the workbook.", "{n} more rows in the workbook.", len(table.rows) - rows))
    if len(table.columns) > COLUMNS:
        more = len(table.columns) - COLUMNS
        said.append(n_("{n} more column in the workbook.", "{n} more columns in the workbook.", more))
    if any(cell.endswith("…") for row in shown for cell in row):
        said.append(_("Texts that end in “…” are whole in the workbook."))
    return _(" ").join(said)


def _plain(
    labels: Sequence[str], rows: Iterable[Sequence[str]], numeric: Iterable[int] = (), name: str = ""
) -> Json:
    """Return a table that is made of text already."""
    ends, shown = set(numeric), [[_shortened(cell, 400) for cell in row] for row in rows]
    columns = [
        {"label": label, "align": "end" if i in ends else "start", "width": _width(label, i in ends, cells)}
        for i, (label, cells) in enumerate(zip(labels, _columns(shown, len(labels)), strict=True))
    ]
    return {"name": name, "columns": columns, "rows": shown, "more": ""}


# -- pages ----------------------------------------------------------------------------------------------------


def _titles() -> dict[str, str]:
    """Name the report by its template."""
    return {
        "portfolio": _("Key account report"), "account": _("Account report"), "review": _("Key account review"),
    }  # fmt: skip


def _cover(results: Results) -> Json:
    who = results.client
    title = _titles().get(results.template, _("Key account report"))
    name = who.name or _("Client")
    period = _(
        "{first} to {last}",
        first=date(dt.date.fromisoformat(who.first_date)),
        last=date(dt.date.fromisoformat(who.last_date)),
    )
    return {
        "kind": _("Key account management"), "client": _shortened(name), "client_short": _shortened(name, 60),
        "title": title, "full_title": f"{title} – {_shortened(name)}", "period": period,
        "keywords": [_("Key account management")], "client_size": 34 if _letters(name) <= 40 else 22,
        "facts": _facts(results, period),
    }  # fmt: skip


def _facts(results: Results, period: str) -> list[list[str]]:
    who = results.client
    basis = glossary().get(who.basis)
    facts = [
        [_("Period"), period],
        [_("Date of the data"), date(dt.date.fromisoformat(who.as_of))],
        [_("Customers"), count(who.customers)],
        [_("Order lines"), count(who.lines)],
        [_("Measured in"), basis.label if basis else who.basis],
    ]
    if who.currency:
        facts.append([_("Currency"), who.currency])
    if who.source:
        facts.append([_("Made from"), _shortened(who.source)])
    return facts


def _summary(results: Results) -> Json:
    said = results.summary
    parts = [
        [_("Situation"), said.situation], [_("Complication"), said.complication], [_("Answer"), said.answer],
    ]  # fmt: skip
    return {
        "numbers": [{"label": n.label, "written": n.written} for n in said.numbers],
        "parts": [part for part in parts if part[1]],
        "first": _recommendations(results)[:3],
    }


def _chapters(results: Results, folder: Path) -> list[Json]:
    titles = {
        "value": _("What the customers are worth"), "classify": _("Who the key accounts are"),
        "manage": _("How they are managed"), "keep": _("How they are kept"),
    }  # fmt: skip
    order = list(dict.fromkeys(finding.chapter for finding in results.findings))
    numbered = list(enumerate(results.findings, start=1))
    return [
        {
            "title": titles.get(chapter, chapter),
            "findings": [_finding(results, n, f, folder) for n, f in numbered if f.chapter == chapter],
        }
        for chapter in order
    ]


def _finding(results: Results, n: int, finding: FindingPage, folder: Path) -> Json:
    svg = folder / "figures" / f"{finding.figure}.svg" if finding.figure else None
    drawn = svg is not None and svg.is_file()
    term = glossary().get(finding.id)
    name = term.label if term else ""
    no = count(n)
    return {
        "target": _target(n),
        "title": finding.title,
        "summary": finding.summary,
        "svg": svg.read_text(encoding="utf-8") if svg and drawn else "",
        "alt": finding.alt or finding.title,
        "exhibit": _("Exhibit {n} · {name}", n=no, name=name) if name else _("Exhibit {n}", n=no),
        "evidence": _("Evidence for exhibit {n}", n=no),
        "table": _table(finding, results.client.currency, ROWS_BESIDE if drawn else ROWS_ALONE),
        "advice": [{"text": a.text, "meta": _meta(a, results)} for a in finding.advice],
        "notes": list(finding.notes),
        "source": _("Source: {source}", source=finding.source.written),
    }


def _target(n: int) -> str:
    return f"finding-{n}"


def _meta(advice: AdviceLine, results: Results) -> str:
    """Say who, by when and what is at stake, in one line."""
    said = [advice.owner_label, _("by {date}", date=date(results.due(advice)))]
    if advice.value is not None:
        said.append(_("{value} at stake", value=money(advice.value, results.client.currency)))
    return " · ".join(said)


def _recommendations(results: Results) -> list[Json]:
    """Return every recommendation, the most money first, each with the finding it comes from."""
    origin = {id(a): n for n, finding in enumerate(results.findings, start=1) for a in finding.advice}
    return [
        {
            "text": a.text, "owner": a.owner_label, "within": date(results.due(a)), "meta": _meta(a, results),
            "value": money(a.value, results.client.currency), "target": _target(origin[id(a)]),
        }
        for a in results.advice
    ]  # fmt: skip


# -- appendix -------------------------------------------------------------------------------------------------


def _part(title: str, text: Sequence[str] = (), **more: Any) -> Json:
    return {"title": title, "text": list(text), "points": [], "tables": [], "pairs": [], **more}


def _appendix(results: Results) -> list[Json]:
    parts: list[Callable[[Results], Json | None]] = [_method, _quality, _assumptions, _not_computed, _terms]
    return [part for make in parts if (part := make(results))]


def _method(results: Results) -> Json:
    basis = glossary().get(results.client.basis)
    return _part(
        _("Method"),
        [
            _(
                "Order lines are added up to accounts, one a customer; returns are netted. What a customer is "
                "worth is measured in {basis}. Equal customers are treated equally, and customers that lose money "
                "are always in.",
                basis=basis.label if basis else results.client.basis,
            ),
            _(
                "Time is counted to the date of the data, not to the day of printing. Figures are rounded for "
                "reading; the workbook that belongs to this report holds them in full, with the formulas "
                "behind them."
            ),
        ],
    )


def _quality(results: Results) -> Json:
    quality, currency = results.quality, results.client.currency
    said = _(
        "{used} of the {read} rows read are in the report.",
        used=count(quality.rows_used), read=count(quality.rows_read),
    )  # fmt: skip
    tables = []
    if quality.left_out:
        rows = [[left.reason, count(left.rows), money(left.money, currency)] for left in quality.left_out]
        tables.append(_plain([_("Left out"), _("Rows"), _("Money")], rows, (1, 2), _("What was left out")))
    if quality.problems:
        rows = [[p.message, p.remedy, count(p.rows), money(p.money, currency)] for p in quality.problems]
        labels = [_("What was found"), _("What can be done"), _("Rows"), _("Money")]
        tables.append(_plain(labels, rows, (2, 3), _("What was found in the data")))
    return _part(_("Data quality"), [said], tables=tables)


def _assumptions(results: Results) -> Json | None:
    rows = [[a.label, a.written, a.source] for a in results.assumptions]
    if not rows:
        return None
    labels = [_("Assumption"), _("Value"), _("Taken from")]
    said = _("The data does not hold these figures; they were set as follows.")
    return _part(_("Assumptions"), [said], tables=[_plain(labels, rows, (1,))])


def _not_computed(results: Results) -> Json | None:
    rows = [[n.label, _(", ").join(n.missing)] for n in results.not_computed]
    if not rows:
        return None
    said = _("What the data brought does not allow. With the tables or columns named here the report grows by it.")
    return _part(_("Not computed"), [said], tables=[_plain([_("What"), _("What is missing")], rows)])


def _terms(results: Results) -> Json | None:
    pairs = [[line.label, line.about] for line in results.glossary if line.about]
    return _part(_("Terms"), pairs=pairs) if pairs else None


def _words(results: Results) -> Json:
    """Return the words of the template itself."""
    name = _shortened(results.client.name or _("the client"), 60)
    return {
        "contents": _("Contents"),
        "summary": _("Summary"),
        "first_steps": _("First steps"),
        "advice": _("What to do"),
        "key_accounts": _("Key accounts"),
        "key_accounts_about": _("The customers that meet the standards for a key account, each with the reason."),
        "recommendations": _("Recommendations"),
        "recommendations_about": _("Ordered by the money at stake; days count from the date of the data."),
        "recommendation_columns": ["", _("What"), _("Who"), _("Until"), _("At stake"), _("Page")],
        "appendix": _("Appendix"),
        "confidential_short": _("Confidential"),
        "confidential": _(
            "Confidential. Made for {client}; it names customers and what they bring. Pass it on only to those "
            "who need it for their work.",
            client=name,
        ),
    }
