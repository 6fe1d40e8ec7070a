"""What is over is not said as if it went on: losses of customers that left or earn again, and who cannot leave."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd

from kamlib.client import Client
from kamlib.findings import find, scorecard
from kamlib.words import speaking

#: Customer number and month (0 to 23) → quantity and unit cost of an order at a price of 10; None where none is.
Sold = Callable[[int, int], tuple[float, float] | None]


def client(sold: Sold, *, customers: int = 12, last: str = "2023-12-31") -> Client:
    """Customers who order once a month in 2022 and 2023, the last time on the last day."""
    rows = []
    for month in range(24):
        day = pd.Timestamp(2022 + month // 12, month % 12 + 1, 5) if month < 23 else pd.Timestamp(last)
        for i in range(customers):
            order = sold(i, month)
            if order is not None:
                rows.append((f"c{i:02d}", f"{month}-{i}", day, 10 * order[0], order[0] * order[1]))
    return Client(
        pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue", "cost"]), currency="CNY"
    )


def said(made: Client, id_: str) -> tuple[str, str, str]:
    """Return a finding's title and summary, and its title in Chinese."""
    found = find(made, only=[id_])[id_]
    with speaking("zh"):
        return found.title, found.summary, find(made, only=[id_])[id_].title


def left(i: int, month: int) -> tuple[float, float] | None:
    """The two largest lose 3 on each unit, and order no more from November 2022 on."""
    if i < 2:
        return (40 - 10 * i, 13) if month < 10 else None
    return (10, 6)


def test_customers_that_left_lose_nothing_any_more() -> None:
    """Ten months × 40 × 3 and ten × 30 × 3: 2,100; the ten others earn 24 × 10 × 4 each."""
    made = client(left)
    title, summary, zh = said(made, "top_customers")
    assert title == (
        "2 of your 12 largest customers lost CN¥2.1K over the whole period, none of it in the last 12 months"
    )
    assert zh == "销售收入前 12 名客户中，有 2 家整个期间亏损 2,100元，近 12 个月均未亏损"
    assert "no step about their losses is needed" in summary


def test_who_has_left_is_not_one_who_could_leave() -> None:
    """The largest by revenue bought 4,000 until October 2022; nobody can lose it once more."""
    assert "If the largest customer left" not in said(client(left), "concessions")[1]
    stays = client(lambda i, _month: (40 - 10 * i, 13) if i < 2 else (10, 6))
    assert "If the largest customer left, 24% of revenue would be lost." in said(stays, "concessions")[1]


def test_a_single_large_order_is_no_customer_that_could_leave() -> None:
    def sold(i: int, month: int) -> tuple[float, float] | None:
        return ((5000, 6) if month == 18 else None) if i == 0 else (10 + i, 6)

    assert "If the largest customer left" not in said(client(sold), "concessions")[1]


def test_a_book_that_lost_in_one_year_only_is_not_said_to_lose() -> None:
    """Each unit lost 4 in 2022 and earns 3 in 2023: 12 × 12 × 10 × (4 − 3) = 1,440 over both years."""
    made = client(lambda _i, month: (10, 14 if month < 12 else 7))
    title, _summary, zh = said(made, "whale")
    assert title == (
        "Over the whole period no customer is profitable: 12 customers lost CN¥1.44K, none of it in the last 12 "
        "months"
    )
    assert zh == "整个期间没有一家客户赚钱：12 家共亏 1,440元，近 12 个月均未亏损"
    title, _summary, zh = said(made, "top_customers")
    assert title == (
        "All of your 12 largest customers lost money over the whole period, CN¥1.44K in total, none of it in the "
        "last 12 months"
    )
    assert zh == "销售收入居前的 12 家客户整个期间亏损，合计 1,440元，近 12 个月均未亏损"


def test_a_loss_that_outweighs_all_others_and_is_over() -> None:
    """One order of 2022 lost 1,000 × 6; the eleven others earn 24 × 5 × 4 = 480 each, 5,280."""

    def sold(i: int, month: int) -> tuple[float, float] | None:
        return ((1000, 16) if month == 3 else None) if i == 0 else (5, 6)

    title, _summary, zh = said(client(sold), "whale")
    assert title == (
        "1 of 12 customers lost money, none of it in the last 12 months: over the whole period it cost CN¥6K, "
        "more than the CN¥5.28K that the others contribute"
    )
    assert zh == "12 家客户中有 1 家曾亏损，近 12 个月均未亏损；整个期间共亏 6,000元，超过其他客户赚得的 5,280元"


def test_a_loss_that_goes_on_is_said_as_before() -> None:
    made = client(lambda i, _month: (10, 14 if i == 0 else 6))
    assert said(made, "top_customers")[0] == "1 of your 12 largest customers loses money"


def test_a_negative_share_of_a_total_is_not_said() -> None:
    """The largest loses 30 × 3 a month of the 380 that the others earn: no "the largest contribute −31%"."""
    summary = said(client(lambda i, _month: (30, 13) if i == 0 else (8 + i / 10, 6)), "concessions")[1]
    assert "The largest contribute" not in summary
    assert "the table shows what each contributes" in summary


def test_who_is_lost_is_said_where_customers_are_to_be_followed() -> None:
    """240/n² a month; the largest, gone since November 2022, is one of the four that brought 80 % of 5,655."""
    made = client(lambda i, month: (240 / (i + 1) ** 2, 6) if i or month < 10 else None)
    step = find(made, only=["concentration"])["concentration"].advice[0].text
    assert step == (
        "Track gross profit of the 4 customers that bring 80% of it by name every month, and find out at once why "
        "one declines. 1 of them has not ordered for more than 12 months and counts as lost."
    )


def test_nobody_is_to_visit_a_lost_customer_to_decide_on_the_list() -> None:
    """The first has been gone for over a year; the third still buys."""
    made = client(lambda i, month: (40 - i, 6) if i or month < 10 else None)
    unsure = pd.DataFrame({"customer_id": ["c00", "c02"], "stays_share": [0.5, 0.5]})
    (step,) = scorecard._advice(made, SimpleNamespace(table=unsure))
    assert (
        step.text == "Decide by a visit, not by decimals, whether the borderline customer c02 belongs on the list."
    )


def test_one_is_it_and_two_are_they() -> None:
    """10 a month at 10: c00 leaves 40 %, c01 loses 20 a month; 40 % of its 2,400 would be 960, 1,440 more."""
    made = client(lambda i, _month: (10, 6 if i == 0 else 12), customers=2)
    summary = said(Client(made.orders.assign(product="pump"), currency="CNY"), "top_customers")[1]
    assert "it would contribute CN¥1.44K more: the problem is its terms" in summary


def test_one_customer_brings_at_least_what_is_asked_for() -> None:
    """1,000 of 1,110 units are its own: nine tenths, and not 80 %."""
    found = find(client(lambda i, _month: (10 if i else 1000, 6)), only=["concentration"])["concentration"]
    assert "1 customer of 12 accounts for at least 80% of gross profit" in found.summary
    assert found.advice[0].text.startswith(
        "Track gross profit of the customer that brings at least 80% of it every"
    )


def test_who_earns_less_on_as_much_is_said_to_buy_steadily() -> None:
    """The same purchases in both years, at a third of the profit: that is no steady business."""
    made = client(lambda i, month: (10 + i, 6 if month < 12 else 9))
    title, _summary, zh = said(made, "stances")
    assert title == "12 of 12 customers buy steadily or more: no four stances are needed"
    assert zh == "12 家客户中有 12 家采购稳定或增长，不必区分对待"


def test_more_than_all_is_no_growing_dependence() -> None:
    """Of twelve a fifth is 2.4: two earn 400, ten lose 6, then 7: 797.6 of 740, then 797.2 of 730."""
    made = client(lambda i, month: (100, 6) if i < 2 else ((6, 11) if month < 12 else (7, 11)))
    title, _summary, zh = said(made, "concentration_trend")
    assert title == (
        "Where the top 20% bring more than 100% of gross profit, the others lose money in total: 108% in 2022, "
        "109% in 2023"
    )
    assert zh == "前 20% 客户的毛利占比超过 100%，即其他客户合计亏损：2022年为 108%，2023年为 109%"
