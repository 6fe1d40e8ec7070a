"""The HTML report: one file that loads nothing, in which no name does anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from kamlib.reports import font, html, svg
from kamlib.reports.cells import Column
from kamlib.reports.deck import BRIEF_COLUMNS, BRIEF_LIST, build
from kamlib.reports.results import Results
from tests.reports.report_sample import NASTY

Sample = Callable[..., tuple[Results, Path]]


class Page(HTMLParser):
    """The elements of a page in order, each with its attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


#: The page of the sample in each language, which tests look at and do not change.
_pages: dict[str, str] = {}


def written(sample: Sample, tmp_path: Path, language: str = "en") -> str:
    if language not in _pages:
        _pages[language] = written_anew(sample, tmp_path, language)
    return _pages[language]


def written_anew(sample: Sample, tmp_path: Path, language: str) -> str:
    results, folder = sample(language)
    return html.write(results, folder, tmp_path / f"{language}.html").read_text(encoding="utf-8")


def test_the_same_results_give_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    for language in ("en", "zh"):
        assert written(sample, tmp_path, language) == written_anew(sample, tmp_path, language)


def test_names_that_try_to_do_something_are_only_shown(sample: Sample, tmp_path: Path) -> None:
    page = Page(written(sample, tmp_path))
    assert len(page.all("script")) == 1
    shown = set(page.texts)
    for name in NASTY:
        assert re.sub("[\u202a-\u202e]", "", name) in shown


def test_no_mark_turns_the_text_round(sample: Sample, tmp_path: Path) -> None:
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", written(sample, tmp_path))


def test_nothing_is_loaded_from_anywhere(sample: Sample, tmp_path: Path) -> None:
    text = written(sample, tmp_path, "zh")
    page = Page(text)
    for tag, attributes in page.elements:
        for name in ("src", "href", "data", "action", "srcset", "xlink:href"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:")), (tag, value)
    addresses = re.findall(r"url\((?!#|data:)[^)]*\)", text)
    assert addresses == []
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "script-src 'sha256-" in policy


def test_every_figure_is_a_picture_with_words(sample: Sample, tmp_path: Path) -> None:
    results, _folder = sample()
    figures = Page(written(sample, tmp_path)).all("svg")
    assert len(figures) == len(results.findings)
    assert {(f["role"], f["aria-label"]) for f in figures} == {
        ("img", finding.alt) for finding in results.findings
    }


def test_ids_are_there_once_and_every_link_leads_somewhere(sample: Sample, tmp_path: Path) -> None:
    page = Page(written(sample, tmp_path))
    ids = [attributes["id"] for _tag, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes.get("href") or attributes.get("xlink:href") for _tag, attributes in page.elements]
    assert {link[1:] for link in links if link and link.startswith("#")} <= set(ids)
    named = [attributes.get("aria-labelledby") for _tag, attributes in page.elements]
    assert {name for name in named if name} <= set(ids)


def test_headings_go_down_one_step_at_a_time_from_one_first(sample: Sample, tmp_path: Path) -> None:
    levels = [
        int(tag[1]) for tag, _attributes in Page(written(sample, tmp_path)).elements if re.fullmatch("h[1-6]", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_says_its_language(sample: Sample, tmp_path: Path, language: str, tag: str) -> None:
    assert Page(written(sample, tmp_path, language)).all("html") == [{"lang": tag}]


def test_advice_stands_with_owner_date_and_value_the_most_money_first(sample: Sample, tmp_path: Path) -> None:
    text = written(sample, tmp_path)
    table = text[text.index('id="recommendations"') : text.index('id="accounts"')]
    assert re.search(r"Sales director.*within 30 days.*CN¥500K.*CN¥12\.3K", table, re.DOTALL)


def test_a_note_stands_once_and_an_empty_column_not_at_all(sample: Sample, tmp_path: Path) -> None:
    results, folder = sample()
    first = results.findings[0]
    empty = [Column(key="warnings", label="Warnings", kind="text")]
    bare = first.model_copy(
        update={"columns": first.columns + empty, "rows": [[*row, None] for row in first.rows]}
    )
    findings = [bare, first.model_copy(update={"id": "whale", "notes": first.notes})]
    results = results.model_copy(update={"findings": findings})
    text = html.write(results, folder, tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Warnings" not in text
    assert all(text.count(note) == 1 for note in first.notes)


def test_without_a_workbook_none_is_spoken_of(sample: Sample, tmp_path: Path) -> None:
    results, folder = sample()
    deck = build(results, "results.json")
    text = html.write(results, folder, tmp_path / "a.html", deck=deck).read_text(encoding="utf-8")
    assert "report.xlsx" not in text
    assert "results.json" in text


def test_paper_gets_as_many_accounts_as_the_page_says() -> None:
    hidden = re.search(r"table\[data-sortable\] tbody tr:nth-child\(n\+(\d+)\)", html.style())
    assert hidden is not None
    assert int(hidden[1]) == BRIEF_LIST + 1
    columns = re.search(r"table\[data-sortable\] :is\(th, td\):nth-child\(n\+(\d+)\)", html.style())
    assert columns is not None
    assert int(columns[1]) == BRIEF_COLUMNS + 1


def test_used_and_left_out_are_shown_to_make_what_was_read(sample: Sample, tmp_path: Path) -> None:
    results, _folder = sample()
    text = written(sample, tmp_path)
    assert (
        results.quality.rows_used + sum(part.rows for part in results.quality.left_out)
        == results.quality.rows_read
    )
    assert "210 of the 215 rows read are included in the report" in text


def test_chinese_characters_carry_their_font_and_latin_text_none(sample: Sample, tmp_path: Path) -> None:
    assert "@font-face" in written(sample, tmp_path, "zh")
    assert font.embedded("Latin text only – é ü ß") is None


def test_the_embedded_font_holds_each_character_of_the_text() -> None:
    import base64
    import io

    from fontTools.ttLib import TTFont

    data = font.embedded("上海泵业，利润")
    assert data is not None
    held = TTFont(io.BytesIO(base64.b64decode(data.partition(",")[2]))).getBestCmap()
    assert {ord(c) for c in "上海泵业，利润"} <= set(held)


def test_a_script_in_a_figure_is_dropped_and_its_style_stays_within() -> None:
    raw = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9pt"><style>*{color:red}</style><script>alert(1)</script>'
        '<g id="a" clip-path="url(#a)"/></svg>'
    )
    made = svg.inline(raw, "whale", 'a "whale" & <more>')
    assert "script" not in made
    assert "color:red" not in made
    assert 'id="whale-a"' in made
    assert "url(#whale-a)" in made
    assert 'aria-label="a &quot;whale&quot; &amp; &lt;more&gt;"' in made


def test_days_and_amounts_stay_on_one_line_and_all_is_escaped() -> None:
    made = html.kept("<b>于2024年12月31日止，亏损 1,744万元")
    assert made.startswith("&lt;b&gt;")
    assert '<span class="kept">2024年12月31日</span>' in made
    assert '<span class="kept">1,744万元</span>' in made
