"""Every amount beside a recommendation is per year, of what can be got back, and says from which days; by hand."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest

from kamlib.classify import migration
from kamlib.classify.history import tier_history
from kamlib.client import Client
from kamlib.findings import find
from kamlib.findings.fallen import fallen_by, visit_advice
from kamlib.findings.finding import Advice
from kamlib.findings.recoverable import at_risk, back, last_year_of, losses, lost_customers, today
from kamlib.findings.registry import spec_of
from kamlib.findings.worth import OTHERS, Base, Worth, compared_with
from kamlib.periods import Window, window
from kamlib.periods.like_for_like import Compared
from kamlib.reports import steps
from kamlib.value.serving_rates import ServingRates
from kamlib.words import speaking

Line = tuple[str, str, float, float]


def book(lines: Iterable[Line], **given: object) -> Client:
    """Order lines of customer, day, revenue and cost; each an order of its own."""
    frame = pd.DataFrame(list(lines), columns=["customer_id", "date", "revenue", "cost"])
    frame["date"] = pd.to_datetime(frame["date"])
    frame.insert(1, "order_id", [f"o{n}" for n in range(len(frame))])
    return Client(frame, currency="EUR", **given)


def monthly(who: str, revenue: float, cost: float, *, first: str = "2021-01", last: str = "2024-12") -> list[Line]:
    return [(who, str(day.date()), revenue, cost) for day in pd.date_range(first, last, freq="MS")]


#: Four years; L loses 10 a month in the first three years and 4 in the last, E always earns.
FOUR = [
    *monthly("L", 100.0, 110.0, last="2023-12"), *monthly("L", 100.0, 104.0, first="2024-01"),
    *monthly("E", 100.0, 60.0), ("E", "2024-12-31", 1.0, 0.0),
]  # fmt: skip


def test_a_loss_is_that_of_the_last_twelve_months_and_not_of_the_book() -> None:
    """In four years L loses 36 × 10 + 12 × 4 = 408; in the last year 48."""
    worth, _why = losses(book(FOUR), ["L", "E"])
    assert worth is not None
    assert (worth.money_a_year, worth.low, worth.high) == (48.0, 0.0, 48.0)
    assert (worth.base.first, worth.base.last) == (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))
    assert (worth.base.months, worth.base.counted_up, worth.confidence, worth.at_most) == (12, False, "high", True)


def test_who_earned_in_the_last_year_has_no_loss_to_stop_whatever_was_lost_before() -> None:
    healed = [line for line in FOUR if not (line[0] == "L" and line[1] >= "2024")]
    client = book([*healed, *monthly("L", 100.0, 90.0, first="2024-01")])
    assert client.accounts.set_index("customer_id").loc["L", "profit"] == -36 * 10 + 12 * 10
    worth, why = losses(client, ["L"])
    assert worth is None
    assert why == "In the last 12 months there was nothing to recover."


def test_the_gain_of_one_does_not_hide_the_loss_of_another() -> None:
    client = book([*FOUR, *monthly("M", 100.0, 80.0)])
    assert losses(client, ["L", "M"]) == losses(client, ["L"])


def test_eight_months_are_counted_up_to_a_year_and_called_an_assumption() -> None:
    """May to December 2024 are 245 of 366 days; 8 × 4 = 32 of loss."""
    client = book([line for line in FOUR if line[1] >= "2024-05"])
    worth, _why = losses(client, ["L"])
    assert worth is not None
    assert worth.money_a_year == pytest.approx(32 / periods_part(), abs=0.01)
    assert (worth.base.months, worth.base.counted_up, worth.confidence) == (8.1, True, "low")


def periods_part() -> float:
    """The part of a year from 1 May 2024 to 31 December 2024, both included: 245 days of the 365 to 30 April."""
    return 245 / 365


def test_two_months_say_nothing_of_a_year() -> None:
    client = book([line for line in FOUR if line[1] >= "2024-11"])
    worth, why = losses(client, ["L"])
    assert worth is None
    assert why == "The orders cover too few months to estimate an annual amount."


def test_a_book_that_ended_long_before_the_day_is_taken_to_its_own_end_and_says_so() -> None:
    client = book(FOUR, as_of=pd.Timestamp("2025-06-30"))
    worth, _why = losses(client, ["L"])
    assert worth is not None
    assert worth.money_a_year == 48.0
    assert worth.base.last == pd.Timestamp("2024-12-31")


def test_a_save_rate_of_the_client_takes_its_part_and_leaves_the_bound_as_the_end_of_the_range() -> None:
    client = book(FOUR, policy=ServingRates(save_rate=0.25))
    worth, _why = losses(client, ["L"])
    assert worth is not None
    assert (worth.money_a_year, worth.low, worth.high, worth.at_most) == (12.0, 0.0, 48.0, False)


#: Q bought for 5 in 2021 and for 10 a month from July 2023 to June 2024, then fell silent; G is silent since 2023.
QUIET = [
    *FOUR, ("Q", "2021-01-05", 5.0, 0.0), *monthly("Q", 10.0, 7.0, first="2023-07", last="2024-06"),
    *monthly("G", 1000.0, 100.0, last="2023-12"),
]  # fmt: skip


def test_at_risk_is_what_was_brought_in_the_twelve_months_to_the_last_order() -> None:
    """Q: 12 × (10 − 7) = 36, without the 5 of 2021."""
    worth, _why = at_risk(book(QUIET), ["Q"])
    assert worth is not None
    assert (worth.money_a_year, worth.confidence) == (36.0, "low")  # whether Q comes back is an assumption
    assert (worth.base.first, worth.base.last) == (pd.Timestamp("2023-06-02"), pd.Timestamp("2024-06-01"))


def test_with_a_stated_save_rate_what_is_at_risk_is_as_sure_as_the_ledger() -> None:
    worth, _why = at_risk(book(QUIET, policy=ServingRates(save_rate=0.25)), ["Q"])
    assert worth is not None
    assert (worth.money_a_year, worth.high, worth.confidence) == (9.0, 36.0, "high")


def test_who_lost_money_before_it_fell_silent_takes_nothing_off_what_is_at_risk_with_others() -> None:
    """Q brought 36 in the twelve months to its last order; N lost 10 × 20 in those to its own."""
    client = book([*QUIET, *monthly("N", 10.0, 30.0, first="2023-09", last="2024-06")])
    worth, _why = at_risk(client, ["N", "Q"])
    assert worth is not None
    assert worth.money_a_year == 36.0
    assert at_risk(client, ["N"])[0] is None


def test_who_is_silent_for_more_than_twelve_months_is_lost_and_nothing_of_it_is_at_risk() -> None:
    client = book(QUIET)
    assert lost_customers(client) == {"G"}
    worth, why = at_risk(client, ["G"])
    assert worth is None
    assert why == "No orders for more than 12 months: counted as lost, with nothing at risk any more."
    both, alone = at_risk(client, ["G", "Q"])[0], at_risk(client, ["Q"])[0]
    assert both is not None
    assert alone is not None
    assert (both.high, both.base) == (alone.high, alone.base)
    assert both.method.endswith("in the 12 months up to its last order; of those lost, nothing is counted.")
    assert alone.method.endswith("in the 12 months up to its last order.")


def test_each_customers_year_ends_with_its_own_last_order() -> None:
    """A: 10 of 1 March 2024 alone, less the visit of that day for 2; B: 20 less the visit for 1 of 3 March 2023.

    Of A, the order and the visit of 1 March 2023 lie a day too early; of B, nothing of 2 March 2023 counts, and
    nothing after its last order. A's bill was due 10 days before its last day and is open on it: at 10% a year of
    10, that costs 0.0274.
    """
    days = pd.to_datetime(["2023-03-01", "2024-03-01", "2023-03-02", "2024-03-02"])
    orders = pd.DataFrame({
        "customer_id": ["A", "A", "B", "B"], "order_id": list("1234"), "date": days,
        "revenue": [7.0, 10.0, 5.0, 20.0], "cost": 0.0,
        "due_date": [days[0], days[1] - pd.Timedelta(days=10), *days[2:]],
        "paid_date": [days[0], days[1] + pd.Timedelta(days=20), *days[2:]],
    })  # fmt: skip
    visits = pd.to_datetime(["2023-03-01", "2024-03-01", "2023-03-02", "2023-03-03", "2024-03-03"])
    calls = pd.DataFrame({"customer_id": list("AABBB"), "date": visits, "cost": [100.0, 2.0, 100.0, 1.0, 100.0]})
    late = pd.DataFrame({"customer_id": ["E"], "order_id": ["5"], "date": [pd.Timestamp("2025-01-01")]})
    lines = pd.concat([orders, late.assign(revenue=1.0, cost=0.0)], ignore_index=True)
    client = Client(lines, activities=calls, currency="EUR", policy=ServingRates(capital_rate=0.1))
    assert client.basis == "profit_after_serving"
    known = client.accounts[client.accounts["customer_id"].isin(["A", "B"])]
    assert last_year_of(client, known).to_dict() == pytest.approx({"A": 10 - 2 - 0.0274, "B": 20 - 1})


def test_silent_for_twelve_months_to_the_day_is_not_lost() -> None:
    last = [("S", "2023-12-31", 9.0, 1.0), ("T", "2024-01-01", 9.0, 1.0)]
    assert lost_customers(book([*FOUR, *last])) == {"S"}


def test_the_currency_unit_and_the_order_of_the_lines_change_nothing_but_the_unit() -> None:
    worth = losses(book(FOUR), ["L"])[0]
    cents = losses(book([(who, day, 100 * r, 100 * c) for who, day, r, c in FOUR[::-1]]), ["L"])[0]
    assert worth is not None
    assert cents is not None
    assert cents.money_a_year == 100 * worth.money_a_year


def test_compared_with_ten_others_is_medium_and_with_nine_an_assumption() -> None:
    assert (compared_with(OTHERS), compared_with(OTHERS - 1)) == ("medium", "low")


def test_an_amount_outside_its_range_is_refused_and_so_is_one_of_what_is_kept() -> None:
    base = Base(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31"))
    with pytest.raises(ValueError, match="does not lie between"):
        Worth(5.0, 0.0, 4.0, "", "high", base)
    with pytest.raises(ValueError, match="is not one of high, medium, low"):
        Worth(5.0, 0.0, 5.0, "", "certain", base)
    with pytest.raises(ValueError, match="cannot be got back"):
        Advice("Keep it.", "role_finance", 30, Worth(5.0, 0.0, 5.0, "", "high", base), "held")


#: Twenty small customers that keep a third of what they pay, two large ones that keep almost nothing.
SIZES = [
    line for n in range(20) for line in monthly(f"s{n:02}", 90.0 + n, (90.0 + n) * 2 / 3)
] + [*monthly("H", 2000.0, 1990.0), *monthly("K", 1500.0, 1495.0), ("H", "2024-12-31", 0.01, 0.0)]  # fmt: skip


def test_what_the_rank_suggests_is_worked_out_from_the_last_year() -> None:
    """By purchases H is first; the best contribution of a year is 12 × 109 / 3 = 436, and H brings 12 × 10 + 0.01.

    K loses as much of its size, but orders no more often than the others.
    """
    plain = book(SIZES)
    given = np.where(plain.orders["customer_id"].isin(["H", "K"]), 100.0, 0.0)  # harsh are terms that can be named
    made = Client(plain.orders.assign(discount=given), currency="EUR")
    found = find(made, only=["misconceptions"])["misconceptions"]
    step = found.advice[0]
    assert set(step.customers) == {"H"}
    assert step.worth is not None
    assert step.money_a_year == pytest.approx(436 - 120.01, abs=0.01)
    assert (step.stake, step.worth.confidence, step.worth.base.months) == ("shortfall", "medium", 12)
    assert step.money_a_year < float(found.facts["at_stake"] or 0) / 3


def test_whoever_fell_has_the_fall_of_one_year_and_whoever_left_a_year_ago_is_lost() -> None:
    """P falls from 12 × 300 to 12 × 100 of profit; R stops at the end of 2023: lost, and asked why."""
    rows = [*SIZES, *monthly("P", 900.0, 600.0, last="2023-12"), *monthly("P", 300.0, 200.0, first="2024-01"),
            *monthly("R", 990.0, 600.0, last="2023-12")]  # fmt: skip
    found = find(book(rows), only=["migration", "key_accounts"])
    step = found["migration"].advice[0]
    days = Compared(window(pd.Timestamp("2023-12-31")), window(pd.Timestamp("2024-12-31")), True)
    assert step.customers == ("P",)
    assert step.worth is not None
    assert step.money_a_year == pytest.approx(12 * 300 - 12 * 100)
    assert (step.worth.base.first, step.worth.base.last) == (
        pd.Timestamp("2023-01-01"),
        pd.Timestamp("2024-12-31"),
    )
    assert step.text.endswith("1 more is covered under “Key-account list”.")
    assert [one.customers for one in found["key_accounts"].advice if "once why it left" in one.text] == [("R",)]
    alone = visit_advice(tier_history(book(rows).accounts_trailing(), basis="profit").compared(), book(rows), days)
    assert set(alone[0].customers) == {"P", "R"}
    assert alone[0].text.endswith("1 of them has not ordered for more than 12 months and counts as lost.")


def test_a_fall_on_like_days_is_counted_up_to_a_year() -> None:
    """L brings 153 less from 1 March to 31 December 2024, which are 306 of 365 days: 153 × 365 / 306 = 182.5."""
    years = [pd.DataFrame({"customer_id": ["L", "E"], "tier": [tier, "gold"], "profit": [money, 10.0 + money]})
             for tier, money in (("gold", 253.0), ("iron", 100.0))]  # fmt: skip
    spans = [Window(pd.Timestamp(f"{year}-03-01"), pd.Timestamp(f"{year}-12-31")) for year in (2023, 2024)]
    review = migration.review(years[0], years[1], basis="profit")
    worth, _why = fallen_by(book(FOUR), review, ["L"], Compared(spans[0], spans[1], False))
    assert worth is not None
    assert worth.money_a_year == pytest.approx(182.5)
    assert (worth.base.months, worth.base.counted_up, worth.confidence) == (10.1, True, "low")


def test_late_payment_costs_what_it_cost_in_the_last_year() -> None:
    """Ten days late on 100 at 8 % a year, each month: 12 × 100 × 0.08 × 10 / 365, also where three years were."""
    client = book(monthly("A", 100.0, 50.0, first="2022-01") + monthly("B", 90.0, 50.0, first="2022-01"))
    lines = client.orders.assign(due_date=client.orders["date"], freight=1.0)
    late = lines["customer_id"].eq("A").map({True: 10, False: 0})
    lines["paid_date"] = lines["due_date"] + pd.to_timedelta(late, unit="D")
    found = find(Client(lines, currency="EUR", as_of=pd.Timestamp("2024-12-31")), only=["cost_to_serve"])
    step = next(step for step in found["cost_to_serve"].advice if step.owner == "role_finance")
    assert step.worth is not None
    assert step.money_a_year == pytest.approx(12 * 100 * 0.08 * 10 / 365, abs=0.01)
    assert step.worth.confidence == "low"  # the rate is ours


def test_who_pays_on_the_day_now_is_not_asked_to() -> None:
    """Ten days late on 100 at 8 % a year in 2022 and 2023, and since then not a day."""
    client = book(monthly("A", 100.0, 50.0, first="2022-01") + monthly("B", 90.0, 50.0, first="2022-01"))
    lines = client.orders.assign(due_date=client.orders["date"], freight=1.0)
    late = (lines["customer_id"].eq("A") & lines["date"].lt("2023-12-01")).map({True: 10, False: 0})
    lines["paid_date"] = lines["due_date"] + pd.to_timedelta(late, unit="D")
    found = find(Client(lines, currency="EUR", as_of=pd.Timestamp("2024-12-31")), only=["cost_to_serve"])
    before = 23 * 100 * 0.08 * 10 / 365  # 23 months to November 2023
    assert found["cost_to_serve"].facts["serving_cost"] == pytest.approx(before, abs=0.01)
    assert not [step for step in found["cost_to_serve"].advice if step.owner == "role_finance"]


def test_what_eight_months_paid_short_is_counted_up_to_a_year() -> None:
    """49 paid short from 1 May to 31 December 2024, which are 245 of 365 days: 49 × 365 / 245 = 73 a year."""
    lines = book([line for line in FOUR if line[1] >= "2024-05"]).orders
    short = (lines["customer_id"].eq("E") & lines["date"].eq("2024-06-01")).map({True: 49.0, False: 0.0})
    paid = lines.assign(quality_loss=1.0, paid_date=lines["date"], paid_amount=lines["revenue"] - short)
    found = find(Client(paid, currency="EUR"), only=["cost_to_serve"])["cost_to_serve"]
    step = next(step for step in found.advice if step.stake == "shortfall")
    assert found.facts["paid_short"] == 49.0
    assert step.money_a_year == pytest.approx(73.0)


def test_no_amount_beside_a_step_that_keeps_what_is_there() -> None:
    found = find(book(SIZES))
    held = [step for finding in found for step in finding.advice if step.stake == "held"]
    assert held
    assert all(step.worth is None and step.unvalued for step in held)
    assert spec_of("whale").id == "whale"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ("at most €48 a year", "from 1 Jan to 31 Dec 2024", "confidence: high, from your own orders")),
        (
            "zh",
            ("每年最多 48欧元", "按2024年1月1日至12月31日的数据计算", "可信度：高，取自贵公司自己的订单"),
        ),
    ],
)
def test_a_page_says_at_most_a_year_from_which_days_and_how_sure(code: str, words: tuple[str, ...]) -> None:
    with speaking(code):
        worth, why = losses(book(FOUR), ["L"])
        line = steps.line_of(Advice("Stop it.", "role_finance", 30, worth, "loss", why))
        assert (steps.money_of(line, "EUR"), steps.base(line), steps.sure(line)) == words


def test_an_amount_that_is_none_is_no_amount_of_nought() -> None:
    client = book(FOUR)
    assert back(client, 0.0, "", "high")[0] is None
    assert today(client).a_year(["nobody"], "profit").tolist() == [0.0]


def freighted(**given: object) -> Client:
    """Two customers with freight in the orders and nothing else of serving."""
    client = book(FOUR)
    return Client(client.orders.assign(freight=1.5), currency="EUR", **given)


def test_freight_that_nobody_says_is_ours_is_no_cost_and_nothing_is_said_to_be_lost_by_it() -> None:
    found = find(freighted(), only=["cost_to_serve", "top_customers"])
    assert found["cost_to_serve"].title.endswith("the data does not show who pays the freight")
    assert found["cost_to_serve"].advice == ()
    assert "€146 and no other cost" in found["cost_to_serve"].summary  # 97 lines of 1.50
    assert "profit_after_serving" not in found["top_customers"].evidence


def test_freight_counts_where_the_client_asks_for_what_is_left_after_it_or_states_a_rate() -> None:
    asked = find(freighted().measured_by("profit_after_serving"), only=["cost_to_serve"])["cost_to_serve"]
    assert asked.facts["serving_cost"] == pytest.approx(97 * 1.5)
    stated = find(freighted(policy=ServingRates(freight_rate=0.02)), only=["cost_to_serve"])["cost_to_serve"]
    assert stated.facts["serving_cost"] == pytest.approx(97 * 1.5)


def test_what_else_is_known_of_serving_counts_without_the_freight() -> None:
    lines = freighted().orders
    lines = lines.assign(due_date=lines["date"], paid_date=lines["date"] + pd.Timedelta(days=10))
    found = find(Client(lines, currency="EUR", as_of=pd.Timestamp("2025-02-01")), only=["cost_to_serve"])
    late = 0.08 * 10 / 365 * lines["revenue"].sum()
    assert found["cost_to_serve"].facts["serving_cost"] == pytest.approx(late, abs=0.01)
    assert any("it is not known who pays it" in note for note in found["cost_to_serve"].notes)
