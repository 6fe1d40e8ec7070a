"""A file made to fill memory, or damaged, ends in one line before it is unpacked; its look-alikes are read."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kamlib.errors import KamError
from kamlib.tables import read
from kamlib.tables.files import header, limits, probe, soundness
from kamlib.tables.files.opening import open_table

LINES = "customer,date,amount\nAnna,2024-01-05,10\nBert,2024-02-06,20\nAnna,2024-03-07,30.5\n"

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def cell(name: str, value: str) -> str:
    is_number = value.replace(".", "").isdigit()
    inside = f"<v>{value}</v>" if is_number else f"<is><t>{value}</t></is>"
    kind = "" if is_number else ' t="inlineStr"'
    place = f' r="{name}"' if name else ""
    return f"<c{place}{kind}>{inside}</c>"


def sheet(*more: str, lines: str = LINES) -> str:
    """Write the lines as a sheet's XML, and further rows as they are."""
    rows = []
    for at, line in enumerate(lines.splitlines(), 1):
        cells = "".join(cell(f"{'ABC'[n]}{at}", text) for n, text in enumerate(line.split(",")))
        rows.append(f'<row r="{at}">{cells}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join([*rows, *more])}</sheetData></worksheet>'


def book(folder: Path, xml: str, part: str = "worksheets/sheet1.xml", **others: bytes) -> Path:
    """Write an .xlsx of one sheet, part by part."""
    file = folder / "book.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/{part}" ContentType="{kind}.worksheet+xml"/></Types>',
        )
        link = '<Relationships xmlns="{0}"><Relationship Id="r1" Type="{1}/{2}" Target="{3}"/></Relationships>'
        package.writestr("_rels/.rels", link.format(_RELS, _DOC, "officeDocument", "xl/workbook.xml"))
        package.writestr("xl/_rels/workbook.xml.rels", link.format(_RELS, _DOC, "worksheet", part))
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        package.writestr(f"xl/{part}", xml)
        for name, data in others.items():
            package.writestr(f"xl/{name}.xml", data)
    return file


def refusal(file: Path, **how: object) -> str:
    """Return the line in which a file is refused; it takes no time."""
    began = time.monotonic()
    with pytest.raises(KamError) as caught:
        read(file, currency="EUR", **how)
    assert time.monotonic() - began < 10
    assert "\n" not in str(caught.value)
    return str(caught.value)


def total(file: Path, **how: object) -> float:
    return float(read(file, currency="EUR", **how).frame["revenue"].sum())


FAR = '<row r="1048576">' + cell("XFD1048576", "5") + "</row>"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (FAR, "row 1,048,576 and column 16,384"),
        ('<row r="9">' + cell("XFD1048576", "5") + "</row>", "column 16,384"),
        ('<row r="1048576">' + cell("AO1048576", "5") + "</row>", "column 41"),
        ('<row r="1048576">' + cell("E1048576", "5") + "</row>", "column 5, and of these cells 13 are filled"),
        ('<row r="9">' + cell("ZZZZZZ3", "5") + "</row>", "damaged"),
        ('<row r="9">' + cell("A99999999999", "5") + "</row>", "damaged"),
        ("<row r='9'><c  s='1'   r = 'XFD1048576'\n><v>5</v></c></row>", "column 16,384"),
        ('<row r="9"><x:c xmlns:x="u" r="XFD1048576"><x:v>5</x:v></x:c></row>', "column 16,384"),
    ],
)
def test_a_cell_far_from_all_others_is_refused_before_room_is_made(tmp_path: Path, more: str, said: str) -> None:
    assert said in refusal(book(tmp_path, sheet(more)))


def test_wherever_the_sheet_lies(tmp_path: Path) -> None:
    assert "column 16,384" in refusal(book(tmp_path, sheet(FAR), part="elsewhere/x.dat"))


@pytest.mark.parametrize(
    "more",
    [
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>',  # a format alone takes no room
        '<row r="90"><c r="AB90" s="1"/></row>',
        '<row r="100000"><c r="D100000"/></row>',
    ],
)
def test_formats_at_the_end_of_a_sheet_do_no_harm(tmp_path: Path, more: str) -> None:
    assert total(book(tmp_path, sheet(more))) == 60.5


def test_a_long_table_and_a_wide_one_are_read(tmp_path: Path) -> None:
    lines = "customer,date,amount\n" + "".join(f"A{at % 7},2024-01-05,{at}\n" for at in range(1, 101_000))
    assert total(book(tmp_path, sheet(lines=lines))) == 101_000 * 100_999 / 2
    names = "".join(cell(f"{letter}1", f"x{letter}") for letter in ("D", "AA", "RZ"))
    wide = sheet().replace("</row>", names + "</row>", 1)
    assert total(book(tmp_path, wide)) == 60.5


def test_cells_without_a_name_are_tried_in_a_process_of_their_own(tmp_path: Path) -> None:
    rows = "".join(
        "<row>" + "".join(cell("", text) for text in line.split(",")) + "</row>" for line in LINES.splitlines()
    )
    fine = f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    assert total(book(tmp_path, fine)) == 60.5


def test_a_part_that_is_larger_than_the_list_says_is_damage(tmp_path: Path) -> None:
    file = book(tmp_path, sheet(), other=b"<x>" + b"a" * 5_000_000 + b"</x>")
    data = file.read_bytes()
    size, lie = (5_000_007).to_bytes(4, "little"), (50_000).to_bytes(4, "little")
    assert data.count(size) == 2
    file.write_bytes(data.replace(size, lie))
    assert "damaged" in refusal(file)


def test_a_workbook_that_unpacks_to_more_than_is_allowed_is_refused(tmp_path: Path) -> None:
    file = book(tmp_path, sheet(), other=b"<x>" + b"a" * 3_000_000 + b"</x>")
    assert total(file) == 60.5
    assert "contains more than 977 KB" in refusal(file, max_size="1000000")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_what_unpacks_to_more_than_is_allowed_is_refused(tmp_path: Path, pack) -> None:
    file = tmp_path / "orders.csv.packed"
    file.write_bytes(pack(LINES.encode() + b"Anna,2024-03-07,1\n" * 100_000))
    assert total(file) == 100_060.5
    assert "contains more than 1 MB" in refusal(file, max_size="1MB")
    assert total(file, max_size="2MB") == 100_060.5


def test_so_is_a_zip_and_a_plain_file(tmp_path: Path) -> None:
    text = LINES + "Anna,2024-03-07,1\n" * 100_000
    (tmp_path / "plain.csv").write_text(text)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.csv", text)
    for name in ("plain.csv", "packed.zip"):
        assert "contains more than 1 MB" in refusal(tmp_path / name, max_size="1MB")
        assert total(tmp_path / name, max_size=3 * 2**20) == 100_060.5


@pytest.mark.slow
def test_a_bomb_is_refused_by_its_ratio_before_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "bomb.csv.gz"
    with gzip.open(file, "wb", compresslevel=9) as packed:
        packed.write(LINES.encode())
        for _block in range(300):
            packed.write(b"Anna,2024-03-07,1\n" * 55_000)
    assert file.stat().st_size < 2_000_000
    assert "more than 150 times its size" in refusal(file)


@pytest.mark.parametrize("size", ["", "much", "-1", "0", "1TB", "1e9", "9" * 50])
def test_a_size_that_is_none_is_named(size: str) -> None:
    with pytest.raises(KamError, match="--max-size"):
        limits.in_bytes(size)


def test_sizes_are_read() -> None:
    assert [limits.in_bytes(size) for size in ("500MB", "2 gb", "1.5G", 7, "10b", "1k")] == [
        500 * 2**20, 2 * 2**30, 3 * 2**29, 7, 10, 1024,
    ]  # fmt: skip


def test_columns_have_letters() -> None:
    assert [soundness.column(letters) for letters in (b"A", b"Z", b"AA", b"XFD")] == [1, 26, 27, 16_384]
    assert soundness.column(b"ZZZZZZZZZ") > 16_384


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('[{"customer": "A", "date": "2024-01-05", "amount": ' + "9" * 4_000 + "}]", "more than a hundred digits"),
        ('[{"customer": "\\ud800", "date": "2024-01-05", "amount": 1}]', "half a character at line 1"),
        ('[{"customer": "A",\n"date": "\\udc00x", "amount": 1}]', "half a character at line 2"),
        ("[" + "{}," * 10_000_001 + "{}]", "too many elements"),
    ],
)
def test_json_that_cannot_be_worked_with_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "orders.json").write_text(text)
    assert said in refusal(tmp_path / "orders.json")


def test_json_with_long_ids_and_whole_characters_is_read(tmp_path: Path) -> None:
    records = [
        {"customer": "\U0001f600 Anna", "date": "2024-01-05", "amount": 1, "order": 123456789012345678901234},
        {"customer": "C:\\ud800", "date": "2024-01-06", "amount": 2, "order": "9" * 200},
    ]
    (tmp_path / "orders.json").write_text(json.dumps(records))
    found = read(tmp_path / "orders.json", currency="EUR").frame
    assert set(found["customer_id"]) == {"\U0001f600 Anna", "C:\\ud800"}
    assert found["revenue"].sum() == 3


def parquet(folder: Path, customer: pa.Array) -> Path:
    days = pa.array(["2024-01-05", "2024-02-06"])
    pq.write_table(pa.table({"customer": customer, "date": days, "amount": [1.0, 2.0]}), folder / "orders.parquet")
    return folder / "orders.parquet"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (pa.array([["A"], ["B"]]), "column customer contains several values"),
        (pa.array([{"id": "A"}, {"id": "B"}]), "column customer contains several values"),
        (pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())), "column customer contains several values"),
        (pa.array([b"\xff\xfe\x00", b"\xff\xfe\x01"]), "column customer contains bytes that are not text"),
    ],
)
def test_parquet_cells_that_are_no_single_value_are_refused(tmp_path: Path, values: pa.Array, said: str) -> None:
    assert said in refusal(parquet(tmp_path, values))


@pytest.mark.parametrize(
    "values", [pa.array([b"A", "王".encode()]), pa.array(["A", "王"]).dictionary_encode(), pa.array(["A", "王"])]
)
def test_text_that_is_written_as_bytes_is_text(tmp_path: Path, values: pa.Array) -> None:
    assert set(read(parquet(tmp_path, values), currency="EUR").frame["customer_id"]) == {"A", "王"}


def test_a_table_of_very_many_columns_is_refused_and_of_many_is_read(tmp_path: Path) -> None:
    more = [f"x{at}" for at in range(10_000)]
    file = tmp_path / "orders.csv"
    for columns in (more, more[:60]):
        head, *rows = LINES.splitlines()
        wide = [",".join([head, *columns]), *(",".join([row, *("1" for _ in columns)]) for row in rows)]
        file.write_text("\n".join(wide) + "\n")
        if len(columns) > 60:
            assert "has 10,003 columns" in refusal(file)
    assert total(file) == 60.5
    records = [{"customer": "A", "date": "2024-01-05", "amount": 1, f"k{at}": 1} for at in range(3_000)]
    (tmp_path / "orders.json").write_text(json.dumps(records))
    assert "has 3,003 columns" in refusal(tmp_path / "orders.json")


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-32", "utf-16-le", "punycode", "idna", "unicode_escape", "base64", "hex", "rot13"]
)
def test_an_encoding_that_is_not_the_files_is_refused_at_once(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "orders.csv").write_text(LINES + "Anna,2024-03-07,1\n" * 50_000)
    assert (
        "--encoding" in (said := refusal(tmp_path / "orders.csv", encoding=encoding)) or "unknown encoding" in said
    )


def test_utf_16_that_is_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(LINES, encoding="utf-16")
    assert total(tmp_path / "orders.csv", encoding="utf-16") == 60.5


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are those of POSIX")
def test_pipes_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for file in (tmp_path / "pipe.csv", Path("/dev/zero"), Path("/dev/null")):
        assert "pipe or a device" in refusal(file)


def test_a_process_that_ends_badly_takes_only_its_file_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = tmp_path / "ends.py"
    monkeypatch.setattr(soundness.probe, "__file__", str(ends))
    for code in ("import os; os.abort()", "raise MemoryError", "import time; time.sleep(60)"):
        ends.write_text(code)
        monkeypatch.setattr(soundness, "_SECONDS", 1)
        (tmp_path / "orders.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + code.encode())
        assert "is damaged or not a workbook" in refusal(tmp_path / "orders.xls")


def test_the_probe_says_how_large_the_sheets_are(tmp_path: Path) -> None:
    data = book(tmp_path, sheet()).read_bytes()
    done = subprocess.run([sys.executable, "-I", probe.__file__], input=data, capture_output=True, check=True)
    assert json.loads(done.stdout) == [[4, 3]]


def test_a_quote_that_is_never_closed_makes_no_endless_row(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(LINES + '"' + "Anna,2024-03-07,1\n" * 40_000)
    began = time.monotonic()
    assert total(file) == 40_060.5
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx", "parquet"])
def test_a_name_without_end_is_cut_and_the_others_are_read(tmp_path: Path, kind: str) -> None:
    endless = "x(" * 500_000
    rows = [("A", "2024-01-05", 20.0, "m"), ("B", "2024-02-06", 40.5, "n")]
    frame = pd.DataFrame(
        rows, columns=["customer", "date", "amount", endless if kind in ("json", "parquet") else endless[:30_000]]
    )
    file = tmp_path / f"orders.{kind}"
    writers = {"csv": frame.to_csv, "xlsx": frame.to_excel, "parquet": frame.to_parquet}
    if kind == "json":
        frame.to_json(file, orient="records")
    else:
        writers[kind](file, index=False)
    began = time.process_time()
    reading = read(file)
    assert time.process_time() - began < 10
    assert reading.frame["revenue"].sum() == 60.5
    assert [len(name) for name in open_table(file).frame.columns] == [8, 4, 6, header.LONGEST]


def test_endless_names_that_begin_alike_are_told_apart() -> None:
    names = header.unique(["y" * 9_999, "y" * 9_998, "date", "date", "date (2)", ""])
    assert names == ("y" * 500, "y" * 500 + " (2)", "date", "date (2)", "date (2) (2)", "column 6")


@pytest.mark.slow
def test_a_thousand_columns_of_one_name_end(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("customer," * 1_000 + "\n" + LINES)
    began = time.process_time()
    assert read(file).frame["revenue"].sum() == 60.5
    assert time.process_time() - began < 20
