"""The page for those who read one page: what leads it, and that its numbers are those of the report."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from kamlib import datasets, load, periods
from kamlib.client import Client
from kamlib.findings import Findings, find
from kamlib.findings.calls import peak
from kamlib.reports import compose
from kamlib.reports.deck import build
from kamlib.reports.parameters import Parameters
from kamlib.reports.summary import summary
from kamlib.words import speaking
from tests.embedded import embedded


@cache
def found_in(language: str) -> Findings:
    """What there is to say of the embedded client."""
    with speaking(language):
        return find(embedded())


def adventureworks(folder: Path) -> Client:
    opened = datasets.tables("adventureworks-resellers", folder=folder)
    return Client(**opened.tables, name=opened.name, currency=opened.currency)


def test_why_the_result_fell_is_said_first_and_then_who_loses_money(shared_data: Path) -> None:
    client = adventureworks(shared_data)
    said = summary(client, find(client))
    fell = "In the year to 29 Nov 2013 gross profit fell from $1.15M to -$674K although revenue rose by 30%"
    assert said.title.startswith(fell)
    assert fell not in said.complication
    assert said.numbers[1].written == "8 of 10"
    assert "335 of 635 customers lose money" in said.complication


def test_the_three_numbers_are_those_of_the_accounts() -> None:
    client = embedded()
    profit = client.accounts["profit_after_serving"].sort_values(ascending=False)
    total, share, loss = summary(client, found_in("en")).numbers
    assert total.value == pytest.approx(profit.sum())
    assert share.value == pytest.approx(profit.head(30).sum() / profit.sum())  # a fifth of 150
    who = client.accounts.set_index("customer_id")["profit_after_serving"].lt(0)
    year = client.accounts_within(periods.window(client.as_of)).set_index("customer_id")["profit_after_serving"]
    assert loss.value == pytest.approx(-year[year.index.isin(who.index[who])].clip(upper=0).sum())
    assert loss.value < -profit[profit < 0].sum() / 4


def test_where_one_thing_is_wrong_it_is_the_complication_and_where_nothing_is_that_is_said() -> None:
    lines = pd.DataFrame({
        "customer_id": [f"C{i:02d}" for i in range(30) for _month in range(12)],
        "order_id": [f"{i}-{month}" for i in range(30) for month in range(12)],
        "date": [pd.Timestamp(2024, month + 1, 3) for _i in range(30) for month in range(12)],
        "revenue": 100.0,
    })  # fmt: skip
    client = Client(orders=lines, name="Even Ltd")
    found = find(client)
    said = summary(client, found)
    assert said.title == found["key_accounts"].title
    assert said.complication.startswith("None of the checks made here found a problem")


def exchanged(part: float) -> Client:
    """Thirty customers of two years: in the second the first five buy a part of before, five others the rest."""
    months = [pd.Timestamp(year, m, 5 if m < 12 else 31) for year in (2022, 2023) for m in range(1, 13)]
    usual = {i: 1000.0 if i < 5 else 100.0 for i in range(30)}
    later = usual | dict.fromkeys(range(5), 1000.0 * part) | dict.fromkeys(range(5, 10), 1100.0 - 1000.0 * part)
    return Client(pd.DataFrame([
        {"customer_id": f"C{i:02d}", "order_id": f"{i}-{day:%Y%m}", "date": day,
         "revenue": usual[i] if day.year == 2022 else later[i]}
        for i in range(30) for day in months
    ]), name="Exchange Ltd")  # fmt: skip


def test_where_no_check_heads_the_page_it_says_what_its_steps_recover_and_not_that_nothing_is_wrong() -> None:
    """Five customers bought 12,000 each and then 1,200: 54,000 less a year, made up for by five others."""
    client = exchanged(0.1)
    found = find(client)
    said = summary(client, found)
    assert said.title == (
        "In the year to 31 Dec 2023 5 demoted or lost customers brought 54K less revenue, promoted or new ones "
        "54K more"
    )
    assert said.complication.startswith(
        "Of the steps below, the largest can recover at most 54K a year."
    ) or said.complication.startswith("The step below can recover at most 54K a year.")
    assert "None of the checks" not in said.complication
    assert max(step.worth.high for step in found["migration"].advice) == 54_000.0


def test_where_the_same_five_go_on_nothing_is_to_be_recovered_and_that_is_said() -> None:
    client = exchanged(1.0)
    said = summary(client, find(client))
    assert "None of the checks made here found a problem" in said.complication
    assert "recover" not in said.complication


def test_a_fall_of_the_year_that_has_no_step_of_its_own_is_the_title() -> None:
    """Twelve customers buy 100 a month and then 70: 14,400 and 10,080."""
    months = [pd.Timestamp(year, m, 5 if m < 12 else 31) for year in (2022, 2023) for m in range(1, 13)]
    client = Client(pd.DataFrame([
        {"customer_id": f"C{i}", "order_id": f"{i}-{day:%Y%m}", "date": day,
         "revenue": 100.0 if day.year == 2022 else 70.0}
        for i in range(12) for day in months
    ]), name="Falling Ltd")  # fmt: skip
    said = summary(client, find(client))
    assert "revenue fell from 14.4K to 10.1K" in said.title
    assert said.title not in said.complication
    assert "None of the checks" not in said.complication


@pytest.mark.parametrize("only", [["concentration"], ["tiers", "concentration"], []])
def test_a_report_of_some_findings_has_a_headline_too(only: list[str]) -> None:
    client = embedded()
    assert summary(client, find(client, only=only)).title


def test_on_revenue_alone_the_headline_is_what_the_answer_begins_with() -> None:
    client = Client(embedded().orders[["customer_id", "order_id", "date", "revenue"]], name="Bare Ltd")
    found = find(client)
    said = summary(client, found)
    assert said.title in [f.title for f in found if any(said.answer[0].text == a.alone for a in f.advice)]
    assert said.title not in (said.situation + said.complication)


def test_the_answer_begins_with_what_the_headline_is_about(shared_data: Path) -> None:
    client = adventureworks(shared_data)
    found = find(client)
    said = summary(client, found)
    assert said.answer[0].text == found["bridge"].advice[0].text
    assert said.answer[0].text.startswith("Raise the price or cut the cost of the 63 products that lose money")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "en",
            "Key account manager · within 30 days · Avoidable loss: at most CN¥3.01M a year · "
            "from 1 Jan to 31 Dec 2024 · confidence: high, from your own orders",
        ),
        (
            "zh",
            "大客户经理 · 报告送达后 30 天内 · 可减亏金额：每年最多 301万元 · "
            "按2024年1月1日至12月31日的数据计算 · 可信度：高，取自贵公司自己的订单",
        ),
    ],
)
def test_the_answer_says_who_does_each_step_until_when_and_for_what_money(code: str, words: str) -> None:
    client = embedded()
    with speaking(code):
        whole = compose.results_of(client, found_in(code), Parameters())
        said = [step.beside for step in build(whole).first.answer]
    assert said[0] == words
    assert len(said) >= 3
    assert all(" · " in line for line in said)


def test_the_answer_points_at_no_other_step(shared_data: Path) -> None:
    client = adventureworks(shared_data)
    found = find(client)
    told = found["whale"].advice[0].text  # of 41 customers 1 has its step here
    assert "33 more are covered under “Why the result changed”. 7 more have left or earn again." in told
    step = found["migration"].advice[0]
    assert "9 more are covered under" in step.text
    said = [line.text for line in summary(client, found).answer]
    assert step.alone in said
    assert "covered under" not in " ".join(said)


def test_the_title_of_the_trend_stands_in_the_columns_that_are_seen_first(shared_data: Path) -> None:
    client = adventureworks(shared_data)
    trend = find(client, only=["concentration_trend"])["concentration_trend"]
    assert trend.title.startswith("In 2011 profitable customers contribute $513K of gross profit")
    assert list(trend.evidence)[:5] == ["period", "customers", "profit", "earned", "lost"]


def test_a_fall_of_the_year_and_what_has_no_customer_are_told_on_the_first_page(shared_data: Path) -> None:
    months = [pd.Timestamp(year, m, 5 if m < 12 else 31) for year in (2022, 2023) for m in range(1, 13)]
    lines = pd.DataFrame({
        "customer_id": [f"C{i}" for i in range(12) for _month in months],
        "order_id": [f"{i}-{month:%Y%m}" for i in range(12) for month in months],
        "date": [month for _i in range(12) for month in months],
        "revenue": [100.0 if month.year == 2022 else 70.0 for _i in range(12) for month in months],
    })  # fmt: skip
    client = Client(orders=lines, name="Falling Ltd")
    said = summary(client, find(client))
    assert "revenue fell from 14.4K to 10.1K" in said.title
    assert said.title not in said.complication
    retail = load(shared_data / "uci-online-retail" / "online_retail.csv.gz")
    found = find(retail, only=["concentration"])
    assert "Another 1.45M has no customer number" in summary(retail, found).situation


def test_a_company_that_serving_pushes_into_loss_is_told_so(shared_data: Path) -> None:
    """Freight is all that its orders hold of serving: who pays it is not known unless somebody says so."""
    client = adventureworks(shared_data)
    said = summary(client, find(client))
    assert "serve" not in said.complication.casefold()
    assert "serve" not in said.title.casefold()
    assert "gross profit fell from $1.15M to -$674K" in said.title
    assert [number.written for number in said.numbers][1] == "8 of 10"
    ours = client.measured_by("profit_after_serving")
    served = find(ours, only=["cost_to_serve"])["cost_to_serve"]
    assert "a loss of 1.54M" in served.title.replace("$", "")


@pytest.mark.parametrize(("part", "leads"), [(0.0004, False), (0.019, False), (0.021, True)])
def test_a_trifle_is_nothing_for_the_first_page(part: float, leads: bool) -> None:
    """A finding is said first only if its recoverable money is two per cent of what profitable customers bring."""
    client = embedded()
    found = find(client, only=["cost_to_serve", "key_accounts", "concentration"])
    costs = found["cost_to_serve"]
    worth = replace(costs.advice[0].worth, money_a_year=part * peak(client), high=part * peak(client))
    trifle = replace(costs, advice=(replace(costs.advice[0], worth=worth),))
    said = summary(client, replace(found, found=tuple(trifle if f is costs else f for f in found)))
    assert (costs.title in said.complication) == leads


def test_what_is_at_stake_is_told_as_a_part_of_what_all_bring() -> None:
    client = embedded()
    facts = find(client, only="misconceptions")["misconceptions"].facts
    brought = client.accounts[client.basis].clip(lower=0).sum()
    assert facts["part"] == pytest.approx(facts["at_stake"] / brought)


@pytest.mark.parametrize("name", ["maven-crm-opportunities/sales_pipeline.csv",
                                  "ibm-accounts-receivable/accounts_receivable.csv"])  # fmt: skip
def test_where_customers_are_alike_that_is_the_headline_and_no_rule_that_nobody_asked_for(
    shared_data: Path, name: str
) -> None:
    client = load(shared_data / name)
    assert summary(client, find(client)).title.startswith("No key-account structure here: ")
