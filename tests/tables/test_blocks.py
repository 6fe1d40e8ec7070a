"""Customers that stand once for several rows, as pivots and ledgers write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kamlib.tables import Reading, read
from kamlib.tables.messages import message
from kamlib.words import speaking

Read = Callable[..., Reading]
FIRMS = ("Delta", "Alpha", "Carbo", "Beta")


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    def write_and_read(header: str, rows: Sequence[str], title: str = "") -> Reading:
        path = tmp_path / "pivot.csv"
        path.write_text("\n".join([*([title] if title else []), header, *rows]), "utf-8")
        found = read(path)
        assert found.rows_read == found.rows_used + sum(part.rows for part in found.left_out.values())
        return found

    return write_and_read


def by_customer(found: Reading) -> dict[str, float]:
    return found.frame.groupby("customer_id")["revenue"].sum().to_dict()


def blocks(firms: Sequence[str] = FIRMS, *, dates: bool = True) -> list[str]:
    return [
        f"{firm if k == 0 else ''},{at}{k},{f'2024-0{k + 1}-15' if dates or k == 0 else ''},{100 * at + k}"
        for at, firm in enumerate(firms, 1)
        for k in range(3)
    ]


SUMS = {firm: 300 * at + 3 for at, firm in enumerate(FIRMS, 1)}


@pytest.mark.parametrize("dates", [True, False])
def test_rows_below_a_customers_first_are_its_own_and_are_named(reading: Read, dates: bool) -> None:
    found = reading("Customer,Order No,Date,Amount", blocks(dates=dates))
    assert by_customer(found) == SUMS
    (problem,) = [p for p in found.problems if p.code == "customer-blocks"]
    assert (problem.level, problem.rows, problem.values["row"]) == ("warning", 8, 3)
    assert problem.money == sum(sum(100 * at + k for k in (1, 2)) for at in range(1, 5))
    with speaking("zh"):
        assert "首行" in message(problem)


def test_a_pivots_totals_of_customers_end_their_blocks(reading: Read) -> None:
    rows = blocks()
    rows = [
        row for at in range(4) for row in [*rows[3 * at : 3 * at + 3], f"{FIRMS[at]} 汇总,,,{SUMS[FIRMS[at]]}"]
    ]
    assert by_customer(reading("客户,单号,日期,金额", rows)) == SUMS


def test_rows_without_a_customer_in_a_list_by_date_stay_without(reading: Read) -> None:
    rows = [f"{firm},{at},2024-03-{at + 1:02d},{at}" for at, firm in enumerate(["D", "", "A", "", "C", "", "B"])]
    found = reading("Customer,Order No,Date,Amount", rows)
    assert found.left_out["no-customer"].rows == 3


def test_rows_without_a_customer_among_customers_who_come_again_stay_without(reading: Read) -> None:
    rows = [
        f"{firm},{at},2024-0{at % 3 + 1}-15,{at}" for at, firm in enumerate(["A", "", "B", "", "A", "", "C", ""])
    ]
    assert reading("Customer,Order No,Date,Amount", rows).left_out["no-customer"].rows == 4


@pytest.mark.parametrize("first", ["Customer", ""])
def test_headings_on_rows_of_their_own_are_written_to_the_rows_below(reading: Read, first: str) -> None:
    """As QuickBooks writes its report of sales by customer."""
    found = reading(
        f"{first},Transaction date,Transaction type,Num,Quantity,Sales price,Amount,Balance",
        ["Alpha Pumps,,,,,,,", ",01/15/2024,Invoice,1001,2,100.00,200.00,200.00",
         ",02/25/2024,Credit Memo,1003,-1,50.00,-50.00,150.00", "Total for Alpha Pumps,,,,1.00,,$150.00,",
         "Beta Drives,,,,,,,", ",02/15/2024,Invoice,1004,3,80.00,240.00,240.00",
         "Total for Beta Drives,,,,3.00,,$240.00,", "TOTAL,,,,4.00,,$390.00,"],
        title="Sales by Customer Detail",
    )  # fmt: skip
    assert by_customer(found) == {"Alpha Pumps": 150, "Beta Drives": 240}
    assert found.left_out["total-rows"].money == 780
    assert "2 headings" in next(message(p) for p in found.problems if p.code == "headings")


@pytest.mark.parametrize("below", ["order and date", "order", "nothing"])
def test_what_stands_on_an_orders_first_row_is_of_its_other_rows(reading: Read, below: str) -> None:
    rows = [
        f"{o if k == 0 or below != 'nothing' else ''},{f'C{o % 3}' if k == 0 else ''},"
        f"{f'2024-03-0{o}' if k == 0 or below == 'order and date' else ''},P{k},{10 * o + k}"
        for o in range(1, 8)
        for k in range(2)
    ]
    found = reading("Order No,Customer,Date,Product,Amount", rows)
    assert by_customer(found) == {"C0": 61 + 121, "C1": 21 + 81 + 141, "C2": 41 + 101}
    assert (found.frame["order_id"].nunique(), found.rows_used) == (7, 14)
    assert [p.rows for p in found.problems if p.code == "customer-blocks"] == [7]


def test_orders_that_nobody_placed_stay_without_a_customer(reading: Read) -> None:
    rows = [
        f"{o},{'' if o % 2 else f'C{o % 3}'},2024-03-0{o},P{k},{10 * o + k}" for o in range(2, 8) for k in range(2)
    ]
    assert reading("Order No,Customer,Date,Product,Amount", rows).left_out["no-customer"].rows == 6


@pytest.mark.parametrize("word", ["期初余额", "本月合计", "Opening balance"])
def test_balances_carried_over_are_no_sales(reading: Read, word: str) -> None:
    rows = [
        "甲,,2024-01-01,sales,500".replace("sales", word),
        "甲,1,2024-01-02,销售,10",
        "乙,2,2024-01-03,销售,20",
    ]
    found = reading("客户,凭证号,日期,摘要,金额", rows)
    assert by_customer(found) == {"甲": 10, "乙": 20}
    assert found.left_out["total-rows"].money == 500


def test_a_row_of_units_in_thousands_below_the_header_is_its_unit(reading: Read) -> None:
    found = reading("Customer,Order No,Date,Amount", [",,,kEUR", "A,1,2024-01-02,10", "B,2,2024-01-03,20"])
    assert (by_customer(found), found.currency) == ({"A": 10_000, "B": 20_000}, "EUR")
