"""What the data does not suffice for, and what was computed with nothing to report: two lists in each format."""

from __future__ import annotations

import html as escaping
import re
from pathlib import Path

import openpyxl
import pypdf
import pytest

from kamlib.reports import html, pdf, xlsx
from kamlib.reports.deck import Deck, build
from kamlib.reports.results import Results
from kamlib.words.language import speaking
from tests.reports.report_sample import make, write_sample

NOTHING = {"columns": [], "rows": [], "figure": None, "advice": []}
HEADINGS = {
    "en": ("Appendix · Not computed", "Appendix · Computed, nothing to report"),
    "zh": ("附录 · 未能计算", "附录 · 已计算，无可报告"),
}


def quiet(whole: Results) -> Results:
    """Let one finding say that the data is too short, and another one that nothing was found."""
    first, short, none = whole.findings
    short = short.model_copy(update={**NOTHING, "title": "Two months are too short", "unknown": True})
    none = none.model_copy(update={**NOTHING, "title": "No method says better than chance"})
    return whole.model_copy(update={"findings": [first, short, none]})


def deck_of(language: str) -> Deck:
    with speaking(language):
        return build(quiet(make(language)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_of_the_two_has_its_own_heading_and_rows(language: str) -> None:
    deck = deck_of(language)
    missing, nothing = deck.section("not-computed"), deck.section("nothing-found")
    assert (missing.kicker, nothing.kicker) == HEADINGS[language]
    said = [[row[1].text for row in section.table.rows] for section in (missing, nothing)]
    assert [text.startswith("Two months are too short") for text in said[0]] == [True, False]
    assert [text.startswith("No method says better than chance") for text in said[1]] == [True]


def test_the_titles_count_what_is_below_them() -> None:
    deck = deck_of("en")
    assert deck.section("not-computed").title == "2 analyses could not be computed"
    assert deck.section("nothing-found").title == "1 analysis was computed and has nothing to report"


def test_where_all_is_found_there_is_no_list_of_nothing() -> None:
    assert "nothing-found" not in {section.id for section in build(make()).sections}


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh"])
def test_both_lists_stand_in_each_format_below_their_headings(tmp_path: Path, language: str) -> None:
    whole = quiet(write_sample(tmp_path, language))
    with speaking(language):
        deck = build(whole)
    page = html.write(whole, tmp_path, tmp_path / "report.html", deck=deck).read_text("utf-8")
    body = re.sub(r"<(style|script|nav)\b.*?</\1>", "", page, flags=re.S)
    paper = pypdf.PdfReader(pdf.write(whole, tmp_path, tmp_path / "report.pdf", deck=deck))
    book = openpyxl.load_workbook(xlsx.write(whole, tmp_path, tmp_path / "report.xlsx", deck=deck))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    heads = [heading.split(" · ")[1] for heading in HEADINGS[language]]
    for text in (
        escaping.unescape(re.sub(r"<[^>]+>", " ", body)), " ".join(part.extract_text() for part in paper.pages),
        " ".join(cells),
    ):  # fmt: skip
        plain = re.sub(r"[\s\u200b\u00ad\u2010\u2011-]+", "", text)
        wanted = [heads[0], "Two months are too short", heads[1], "No method says better than chance"]
        places = [plain.rfind(re.sub(r"[\s-]+", "", part)) for part in wanted]
        assert -1 not in places
        assert places == sorted(places), "each below its heading, and above the next one"
