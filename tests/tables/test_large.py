"""Orders that are more than memory holds are added up by the engine: the same sums, or a reason why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import kamlib as kam
from kamlib.errors import KamError
from kamlib.facts.runs import order_firsts
from kamlib.tables.files import limits
from kamlib.tables.messages import message, request
from tests.embedded import embedded

SMALL = 20_000


def book(**columns: Any) -> pd.DataFrame:
    """300 lines of 100 orders of 7 customers in two years; order 1 has a credit, order 2 a line without a cost."""
    number = pd.Series(range(300)) // 3
    frame = pd.DataFrame({
        "customer_id": "C" + (number % 7).astype(str), "order_id": "A" + number.astype(str),
        "date": pd.Timestamp("2023-01-09") + pd.to_timedelta(number * 7, unit="D"),
        "product": [f"P{at % 11}" for at in range(300)],
        "revenue": [100.0 + at for at in range(300)], "cost": [60.0 + at % 50 for at in range(300)],
    })  # fmt: skip
    frame.loc[3, "revenue"] = -40.0
    frame.loc[6, "cost"] = None
    return frame.assign(**columns)


def folder(at: Path, frame: pd.DataFrame) -> Path:
    for half, lines in frame.groupby(frame.index % 2):
        part = at / "lake" / f"part={half}" / "lines.parquet"
        part.parent.mkdir(parents=True)
        lines.to_parquet(part, index=False)
    return at / "lake"


def both(at: Path, frame: pd.DataFrame) -> tuple[kam.Client, kam.Client]:
    """The same folder read line by line, and added up."""
    made = folder(at, frame)
    return kam.load(made), kam.load(made, max_size=SMALL)


def test_accounts_and_orders_are_those_of_the_lines(tmp_path: Path) -> None:
    lines, added = both(tmp_path, book())
    assert (len(added.orders), added.line_count, added.readings["orders"].rows_read) == (102, 300, 300)
    columns = [c for c in lines.accounts if c not in ("lines", "products")]
    pd.testing.assert_frame_equal(lines.accounts[columns], added.accounts[columns], rtol=0, atol=1e-4)
    for length in ("year", "month"):
        one, other = lines.accounts_by(length), added.accounts_by(length)
        pd.testing.assert_frame_equal(
            one[other.columns.drop("lines")], other.drop(columns="lines"), rtol=0, atol=1e-4
        )
    pd.testing.assert_frame_equal(
        lines.order_sums, added.order_sums[list(lines.order_sums)], check_dtype=False, rtol=0, atol=1e-4
    )
    assert added.accounts["uncosted_revenue"].sum() == 106.0


def test_the_lines_of_an_order_come_together(tmp_path: Path) -> None:
    """100 orders; two have a row more, of a credit and of a line without a cost."""
    new = order_firsts(kam.load(folder(tmp_path, book()), max_size=SMALL).orders)
    assert new is not None
    assert (len(new), int(new.sum())) == (102, 100)


def test_what_was_done_is_told(tmp_path: Path) -> None:
    added = kam.load(folder(tmp_path, book()), max_size=SMALL)
    (note,) = [p for p in added.problems if p.code == "lines-added-up"]
    assert message(note).startswith("300 lines are more than memory holds; they were added up to 102 orders")
    assert message(note).endswith("Columns not used: product, part.")
    assert "--" not in request(note)
    (credit,) = [p for p in added.problems if p.code == "credit-notes"]
    assert (credit.rows, credit.money) == (1, -40.0)


def test_rows_that_lack_something_are_left_out_with_their_money(tmp_path: Path) -> None:
    frame = book()
    frame.loc[0, "customer_id"] = None
    frame.loc[[30, 31], "date"] = pd.NaT
    frame.loc[60, "revenue"] = None
    left = {code: (part.rows, part.money) for code, part in
            kam.load(folder(tmp_path, frame), max_size=SMALL).readings["orders"].left_out.items()}  # fmt: skip
    assert left == {"no-customer": (1, 100.0), "no-date": (2, 261.0), "no-amount": (1, 0.0)}


def test_rows_used_and_left_out_add_up_after_a_cut_off_day(tmp_path: Path) -> None:
    reading = kam.load(folder(tmp_path, book()), max_size=SMALL, as_of="2023-12-31").readings["orders"]
    assert reading.rows_used + sum(part.rows for part in reading.left_out.values()) == 300


def test_a_table_of_duckdb_is_added_up_too(tmp_path: Path) -> None:
    lines = book()
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as base:
        base.register("lines", lines)
        base.execute("CREATE TABLE orders AS SELECT * FROM lines")
    added = kam.load(tmp_path / "shop.duckdb", max_size=SMALL)
    assert (added.source, added.line_count) == ("shop.duckdb, table orders", 300)
    assert added.total_revenue == pytest.approx(lines["revenue"].sum())


@pytest.mark.parametrize("name", ["whole", 'my "orders"; DROP TABLE people', "2024.orders", "own.whole"])
def test_a_table_of_duckdb_is_found_whatever_its_name_is(name: str, tmp_path: Path) -> None:
    lines = book()
    with duckdb.connect(str(tmp_path / "shop's; own.duckdb")) as base:
        base.register("lines", lines)
        if name.startswith("own."):
            base.execute("CREATE SCHEMA own; CREATE TABLE own.whole AS SELECT * FROM lines")
        else:
            base.execute('CREATE TABLE "{}" AS SELECT * FROM lines'.format(name.replace('"', '""')))  # noqa: S608
        base.execute("CREATE TABLE people AS SELECT 'A' AS id, 'Ada' AS name")
    for size in (SMALL, None):
        client = kam.load(tmp_path / "shop's; own.duckdb", table=name, max_size=size)
        assert (client.source, client.line_count) == (f"shop's; own.duckdb, table {name}", 300)
        assert client.total_revenue == pytest.approx(lines["revenue"].sum())


def test_a_sample_of_a_source_leaves_nothing_in_the_user_s_own_duckdb(tmp_path: Path) -> None:
    kam.load(folder(tmp_path, book()), max_size=SMALL)
    assert duckdb.sql("SELECT count(*) FROM duckdb_views() WHERE NOT internal").fetchall() == [(0,)]


def test_what_fits_is_read_line_by_line(tmp_path: Path) -> None:
    assert "product" in kam.load(folder(tmp_path, book())).orders


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"status": ["cancelled"] + ["shipped"] * 299}, "some rows do not count (void or not won 1)"),
        ({"date": book()["date"].dt.strftime("%Y-%m-%d")}, "column date is of type VARCHAR"),
        ({"document type": ["credit note"] + ["invoice"] * 299}, "the reader changes column revenue"),
    ],
)
def test_what_has_to_be_read_line_by_line_is_refused(columns: dict[str, Any], reason: str, tmp_path: Path) -> None:
    made = folder(tmp_path, book(**columns))
    kam.load(made)
    with pytest.raises(KamError) as error:
        kam.load(made, max_size=SMALL)
    assert reason in str(error.value)
    assert "300 rows are added up" in str(error.value)


def test_the_limit_is_what_it_was() -> None:
    assert limits.USUAL == 2**30


def test_days_of_payment_channels_and_kinds_of_order_are_kept_apart(tmp_path: Path) -> None:
    lines = embedded().orders
    one, other = both(tmp_path, lines.drop(columns=["list_price", "unit_price"]))
    assert len(other.orders) < len(lines) == other.line_count
    columns = [c for c in one.accounts if c not in ("lines", "products")]
    assert {"days_late", "returns", "discount", "profit"} <= set(columns)
    pd.testing.assert_frame_equal(one.accounts[columns], other.accounts[columns], rtol=1e-9, atol=1e-4)
