"""Sales and costs that are negative by convention are turned and said; what is mixed is named; figures by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import remedy
from kamlib.tables.problems import Problem


def written(tmp_path: Path, text: str, **how: object) -> Reading:
    path = tmp_path / "orders.csv"
    path.write_text(text, "utf-8")
    return read(path, **how)


def problem(found: Reading, code: str) -> Problem | None:
    return next((problem for problem in found.problems if problem.code == code), None)


def profit(found: Reading) -> float:
    return round(float((found.frame["revenue"] - found.frame["cost"]).sum()), 2)


def test_a_ledger_of_negative_sales_is_turned_and_can_be_taken_as_it_stands(tmp_path: Path) -> None:
    text = "Customer,Order,Date,Amount\nA,1,2024-01-15,-100\nB,2,2024-01-16,-200\n"
    found = written(tmp_path, text)
    said = problem(found, "sales-negative")
    assert found.frame["revenue"].sum() == 300
    assert said is not None
    assert (said.level, said.rows, said.money) == ("warning", 2, 300.0)
    assert "--map revenue=Amount" in remedy(said)
    assert problem(found, "credit-notes") is None
    as_given = written(tmp_path, text, columns={"revenue": "Amount"})
    assert as_given.frame["revenue"].sum() == -300
    assert problem(as_given, "credit-notes") is not None


def test_a_total_below_a_ledger_of_negative_sales_does_not_change_what_it_is(tmp_path: Path) -> None:
    text = "Customer,Order,Date,Amount\nA,1,2024-01-15,-100\nB,2,2024-01-16,-200\nTotal,,,-300\n"
    found = written(tmp_path, text)
    assert (found.frame["revenue"].sum(), found.left_out["total-rows"].money) == (300, 300.0)


def test_credits_tell_nothing_of_how_a_ledger_writes_sales(tmp_path: Path) -> None:
    header = "Customer,Order,Date,Type,Amount\n"
    rows = "A,1,2024-01-15,Invoice,-100\nB,2,2024-01-16,Invoice,-200\nB,3,2024-01-17,Credit Memo,40\n"
    assert written(tmp_path, header + rows).frame["revenue"].tolist() == [100, 200, -40]
    found = written(tmp_path, header + "A,1,2024-01-15,Credit Memo,-100\nB,2,2024-01-16,Credit Memo,-200\n")
    assert (found.frame["revenue"].sum(), problem(found, "sales-negative")) == (-300, None)


def test_pieces_that_are_all_negative_are_turned_where_price_makes_the_amount(tmp_path: Path) -> None:
    text = "Customer,Order,Date,Qty,Unit Price\nA,1,2024-01-15,-2,50\nB,2,2024-01-16,-4,50\n"
    found = written(tmp_path, text)
    assert (found.frame["revenue"].tolist(), found.frame["quantity"].tolist()) == ([100, 200], [2, 4])
    assert written(tmp_path, text, columns={"quantity": "Qty"}).frame["revenue"].sum() == -300


def test_costs_of_the_other_sign_throughout_are_turned(tmp_path: Path) -> None:
    rows = "A,1,2024-01-15,100,-70\nB,2,2024-01-16,200,-140\nB,3,2024-01-17,-50,35\n"
    found = written(tmp_path, "Customer,Order,Date,Revenue,COGS\n" + rows)
    said = problem(found, "costs-turned")
    assert profit(found) == 75.0  # 30 + 60 - 15
    assert said is not None
    assert (said.level, said.rows, said.money) == ("warning", 3, 175.0)
    assert (
        "cost" not in written(tmp_path, "Customer,Order,Date,Revenue,COGS\n" + rows, columns={"cost": "-"}).frame
    )


def test_unit_costs_with_a_minus_are_turned_too(tmp_path: Path) -> None:
    text = "Customer,Order,Date,Quantity,Revenue,Unit cost\nA,1,2024-01-15,2,100,-35\nB,2,2024-01-16,4,200,-35\n"
    assert profit(written(tmp_path, text)) == 90.0


def test_a_few_negative_costs_of_sales_are_named(tmp_path: Path) -> None:
    rows = "A,1,2024-01-15,100,70\nB,2,2024-01-16,200,-140\nB,3,2024-01-17,50,30\n"
    found = written(tmp_path, "Customer,Order,Date,Revenue,COGS\n" + rows)
    said = problem(found, "cost-negative")
    assert profit(found) == 390.0  # as it stands: 30 + 340 + 20
    assert said is not None
    assert (said.level, said.rows, said.money, said.values["row"]) == ("warning", 1, -140.0, 3)


@pytest.mark.parametrize(("price", "total"), [(-50, 50.0), (50, 50.0)])
def test_a_minus_in_quantity_and_in_price_is_one_return(tmp_path: Path, price: int, total: float) -> None:
    text = f"Customer,Order,Date,Qty,Unit Price\nA,1,2024-01-15,2,50\nB,2,2024-01-16,-1,{price}\n"
    found = written(tmp_path, text)
    assert found.frame["revenue"].sum() == total
    said = problem(found, "minus-twice")
    assert (said is not None) == (price < 0)
    if said is not None:
        assert (said.rows, said.money) == (1, -50.0)
