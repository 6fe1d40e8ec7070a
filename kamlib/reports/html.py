"""The report as one HTML file that needs nothing else: no network, no folder next to it."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from kamlib.reports import font, svg
from kamlib.reports.deck import Deck, Grid, build
from kamlib.reports.results import TURNING, Results
from kamlib.words import speaking, speaking_of
from kamlib.words.phrases import width

TEMPLATES = Path(__file__).parent / "templates"

#: Widths of text (see ``words.phrases.width``) from which a column is wide, and one of sentences; a run of letters
#: that may break anywhere; letters of a client's name from which it is set small.
WIDE, SENTENCE, RUN, LONG_NAME = 11, 36, 25, 40

#: Stands for the font until the page shows which characters it has to hold.
_FONT = "font-of-the-report"

#: What stands on one line: a day, and an amount with its Chinese unit; as in the PDF.
_TOGETHER = re.compile(
    "[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}"
    "|[0-9][0-9,.]* ?(?:(?:万亿|亿|万)(?:元|美元|英镑|欧元|日元|港元)?|元|美元|家)"
)


def write(results: Results, folder: Path, target: Path, *, deck: Deck | None = None) -> Path:
    """Write the HTML report.

    Parameters
    ----------
    results : Results
        What the report says.
    folder : Path
        Holds ``figures/``.
    target : Path
        The file to write.
    deck : Deck, optional
        Built from the results; without one it is built here, for a report with a workbook.

    Returns
    -------
    Path
        The file; the same results and figures give the same bytes.
    """
    page = environment().get_template("report.html.j2")
    with speaking(results.language), speaking_of(results.client.documents):
        deck = deck or build(results)
        figures = {stem: _figure(stem, alt, folder) for stem, alt in deck.pictures.items()}
        holds = {
            "deck": deck, "long_name": LONG_NAME, "figures": figures, "style": style(),
            "script": script(), "policy": policy(),
        }  # fmt: skip
        body = page.render(**holds, font=_FONT)
        data = font.embedded(body)
        body = body.replace(_FONT, data, 1) if data else page.render(**holds, font=None)
    target.write_text(body, encoding="utf-8", newline="\n")
    return target


@cache
def environment() -> Environment:
    """Return the templates: everything put in is escaped, and nothing may be missing.

    Returns
    -------
    Environment
        For this page only.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=clean, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters.update(kept=kept, rooms=rooms, run=has_run)
    return made


def rooms(grid: Grid) -> list[str]:
    """Say of each column how much room its texts ask for: ``""``, ``"wide"`` or ``"long"``.

    Parameters
    ----------
    grid : Grid
        A table of the deck.

    Returns
    -------
    list of str
        Classes of the style sheet.
    """
    widest = [max((width(row[at].text) for row in grid.rows), default=0) for at in range(len(grid.columns))]
    return [
        "" if column.numeric or w < WIDE else "wide" if w < SENTENCE else "long"
        for column, w in zip(grid.columns, widest, strict=True)
    ]


def has_run(text: str) -> bool:
    """Tell whether a text has a run without a blank that is too long for a column.

    Parameters
    ----------
    text : str
        Of a cell.

    Returns
    -------
    bool
        Whether it has to break anywhere.
    """
    return any(len(word) > RUN for word in text.split())


def clean(value: Any) -> Any:
    """Drop what has no shape or would reverse the direction of the text after it.

    Parameters
    ----------
    value : object
        Anything; only text is changed.

    Returns
    -------
    object
    """
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    kept = (c for c in value if c not in TURNING and (c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")))
    return "".join(kept)


def kept(text: str) -> Markup:
    """Keep each day, and each amount with its unit, on one line.

    Parameters
    ----------
    text : str
        To be set; it is escaped here.

    Returns
    -------
    Markup
        The same text, what belongs together in a span.
    """
    return Markup(_TOGETHER.sub(r'<span class="kept">\g<0></span>', str(escape(clean(text)))))  # noqa: S704


def style() -> Markup:
    """Return the style sheet as it is in the page.

    Returns
    -------
    Markup
        Not to be escaped.
    """
    return Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704  (our own file)


def script() -> Markup:
    """Return the script as it is in the page.

    Returns
    -------
    Markup
        Not to be escaped.
    """
    return Markup((TEMPLATES / "report.js").read_text(encoding="utf-8"))  # noqa: S704  (our own file)


def policy() -> str:
    """Say what the page may load: nothing from anywhere, and of scripts only ours, known by its hash.

    Returns
    -------
    str
        Text of a Content-Security-Policy.
    """
    digest = base64.b64encode(hashlib.sha256(script().encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _figure(stem: str, alt: str, folder: Path) -> Markup:
    text = (folder / "figures" / f"{stem}.svg").read_text(encoding="utf-8")
    return Markup(svg.inline(text, stem, str(clean(alt))))  # noqa: S704  (built by an XML writer)
