"""Figures that cannot be, in the tables of selling: each is named, and no sum or share counts it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kamlib as kam
from kamlib.manage.golden_rules.replies import replies
from kamlib.tables import read
from kamlib.tables.messages import message

ORDERS = pd.DataFrame({
    "customer_id": ["K1", "K2"], "order_id": ["1", "2"], "date": pd.to_datetime(["2025-01-10", "2025-02-10"]),
    "revenue": [100.0, 200.0],
})  # fmt: skip
DEALS = "deal_id,customer_id,stage,opened,value"
PROMISES = "customer_id,level,every_weeks,hours,person,value"


def lines(tmp_path: Path, *rows: str) -> str:
    file = tmp_path / "table.csv"
    file.write_text("\n".join(rows) + "\n", "utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("table", "head", "good", "bad"),
    [
        ("deals", DEALS, "D1,K1,offer,2025-01-05,500", "D2,K2,offer,2025-01-06,-500"),
        ("promises", PROMISES, "K1,business,4,2,Li Na,500", "K2,business,4,2,Li Na,-500"),
    ],
)
def test_money_below_zero_is_set_aside_and_named(
    tmp_path: Path, table: str, head: str, good: str, bad: str
) -> None:
    found = read(lines(tmp_path, head, good, bad), table)
    assert (found.frame["value"].sum(), len(found.frame)) == (500.0, 2)
    assert [message(p) for p in found.problems] == ["1 value of column value is below 0 and was ignored."]
    fine = read(lines(tmp_path, head, good, bad.replace("-500", "0")), table)
    assert (fine.frame["value"].tolist(), fine.problems) == ([500.0, 0.0], ())


@pytest.mark.parametrize(("figure", "named"), [("1e300", True), ("-1e15", True), ("9e14", False)])
def test_what_no_company_ever_had_is_named_where_it_counts_as_unknown(
    tmp_path: Path, figure: str, named: bool
) -> None:
    found = read(lines(tmp_path, DEALS, "D1,K1,offer,2025-01-05,500", f"D2,K2,offer,2025-01-06,{figure}"), "deals")
    assert found.frame["value"].isna().tolist() == [False, named]
    said = ["1 cell of column value cannot be read and was treated as empty (row 3)."] if named else []
    assert [message(p) for p in found.problems] == said


def test_so_it_is_among_the_costs_of_orders(tmp_path: Path) -> None:
    head = "customer_id,order_id,date,revenue,cost"
    rows = [f"K{n},{n},2025-01-{n:02d},100,60" for n in range(1, 9)]
    found = read(lines(tmp_path, head, *rows, "K9,9,2025-01-09,100,1e300"))
    assert [p.rows for p in found.problems if p.code == "unreadable-cells"] == [1]
    assert not [p for p in read(lines(tmp_path, head, *rows)).problems if p.code == "unreadable-cells"]


def test_people_without_hours_are_named_and_others_are_not() -> None:
    people = pd.DataFrame({"person": ["Li Na", "Max", "Otto", "Eva"], "hours_per_week": [20.0, -5.0, 0.0, np.nan]})
    said = [message(p) for p in kam.load(ORDERS, people=people).problems if p.table == "people"]
    assert said == [
        "3 people have no hours a week above 0 and are in no plan of visits, for example Max, Otto, Eva."
    ]
    assert not [p for p in kam.load(ORDERS, people=people.head(1)).problems if p.code == "people-idle"]
    assert not [p for p in kam.load(ORDERS, people=people[["person"]]).problems if p.code == "people-idle"]


def test_a_reply_before_the_request_is_no_reply_in_time() -> None:
    days = pd.date_range("2025-01-06", periods=40, freq="D")
    asked = pd.DataFrame({"person": ["Li", "Max"] * 20, "date": days, "reply_hours": [2.0, 30.0] * 20})
    early = asked.head(2).assign(reply_hours=-1.0)
    both = replies(pd.concat([asked, early], ignore_index=True))
    pd.testing.assert_frame_equal(both.table, replies(asked).table)


def test_hours_beyond_all_days_do_not_break_a_day_in_the_past() -> None:
    requests = pd.DataFrame({
        "request_id": ["R1", "R2"], "customer_id": ["K1", "K2"], "person": ["Li", "Li"],
        "date": pd.to_datetime(["2025-01-11", "2025-01-12"]), "reply_hours": [9e14, 2.0],
    })  # fmt: skip
    known = kam.load(ORDERS, requests=requests, as_of="2025-02-28").requests
    assert known is not None
    assert known["reply_hours"].isna().tolist() == [True, False]
