"""kam check: the contract of its JSON, its page in both languages, its errors in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kamlib.cli import main

ORDERS = """Customer No,Order No,Date,Amount,Cost,Status
K1,A1,2024-03-05,100.10,60,Shipped
K1,A2,2024-03-06,-20,-12,Shipped
K2,A3,2024-04-01,50,30,Shipped
K2,A3,2024-04-01,50,30,Shipped
,A4,2024-04-02,7,5,Shipped
K3,A5,2024-04-03,9,6,Cancelled
Total,,,196.10,,
"""


@pytest.fixture
def orders(tmp_path: Path) -> str:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS, "utf-8")
    return str(file)


def say(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    out = capsys.readouterr()
    return status, out.out, out.err


def test_json_is_the_contract(orders: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = say(capsys, "check", orders, "--json")
    facts = json.loads(out)
    assert (status, err) == (0, "")
    expected = {
        "ok": True, "rows_read": 7, "rows_used": 4, "customers": 2, "revenue": 180.10, "profit": 72.10,
        "first_date": "2024-03-05", "last_date": "2024-04-01",
    }  # fmt: skip
    assert {key: facts[key] for key in expected} == expected
    assert facts["columns"]["Amount"] == "revenue"
    assert {"code", "rows", "money", "message", "remedy"} <= set(facts["problems"][0])
    assert "concentration" in facts["can"]
    assert isinstance(facts["cannot"], dict)


def test_rows_and_money_add_up(orders: str, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(say(capsys, "check", orders, "--json")[1])
    left = facts["left_out"]
    assert {code: part["rows"] for code, part in left.items()} == {
        "total-rows": 1,
        "void-lines": 1,
        "no-customer": 1,
    }
    assert facts["rows_used"] + sum(part["rows"] for part in left.values()) == facts["rows_read"]


def test_dropping_duplicates_and_mapping_are_options(orders: str, capsys: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(say(capsys, "check", orders, "--json", "--drop-duplicates", "--map", "revenue=Cost")[1])
    assert facts["columns"]["Cost"] == "revenue"
    assert facts["revenue"] == 78


def test_without_cost_profit_is_null_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "o.csv"
    file.write_text("customer,order id,date,amount\nA,1,2024-03-05,5\n", "utf-8")
    facts = json.loads(say(capsys, "check", str(file), "--json")[1])
    assert facts["profit"] is None
    assert facts["cannot"]["whale"] == ["orders.cost"]


def test_a_file_that_cannot_be_used_is_not_ok(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "spend.csv"
    file.write_text("Channel,Region,Fresh\n2,3,12669\n", "utf-8")
    status, out, _err = say(capsys, "check", str(file), "--json")
    facts = json.loads(out)
    assert (status, facts["ok"]) == (2, False)
    assert "customer_id" in facts["error"]
    status, out, err = say(capsys, "check", str(file))
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_the_page_speaks_both_languages(orders: str, capsys: pytest.CaptureFixture[str]) -> None:
    english = say(capsys, "check", orders)[1]
    chinese = say(capsys, "check", orders, "--lang", "zh")[1]
    assert "4 of 7 rows count" in english
    assert "读取 7 行，计入 4 行" in chinese
    assert "had" not in chinese


@pytest.mark.parametrize(
    ("words", "hint"),
    [(["chek", "x"], "check"), (["check", "x.csv", "--jsn"], "--json"), (["check"], "FILE"),
     (["check", "no.csv", "--lang", "fr"], "en, zh"), (["check", "no.csv"], "no.csv"),
     (["check", "a.csv", "--map", "x"], "--map")],
)  # fmt: skip
def test_mistakes_end_in_one_line_with_the_nearest_word(
    words: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = say(capsys, *words)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert hint in err


def test_help_lists_every_command_without_importing_one(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    loaded = set(sys.modules)
    status, out, _err = say(capsys, "--help")
    assert status == 0
    assert all(
        name in out for name in ("report", "check", "template", "verify", "data", "world", "lab", "progress")
    )
    assert not [name for name in set(sys.modules) - loaded if name.startswith("kamlib.commands.")]


def test_columns_that_were_not_used_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "o.csv"
    file.write_text("customer,order id,date,amount,Weather,Mood\nA,1,2024-03-05,5,rain,good\n", "utf-8")
    assert json.loads(say(capsys, "check", str(file), "--json")[1])["unused"] == ["Weather", "Mood"]
    assert "Columns not used: Weather, Mood" in say(capsys, "check", str(file))[1]
    assert "未使用的列" in say(capsys, "check", str(file), "--lang", "zh")[1]


def test_who_comes_to_nothing_or_less_is_named_without_sales(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """K1 buys for 80, K2 gives back all of 50, K3 has a credit alone, K4 got a sample."""
    file = tmp_path / "orders.csv"
    file.write_text(
        "Customer No,Order No,Date,Amount\nK1,A1,2024-03-05,80\nK2,A2,2024-03-06,50\nK2,A3,2024-03-20,-50\n"
        "K3,A4,2024-03-07,-12.5\nK4,A5,2024-03-08,0\n", "utf-8",
    )  # fmt: skip
    _status, out, _err = say(capsys, "check", str(file), "--json")
    named = {one["customer_id"]: one["revenue"] for one in json.loads(out)["without_sales"]}
    assert named == {"K2": 0.0, "K3": -12.5, "K4": 0.0}


def test_profit_is_of_the_lines_whose_cost_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """100 at a cost of 60 leave 40; what 50 without a cost leave nobody knows."""
    file = tmp_path / "orders.csv"
    file.write_text(
        "Customer No,Order No,Date,Amount,Cost\nK1,A1,2024-03-05,100,60\nK2,A2,2024-03-06,50,\n", "utf-8"
    )
    _status, out, _err = say(capsys, "check", str(file), "--json")
    facts = json.loads(out)
    assert (facts["revenue"], facts["profit"]) == (150.0, 40.0)
