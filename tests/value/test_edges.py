"""Rules of the value wing at their very edge, each figure worked by hand."""

from __future__ import annotations

from inspect import signature

import numpy as np
import pandas as pd
import pytest

from kamlib.facts.accounts import accounts
from kamlib.facts.retention import held
from kamlib.value import concentration, gap, resampling, short_payments, small_orders, tail, trend
from kamlib.value.resampling import Interval
from kamlib.value.serving_rates import ServingRates
from kamlib.value.serving_steps import OF_LINES

DAY = pd.Timestamp("2024-06-30")


def test_a_margin_is_that_of_the_lines_whose_cost_is_known() -> None:
    """100 cost 60, and 50 of unknown cost: 40 of 100 is left, not 40 of 150."""
    lines = pd.DataFrame({"customer_id": "A", "order_id": ["1", "2"], "date": DAY, "revenue": [100.0, 50.0],
                          "cost": [60.0, None]})  # fmt: skip
    found = accounts(lines).iloc[0]
    assert (found["profit"], found["margin"], found["uncosted_revenue"]) == (40.0, 0.4, 50.0)


@pytest.mark.parametrize(("revenue", "costs"), [(365.0, 0.8), (-365.0, 0.0)])
def test_what_is_given_back_late_costs_no_capital(revenue: float, costs: float) -> None:
    """365 paid ten days late at 8 % a year: 365 × 10 × 0.08 / 365 = 0.80; a return ties up nothing."""
    line = pd.DataFrame({"revenue": [revenue], "due_date": [DAY - pd.Timedelta(days=20)],
                         "paid_date": [DAY - pd.Timedelta(days=10)]})  # fmt: skip
    step = OF_LINES["capital_cost"](line, ServingRates(), DAY)
    assert step.money.tolist() == pytest.approx([costs])


def test_pieces_that_come_back_are_handled_as_well() -> None:
    """Two a piece: three sold and three returned cost six each."""
    lines = pd.DataFrame({"quantity": [3.0, -3.0], "revenue": [30.0, -30.0]})
    assert OF_LINES["order_handling"](lines, ServingRates(cost_per_unit=2.0), DAY).money.tolist() == [6.0, 6.0]


def test_a_channel_without_a_fee_pays_none_and_an_unknown_one_is_unknown() -> None:
    lines = pd.DataFrame({"channel": ["shop", "fair", None], "revenue": [100.0, 100.0, 100.0]})
    step = OF_LINES["channel_fees"](lines, ServingRates(channel_fees={"shop": 0.1}), DAY)
    assert (step.money.tolist(), step.unknown) == ([10.0, 0.0, 0.0], 1)


def test_who_has_half_of_its_orders_refused_is_refused_sometimes() -> None:
    rows = [("H", "1", 50.0), ("H", "2", 500.0), ("M", "3", 50.0), ("M", "4", 60.0), ("M", "5", 500.0)]
    book = pd.DataFrame(rows, columns=["customer_id", "order_id", "revenue"]).assign(date=DAY)
    who = small_orders.evaluate_minimum_order(book, accounts(book), basis="revenue", minimum=100.0).customers
    assert who.set_index("customer_id")["refused"].to_dict() == {"H": "sometimes", "M": "mostly"}


@pytest.mark.parametrize(("customers", "interval", "said"), [
    (10, (0.85, 0.95), "above_80_20"), (9, (0.85, 0.95), "inconclusive"),
    (10, (0.75, 1.0), "holds"), (10, (0.74, 1.0), "inconclusive"), (10, (0.5, 0.75), "below_80_20"),
])  # fmt: skip
def test_ten_customers_and_a_narrow_interval_answer_the_question(
    customers: int, interval: tuple[float, float], said: str
) -> None:
    assert concentration._verdict(customers, Interval(*interval), 0.8, 0.25) == said


def test_an_interval_of_thirty_points_is_narrow_unless_somebody_says_otherwise() -> None:
    assert signature(concentration.measure).parameters["widest"].default == 0.3


@pytest.mark.parametrize(("spread", "said"), [
    ((-0.02, 0.05), "steady"), ((-0.2, 0.01), "inconclusive"), ((-0.01, 0.2), "inconclusive"),
    ((0.01, 0.02), "up"),
])  # fmt: skip
def test_steady_is_what_lies_within_the_band_on_both_sides(spread: tuple[float, float], said: str) -> None:
    assert trend._moved(Interval(*spread), 0.05) == said


def test_resamples_equal_to_the_point_lie_half_below_it() -> None:
    """A quarter below, half on the point, a quarter above: no bias, so the plain tenth and nine tenths."""
    lower, upper = [-9.0] * 50 + [0.0] * 200, [2.0] * 200 + [9.0] * 50
    found = resampling._corrected(np.array([*lower, *[1.0] * 500, *upper]), 1.0, 0.0, 0.8)
    assert found == Interval(0.0, 2.0)


@pytest.mark.parametrize(("paid", "short"), [("2024-06-30", 3.0), ("2024-07-01", None)])
def test_a_payment_of_the_day_after_is_not_known(paid: str, short: float | None) -> None:
    """97 of 100 paid: short by 3 from the day of payment on."""
    lines = pd.DataFrame({"customer_id": ["A"], "date": [DAY], "revenue": [100.0], "paid_amount": [97.0],
                          "paid_date": [pd.Timestamp(paid)]})  # fmt: skip
    found = short_payments.missing(lines, as_of=DAY)
    assert found["short"].tolist() == ([] if short is None else [short])


def test_retention_lies_between_nothing_and_the_bill() -> None:
    """Of 100: 30 kept back, 150 written by mistake, -5 by mistake, 30 due today; of a credit note nothing."""
    lines = pd.DataFrame({
        "revenue": [100.0, 100.0, 100.0, 100.0, -40.0], "retention": [30.0, 150.0, -5.0, 30.0, 10.0],
        "retention_due": [DAY + pd.Timedelta(days=1), None, None, DAY, None],
    })  # fmt: skip
    assert held(lines, DAY).tolist() == [30.0, 100.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(("distance", "plausible"), [(0.107, True), (0.110, False)])
def test_the_line_of_a_plausible_tail_is_that_of_stephens(distance: float, plausible: bool) -> None:
    """Of 100 customers (D - 0.002) x (10 + 0.26 + 0.05) is 1.083 and 1.113; the line is 1.094."""
    assert tail.Tail(1.5, 0.15, 1.0, 100, distance).plausible == plausible


def test_a_margin_is_of_a_positive_revenue() -> None:
    """Goods of 100 came back, their cost of 60 too: a loss of 40 is no margin of 40 %."""
    lines = pd.DataFrame({"customer_id": ["A"], "order_id": ["1"], "date": [DAY], "revenue": [-100.0],
                          "cost": [-60.0]})  # fmt: skip
    found = accounts(lines).iloc[0]
    assert found["profit"] == -40.0
    assert np.isnan(found["margin"])


def test_who_comes_out_even_loses_nothing() -> None:
    """The even one stands with those who earn: on 300 of revenue they keep 40 of 90 on goods."""
    rows = [(100, 10, -10), (200, 60, 40), (100, 30, 0)]
    found = gap.decompose_margin_gap(pd.DataFrame(rows, columns=["revenue", "profit", "profit_after_serving"]))
    assert found is not None
    assert (found.goods_others, found.serving_others) == pytest.approx((90 / 300, 50 / 300))
    assert (found.goods_losers, found.serving_losers) == pytest.approx((0.1, 0.2))
