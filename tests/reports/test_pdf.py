from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest
from fontTools.ttLib import TTFont

from kamlib.reports import font, html, pdf
from kamlib.reports import results as contract
from kamlib.reports.cells import Column, Table
from kamlib.reports.deck import BRIEF_LIST, Grid, Heading, Shown, build
from kamlib.reports.deck.grids import lean
from kamlib.words import speaking
from tests.reports.report_sample import make

#: The sample on paper in each language, which tests look at and do not change.
_printed: dict[str, pypdf.PdfReader] = {}


@pytest.fixture
def printed(sample, tmp_path):
    def anew(language: str, results: contract.Results | None) -> pypdf.PdfReader:
        made, folder = sample(language)
        return pypdf.PdfReader(pdf.write(results or made, folder, tmp_path / f"report-{language}.pdf"))

    def printed_(language: str = "en", results: contract.Results | None = None) -> pypdf.PdfReader:
        if results is None and language not in _printed:
            _printed[language] = anew(language, None)
        return _printed[language] if results is None else anew(language, results)

    return printed_


def text_of(reader: pypdf.PdfReader) -> str:
    """The text without the places where a line may break."""
    whole = "\n".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", whole.replace("\u200b", "").replace("\u00ad", ""))


def bookmarks(reader: pypdf.PdfReader) -> list[str]:
    def flat(items):
        for item in items:
            yield from flat(item) if isinstance(item, list) else [item.title]

    return list(flat(reader.outline))


def changed(**client: object) -> contract.Results:
    whole = make()
    return whole.model_copy(update={"client": whole.client.model_copy(update=client)})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_titles_are_real_text_and_bookmarks(printed, language):
    reader = printed(language)
    text, marks = text_of(reader), bookmarks(reader)
    found = make(language).findings
    assert found
    for finding in found:
        assert finding.title in text
        assert finding.title in marks


def test_pages_are_numbered_from_the_second(printed):
    reader = printed()
    n = len(reader.pages)
    assert n > 2
    for at, page in enumerate(reader.pages[1:], start=2):
        assert f"{at} / {n}" in page.extract_text()
    assert f"1 / {n}" not in reader.pages[0].extract_text()


def test_the_contents_name_the_page_of_each_finding(printed):
    reader = printed()
    contents = re.sub(r"\s+", " ", reader.pages[1].extract_text())
    found = make().findings
    assert found
    for finding in found:
        page = next(at for at, p in enumerate(reader.pages, 1) if at > 2 and finding.title in p.extract_text())
        assert re.search(re.escape(finding.title) + rf" {page}\b", contents)


def test_chinese_is_set_with_the_font_that_travels_along(printed):
    reader = printed("zh")
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }  # fmt: skip
    assert any("NotoSansSC" in font for font in fonts)
    assert "华信泵业" in text_of(reader)


def test_it_claims_pdf_ua_and_every_figure_has_its_alternative_text(printed):
    reader = printed()
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    found: list[str] = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt")))
            walk(node.get("/K", pypdf.generic.NullObject()))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    assert [alt for alt in found if alt != "None"] == [finding.alt for finding in make().findings]


def test_names_are_set_as_they_stand_and_nothing_runs(printed):
    evil = "#panic() $x$ *b* [l] @ref <l> \\ `r` // c"
    text = text_of(printed(results=changed(name=evil)))
    assert evil in text
    for name in ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/passwd", "上海泵业 #[*] $x_1$"):
        assert name in text


def test_a_name_of_three_hundred_letters_stays_within_its_column(printed):
    whole = printed()
    width = float(whole.pages[0].mediabox.width)
    places: list[float] = []
    whole.pages[3].extract_text(
        visitor_text=lambda text, _cm, tm, *_rest: places.append(tm[4]) if text.strip() else None
    )
    assert max(places) < width
    assert "XXXXXXXXXX…" in text_of(whole)
    assert "Texts that end in “…” are whole in report.xlsx." in text_of(whole)


def test_what_is_not_shown_is_counted(printed):
    whole = make()
    many = whole.accounts.model_copy(update={"rows": whole.accounts.rows * 20})
    text = text_of(printed(results=whole.model_copy(update={"accounts": many})))
    assert f"{400 - BRIEF_LIST} more rows in report.xlsx." in text


def test_a_long_table_repeats_its_header_on_each_page(printed):
    whole = make()
    many = whole.accounts.model_copy(update={"rows": whole.accounts.rows * 20})
    reader = printed(results=whole.model_copy(update={"accounts": many}))
    pages = [page.extract_text() for page in reader.pages]
    assert sum("Last order" in page for page in pages) >= 2


def test_the_recommendations_name_the_page_of_their_finding(printed):
    reader = printed()
    titles = {finding.title: finding for finding in make().findings}
    page = next(at for at, p in enumerate(reader.pages, 1) if at > 2 and next(iter(titles)) in p.extract_text())
    last = next(p for p in reversed(reader.pages) if "Type of amount" in p.extract_text())
    row = " ".join(last.extract_text().split()).partition("CN¥500K")[2]
    assert re.search(rf"Avoidable loss; from .*? confidence: high {page}\b", row)


def test_the_same_results_give_the_same_bytes(sample, tmp_path):
    results, folder = sample()
    first = pdf.write(results, folder, tmp_path / "a.pdf").read_bytes()
    assert pdf.write(results, folder, tmp_path / "b.pdf").read_bytes() == first


def test_the_date_in_the_file_is_that_of_the_data(printed):
    assert printed().metadata.creation_date.date().isoformat() == make().client.as_of


def test_what_no_font_holds_gives_way_to_one_neutral_mark_and_keeps_the_standard(printed):
    reader = printed(results=changed(name="Pumps 😀👍🏽 مضخات Šćhæfer 上海"))
    assert f"Pumps {pdf.NO_SHAPE} {pdf.NO_SHAPE} Šćhæfer 上海" in text_of(reader)
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_columns_that_say_nothing_are_not_printed():
    columns = [Heading(name) for name in ("Customer", "Name", "Key account", "Why")]
    said = [[Shown(text) for text in row] for row in (("A", "A", "", "x"), ("B", "B", "–", "y"))]
    assert [column.label for column in lean(Grid(columns, said)).columns] == ["Customer", "Why"]
    said[1][1], said[0][2] = Shown("Beta"), Shown("✓")
    assert len(lean(Grid(columns, said)).columns) == 4


def test_short_texts_stay_whole_and_long_ones_share_the_rest():
    assert pdf.fitted([62, 10, 20], [False, False, True]) == [62, 10, 20]
    assert pdf.fitted([90, 40, 10, 23], [False, False, False, True]) == pytest.approx(
        [43.2, 28.8, 10, 23]
    )  # 3 : 2
    assert pdf.fitted([62] * 5, [False] * 5) == pytest.approx([21.0] * 5)
    assert pdf.fitted([62, 62, 30, 30, 30], [False, False, True, True, True]) == [pdf.LEAST, pdf.LEAST, 30, 30, 30]


def test_a_text_that_ends_in_dots_of_its_own_is_not_called_cut():
    column = [Heading("What can be done")]
    for text, said in (("To use another one, use --map date=…", ""), ("x" * 200, "report.xlsx")):
        assert said in pdf._grid(Grid(column, [[Shown(text)]]))["more"]
    assert pdf._grid(Grid(column, [[Shown("--map date=…")]]))["more"] == ""


def test_recommendations_are_never_cut(printed):
    whole = make()
    first = whole.findings[0]
    long = first.advice[0].model_copy(
        update={"text": "Renegotiate " + "price, service and payment, " * 9 + "then decide"}
    )
    page = printed(results=whole.model_copy(update={"findings": [first.model_copy(update={"advice": [long]})]}))
    assert text_of(page).count("then decide") == 2


def test_without_a_workbook_none_is_spoken_of(sample, tmp_path):
    results, folder = sample()
    paper = pdf.write(results, folder, tmp_path / "a.pdf", deck=build(results, "results.json"))
    text = text_of(pypdf.PdfReader(paper))
    assert "results.json, which is part of this report" in text
    assert "report.xlsx" not in text


def test_a_finding_without_a_picture_or_rows_is_set(printed):
    whole = make()
    bare = whole.findings[0].model_copy(update={"figure": None, "rows": [], "advice": [], "notes": []})
    assert bare.title in text_of(printed(results=whole.model_copy(update={"findings": [bare]})))


def test_a_report_without_findings_is_set(printed):
    whole = make().model_copy(update={"findings": [], "key_accounts": Table(), "accounts": Table()})
    assert len(printed(results=whole).pages) > 3


def test_all_that_is_said_in_chinese_is_chinese(printed):
    """Words of the PDF itself; those of the findings come from the sample, which speaks English."""
    text = text_of(printed("zh"))
    for english in ("Contents", "Confidential", "What to do", "Page"):
        assert english not in text


def test_nothing_is_drawn_from_the_machine():
    """Only fonts that travel with the product: the bytes are the same on every machine."""
    source = Path(pdf.__file__).read_text("utf-8")
    assert "ignore_system_fonts=True" in source
    assert font.file().name == "NotoSansSC-Regular.ttf"
    assert font.file().is_file()


def test_the_characters_of_the_font_are_those_that_a_library_for_fonts_finds():
    with TTFont(font.file(), lazy=True) as held:
        assert font.characters() == frozenset(held.getBestCmap())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_exhibits_have_the_same_numbers_on_paper_as_on_the_screen(sample, printed, tmp_path, language):
    """A table alone, a picture without rows, and words alone, which take no number."""
    whole, folder = sample(language)
    first, second, *others = whole.findings
    bare = second.model_copy(update={"id": "whale", "rows": []})
    words = second.model_copy(update={"id": "migration", "rows": [], "figure": None})
    table = first.model_copy(update={"id": "key_accounts", "figure": None})
    whole = whole.model_copy(update={"findings": [first, words, bare, table, *others]})
    mark = "Exhibit" if language == "en" else "图表"
    on_paper = re.findall(rf"{mark} ?(\d+) ·", text_of(printed(language, results=whole)))
    page = html.write(whole, folder, tmp_path / "a.html").read_text("utf-8")
    on_screen = re.findall(rf'<figcaption class="exhibit">{mark} ?(\d+) ·', page)
    assert on_paper == on_screen == [str(n) for n in range(1, len(whole.findings))]


def test_a_table_that_is_one_sum_is_printed_whole(printed):
    whole = make()
    rows = [[f"Step {n}", *whole.findings[0].rows[0][1:]] for n in range(13)]
    chain = whole.findings[0].model_copy(update={"id": "cost_to_serve", "rows": rows})
    text = text_of(printed(results=whole.model_copy(update={"findings": [chain]})))
    assert all(f"Step {n} " in text for n in range(13))


def test_missing_rows_and_columns_are_said_in_one_sentence():
    columns = [Heading(str(n)) for n in range(pdf.COLUMNS + 2)]
    rows = [[Shown("x") for _column in columns] for _row in range(10)]
    for language, said in (
        ("en", "6 rows and 2 columns more in report.xlsx."),
        ("zh", "其余 6 行、2 列见 report.xlsx。"),
    ):
        with speaking(language):
            assert pdf._grid(Grid(columns, rows), 4)["more"] == said
            assert pdf._grid(Grid(columns, rows), 4)["fewer"][4] == said


def test_a_day_has_room_on_one_line():
    with speaking("zh"):
        wide = pdf._grid(Grid([Heading("完成期限")], [[Shown("2025年1月30日")]]))["columns"][0]["width"]
    assert wide >= 7 * 1.15 + 3 * 2 + 5 * 0.5 + 2


def test_a_chinese_title_breaks_behind_its_mark(printed):
    title = "一百五十家客户中有二十四家亏损：其他客户赚得八千四百零一万元，其中一千七百四十四万元被抵消"
    whole = make("zh")
    findings = [whole.findings[0].model_copy(update={"title": title}), *whole.findings[1:]]
    reader = printed("zh", whole.model_copy(update={"findings": findings}))
    lines = [line.strip() for page in reader.pages for line in page.extract_text().splitlines()]
    assert any(line.startswith("其他客户赚得") for line in lines)
    assert not [line for line in lines if line[:1] in "，：；、。" and line]


def test_what_says_nothing_is_one_list_in_the_appendix(printed):
    whole = make()
    silent = whole.findings[2].model_copy(
        update={
            "columns": [],
            "rows": [],
            "figure": None,
            "advice": [],
            "title": "Tiers cannot be judged",
            "unknown": True,
        }
    )
    reader = printed("en", whole.model_copy(update={"findings": [*whole.findings[:2], silent]}))
    assert silent.title not in bookmarks(reader)
    assert "2 analyses could not be computed" in text_of(reader)
    assert "Tiers cannot be judged:" in text_of(reader)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_minus_stays_with_its_amount(printed, language):
    """Forty amounts of growing width in running text: some fall on the end of a line, wherever that is."""
    whole = make(language)
    amount = {"en": "-CN¥{n}.85M", "zh": "-{n},285万元"}[language]
    said = " ".join(f"{'x' * (n % 7)} ({amount.format(n=n)})" for n in range(1, 41))
    page = whole.summary.model_copy(update={"situation": said})
    reader = printed(language, whole.model_copy(update={"summary": page}))
    text = "\n".join(one.extract_text() for one in reader.pages)
    assert len(re.findall(r"[x(].*\n", text)) > 3
    assert not re.findall(r"-\s*\n", text)
    assert all(amount.format(n=n) in re.sub(r"\s", "", text) for n in range(1, 41))


@pytest.mark.parametrize(("rows", "alone"), [(4, False), (24, True)])
def test_the_first_chapter_shares_a_nearly_empty_page_with_the_end_of_the_summary(printed, rows, alone):
    whole = make()
    columns = [Column(key=key, label=key, kind="text") for key in ("customer_id", "name")]
    table = Table(columns=columns, rows=[[f"C{n}", f"Firm {n}"] for n in range(rows)])
    long = " ".join(["What was seen here takes a whole line of the page, and then some more of it."] * 24)
    page = whole.summary.model_copy(update={"situation": long, "complication": long, "past_calls": table})
    first = whole.findings[0]
    short = first.model_copy(update={"notes": [], "advice": [], "rows": first.rows[:2], "figure": None})
    findings = [short, *whole.findings[1:]]
    reader = printed("en", whole.model_copy(update={"summary": page, "findings": findings}))
    texts = [one.extract_text() for one in reader.pages]
    ends = next(n for n, text in enumerate(texts) if f"Firm {rows - 1}" in text)
    starts = next(n for n, text in enumerate(texts) if n > 1 and "Chapter 1" in text)
    assert (starts > ends) is alone


@pytest.mark.parametrize("notes", range(2, 15, 2))
def test_no_line_of_the_first_finding_is_left_for_the_next_page(printed, notes):
    """However long it is: its last note stands on the page of its title, be that of the summary or the next."""
    whole = make()
    said = [f"Note {n} of the first finding is a whole sentence." for n in range(1, notes + 1)]
    long = " ".join(["What was seen here takes a whole line of the page, and then some more of it."] * 24)
    columns = [Column(key=key, label=key, kind="text") for key in ("customer_id", "name")]
    table = Table(columns=columns, rows=[[f"C{n}", f"Firm {n}"] for n in range(4)])
    page = whole.summary.model_copy(update={"situation": long, "complication": long, "past_calls": table})
    first = whole.findings[0].model_copy(update={"notes": said, "advice": whole.findings[0].advice[:1]})
    whole = whole.model_copy(update={"summary": page, "findings": [first, *whole.findings[1:]]})
    texts = [one.extract_text() for one in printed("en", whole).pages]
    starts = next(n for n, text in enumerate(texts) if n > 1 and "Chapter 1" in text)
    assert said[-1] in re.sub(r"\s+", " ", texts[starts])


def test_the_contents_leave_the_checks_of_the_annex_to_its_title(sample, tmp_path):
    results, folder = sample()
    rest = [one.model_copy(update={"annex": True}) for one in results.findings[1:]]
    whole = results.model_copy(update={"findings": [results.findings[0], *rest]})
    reader = pypdf.PdfReader(pdf.write(whole, folder, tmp_path / "a.pdf", deck=build(whole, "results.json")))
    flat = [re.sub(r"\s+", " ", one.extract_text()) for one in reader.pages]
    assert "Further checks" in flat[1]
    assert results.findings[0].title in flat[1]
    assert not [one.title for one in rest if one.title in flat[1]]
    assert {one.title for one in rest} <= set(bookmarks(reader))
