"""The empty workbook: filled in, it reads back without a word."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

import kamlib as kam
from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.manage.maturity.statements import statements
from kamlib.tables.messages import message
from kamlib.tables.schema import kept, schema
from kamlib.tables.template import asked, offered, write_template
from kamlib.words import label, speaking, term


def fill(file: Path) -> None:
    """Type the schema's examples into the sheets, as a client would."""
    book = openpyxl.load_workbook(file)
    for sheet, columns in zip(book.worksheets[1:], asked().values(), strict=True):
        for at, column in enumerate(columns, 1):
            words = dict(zip(column.choices, offered(column), strict=True))
            for row, text in enumerate(column.example, 2):
                text = words.get(text, text)
                if text:
                    sheet.cell(row, at, typed(text, column.type))
    book.save(file)


def typed(text: str, type_: str) -> object:
    if type_ == "date":
        return dt.date.fromisoformat(text)
    return float(text) if type_ in {"money", "number", "share", "score"} else text


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The whole workbook in each language, filled in; tests only read it."""
    files = {}
    for code in ("en", "zh"):
        with speaking(code):
            files[code] = write_template(tmp_path_factory.mktemp("template") / f"{code}.xlsx")
            fill(files[code])
    return files


@pytest.fixture(scope="module")
def clients(filled: dict[str, Path]) -> dict[str, kam.Client]:
    """What is read from the filled workbooks."""
    found = {}
    for code, file in filled.items():
        with speaking(code):
            found[code] = kam.load(file)
    return found


@pytest.fixture(scope="module")
def two_sheets(filled: dict[str, Path]) -> bytes:
    """The filled workbook's orders and list of products alone."""
    book = openpyxl.load_workbook(filled["en"])
    kept_here = {"Orders", "Product list"}
    for sheet in [sheet for sheet in book.worksheets if sheet.title not in kept_here]:
        book.remove(sheet)
    assert set(book.sheetnames) == kept_here
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_filled_in_it_reads_back_whole_and_without_a_warning(clients: dict[str, kam.Client], code: str) -> None:
    client = clients[code]
    # the examples hold a draft that falls due later, a rebate and a group: each is said in a note
    assert {(problem.code, problem.level) for problem in client.problems} == {
        ("drafts-wait", "note"), ("rebates-taken-off", "note"), ("groups", "note"),
    }  # fmt: skip
    for table in schema():
        frame = getattr(client, table)
        assert len(frame) == 2
        assert [c.name for c in kept(table) if any(c.example) and c.name not in frame] == []


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_list_of_products_names_the_products_of_the_orders(clients: dict[str, kam.Client], code: str) -> None:
    assert clients[code].orders["product"].tolist() == ["Pump 200", "Seal 110"]
    assert clients[code].orders["category"].tolist() == ["pumps", "parts"]


def test_a_list_that_is_given_goes_before_the_sheet(two_sheets: bytes, tmp_path: Path) -> None:
    file = tmp_path / "request.xlsx"
    file.write_bytes(two_sheets)
    assert kam.load(file).orders["product"].tolist() == ["Pump 200", "Seal 110"]
    assert kam.load(file, products={"P-200": {"name": "Mine"}}).orders["product"].tolist() == ["Mine", "P-110"]


@pytest.mark.parametrize(
    ("cells", "passed"),
    [
        ({"A2": "P-200", "B2": "Pump", "A3": "P-200", "B3": "Seal"}, True),  # two names
        ({"A2": "X-1", "B2": "Pump"}, True),  # no product of the orders
        ({}, False),
        ({"A2": "P-200", "B2": "Pump"}, False),
    ],
)
def test_a_list_of_products_that_does_not_fit_is_passed_over_with_a_note(
    two_sheets: bytes, tmp_path: Path, cells: dict[str, str], passed: bool
) -> None:
    file = tmp_path / "request.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(two_sheets))
    sheet = book["Product list"]
    sheet.delete_rows(2, 5)
    for place, text in cells.items():
        sheet[place] = text
    book.save(file)
    client = kam.load(file)
    notes = [message(problem) for problem in client.problems if problem.code == "products-passed-over"]
    assert [note.startswith("Sheet Product list was not used") for note in notes] == [True] * passed
    assert client.orders["product"].tolist() == (["P-200", "P-110"] if passed or not cells else ["Pump", "P-110"])


def test_it_reads_the_same_in_both_languages(clients: dict[str, kam.Client]) -> None:
    assert clients["en"].orders.equals(clients["zh"].orders)


def test_empty_it_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(KamError, match="no rows"):
        kam.load(write_template(tmp_path / "request.xlsx"))


def test_each_sheet_has_its_lists_and_notes(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "request.xlsx"))
    assert len(book.sheetnames) == 1 + len(schema()) + 1  # what is asked, a sheet a table, the list of products
    for sheet, columns in zip(book.worksheets[1:], asked().values(), strict=True):
        rules = sum(bool(column.choices) or column.type == "date" for column in columns)
        assert len(sheet.data_validations.dataValidation) == rules
        assert all(sheet.cell(1, at).comment for at in range(1, len(columns) + 1))
        assert sheet.freeze_panes == "B2"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_answers_name_by_number_is_in_the_workbook_and_nothing_of_our_code(
    tmp_path: Path, language: str
) -> None:
    assert main(["template", str(tmp_path / "request.xlsx"), "--lang", language]) == 0
    book = openpyxl.load_workbook(tmp_path / "request.xlsx")
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[1]]
    with speaking(language):
        said = dict(zip(statements()["statement"], statements()["text"], strict=True))
        said |= {str(at): label(f"golden_rule_{at}") for at in range(1, 13)}
    assert len(said) == 36
    assert {row[1]: row[2] for row in rows if row[1] in said} == said
    texts = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert [text for text in texts if "kamlib" in text or "kam " in text or "()" in text] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_column_says_what_it_means(language: str) -> None:
    with speaking(language):
        silent = [column.key for columns in asked().values() for column in columns if not term(column.term).about]
    assert silent == []


def test_the_command_does_not_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(tmp_path / "request.xlsx")
    assert main(["template", file]) == 0
    assert main(["template", file]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["template", file, "--force"]) == 0
    assert main(["template", str(tmp_path / "request.csv")]) == 2
    assert not list(tmp_path.glob("*.part"))


def test_what_is_chosen_in_chinese_is_the_code_that_the_wings_ask_for(
    filled: dict[str, Path], clients: dict[str, kam.Client]
) -> None:
    client, book = clients["zh"], openpyxl.load_workbook(filled["zh"])
    assert client.orders["order_type"].tolist() == ["standard", "spare parts"]
    assert client.activities is not None
    assert client.activities["level"].tolist() == ["leadership", "technical"]
    assert client.activities["kind"].tolist() == ["visit", "service"]
    assert client.deals is not None
    assert client.deals["stage"].tolist() == ["won", "open"]
    assert client.people is not None
    assert client.people["level"].tolist() == ["business", "technical"]
    shown = [rule.formula1 for sheet in book.worksheets[1:] for rule in sheet.data_validations.dataValidation]
    lists = [text for text in shown if text and text.startswith('"') and not text.strip('"')[0].isdigit()]
    assert len(lists) > 5
    assert not [text for text in lists if any("a" <= letter <= "z" for letter in text)]


def test_words_of_a_client_for_a_code_are_read_and_others_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "订单.csv"
    file.write_text(
        "客户编号,订单号,日期,金额,订单类型\nA,1,2024-01-15,100,团购\nB,2,2024-01-16,200,标准\nC,3,2024-01-17,50,样品单\n",
        encoding="utf-8",
    )
    assert kam.load(file).orders["order_type"].tolist() == ["group purchase", "standard", "样品单"]
