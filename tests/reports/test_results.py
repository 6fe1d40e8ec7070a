from __future__ import annotations

import json
import random
import zipfile
from decimal import ROUND_HALF_EVEN, Context

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from kamlib.reports import compose, xlsx
from kamlib.reports.cells import Column, Table, cell, table, write
from kamlib.reports.layout import _rows
from kamlib.reports.results import TURNING, dumps, read, read_quality, save
from kamlib.words import speaking


def test_what_is_written_reads_back_the_same(sample, tmp_path):
    results, folder = sample()
    assert read(folder) == results
    assert dumps(read(folder)) == (folder / "results.json").read_text("utf-8")


def test_what_is_said_of_the_data_is_read_without_the_rest(sample):
    results, folder = sample()
    assert results.quality.problems
    assert read_quality(folder) == results.quality


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


def test_a_column_of_floats_keeps_the_twelve_digits_of_decimal_arithmetic():
    draw = np.random.default_rng(3)
    tens = 10.0 ** np.arange(-14, 14)
    halves = (draw.integers(10**11, 10**12, 4000) + 0.5) / 10.0 ** draw.integers(0, 12, 4000)
    spread = np.exp(draw.normal(0, 30, 4000)) * draw.choice([-1, 1], 4000)
    odd = np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 1e308, 5e-324, 999_999_999_999.5, 0.1 + 0.2])
    edges = [np.nextafter(tens, 0), tens, np.nextafter(tens, np.inf)]
    values = np.concatenate([halves, spread, draw.normal(0, 1e4, 4000), odd, *edges])
    exact = [
        float(Context(12, ROUND_HALF_EVEN).create_decimal(v)) + 0.0 if np.isfinite(v) else None for v in values
    ]
    rows = table(pd.DataFrame({"revenue": values})).rows
    assert [repr(row[0]) for row in rows] == list(map(repr, exact))


def test_many_rows_are_written_as_json_writes_one():
    cells = [
        [1.0, 0.5, -0.0, 1e-5, 1e-4, 0.00001234, 1e16, 1e15, 123456789.0123, 10.00001, 5e-324, None],
        ["a, b", 'said "so"', "", None, "客户", "\u2028", "tab\t", "a"], [True, False, None],
        [3, -7, 10**20, None], [1, 1.0, True, "1", None], [1, 1.0, True, 0, 0.0, -0.0, False],
    ]  # fmt: skip
    draw = random.Random(4)
    rows = [[draw.choice(column) for column in cells] for _ in range(1201)]
    line = json.JSONEncoder(ensure_ascii=False).encode
    assert _rows(rows) == list(map(line, rows))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_json_has_no_number_for_is_not_written(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        _rows([[1.0], [value]])


@pytest.mark.parametrize("value", [[1], {"a": 1}, np.int64(3), pd.Timestamp("2024-03-05"), 1j])
def test_a_table_holds_nothing_but_cells(value):
    with pytest.raises(ValidationError, match="a cell is"):
        Table(columns=[Column(key="a", label="a", kind="none")], rows=[["x"], [value]])
    with pytest.raises(ValidationError, match="a row is a list"):
        Table(columns=[Column(key="a", label="a", kind="none")], rows=[["x"], ("x",)])


def test_a_file_that_holds_more_than_cells_is_not_read(sample, tmp_path):
    _results, folder = sample()
    held = json.loads((folder / "results.json").read_text("utf-8"))
    for odd in ([[["x"]]], [{"a": 1}], {"a": 1}, "rows"):
        held["accounts"]["rows"] = odd
        (tmp_path / "results.json").write_text(json.dumps(held), encoding="utf-8")
        with pytest.raises(ValidationError):
            read(tmp_path)


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
