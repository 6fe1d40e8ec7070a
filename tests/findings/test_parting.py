"""Whom to part with: no page tells to end a business of which another says that it would be missed."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.parting import kept_all_the_same, missed
from kamlib.findings.stances import stance_columns
from kamlib.words import speaking

#: Per order: a earns; b loses on its goods; c earns 15 on its goods, and its visits cost 25.
COSTS = {"a": (60.0, 5.0, 5.0), "b": (90.0, 15.0, 10.0), "c": (80.0, 5.0, 25.0)}


def book(costs: dict[str, tuple[float, float, float]], year: int = 2022) -> Client:
    """An order of 100 a month to the end of 2023 each; per order: cost of goods, freight, and visits."""
    days = [pd.Timestamp(y, m, 5 if m < 12 else 31) for y in range(year, 2024) for m in range(1, 13)]
    lines = pd.DataFrame([
        {"customer_id": who, "order_id": f"{who}-{day:%Y%m}", "date": day, "revenue": 100.0, "cost": goods,
         "freight": freight}
        for who, (goods, freight, _visit) in costs.items() for day in days
    ])  # fmt: skip
    calls = pd.DataFrame([
        {"customer_id": who, "date": day, "kind": "visit", "level": "business", "cost": visit}
        for who, (_goods, _freight, visit) in costs.items() for day in days
    ])  # fmt: skip
    return Client(lines, activities=calls, currency="CNY")


@pytest.mark.parametrize(
    ("language", "end", "keep"), [("en", "otherwise end", "do not end"), ("zh", "有序退出合作", "不要终止合作")]
)
def test_the_business_ends_only_where_losing_it_saves_money(language: str, end: str, keep: str) -> None:
    client = book(COSTS)
    with speaking(language):
        steps = stance_columns(client, pd.DataFrame({"customer_id": ["b", "c"]}))["next_step"].tolist()
        verdicts = find(client, only=["burden"])["burden"].evidence.set_index("customer_id")["burden_verdict"]
        rows = find(client, only=["stances"])["stances"].evidence
    assert missed(client) == {"c"}
    assert end in steps[0]
    assert keep in steps[1]
    assert verdicts["b"] != verdicts["c"]
    group = rows.loc[rows["customer_count"] == 2, "next_step"].tolist()
    assert ["“Burden against loss”" in one or "“保留与失去的得失”" in one for one in group] == [True]


def test_without_visits_nobody_is_known_to_be_missed() -> None:
    client = book(COSTS)
    bare = Client(client.orders.drop(columns="freight"), currency="CNY")
    assert bare.basis != "profit_after_serving"
    assert missed(bare) == frozenset()


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], ""),
        (["still_loses"], ""),
        (["still_loses", "products_lose"],
         "Of the others, 1 loses through products that lose money with all customers."),
        (["lost_small", "lost_valuable", "kept_for_image", "products_lose", "products_lose"],
         "Of the others, 2 are lost, 2 lose through products that lose money with all customers, 1 is kept for "
         "its image."),
    ],
)  # fmt: skip
def test_only_the_reasons_that_occur_are_named(reasons: list[str], said: str) -> None:
    with speaking("en"):
        assert kept_all_the_same(pd.DataFrame({"stance_reason": reasons}, dtype="str")) == said
