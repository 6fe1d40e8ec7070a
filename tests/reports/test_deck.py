"""One deck, many writers: every text and number of a report stands in each format as the deck has it."""

from __future__ import annotations

import ast
import html as escaping
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import openpyxl
import pypdf
import pytest

from kamlib.reports import html, pdf, results, run, xlsx
from kamlib.reports.cells import Cell, Column, Table
from kamlib.reports.deck import VERSION, Deck, Grid, Step, build
from kamlib.reports.parameters import Parameters
from kamlib.reports.results import Results
from kamlib.words import speaking
from tests.reports.report_sample import write_sample

ROOM = Path(html.__file__).parent


def tamed(whole: Results) -> Results:
    """The sample with names that every format can show as they are."""

    def rows(table: list[list[Cell]], at: int) -> list[list[Cell]]:
        return [[*row[:at], f"Customer {n}", *row[at + 1 :]] for n, row in enumerate(table)]

    findings = [found.model_copy(update={"rows": rows(found.rows, 0)}) for found in whole.findings]
    accounts = whole.accounts.model_copy(update={"rows": rows(whole.accounts.rows, 1)})
    named = whole.key_accounts.model_copy(update={"rows": rows(whole.key_accounts.rows, 0)})
    return whole.model_copy(update={"findings": findings, "accounts": accounts, "key_accounts": named})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Results, Deck, dict[str, str]]]:
    """Give in a language the results, their deck, and the text of each format without a blank."""

    @cache
    def _made(language: str) -> tuple[Results, Deck, dict[str, str]]:
        folder = tmp_path_factory.mktemp(f"deck-{language}")
        whole = tamed(write_sample(folder, language))
        with speaking(language):
            deck = build(whole)
        page = html.write(whole, folder, folder / "report.html", deck=deck).read_text("utf-8")
        body = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.S)
        paper = pypdf.PdfReader(pdf.write(whole, folder, folder / "report.pdf", deck=deck))
        book = openpyxl.load_workbook(xlsx.write(whole, folder, folder / "report.xlsx", deck=deck))
        cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
        return whole, deck, {
            "html": bare(escaping.unescape(re.sub(r"<[^>]+>", " ", body))),
            "pdf": bare(" ".join(page.extract_text() for page in paper.pages)),
            "xlsx": bare(" ".join(cells)),
        }  # fmt: skip

    return _made


def bare(text: str) -> str:
    """Without blanks, hyphens and marks of layout, which every format sets in its own way."""
    return re.sub(r"[\s\u200b\u00ad\u2011\u2010-]+", "", text)


def said(deck: Deck) -> Iterator[str]:
    """Every text that all formats have to hold."""
    page = deck.first
    yield from (deck.cover.title, deck.cover.client, deck.cover.confidential, deck.section("quality").title)
    yield from (text for fact in deck.cover.facts for text in fact)
    yield from (page.title, page.situation, page.complication)
    for number in page.numbers:
        yield from (number.label, number.written)
    for message in deck.messages:
        yield from (message.title, message.summary, message.source, *message.notes)
    yield from (text for step in deck.advice for text in words_of(step))
    yield deck.section("recommendations").about


def words_of(step: Step) -> Iterator[str]:
    yield from (step.text, step.owner, step.value, step.kind, step.sure)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", ["html", "pdf", "xlsx"])
def test_every_text_of_the_deck_stands_in_each_format(made, language: str, form: str) -> None:
    _whole, deck, texts = made(language)
    assert [text for text in said(deck) if bare(text) not in texts[form]] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_stands_beside_a_step_is_the_same_on_screen_and_paper(made, language: str) -> None:
    _whole, deck, texts = made(language)
    for step in [*deck.first.answer, *(step for message in deck.messages for step in message.advice)]:
        assert bare(step.beside) in texts["pdf"]
        parts = (step.owner, step.by, step.stake, step.base, step.sure)
        assert bare("".join(filter(None, parts))) in texts["html"]


def with_client(whole: Results, **changed: object) -> Results:
    return whole.model_copy(update={"client": whole.client.model_copy(update=changed)})


@pytest.mark.parametrize(
    ("language", "name", "label"), [("en", "Hill & Co", "Prepared by"), ("zh", "某某咨询有限公司", "编制单位")]
)
def test_who_prepared_the_report_stands_on_its_front_where_it_was_given(
    made, tmp_path: Path, language: str, name: str, label: str
) -> None:
    whole, _deck, texts = made(language)
    assert not [form for form, text in texts.items() if bare(label) in text]
    named = with_client(whole, prepared_by=name)
    folder = tmp_path / language
    folder.mkdir()
    write_sample(folder, language)
    with speaking(language):
        deck = build(named)
    assert (label, name) in deck.cover.facts
    page = html.write(named, folder, folder / "a.html", deck=deck).read_text("utf-8")
    assert name in escaping.unescape(page)
    front = pypdf.PdfReader(pdf.write(named, folder, folder / "a.pdf", deck=deck)).pages[0].extract_text()
    assert bare(f"{label}{name}") in bare(front)
    sheet = openpyxl.load_workbook(xlsx.write(named, folder, folder / "a.xlsx", deck=deck)).worksheets[0]
    assert (label, name) in [tuple(cell.value for cell in row[:2]) for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [
        ("en", "Currency", "not stated in the data; amounts are shown without a currency"),
        ("zh", "币种", "数据中未注明；金额不标币种"),
    ],
)
def test_a_currency_that_is_not_known_is_said_and_not_guessed(made, language: str, label: str, said: str) -> None:
    whole, _deck, _texts = made(language)
    with speaking(language):
        assert (label, said) in build(with_client(whole, currency=None)).cover.facts


@pytest.mark.parametrize(
    ("language", "money", "own"),
    [
        ("en", ("Currency", "CNY"), ("Source files", "built-in example data")),
        ("zh", ("币种", "人民币（元）"), ("数据来源", "内置示例数据")),
    ],
)
def test_the_front_page_names_currency_and_source_in_words(
    made, language: str, money: tuple[str, str], own: tuple[str, str]
) -> None:
    whole, _deck, _texts = made(language)
    with speaking(language):
        facts = build(with_client(whole, currency="CNY", source="machinery")).cover.facts
        other = build(with_client(whole, source="orders.csv")).cover.facts
    assert {money, own} <= set(facts)
    assert (own[0], "orders.csv") in other


@pytest.mark.parametrize(
    ("language", "basis", "title"),
    [
        ("en", "revenue", "Where the revenue comes from"), ("en", "profit", "Where the profit comes from"),
        ("zh", "revenue", "销售收入从哪里来"), ("zh", "profit", "利润从哪里来"),
    ],
)  # fmt: skip
def test_no_chapter_speaks_of_profit_where_revenue_is_all_that_is_measured(
    made, language: str, basis: str, title: str
) -> None:
    whole, _deck, _texts = made(language)
    first = whole.findings[0].model_copy(update={"chapter": "profit"})
    some = with_client(whole.model_copy(update={"findings": [first, *whole.findings[1:]]}), basis=basis)
    with speaking(language):
        assert title in [section.title for section in build(some).sections]


def rows_of(grid: Grid, rows: int) -> list[str]:
    return [bare("".join(cell.text for cell in row)) for row in grid.rows[:rows]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tables_of_the_exhibits_are_those_of_the_deck(made, language: str) -> None:
    _whole, deck, texts = made(language)
    for message in deck.messages:
        table = message.exhibit.table
        heads = bare("".join(column.label for column in table.columns))
        assert heads in texts["html"]
        assert table.rows
        assert all(row in texts["html"] for row in rows_of(table, len(table.rows)))
        assert all(row in texts["pdf"] for row in rows_of(table, pdf.FEWEST))


@pytest.mark.parametrize(("language", "mark"), [("en", " – "), ("zh", "——")])
def test_each_file_bears_the_title_that_the_deck_gives_it(made, tmp_path: Path, language: str, mark: str) -> None:
    whole = tamed(write_sample(tmp_path, language))
    deck = made(language)[1]
    title = f"{deck.cover.title}{mark}{deck.cover.client}"
    page = html.write(whole, tmp_path, tmp_path / "report.html", deck=deck).read_text("utf-8")
    assert escaping.unescape(page[page.index("<title>") + 7 : page.index("</title>")]) == title
    assert pdf.document(deck, tmp_path)["title"] == title
    book = openpyxl.load_workbook(xlsx.write(whole, tmp_path, tmp_path / "report.xlsx", deck=deck))
    assert book.properties.title == title


def test_the_workbook_holds_the_figures_behind_the_words(made, tmp_path: Path) -> None:
    whole, deck, _texts = made("en")
    book = openpyxl.load_workbook(xlsx.write(whole, tmp_path, tmp_path / "report.xlsx", deck=deck))
    head, *rows = book["Recommendations"].iter_rows(values_only=True)
    names = ("Recoverable a year", "Lowest", "Highest", "Months", "Method")
    at = {name: next(n for n, told in enumerate(head) if str(told).startswith(name)) for name in names}
    for step, row in zip(deck.advice, rows, strict=False):
        line = step.line
        assert line is not None
        figures = (line.money_a_year, line.low, line.high, line.months, line.method or None)
        assert tuple(row[place] or None for place in at.values()) == tuple(value or None for value in figures)
    for message in deck.messages:
        sheet = next(sheet for sheet in book if str(sheet["A1"].value) == message.title)
        names = [row[0] for row in sheet.iter_rows(values_only=True)]
        assert {str(row[0]) for row in message.exhibit.evidence.rows} <= set(map(str, names))


def test_the_deck_is_the_same_for_the_same_results_and_carries_its_version(made) -> None:
    whole, deck, _texts = made("en")
    with speaking("en"):
        assert build(whole) == deck
    assert deck.version == VERSION
    assert whole.format == results.FORMAT


def test_what_a_table_leaves_out_is_counted_by_the_deck() -> None:
    table = Table(columns=[Column(key="name", label="Name", kind="text")], rows=[[f"n{n}"] for n in range(50)])
    from kamlib.reports.deck.grids import grid

    cut = grid(table, None, 20, 8)
    assert (len(cut.rows), cut.left, cut.whole) == (20, 30, 50)
    assert cut.rest("all.xlsx") == "30 more rows in all.xlsx."
    assert cut.cut(8).rest("all.xlsx") == "42 more rows in all.xlsx."
    assert cut.briefly("all.xlsx").startswith("Printed: the first 8 of 50")
    few = grid(table.model_copy(update={"rows": table.rows[:10]}), None, 20, 8)
    assert (few.cut(8).left, few.briefly("all.xlsx")) == (0, "")  # two more are spared


def test_a_report_builds_its_deck_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, built = tamed(write_sample(tmp_path)), []

    def counted(*arguments: object) -> Deck:
        built.append(arguments)
        return build(*arguments)

    monkeypatch.setattr(run, "build", counted)
    for writer in (html, pdf, xlsx.workbook):
        monkeypatch.setattr(writer, "build", None)
    monkeypatch.setattr(run.manifest, "write", lambda *_arguments: None)
    run.finish(whole, tmp_path, Parameters(), ["html", "pdf", "xlsx"], ())
    assert len(built) == 1
    assert {file.suffix for file in tmp_path.glob("report.*")} == {".html", ".pdf", ".xlsx"}


def test_no_writer_of_pages_has_sentences_of_its_own() -> None:
    """What a page says is said by the deck; a page may only say where a text that it had to cut is whole."""
    spoken = {}
    for name in ("html", "pdf"):
        tree = ast.parse((ROOM / f"{name}.py").read_text("utf-8"))
        spoken[name] = [
            node.args[0].value for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "n_")
            and isinstance(node.args[0], ast.Constant)
        ]  # fmt: skip
    assert spoken == {"html": [], "pdf": ["Texts that end in “…” are whole in {file}."]}


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Of a customer that was silent then: what it brought in the 12 months to its last order."),
     ("zh", "当时久未下单的客户，为其最后一次下单前 12 个月的贡献。")],
)  # fmt: skip
def test_the_amounts_of_a_year_ago_say_of_which_months_they_are(made, language: str, said: str) -> None:
    whole, _deck, _texts = made(language)
    columns = [Column(key=key, label=key, kind="text") for key in ("customer_id", "name")]
    table = Table(columns=columns, rows=[["C1", "Firm 1"]])
    page = whole.summary.model_copy(update={"calls": table, "past_calls": table})
    with speaking(language):
        deck = build(whole.model_copy(update={"summary": page}))
    now, then = (grid.rest(deck.full) for _heading, grid in deck.first.calls)
    assert not now
    assert then.endswith(said)


def test_an_issue_of_no_rows_has_a_dash_instead_of_nought(made) -> None:
    whole, _deck, _texts = made("en")
    (problem,) = whole.quality.problems
    quality = whole.quality.model_copy(
        update={"problems": [problem, problem.model_copy(update={"rows": 0, "message": "Of no rows"})]}
    )
    with speaking("en"):
        deck = build(whole.model_copy(update={"quality": quality}))
    (section,) = [one for one in deck.sections if one.id == "quality"]
    cells = {row[0].text: row[2].text for row in section.tables[-1].rows}
    assert cells == {problem.message: f"{problem.rows:,}", "Of no rows": "–"}
