"""Broken and hostile files: mutants of sound ones, odd texts, bombs, giants, and odd paths and options."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sound_files import bases, open_document, plain, unzipped, workbook, zipped

EACH = 36  # mutants of each kind


@dataclass(frozen=True)
class Case:
    """A file, and the options that it is read with."""

    name: str
    path: str
    options: tuple[str, ...] = ()
    make: Callable[[], bytes] | None = None


def mutants(data: bytes, draw: random.Random) -> Iterator[bytes]:
    """Give broken copies: cut, overwritten, doubled, with zeros, with pieces moved or repeated."""
    while True:
        kind, at = draw.randrange(8), draw.randrange(len(data))
        size = draw.choice((1, 2, 4, 16, 256, 4096))
        noise = draw.randbytes(size)
        yield {
            0: data[:at],
            1: data[:at] + noise + data[at + size :],
            2: data[:at] + noise + data[at:],
            3: data[:at] + data[at + size :],
            4: data[:at] + b"\x00" * size + data[at + size :],
            5: data + data[at:] * draw.choice((1, 50)),
            6: data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :],
            7: data[:at]
            + draw.choice((b'"', b"\xff", b"\r", b"\xf0\x9f", b"=cmd|' /C calc'!A0", b"<!ENTITY"))
            + data[at:],
        }[kind]


def inside(data: bytes, draw: random.Random) -> Iterator[bytes]:
    """Give packages whose parts are broken and well packed."""
    parts = unzipped(data)
    while True:
        name = draw.choice([name for name in parts if parts[name]])
        yield zipped({**parts, name: next(mutants(parts[name], draw))})


def mutated(folder: Path, seed: int) -> Iterator[Case]:
    """Write broken copies of every kind."""
    for kind, data in bases().items():
        draw = random.Random(f"{seed} {kind}")
        ways = [mutants(data, draw), *([inside(data, draw)] if kind in ("xlsx", "ods") else [])]
        for at in range(EACH):
            file = folder / f"{kind}-{at}.{kind}"
            file.write_bytes(next(ways[at % len(ways)]))
            yield Case(file.name, str(file))


def texts() -> dict[str, bytes]:
    """Give texts that are odd as a whole."""
    text = plain()
    record = '{"customer": "A", "date": "2024-01-05", "amount": %s}'
    many = b"".join(b"Customer 1,2024-01-05,1,A\n" for _ in range(40_000))
    return {
        "empty.csv": b"",
        "zeros.csv": b"\x00" * 100_000,
        "newlines.csv": b"\n" * 500_000,
        "commas.csv": b"," * 500_000,
        "quotes.csv": b'"' * 300_000,
        "quote.csv": text + b'"' + many,
        "one-line.csv": b"a" * 3_000_000,
        "one-cell.csv": text + b'"' + b"x" * 5_000_000 + b'",1,2,3\n',
        "noise.csv": random.Random(1).randbytes(500_000),
        "returns.csv": text.replace(b"\n", b"\r"),
        "utf16.csv": text.decode().encode("utf-16"),
        "half-utf16.csv": text.decode().encode("utf-16")[:-1],
        "utf32.csv": text.decode().encode("utf-32"),
        "bom-only.csv": b"\xef\xbb\xbf",
        "surrogates.csv": text.replace(b"Customer 1,", b"\xed\xa0\x80,"),
        "columns.csv": b"customer,date,amount,"
        + b",".join(b"x%d" % n for n in range(10_000))
        + b"\nA,2024-01-05,1\n" * 99,
        "many-separators.csv": b"a;b,c\td|e\n" * 50_000,
        "names.csv": b"customer," * 1_000 + b"\n" + text,
        "long-header.csv": b"x" * 1_000_000 + b"," + text,
        "digits.csv": text.replace(b"A1\n", b"9" * 100_000 + b"\n"),
        "exponents.csv": text.replace(b",A", b"e308,A"),
        "infinite.csv": text.replace(b"2024-0", b"inf-"),
        "years.csv": text.replace(b"2024", b"9999999"),
        "deep.json": b"[" * 200_000,
        "deeper.json": b'{"a":' * 100_000,
        "closed.json": b"[" * 50_000 + b"]" * 50_000,
        "surrogate.json": (f"[{record % 1}]".replace("A", "\\ud800")).encode(),
        "integer.json": (f"[{record % ('9' * 4_000)}]").encode(),
        "float.json": (f"[{record % '1e999'}]").encode(),
        "nan.json": (f"[{record % 'NaN'}]").encode(),
        "null.json": b"[null, null]",
        "list.json": b'[{"a": [1, 2]}]',
        "objects.json": b"[" + b"{}," * 2_000_000 + b"{}]",
        "scalars.json": b'{"a": 1}',
        "lines.json": b'{"a": 1}\n' * 9_999,
        "keys.json": json.dumps([{"customer": "A", f"k{n}": n} for n in range(3_000)]).encode(),
        "key.json": (f"[{record % 1}]".replace("customer", "c" * 1_000_000)).encode(),
        "cut.json": b'[{"customer": "A',
        "page.html": b"<html>" + b"<table>" * 100_000,
        "entities.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>',
        "picture.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 999,
        "base.sqlite": b"SQLite format 3\x00" + b"\x00" * 999,
        "ole.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 9_999,
        "par1.parquet": b"PAR1" + b"\x00" * 999 + b"PAR1",
        "ole-noise.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(2).randbytes(90_000),
        "pk.xlsx": b"PK\x03\x04" + b"\x00" * 999,
        "empty.zip": zipped({}),
        "nested.zip": zipped({"a.zip": zipped({"b.zip": b"x"})}),
        "dots.zip": zipped({"../../a.csv": text}),
        "two.zip": zipped({"a.csv": text, "b.csv": text}),
    }


def bombs() -> dict[str, Callable[[], bytes]]:
    """Give files that unpack to far more than they are, and sheets with far cells."""
    sheet, shared = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"

    def replaced(part: str, old: bytes, new: bytes) -> bytes:
        parts = unzipped(workbook())
        assert old in parts[part]
        return zipped({**parts, part: parts[part].replace(old, new, 1)})

    def far(name: str) -> bytes:
        number = "".join(sign for sign in name if sign.isdigit())
        row = f'<row r="{number}"><c r="{name}"><v>5</v></c></row></sheetData>'
        return replaced(sheet, b"</sheetData>", row.encode())

    def filled(pack: Callable[[bytes], bytes], megabytes: int) -> bytes:
        return pack(b"customer,date,amount\n") + pack(b"A,2024-01-05,1\n" * 70_000) * megabytes

    def repeated(rows: int, columns: int) -> bytes:
        parts = unzipped(open_document())
        one = (
            f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
            f'table:number-columns-repeated="{columns}" office:value-type="string"><text:p>x</text:p>'
            "</table:table-cell></table:table-row></table:table>"
        )
        return zipped({**parts, "content.xml": parts["content.xml"].replace(b"</table:table>", one.encode())})

    return {
        "far.xlsx": lambda: far("XFD1048576"),
        "far-row.xlsx": lambda: far("D1048576"),
        "far-41.xlsx": lambda: far("AO1048576"),
        "far-column.xlsx": lambda: far("XFD300"),
        "far-59m.xlsx": lambda: far("BD1048576"),
        "no-cell.xlsx": lambda: far("ZZZZZZ3"),
        "row-0.xlsx": lambda: far("A0"),
        "lying.xlsx": lambda: replaced(sheet, b'r="B7"', b'r="XFD1048576"'),
        "string.xlsx": lambda: replaced(shared, b"<si><t>", b"<si><t>" + b"a" * 400_000_000),
        "sheet.xlsx": lambda: replaced(
            sheet, b"<sheetData>", b"<sheetData>" + b"<row><c><v>1</v></c></row>" * 15_000_000
        ),
        "merged.xlsx": lambda: replaced(
            sheet, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
        "bomb.csv.gz": lambda: filled(lambda data: gzip.compress(data, 1), 1_500),
        "bomb.csv.bz2": lambda: filled(bz2.compress, 300),
        "bomb.csv.xz": lambda: filled(lambda data: lzma.compress(data, preset=0), 500),
        "rows.ods": lambda: repeated(1_048_576, 200),
        "cells.ods": lambda: repeated(1_000_000, 16_384),
        "rows-end.ods": lambda: repeated(1_000, 2),
    }


def giants() -> dict[str, Callable[[], bytes]]:
    """Give files of gigabytes, as few packed megabytes: one text of 2.5 GB, a sheet of 4 GB, 5 GB of rows."""

    def swollen(part: str, before: bytes, one: bytes, size: int) -> bytes:
        parts = unzipped(workbook())
        head, mark, tail = parts[part].partition(before)
        assert mark
        block = one * (2**20 // len(one))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for name, data in parts.items():
                if name != part:
                    package.writestr(name, data)
            with package.open(part, "w", force_zip64=True) as packed:
                packed.write(head + mark)
                for _block in range(size // len(block)):
                    packed.write(block)
                packed.write(tail)
        return out.getvalue()

    def rows(size: int) -> bytes:
        block = b"A,2024-01-05,1\n" * 70_000
        return gzip.compress(b"customer,date,amount\n") + gzip.compress(block, 1) * (size // len(block))

    cell = b"<row><c><v>1</v></c></row>"
    return {
        "giant-string.xlsx": lambda: swollen("xl/sharedStrings.xml", b"<si><t>", b"a", 5 * 2**29),
        "giant-sheet.xlsx": lambda: swollen("xl/worksheets/sheet1.xml", b"<sheetData>", cell, 2**32),
        "giant.csv.gz": lambda: rows(5 * 2**30),
    }


def odd(folder: Path) -> Iterator[Case]:
    """Give odd paths, devices and options."""
    os.mkfifo(folder / "pipe.csv")
    (folder / "dangling.csv").symlink_to("nowhere")
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "folder.csv").mkdir()
    text = folder / "plain.csv"
    text.write_bytes(plain(40_000))
    name = folder / "a\u202e\n\t'\"; $(x) \udcff.csv"
    name.write_bytes(plain())
    for path in (
        "pipe.csv",
        "dangling.csv",
        "loop.csv",
        "folder.csv",
        "x" * 300,
        "x" * 5_000,
        "nowhere/a.csv",
        name.name,
    ):
        yield Case(f"path {path[:20]!r}", str(folder / path))
    for path in (
        "/dev/null",
        "/dev/zero",
        "/dev/urandom",
        "/dev/full",
        "/proc/self/mem",
        "/proc/kmsg",
        "",
        ".",
        "\x00",
    ):
        yield Case(f"path {path!r}", path)
    for code in (
        "utf-16",
        "utf-32",
        "utf-7",
        "punycode",
        "idna",
        "base64",
        "hex",
        "cp037",
        "gb18030",
        "x",
        "mbcs",
        "",
    ):
        yield Case(f"--encoding {code}", str(text), ("--encoding", code))
    for option in (
        ("--map", "revenue=nowhere"),
        ("--sheet", "2"),
        ("--unit", "nan"),
        ("--unit", "1e400"),
        ("--currency", "XXXX"),
        ("--max-size", "1"),
        ("--decimal", "x"),
    ):
        yield Case(" ".join(option), str(text), option)


def cases(folder: Path, seed: int) -> Iterator[Case]:
    """Write every case."""
    for name, data in texts().items():
        yield Case(name, str(folder / name), make=lambda data=data: data)
    for name, make in bombs().items():
        yield Case(name, str(folder / name), make=make)
    yield from odd(folder)
    yield from mutated(folder, seed)
    for name, make in giants().items():
        yield Case(name, str(folder / name), make=make)
