"""A password of a database goes to the driver, and nowhere else."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pypdf
import pytest

import kamlib
from kamlib.errors import KamError
from kamlib.tables.sources import address

pytest.importorskip("sqlalchemy", reason="SQLAlchemy is an extra: pip install 'kamlib[sql]'")

CANARY, USER = "c4nary-Pa55", "reader-of-shop"

#: A kind of database of its own: SQLite, for those who know the password. A wrong one is repeated, as drivers may.
DIALECT = f"""
import os
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

class Shop(SQLiteDialect_pysqlite):
    supports_statement_cache = True

    def create_connect_args(self, url):
        if url.password != {CANARY!r} or url.username != {USER!r} or url.database == "closed":
            raise ValueError(f"login failed for {{url.username}} with {{url.password}}\\nat {{url}}")
        return [os.environ["SHOP_FILE"]], {{}}
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A Python that knows the driver, as if it were installed, and a database with two years of two customers."""
    about = tmp_path / "lib" / "shopdb-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: shopdb\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[sqlalchemy.dialects]\nshopdb = shopdb:Shop\n")
    (tmp_path / "lib" / "shopdb.py").write_text(DIALECT)
    with closing(sqlite3.connect(tmp_path / "shop.db")) as base:
        base.execute("CREATE TABLE orders (customer_id TEXT, order_id TEXT, date TEXT, revenue REAL)")
        rows = [(f"C{at % 12}", str(at), f"{2023 + at % 2}-{at % 12 + 1:02d}-05", 100.0 + at) for at in range(120)]
        base.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)
        base.commit()
    paths = [str(tmp_path / "lib"), str(Path(kamlib.__file__).parents[1])]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths), "SHOP_FILE": str(tmp_path / "shop.db"), address.PASSWORD: CANARY,
    }  # fmt: skip


def kam(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from kamlib.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, env=environment, check=False)


@pytest.mark.slow
def test_no_file_and_no_line_of_a_report_holds_the_password(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = f"shopdb://{USER}@db.example/shop"
    done = kam(environment, "report", whole, "--table", "orders", "--out", str(out))
    assert done.returncode == 0, done.stderr.decode()
    files = {file.name: file.read_bytes() for file in out.rglob("*") if file.is_file()}
    assert set(files) >= {"manifest.json", "results.json", "notebook.ipynb", "report.html"}
    paper = pypdf.PdfReader(out / "report.pdf").pages
    files["report.pdf"] = " ".join(page.extract_text() for page in paper).encode()
    with zipfile.ZipFile(out / "report.xlsx") as book:
        files["report.xlsx"] = b" ".join(book.read(name) for name in book.namelist())
    for name, content in {**files, "out": done.stdout, "err": done.stderr}.items():
        assert CANARY.encode() not in content, name
        assert USER.encode() not in content, name
    assert b"shopdb://db.example/shop" in files["manifest.json"]
    assert b"rows_sha256" in files["manifest.json"]


def test_what_a_driver_repeats_is_masked(environment: dict[str, str]) -> None:
    done = kam(environment | {"KAMLIB_DEBUG": "1"}, "check", f"shopdb://{USER}@db.example/closed")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"login failed" in done.stderr
    assert CANARY.encode() not in done.stdout + done.stderr


def test_nothing_led_to_the_line_that_could_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(address.PASSWORD, CANARY)
    with pytest.raises(KamError) as error:
        kamlib.load("sqlite:////nowhere/at/all.db")
    assert error.value.__suppress_context__
    assert address.masked(f"no way in with {CANARY}\nat") == "no way in with ***"
