"""Data sets by name: what is embedded, what is real, what is refused, and how a download is checked."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

from kamlib import datasets, load
from kamlib._paths import shipped
from kamlib.cli import main
from kamlib.datasets import catalogue, store
from kamlib.errors import KamError
from kamlib.facts.accounts import accounts
from kamlib.tables.schema import schema
from kamlib.words import speaking

REAL = [name for name in datasets.names() if name not in ("machinery", "machinery-keep")]
ORDERS = [name for name in REAL if datasets.describe(name).use == "orders"]

#: Published figures, from the sets' own pages and the papers that use them; not computed here.
PUBLISHED = {
    "online-retail": {"read": 541_909, "customers": 4_372, "total": "8300065.81"},
    "online-retail-ii": {"read": 1_067_371, "customers": 5_942},
    "wholesale-customers": {"read": 440, "customers": 440},
    "adventureworks-resellers": {"read": 60_855, "total": "80450596.98"},
    "northwind": {"read": 2_155, "customers": 89, "total": "1265793.04"},
    "cdnow": {"read": 69_659, "customers": 23_570, "first": "1997-01-01", "last": "1998-06-30"},
    "telco-churn": {"read": 7_043, "customers": 7_043},
}


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without data: no variable set, an empty cache."""
    monkeypatch.delenv(store.VARIABLE, raising=False)
    monkeypatch.setattr(store, "cache", lambda: tmp_path / "cache")
    return tmp_path


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None: ...


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A public source of our own: what lies in the folder is served."""
    (folder := tmp_path / "served").mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_the_embedded_client_has_its_tables_and_needs_no_files_elsewhere(nothing_here: Path) -> None:
    opened = datasets.tables("machinery")
    assert set(opened.tables) == {
        "orders", "customers", "activities", "contacts", "survey", "exits", "people", "promises", "deals",
        "prospects", "network", "requests", "files",
    }  # fmt: skip
    assert (opened.currency, opened.rows_read) == ("CNY", 8000)
    assert load("machinery").orders["customer_id"].nunique() == 150


def test_ids_are_text_and_days_are_dates_in_the_embedded_tables() -> None:
    for name, frame in datasets.tables("machinery").tables.items():
        for column in {"customer_id", "person", "deal_id", "request_id"} & set(frame):
            assert pd.api.types.is_string_dtype(frame[column]), (name, column)
        days = {column.name for column in schema()[name].values() if column.type == "date"}
        for column in days & set(frame):
            assert pd.api.types.is_datetime64_any_dtype(frame[column]), (name, column)


@pytest.mark.parametrize("name", REAL)
def test_every_entry_says_source_citation_licence_and_what_has_to_come_out(name: str) -> None:
    known = datasets.describe(name)
    assert known.source.startswith("https://")
    assert known.citation
    assert known.licence
    assert known.check["total"]
    assert known.alternatives
    for language in ("en", "zh"):
        with speaking(language):
            assert known.title
            assert known.about
    for item in known.downloads:
        assert item["url"].startswith(("https://archive.ics.uci.edu/", "https://raw.githubusercontent.com/"))


@pytest.mark.parametrize("name", REAL)
def test_the_content_check_agrees_with_what_is_published(name: str) -> None:
    known = datasets.describe(name)
    stated = {"read": known.read, **known.check}
    assert {key: stated[key] for key in PUBLISHED[name]} == PUBLISHED[name]


@pytest.mark.parametrize("name", REAL)
def test_real_sets_have_their_rows_period_and_total(name: str, shared_data: Path) -> None:
    known = datasets.describe(name)
    frame = (
        datasets.tables(name, folder=shared_data).tables["orders"]
        if known.use == "orders"
        else datasets.accounts(name, folder=shared_data)
    )
    found = catalogue.content(frame)
    assert {key: str(found[key]) for key in known.check} == {key: str(v) for key, v in known.check.items()}


@pytest.mark.parametrize("name", ORDERS)
def test_rows_used_and_left_out_add_up_to_rows_read(name: str, shared_data: Path) -> None:
    opened = datasets.tables(name, folder=shared_data)
    assert len(opened.tables["orders"]) + sum(part.rows for part in opened.left_out) == opened.rows_read


@pytest.mark.parametrize("name", REAL)
def test_files_are_those_of_the_provenance(name: str, shared_data: Path) -> None:
    import tomllib

    entry = tomllib.loads((shipped("datasets") / "real.toml").read_text("utf-8"))[name]
    for file in entry["alternatives"][0]:
        content = (shared_data / entry["folder"] / file["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"], file["name"]


def test_the_overlap_of_the_two_sheets_counts_once(shared_data: Path) -> None:
    # Online Retail is the second sheet but for one line; nothing of December 2010 may be in twice.
    both = datasets.tables("online-retail-ii", folder=shared_data)
    one = datasets.tables("online-retail", folder=shared_data).tables["orders"]
    lines = both.tables["orders"]
    december = lines["date"].between("2010-12-01", "2010-12-09 23:59")
    assert december.sum() == one["date"].between("2010-12-01", "2010-12-09 23:59").sum()
    assert {part.code: part.rows for part in both.left_out}["duplicates-dropped"] == 22_523


def test_whoever_bought_and_cancelled_one_huge_order_is_worth_next_to_nothing(shared_data: Path) -> None:
    found = datasets.accounts("online-retail", folder=shared_data).set_index("customer_id")
    assert found.loc["12346", "revenue"] == 0  # 77,183.60 and back
    assert found.loc["16446", "revenue"] < 5  # 168,469.60 and back


def test_eight_of_the_ten_largest_resellers_lose_money(shared_data: Path) -> None:
    found = datasets.accounts("adventureworks-resellers", folder=shared_data).nlargest(10, "revenue")
    assert (found["profit"] < 0).sum() == 8


def test_northwind_lines_carry_the_freight_of_their_orders(shared_data: Path) -> None:
    heads = pd.read_csv(shared_data / "northwind" / "orders.csv")
    lines = datasets.tables("northwind", folder=shared_data).tables["orders"]
    assert lines["freight"].sum() == pytest.approx(heads["Freight"].sum(), abs=0.1)
    assert ((lines["list_price"] * lines["quantity"] - lines["discount"] - lines["revenue"]).abs() < 1e-3).all()


def test_the_reseller_sales_are_the_same_from_parquet_as_from_csv(shared_data: Path, tmp_path: Path) -> None:
    known = datasets.describe("adventureworks-resellers")
    source, target = shared_data / known.folder, tmp_path / known.folder
    target.mkdir()
    (target / "FactResellerSales.parquet").write_bytes((source / "FactResellerSales.parquet").read_bytes())
    for stem in ("DimReseller", "DimProduct", "DimSalesTerritory"):
        pd.read_csv(source / f"{stem}.csv").to_parquet(target / f"{stem}.parquet")
    one, two = (accounts(datasets.tables(known.name, folder=f).tables["orders"]) for f in (shared_data, tmp_path))
    pd.testing.assert_frame_equal(one, two, check_dtype=False, rtol=1e-9)


def test_a_set_without_dates_is_no_order_book_but_serves_for_concentration(shared_data: Path) -> None:
    with pytest.raises(KamError, match="cannot be used as order data") as refusal:
        load("wholesale-customers")
    assert "\n" not in str(refusal.value)
    spend = datasets.accounts("wholesale-customers", folder=shared_data)
    assert list(spend.columns[:2]) == ["customer_id", "revenue"]
    assert spend["customer_id"].is_unique


def test_accounts_of_the_embedded_client_add_up() -> None:
    total = datasets.tables("machinery").tables["orders"]["revenue"].sum()
    assert datasets.accounts("machinery")["revenue"].sum() == pytest.approx(total)


def test_a_cut_copy_does_not_pass_for_the_whole_set(shared_data: Path, tmp_path: Path) -> None:
    (folder := tmp_path / "cdnow").mkdir()
    lines = (shared_data / "cdnow" / "CDNOW_master.txt").read_text().splitlines(keepends=True)
    (folder / "CDNOW_master.txt").write_text("".join(lines[:-5]))
    with pytest.raises(KamError, match="not the published set"):
        datasets.tables("cdnow", folder=tmp_path)


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(KamError, match="online-retail"):
        datasets.describe("online-retial")
    assert datasets.describe("uci-online-retail").name == "online-retail"  # by its folder too


@pytest.mark.parametrize("name", REAL)
def test_what_is_not_here_is_said_in_one_line_with_where_to_get_it(name: str, nothing_here: Path) -> None:
    with pytest.raises(KamError) as refusal:
        datasets.accounts(name)
    line = str(refusal.value)
    assert "\n" not in line
    assert datasets.describe(name).source in line
    assert store.VARIABLE in line


def test_a_set_without_an_address_says_where_to_get_it(nothing_here: Path) -> None:
    with pytest.raises(KamError, match="northwind-pubs") as refusal:
        datasets.fetch(replace(datasets.describe("northwind"), downloads=()))
    assert "kam data get" not in str(refusal.value)


def served(known: datasets.Dataset, url: str, check: str, **more: str) -> datasets.Dataset:
    item = {"name": known.alternatives[0][0], "url": url, "check": check, **more}
    return replace(known, downloads=(item,))


def test_a_download_is_checked_and_then_found_in_the_cache(
    server: tuple[Path, str], nothing_here: Path, shared_data: Path
) -> None:
    folder, address = server
    content = (shared_data / "cdnow" / "CDNOW_master.txt").read_bytes()
    (folder / "master.txt").write_bytes(content)
    known = datasets.describe("cdnow")
    assert not datasets.is_here(known)
    check = "sha256:" + hashlib.sha256(content).hexdigest()
    (file,) = datasets.fetch(served(known, f"{address}/master.txt", check), progress=False)
    assert file.read_bytes() == content
    assert len(datasets.tables("cdnow").tables["orders"]) == 69_659


def test_a_download_that_is_not_the_published_file_is_refused_and_leaves_nothing(
    server: tuple[Path, str], nothing_here: Path
) -> None:
    folder, address = server
    (folder / "master.txt").write_text("something else")
    known = served(datasets.describe("cdnow"), f"{address}/master.txt", "sha256:" + "0" * 64)
    with pytest.raises(KamError, match="checksum"):
        datasets.fetch(known, nothing_here / "mine", progress=False)
    assert list((nothing_here / "mine" / "cdnow").iterdir()) == []


def test_a_member_is_taken_out_of_an_archive_and_checked_by_its_object_id(
    server: tuple[Path, str], nothing_here: Path
) -> None:
    folder, address = server
    content = b"a,b\n1,2\n"
    with zipfile.ZipFile(folder / "set.zip", "w") as bundle:
        bundle.writestr("inner.csv", content)
    git = hashlib.sha1(b"blob 8\0" + content, usedforsecurity=False).hexdigest()
    known = served(datasets.describe("cdnow"), f"{address}/set.zip", f"git:{git}", member="inner.csv")
    (file,) = datasets.fetch(known, nothing_here, progress=False)
    assert file.read_bytes() == content


def test_without_a_network_the_user_is_told_where_to_get_the_set(nothing_here: Path) -> None:
    known = served(datasets.describe("cdnow"), "http://127.0.0.1:9/none", "content")
    with pytest.raises(KamError, match="could not be fetched"):
        datasets.fetch(known, progress=False)


def test_a_workbook_of_the_archive_reads_like_the_text_files(nothing_here: Path) -> None:
    (folder := nothing_here / "uci-wholesale-customers").mkdir()
    columns = ["Channel", "Region", "Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen"]
    frame = pd.DataFrame([[2, 3, 12669, 9656, 7561, 214, 2674, 1338]], columns=columns)
    frame.to_csv(folder / "Wholesale customers data.csv", index=False)
    files = store.find(datasets.describe("wholesale-customers"), nothing_here)
    assert files is not None
    pd.testing.assert_frame_equal(store.opener(files)("wholesale_customers"), frame)
    buffer = io.BytesIO()
    retail = pd.DataFrame({"InvoiceNo": ["536365"], "StockCode": ["85123A"], "Quantity": [6]})
    retail.to_excel(buffer, sheet_name="Online Retail", index=False)
    book = nothing_here / "Online Retail.xlsx"
    book.write_bytes(buffer.getvalue())
    back = store.opener([book])("online_retail", "Online Retail")
    assert back.loc[0, "InvoiceNo"] == "536365"
    assert back.loc[0, "Quantity"] == 6


def test_kam_data_list_shows_every_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "list"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in datasets.names())


def test_kam_data_get_checks_what_is_here(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "get", "northwind", "--folder", str(shared_data)]) == 0
    assert "matches the published data set" in capsys.readouterr().out


def test_kam_data_get_without_network_ends_in_one_line(
    nothing_here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    unreachable = served(datasets.describe("northwind"), "http://127.0.0.1:9/none", "content")
    monkeypatch.setitem(catalogue._all(), "northwind", unreachable)
    assert main(["data", "get", "northwind"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_bank_case_comes_by_name_and_every_visitor_is_a_customer() -> None:
    arrivals, customers = datasets.bank()
    assert customers["customer_id"].is_unique
    assert set(arrivals["customer_id"]) < set(customers["customer_id"])
    assert {"amount", "minute"} <= set(arrivals)
