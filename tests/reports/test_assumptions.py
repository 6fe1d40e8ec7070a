"""What a report rests on beside the data is listed, with whose it is, and printed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import kamlib as kam
from kamlib.classify import kinds
from kamlib.classify.scorecard import WEIGHTS
from kamlib.client import Client
from kamlib.findings import FindingSpec, find, specs
from kamlib.findings.judgement import EVEN, judged
from kamlib.findings.scorecard import QUIET_DAYS
from kamlib.findings.small_orders import FEW
from kamlib.reports import results as r
from kamlib.reports.assumptions import assumptions
from kamlib.reports.cells import Table
from kamlib.reports.compose import findings_of, results_of
from kamlib.reports.deck import build
from kamlib.reports.keylist import account_table, candidate_table
from kamlib.reports.parameters import check
from kamlib.words import speaking
from tests.embedded import embedded
from tests.reports.report_sample import make

STATED = {"cost_per_order": 50.0, "hourly_cost": 3.0, "channel_fees": {"direct": 0.05, "nowhere": 0.1}}


@pytest.fixture(scope="module")
def machinery() -> Client:
    return embedded()


def by_label(found: list[r.Assumption]) -> dict[str, r.Assumption]:
    with speaking("en"):
        return {line.label: line for line in found}


def every() -> list[FindingSpec]:
    return list(specs().values())


def texts(language: str, whole: r.Results) -> str:
    with speaking(language):
        return str(build(whole).sections)


def test_rates_cuts_lines_weights_and_draws_are_listed_as_defaults(machinery: Client) -> None:
    found = by_label(assumptions(machinery, every()))
    rate = found["Cost of capital for late payment, a year"]
    assert (rate.value, rate.written, rate.source) == (0.08, "8.0%", "default")
    assert found["Platinum: up to this cumulative share of contribution"].value == 0.5
    assert found["Big ticket: share of all purchases in one order"].written == "50% to 80%"
    assert found["Bootstrap intervals: random draws"].value == 1000
    assert found["Bootstrap intervals: seed of the draws"].value == 0
    weights = [line.value for name, line in found.items() if name.startswith("Scorecard: weight")]
    assert sorted(float(w or 0) for w in weights) == sorted(WEIGHTS.values())
    assert {name for name, line in found.items() if line.source == "left out"} == {
        "Channel fees", "Order handling",
    }  # fmt: skip


def test_stated_rates_are_told_from_ours_and_from_those_that_meet_nothing() -> None:
    client = kam.load("machinery", policy=STATED)
    channel = str(client.orders["channel"].dropna().iloc[0])
    policy = STATED | {"channel_fees": {channel: 0.05, "nowhere": 0.1}}
    found = by_label(assumptions(kam.load("machinery", policy=policy), every(), list(policy)))
    assert (found["Handling cost per order"].value, found["Handling cost per order"].source) == (50.0, "stated")
    assert found[f"Channel fee of {channel}, share of revenue"].source == "stated"
    assert found["Channel fee of nowhere, share of revenue"].source == "unused"
    assert found["Visits and service, per hour"].source == "unused"  # every activity has a cost of its own
    assert found["Cost of capital for late payment, a year"].source == "default"


def test_what_no_finding_used_is_not_listed(machinery: Client) -> None:
    client = machinery.measured_by("profit")
    assert [line.label for line in assumptions(client, [specs()["top_customers"]])] == []


@pytest.mark.parametrize(("language", "words"), [("en", "stated by the client"), ("zh", "委托企业提供")])
def test_the_appendix_prints_them_in_the_language(language: str, words: str) -> None:
    whole = make(language)
    line = r.Assumption(label="X", value=1.0, written="1", source="stated")
    assert words in texts(language, whole.model_copy(update={"assumptions": [line]}))


@pytest.mark.parametrize(("language", "formulas"), [("en", "with the formulas used"), ("zh", "及其公式")])
def test_formulas_are_spoken_of_only_where_there_are_any(
    language: str, formulas: str, sample: Callable[..., tuple[r.Results, object]]
) -> None:
    whole, _folder = sample(language)
    assert formulas in texts(language, whole)
    unranked = whole.client.model_copy(update={"basis": "profit_after_serving"})
    assert formulas not in texts(language, whole.model_copy(update={"client": unranked}))
    assert formulas not in texts(language, whole.model_copy(update={"accounts": Table()}))


def test_the_weights_of_the_appendix_are_those_that_the_score_was_made_with() -> None:
    bare = Client(embedded().orders[["customer_id", "order_id", "date", "revenue", "cost"]])
    found = by_label(assumptions(bare, [specs()["scorecard"]]))
    weights = [line for name, line in found.items() if name.startswith("Scorecard: weight")]
    used = [float(line.value or 0.0) for line in weights]
    assert sum(used) == pytest.approx(1.0)
    assert sum(int(line.written.rstrip("%")) for line in weights if line.value) == 100
    exhibit = " ".join(find(bare, only=["scorecard"])["scorecard"].notes)
    assert all(line.written in exhibit for line in weights if line.value)


def test_every_number_of_a_policy_that_decides_is_listed_from_the_policy_itself(machinery: Client) -> None:
    found = by_label(assumptions(machinery, every()))
    rule, joint = judged(machinery).keys, kinds.classify(machinery.orders).joint_from
    policy = rule.policy
    values = {
        "Key accounts: minimum period of orders for judging loyalty (days)": policy.shortest_days,
        "Key accounts: minimum number of customers": policy.fewest_customers,
        "Key accounts: maximum number on the list": rule.at_most,
        "Key accounts: Gini coefficient below which customers count as similar": EVEN,
        "Candidates: minimum growth of revenue, as a multiple of the year before": policy.growth,
        "Candidates: share of the gold line that a growing customer must reach each year": policy.in_reach,
        "Candidates: share of wallet below which a customer has potential": policy.small_share,
        "Candidates: influence score of a benchmark customer": policy.influence,
        "Minimum order: share of orders below it": 0.25,
        "Minimum order: share of customers that count as the best": 0.2,
        "Minimum order: minimum number of orders": FEW,
        "Kinds of customers: joint projects a year of a strategic customer": joint,
        "Kinds of customers: minimum distance between the two scores (0 to 1)": 0.1,
        "Scorecard: days without an order after which a customer has gone quiet": QUIET_DAYS,
    }  # fmt: skip
    assert {name: found[name].value for name in values} == values
    assert found["Group purchase: months a year with bulk orders"].written == "1 to 2"


def test_the_minimum_order_listed_is_the_one_that_was_weighed(machinery: Client) -> None:
    listed = by_label(assumptions(machinery, [specs()["small_orders"]]))
    facts = find(machinery, only=["small_orders"])["small_orders"].facts
    part = float(listed["Minimum order: share of orders below it"].value or 0.0)
    assert facts["refused_share"] == pytest.approx(part, abs=0.01)


def test_lines_that_decided_nothing_are_not_listed(machinery: Client) -> None:
    bare = Client(machinery.orders[["customer_id", "order_id", "date", "revenue", "quantity"]])
    names = set(by_label(assumptions(bare, [specs()["misconceptions"]])))
    assert not [name for name in names if name.startswith("Harsh terms")]
    assert [name for name in names if name.startswith("Big ticket")]
    short = bare.orders[bare.orders["date"] >= bare.orders["date"].max() - pd.Timedelta(days=80)]
    names = set(by_label(assumptions(Client(short), [specs()["misconceptions"]])))
    assert names
    assert all(name.startswith("Misconceptions: ") for name in names)
    with_cost = set(by_label(assumptions(machinery, [specs()["misconceptions"]])))
    assert not [name for name in with_cost if "without costs" in name or "by amounts alone" in name]


def test_every_assumption_is_told_in_chinese(machinery: Client) -> None:
    with speaking("zh"):
        lines = [line.label for line in assumptions(machinery, every())]
    assert not [line for line in lines if line.split("：")[0].isascii()]


def handful(n: int, **more: object) -> Client:
    """N customers that buy each month of two years at a margin of 40 %, each half as much again as the last."""
    return kam.load(pd.DataFrame([
        {"customer_id": f"c{i}", "order_id": f"{i}-{day:%y%m}", "date": day, "revenue": 100.0 * 1.5**i,
         "cost": 60.0 * 1.5**i, **more}
        for i in range(n) for day in pd.date_range("2023-01-01", "2024-12-01", freq="MS")
    ]))  # fmt: skip


def test_a_report_on_too_few_customers_lists_nothing_that_only_more_of_them_would_need() -> None:
    """Of three there are no tiers, no list, no score and no interval, so nothing is assumed for them."""
    client = handful(3)
    parameters = check({"orders": "embedded"})
    found = findings_of(client)
    listed = [line.label for line in results_of(client, found, parameters).assumptions]
    words = ("Platinum", "Misconceptions", "Key accounts", "Candidates", "Scorecard", "Bootstrap", "Summary")
    assert [label for label in listed if label.startswith(words)] == []
    several = handful(12)
    of_more = [line.label for line in results_of(several, findings_of(several), parameters).assumptions]
    assert {label.split(":")[0] for label in of_more} >= {
        "Platinum",
        "Key accounts",
        "Bootstrap intervals",
        "Summary",
    }


def test_freight_in_the_data_is_not_called_missing() -> None:
    client = handful(8, freight=2.0, due_date=pd.Timestamp("2024-06-01"), paid_date=pd.Timestamp("2024-07-01"))
    found = by_label(assumptions(client, [specs()["cost_to_serve"]]))
    assert (found["Freight"].source, found["Channel fees"].source) == ("unclear", "left out")
    assert found["Freight"].taken_from == "in the data, but not known who pays it"
    with speaking("zh"):
        assert found["Freight"].taken_from == "数据中有，但未说明由谁承担"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_accounts_of_too_few_customers_have_no_tier_of_the_last_year_either(language: str) -> None:
    few, enough = handful(4), handful(5)
    with speaking(language):
        assert "year_tier" not in {column.key for column in account_table(few)[0].columns}
        assert "year_tier" not in {column.key for column in candidate_table(few).columns}
        assert "year_tier" in {column.key for column in account_table(enough)[0].columns}
