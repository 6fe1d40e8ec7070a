"""Files that are hard to open: rare encodings, slips of the exporting program, packed with other things."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message

Read = Callable[..., Reading]
LINES = "Customer ID,Order No,Order Date,Amount\nA,1,2024-03-05,100\nB,2,2024-03-06,200\n"


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(content: bytes | str, name: str = "orders.csv", table: str = "orders") -> Reading:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(path, table, today="2025-01-01")

    return write_and_read


def packed(*members: tuple[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_english_in_utf_16_without_a_mark_is_read(reading: Read, encoding: str) -> None:
    assert list(reading(LINES.encode(encoding)).frame["customer_id"]) == ["A", "B"]


def test_stray_control_characters_do_not_make_a_file_unreadable(reading: Read) -> None:
    frame = reading(LINES.replace("A,1", "A\x00,\x021")).frame
    assert list(frame["customer_id"]) == ["A", "B"]
    assert frame["revenue"].sum() == 300


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
def test_zeros_behind_a_text_are_what_an_interrupted_copy_left(reading: Read, encoding: str) -> None:
    text = "日期,客户,金额\n" + "".join(f"2024-03-{day:02d},甲{day},100.50\n" for day in range(1, 29))
    found = reading(text.encode(encoding) + b"\x00" * 4096)
    assert (found.rows_used, round(float(found.frame["revenue"].sum()), 2)) == (28, 2814.0)


def test_two_umlauts_in_the_middle_of_one_name_do_not_make_a_german_file_chinese(reading: Read) -> None:
    rows = "".join(f"Mueller;{n};05.03.2024;100,50\n" for n in range(100))
    text = f"Kunde;Beleg;Datum;Betrag\n{rows}Größe;x;06.03.2024;200,00\n"
    found = reading(text.encode("cp1252"))
    assert found.frame["customer_id"].iloc[-1] == "Größe"
    assert "encoding-doubtful" not in [problem.code for problem in found.problems]


def test_german_low_quotes_and_the_euro_sign_are_sure_signs_of_cp1252(reading: Read) -> None:
    text = "Kunde;Beleg;Datum;Betrag €\nMüller;1;05.03.2024;€ 100,50\nCafé „Größe“;2;06.03.2024;200,00 €\n"
    found = reading(text.encode("cp1252"))
    assert (found.encoding, found.currency, found.problems) == ("cp1252", "EUR", ())
    assert list(found.frame["customer_id"]) == ["Müller", "Café „Größe“"]


def test_a_readme_beside_the_one_table_in_a_zip_is_no_second_table(reading: Read) -> None:
    found = reading(packed(("out/orders.csv", LINES.encode()), ("out/readme.txt", b"made by hand")), "orders.zip")
    assert len(found.frame) == 2


def test_chinese_names_in_a_zip_are_said_as_they_were_given(reading: Read) -> None:
    data = packed(("XXXX.csv", LINES.encode()), ("YYYY.csv", LINES.encode()))
    data = data.replace(b"XXXX", "订单".encode("gbk")).replace(b"YYYY", "客户".encode("gbk"))
    with pytest.raises(KamError, match=r"订单\.csv, 客户\.csv"):
        reading(data, "all.zip")


def test_a_long_row_of_zeros_is_no_table_rather_than_empty(reading: Read) -> None:
    with pytest.raises(KamError, match="is not a table"):
        reading(gzip.compress(b"0" * 2_000_000), "zeros.csv.gz")


def test_where_widths_are_all_different_the_header_says_which_rows_are_ragged(reading: Read) -> None:
    header = "Customer ID,Order No,Order Date,Amount\n"
    found = reading(header + "A,1,2024-03-05,100\nB,2,2024-03-06\nC,3,2024-03-07,300,more,more\nD,4\n")
    (ragged,) = [problem for problem in found.problems if problem.code == "ragged-lines"]
    assert (ragged.rows, ragged.values["row"], ragged.money) == (3, 3, 300.0)  # two of them have no amount
    assert "300" in message(ragged)


def test_cells_that_are_kept_from_being_numbers_are_ids_without_their_wrapping(reading: Read) -> None:
    header = "Customer ID,Order No,Order Date,Amount\n"
    found = reading(header + '="00123",="0001",="2024-03-05",="100.50"\n\'00124,\'0002,\'2024-03-06,\'200\n')
    assert list(found.frame["customer_id"]) == ["00123", "00124"]
    assert list(found.frame["order_id"]) == ["0001", "0002"]
    assert found.frame["revenue"].sum() == 300.5


def test_the_last_person_of_a_list_stays_though_little_is_known_of_him(reading: Read) -> None:
    header = "customer_id,contact_id,role,influence,attitude,birthday,known_by\n"
    rows = "ACME,Ann,CEO,5,good,1970-01-01,Bob\nACME,Ben,CTO,4,good,1971-01-01,Bob\nBETA,Dan,,,,,\n"
    assert list(reading(header + rows, table="contacts").frame["contact_id"]) == ["Ann", "Ben", "Dan"]


def test_signatures_below_a_table_are_remarks(reading: Read) -> None:
    found = reading("客户编号,订单号,日期,金额\nA,1,2024-03-05,1.5\nB,2,2024-03-06,2\n制表：王五,,审核：赵六,\n")
    assert (found.rows_read, found.problems) == (2, ())
