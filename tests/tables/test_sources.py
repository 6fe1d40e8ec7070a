"""Folders, databases and frames of other engines: the same lines give the same book, whatever they lie in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import kamlib as kam
from kamlib.errors import KamError
from kamlib.tables.sources import address, proof
from kamlib.tables.sources import folder as folder_of_files
from kamlib.tables.sources.kinds import kind_of, shown

#: Two years, two customers: A 100 + 300, B 50 less 20 that came back.
LINES = pd.DataFrame({
    "customer_id": ["A", "B", "A", "B"], "order_id": ["1", "2", "3", "4"],
    "date": pd.to_datetime(["2023-03-01", "2023-06-30", "2024-03-01", "2024-07-15"]),
    "revenue": [100.0, 50.0, 300.0, -20.0], "product": ["P", "Q", "P", "Q"],
})  # fmt: skip
YEARS = LINES["date"].dt.year


def csv_folder(at: Path) -> Path:
    folder = at / "orders"
    folder.mkdir()
    for year, lines in LINES.groupby(YEARS):
        lines.to_csv(folder / f"orders-{year}.csv", index=False)
    return folder


def csv_pattern(at: Path) -> str:
    csv_folder(at)
    return f"{at}/orders/*-20*.csv"


def hive(at: Path) -> Path:
    folder = at / "orders"
    for year, lines in LINES.groupby(YEARS):
        part = folder / f"year={year}" / "part-0.parquet"
        part.parent.mkdir(parents=True)
        lines.to_parquet(part, index=False)
    (folder / "_SUCCESS").write_text("")
    (folder / "year=2024" / ".part-0.parquet.crc").write_bytes(b"crc\0")
    return folder


def sqlite_file(at: Path) -> Path:
    file = at / "shop.db"
    with closing(sqlite3.connect(file)) as base:
        LINES.assign(date=LINES["date"].dt.strftime("%Y-%m-%d")).to_sql("orders", base, index=False)
        base.execute("CREATE TABLE people AS SELECT 'A' AS id, 'Ada' AS name")
        base.commit()
    return file


def duckdb_file(at: Path) -> Path:
    file = at / "shop.db"
    with closing(duckdb.connect(str(file))) as base:
        base.register("lines", LINES)
        base.execute("CREATE TABLE orders AS SELECT * FROM lines")
        base.execute("CREATE TABLE people AS SELECT 'A' AS id, 'Ada' AS name")
    return file


def url(at: Path) -> str:
    pytest.importorskip("sqlalchemy", reason="SQLAlchemy is an extra: pip install 'kamlib[sql]'")
    return f"sqlite:///{sqlite_file(at)}"


def polars_frame(_at: Path) -> Any:
    return pytest.importorskip("polars").from_pandas(LINES)


def lazy_frame(at: Path) -> Any:
    return polars_frame(at).lazy()


def relation(_at: Path) -> Any:
    return duckdb.from_df(LINES)


SOURCES = [
    csv_folder, csv_pattern, hive, sqlite_file, duckdb_file, url, polars_frame, lazy_frame, relation
]  # fmt: skip


@pytest.mark.parametrize("made", SOURCES)
def test_the_same_lines_give_the_same_book(made: Callable[[Path], Any], tmp_path: Path) -> None:
    client = kam.load(made(tmp_path), currency="CNY")
    got = client.orders.sort_values("order_id", ignore_index=True)
    assert got["revenue"].tolist() == [100.0, 50.0, 300.0, -20.0]
    assert got["date"].tolist() == LINES["date"].tolist()
    assert dict(zip(client.accounts["customer_id"], client.accounts["revenue"], strict=True)) == {
        "A": 400,
        "B": 30,
    }
    assert client.readings["orders"].rows_read == 4
    assert [p.code for p in client.problems if p.code not in ("credit-notes", "files-stacked")] == []


def test_a_frame_may_name_its_columns_as_it_likes(tmp_path: Path) -> None:
    frame = polars_frame(tmp_path).rename({"revenue": "x1", "customer_id": "x2"})
    client = kam.load(frame, columns={"revenue": "x1", "customer_id": "x2"})
    assert client.total_revenue == 430.0


def test_what_is_left_out_of_each_file_of_a_folder_is_counted(tmp_path: Path) -> None:
    """A total below either file, a blank row in the second: of 7 rows 4 lines count, with 430 in all."""
    folder = csv_folder(tmp_path)
    for year, more in ((2023, "Total,,,150.0,\n"), (2024, ",,,,\nTotal,,,280.0,\n")):
        file = folder / f"orders-{year}.csv"
        file.write_text(file.read_text() + more)
    raw = folder_of_files.read(folder)
    assert (len(raw.frame), raw.rows_left_out("total"), raw.rows_left_out("blank")) == (4, 2, 1)
    reading = kam.load(folder).readings["orders"]
    assert (reading.rows_read, reading.rows_used, reading.left_out["total-rows"].rows) == (6, 4, 2)
    assert reading.left_out["total-rows"].money == 430.0


def test_where_the_lines_come_from_is_told(tmp_path: Path) -> None:
    client = kam.load(csv_folder(tmp_path))
    assert client.source == "orders (2 files)"
    (note,) = [p for p in client.problems if p.code == "files-stacked"]
    assert (note.rows, str(note.values["names"])) == (4, "orders-2023.csv (2), orders-2024.csv (2)")


def test_a_row_is_named_with_its_file(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    file = folder / "orders-2024.csv"
    file.write_text(file.read_text().replace("300.0", "three hundred"))
    (problem,) = [p for p in kam.load(folder).problems if p.code == "unreadable-amounts"]
    assert (problem.values["row"], problem.values["in_file"]) == (2, "orders-2024.csv")
    from kamlib.tables.messages import message

    assert "row 2 of file orders-2024.csv" in message(problem)


def test_folders_of_values_are_columns_unless_the_files_have_them(tmp_path: Path) -> None:
    for year, lines in LINES.assign(channel="own").groupby(YEARS):
        part = tmp_path / "lake" / f"Industry=I{year}" / f"channel=C{year}" / "lines.csv"
        part.parent.mkdir(parents=True)
        lines.to_csv(part, index=False)
    client = kam.load(tmp_path / "lake")
    assert client.orders["channel"].unique().tolist() == ["own"]
    assert "Industry" in client.readings["orders"].columns


def refused(source: Any, **more: Any) -> str:
    with pytest.raises(KamError) as error:
        kam.load(source, **more)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_files_with_other_columns_are_named(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    LINES.rename(columns={"product": "article"}).to_csv(folder / "orders-2025.csv", index=False)
    line = refused(folder)
    assert "orders-2023.csv and orders-2025.csv have different columns" in line
    assert "article, product" in line


def test_a_file_that_is_no_table_is_named(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9)
    assert "file photo.jpg" in refused(folder)
    assert kam.load(f"{folder}/*.csv").line_count == 4


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty") == "empty: the folder contains no file."
    for pattern in ("empty/*.csv", "nowhere/**", "nowhere/**/*.csv", "**/*.csv", "em[", "empty/[!a]*"):
        assert "no file matches the pattern" in refused(f"{tmp_path}/{pattern}")


def test_two_stars_are_any_number_of_folders(tmp_path: Path) -> None:
    """Of three files, one at each depth: by name in all, by name in the middle, at the end."""
    for at in ("", "a/", "a/b/"):
        (tmp_path / at).mkdir(exist_ok=True)
        LINES.to_csv(tmp_path / at / "lines.csv", index=False)
    for pattern, files in (
        ("**/*.csv", 3),
        ("**", 3),
        ("a/**/*.csv", 2),
        ("**/b/*.csv", 1),
        ("**/a/**", 2),
        ("*/*.csv", 1),
    ):
        assert len(folder_of_files.files_of(f"{tmp_path}/{pattern}")) == files


@pytest.mark.parametrize("made", [sqlite_file, duckdb_file, url])
def test_a_table_is_chosen_by_name_and_a_miss_is_told(made: Callable[[Path], Any], tmp_path: Path) -> None:
    source = made(tmp_path)
    assert kam.load(source, table="ORDERS").line_count == 4
    assert "has no table ordrs. Did you mean orders?" in refused(source, table="ordrs")
    assert "table people: found no columns for" in refused(source, table="people")


def test_several_tables_of_which_none_is_called_orders_are_listed(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as base:
        for name in ("sales", "clients"):
            base.execute(f"CREATE TABLE {name} (a TEXT)")
    assert "several tables (clients, sales)" in refused(file)


def test_a_table_is_asked_for_in_a_database_only(tmp_path: Path) -> None:
    assert "is not a database: remove --table" in refused(csv_folder(tmp_path), table="orders")
    assert "--sheet applies to files only" in refused(sqlite_file(tmp_path), sheet="1")


def test_the_other_tables_come_from_the_database_too(tmp_path: Path) -> None:
    file = sqlite_file(tmp_path)
    with closing(sqlite3.connect(file)) as base:
        pd.DataFrame({"customer_id": ["A", "B"], "name": ["Ada", "Bo"]}).to_sql("customers", base, index=False)
    assert kam.load(file, customers=file).accounts["name"].tolist() == ["Ada", "Bo"]


def test_a_damaged_database_ends_in_one_line(tmp_path: Path) -> None:
    file = sqlite_file(tmp_path)
    file.write_bytes(file.read_bytes()[:100] + b"\x07" * 4000)
    assert refused(file).startswith("shop.db")


def test_a_view_of_a_database_reads_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    LINES.to_csv(secret, index=False)
    file = tmp_path / "shop.db"
    with closing(duckdb.connect(str(file))) as base:
        base.execute(f"CREATE VIEW orders AS SELECT * FROM read_csv('{secret}')")  # noqa: S608
    assert "cannot be read" in refused(file)


@pytest.mark.parametrize("pattern", ["", "/**/*.csv", "/*.csv"])
def test_links_that_lead_in_a_circle_repeat_no_row(pattern: str, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path)
    for name, target in (("again", folder), ("up", tmp_path), ("orders-copy.csv", folder / "orders-2023.csv"),
                         ("itself.csv", "itself.csv"), ("gone.csv", "nowhere.csv")):  # fmt: skip
        (folder / name).symlink_to(target)
    client = kam.load(f"{folder}{pattern}")
    assert (client.line_count, client.total_revenue) == (4, 430.0)


def test_a_folder_behind_a_link_belongs_to_the_folder(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    lake.mkdir()
    (lake / "channel=shop").symlink_to(csv_folder(tmp_path))
    client = kam.load(lake)
    assert (client.line_count, client.orders["channel"].unique().tolist()) == (4, ["shop"])


@pytest.mark.parametrize("name", ["it's; DROP TABLE orders.parquet", "a[1]*?.parquet", 'my "orders".parquet'])
@pytest.mark.parametrize("size", [None, 10])
def test_a_file_is_that_file_whatever_marks_its_name_holds(name: str, size: int | None, tmp_path: Path) -> None:
    LINES.to_parquet(tmp_path / "a1x.parquet", index=False)
    LINES.to_parquet(tmp_path / name, index=False)
    assert kam.load(tmp_path / name, max_size=size).total_revenue == 430.0


def test_kinds_are_found_from_the_content(tmp_path: Path) -> None:
    assert kind_of(sqlite_file(tmp_path)) == "sqlite"
    assert kind_of(csv_folder(tmp_path)) == "folder"
    assert kind_of(f"{tmp_path}/*.csv") == "pattern"
    assert kind_of(tmp_path / "orders" / "orders-2023.csv") == "file"
    assert kind_of("machinery") is None
    assert shown(f"{tmp_path}/orders/**/*.csv") == "orders/**/*.csv"


def test_an_address_shows_no_user_and_no_password() -> None:
    whole = "postgresql+psycopg://reader@db.example:5432/shop?sslmode=require"
    assert address.shown(whole) == "postgresql+psycopg://db.example:5432/shop"


@pytest.mark.parametrize("text", [
    "postgresql://me:s3cret@host/shop", "mysql://host/shop?password=s3cret", "mssql://host/?odbc_connect=PWD%3Ds3cret",
    "postgresql://me:s3@cret@host/shop", "postgresql://me%3As3cret@host/shop", " postgresql://me:s3cret@host/shop",
    "postgresql:me:s3cret@host/shop", "postgresql:/me:s3cret@host/shop", "postgresql://host/shop;password=s3cret",
    "postgresql://host/shop%3Bpassword=s3cret", "postgresql://host/shop#password=s3cret", "mysql://h/shop?auth=s3cret",
    "postgresql://host/shop?options=-c%20password%3Ds3cret", "mysql://host/shop?a=1;PWD=s3cret",
    "mysql://host/shop?%70assword=s3cret", "snowflake://me@host/shop?api_key=s3cret",
])  # fmt: skip
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str) -> None:
    line = refused(text)
    assert address.PASSWORD in line
    assert "s3" not in line
    assert "cret" not in line


@pytest.mark.parametrize("text", [
    "postgresql://me@host:5432/shop?sslmode=require&sslkey=mine.pem", "postgresql://[::1]:5432/shop",
    "snowflake://me%40firm@host/shop?authenticator=externalbrowser", "postgresql://host:5432/keys?mail=me%40firm",
    "mssql://host/bypass?authentication=ActiveDirectoryInteractive",
])  # fmt: skip
def test_an_address_without_a_password_is_taken(text: str) -> None:
    assert address.refuse_secret(text) is None
    with pytest.raises(KamError):  # the same address with one
        address.refuse_secret(text + ("&" if "?" in text else "?") + "password=cret")


def test_a_file_whose_name_looks_like_an_address_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    LINES.to_csv("week:12:me@shop.csv", index=False)
    assert kam.load("week:12:me@shop.csv").line_count == 4


def test_a_driver_s_message_shows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(address.PASSWORD, "s3 c/ret")
    told = address.masked("no login: s3 c/ret, s3%20c%2Fret, s3+c%2Fret\nmore")
    assert told == "no login: ***, ***, ***"


def test_the_address_of_a_file_is_no_database() -> None:
    assert "download it" in refused("https://example.org/orders.csv")


def test_a_folder_is_hashed_by_names_sizes_and_contents(tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "2.csv").write_bytes(b"two")
    (folder / "1.csv").write_bytes(b"one")
    (folder / "_log").write_bytes(b"aside")
    one, two = (hashlib.sha256(text).hexdigest() for text in (b"one", b"two"))
    whole = hashlib.sha256(f"1.csv\t3\t{one}\nb/2.csv\t3\t{two}\n".encode()).hexdigest()
    assert proof.facts(folder) == {"sha256": whole, "bytes": 6, "files": 2}
    (folder / "1.csv").rename(folder / "3.csv")
    assert proof.facts(folder)["sha256"] != whole


def test_rows_are_hashed_in_no_order() -> None:
    assert proof.of_rows(LINES) == proof.of_rows(LINES.iloc[::-1])
    assert proof.of_rows(LINES) != proof.of_rows(LINES.assign(revenue=LINES["revenue"] + 0.01))


def test_a_file_without_size_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log of the system has none, and reading it waits for its next line."""
    log = tmp_path / "log"
    log.touch()
    opened = Path.open

    def refused(path: Path, *how: Any, **more: Any) -> Any:
        return pytest.fail("opened") if path == log else opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", refused)
    assert kind_of(log) == "file"
    with pytest.raises(KamError, match="log is empty"):
        kam.load(log)
