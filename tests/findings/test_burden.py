"""Burden against loss: what goes with an account and what stays decide whether losing it saves or costs."""

from __future__ import annotations

import pandas as pd
import pytest

from kamlib import periods
from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.claims import cross_reference
from kamlib.findings.weight import money_in
from kamlib.value.burden import weigh_burdens
from kamlib.words import speaking
from tests.embedded import embedded


def book(costs: dict[str, tuple[float, float, float]]) -> Client:
    """An order of 100 a month for two years each; per order: cost of goods, freight, and visits in activities."""
    days = [pd.Timestamp(year, m, 5 if m < 12 else 31) for year in (2022, 2023) for m in range(1, 13)]
    lines = pd.DataFrame([
        {"customer_id": who, "order_id": f"{who}-{day:%Y%m}", "date": day, "revenue": 100.0, "cost": goods,
         "freight": freight}
        for who, (goods, freight, _visit) in costs.items() for day in days
    ])  # fmt: skip
    calls = pd.DataFrame([
        {"customer_id": who, "date": day, "kind": "visit", "level": "business", "cost": visit}
        for who, (_goods, _freight, visit) in costs.items() for day in days if visit
    ])  # fmt: skip
    return Client(lines, activities=calls, currency="CNY")


#: Per order: a earns 100−60−5−5 = 30; b 100−90−15 = −5 before visits, −15 after; c 100−80−5 = 15, −10 after.
COSTS = {"a": (60.0, 5.0, 5.0), "b": (90.0, 15.0, 10.0), "c": (80.0, 5.0, 25.0)}


def test_the_burden_of_a_year_and_the_cost_of_losing_it_by_hand() -> None:
    found = find(book(COSTS), only=["burden"])["burden"]
    rows = found.evidence.set_index("customer_id")
    assert rows.index.tolist() == ["b", "c"]
    assert rows["burden"].tolist() == [12 * 15.0, 12 * 10.0]
    assert rows["cost_stays"].tolist() == [12 * 10.0, 12 * 25.0]
    assert rows["loss_cost"].tolist() == [12 * -5.0, 12 * 15.0]
    assert rows["burden_verdict"].tolist() == ["saves money", "costs money"]
    assert found.title == (
        "2 accounts lost CN¥300 in the last 12 months: without 1 of them the company would save CN¥60, without "
        "the other 1 it would lose another CN¥180"
    )
    assert "better off without b (CN¥60)." in found.summary
    assert "This one would be missed: c (CN¥180)." in found.summary
    assert "over the whole period" not in found.summary  # both lose over the two years as well
    assert money_in(found) == 300.0


def test_losing_one_that_costs_nothing_but_our_people_changes_nothing() -> None:
    """d earns 100 − 100 = 0 an order and is visited for 5: gone, it takes nothing with it and saves nothing."""
    found = find(book({**COSTS, "d": (100.0, 0.0, 5.0)}), only=["burden"])["burden"]
    assert found.evidence.set_index("customer_id").loc["d", "burden_verdict"] == "changes nothing"
    assert found.title == (
        "3 accounts lost CN¥360 in the last 12 months: without 1 of them the company would save CN¥60, without "
        "another 1 it would lose CN¥180 more"
    )
    assert "Losing 1 more would change nothing: its loss is the cost of our people alone." in found.summary
    assert "d (" not in found.summary
    alone = find(book({"a": COSTS["a"], "d": (100.0, 0.0, 5.0)}), only=["burden"])["burden"]
    assert alone.title == "1 account lost CN¥60 in the last 12 months; losing it would change nothing"


def test_who_earned_over_the_whole_period_is_counted_apart() -> None:
    """The whale curve counts who loses over the whole period; c earned 100 − 80 an order in the first year."""
    whole = book(COSTS)
    assert whole.activities is not None
    visits, lines = whole.activities, whole.orders
    late = visits[(visits["customer_id"] != "c") | (visits["date"].dt.year == 2023)]
    cost = lines["cost"].where((lines["customer_id"] != "c") | (lines["date"].dt.year == 2023), 20.0)
    made = Client(lines.assign(cost=cost), activities=late, currency="CNY")
    found = find(made, only=["burden"])["burden"]
    assert found.facts["customers"] == 2
    assert found.summary.startswith(
        "1 of them lost money over the whole period too; 1 earned over the whole period and lost in these 12 "
        "months only."
    )


@pytest.mark.parametrize(
    ("costs", "title"),
    [
        ({"a": COSTS["a"], "b": COSTS["b"]}, "1 account lost CN¥180 in the last 12 months; without it the company "
                                             "would save CN¥60"),
        ({"a": COSTS["a"], "c": COSTS["c"]}, "1 account lost CN¥120 in the last 12 months, but without it the "
                                             "company would lose another CN¥180"),
        ({"a": COSTS["a"], "d": COSTS["a"]}, "No customer was a burden in the last 12 months"),
    ],
)  # fmt: skip
def test_each_case_has_its_title(costs: dict[str, tuple[float, float, float]], title: str) -> None:
    assert find(book(costs), only=["burden"])["burden"].title == title


def test_where_the_measure_is_gross_profit_nothing_is_said_of_losing() -> None:
    found = find(book(COSTS).measured_by("profit"), only=["burden"])["burden"]
    assert found.title == "What losing a customer would cost is not known"
    assert found.facts == {"customers": 3}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_the_embedded_client_the_burden_is_that_of_the_accounts_of_the_year(lang: str) -> None:
    client = embedded()
    with speaking(lang):
        found = find(client, only=["burden"])["burden"]
    days = periods.Window(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))
    year = client.accounts_within(days)["profit_after_serving"]
    assert found.facts["burden"] == pytest.approx(-year.clip(upper=0).sum(), abs=1)
    facts = found.facts
    assert facts["burden"] == pytest.approx(facts["stays"] + facts["saved"] - facts["lost"], abs=0.05)
    assert found.draw is not None
    assert found.draw().has_data()


def test_neither_the_order_of_rows_nor_the_unit_of_money_changes_a_verdict() -> None:
    served = pd.DataFrame({
        "customer_id": ["x", "y", "z"], "product_margin": [10.0, 50.0, 7.0], "freight": [20.0, 0.0, 7.0],
        "service_cost": [1.0, 60.0, 1.0], "profit_after_serving": [-11.0, -10.0, -1.0],
    })  # fmt: skip
    one = weigh_burdens(served)
    pd.testing.assert_frame_equal(one, weigh_burdens(served.iloc[::-1]))
    assert one["burden_verdict"].tolist() == ["better_lost", "better_kept", "no_change"]
    money = served.columns[1:]
    large = weigh_burdens(served.assign(**{c: served[c] * 1e6 for c in money}))
    assert large["burden_verdict"].tolist() == one["burden_verdict"].tolist()


def test_what_was_counted_up_from_half_a_year_is_said_to_be() -> None:
    made = book(COSTS)
    half = Client(made.orders[made.orders["date"] >= "2023-07-01"], activities=made.activities, currency="CNY")
    title = find(half, only=["burden"])["burden"].title
    assert "a year, counted up from the last 6 months: without 1 of them" in title
    assert "12 months" not in title
    with speaking("zh"):
        assert find(half, only=["burden"])["burden"].title.startswith("2 家客户按近 6 个月折算，一年亏损")


def test_serving_on_top_of_a_gross_loss_exceeds_nothing() -> None:
    """24 orders of 100 that cost 110, each with a visit for 5: −240 − 120."""
    made = book({"a": (110.0, 0.0, 5.0)})
    found = find(made, only=["cost_to_serve"])["cost_to_serve"]
    assert found.title == "Gross profit of -CN¥240 less cost to serve of CN¥120 is a loss of CN¥360"
    with speaking("zh"):
        zh = find(made, only=["cost_to_serve"])["cost_to_serve"].title
    assert zh == "毛利 -240元，服务成本 120元，客户利润为亏损 360元"


def test_visits_that_are_recorded_in_one_year_only_are_no_rise_of_cost_to_serve() -> None:
    """The same orders and, as far as anybody knows, the same visits: nothing rose, nothing is to be undone."""
    made = book(COSTS)
    assert made.activities is not None
    late = made.activities[made.activities["date"] >= "2023-01-01"]
    found = find(Client(made.orders, activities=late, currency="CNY"))
    for id_ in ("yearly", "bridge"):
        assert found[id_].unknown
        assert not found[id_].advice
        assert found[id_].title == (
            "The two years cannot be compared by customer profit: the number of months with recorded visits is "
            "0 in the earlier one and 12 in the later one"
        )
    with speaking("zh"):
        zh = find(Client(made.orders, activities=late, currency="CNY"), only=["bridge"])["bridge"].title
    assert zh == "两年的客户利润不可比：有拜访记录的月份，上一年 0 个，本年 12 个"
    assert not find(made, only=["bridge"])["bridge"].unknown


def test_late_payment_of_those_that_lose_is_counted_with_them_and_not_said_to_be_nothing() -> None:
    """Only b pays late, and loses money: what that costs is part of its loss."""
    made = book(COSTS)
    due = made.orders["date"]
    paid = due + pd.to_timedelta((made.orders["customer_id"] == "b").astype("int64") * 20, unit="D")
    late = Client(made.orders.assign(due_date=due, paid_date=paid), activities=made.activities, currency="CNY")
    step = find(late)["cost_to_serve"].advice[-1]
    assert step.text.startswith("Collect on the due date")
    assert (step.worth, step.unvalued) == (None, "All of it is in the losses of customers under other steps.")


def test_a_customer_that_left_and_is_still_visited_costs_what_can_be_stopped() -> None:
    """b orders until October 2022 and loses 15 an order; its visits of 10 a month go on: 120 in the last year."""
    made = book(COSTS)
    gone = (made.orders["customer_id"] == "b") & (made.orders["date"] >= "2022-11-01")
    left = Client(made.orders[~gone], activities=made.activities, currency="CNY")
    rows = left.buyers[left.buyers["customer_id"] == "b"]
    said = cross_reference(left, "burden", rows)
    assert said == (
        "The one customer here that lost money has left and still costs CN¥120 a year, by visits, service or late "
        "payment: put an end to that."
    )
    with speaking("zh"):
        assert "每年仍花费 120元" in cross_reference(left, "burden", rows)
    visits = made.activities
    assert visits is not None
    ended = visits[(visits["customer_id"] != "b") | (visits["date"] < "2022-11-01")]
    quiet = Client(made.orders[~gone], activities=ended, currency="CNY")
    assert cross_reference(quiet, "burden", rows).endswith("no step about its loss is needed.")
