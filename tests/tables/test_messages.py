"""Every problem that can be found has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kamlib.tables.lines import cutoff, orders
from kamlib.tables.lines.wanted import KINDS
from kamlib.tables.messages import message, reason, remedy, request
from kamlib.tables.problems import Problem
from kamlib.tables.wording import WORDS
from kamlib.words import speaking

ROOM = Path(__file__).parents[2] / "kamlib" / "tables"
CODES = sorted({
    code
    for file in ROOM.rglob("*.py")
    for code in re.findall(r'(?:Problem|_note|_named|of_rows)\(\s*"([a-z-]+)"', file.read_text("utf-8"))
} | {*orders.REASONS, cutoff.CODE} | {f"{kind}-counted" for kind in KINDS})  # fmt: skip
VALUES = {
    "column": "Amount", "row": 7, "ours": "date", "others": "Ship date", "taken": "Net", "other": "Gross",
    "tax": "Tax",
    "quantity": "Qty", "price": "Price", "discount": "Disc", "kind": "share", "cost": "Unit cost", "list": "List",
    "counted": "Shipped", "multiple": 1e4, "day": "2025-01-01", "n": 3, "example": "K1 / k1", "over": 12.5,
    "encoding": "gbk", "characters": 2, "sheet": "S1", "names": "S2", "file": "orders.csv", "currency": "CNY",
    "columns": "Amount, Cost", "unit": "万元", "revenue": "Net", "ratio": 9876.5, "larger": True,
    "ids": "K1 / K2", "made": 4, "buying": 12, "met": 3, "listed": 20, "numbered": 1, "mirrored": 1,
    "since": "2023-09-01", "until": "2023-08-31", "now": 9, "usual": 30,
    "share": 0.675, "from": 25, "code": "KWD", "low": 1, "high": 5, "divisor": 1000, "files": 2, "orders": 40,
}  # fmt: skip


def test_no_code_is_without_words_and_no_words_without_a_code() -> None:
    assert set(CODES) == set(WORDS)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("rows", [1, 1234])
def test_each_problem_is_said_in_full_in_both_languages(code: str, rows: int) -> None:
    problem = Problem(code, "warning", "orders", rows, -1234.5678, VALUES)
    said = {}
    for language in ("en", "zh"):
        with speaking(language):
            said[language] = (message(problem), remedy(problem))
            assert message(problem)
            assert "{" not in message(problem) + remedy(problem)
    assert said["en"][0] != said["zh"][0]
    assert (said["en"][1] == "") == (said["zh"][1] == "")
    assert re.search("[\u4e00-\u9fff]", said["zh"][0])


@pytest.mark.parametrize("code", CODES)
def test_a_client_is_asked_without_options_of_commands(code: str) -> None:
    problem = Problem(code, "warning", "orders", 7, -1234.5678, VALUES)
    asked = {}
    for language in ("en", "zh"):
        with speaking(language):
            asked[language] = request(problem)
            assert not re.search(r"--[a-z]|kam |Python", message(problem) + request(problem))
            assert bool(request(problem)) == bool(remedy(problem))
    assert not asked["en"] or asked["en"] != asked["zh"]


def test_a_remedy_without_options_is_what_the_client_is_asked_for() -> None:
    problem = Problem("cost-missing", "warning", "orders", 7, 1.0, VALUES)
    assert request(problem) == remedy(problem) != ""


@pytest.mark.parametrize("code", orders.REASONS)
def test_each_reason_for_leaving_out_has_a_short_name(code: str) -> None:
    with speaking("zh"):
        assert re.search("[\u4e00-\u9fff]", reason(code))
