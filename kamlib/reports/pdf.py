"""The report as a PDF, set by typst from the deck.

The template knows layout only. Words and figures come from the deck and are handed over as data, so that a name
like ``#eval(…)`` or ``$x$`` is set as text and nothing in it is executed.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from kamlib.reports import font
from kamlib.reports.deck import FULL, Deck, Grid, Heading, Message, Section, Shown, Step, build
from kamlib.reports.results import Results
from kamlib.words import _, speaking, speaking_of
from kamlib.words.phrases import sentences

TEMPLATES = Path(__file__).parent / "typst"

#: Rows of a message's table that are printed at the least; up to those of the deck are as its page has room for.
FEWEST = 4

#: Letters of a client's name from which it is set small.
LONG_NAME = 40

#: What stands for a character that no font holds.
NO_SHAPE = "◇"

#: Columns that a page can hold, characters of one cell, and of one that holds sentences of the report.
COLUMNS, CELL, SENTENCES = 9, 180, 1000

#: Letters of a text beyond which a column asks for no more.
LONG = 160

#: Letters of a line by the number of columns (the type is smaller where there are many), the least for a text.
ROOM = {n: 105 if n <= 5 else 113 if n <= 7 else 124 for n in range(COLUMNS + 1)}
LEAST = 16

#: Letters that a day takes, which stands on one line.
DAY = 18

#: A run without a blank that is too long for a column, outside the scripts that break anywhere.
_RUN = re.compile("[^\\s\u2e80-\u9fff\uff00-\uffef]{25,}")

#: A run of characters that were found without a shape.
_NO_SHAPES = re.compile("\ufffd+")

#: How Unicode names the letters that Libertinus Serif holds.
_EUROPEAN = ("LATIN ", "GREEK ", "CYRILLIC ", "HEBREW ", "COMBINING ")

Json = dict[str, Any]

#: Shapes a table for the template: as many of its rows as given.
Shaped = Callable[..., Json]


def write(results: Results, folder: Path, target: Path, *, deck: Deck | None = None) -> Path:
    """Set a report.

    Parameters
    ----------
    results : Results
        What the report says.
    folder : Path
        Folder with ``figures/<stem>.svg``.
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
        whole = document(deck or build(results), folder)
    day = dt.date.fromisoformat(results.client.issued or results.client.as_of)
    target.write_bytes(_compiled(whole, dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)))
    return target


def document(deck: Deck, folder: Path) -> Json:
    """Return everything that is printed, in the order of the pages, as text that is ready to be set."""
    cover = deck.cover
    shaped = partial(_grid, full=deck.full)
    chinese = deck.language.startswith("zh")
    whole = {
        "lang": "zh" if chinese else "en",
        "region": "cn" if chinese else "gb",
        "cover": {
            "kind": cover.kind, "title": cover.title, "client": _shortened(cover.client),
            "long": len(cover.client) > LONG_NAME,
            "facts": cover.facts, "confidential": cover.confidential,
        },
        "running": [_shortened(cover.client, 60), f"{cover.title} · {cover.facts[0][1]}"],
        "title": _shortened(cover.heading),
        "words": {name: deck.words[name] for name in ("contents", "confidential", "advice", "page")},
        "sections": [_section(section, deck, folder, shaped) for section in deck.sections],
    }  # fmt: skip
    return {key: _clean(value) for key, value in whole.items()}


def _compiled(whole: Json, timestamp: dt.datetime) -> bytes:
    """Set the document as PDF/UA where its characters allow it, else as a tagged PDF that claims no standard."""
    import typst

    def compiled(standard: Literal["ua-1"] | None) -> bytes:
        return typst.compile(
            TEMPLATES / "main.typ", root=TEMPLATES, format="pdf", timestamp=timestamp,
            font_paths=[font.file().parent], ignore_system_fonts=True,
            sys_inputs={"document": json.dumps(whole, ensure_ascii=False)},
            pdf_standards=standard,
        )  # fmt: skip

    try:
        return compiled("ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return compiled(None)  # PDF/UA forbids characters that no font holds, such as an emoji in a name


# -- sections -------------------------------------------------------------------------------------------------


def _section(section: Section, deck: Deck, folder: Path, shaped: Shaped) -> Json:
    """Return a section as the template takes it: tables with widths, messages with their pictures."""
    made: dict[str, Callable[[], Json]] = {
        "summary": lambda: _summary(section, deck, shaped),
        "chapter": lambda: {"findings": [_message(message, folder, shaped) for message in section.messages]},
        "table": lambda: _alone(section, deck, shaped),
        "appendix": lambda: {"text": section.text, "tables": [shaped(table) for table in section.tables]},
        "terms": lambda: {"pairs": [list(pair) for pair in section.pairs]},
    }
    head = {"id": section.id, "kicker": section.kicker, "title": section.title, "kind": section.kind}
    return head | made[section.kind]()


def _summary(section: Section, deck: Deck, shaped: Shaped) -> Json:
    page = section.first
    assert page is not None  # noqa: S101  (a section of this kind has one)
    said = {"situation": page.situation, "complication": page.complication}
    return {
        "numbers": [{"label": n.label, "written": n.written} for n in page.numbers],
        "said": [[deck.words[name], text] for name, text in said.items() if text],
        "answer": deck.words["answer"],
        "steps": [_step(step) for step in page.answer],
        "calls": [{"title": heading, "table": shaped(listed)} for heading, listed in page.calls],
    }


def _step(step: Step) -> Json:
    return {"text": step.text, "meta": step.beside}


def _message(message: Message, folder: Path, shaped: Shaped) -> Json:
    """Return a message with the picture that every format shows, and as many rows as a page may have room for."""
    exhibit = message.exhibit
    svg = folder / "figures" / f"{exhibit.figure}.svg"
    rows = len(exhibit.table.rows)
    return {
        "id": message.id, "title": message.title, "summary": message.summary, "exhibit": exhibit.caption,
        "alt": exhibit.alt, "annex": message.annex, "source": message.source, "notes": message.notes,
        "table": shaped(exhibit.table, exhibit.table.brief if exhibit.listed else rows),
        "fewest": rows if exhibit.whole else FEWEST,
        "svg": svg.read_text(encoding="utf-8") if exhibit.figure else "",
        "advice": [_step(step) for step in message.advice],
    }  # fmt: skip


def _alone(section: Section, deck: Deck, shaped: Shaped) -> Json:
    """Return a table that has pages to itself; a recommendation names the page of its message."""
    table = section.table
    origins = [step.origin for step in deck.advice[: len(table.rows)]]
    targets = origins if section.id == "recommendations" else []
    return {"table": shaped(table, table.brief or len(table.rows)), "about": section.about, "targets": targets}


# -- tables ---------------------------------------------------------------------------------------------------


def _grid(grid: Grid, rows: int | None = None, *, full: str = FULL) -> Json:
    """Return a table with the widths of its columns, and for each n what to say of the rest under n rows."""
    cut = grid if rows is None else grid.cut(rows)
    columns, hidden = cut.columns[:COLUMNS], max(0, len(cut.columns) - COLUMNS)
    size = SENTENCES if cut.prose else CELL
    shown = [[_cell(cell, size) for cell in row[:COLUMNS]] for row in cut.rows]
    said = [
        sentences(cut.first(n).rest(full, hidden), _where_whole(shown[:n], full)) for n in range(len(shown) + 1)
    ]
    widths = [_width(c, [row[at]["text"] for row in shown]) for at, c in enumerate(columns)]
    return {
        "columns": [
            {"label": c.label, "numeric": c.numeric, "width": width}
            for c, width in zip(columns, fitted(widths, [c.numeric for c in columns]), strict=True)
        ],
        "rows": shown,
        "more": said[-1],
        "fewer": said,
    }


def _cell(cell: Shown, size: int) -> Json:
    text = " ".join(cell.text.split())
    return {"text": _shortened(text, size), "loss": cell.loss, "cut": len(text) > size}


def _where_whole(shown: list[list[Json]], full: str) -> str:
    """Say where long texts are whole whose ends a page has no room for."""
    cut = any(cell["cut"] for row in shown for cell in row)
    return _("Texts that end in “…” are whole in {file}.", file=full) if cut else ""


def fitted(widths: Sequence[float], numeric: Sequence[bool]) -> list[float]:
    """Leave short texts on one line, and share the rest of the page by the square root of what texts ask for.

    A text that is four times as long gets twice the room, so that neither a long text nor a short one takes
    many lines more than its neighbours.

    Parameters
    ----------
    widths : sequence of float
        What each column asks for, in letters.
    numeric : sequence of bool
        Whether it holds figures, which never give.

    Returns
    -------
    list of float
        The same, with no text wider than makes them fit the page, nor narrower for it than `LEAST`.
    """
    room = ROOM[min(len(widths), max(ROOM))]
    rigid = sum(w for w, figures in zip(widths, numeric, strict=True) if figures)
    texts = sorted(w for w, figures in zip(widths, numeric, strict=True) if not figures)
    for at, narrow in enumerate(texts):
        share = (room - rigid - sum(texts[:at])) / sum(map(math.sqrt, texts[at:]))
        if narrow > share * math.sqrt(narrow):
            return [
                w if figures else min(w, max(share * math.sqrt(w), LEAST))
                for w, figures in zip(widths, numeric, strict=True)
            ]
    return list(widths)


def _width(column: Heading, cells: Sequence[str]) -> float:
    """Weigh a column by its longest word and, if it holds text, by the length of what it mostly holds."""
    words = max((_letters(word) for word in column.label.split()), default=0)
    lengths = sorted(_letters(cell) for cell in cells) or [0]
    if column.numeric:
        return max(lengths[-1], min(words, 12), _letters(column.label) / 3, 5) + 2
    mostly = lengths[len(lengths) * 3 // 4]
    longest = max((_letters(word) for cell in cells for word in cell.split()), default=0)
    return max(min(mostly, LONG), min(lengths[-1], DAY), min(longest, 20), min(words, 12), 6) + 2


def _letters(text: str) -> float:
    """Count widths in letters: a digit takes a little more than one, a Chinese character nearly two."""
    wide = [unicodedata.east_asian_width(c) in "WF" for c in text]
    between = sum(a != b for a, b in pairwise(wide))  # where the two meet, a quarter of a character is left free
    return sum(2.0 if w else 1.15 if c.isdigit() else 1 for c, w in zip(text, wide, strict=True)) + 0.5 * between


# -- text -----------------------------------------------------------------------------------------------------


def _clean(value: Any, key: str = "") -> Any:
    """Make text safe to set: no control characters, and long runs may break. Pictures stay as they are."""
    if isinstance(value, str):
        return value if key in ("svg", "id", "target") else _breakable(_printable(value))
    if isinstance(value, dict):
        return {k: _clean(v, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(v) for v in value]
    return value


def _printable(text: str) -> str:
    """Drop what has no shape: control characters, and marks that would reverse the text after them.

    What no font of the report holds, such as an emoji in a name, gives way to a neutral mark, one for each run.
    """
    shaped = (c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") or c == "\n")
    return _NO_SHAPES.sub(NO_SHAPE, "".join(c if _held(c) else "\ufffd" for c in shaped))


def _held(char: str) -> bool:
    """Tell whether a font of the report holds a character; Libertinus Serif is strong in European letters."""
    return char in "\n\u200b" or ord(char) in font.characters() or unicodedata.name(char, "").startswith(_EUROPEAN)


def _breakable(text: str) -> str:
    """Let a run of 25 or more characters without a blank break after every tenth."""
    return _RUN.sub(lambda run: "\u200b".join(re.findall(".{1,10}", run.group())), text)


def _shortened(text: str, size: int = CELL) -> str:
    text = " ".join(text.split())
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"
