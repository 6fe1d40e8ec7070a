"""Sound order books, one of each kind of file that is read: broken files are made from them."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import zipfile


def lines(n: int = 200, seed: int = 3) -> list[tuple[str, str, float, str]]:
    """Give plain order lines."""
    draw = random.Random(seed)
    return [
        (
            f"Customer {draw.randint(1, 25)}",
            f"2024-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            round(draw.uniform(5, 900), 2),
            f"A{at}",
        )
        for at in range(n)
    ]


def plain(n: int = 200) -> bytes:
    """Write order lines as CSV."""
    rows = "".join(",".join(map(str, line)) + "\n" for line in lines(n))
    return f"customer,date,amount,order\n{rows}".encode()


def workbook() -> bytes:
    """Write order lines as .xlsx."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate([("customer", "date", "amount", "order"), *lines()]):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def open_document() -> bytes:
    """Write order lines as .ods, by hand."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in row
        )
        + "</table:table-row>"
        for row in [("customer", "date", "amount", "order"), *lines()]
    )
    names = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": (
                f"<office:document-content {names}><office:body><office:spreadsheet><table:table table:name='S'>"
                f"{cells}</table:table></office:spreadsheet></office:body></office:document-content>"
            ).encode(),
        }
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    """Pack parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Unpack parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def parquet() -> bytes:
    """Write order lines as parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    columns = dict(
        zip(("customer", "date", "amount", "order"), map(list, zip(*lines(), strict=True)), strict=True)
    )
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def bases() -> dict[str, bytes]:
    """Give a sound file of each kind."""
    text = plain()
    records = json.dumps([dict(zip(("customer", "date", "amount", "order"), row, strict=True)) for row in lines()])
    return {
        "csv": text,
        "xlsx": workbook(),
        "json": records.encode(),
        "parquet": parquet(),
        "ods": open_document(),
        "xls.gz": gzip.compress(workbook()),
        "csv.gz": gzip.compress(text),
        "zip": zipped({"orders.csv": text}),
        "bz2": bz2.compress(text),
        "xz": lzma.compress(text),
    }
