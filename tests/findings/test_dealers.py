"""Dealers told from end users: only where the customers' kind is known, and with the revenue of each."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.client import Client
from kamlib.findings.top_customers import top_customers
from kamlib.tables.messages import message
from kamlib.words import speaking

#: Revenue of each customer, 1000 in all: 500 + 100 through two dealers, 250 + 80 + 30 + 10 to users, 30 unknown.
REVENUE = {"D1": 500, "U1": 250, "D2": 100, "U2": 80, "U3": 30, "X1": 30, "U4": 10}
KINDS = {"D": "dealer", "U": "end user"}


def client(**words: str) -> Client:
    orders = pd.DataFrame({
        "customer_id": list(REVENUE), "order_id": [f"A{k}" for k in REVENUE], "date": "2024-03-05",
        "revenue": list(REVENUE.values()),
    })  # fmt: skip
    if not words:
        return kam.load(orders)
    kinds = [words.get(name[0]) for name in REVENUE]
    return kam.load(orders, customers=pd.DataFrame({"customer_id": list(REVENUE), "客户类型": kinds}))


def test_revenue_through_dealers_and_the_largest_end_users() -> None:
    found = top_customers(client(D="经销商", U="终端"))
    assert "2 dealers bring 60% of revenue (600)" in found.summary
    assert "4 end users bring 37%, the largest of them U1 (250), U2 (80), U3 (30)." in found.summary
    assert "For 1 customer with 3% of revenue it is not known whether it is a dealer." in found.summary
    facts = {name: found.facts[name] for name in ("dealers", "dealer_share", "end_users", "kind_unknown")}
    assert facts == {"dealers": 2, "dealer_share": 0.6, "end_users": 4, "kind_unknown": 1}


def test_in_chinese() -> None:
    with speaking("zh"):
        said = top_customers(client(D="经销商", U="终端客户")).summary
    assert "2 家经销商带来 60% 的销售收入" in said
    assert "4 家终端客户带来 37%" in said


def test_without_the_column_nothing_is_said() -> None:
    found = top_customers(client())
    assert "dealer" not in found.summary
    assert "dealers" not in found.facts


def test_only_end_users() -> None:
    said = top_customers(client(U="直销")).summary
    assert "No customer is marked as a dealer. 4 end users bring 37%" in said


@pytest.mark.parametrize(
    ("header", "dealer", "user"),
    [("客户类型", "经销商", "终端"), ("客户性质", "代理商", "直销"), ("Customer Type", "Distributor", "End User"),
     ("Kundentyp", "Händler", "Endkunde"), ("Dealer or end user", "dealer", "end user")],
)  # fmt: skip
def test_order_lines_may_say_it(tmp_path: Path, header: str, dealer: str, user: str) -> None:
    path = tmp_path / "orders.csv"
    rows = f"K1,1,2024-01-05,{dealer},75\nK2,2,2024-01-06,{user},20\nK2,3,2024-01-07,{user},5\n"
    path.write_text(f"Customer,Order,Date,{header},Amount\n{rows}", "utf-8")
    customers = kam.load(path).customers
    assert customers is not None
    assert dict(zip(customers["customer_id"], customers["customer_kind"], strict=True)) == {
        "K1": "dealer", "K2": "end user",
    }  # fmt: skip
    assert top_customers(kam.load(path)).facts["dealer_share"] == 0.75


@pytest.mark.parametrize("kinds", [("Corporate", "Consumer"), ("新客户", "老客户"), ("dealer", "mining")])
def test_other_types_of_customers_are_industries(kinds: tuple[str, str]) -> None:
    orders = pd.DataFrame({"客户": ["甲", "乙"], "订单号": ["1", "2"], "日期": "2024-03-05",
                           "客户类型": kinds, "金额": [5, 7]})  # fmt: skip
    loaded = kam.load(orders)
    assert loaded.customers is not None
    assert sorted(loaded.customers["industry"]) == sorted(kinds)
    assert "customer_kind" not in loaded.customers
    assert not [problem for problem in loaded.problems if problem.code == "not-held"]


@pytest.mark.parametrize(
    "header", ["Would recommend us", "NPS score", "推荐意愿", "Weiterempfehlungsbereitschaft"]
)
def test_recommendations_go_from_0_to_10(header: str) -> None:
    answers = pd.DataFrame({"customer_id": list("abcd"), "date": "2024-03-05", "score": [5, 4, 3, 1],
                            header: [10, 0, 11, 7]})  # fmt: skip
    orders = pd.DataFrame({"customer_id": list("abcd"), "order_id": list("1234"), "date": "2024-03-01",
                           "revenue": [1, 2, 3, 4]})  # fmt: skip
    loaded = kam.load(orders, survey=answers)
    assert loaded.survey is not None
    assert loaded.survey["recommend"].fillna(-1).tolist() == [10, 0, -1, 7]
    assert loaded.survey["score"].tolist() == [5, 4, 3, 1]
    (said,) = [problem for problem in loaded.problems if problem.code == "off-scale"]
    assert said.rows == 1
    assert "not between 0 and 10" in message(said)
