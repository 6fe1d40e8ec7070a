"""What to raise at the next visit to accounts to call: worked from a small diary, with and without a plan."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings.call_agenda import call_agendas
from kamlib.findings.call_words import call_list
from kamlib.findings.quarter import quarter
from kamlib.words import speaking
from tests.findings.test_calls import END, lines

LEVELS = {"en": ["Leadership level", "Technical level", "Business level"], "zh": ["领导层", "技术层", "业务层"]}


def client(**tables: Any) -> Client:
    """LESS has a visit, an open case and an open deal of 1,000; its sales fell from 12,000 to 4,800."""
    diary = pd.DataFrame({
        "customer_id": ["LESS", "LESS"], "date": pd.to_datetime(["2024-11-04", "2024-06-03"]),
        "kind": ["visit", "service"], "level": ["business", "technical"], "employee": ["Li", "Max"],
        "outcome": ["order", "open"],
    })  # fmt: skip
    deals = pd.DataFrame({
        "deal_id": ["D1"], "customer_id": ["LESS"], "stage": ["quote"], "opened": pd.to_datetime(["2024-10-01"]),
        "closed": [pd.NaT], "value": [1000.0],
    })  # fmt: skip
    return Client(lines(), currency="EUR", as_of=END, **{"activities": diary, "deals": deals, **tables})


@pytest.mark.parametrize(
    ("code", "leaders", "technicians", "sellers"),
    [
        ("en", "Sales of the last twelve months are 60% below those of the twelve months before.",
         "Open cases of the last twelve months: 1 service case, the oldest of 3 Jun 2024.",
         "Last visit: 4 Nov 2024, by Li. Its outcome: an order. 1 deal is open. Amount: €1K."),
        ("zh", "近 12 个月销售收入比此前 12 个月低 60%。", "近 12 个月未了结：服务 1 件，最早的是2024年6月3日。",
         "上次走访：2024年11月4日，走访人 Li。结果：取得订单。进行中的商机 1 个。金额：1,000欧元。"),
    ],
)  # fmt: skip
def test_each_level_gets_its_own_topics(code: str, leaders: str, technicians: str, sellers: str) -> None:
    with speaking(code):
        found = call_agendas(client())
    mine = found[found["customer_id"] == "LESS"].set_index("level")["agenda_text"]
    assert sorted(mine.index) == sorted(LEVELS[code])
    for level, text in zip(LEVELS[code], (leaders, technicians, sellers), strict=True):
        assert text in mine[level]
        assert sum(text in other for other in mine) == 1
    assert not mine.str.contains("Aim:|目的").any()
    assert "next_visit" not in found


def test_the_accounts_are_those_to_call_in_their_order() -> None:
    """LESS fell from 3,600 to 1,440 and comes before EARNS, which fell from 1,800 to 600."""
    made = client()
    found = call_agendas(made)["customer_id"].drop_duplicates().tolist()
    assert found[:2] == ["LESS", "EARNS"]
    assert found == call_list(made)["customer_id"].tolist()


def test_where_visits_are_planned_the_next_one_of_each_level_has_its_day() -> None:
    """Li promises LESS a visit every four weeks, so the first of the plan is the next; leaders plan none."""
    people = pd.DataFrame({"person": ["Li"], "hours_per_week": [40.0]})
    promises = pd.DataFrame({
        "customer_id": ["LESS"], "level": ["business"], "every_weeks": [4], "hours": [4.0], "person": ["Li"],
    })  # fmt: skip
    made = client(people=people, promises=promises)
    found = call_agendas(made)
    mine = found[found["customer_id"] == "LESS"]
    planned = quarter(made)
    assert planned is not None
    assert len(planned.plan.table) > 1
    assert mine[["level", "person"]].to_numpy().tolist() == [["Business level", "Li"]]
    assert mine["next_visit"].tolist() == [planned.plan.table["date"].min()]
    assert "60% below" in mine["agenda_text"].iloc[0]  # of leaders, who do not come
    others = found[found["customer_id"] != "LESS"]
    assert len(others)
    assert others["next_visit"].isna().all()


def test_without_visits_or_contacts_there_are_none() -> None:
    assert call_agendas(Client(lines(), currency="EUR", as_of=END)).empty
