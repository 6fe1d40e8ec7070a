"""What pay on revenue rewards, and pay on what is left: shares by hand, and the growth from which each gains."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kamlib.book import Book
from kamlib.errors import KamError
from kamlib.findings import rule_words
from kamlib.manage import policy
from kamlib.words import speaking

NAMES = {"A": "Anna", "B": "Bert", "C": "Carl"}


def book(customers: str = "ABC", cost: bool = True) -> Book:
    """A pays 100 for goods that cost 50, B 100 for 110, C 200 for 150; nothing else is known."""
    rows = pd.DataFrame({
        "customer_id": list("ABC"), "order_id": ["1", "2", "3"], "date": pd.Timestamp("2024-12-31"),
        "revenue": [100.0, 100.0, 200.0], "cost": [50.0, 110.0, 150.0],
    })  # fmt: skip
    rows = rows[rows["customer_id"].isin(list(customers))]
    return Book(rows if cost else rows.drop(columns="cost"))


def rewards(made: Book, grants: str = "discount", amount: float = 0.0, **more: Any) -> policy.Rewards:
    rules = pd.DataFrame({"rule": ["all"], "field": [""], "grants": [grants], "amount": [amount]})
    return policy.rewards(policy.simulate(rules, made, **more))


def test_the_same_pay_goes_elsewhere() -> None:
    """Of 400 of revenue B has a quarter, of 100 of margin above 0 nothing; A has a quarter and a half."""
    found = rewards(book())
    assert found.table["customer_id"].tolist() == ["B", "C", "A"]
    assert found.table["margin"].tolist() == [-10.0, 50.0, 50.0]
    assert found.table["pay_on_revenue"].tolist() == [0.25, 0.5, 0.25]
    assert found.table["pay_on_margin"].tolist() == [0.0, 0.5, 0.5]
    assert found.table["pay_moved"].tolist() == [0.25, 0.0, -0.25]
    assert (found.for_nothing, found.moved) == (0.25, 0.25)
    assert (found.seller_from, found.company_from) == (0.0, 0.0)


def test_the_margin_is_that_before_pay() -> None:
    """Whatever sellers are paid, it is no reason to push one customer rather than another."""
    paid = rewards(book(), "commission", 0.05)
    pd.testing.assert_frame_equal(paid.table, rewards(book()).table)


def test_between_two_growths_a_discount_pays_the_seller_and_costs_the_company() -> None:
    """400 become 360: 1 in 9 more volume brings them back. 90 of gross profit become 50: 80 % more are needed."""
    found = rewards(book(), amount=0.1)
    assert found.seller_from == pytest.approx(1 / 9)
    assert found.company_from == pytest.approx(0.8) == policy.break_even_reaction(-0.1, 90 / 400)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ["A seller paid on revenue earns 25% of the pay with customers that bring no profit; one paid on "
                "profit earns nothing with them.",
                "With the same pay in all, one paid on revenue would sooner push Bert, one paid on profit Anna.",
                "At the prices of these rules, one paid on revenue earns more from 11.1% more volume on, you only "
                "from 80.0%."]),
        ("zh", ["按销售收入计酬的业务员，报酬的 25% 来自不带来利润的客户；按利润计酬，这部分是零。",
                "报酬总额相同时，按收入计酬的会更愿意推 Bert，按利润计酬的会更愿意推 Anna。",
                "按这些规则的价格，销量增加 11.1% 以上，按收入计酬的业务员就多拿；贵公司要增加 80.0% 才不吃亏。"]),
    ],
)  # fmt: skip
def test_it_is_said_in_words(code: str, said: list[str]) -> None:
    # after 10 % off: 90, 90, 180 of revenue; 40, −20, 30 of margin
    found = rewards(book(), amount=0.1)
    assert found.table.set_index("customer_id")["pay_on_margin"].to_dict() == pytest.approx(
        {"B": 0, "C": 3 / 7, "A": 4 / 7}
    )
    with speaking(code):
        words = rule_words.pay(found, NAMES)
    assert words == [said[0], said[1].replace("Bert", "Bert, Carl" if code == "en" else "Bert、Carl"), said[2]]


def test_where_nothing_is_left_to_be_paid_on_no_customer_is_pushed() -> None:
    """B alone: all pay on revenue is for a customer without a margin, and no volume makes up for a lower price."""
    found = rewards(book("B"), amount=0.1)
    assert found.table["pay_on_margin"].isna().all()
    assert (found.for_nothing, found.moved, found.company_from) == (1.0, 0.0, np.inf)
    with speaking("en"):
        one, other = rule_words.pay(found, NAMES)
    assert one.startswith("A seller paid on revenue earns 100% of the pay")
    assert other.endswith("You never do.")


def test_alike_customers_leave_nothing_to_say() -> None:
    assert rule_words.pay(rewards(book("A")), NAMES) == []


def test_without_costs_there_is_no_margin_to_be_paid_on() -> None:
    with pytest.raises(KamError, match=r"orders\.cost"):
        rewards(book(cost=False))
