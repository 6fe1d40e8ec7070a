"""An order's amount on each of its lines is not added up line by line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kamlib.errors import KamError
from kamlib.tables import Reading, read
from kamlib.tables.messages import remedy
from kamlib.words import speaking

ORDERS = range(1, 9)
WOO = (
    "Order Number,Order Status,Order Date,Company (Billing),Order Subtotal Amount,Order Total Amount,SKU,Quantity"
)


def total(order: int) -> int:
    return 100 * order + 50


def joined(folder: Path, *, prices: bool = False) -> Path:
    """Write orders of three lines, joined to their totals; prices are 1, 2 and 3 sixths of the order."""
    header = "Order ID,Customer,Order Date,Order Total,Product,Qty" + (",Price" if prices else "")
    lines = [
        f"{o},C{o % 3},2024-03-{o:02d},{total(o)},P{k},{k}" + (f",{total(o) / 6}" if prices else "")
        for o in ORDERS
        for k in (1, 2, 3)
    ]
    path = folder / "joined.csv"
    path.write_text("\n".join([header, *lines]), "utf-8")
    return path


def revenue(reading: Reading) -> float:
    return round(float(reading.frame["revenue"].sum()), 2)


def test_a_total_of_the_order_on_each_line_is_refused_with_both_ways_out(tmp_path: Path) -> None:
    path = joined(tmp_path)
    with pytest.raises(
        KamError, match=r"Order Total is the same.*8 orders.*whole_order=Order Total.*revenue=Order"
    ):
        read(path)
    with speaking("zh"), pytest.raises(KamError, match="整单金额"):
        read(path)


@pytest.mark.parametrize("prices", [False, True])
def test_the_orders_amount_counts_once_and_ties(tmp_path: Path, prices: bool) -> None:
    reading = read(joined(tmp_path, prices=prices), columns={"whole_order": "Order Total"})
    assert revenue(reading) == sum(map(total, ORDERS))
    first = reading.frame["revenue"].iloc[:3].tolist()
    assert first == pytest.approx([25, 50, 75] if prices else [50, 50, 50])
    assert "whole-orders" in {problem.code for problem in reading.problems}


def test_a_user_who_says_that_it_is_the_lines_amount_is_believed(tmp_path: Path) -> None:
    assert revenue(read(joined(tmp_path), columns={"revenue": "Order Total"})) == 3 * sum(map(total, ORDERS))


def test_a_shops_order_list_with_the_subtotal_on_each_line_is_refused(tmp_path: Path) -> None:
    lines = [f"{o},Completed,2024-03-{o:02d} 10:11,Acme {o % 3},{total(o)},{total(o) * 1.19},S{k},{k}"
             for o in ORDERS for k in (1, 2)]  # fmt: skip
    path = tmp_path / "woo.csv"
    path.write_text("\n".join([WOO, *lines]), "utf-8")
    with pytest.raises(KamError, match="--map whole_order=Order Subtotal Amount"):
        read(path)
    assert revenue(read(path, columns={"whole_order": "Order Subtotal Amount"})) == sum(map(total, ORDERS))


def test_equal_lines_whose_price_gives_the_amount_are_lines(tmp_path: Path) -> None:
    lines = [f"{o},C{o},2024-03-{o:02d},{total(o)},P{k},1,{total(o)}" for o in ORDERS for k in (1, 2)]
    path = tmp_path / "lines.csv"
    path.write_text("\n".join(["Order ID,Customer,Order Date,Amount,Product,Qty,Price", *lines]), "utf-8")
    assert revenue(read(path)) == 2 * sum(map(total, ORDERS))


def test_instalments_of_a_contract_on_different_days_are_lines(tmp_path: Path) -> None:
    lines = [f"{o},C{o},2024-{month:02d}-01,{total(o)}" for o in ORDERS for month in (1, 2, 3)]
    path = tmp_path / "contracts.csv"
    path.write_text("\n".join(["Contract No,Customer,Date,Amount", *lines]), "utf-8")
    assert revenue(read(path)) == 3 * sum(map(total, ORDERS))


def test_lines_that_merely_stand_twice_are_duplicates(tmp_path: Path) -> None:
    lines = [f"{o},C{o},2024-03-{o:02d},{total(o)}" for o in ORDERS for _copy in (1, 2)]
    path = tmp_path / "twice.csv"
    path.write_text("\n".join(["Order ID,Customer,Date,Amount", *lines]), "utf-8")
    assert {problem.code for problem in read(path).problems} == {"duplicate-lines"}


def _orders_of_two_lines(more: str, cells: Callable[[int, float], str]) -> str:
    """Write six orders of two lines, of 10 and 20 a piece times the order's number."""
    lines = [
        f"C{order},S{order},2024-03-{order:02d},{cells(order, pieces * 10.0 * order)}"
        for order in range(1, 7)
        for pieces in (1, 2)
    ]
    return "\n".join([f"Customer,Order,Date,{more}", *lines])


@pytest.mark.parametrize(
    ("whole", "line"), [("SubTotal", "Item Total"), ("订单总额", "明细金额"), ("Order Total", "Xyz")]
)
def test_the_amount_of_the_line_is_taken_where_it_adds_up_to_the_orders(
    tmp_path: Path, whole: str, line: str
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(_orders_of_two_lines(f"{whole},{line}", lambda order, price: f"{30 * order},{price}"), "utf-8")
    found = read(path)
    assert found.frame["revenue"].sum() == 30 * 21
    assert found.frame["revenue"].tolist()[:2] == [10, 20]


@pytest.mark.parametrize("factor", [1, 1.19])
def test_quantity_times_price_is_taken_where_it_adds_up_to_the_orders_amount(
    tmp_path: Path, factor: float
) -> None:
    path = tmp_path / "orders.csv"
    text = _orders_of_two_lines(
        "Order Total,Qty,Unit Price", lambda order, price: f"{30 * order * factor:.2f},1,{price}"
    )
    path.write_text(text, "utf-8")
    found = read(path)
    said = next(problem for problem in found.problems if problem.code == "line-amounts")
    assert found.frame["revenue"].sum() == 630
    assert "--map whole_order=Order Total" in remedy(said)
    spread = read(path, columns={"whole_order": "Order Total"}).frame["revenue"].sum()
    assert spread == pytest.approx(630 * factor)


def test_an_amount_that_nothing_adds_up_to_is_still_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    text = _orders_of_two_lines(
        "Order Total,Qty,Unit Price", lambda order, price: f"{30 * order},1,{price / 7:.2f}"
    )
    path.write_text(text, "utf-8")
    with pytest.raises(KamError, match="whole_order"):
        read(path)


@pytest.mark.parametrize(("last", "amounts"), [("", [30, 30, 30]), ("30", [15, 30, 45])])
def test_an_order_of_which_a_price_is_unknown_is_spread_evenly(
    tmp_path: Path, last: str, amounts: list[int]
) -> None:
    """90 on three lines of one piece at 10, 20 and 30: 15, 30 and 45; without the last price 30 each."""
    path = tmp_path / "orders.csv"
    lines = [f"C1,S1,2024-03-01,90,1,{price}" for price in ("10", "20", last)]
    path.write_text("\n".join(["Customer,Order,Date,Order Total,Qty,Unit Price", *lines]), "utf-8")
    found = read(path, columns={"whole_order": "Order Total"})
    assert found.frame["revenue"].tolist() == pytest.approx(amounts)
