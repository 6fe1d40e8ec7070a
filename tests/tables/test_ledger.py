"""A ledger with two columns of amounts is said to be one, and the other side is never lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import message, remedy

ROWS = "2024-01-05,Alpha,V1,1000,\n2024-01-06,Beta,V2,500,\n2024-02-06,Beta,V3,,50\n2024-02-07,Alpha,V4,200,\n"


def reading(tmp_path: Path, header: str, **columns: str) -> Reading:
    path = tmp_path / "ledger.csv"
    path.write_text(f"Date,Customer,Voucher,{header}\n{ROWS}", "utf-8")
    return read(path, columns=columns, today="2025-01-01")


@pytest.mark.parametrize(
    "header", ["Debit,Credit", "Soll,Haben", "借方,贷方", "借方金额,贷方金额", "Debit Amount,Credit Amount"]
)
def test_a_ledger_is_refused_with_both_ways_out_and_both_work(tmp_path: Path, header: str) -> None:
    debit, credit = header.split(",")
    with pytest.raises(KamError) as refused:
        reading(tmp_path, header)
    assert f"{debit} (1.7K) and {credit} (50)" in str(refused.value)
    assert f"--map revenue={debit} " in str(refused.value)
    assert f"--map revenue={debit}-{credit} " in str(refused.value)
    assert reading(tmp_path, header, revenue=debit).frame["revenue"].sum() == 1700.0
    assert reading(tmp_path, header, revenue=f"{debit}-{credit}").frame["revenue"].tolist() == [
        1000,
        500,
        -50,
        200,
    ]


def test_the_other_side_is_named_with_its_rows_and_money(tmp_path: Path) -> None:
    found = reading(tmp_path, "Debit,Credit", revenue="Debit")
    (problem,) = [problem for problem in found.problems if problem.code == "other-side"]
    assert (problem.rows, problem.money, problem.values["row"]) == (1, 50.0, 4)
    assert message(problem).startswith("1 row has an amount in column Credit and none in Debit (50; row 4)")
    assert remedy(problem).endswith("--map revenue=Debit-Credit")


def test_two_sides_beside_an_amount_are_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("Date,Customer,Debit,Credit,Amount\n2024-01-05,A,1,,7\n2024-01-06,B,2,,8\n", "utf-8")
    assert read(path, today="2025-01-01").frame["revenue"].sum() == 15.0


def test_a_row_with_amounts_on_both_sides_is_not_on_the_other_side(tmp_path: Path) -> None:
    """V2 has 500 in Debit and 20 in Credit: it is counted with its 500. V3 has nothing in Debit."""
    path = tmp_path / "ledger.csv"
    path.write_text(f"Date,Customer,Voucher,Debit,Credit\n{ROWS.replace('500,', '500,20')}", "utf-8")
    found = read(path, columns={"revenue": "Debit"}, today="2025-01-01")
    (problem,) = [problem for problem in found.problems if problem.code == "other-side"]
    assert (problem.rows, problem.money, problem.values["row"]) == (1, 50.0, 4)
