"""A working hour of the plan to keep costs what the client says, what its visits cost, or what is assumed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from kamlib.client import Client
from kamlib.findings import build
from kamlib.findings.calls import peak
from kamlib.findings.retention_plan import (
    BUDGET,
    HOURS,
    _budget,
    _chosen_said,
    _hour,
    _hour_said,
    _hours,
    _revenue_said,
    planned,
)
from kamlib.keep.plan import CATALOGUE, HOUR
from kamlib.value.serving_rates import ServingRates
from kamlib.words import speaking
from tests.embedded import embedded


def client(**given: object) -> Client:
    days = pd.date_range("2024-01-15", periods=12, freq="MS")
    lines = pd.DataFrame({"customer_id": "A", "date": days, "order_id": days.astype("str"), "revenue": 100.0})
    return Client(lines, currency="EUR", **given)


def test_an_hour_is_the_clients_rate_else_its_diarys_else_an_assumption() -> None:
    """Two visits of 2 and 3 hours cost 300 and 200: 100 an hour; those without hours or cost say nothing."""
    diary = pd.DataFrame({"customer_id": "A", "date": pd.Timestamp("2024-03-01"),
                          "hours": [2.0, 3.0, None, 7.0], "cost": [300.0, 200.0, 900.0, None]})  # fmt: skip
    assert _hour(client(activities=diary, policy=ServingRates(hourly_cost=80.0))) == 80.0
    assert _hour(client(activities=diary)) == 100.0
    assert _hour(client()) == HOUR
    with speaking("en"):
        assert _hour_said(client()) == "Assumption: a working hour costs €50. Your own rate would replace it."
        assert _hour_said(client(activities=diary)).startswith("A working hour costs €100, by your rate or")


def test_what_a_measure_is_assumed_to_cost_is_said_with_its_effect() -> None:
    with speaking("en"):
        (said,) = [note for note in build("retention_plan")(client()).notes if note.startswith("Assumptions")]
    assert "call by the account manager (10%)" in said
    assert "visit with a question list (20%; €300)" in said
    assert "discount of 3% (20%; 3% of revenue)" in said


def test_a_plan_against_revenue_says_that_only_the_margin_pays() -> None:
    with speaking("en"):
        (said,) = _revenue_said(client())
        assert said.endswith("Only what is left of that revenue after the cost of the goods pays for it.")
        assert _revenue_said(embedded()) == ()


def test_the_title_and_the_amount_hold_the_cost_of_the_hours() -> None:
    whole = embedded()
    plan, prices = planned(whole), {one.name: one for one in CATALOGUE}
    cost = sum(prices[one].cost + prices[one].hours * _hour(whole) for one in plan.table["measure"])
    assert plan.cost == pytest.approx(cost, abs=0.01)
    assert plan.cost > 0
    with speaking("en"):
        found = build("retention_plan")(whole)
    assert found.title.endswith("of customer profit a year, net")
    assert found.summary.startswith("The cost includes 6 hours of work.")
    assert "(visit with a question list)" in found.advice[0].text
    assert found.advice[0].money_a_year == pytest.approx(plan.gain, abs=0.01)


def test_where_an_hour_costs_more_than_any_measure_keeps_there_is_no_plan() -> None:
    whole = replace(embedded(), policy=ServingRates(hourly_cost=1e6))
    assert planned(whole).table.empty


def test_budget_and_hours_of_the_plan_can_be_chosen_one_by_one() -> None:
    one, other = (client(choices={"keep_plan": held}) for held in ({"budget": 500.0}, {"hours": 1.0}))
    plain = client(choices={"weights": {"revenue": 1.0}})
    assert [_budget(of) for of in (one, other, plain)] == [500.0, BUDGET * peak(plain), BUDGET * peak(plain)]
    assert [_hours(of) for of in (one, other, plain)] == [HOURS, 1.0, HOURS]
    with speaking("en"):
        assert _chosen_said(one) == ("Chosen for this plan: a budget of €500.",)
        assert _chosen_said(other) == ("Chosen for this plan: 1 hour of work.",)
        assert _chosen_said(plain) == ()


def test_a_plan_within_chosen_limits_keeps_them_and_says_so() -> None:
    whole = embedded()
    usual = planned(whole)
    limits = {"budget": usual.cost - 1.0, "hours": usual.hours - 1.0}
    tight = replace(whole, choices={"keep_plan": limits})
    plan = planned(tight)
    assert plan.cost <= limits["budget"]
    assert plan.hours <= limits["hours"]
    assert plan.gain < usual.gain
    with speaking("en"):
        found = build("retention_plan")(tight)
    assert found.facts["budget"] == pytest.approx(limits["budget"], abs=0.01)
    assert any(note.startswith("Chosen for this plan: a budget of ") for note in found.notes)
    assert not any("a budget of 0.5%" in note for note in found.notes)
    if not len(plan.table):
        assert found.title.endswith("fits the budget and hours chosen")
