"""Subtotals in full rows, by their word and their sums."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.tables import Reading, read


def written(tmp_path: Path, word: str, sums: tuple[float, float], pieces: str = ",") -> Reading:
    path = tmp_path / "orders.csv"
    path.write_text(
        "客户编号,订单号,日期,商品名称,数量,单价,金额\nA,1,2024-01-15,泵,1,100,100\nA,1,2024-01-15,阀,1,50,50\n"
        f"A,1,2024-01-15,{word},{pieces},{sums[0]}\nB,2,2024-01-16,泵,1,70,70\nB,2,2024-01-16,{word},{pieces},{sums[1]}\n",
        "utf-8",
    )
    return read(path)


WORDS = [
    "订单小计",
    "订单合计",
    "本单合计",
    "整单小计",
    "Order total",
    "Invoice Total",
    "小计：",
    "Sub-total:",
    "小计",
    "Subtotal",
]


@pytest.mark.parametrize("word", WORDS)
def test_an_orders_subtotal_in_the_column_of_products_is_left_out(tmp_path: Path, word: str) -> None:
    found = written(tmp_path, word, (150, 70))
    assert (found.frame["revenue"].sum(), found.left_out["total-rows"].money) == (220, 220.0)


@pytest.mark.parametrize("word", WORDS)
def test_a_product_of_that_name_whose_amount_is_no_sum_counts(tmp_path: Path, word: str) -> None:
    assert written(tmp_path, word, (33, 44), ",".join("11")).frame["revenue"].sum() == 297


def test_a_subtotal_of_some_orders_is_confirmed_by_its_own_order(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Customer,Order,Date,Item,Amount\nC,0,2024-01-14,Pump,20\nA,1,2024-01-15,Pump,100\nA,1,2024-01-15,Valve,50\n"
        "A,1,2024-01-15,Order total,150\nB,2,2024-01-16,Pump,70\n"
    )
    assert read(path).frame["revenue"].sum() == 240
