from __future__ import annotations

import json
import zipfile

import numpy as np
import pandas as pd
import pytest

from kamlib.reports import compose, xlsx
from kamlib.reports.cells import Column, Table, cell, write
from kamlib.reports.results import TURNING, dumps, read, save
from kamlib.words import speaking


def test_what_is_written_reads_back_the_same(sample, tmp_path):
    results, folder = sample()
    assert read(folder) == results
    assert dumps(read(folder)) == (folder / "results.json").read_text("utf-8")


def test_the_same_results_give_the_same_bytes(sample, tmp_path):
    results, _folder = sample()
    first = save(results, tmp_path).read_bytes()
    assert save(results, tmp_path).read_bytes() == first


def test_a_row_of_a_table_is_one_line_and_keys_are_in_their_order(sample):
    results, _folder = sample()
    written = dumps(results)
    assert json.loads(written) == json.loads(results.model_dump_json(exclude={"quality": {"digests"}}))
    lines = {line.strip().rstrip(",") for line in written.splitlines()}
    row = results.findings[0].rows[0]
    assert json.dumps(row, ensure_ascii=False) in lines
    assert [key for key, _value in json.loads(written, object_pairs_hook=list)] == sorted(json.loads(written))


@pytest.mark.parametrize(
    ("raw", "ready"),
    [
        (np.nan, None), (np.inf, None), (pd.NaT, None), (pd.NA, None), (None, None), (np.int64(3), 3),
        (np.True_, True), (pd.Timestamp("2024-03-05 14:00"), "2024-03-05"), (0.1 + 0.2, 0.3),
        (-0.0, 0.0), ("x", "x"),
    ],
)  # fmt: skip
def test_a_cell_is_fit_for_json(raw, ready):
    assert cell(raw) == ready
    assert type(cell(raw)) is type(ready)


def test_cells_are_written_as_their_kind_asks_for():
    assert write("share", 0.123) == "12.3%"
    assert write("date", "2024-03-05") == "5 Mar 2024"
    assert write("flag", False) == ""
    assert write("money", None, "CNY") == "–"


def test_losses_to_stop_come_first_and_then_the_most_money(sample):
    results, _folder = sample()
    assert [(line.money_a_year, line.stake) for line in results.advice] == [
        (500_000.0, "loss"), (12_345.6, "shortfall"), (None, ""),
    ]  # fmt: skip
    assert results.advice[0].stake_label == "Avoidable loss"


def test_what_a_report_keeps_turns_no_text_round(sample, tmp_path):
    results, _folder = sample()
    assert "\u202e" in dumps(results)
    compose.save(results, tmp_path)
    text = (tmp_path / "results.json").read_text("utf-8")
    assert not any(sign in text for sign in TURNING)
    assert "gnitset GmbH" in text
    xlsx.write(read(tmp_path), tmp_path, tmp_path / "report.xlsx")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as package:
        assert not any("\u202e".encode() in package.read(name) for name in package.namelist())


def test_a_column_of_money_has_cents_only_where_all_of_it_is_small() -> None:
    """The whole column decides, so that the rows of a page do not change how its amounts are written."""
    columns = [Column(key=key, label=key, kind="money") for key in ("a", "b")]
    table = Table(columns=columns, rows=[[29.41, 29.41], [-0.3, -7.9], [1237.0, None]])
    with speaking("en"):
        assert table.written() == [["29", "29.41"], ["0", "-7.90"], ["1,237", "–"]]
        assert table.written(1) == [["29", "29.41"]]
