"""Drafts, retention and rebates: what a bill brings later or not at all, read from files and counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import kamlib as kam
from kamlib.classify.scorecard import criteria
from kamlib.client import Client
from kamlib.value import short_payments

Load = Callable[..., Client]
HEAD = "客户编号,订单号,日期,金额,成本,到期日,回款日期,"


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write_and_load(text: str, **how: object) -> Client:
        file = tmp_path / "orders.csv"
        file.write_text(text, "utf-8")
        return kam.load(file, **how)

    return write_and_load


#: Bills of 1,000 of 1 January, due on 31 January and paid on it; K9 only makes the book reach to December.
DRAFTS = (
    HEAD + "收款方式,承兑到期日\n"
    "K1,1,2024-01-01,1000,600,2024-01-31,2024-01-31,{method},{day}\n"
    "K9,2,2024-12-31,1000,600,2025-01-31,,,\n"
)


def _late(client: Client) -> tuple[float, float]:
    accounts = client.accounts.set_index("customer_id")
    served = client.served.table.set_index("customer_id")
    return float(accounts.loc["K1", "days_late"]), float(served.loc["K1", "capital_cost"])


@pytest.mark.parametrize("method", ["银行承兑汇票", "商承", "Bank acceptance draft", ""])
def test_a_draft_is_money_when_it_falls_due(load: Load, method: str) -> None:
    client = load(DRAFTS.format(method=method, day="2024-07-31"), policy={"capital_rate": 0.073})
    assert client.orders["paid_date"].iloc[0] == pd.Timestamp("2024-07-31")
    days, cost = _late(client)
    assert days == 182  # 31 January to 31 July of a leap year
    assert cost == pytest.approx(1000 * 182 * 0.073 / 365)  # 36.40
    (said,) = [problem for problem in client.problems if problem.code == "drafts-wait"]
    assert (said.rows, said.money) == (1, 1000.0)


@pytest.mark.parametrize(("method", "day"), [("电汇", "2024-07-31"), ("电汇", ""), ("银行承兑汇票", "2024-01-20")])
def test_a_transfer_or_a_draft_that_is_due_already_is_money_at_once(load: Load, method: str, day: str) -> None:
    client = load(DRAFTS.format(method=method, day=day), policy={"capital_rate": 0.073})
    assert _late(client) == (0.0, 0.0)
    assert "drafts-wait" not in {problem.code for problem in client.problems}


def test_a_draft_without_a_day_is_a_warning_and_counts_as_received(load: Load) -> None:
    client = load(DRAFTS.format(method="银行承兑汇票", day=""), policy={"capital_rate": 0.073})
    assert _late(client) == (0.0, 0.0)
    (said,) = [problem for problem in client.problems if problem.code == "drafts-undated"]
    assert (said.level, said.rows) == ("warning", 1)


#: A bill of 1,000 of which 950 were paid; 50 are kept back until the end of June.
RETENTION = (
    HEAD + "回款金额{more}\n"
    "K1,1,2024-01-01,1000,600,2024-01-31,2024-01-31,950{cells}\n"
    "K9,2,2024-03-31,1000,600,2024-04-30,,{blank}\n"
)


def _kept(load: Load, more: str, cells: str, as_of: str) -> tuple[float, float]:
    client = load(RETENTION.format(more=more, cells=cells, blank="," * cells.count(",")))
    day = pd.Timestamp(as_of)
    short = short_payments.missing(client.orders, as_of=day)
    rate = criteria(client.orders, as_of=day).set_index("customer_id")["collection_rate"]
    return float(short["short"].sum()), float(rate["K1"])


def test_retention_is_nothing_short_until_it_is_due(load: Load) -> None:
    assert _kept(load, ",质保金,质保到期日", ",50,2024-06-30", "2024-06-29") == (0.0, 1.0)
    assert _kept(load, ",质保金,质保到期日", ",50,2024-06-30", "2024-06-30") == (50.0, 0.95)


def test_without_retention_what_is_missing_is_short_at_once(load: Load) -> None:
    assert _kept(load, "", "", "2024-03-31") == (50.0, 0.95)
    assert _kept(load, ",质保金,质保到期日", ",20,2024-06-30", "2024-03-31") == (30.0, pytest.approx(950 / 980))


REBATE = (
    "客户编号,订单号,日期,金额,成本,折扣金额,{name}\n"
    "K1,1,2024-01-01,1000,600,100,{first}\nK2,2,2024-02-01,500,300,0,\n"
)


@pytest.mark.parametrize("name", ["计提返利", "返利金额", "Accrued rebate"])
def test_rebates_accrued_are_taken_off_revenue_and_profit(load: Load, name: str) -> None:
    client = load(REBATE.format(name=name, first="40"))
    assert client.orders["revenue"].tolist() == [960.0, 500.0]
    assert client.accounts["profit"].sum() == 560.0  # 400 + 200 less 40
    assert client.orders["discount"].tolist() == [140.0, 0.0]
    (said,) = [problem for problem in client.problems if problem.code == "rebates-taken-off"]
    assert (said.rows, said.money) == (1, 40.0)


def test_what_is_larger_than_a_rebate_of_the_row_is_left_alone(load: Load) -> None:
    client = load(REBATE.format(name="累计返利", first="4000"))
    assert client.orders["revenue"].tolist() == [1000.0, 500.0]
    (said,) = [problem for problem in client.problems if problem.code == "rebates-large"]
    assert said.level == "warning"


def test_a_column_of_rebates_without_any_changes_nothing(load: Load) -> None:
    client = load(REBATE.format(name="计提返利", first="0"))
    assert client.orders["revenue"].tolist() == [1000.0, 500.0]
    assert client.orders["discount"].tolist() == [100.0, 0.0]
