"""Whatever file comes in: a raw table whose rows add up, or one line that says what to do."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.errors import KamError
from kamlib.tables.files.opening import RawTable, open_table
from kamlib.words import speaking

Open = Callable[..., RawTable]
ORDERS = "客户编号,客户名称,日期,金额\n001,上海水泵厂,2024/1/5,120.50\n002,北京轴承公司,2024/1/6,80\n"


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def write_and_open(content: bytes | str, name: str = "orders.csv", **options: str) -> RawTable:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_table(path, **options)

    return write_and_open


def rows_of(raw: RawTable) -> list[int]:
    return sorted([*raw.frame.index, *(row for part in raw.left_out for row in part.rows)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
def test_a_chinese_file_reads_the_same_in_every_encoding(opened: Open, encoding: str) -> None:
    raw = opened(ORDERS.encode(encoding))
    assert raw.frame.columns.tolist() == ["客户编号", "客户名称", "日期", "金额"]
    assert raw.frame["客户名称"].tolist() == ["上海水泵厂", "北京轴承公司"]
    assert raw.frame["客户编号"].tolist() == ["001", "002"]
    assert not raw.problems


@pytest.mark.parametrize(
    "text", ["Kunde;Straße\nMüller;Größe 5\n", "Client;Montant €\nHôtel é;5\n", "a;b\nÄÖÜ;1\n"]
)
def test_a_western_file_is_not_taken_for_chinese(opened: Open, text: str) -> None:
    raw = opened(text.encode("cp1252"))
    assert raw.encoding == "cp1252"
    assert raw.frame.columns[0] == text.split(";", maxsplit=1)[0]
    assert text.split("\n")[1].split(";")[0] in raw.frame.iloc[0].tolist()


def test_an_encoding_that_could_be_another_is_a_warning(opened: Open) -> None:
    raw = opened("客户,金额\n鑫淼,5\n".encode("gbk")[10:])
    assert [problem.code for problem in opened("Клиент;Сумма\nНасос;5\n".encode("cp1251")).problems] == [
        "encoding-doubtful"
    ]
    assert raw.encoding == "gb18030"


def test_a_given_encoding_is_used_and_a_wrong_one_refused(opened: Open) -> None:
    assert opened("Клиент;Сумма\nНасос;5\n".encode("cp1251"), encoding="cp1251").frame.columns[0] == "Клиент"
    with pytest.raises(KamError, match="not encoded in"):
        opened(ORDERS.encode("gbk"), encoding="utf-8")
    with pytest.raises(KamError, match="unknown encoding"):
        opened(ORDERS, encoding="nonsense")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_every_separator_is_found(opened: Open, mark: str) -> None:
    text = f'id{mark}name{mark}amount\n1{mark}"a{mark} b\nc"{mark}5\n2{mark}d{mark}6\n'
    raw = opened(text)
    assert raw.separator == mark
    assert raw.frame["name"].tolist() == [f"a{mark} b\nc", "d"]
    assert rows_of(raw) == [1, 2, 3]


def test_decimal_commas_do_not_pass_for_separators(opened: Open) -> None:
    assert opened("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n").frame.columns.tolist() == ["a", "b", "c"]


def test_columns_set_apart_by_blanks_are_read(opened: Open) -> None:
    raw = opened(" id  date number\n 001  19970101   1\n 002 19970112  2\n")
    assert raw.frame["id"].tolist() == ["001", "002"]


def test_a_file_without_a_header_says_so_and_keeps_its_first_row(opened: Open) -> None:
    raw = opened("C001,2024-01-01,5.5\nC002,2024-01-02,6.5\n")
    assert raw.frame.columns.tolist() == ["column 1", "column 2", "column 3"]
    assert len(raw.frame) == 2
    assert [problem.code for problem in raw.problems] == ["no-header"]
    assert raw.first_row == 1


def test_titles_blank_lines_subtotals_totals_and_remarks_are_no_data(opened: Open) -> None:
    raw = opened(
        'XX公司销售明细,,,\n\n客户编号,客户名称,日期,金额\n001,上海泵业,2024/1/5,"1,234.50"\n002,北京,2024/1/6,200\n,,,\n'
        "小 计,,,1434.5\n003,广州,2024/1/7,5\n合计:,,,1439.5\n制表人:张三,,,\n"
    )
    assert raw.frame["客户编号"].tolist() == ["001", "002", "003"]
    assert raw.frame.index.tolist() == [4, 5, 8]
    assert {part.reason: part.rows for part in raw.left_out if part.reason != "blank"} == {
        "title": (1,), "header": (3,), "total": (7, 9), "note": (10,),
    }  # fmt: skip
    totals = next(part.frame for part in raw.left_out if part.reason == "total")
    assert totals is not None
    assert totals["金额"].tolist() == ["1434.5", "1439.5"]
    assert rows_of(raw) == list(range(1, 11))


@pytest.mark.parametrize(
    "word", ["合计", "总计", "小计", "合 计", "Total", "Grand Total", "Summe", "Gesamtsumme", "总计:"]
)
def test_every_word_for_a_total_is_known(opened: Open, word: str) -> None:
    raw = opened(f"customer,date,amount\na,2024-01-01,5\nb,2024-01-02,6\n{word},,11\n")
    assert raw.rows_left_out("total") == 1


def test_a_customer_called_total_is_a_customer(opened: Open) -> None:
    raw = opened("customer,amount\nTotal,5\nTotal Energies,6\nx,7\n")
    assert raw.frame["customer"].tolist() == ["Total", "Total Energies", "x"]
    raw = opened("customer,date,amount\nTotal Energies,,5\na,2024-01-01,5\nb,2024-01-02,6\n")
    assert len(raw.frame) == 3


def test_a_total_without_a_gap_or_without_a_word_is_known_by_its_sum(opened: Open) -> None:
    assert opened("customer,amount\na,5\nb,6\nTotal,11\n").rows_left_out("total") == 1
    assert opened("c,date,amount,q\na,2024-01-01,5,1\nb,2024-01-01,6,1\n,,11,2\n").rows_left_out("total") == 1
    assert opened("c,date,amount,q\na,2024-01-01,5,1\nb,2024-01-01,6,1\n,,12,2\n").rows_left_out("total") == 0


def test_headers_put_in_again_are_left_out(opened: Open) -> None:
    raw = opened("id,date,amount\n1,2024-01-01,5\nid,date,amount\n3,2024-01-02,7\n")
    assert raw.frame.index.tolist() == [2, 4]
    assert raw.rows_left_out("repeated-header") == 1


@pytest.mark.parametrize(
    ("top", "names"),
    [
        ("客户,日期,金额\n,,(元)\n", ["客户", "日期", "金额 (元)"]),
        ("客户编号,日期,金额\nCustomer,Date,Amount\n", ["客户编号", "日期", "金额"]),
        ("客户信息,,订单\n编号,日期,金额\n", ["客户信息 编号", "日期", "金额"]),
        ("a,a,\n", ["a", "a (2)", "column 3"]),
        (" a ,\"b\nc\",d\n", ["a", "b c", "d"]),
        ("Von:,2024-01-01,\nKunde,Datum,Betrag\n", ["Kunde", "Datum", "Betrag"]),
    ],
)  # fmt: skip
def test_headers_of_one_or_several_rows_give_one_name_a_column(opened: Open, top: str, names: list[str]) -> None:
    raw = opened(top + "x,2024-01-01,3.5\ny,2024-01-02,4.5\n")
    assert raw.frame.columns.tolist() == names
    assert len(raw.frame) == 2


def test_years_may_name_columns(opened: Open) -> None:
    assert opened("Kunde,2022,2023,2024\na,1,2,3\nb,4,5,6\n").frame.columns.tolist() == [
        "Kunde",
        "2022",
        "2023",
        "2024",
    ]
    raw = opened("类别,2023,2023,2024,2024\n客户,数量,金额,数量,金额\na,1,2,3,4\nb,1,2,3,4\n")
    assert raw.frame.columns.tolist() == ["客户", "2023 数量", "2023 金额", "2024 数量", "2024 金额"]


def test_an_unreadable_amount_in_the_first_line_is_no_second_header(opened: Open) -> None:
    assert len(opened("customer,amount\nACME,unknown\nb,5\nc,6\n").frame) == 3


def test_ragged_lines_are_kept_in_place_and_named(opened: Open) -> None:
    raw = opened("id,name,amount\n1,a,5\n2,b,6,7\n3\n4,d,8\n")
    assert raw.frame.index.tolist() == [2, 3, 4, 5]
    assert raw.frame["amount"].tolist()[::3] == ["5", "8"]
    assert [(problem.code, problem.rows) for problem in raw.problems] == [("ragged-lines", 2)]


def test_a_quote_that_is_never_closed_swallows_nothing(opened: Open) -> None:
    raw = opened("a,b\n" + "1,x\n" * 200 + '2,"y\n' + "3,z\n" * 200)
    assert len(raw.frame) == 401
    assert [problem.code for problem in raw.problems] == ["stray-quotes"]


def test_a_name_in_the_file_wins_over_the_name_of_the_file(opened: Open) -> None:
    assert opened(gzip.compress(ORDERS.encode()), "orders.csv").frame.shape == (2, 4)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/订单.csv", ORDERS)
        archive.writestr("__MACOSX/._订单.csv", "junk")
    assert opened(packed.getvalue(), "orders.zip").frame.shape == (2, 4)


def _zip(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


# Named, because a packed file holds the time: two workers would otherwise collect tests of different names.
NO_TABLE = {
    "nothing": (b"", "empty"),
    "only separators": (b"\n \n,,\n", "empty"),
    "bytes": (b"\x01\x02\x03" * 99, "not a table"),
    "pdf": (b"%PDF-1.7", "not a table"),
    "web page": (b"<html><table></table></html>", "web page"),
    "half a gz": (gzip.compress(b"a,b\n1,2\n")[:-9], "damaged"),
    "no zip": (b"PK\x03\x04nonsense", "damaged"),
    "two in a zip": (_zip(a="x,y\n", b="x,y\n"), "several"),
    "no parquet": (b"PAR1nonsense", "damaged"),
    "database": (b"SQLite format 3\x00", "database"),
    "no xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged"),
}


@pytest.mark.parametrize(("content", "says"), NO_TABLE.values(), ids=NO_TABLE)
def test_what_is_no_table_is_said_in_one_line(opened: Open, content: bytes, says: str) -> None:
    with pytest.raises(KamError, match=says) as caught:
        opened(content)
    assert "\n" not in str(caught.value)
    with speaking("zh"), pytest.raises(KamError) as chinese:
        opened(content)
    assert str(chinese.value) != str(caught.value)


def test_a_missing_file_and_a_folder_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(KamError, match="no file"):
        open_table(tmp_path / "absent.csv")
    with pytest.raises(KamError, match="folder"):
        open_table(tmp_path)


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_table_or_one_line(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert _is_sound(_opened_or_said(tmp_path_factory.getbasetemp() / "any.bin", content))


PIECES = [
    "a", "1", "1,234", '"', '""', ",", ";", "\t", "|", "\n", "\r\n", "\r", " ", "客", "ü", "\x00", "\ufeff",
    "2024-01-01", "合计", "Total", "NULL", "name", "id", "-", "\xa0", "sep=;", "😀", "1.5", "x y", "\n\n", ",,,",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_table_that_adds_up_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], encoding: str
) -> None:
    content = "".join(pieces).encode(encoding)
    assert _is_sound(_opened_or_said(tmp_path_factory.getbasetemp() / "any.csv", content))


def _opened_or_said(path: Path, content: bytes) -> RawTable | str:
    """The table in a file of these bytes, or what is said of it."""
    path.write_bytes(content)
    try:
        return open_table(path)
    except KamError as error:
        return str(error)


def _is_sound(outcome: RawTable | str) -> bool:
    """Whether a table has each row of its file and a name for each column, or a refusal has one line."""
    if isinstance(outcome, str):
        return bool(outcome) and "\n" not in outcome
    names = list(outcome.frame.columns)
    named = len(set(names)) == len(names) and all(isinstance(name, str) and name for name in names)
    return named and rows_of(outcome) == list(range(1, outcome.rows_in_file + 1))


cells = st.text(
    st.characters(codec="utf-8", exclude_characters='\r\n\x00"', exclude_categories=["Cc", "Cs"]), max_size=8
)


@given(st.lists(st.tuples(cells, cells, st.integers(-999, 999)), min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_what_a_program_writes_comes_back_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int]]
) -> None:
    frame = pd.DataFrame(
        [(number, f"k{one}", f"n{two}", amount) for number, (one, two, amount) in enumerate(rows, start=1)],
        columns=["number", "customer", "name", "amount"],
    )
    path = tmp_path_factory.getbasetemp() / "written.csv"
    frame.to_csv(path, index=False)
    raw = open_table(path)
    assert raw.frame["number"].tolist() == frame["number"].astype(str).tolist()
    assert raw.frame["customer"].tolist() == frame["customer"].tolist()
    assert raw.frame["name"].tolist() == frame["name"].tolist()


def test_every_public_file_is_read_with_all_its_rows(shared_data: Path) -> None:
    expected = {
        "uci-online-retail-ii/online_retail_II_2009-2010.csv.gz": 525_461,
        "tableau-superstore-zh/商城详细销售数据_gbk.csv": 9_959,
        "tableau-superstore-zh/示例-超市.xls": 10_000,
        "tableau-superstore/Sample - Superstore.xls": 9_994,
        "adventureworks-reseller/FactResellerSales.parquet": 60_855,
        "adventureworks-reseller/FactResellerSales.csv.gz": 60_855,
        "cdnow/CDNOW_master.txt": 69_659,
        "uci-wholesale-customers/wholesale_customers_semicolon_as_found.csv": 440,
        "northwind/order_details.csv": 2_155,
    }
    for name, rows in expected.items():
        raw = open_table(shared_data / name)
        assert len(raw.frame) == rows, name
        assert all(part.reason == "header" for part in raw.left_out), name
        assert all(problem.level == "note" for problem in raw.problems), name


def test_a_workbook_is_not_a_text_file_whatever_it_is_called(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    path = tmp_path / "orders.csv"
    book.save(path)
    assert open_table(path).sheet == "Sheet"
