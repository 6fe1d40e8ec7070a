"""Whom to part with: no page tells to end a business of which another says that it would be missed."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.parting import kept_all_the_same, missed
from kamlib.findings.stances import _title, stance_columns
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
         "Of the others, 1 loses through products that lose money with other customers too."),
        (["lost_small", "lost_valuable", "kept_for_image", "products_lose", "products_lose"],
         "Of the others, 2 are lost, 2 lose through products that lose money with other customers too, 1 is kept "
         "for its image."),
    ],
)  # fmt: skip
def test_only_the_reasons_that_occur_are_named(reasons: list[str], said: str) -> None:
    with speaking("en"):
        assert kept_all_the_same(pd.DataFrame({"stance_reason": reasons}, dtype="str")) == said


def test_the_title_and_the_sums_say_which_months_there_are() -> None:
    """Of twelve customers, two cost 110 a month and bring 100, for nine months: 2 × 120 a year."""
    costs = {f"n{i}": (60.0, 0.0, 0.0) for i in range(10)} | {"x": (110.0, 0.0, 0.0), "y": (110.0, 0.0, 0.0)}
    whole = book(costs, 2023)
    lines = whole.orders[whole.orders["date"] >= "2023-04-01"]
    with speaking("en"):
        found = find(Client(lines[["customer_id", "order_id", "date", "revenue", "cost"]]), only=["stances"])
    summary = found["stances"].summary
    assert "lost money over the whole period and in the last 9 months" in summary
    assert "By gross profit of the last 9 months the best fifth" in summary
    assert "12 months" not in summary


@pytest.mark.parametrize(
    ("motivate", "once", "said"),
    [
        (2, 0, "Reward 3 customers, motivate 2"),
        (2, 1, "Reward 3 customers, motivate 2 (1 of them lost)"),
        (2, 2, "Reward 3 customers, motivate 2 (all lost)"),
        (1, 1, "Reward 3 customers, motivate 1 (lost)"),
    ],
)
def test_lost_ones_are_told_apart_from_those_to_motivate(motivate: int, once: int, said: str) -> None:
    with speaking("en"):
        assert _title(pd.Series({"reward": 3, "motivate": motivate, "cultivate": 0, "part": 0}), once) == said
