"""PySpark: the lines of a cluster give the report that the same lines in pandas give, byte by byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import kamlib as kam
from kamlib.facts.accounts import accounts
from kamlib.reports import compose, parameters, results

sql = pytest.importorskip("pyspark.sql", reason="PySpark is an extra: make spark")

#: Made lines: a million, as ``benchmarks/large_books.py`` writes them.
MADE = 1_000_000


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """Two workers on this machine."""
    made = sql.SparkSession.builder.master("local[2]").appName("kamlib").config("spark.ui.enabled", "false")
    made = made.config("spark.sql.shuffle.partitions", "4").config("spark.driver.memory", "2g")
    session = made.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def told(client: kam.Client) -> dict[str, Any]:
    """Return results.json of a client."""
    whole = compose.results_of(client, compose.findings_of(client), parameters.check({"client": "Made Ltd"}))
    found: dict[str, Any] = json.loads(results.dumps(whole))
    return found


def test_the_embedded_client_gives_the_same_results(session: Any, tmp_path: Path) -> None:
    lines = kam.load("machinery").orders
    lines.to_parquet(tmp_path / "orders.parquet", index=False)
    spark = session.read.parquet(str(tmp_path / "orders.parquet"))
    assert told(kam.load(spark, currency="CNY")) == told(kam.load(lines, currency="CNY"))


def test_a_million_made_lines_give_the_same_results(session: Any, tmp_path: Path) -> None:
    from benchmarks.large_books import write

    write(tmp_path / "lake", MADE)
    spark = session.read.parquet(str(tmp_path / "lake"))
    lines = pd.read_parquet(tmp_path / "lake")
    there, here = accounts(spark), accounts(lines)
    pd.testing.assert_frame_equal(there, here, rtol=0, atol=0.005)
    assert told(kam.load(spark, currency="CNY")) == told(kam.load(lines, currency="CNY"))
