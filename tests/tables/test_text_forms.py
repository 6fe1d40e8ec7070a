"""One table in many dresses: other quotes, other marks, ruled lines, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read

HEADER = ("Customer No", "Order No", "Date", "Amount")
ROWS = (
    ("00012", "1", "2024-01-15", "100.50"),
    ("00013", "2", "2024-02-15", "200"),
    ("00014", "3", "2024-03-15", "9"),
)


def reading(tmp_path: Path, content: str, name: str = "orders.csv") -> Reading:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    return read(path, today="2025-01-01")


def lines(form: str, rule: str = "") -> str:
    header, *rows = (form.format(*row) for row in (HEADER, *ROWS))
    return "\n".join([header, *filter(None, [rule]), *rows]) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        lines("'{}','{}','{}','{}'"), lines("'{}';'{}';'{}';'{}'"), lines('"{},{},{},{}"'),
        lines("{}^{}^{}^{}"), lines("{}~{}~{}~{}"), lines("{}，{}，{}，{}"), lines("{}；{}；{}；{}"),
        lines("| {} | {} | {} | {} |", "|---|:---|---|---:|"),
        lines("| {} | {} | {} | {} |", "+-----+----+----+---+"),
        lines(" {} | {} | {} | {}", "-----+----+----+---"),
    ],
)  # fmt: skip
def test_a_table_is_read_in_any_dress(tmp_path: Path, content: str) -> None:
    found = reading(tmp_path, content)
    assert found.frame["customer_id"].tolist() == ["00012", "00013", "00014"]
    assert found.frame["revenue"].tolist() == [100.5, 200.0, 9.0]
    assert found.rows_used == 3


def test_apostrophes_within_single_quotes_are_kept(tmp_path: Path) -> None:
    found = reading(
        tmp_path, "'Customer','Date','Amount'\n'O''Neill','2024-01-15','1'\n'D'Arcy','2024-01-16','2'\n"
    )
    assert found.frame["customer_id"].tolist() == ["O'Neill", "D'Arcy"]


def test_cells_within_a_quoted_line_keep_their_own_quotes(tmp_path: Path) -> None:
    content = '"Customer,Date,Amount"\n"""Smith, John"",2024-01-15,1"\n"""Doe, Jane"",2024-01-16,2"\n'
    assert reading(tmp_path, content).frame["customer_id"].tolist() == ["Smith, John", "Doe, Jane"]


def test_rare_marks_divide_only_where_no_usual_one_does(tmp_path: Path) -> None:
    found = reading(tmp_path, "Customer,Date,Amount\nA~B,2024-01-15,1\nC~D,2024-01-16,2\n")
    assert found.frame["customer_id"].tolist() == ["A~B", "C~D"]


RECORDS = [
    {"customer_id": "00012", "order": {"id": 1}, "date": "2024-01-15", "amount": 100.5},
    {"customer_id": "00013", "order": {"id": 2}, "date": "2024-02-15", "amount": 200},
]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(RECORDS), json.dumps(RECORDS, indent=2), "\n".join(map(json.dumps, RECORDS)),
        json.dumps({"count": 2, "orders": RECORDS}),
    ],
)  # fmt: skip
def test_json_is_read_as_records(tmp_path: Path, content: str) -> None:
    found = reading(tmp_path, content, "orders.json")
    assert found.frame["customer_id"].tolist() == ["00012", "00013"]
    assert found.frame["revenue"].sum() == 300.5
    assert "order.id" in (*found.columns, *found.unused)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"a": 1}, {"a": 2', "is JSON that breaks off or is damaged at line 1"),
        ('{"a": [1, 2]}', "is JSON, but not a list of records"),
        ("[]", "is JSON, but not a list of records"),
        ('[{"customer": "A", "lines": [{"amount": 1}]}]', "in lines, a record of this JSON contains a list"),
    ],
)
def test_json_that_is_no_table_is_said_to_be_json(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(KamError, match=said):
        reading(tmp_path, content, "orders.json")
