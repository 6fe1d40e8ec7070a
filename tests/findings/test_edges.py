"""What findings say, at figures worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.contribution import prospects
from kamlib.findings import claims, concessions, cost_to_serve, dealers, few_customers, find, top_customers
from kamlib.value.concentration import measure
from kamlib.value.cost_to_serve import serve

DAY = pd.Timestamp("2024-06-30")


def test_the_largest_step_of_serving_is_named_with_its_money() -> None:
    lines = pd.DataFrame({
        "customer_id": ["A"], "order_id": ["1"], "date": [DAY], "revenue": [100.0], "cost": [50.0],
        "freight": [5.0], "quality_loss": [20.0],
    })  # fmt: skip
    seen = serve(lines)
    assert seen.totals["freight"] == 5.0
    assert cost_to_serve._summary(seen, seen.table.head(0), "EUR").startswith(
        "The largest step is quality loss with €20."
    )


def test_margins_of_largest_and_smallest_are_not_mistaken_for_each_other() -> None:
    """One large customer keeps 10 of 1,000, nine small ones 50 of 100 each."""
    rows = [("L", 1000.0, 990.0)] + [(f"S{n}", 100.0, 50.0) for n in range(9)]
    lines = pd.DataFrame(rows, columns=["customer_id", "revenue", "cost"]).assign(
        date=DAY, order_id=[str(n) for n in range(10)]
    )
    facts = concessions.concessions(kam.Client(lines)).facts
    assert (facts["margin_largest"], facts["margin_smallest"]) == (0.01, 0.5)


def test_visits_to_nobody_are_visits_to_no_prospect() -> None:
    orders = pd.DataFrame({"customer_id": ["A"], "order_id": ["1"], "date": [DAY], "revenue": [1.0]})
    calls = pd.DataFrame({"customer_id": ["A", "X", "X", None], "date": DAY, "cost": [10.0, 20.0, 5.0, 40.0]})
    assert prospects(kam.Client(orders, activities=calls)) == (1, 25.0)


@pytest.mark.parametrize(("cost", "loses"), [(100.0, False), (101.0, True)])
def test_who_brings_nothing_and_loses_nothing_needs_not_be_brought_to_break_even(cost: float, loses: bool) -> None:
    """The last of eight earns 0 in 24 orders of 100, or loses 24."""
    rows = [
        {"customer_id": f"c{i}", "order_id": f"{i}-{day:%y%m}", "date": day, "revenue": 100.0,
         "cost": 20.0 + 5 * i if i < 7 else cost}
        for day in pd.date_range("2023-01-31", "2024-12-31", freq="ME")
        for i in range(8)
    ]  # fmt: skip
    found = find(Client(pd.DataFrame(rows)), only=["tiers"])["tiers"]
    assert not any("break even" in step.text for step in found.advice)  # who loses stands with the whale
    assert ("that loses money is under" in found.summary) == loses


def test_the_line_is_raised_to_the_last_platinum_customer_that_a_manager_can_answer_for() -> None:
    """Twenty-two earn 4 × 100, 4 × 99 … 4 × 79, which is 7,876; 122 others earn 4 × 15 each, 7,320 together.

    The twenty-two are in the first half; a manager answers for twenty, and the twentieth earns 4 × 81 = 324.
    """
    earned = {f"a{i:02}": 100.0 - i for i in range(22)} | {f"b{i:03}": 15.0 for i in range(122)}
    rows = [
        {"customer_id": who, "order_id": f"{who}-{day:%m}", "date": day, "revenue": 2 * money, "cost": money}
        for who, money in earned.items()
        for day in pd.date_range("2024-03-31", "2024-12-31", freq="QE")
    ]
    found = find(Client(pd.DataFrame(rows), currency="EUR"), only=["tiers"])["tiers"]
    assert found.facts["platinum_customers"] == 22
    step = next(step for step in found.advice if step.owner == "role_general_manager")
    assert step.text.startswith("22 platinum customers ")
    assert "to €324," in step.text


def test_who_brings_nothing_takes_nothing_off_the_shares() -> None:
    """10 and 0: one of two brings all. 10 and -1: it brings more than all together."""

    def seen(last: float) -> bool:
        accounts = pd.DataFrame({"customer_id": ["A", "B"], "lines": 1, "revenue": [20.0, 20.0],
                                 "profit": [10.0, last]})  # fmt: skip
        return few_customers.sharable(measure(accounts, basis="profit"))

    assert seen(0.0)
    assert not seen(-1.0)


def test_only_losing_products_that_the_losing_customers_buy_are_named() -> None:
    """L loses 200 on pumps; at the margin of O, which is -10 of 100, it would lose 100 of its 1,000: half of it.

    Seals lose 60 with O and S, and L buys none.
    """
    rows = [("L", "pump", 1000.0, 1200.0), ("O", "pump", 100.0, 110.0), ("O", "seal", 100.0, 150.0),
            ("S", "seal", 50.0, 60.0)]  # fmt: skip
    lines = pd.DataFrame(rows, columns=["customer_id", "product", "revenue", "cost"]).assign(
        date=DAY, order_id=["1", "2", "3", "4"]
    )
    client = Client(lines)
    reason = top_customers.why(client, client.accounts[client.accounts["customer_id"] == "L"], "profit")
    assert reason is not None
    assert (reason.lost, reason.at_others_margins, reason.terms_effect) == (200.0, -100.0, -100.0)
    assert (reason.products, reason.cause) == (("pump",), "products")


def test_three_end_users_are_all_named() -> None:
    """Revenue of 50, 30 and 20 with three end users: nobody is left of whom these were the largest."""
    orders = pd.DataFrame({"customer_id": ["U1", "U2", "U3"], "order_id": ["1", "2", "3"], "date": [DAY] * 3,
                           "revenue": [50.0, 30.0, 20.0]})  # fmt: skip
    users = pd.DataFrame({"customer_id": ["U1", "U2", "U3"], "customer_kind": "end user"})
    client = kam.load(orders, customers=users)
    said = dealers.said(client, dealers.told_apart(client))
    assert "3 end users bring 100%: U1 (50), U2 (30) and U3 (20)." in said.replace(", U3", " and U3")


def test_who_earns_nothing_on_goods_is_not_turned_by_serving() -> None:
    served = pd.DataFrame({
        "customer_id": list("ABCD"), "product_margin": [5.0, 0.0, -5.0, 5.0],
        "profit_after_serving": [-1.0, -1.0, -9.0, 0.0],
    })  # fmt: skip
    assert claims.unprofitable_after_serving(served)["customer_id"].tolist() == ["A"]
