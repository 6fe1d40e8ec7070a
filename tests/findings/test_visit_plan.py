"""Promised visits in a report: where hours are missing, what gives way at the least cost, whom to call (K10)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kamlib import findings
from kamlib.client import Client
from kamlib.findings import calls as calling
from kamlib.findings.quarter import quarter, unkept
from kamlib.findings.visit_plan import lacking
from kamlib.findings.visit_promises import _assigned, promises_of_tiers
from kamlib.manage.visits.model import Group, Solution
from kamlib.manage.visits.solver import Columns, Effort
from kamlib.words.language import speaking
from tests.embedded import embedded

#: Ten customers that order each month, so that nobody is silent and nothing has changed.
NAMES = [f"C{at}" for at in range(10)]


def book(*, promises: pd.DataFrame | None = None, people: pd.DataFrame | None = None) -> Client:
    days = pd.date_range("2023-01-31", "2024-12-31", freq="ME")
    rows = [(who, f"{who}-{at}", day, 1000.0 * (1 + NAMES.index(who))) for who in NAMES
            for at, day in enumerate(days)]  # fmt: skip
    orders = pd.DataFrame(rows, columns=["customer_id", "order_id", "date", "revenue"])
    return Client(orders, promises=promises, people=people)


def promised(hours: float = 2.0) -> pd.DataFrame:
    """Five customers see the leader every four weeks, five the seller every two."""
    return pd.DataFrame({
        "customer_id": NAMES, "level": ["leadership"] * 5 + ["business"] * 5, "every_weeks": [4] * 5 + [2] * 5,
        "hours": hours, "person": ["Boss"] * 5 + ["Li"] * 5, "value": [100.0, 200.0, 300.0, 400.0, 500.0] * 2,
    })  # fmt: skip


PEOPLE = pd.DataFrame({"person": ["Boss", "Li", "Wang"], "hours_per_week": [1.5, 8.0, 5.0],
                       "level": ["leadership", "business", "leadership"]})  # fmt: skip


def test_missing_hours_are_counted_by_hand_and_the_cheapest_promises_give_way() -> None:
    client = book(promises=promised(), people=PEOPLE)
    found = quarter(client)
    assert found is not None
    # Boss: 5 customers, a visit of 2 hours in 4 weeks, in 12 weeks 30 hours; 1.5 a week are 18
    boss = found.by_person.set_index("person").loc["Boss"]
    assert boss[["hours_asked", "hours_there", "hours_missing"]].tolist() == [30.0, 18.0, 12.0]
    # 6 hours are one customer: the two that bring least are given up whole
    gone = found.dropped
    assert gone[["customer_id", "part", "money"]].to_numpy().tolist() == [["C0", 1.0, 100.0], ["C1", 1.0, 200.0]]
    (row,) = lacking(client).to_dict("records")
    assert (row["level"], row["missing"], row["money"], row["promises"]) == ("leadership", 12.0, 300.0, 2)


def test_the_finding_names_level_hours_money_and_steps_in_both_languages() -> None:
    client = book(promises=promised(), people=PEOPLE)
    finding = findings.build("visit_plan")(client)
    assert finding.facts["money_a_year"] == 300.0
    assert "12 hours more" in finding.title
    assert "Leadership level, with 18 of 30 hours" in finding.summary
    assert finding.advice[0].customers == ("C0", "C1")
    with speaking("zh"):
        assert "多出 12 小时" in findings.build("visit_plan")(client).title


def test_what_more_hours_would_keep_is_a_sheet_and_a_sentence() -> None:
    """The leader's five visits of two hours ask for a visit in any five weeks: one a week is enough."""
    few = PEOPLE.assign(hours_per_week=[1.5, 8.0, 5.0])
    finding = findings.build("visit_plan")(book(promises=promised(), people=few))
    sheet = finding.behind["hours_and_promises"].set_index("hours_against_today")
    assert sheet.index.tolist() == [0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5]
    assert sheet["promise_count"].unique().tolist() == [5], "the seller has hours enough"
    assert sheet["promises_held"].tolist() == [0, 0, 0, 0, 0, 5, 5], "two hours fit in 1.35 times 1.5"
    assert sheet["visits_planned"].tolist() == [0, 0, 0, 0, 0, 12, 12]
    # windows of five weeks in twelve: eight a promise; without a visit these are broken
    assert sheet["promised_money_held"].round(4).tolist() == [0.3333] * 5 + [1.0, 1.0]
    assert "With 0.5 hours more a week, those who lack hours would keep 100.0% " in finding.summary
    assert "instead of 33.3%" in finding.summary
    fewer = few.assign(hours_per_week=[1.0, 8.0, 5.0])
    less = findings.build("visit_plan")(book(promises=promised(), people=fewer))
    assert "keep 33.3% of their promised money; even with half as many hours again" in less.summary


def test_where_hours_suffice_nothing_is_asked_for() -> None:
    finding = findings.build("visit_plan")(book(promises=promised(0.5), people=PEOPLE))
    assert "With a fifth fewer hours the best plan would keep 100.0% of the promised money." in finding.summary
    assert finding.title == "The hours of your people suffice for all 10 promises of visits"
    assert finding.advice == ()
    assert finding.facts["money_a_year"] == 0.0


def test_promises_that_cannot_be_planned_are_left_out_and_counted() -> None:
    odd = promised()
    odd.loc[0, "person"] = "Nobody"
    odd.loc[1, "customer_id"] = "X9"
    odd.loc[2, "hours"] = float("nan")
    found = quarter(book(promises=odd, people=PEOPLE))
    assert found is not None
    assert (found.left_out, len(found.promises)) == (3, 7)
    none = book(promises=odd.assign(person="Nobody"), people=PEOPLE)
    assert quarter(none) is None
    assert findings.build("visit_plan")(none).advice == ()


def test_of_two_promises_of_a_customer_and_level_the_later_one_is_planned_as_the_reader_says() -> None:
    again = pd.concat([promised(), promised().head(1).assign(hours=1.0, value=50.0)], ignore_index=True)
    found = quarter(book(promises=again, people=PEOPLE))
    assert found is not None
    of_c0 = found.promises[found.promises["customer_id"] == "C0"]
    assert of_c0[["level", "hours", "value"]].to_numpy().tolist() == [["leadership", 1.0, 50.0]]
    assert (found.left_out, len(found.promises)) == (1, 10)


def test_without_people_the_report_does_not_plan_and_calls_nobody_for_visits() -> None:
    assert quarter(book(promises=promised())) is None
    assert unkept(book(promises=promised())) == {}


def test_customers_of_a_person_without_enough_hours_are_called_and_only_for_that() -> None:
    large = promised().assign(value=lambda table: 1000 * table["value"])
    client = book(promises=large, people=PEOPLE.assign(hours_per_week=[0.5, 20.0, 5.0]))
    seen = calling.calls(client)
    assert set(seen["call"]) == {"unkept"}
    assert set(seen["customer_id"]) <= set(NAMES[:5]), "those of the seller, who has hours to spare, are not"
    assert seen["money_a_year"].tolist() == sorted(seen["money_a_year"], reverse=True)
    money = unkept(client)
    assert {row["customer_id"]: row["money_a_year"] for row in seen.to_dict("records")} == {
        who: pytest.approx(money[who], abs=0.01) for who in seen["customer_id"]
    }  # fmt: skip


def test_of_two_levels_that_cannot_be_kept_the_one_with_more_money_counts() -> None:
    """No visit of 4 hours fits 1.5 a week; of twelve weeks eight are broken, of 100 and of 300 a year of 52."""
    asked = pd.DataFrame({
        "customer_id": "C0", "level": ["leadership", "technical"], "every_weeks": 4, "hours": 4.0,
        "person": "Boss", "value": [100.0, 300.0],
    })  # fmt: skip
    assert unkept(book(promises=asked, people=PEOPLE)) == {"C0": round(300.0 * 8 / 52, 2)}


def test_a_customer_that_is_called_for_another_reason_stays_with_it() -> None:
    large = promised().assign(value=lambda table: 1000 * table["value"])
    client = book(promises=large, people=PEOPLE.assign(hours_per_week=[0.5, 20.0, 5.0]))
    orders = client.orders.copy()
    late = (orders["customer_id"] == "C4") & (orders["date"] > "2024-05-31")
    fewer = replace(client, orders=orders[~late])
    kinds = calling.calls(fewer).set_index("customer_id")["call"]
    assert kinds["C4"] != "unkept"


def test_the_embedded_clients_leaders_are_the_bottleneck_as_planted() -> None:
    client = embedded()
    finding = findings.build("visit_plan")(client)
    assert finding.facts["level"] == "leadership"
    table = lacking(client)
    assert table["level"].tolist() == ["leadership"]
    assert 0.25 < table["missing"].iloc[0] / table["asked"].iloc[0] < 0.45, "about a third is missing"
    assert finding.facts["gap"] == 0.0
    assert finding.facts["out_of_time"] == 0, "where the clock decides, another machine has another report"


@pytest.mark.parametrize("seconds", [0.0, 600.0])
def test_a_plan_that_the_clock_ended_says_so(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kamlib.findings.quarter.SECONDS", seconds)
    monkeypatch.setattr("kamlib.findings.visit_plan.SECONDS", seconds)
    client = book(promises=promised(), people=PEOPLE)
    if seconds == 0:  # for so few customers a proof needs no search, or less than the least time that it is given
        monkeypatch.setattr("kamlib.manage.visits.solver.least", lambda _group: 0.0)
        monkeypatch.setattr("kamlib.manage.visits.solver._search", _stopped)
    finding = findings.build("visit_plan")(client)
    assert finding.facts["out_of_time"] == (seconds == 0)
    assert ("was stopped after 0 seconds" in finding.notes[1]) == (seconds == 0)
    assert ("A better plan could cost up to 100.0% less" in finding.notes[1]) == (seconds == 0)
    with speaking("zh"):
        assert ("计算到 0 秒时被中止" in findings.build("visit_plan")(client).notes[1]) == (seconds == 0)


def _stopped(_group: Group, _columns: Columns, known: Solution, effort: Effort) -> tuple[np.ndarray, float, float]:
    effort.late = True
    return known.visits, known.cost, 0.0


def test_promises_of_tiers_follow_the_tiers_and_go_to_who_has_the_least_to_do() -> None:
    client = embedded()
    people = pd.DataFrame({"person": ["Ann", "Bo", "Cy"], "hours_per_week": [10.0, 10.0, 30.0],
                           "level": ["leadership", "leadership", "business"]})  # fmt: skip
    table = promises_of_tiers(client, people)
    assert not table.duplicated(["customer_id", "level"]).any()
    assert (table["every_weeks"] >= 1).all()
    assert (table["value"] >= 0).all()
    by = table.groupby("level")["person"].agg(set)
    assert by["leadership"] == {"Ann", "Bo"}
    assert by["business"] == {"Cy"}
    # of 52 weeks, for six, four and one visit a year: every nine weeks would be one too few
    assert set(table.loc[table["level"] == "technical", "every_weeks"]) == {8, 13, 52}
    load = (table["hours"] / table["every_weeks"]).groupby(table["person"]).sum()
    assert load["Ann"] == pytest.approx(load["Bo"], rel=0.15)
    # a table of people in another order gives the same promises
    pd.testing.assert_frame_equal(table, promises_of_tiers(client, people.iloc[::-1]))


def test_the_customers_own_salesperson_makes_the_visits_of_the_own_level() -> None:
    client = embedded()
    assert client.customers is not None
    owner = client.customers.dropna(subset=["owner"]).set_index("customer_id")["owner"]
    people = pd.DataFrame({"person": sorted(set(owner)), "hours_per_week": 10.0, "level": "business"})
    table = promises_of_tiers(client, people)
    business = table[table["level"] == "business"]
    known = business[business["customer_id"].isin(owner.index)]
    assert (known["person"] == known["customer_id"].map(owner)).all()
    assert len(known) > 20


def test_who_has_three_times_the_hours_makes_three_times_the_visits() -> None:
    """Four hours a week each. Ann has 10 hours, and 4 of them after the first; Bo has 30, and 12 after three."""
    visits = pd.DataFrame({"customer_id": [*"KLMN"], "level": "business", "hours": 4.0, "every_weeks": 1})
    people = pd.DataFrame({"person": ["Ann", "Bo"], "hours_per_week": [10.0, 30.0]})
    assert _assigned(visits, people, {}) == ["Ann", "Bo", "Bo", "Bo"]


def test_hours_missing_at_two_levels_are_missing_at_both_and_asked_for_at_both() -> None:
    """Boss has 18 of 30 hours; Li, whose five visits of 2 hours fall every two weeks, 12 of 60: 12 and 48 lack."""
    few = PEOPLE.assign(hours_per_week=[1.5, 1.0, 5.0])
    rare = promised().tail(1).assign(level="leadership", every_weeks=12, person="Wang")  # 2 of Wang's 60 hours
    client = book(promises=pd.concat([promised(), rare], ignore_index=True), people=few)
    finding = findings.build("visit_plan")(client)
    assert "60 hours more" in finding.title
    assert "Hours are missing at 2 levels: " in finding.summary
    assert "Leadership level 18 of 30 hours" in finding.summary
    assert "12 of 60 hours" in finding.summary
    assert "one level" not in finding.summary
    text = finding.advice[0].text
    assert text.startswith("Find 60 more hours for visits in the next 12 weeks (")
    assert "Others have 58 hours left (Leadership level), most of them Wang." in text
    assert {"C0", "C1"} < set(finding.advice[0].customers), "of both levels"
    with speaking("zh"):
        zh = findings.build("visit_plan")(client)
        assert "有 2 个层级工时不足" in zh.summary
        assert "补足 60 小时走访工时" in zh.advice[0].text
        assert "领导层其他人还余 58 小时，其中 Wang 最多。" in zh.advice[0].text


def test_promises_are_broken_by_missing_hours_unless_the_hours_suffice() -> None:
    """A visit of 8 hours every 4 weeks asks for 24 in twelve, of 18; one of 5 in 11 weeks fits none of 1.5."""
    asked = pd.DataFrame({"customer_id": ["C0"], "level": ["leadership"], "every_weeks": [4], "hours": [8.0],
                          "person": ["Boss"], "value": [100.0]})  # fmt: skip
    short = findings.build("visit_plan")(book(promises=asked, people=PEOPLE)).summary
    assert "1 promise is broken in at least one week." in short
    assert "overdue" not in short
    rare = asked.assign(every_weeks=11, hours=5.0)
    enough = findings.build("visit_plan")(book(promises=rare, people=PEOPLE)).summary
    assert "1 promise is broken in at least one week, although the hours suffice in all" in enough
    with speaking("zh"):
        said = findings.build("visit_plan")(book(promises=rare, people=PEOPLE)).summary
        assert "总工时虽然够用，仍有 1 条承诺至少一周失约" in said
