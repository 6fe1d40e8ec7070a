"""What a report rests on beside the data is listed, with whose it is, and printed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import kamlib as kam
from kamlib.classify.scorecard import WEIGHTS
from kamlib.client import Client
from kamlib.findings import IDS, find
from kamlib.reports import results as r
from kamlib.reports.assumptions import assumptions
from kamlib.reports.view import document
from kamlib.words import speaking
from tests.reports.report_sample import make

STATED = {"cost_per_order": 50.0, "hourly_cost": 3.0, "channel_fees": {"direct": 0.05, "nowhere": 0.1}}


@pytest.fixture(scope="module")
def machinery() -> Client:
    return kam.load("machinery")


def by_label(found: list[r.Assumption]) -> dict[str, r.Assumption]:
    with speaking("en"):
        return {line.label: line for line in found}


def texts(language: str, whole: r.Results) -> str:
    with speaking(language):
        return str(document(whole)["sections"])


def test_rates_cuts_lines_weights_and_draws_are_listed_as_defaults(machinery: Client) -> None:
    found = by_label(assumptions(machinery, list(IDS)))
    rate = found["Price of money paid late, a year"]
    assert (rate.value, rate.written, rate.source) == (0.08, "8.0%", "default")
    assert found["Platinum: up to this share of what is earned"].value == 0.5
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
    found = by_label(assumptions(kam.load("machinery", policy=policy), list(IDS), list(policy)))
    assert (found["Handling of an order"].value, found["Handling of an order"].source) == (50.0, "stated")
    assert found[f"Channel fee of {channel}, share of revenue"].source == "stated"
    assert found["Channel fee of nowhere, share of revenue"].source == "unused"
    assert found["An hour of visit or service"].source == "unused"  # every activity has a cost of its own
    assert found["Price of money paid late, a year"].source == "default"


def test_what_no_finding_used_is_not_listed(machinery: Client) -> None:
    client = machinery.measured_by("profit")
    assert [line.label for line in assumptions(client, ["top_customers"])] == []


@pytest.mark.parametrize(("language", "words"), [("en", "stated by the client"), ("zh", "委托企业提供")])
def test_the_appendix_prints_them_in_the_language(language: str, words: str) -> None:
    whole = make(language)
    line = r.Assumption(label="X", value=1.0, written="1", source="stated")
    assert words in texts(language, whole.model_copy(update={"assumptions": [line]}))


@pytest.mark.parametrize(("language", "formulas"), [("en", "with the formulas behind them"), ("zh", "及其公式")])
def test_formulas_are_spoken_of_only_where_there_are_any(
    language: str, formulas: str, sample: Callable[..., tuple[r.Results, object]]
) -> None:
    whole, _folder = sample(language)
    assert formulas in texts(language, whole)
    unranked = whole.client.model_copy(update={"basis": "profit_after_serving"})
    assert formulas not in texts(language, whole.model_copy(update={"client": unranked}))
    assert formulas not in texts(language, whole.model_copy(update={"accounts": r.Table()}))


def test_the_weights_of_the_appendix_are_those_that_the_score_was_made_with() -> None:
    bare = Client(kam.load("machinery").orders[["customer_id", "order_id", "date", "revenue", "cost"]])
    found = by_label(assumptions(bare, ["scorecard"]))
    weights = [line for name, line in found.items() if name.startswith("Scorecard: weight")]
    used = [float(line.value or 0.0) for line in weights]
    assert sum(used) == pytest.approx(1.0)
    assert sum(int(line.written.rstrip("%")) for line in weights if line.value) == 100
    exhibit = " ".join(find(bare, only=["scorecard"])["scorecard"].notes)
    assert all(line.written in exhibit for line in weights if line.value)
